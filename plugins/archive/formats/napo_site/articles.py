"""The texts of one page of the union's sites, by where they stand in its source, and the records made of them.

The rule: what is no article is the furniture of the page; a comment a reader left there is set aside, never dropped.

The title of a text, by the elements that can hold one.

The rule: a heading outside the text is its title only if the page has one main heading; failing that the page's own
`<title>`, without the name of the site, is.

Where a teaser says that its whole text stands.

The rule: where its title leads, else its "Read more"; any other link in it is its author's.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import chain

from archive.formats.napo_site.sites import absolute
from archive.formats.records import OtherText, ParsedPost, ParsedRecord, Remark, WordCount
from archive.markup.from_html import to_markdown
from archive.markup.html_pages import Element, Page, Stretch, stretch_of
from archive.markup.html_words import PARTING, raw_lines, raw_words
from archive.model import LeftOut


@dataclass(frozen=True)
class Article:
    """One text on a page."""

    body: tuple[Stretch, ...]
    """Where its text stands, in order; the words of the title are not in it."""
    title: Stretch | None = None
    title_end: str = ""
    """Words at the end of the title that are the name of the site."""
    url: str | None = None
    day: date | None = None
    published: datetime | None = None
    author: str | None = None
    byline: Stretch | None = None
    """A line that says who wrote it and when, if it is part of the text."""
    partial: bool = False
    """True for a teaser."""
    remarks: tuple[str, ...] = ()
    """Sentences about it, without their place."""

    @property
    def parts(self) -> tuple[tuple[Stretch, ...], ...]:
        """All that it takes of the page: what is read together stands together."""
        return (self.body, *((stretch,) for stretch in (self.title, self.byline) if stretch))


@dataclass(frozen=True)
class Contents:
    """All that a page holds."""

    articles: tuple[Article, ...]
    set_aside: tuple[tuple[Stretch, str], ...] = ()
    """What is neither an article nor furniture, and what it is."""
    remarks: tuple[str, ...] = ()


def records_of(page: Page, contents: Contents, base_url: str | None) -> Iterator[ParsedRecord]:
    """What `contents` says of `page`, with every word of the page; `base_url` is what its links are relative to."""
    embedded = 0
    for number, article in enumerate(contents.articles, 1):
        post, players = _post(page, article, number, base_url)
        embedded += players
        yield post
        yield from (Remark(f"record {number}: {remark}") for remark in article.remarks)
    yield from _rests(page, contents)
    yield from (Remark(f"the page: {remark}") for remark in contents.remarks)
    yield WordCount(len(page.words) + embedded)


def all_set_aside(page: Page, reason: str) -> Contents:
    """A page of which nothing has a place."""
    return Contents((), ((Stretch(0, len(page.html)), reason),), (f"{reason}; all of it is set aside",))


def adds_up(page: Page, contents: Contents) -> bool:
    """Whether each word of the page is in one piece of it. Fails only where a hidden word runs over an edge."""
    others = [(stretch,) for stretch, _ in contents.set_aside]
    parts = [part for article in contents.articles for part in article.parts]
    taken = Counter(word for part in [*parts, *others] for word in raw_words(page.source(part)))
    return taken + Counter(page.words_outside(_pieces(contents))) == Counter(page.words)


def _post(page: Page, article: Article, number: int, base_url: str | None) -> tuple[ParsedPost, int]:
    """The record of an article, and how many of its words are addresses of players."""
    html = page.source(article.body)
    converted = to_markdown(html, base_url)
    title, title_words, title_left = _title(page, article)
    byline = raw_words(page.source([article.byline])) if article.byline else []
    post = ParsedPost(
        kind="page",
        body=converted.markdown,
        raw=" ".join([*title_words, *raw_words(html), *byline, *converted.embedded]),
        lines=(number, number),
        title=title,
        day=article.day,
        author=article.author,
        published=article.published,
        url=article.url,
        partial=article.partial,
        left_out=(*title_left, *converted.left_out, *([LeftOut("byline", " ".join(byline))] if byline else [])),
    )
    return post, len(converted.embedded)


def _title(page: Page, article: Article) -> tuple[str | None, list[str], tuple[LeftOut, ...]]:
    """The title, all words that stand in its place, and those of them that are no title."""
    if not article.title:
        return None, [], ()
    html = page.source([article.title])
    words = raw_words(html)
    shown = [word for name, text in raw_lines(html) if name in ("", "title") for word in text.split()]
    kept = " ".join(shown).removesuffix(article.title_end).strip()
    site = Counter(shown) - Counter(kept.split())
    others = Counter(words) - Counter(shown)
    left = (("name of the site", site), ("image description", others))
    return kept or None, words, tuple(LeftOut(reason, " ".join(found.elements())) for reason, found in left if found)


def _rests(page: Page, contents: Contents) -> Iterator[OtherText]:
    found = [(raw_words(page.html[start:end]), reason, True) for (start, end), reason in contents.set_aside]
    found.append((page.words_outside(_pieces(contents)), "page furniture", False))
    with_words = (rest for rest in found if rest[0])
    for number, (words, reason, quarantined) in enumerate(with_words, len(contents.articles) + 1):
        yield OtherText(" ".join(words), (number, number), reason, quarantined)


def _pieces(contents: Contents) -> list[Stretch]:
    taken = [stretch for article in contents.articles for part in article.parts for stretch in part]
    return [*taken, *(stretch for stretch, _ in contents.set_aside)]


_HEADINGS = frozenset(["h1", "h2", "h3", "h4"])
_PAGE_TITLES = frozenset(["page-title", "page-header"])
_MOST_HEADINGS = 5
"""Main headings. A page with more has no one heading; each costs a look at the whole page."""
_SITE = frozenset(["site-name", "site-title", "site-slogan", "logo", "branding", "element-invisible"])


def first_heading(page: Page, elements: Iterable[Element], classes: tuple[str, ...]) -> Stretch | None:
    """Where the title stands among `elements`: what is of the first of `classes` that any has, else a heading."""
    known = [element for element in elements if element.name in PARTING and page.first_line(stretch_of(element))]
    of_class = (element for name in classes for element in known if name in element.classes)
    headings = (element for element in known if element.name in _HEADINGS)
    return next((stretch_of(element) for found in (of_class, headings) for element in found), None)


def page_heading(page: Page, text: Element, classes: tuple[str, ...]) -> Stretch | None:
    """Where the title of a page's one text stands, inside it or above it."""
    inside = first_heading(page, (element for element in page.inside(text) if _can_head(element, classes)), classes)
    outside = [element for element in page.elements if _is_page_title(element) and page.first_line(stretch_of(element))]
    found = outside[:1] or _main_heading(page)
    return stretch_of(found[0]) if found else inside or _title_element(page)


def _can_head(element: Element, classes: tuple[str, ...]) -> bool:
    """Inside the text only what is called its title: other headings are its own."""
    return element.name == "h1" or not element.classes.isdisjoint(classes)


def _is_page_title(element: Element) -> bool:
    return element.name in _HEADINGS and (
        element.attributes.get("id") in _PAGE_TITLES or not element.classes.isdisjoint(_PAGE_TITLES)
    )


def _main_heading(page: Page) -> list[Element]:
    """The one h1 that is not the name of the site."""
    found = [element for element in page.elements if element.name == "h1"]
    others = [each for each in found if not _names_site(page, each)] if len(found) <= _MOST_HEADINGS else []
    return others if len(others) == 1 else []


def _names_site(page: Page, heading: Element) -> bool:
    names = {heading.attributes.get("id", ""), *heading.classes}
    within = (element for element in page.elements if element.start <= heading.start < element.end)
    around = {name for element in within for name in (element.attributes.get("id", ""), *element.classes)}
    return not _SITE.isdisjoint(names | around) or not page.first_line(stretch_of(heading))


def _title_element(page: Page) -> Stretch | None:
    return next((stretch_of(element) for element in page.elements if element.name == "title" and page.title), None)


_LONGEST_BEGINNING = 200
"""Characters of a link, below its own tag, in which its first words stand. One that nobody closes runs to the end of
the page."""
_MORE = ("views-more-link", "more-link", "read-more", "node-readmore", "views-field-view-node")


def own_address(page: Page, inside: Sequence[Element], title: Stretch | None, base_url: str | None) -> str | None:
    """The address of the text whose teaser has the elements `inside`."""
    links = [element for element in inside if element.name == "a" and element.attributes.get("href")]
    more = [stretch_of(element) for element in inside if not element.classes.isdisjoint(_MORE)][:1]
    leading = (link for place in [*([title] if title else []), *more] for link in links if _stands_in(link, place))
    found = next(chain(leading, (link for link in links if _is_more(page, link))), None)
    return absolute(found.attributes["href"], base_url) if found else None


def _stands_in(link: Element, place: Stretch) -> bool:
    return place.start <= link.start < place.end


def _is_more(page: Page, link: Element) -> bool:
    beginning = Stretch(link.inner, min(link.end, link.inner + _LONGEST_BEGINNING))
    return link.attributes.get("rel") == "bookmark" or page.text(beginning).lower().startswith("read more")
