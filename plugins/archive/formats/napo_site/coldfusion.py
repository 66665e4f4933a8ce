"""Napo's old ColdFusion site: its bylines and boilerplate, in HTML and in plain-text copies, and its pages in HTML.

See "ColdFusion" and W5 in docs/formats.md. No selectors are known for these pages, so they have no line in the table of
`templates`.

The rule: a byline "Posted By: Name @ dd/mm/yyyy hh:mm PM  General  Comments (0)" ends the text above it. Its date is
day first. The hour is dropped because its time zone is unknown. Only a heading can be a title.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import takewhile

from archive.formats.napo_site.articles import PageContents, SiteArticle, quarantine_page
from archive.formats.napo_site.bylines import PublicationTime, date_of
from archive.formats.napo_site.known_lines import old_site_kind
from archive.formats.napo_site.sites import is_coldfusion_address
from archive.markup.html_pages import Element, HtmlPage, PageLine, SourceSpan, span_of
from archive.markup.html_words import SEPARATES_WORDS

_BYLINE = re.compile(
    r"Posted By:\s*(?P<name>.{0,100}?)\s*@\s*(?P<day>\d{1,2})/(?P<month>\d{1,2})/(?P<year>\d{4})"
    r"\s+\d{1,2}:\d{2}(?::\d{2})?(?:\s*[AP]M)?(?:\s.{0,200})?",
    re.IGNORECASE | re.ASCII,
)
_CONTAINERS = ("article", "div", "main", "section", "table", "td")
_HEADINGS = ("h1", "h2", "h3", "h4")
_TITLE_CLASSES = ("title", "blogtitle", "posttitle", "entrytitle")


@dataclass(frozen=True)
class Byline:
    """The line below a text."""

    author: str | None
    time: PublicationTime


def read_byline(line: str) -> Byline | None:
    """Parse a line, with single spaces, that is a byline as a whole; return None for any other line."""
    found = _BYLINE.fullmatch(line)
    if not found:
        return None
    day = date_of(found["day"], found["month"], found["year"])
    remarks = () if day else (f'"{line[:80]}" has no valid date; published without one',)
    return Byline(found["name"] or None, PublicationTime(day, remarks=remarks))


def is_boilerplate(line: str) -> bool:
    """Return True if the whole line, with single spaces, belongs to the page and not to its texts."""
    return old_site_kind(line) is not None


def is_coldfusion_page(page: HtmlPage, address: str | None) -> bool:
    """Return True if the address or a byline shows that the page is from the old site."""
    return is_coldfusion_address(address) or any(read_byline(line.text) for line in page.lines)


def read_page(page: HtmlPage, address: str | None) -> PageContents:
    """Return the texts of the page, each of which ends at its byline."""
    bylines = [(line, byline) for line in page.lines if (byline := read_byline(line.text))]
    if not bylines:
        return quarantine_page(page, "a page without a byline")
    articles: list[SiteArticle] = []
    quarantined: list[tuple[SourceSpan, str]] = []
    top = _top(page, bylines[0][0])
    for line, byline in bylines:
        title = _title(page, SourceSpan(top, line.start))
        between = SourceSpan(top, title.start if title else top)
        if articles and any(not is_boilerplate(other.text) for other in page.lines_in(between)):
            quarantined.append((between, "text between two articles"))
        articles.append(_article(page, SourceSpan(title.end if title else top, line.start), title, line, byline))
        top = line.end
    if len(articles) == 1:
        articles = [replace(articles[0], url=address)]
    return PageContents(tuple(articles), tuple(quarantined))


def _article(page: HtmlPage, above: SourceSpan, title: Element | None, line: PageLine, byline: Byline) -> SiteArticle:
    untitled = () if title else ("no heading marks a title; published without a title",)
    return SiteArticle(
        body=above.without(_boilerplate_at_ends(page, above)),
        title=span_of(title) if title else None,
        time=byline.time,
        author=byline.author,
        byline=SourceSpan(line.start, line.end),
        remarks=untitled,
    )


def _top(page: HtmlPage, byline: PageLine) -> int:
    """Return where the first text can start: in the innermost container that has words above its byline."""
    around = [element for element in page.elements if element.start <= byline.start < element.end]
    parts = (element.inner for element in reversed(around) if element.name in _CONTAINERS)
    return next((top for top in parts if any(True for _ in page.lines_in(SourceSpan(top, byline.start)))), 0)


def _title(page: HtmlPage, above: SourceSpan) -> Element | None:
    headings = ((each, page.first_line(span_of(each))) for each in page.elements_in(above) if _is_heading(each))
    return next((each for each, line in headings if line and not is_boilerplate(line)), None)


def _is_heading(element: Element) -> bool:
    return element.name in _HEADINGS or (
        element.name in SEPARATES_WORDS and not element.classes.isdisjoint(_TITLE_CLASSES)
    )


def _boilerplate_at_ends(page: HtmlPage, stretch: SourceSpan) -> Iterator[SourceSpan]:
    lines = list(page.lines_in(stretch))
    for side in (lines, lines[::-1]):
        yield from (
            SourceSpan(line.start, line.end) for line in takewhile(lambda line: is_boilerplate(line.text), side)
        )
