"""The pages of topics: what each is, what it belongs with, and its texts by year; and redirects at earlier addresses.

Values in, values out, as in `listings`. The rule: the first page of a topic tells all but its older texts. A topic with
more texts than a page holds has them all on pages numbered from the oldest, so that a new text changes the last only.

The texts that name a topic and are about something else, each with the words around the first place.

Values in, values out, as in `listings`. The rule: the page of a topic stays short, so these texts have pages of their
own, numbered from the oldest, so that a new text changes the last one only.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from archive.markup.render import typeset_line
from archive.pages.charts import years_chart
from archive.pages.lists import ListPage, redirect
from archive.pages.paging import ENTRIES_PER_PAGE, NumberedPage, paginate, with_pager
from archive.pages.topics.indexes import index_pages
from archive.pages.topics.topics import INDEX, Topic, term_url
from archive.pages.topics.views import Relations, term_view
from archive.pages.views import PostView
from archive.tags.mentions import Mention
from archive.tags.vocabulary import Term, Vocabulary

_AROUND = 80
"""Characters shown on either side of a mention, at most."""
_BEGUN, _ENDED = "\ue000", "\ue001"
"""Stand around the mention while quotes are made curly; private use, in Unicode."""


@dataclass(frozen=True)
class NamedView:
    """A text, and where it first names the topic."""

    post: PostView
    before: str
    word: str
    """Empty if only the title names it."""
    after: str


def named_url(topic: Topic) -> str:
    """Address of the first of the pages."""
    return f"{topic.url}named/"


def named_pages(topic: Topic) -> Iterator[ListPage]:
    """All of them, the oldest texts first; none if all that name the topic are about it."""
    if not topic.named:
        return
    pages = paginate(_named(topic.named[::-1], topic.term.id), named_url(topic))
    for page, values in with_pager(pages):
        yield ListPage(page.url, "tag_named", {"tag": topic.shown, "count": len(topic.named), **values})


def _named(posts: Iterable[PostView], term_id: str) -> Iterator[NamedView]:
    for post in posts:
        found = next((each for each in post.mentions if each.term.id == term_id and not each.in_title), None)
        yield NamedView(post, *_in_context(post.text, found)) if found else NamedView(post, "", "", "")


def _in_context(text: str, found: Mention) -> tuple[str, str, str]:
    """Whole words of its paragraph before the mention, the mention, and those after it, typeset."""
    before = _unmarked(text[max(0, found.start - _AROUND) : found.start]).rpartition("\n")[2]
    after = _unmarked(text[found.stop : found.stop + _AROUND]).partition("\n")[0]
    if len(before) == _AROUND:
        before = f"… {before.partition(' ')[2]}"
    if len(after) == _AROUND:
        after = f"{after.rpartition(' ')[0]} …"
    marked = typeset_line(f"{before}{_BEGUN}{_unmarked(text[found.start : found.stop])}{_ENDED}{after}")
    before, _, rest = marked.partition(_BEGUN)
    word, _, after = rest.partition(_ENDED)
    return before, word, after


def _unmarked(text: str) -> str:
    return text.replace(_BEGUN, " ").replace(_ENDED, " ")


_LATEST = 10
"""Texts on the first page of a topic that has more than a page holds."""


@dataclass(frozen=True)
class YearView:
    """The texts of one year on a page."""

    year: int | None
    entries: tuple[PostView, ...]

    @property
    def id(self) -> str:
        """Of its place on the page."""
        return f"y{self.year:04}" if self.year else "undated"


def topic_pages(topics: Sequence[Topic], vocabulary: Vocabulary) -> Iterator[ListPage]:
    """Indexes, pages and redirects. `topics` are the terms of `vocabulary` that posts are about."""
    relations = Relations(vocabulary, {topic.term.id for topic in topics})
    span = _span(topics)
    yield from index_pages(topics)
    for topic in topics:
        yield from _pages(topic, relations, span)
        yield from named_pages(topic)
    yield from _redirects(vocabulary.terms, relations)


def _span(topics: Iterable[Topic]) -> tuple[int, int]:
    """The first and the last year that any topic has; zeros if there is none."""
    years = {year for topic in topics for year in topic.year_counts}
    return (min(years), max(years)) if years else (0, 0)


def _pages(topic: Topic, relations: Relations, span: tuple[int, int]) -> Iterator[ListPage]:
    numbered = _numbered(topic)
    years = [] if numbered else _years(topic.posts)
    places = _places([(topic.url, years), *((page.url, _years(page.entries)) for page in numbered)])
    values = {
        "tag": topic.shown,
        "term": term_view(topic.term, relations),
        "feed_url": topic.feed_url,
        "named": {"count": len(topic.named), "url": named_url(topic)} if topic.named else None,
        "chart": years_chart(topic.year_counts, span),
        "counts": _counts(topic, places),
        "years": years,
        "latest": topic.posts[:_LATEST] if numbered else (),
        "parts": [page.link for page in numbered],
    }
    yield ListPage(topic.url, "tag", values)
    for page, pager in with_pager(numbered):
        yield ListPage(page.url, "tag_part", {**pager, "tag": topic.shown, "years": _years(page.entries)})


def _numbered(topic: Topic) -> list[NumberedPage[PostView]]:
    """The numbered pages, oldest first; none if all texts are on the first page."""
    if len(topic.posts) <= ENTRIES_PER_PAGE:
        return []
    return paginate(topic.posts[::-1], topic.url, number_first_url=True)


def _years(posts: Iterable[PostView]) -> list[YearView]:
    """`posts` in their order, by year."""
    return [YearView(year, tuple(group)) for year, group in groupby(posts, key=lambda post: post.year)]


def _places(pages: Iterable[tuple[str, Sequence[YearView]]]) -> dict[str, str]:
    """Where the texts of each year begin. `pages` are addresses with the years on them."""
    places: dict[str, str] = {}
    for url, years in pages:
        for year in years:
            places.setdefault(year.id, f"{url}#{year.id}")
    return places


def _counts(topic: Topic, places: Mapping[str, str]) -> list[dict[str, Any]]:
    """How many texts each year has and where they begin, the undated last."""
    counts = [(YearView(year, ()), count) for year, count in topic.year_counts.items()]
    if undated := len(topic.posts) - sum(topic.year_counts.values()):
        counts.append((YearView(None, ()), undated))
    return [{"year": each.year, "count": count, "url": places[each.id]} for each, count in counts]


def _redirects(terms: Iterable[Term], relations: Relations) -> Iterator[ListPage]:
    """From the address of each earlier id to the page of the term, or to where it is explained if it has none."""
    for term in terms:
        for former in term.formerly:
            yield redirect(term_url(former), relations.link(term).url or INDEX, term.label)
