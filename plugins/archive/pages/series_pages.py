"""The pages of series: `/series/` with all of them, and one of each with its texts in the order of their numbers.

Values in, values out, as in `listings`. The rule: what is not here is said where it would stand, and no page grows
without end: a long list is parted, from its beginning on.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from html import escape
from typing import Any

from archive.markup.render import typeset_line
from archive.pages.lists import ListPage
from archive.pages.paging import Sized, parted
from archive.pages.views import NeighbourView, PostView, SeriesView
from archive.series import Gap, Member, Series, gap_before
from archive.text import day_text

ADDRESS = "/series/"


@dataclass(frozen=True)
class DayView:
    """A day as pages show it."""

    iso: str
    text: str


@dataclass(frozen=True)
class SummaryView:
    """What is said of a series as a whole."""

    name: str
    url: str
    texts: int
    complete: str
    """How many of its numbers are here, in words."""
    first: DayView | None
    """The first day that is known."""
    last: DayView | None

    @property
    def size(self) -> int:
        """Bytes it may take of a page at most; measured in tests/test_series_pages.py."""
        return 400 + _bytes(self.name) + _bytes(self.url)


@dataclass(frozen=True)
class EntryView:
    """A text of a series."""

    post: PostView
    missing: str
    """Numbers that would stand before it and are not here, in words; empty if there are none."""

    @property
    def size(self) -> int:
        """Bytes it may take of a page at most; measured in tests/test_series_pages.py."""
        return (250 if self.missing else 170) + _bytes(self.post.title) + _bytes(self.post.url)


def series_pages(posts: Iterable[PostView], series: Sequence[Series]) -> Iterator[ListPage]:
    """All of them. `series` are those of the `posts`, as `find_series` finds them."""
    by_ref = {post.ref: post for post in posts}
    summaries = [_summary(each) for each in series]
    yield from _parted(ADDRESS, "series_list", summaries, {})
    for each, summary in zip(series, summaries, strict=True):
        yield from _parted(summary.url, "series", _entries(each, by_ref), {"series": summary})


def series_views(posts: Iterable[PostView], series: Iterable[Series]) -> dict[str, SeriesView]:
    """By ref, the place in its series of each of the `posts` that is in one."""
    by_ref = {post.ref: post for post in posts}
    return {member.text.ref: _view(each, at, by_ref) for each in series for at, member in enumerate(each.members)}


def _view(series: Series, at: int, posts: Mapping[str, PostView]) -> SeriesView:
    """Of the member that has `at` others before it."""
    before, member, after = series.around(at)
    return SeriesView(
        name=typeset_line(series.name),
        number=member.number if member.numbered else None,
        url=_url(series),
        place=at + 1,
        of=len(series.members),
        previous=_neighbour(before, posts),
        next=_neighbour(after, posts),
        missing_before=_missing(gap_before(before, member)),
        missing_after=_missing(gap_before(member, after)) if after else "",
    )


def _neighbour(member: Member | None, posts: Mapping[str, PostView]) -> NeighbourView | None:
    if member is None:
        return None
    post = posts[member.text.ref]
    return NeighbourView(post.url, post.title)


def _missing(gap: Gap | None) -> str:
    """For a text: "85 to 90 are not in this archive"."""
    if gap is None:
        return ""
    first, last = gap
    return f"{first} is not in this archive" if first == last else f"{first} to {last} are not in this archive"


def _missing_row(gap: Gap | None) -> str:
    """For a list: "numbers 85-90 are not in this archive"."""
    if gap is None:
        return ""
    first, last = gap
    return (
        f"number {first} is not in this archive" if first == last else f"numbers {first}-{last} are not in this archive"
    )


def _url(series: Series) -> str:
    return f"{ADDRESS}{series.slug}/"


def _summary(series: Series) -> SummaryView:
    here, length, days = len(series.numbers), series.length, series.days
    return SummaryView(
        name=typeset_line(series.name),
        url=_url(series),
        texts=len(series.members),
        complete=f"all numbers from {series.numbers[0]} to {series.numbers[-1]}"
        if here == length
        else f"{here:,} of {length:,} numbers",
        first=_day(days[0]) if days else None,
        last=_day(days[-1]) if days else None,
    )


def _day(day: date) -> DayView:
    return DayView(day.isoformat(), day_text(day))


def _entries(series: Series, posts: Mapping[str, PostView]) -> list[EntryView]:
    pairs = zip((None, *series.members), series.members, strict=False)
    return [EntryView(posts[member.text.ref], _missing_row(gap_before(before, member))) for before, member in pairs]


def _parted(url: str, template: str, entries: Sequence[Sized], values: Mapping[str, Any]) -> Iterator[ListPage]:
    """The pages of one list, the first at `url` and the others numbered below it."""
    pages = list(parted(entries)) or [[]]
    links = [_link(url, number) for number in range(1, len(pages) + 1)]
    for at, page in enumerate(pages):
        shown = {
            "entries": page,
            "number": at + 1 if len(pages) > 1 else None,
            "older": links[at - 1] if at else None,
            "newer": links[at + 1] if at + 1 < len(pages) else None,
        }
        yield ListPage(links[at]["url"], template, {**values, **shown})


def _link(url: str, number: int) -> dict[str, str]:
    return {"url": f"{url}{number}/" if number > 1 else url, "text": f"Page {number}"}


def _bytes(text: str) -> int:
    """Of `text` as HTML."""
    return len(escape(text).encode())
