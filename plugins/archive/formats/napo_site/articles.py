"""The articles on a page of Napo's sites: where their parts are in its source, and the records made of them.

The rules: whatever belongs to no article is furniture if `furniture.py` recognises it, and otherwise unplaced, as are
readers' comments. A heading
outside the article is its title only if the page has a single main heading; failing that, the title is the `<title>`
without the name of the site. The address of a teaser is that of its title, or of its "Read more"; other links in it
are the author's.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC
from itertools import chain

from archive.formats.napo_site.bylines import PublicationTime
from archive.formats.napo_site.furniture import other_texts
from archive.formats.napo_site.sites import absolute_address
from archive.formats.page_statements.statements import PageStatements
from archive.formats.page_statements.times import day_of, parse_time
from archive.formats.records import OtherText, ParsedPost, ParsedRecord, Remark, WordCount
from archive.markup.from_html import html_to_markdown
from archive.markup.html_pages import Element, HtmlPage, SourceSpan, span_of
from archive.markup.html_words import SEPARATES_WORDS, raw_lines, raw_words
from archive.markup.marked_titles import marked_title
from archive.model import LeftOut


@dataclass(frozen=True)
class SiteArticle:
    """A whole article or a teaser."""

    body: tuple[SourceSpan, ...]
    """Where its text is, in order, without the title."""
    time: PublicationTime
    title: SourceSpan | None = None
    title_suffix: str = ""
    """The name of the site at the end of the title."""
    url: str | None = None
    author: str | None = None
    byline: SourceSpan | None = None
    """A line with author and time that is part of the text."""
    partial: bool = False
    """True for a teaser."""
    remarks: tuple[str, ...] = ()

    @property
    def parts(self) -> tuple[tuple[SourceSpan, ...], ...]:
        """Everything it takes from the page, grouped as it is converted."""
        return (self.body, *((stretch,) for stretch in (self.title, self.byline) if stretch))


@dataclass(frozen=True)
class PageContents:
    """The articles of a page and what else must be kept."""

    articles: tuple[SiteArticle, ...]
    quarantined: tuple[tuple[SourceSpan, str], ...] = ()
    """Parts that are neither article nor boilerplate, each with the reason."""
    remarks: tuple[str, ...] = ()


def with_stated_time(contents: PageContents, statements: PageStatements) -> PageContents:
    """Return the contents with the time that the page states elsewhere, if its only article shows none."""
    stated = statements.page.published
    if len(contents.articles) != 1 or not stated or contents.articles[0].partial or contents.articles[0].time:
        return contents
    moment = parse_time(stated.value)
    published = moment.astimezone(UTC) if moment and moment.tzinfo else None
    time = PublicationTime(None if published else day_of(stated.value), published)
    return replace(contents, articles=(replace(contents.articles[0], time=time),))


def to_records(page: HtmlPage, contents: PageContents, base_url: str | None) -> Iterator[ParsedRecord]:
    """Make records of all words of the page. Links are relative to `base_url`."""
    embedded = 0
    for number, article in enumerate(contents.articles, 1):
        post, players = _post(page, article, number, base_url)
        embedded += players
        yield post
        yield from (Remark(f"record {number}: {remark}") for remark in (*article.remarks, *article.time.remarks))
    yield from _other_texts(page, contents)
    yield from (Remark(f"the page: {remark}") for remark in contents.remarks)
    yield WordCount(len(page.words) + embedded)


def quarantine_page(page: HtmlPage, reason: str) -> PageContents:
    return PageContents((), ((SourceSpan(0, len(page.html)), reason),), (f"{reason}; quarantined as a whole",))


def has_each_word_once(page: HtmlPage, contents: PageContents) -> bool:
    """Return True if the parts hold each word of the page once. Hidden words across the edge of a part break that."""
    parts = [part for article in contents.articles for part in article.parts]
    parts += [(stretch,) for stretch, _ in contents.quarantined]
    taken = Counter(word for part in parts for word in raw_words(page.source(part)))
    return taken + Counter(page.words_outside(_taken(contents))) == Counter(page.words)


def _post(page: HtmlPage, article: SiteArticle, number: int, base_url: str | None) -> tuple[ParsedPost, int]:
    """Return the record of an article, and the number of its words that are addresses of embedded players."""
    html = page.source(article.body)
    converted = html_to_markdown(html, base_url)
    title, title_words, title_left = _title(page, article)
    byline = raw_words(page.source([article.byline])) if article.byline else []
    post = ParsedPost(
        kind="page",
        body=converted.markdown,
        raw=" ".join([*title_words, *raw_words(html), *byline, *converted.added]),
        lines=(number, number),
        title=title,
        marked_title=marked_title(page.source([article.title]), title) if article.title else None,
        day=article.time.day,
        author=article.author,
        published=article.time.published,
        url=article.url,
        partial=article.partial,
        left_out=(*title_left, *converted.left_out, *([LeftOut("byline", " ".join(byline))] if byline else [])),
    )
    return post, len(converted.added)


def _title(page: HtmlPage, article: SiteArticle) -> tuple[str | None, list[str], tuple[LeftOut, ...]]:
    """Return the title, all words in its place, and those of them that are not part of it."""
    if not article.title:
        return None, [], ()
    html = page.source([article.title])
    words = raw_words(html)
    shown = [word for name, text in raw_lines(html) if name in ("", "title") for word in text.split()]
    kept = " ".join(shown).removesuffix(article.title_suffix).strip()
    site = Counter(shown) - Counter(kept.split())
    others = Counter(words) - Counter(shown)
    left = (("name of the site", site), ("image description", others))
    return kept or None, words, tuple(LeftOut(reason, " ".join(found.elements())) for reason, found in left if found)


def _other_texts(page: HtmlPage, contents: PageContents) -> Iterator[OtherText]:
    """Yield the quarantined parts and everything else that is in no article."""
    first = len(contents.articles) + 1
    quarantined = [(raw_words(page.html[start:end]), reason) for (start, end), reason in contents.quarantined]
    with_words = [(words, reason) for words, reason in quarantined if words]
    for number, (words, reason) in enumerate(with_words, first):
        yield OtherText(" ".join(words), (number, number), reason, quarantined=True)
    yield from other_texts(page, _taken(contents), first + len(with_words))


def _taken(contents: PageContents) -> list[SourceSpan]:
    taken = [stretch for article in contents.articles for part in article.parts for stretch in part]
    return [*taken, *(stretch for stretch, _ in contents.quarantined)]


_HEADINGS = frozenset(["h1", "h2", "h3", "h4"])
_PAGE_TITLES = frozenset(["page-title", "page-header"])
_MOST_HEADINGS = 5
"""A page with more main headings has no single one. Checking each of them means reading the whole page again."""
_SITE = frozenset(["site-name", "site-title", "site-slogan", "logo", "branding", "element-invisible"])


def find_heading(page: HtmlPage, elements: Iterable[Element], classes: tuple[str, ...]) -> SourceSpan | None:
    """Return the first element with the best of `classes` that any of them has; failing that, the first heading."""
    known = [element for element in elements if element.name in SEPARATES_WORDS and page.first_line(span_of(element))]
    of_class = (element for name in classes for element in known if name in element.classes)
    headings = (element for element in known if element.name in _HEADINGS)
    return next((span_of(element) for found in (of_class, headings) for element in found), None)


def find_title(page: HtmlPage, text: Element, classes: tuple[str, ...]) -> SourceSpan | None:
    """Find the title of the only article of a page, inside or above it."""
    inside = find_heading(page, (element for element in page.inside(text) if _can_head(element, classes)), classes)
    outside = [element for element in page.elements if _is_page_title(element) and page.first_line(span_of(element))]
    found = outside[:1] or _main_heading(page)
    return span_of(found[0]) if found else inside or _title_element(page)


def _can_head(element: Element, classes: tuple[str, ...]) -> bool:
    """Return True for a title inside the article; other headings there are part of its text."""
    return element.name == "h1" or not element.classes.isdisjoint(classes)


def _is_page_title(element: Element) -> bool:
    return element.name in _HEADINGS and (
        element.attributes.get("id") in _PAGE_TITLES or not element.classes.isdisjoint(_PAGE_TITLES)
    )


def _main_heading(page: HtmlPage) -> list[Element]:
    """Return the single h1 that is not the name of the site, if there is one."""
    found = [element for element in page.elements if element.name == "h1"]
    others = [each for each in found if not _names_site(page, each)] if len(found) <= _MOST_HEADINGS else []
    return others if len(others) == 1 else []


def _names_site(page: HtmlPage, heading: Element) -> bool:
    names = {heading.attributes.get("id", ""), *heading.classes}
    within = (element for element in page.elements if element.start <= heading.start < element.end)
    around = {name for element in within for name in (element.attributes.get("id", ""), *element.classes)}
    return not _SITE.isdisjoint(names | around) or not page.first_line(span_of(heading))


def _title_element(page: HtmlPage) -> SourceSpan | None:
    return next((span_of(element) for element in page.elements if element.name == "title" and page.title), None)


_LONGEST_BEGINNING = 200
"""Characters of a link that are read to find its first words. A link that is never closed runs to the end of the page:
reading all of each took 150 seconds for 100 KB."""
_MORE = ("views-more-link", "more-link", "read-more", "node-readmore", "views-field-view-node")


def teaser_address(
    page: HtmlPage, inside: Sequence[Element], title: SourceSpan | None, base_url: str | None
) -> str | None:
    """Return the address of the article whose teaser has the elements `inside`."""
    links = [element for element in inside if element.name == "a" and element.attributes.get("href")]
    more = [span_of(element) for element in inside if not element.classes.isdisjoint(_MORE)][:1]
    leading = (link for place in [*([title] if title else []), *more] for link in links if _is_in(link, place))
    found = next(chain(leading, (link for link in links if _is_more(page, link))), None)
    return absolute_address(found.attributes["href"], base_url) if found else None


def _is_in(link: Element, place: SourceSpan) -> bool:
    return place.start <= link.start < place.end


def _is_more(page: HtmlPage, link: Element) -> bool:
    beginning = SourceSpan(link.inner, min(link.end, link.inner + _LONGEST_BEGINNING))
    return link.attributes.get("rel") == "bookmark" or page.text(beginning).lower().startswith("read more")
