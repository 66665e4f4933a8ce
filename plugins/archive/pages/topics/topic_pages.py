"""The pages of topics, and redirects from their former addresses.

The first page of a topic describes it, links to related topics, and lists its posts by year. A topic with more posts
than fit on a page lists them all on numbered pages. Posts that only mention the topic have numbered pages of their own,
each with the words around the first mention. Pages are numbered from the oldest, so a new post changes only the last.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from archive.lazy import Lazy, known
from archive.markup.typography import typeset_excerpt
from archive.pages.charts import years_chart
from archive.pages.lists import ListPage, redirect
from archive.pages.paging import ENTRIES_PER_PAGE, NumberedPage, paginate, with_pager
from archive.pages.topics.indexes import index_pages
from archive.pages.topics.term_views import TermLinks, term_view
from archive.pages.topics.topics import INDEX, Topic, term_url
from archive.pages.views import PostLine, PostView
from archive.tags.mentions import Mention
from archive.tags.vocabulary import Term, Vocabulary

_AROUND = 80
"""Most characters shown on either side of a mention."""
_START, _END = "\ue000", "\ue001"
"""Private-use characters around the mention while the typography is set."""


@dataclass(frozen=True)
class MentionView:
    """A post, and its first mention of the topic."""

    post: PostLine
    context: Lazy[tuple[str, str, str]]
    """The words before the mention, the mention itself, and the words after it; empty if only the title has it."""

    @property
    def before(self) -> str:
        return self.context.value[0]

    @property
    def word(self) -> str:
        """Empty if only the title mentions it."""
        return self.context.value[1]

    @property
    def after(self) -> str:
        return self.context.value[2]


def mentions_url(topic: Topic) -> str:
    """Return the address of the first page of posts that only mention `topic`."""
    return f"{topic.url}named/"


def mention_pages(topic: Topic) -> Iterator[ListPage]:
    """Yield the pages of posts that mention the topic but are about something else, oldest first."""
    if not topic.mentioned_in:
        return
    pages = paginate(_mention_views(topic.mentioned_in[::-1], topic.term.id), mentions_url(topic))
    for page, values in with_pager(pages):
        yield ListPage(page.url, "tag_mentions", {"tag": topic.shown, "count": len(topic.mentioned_in), **values})


def _mention_views(posts: Iterable[PostView], term_id: str) -> Iterator[MentionView]:
    for post in posts:
        found = next((each for each in post.mentions if each.term.id == term_id and not each.in_title), None)
        yield MentionView(post.line, _context(post.text, found) if found else known(("", "", "")))


def _context(text: str, found: Mention) -> Lazy[tuple[str, str, str]]:
    return Lazy(lambda: _in_context(text, found), text, found.start, found.stop)


def _in_context(text: str, found: Mention) -> tuple[str, str, str]:
    """Return the words before the mention in its paragraph, the mention, and the words after it, typeset."""
    text = _without_markers(text)
    before = text[max(0, found.start - _AROUND) : found.start].rpartition("\n")[2]
    after = text[found.stop : found.stop + _AROUND].partition("\n")[0]
    is_cut, goes_on = len(before) == _AROUND, len(after) == _AROUND
    before = before.partition(" ")[2] if is_cut else before
    after = after.rpartition(" ")[0] if goes_on else after
    marked = f"{before}{_START}{text[found.start : found.stop]}{_END}{after}"
    typed = typeset_excerpt(text[: found.start - len(before)], marked, text[found.stop + len(after) :])
    before, _, rest = typed.partition(_START)
    word, _, after = rest.partition(_END)
    return "… " * is_cut + before, word, after + " …" * goes_on


def _without_markers(text: str) -> str:
    return text.replace(_START, " ").replace(_END, " ")


_LATEST = 10
"""Posts on the first page of a topic that has numbered pages."""


@dataclass(frozen=True)
class YearView:
    """The posts of one year on a page."""

    year: int | None
    entries: tuple[PostLine, ...]

    @property
    def id(self) -> str:
        """The id of its section on the page."""
        return f"y{self.year:04}" if self.year else "undated"


def topic_pages(topics: Sequence[Topic], vocabulary: Vocabulary) -> Iterator[ListPage]:
    """Yield the indexes, pages and redirects. `topics` are the terms of `vocabulary` that posts are about."""
    links = TermLinks(vocabulary, {topic.term.id for topic in topics})
    span = _span(topics)
    yield from index_pages(topics)
    for topic in topics:
        yield from _pages(topic, links, span)
        yield from mention_pages(topic)
    yield from _redirects(vocabulary.terms, links)


def _span(topics: Iterable[Topic]) -> tuple[int, int]:
    """Return the first and last year of all topics; zeros if there is none."""
    years = {year for topic in topics for year in topic.year_counts}
    return (min(years), max(years)) if years else (0, 0)


def _pages(topic: Topic, links: TermLinks, span: tuple[int, int]) -> Iterator[ListPage]:
    numbered = _numbered(topic)
    years = [] if numbered else _years(topic.posts)
    places = _places([(topic.url, years), *((page.url, _years(page.entries)) for page in numbered)])
    values = {
        "tag": topic.shown,
        "term": term_view(topic.term, links),
        "feed_url": topic.feed_url,
        "mentions": {"count": len(topic.mentioned_in), "url": mentions_url(topic)} if topic.mentioned_in else None,
        "chart": years_chart(topic.year_counts, span),
        "counts": _counts(topic, places),
        "years": years,
        "latest": tuple(post.line for post in topic.posts[:_LATEST]) if numbered else (),
        "parts": [page.link for page in numbered],
    }
    yield ListPage(topic.url, "tag", values)
    for page, pager in with_pager(numbered):
        values = {**pager, "entries": (), "tag": topic.shown, "years": _years(page.entries)}
        yield ListPage(page.url, "tag_part", values)


def _numbered(topic: Topic) -> list[NumberedPage[PostView]]:
    """Return the numbered pages, oldest first; none if all posts fit on the first page."""
    if len(topic.posts) <= ENTRIES_PER_PAGE:
        return []
    return paginate(topic.posts[::-1], topic.url, number_first_url=True)


def _years(posts: Iterable[PostView]) -> list[YearView]:
    """Group `posts` by year, in their order."""
    by_year = groupby(posts, key=lambda post: post.year)
    return [YearView(year, tuple(post.line for post in group)) for year, group in by_year]


def _places(pages: Iterable[tuple[str, Sequence[YearView]]]) -> dict[str, str]:
    """Return the link to each year's first section. `pages` are addresses with the years on the page."""
    places: dict[str, str] = {}
    for url, years in pages:
        for year in years:
            places.setdefault(year.id, f"{url}#{year.id}")
    return places


def _counts(topic: Topic, places: Mapping[str, str]) -> list[dict[str, Any]]:
    """Return the number of posts of each year and the link to them, undated posts last."""
    counts = [(YearView(year, ()), count) for year, count in topic.year_counts.items()]
    if undated := len(topic.posts) - sum(topic.year_counts.values()):
        counts.append((YearView(None, ()), undated))
    return [{"year": each.year, "count": count, "url": places[each.id]} for each, count in counts]


def _redirects(terms: Iterable[Term], links: TermLinks) -> Iterator[ListPage]:
    """Redirect from each former id to the page of the term or, if it has none, to its glossary entry or the index."""
    for term in terms:
        for former in term.formerly:
            yield redirect(term_url(former), links.link(term).url or INDEX, term.label)
