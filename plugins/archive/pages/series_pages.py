"""The pages of series: `/series/` with all of them, and one of each with its texts in the order of their numbers.

Values in, values out, as in `listings`. The rule: what is not here is said where it would stand, and no page grows
without end: a long list is parted, from its beginning on.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from archive.markup.render import typeset_line
from archive.pages.lists import ListPage
from archive.pages.paging import paginate, with_pager
from archive.pages.views import NeighbourView, PostView, SeriesView
from archive.series import Gap, Member, Series, gap_before
from archive.text import day_text

ADDRESS = "/series/"
_LINES_PER_PAGE = 250
"""Posts of a series on a page, one short line each: the longest series of the blog, of 229, is one page."""


@dataclass(frozen=True)
class DayView:
    """A day as pages show it."""

    iso: str
    text: str


@dataclass(frozen=True)
class SeriesSummary:
    """What is said of a series as a whole."""

    name: str
    url: str
    texts: int
    complete: str
    """How many of its numbers are here, in words."""
    first: DayView | None
    """The first day that is known."""
    last: DayView | None


@dataclass(frozen=True)
class SeriesEntry:
    """A text of a series."""

    post: PostView
    missing: str
    """Numbers that would stand before it and are not here, in words; empty if there are none."""


def series_pages(posts: Iterable[PostView], series: Sequence[Series]) -> Iterator[ListPage]:
    """All of them. `series` are those of the `posts`, as `find_series` finds them."""
    by_ref = {post.ref: post for post in posts}
    summaries = [_summary(each) for each in series]
    for page, shown in with_pager(paginate(summaries, ADDRESS)):
        yield ListPage(page.url, "series_list", shown)
    for each, summary in zip(series, summaries, strict=True):
        for part, shown in with_pager(paginate(_entries(each, by_ref), summary.url, size=_LINES_PER_PAGE)):
            yield ListPage(part.url, "series", {"series": summary, **shown})


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


def _summary(series: Series) -> SeriesSummary:
    here, length, days = len(series.numbers), series.length, series.days
    return SeriesSummary(
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


def _entries(series: Series, posts: Mapping[str, PostView]) -> list[SeriesEntry]:
    pairs = zip((None, *series.members), series.members, strict=False)
    return [SeriesEntry(posts[member.text.ref], _missing_row(gap_before(before, member))) for before, member in pairs]
