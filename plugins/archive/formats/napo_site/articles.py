"""The texts of one page of the union's sites, by where they stand in its source, and the records made of them.

The rule: what is no article is the furniture of the page; a comment a reader left there is set aside, never dropped.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from archive.formats.records import Counted, Found, FoundPost, LeftOut, Remark, Rest
from archive.markup.from_html import to_markdown
from archive.markup.html_pages import Page, Stretch
from archive.markup.html_words import raw_lines, raw_words


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


def records_of(page: Page, contents: Contents, base_url: str | None) -> Iterator[Found]:
    """What `contents` says of `page`, with every word of the page; `base_url` is what its links are relative to."""
    embedded = 0
    for number, article in enumerate(contents.articles, 1):
        post, players = _post(page, article, number, base_url)
        embedded += players
        yield post
        yield from (Remark(f"record {number}: {remark}") for remark in article.remarks)
    yield from _rests(page, contents)
    yield from (Remark(f"the page: {remark}") for remark in contents.remarks)
    yield Counted(len(page.words) + embedded)


def all_set_aside(page: Page, reason: str) -> Contents:
    """A page of which nothing has a place."""
    return Contents((), ((Stretch(0, len(page.html)), reason),), (f"{reason}; all of it is set aside",))


def adds_up(page: Page, contents: Contents) -> bool:
    """Whether each word of the page is in one piece of it. Fails only where a hidden word runs over an edge."""
    others = [(stretch,) for stretch, _ in contents.set_aside]
    parts = [part for article in contents.articles for part in article.parts]
    taken = Counter(word for part in [*parts, *others] for word in raw_words(page.source(part)))
    return taken + Counter(page.words_outside(_pieces(contents))) == Counter(page.words)


def _post(page: Page, article: Article, number: int, base_url: str | None) -> tuple[FoundPost, int]:
    """The record of an article, and how many of its words are addresses of players."""
    html = page.source(article.body)
    converted = to_markdown(html, base_url)
    title, title_words, title_left = _title(page, article)
    byline = raw_words(page.source([article.byline])) if article.byline else []
    post = FoundPost(
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


def _rests(page: Page, contents: Contents) -> Iterator[Rest]:
    found = [(raw_words(page.html[start:end]), reason, True) for (start, end), reason in contents.set_aside]
    found.append((page.words_outside(_pieces(contents)), "page furniture", False))
    with_words = (rest for rest in found if rest[0])
    for number, (words, reason, quarantined) in enumerate(with_words, len(contents.articles) + 1):
        yield Rest(" ".join(words), (number, number), reason, quarantined)


def _pieces(contents: Contents) -> list[Stretch]:
    taken = [stretch for article in contents.articles for part in article.parts for stretch in part]
    return [*taken, *(stretch for stretch, _ in contents.set_aside)]
