"""Pages of the union's old ColdFusion site (forms.md 4.3, W5).

The rule: a byline ends the text above it. What the mark-up looked like is not known beyond that, so a title is a
heading, or what is called one, and nothing else.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import takewhile

from archive.formats.napo_site.articles import Article, Contents, all_set_aside
from archive.formats.napo_site.old_site import Byline, is_furniture, read_byline
from archive.formats.napo_site.sites import is_old_site
from archive.markup.html_pages import Element, Line, Page, Stretch, stretch_of
from archive.markup.html_words import PARTING

_PARTS = ("article", "div", "main", "section", "table", "td")
_HEADINGS = ("h1", "h2", "h3", "h4")
_TITLE_CLASSES = ("title", "blogtitle", "posttitle", "entrytitle")


def has_form(page: Page, address: str | None) -> bool:
    """Whether the page is of the old site."""
    return is_old_site(address) or any(read_byline(line.text) for line in page.lines)


def contents(page: Page, address: str | None) -> Contents:
    """The texts of the page, each up to its byline."""
    bylines = [(line, byline) for line in page.lines if (byline := read_byline(line.text))]
    articles: list[Article] = []
    set_aside: list[tuple[Stretch, str]] = []
    top = _top(page, bylines[0][0]) if bylines else 0
    for line, byline in bylines:
        title = _title(page, Stretch(top, line.start))
        between = Stretch(top, title.start if title else top)
        if articles and any(not is_furniture(other.text) for other in page.lines_in(between)):
            set_aside.append((between, "text between two texts"))
        articles.append(_article(page, Stretch(title.end if title else top, line.start), title, line, byline))
        top = line.end
    if len(articles) == 1:
        articles = [replace(articles[0], url=address)]
    return Contents(tuple(articles), tuple(set_aside)) if articles else all_set_aside(page, "a page without a byline")


def _article(page: Page, above: Stretch, title: Element | None, line: Line, byline: Byline) -> Article:
    untitled = () if title else ("no heading marks a title; published without one",)
    return Article(
        body=above.without(_edges(page, above)),
        title=stretch_of(title) if title else None,
        day=byline.day,
        author=byline.author,
        byline=Stretch(line.start, line.end),
        remarks=(*untitled, *byline.remarks),
    )


def _top(page: Page, byline: Line) -> int:
    """Where the first text may begin: in the innermost part of the page that has the byline and words above it."""
    around = [element for element in page.elements if element.start <= byline.start < element.end]
    parts = (element.inner for element in reversed(around) if element.name in _PARTS)
    return next((top for top in parts if any(True for _ in page.lines_in(Stretch(top, byline.start)))), 0)


def _title(page: Page, above: Stretch) -> Element | None:
    headings = (element for element in page.elements_in(above) if _is_heading(element))
    return next(
        (each for each in headings if (line := page.first_line(stretch_of(each))) and not is_furniture(line)), None
    )


def _is_heading(element: Element) -> bool:
    return element.name in _HEADINGS or (element.name in PARTING and not element.classes.isdisjoint(_TITLE_CLASSES))


def _edges(page: Page, stretch: Stretch) -> Iterator[Stretch]:
    """The furniture at the beginning and the end of the stretch."""
    lines = list(page.lines_in(stretch))
    for side in (lines, lines[::-1]):
        yield from (Stretch(line.start, line.end) for line in takewhile(lambda line: is_furniture(line.text), side))
