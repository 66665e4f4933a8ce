"""The pages of series: `/series/` lists all of them, and each has a page with its posts in the order of their numbers.

The rule: missing numbers are named where they would be. A long series is split into pages from its lowest number on.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from archive.markup.typography import typeset_line
from archive.pages.lists import ListPage
from archive.pages.paging import paginate, with_pager
from archive.pages.views import NeighbourView, PostLine, PostView, SeriesView
from archive.series import Gap, Member, Series, gap_before
from archive.text import day_text

ADDRESS = "/series/"
_LINES_PER_PAGE = 250
"""Posts of a series on a page, one short line each. The blog's longest series, of 229, fits on one page."""


@dataclass(frozen=True)
class DayView:
    """A day, for pages."""

    iso: str
    text: str


@dataclass(frozen=True)
class SeriesSummary:
    """A series as a whole."""

    name: str
    url: str
    texts: int
    complete: str
    """How many of its numbers the archive has, in words."""
    first: DayView | None
    """The first known day."""
    last: DayView | None


@dataclass(frozen=True)
class SeriesEntry:
    """A post of a series."""

    post: PostLine
    missing: str
    """The numbers missing before it, in words, or empty."""


def series_pages(posts: Iterable[PostView], series: Sequence[Series]) -> Iterator[ListPage]:
    """Yield all pages of series. `series` are those of the `posts`, from `find_series`."""
    by_ref = {post.ref: post for post in posts}
    summaries = [_summary(each) for each in series]
    for page, shown in with_pager(paginate(summaries, ADDRESS)):
        yield ListPage(page.url, "series_list", shown)
    for each, summary in zip(series, summaries, strict=True):
        for part, shown in with_pager(paginate(_entries(each, by_ref), summary.url, size=_LINES_PER_PAGE)):
            yield ListPage(part.url, "series", {"series": summary, **shown})


def series_views(posts: Iterable[PostView], series: Iterable[Series]) -> dict[str, SeriesView]:
    """Map each post that is in a series to its view, by ref."""
    by_ref = {post.ref: post for post in posts}
    return {member.text.ref: _view(each, at, by_ref) for each in series for at, member in enumerate(each.members)}


def _view(series: Series, at: int, posts: Mapping[str, PostView]) -> SeriesView:
    """Return the view of the member at index `at`."""
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
    """Return, for the page of a post, "85 to 90 are not in this archive"."""
    if gap is None:
        return ""
    first, last = gap
    return f"{first} is not in this archive" if first == last else f"{first} to {last} are not in this archive"


def _missing_row(gap: Gap | None) -> str:
    """Return, for a list, "numbers 85-90 are not in this archive"."""
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
    return [
        SeriesEntry(posts[member.text.ref].line, _missing_row(gap_before(before, member))) for before, member in pairs
    ]
