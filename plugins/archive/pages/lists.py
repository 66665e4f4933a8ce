"""The pages that list posts: home, years, months, and one list of everything. Those of topics are in `topic_pages`.

Values in, values out: each page is an address, the name of its template and what that shows. The list of everything is
numbered from the oldest, so that a new post changes the last page only.
"""

from __future__ import annotations

import calendar
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from typing import Any

from archive.kinds import is_blog_page, is_of_blog
from archive.pages.topics.topics import Topic
from archive.pages.views import NeighbourView, PostView
from archive.text import MONTHS

LIST_LENGTH = 50
"""Entries on a page of the list of everything."""
_LATEST, _MOST_DISCUSSED, _HOME_TOPICS = 10, 5, 24


@dataclass(frozen=True)
class ListPage:
    """One page to write."""

    url: str
    """From the root of the site; one that ends in "/" is that folder's index.html."""
    template: str
    values: Mapping[str, Any]
    """What the template shows beside what every page has."""

    @property
    def save_as(self) -> str:
        """The file, below the output folder."""
        return self.url.lstrip("/") + ("index.html" if self.url.endswith("/") else "")


def newest_first(posts: Iterable[PostView]) -> list[PostView]:
    """By day and, where it is known, hour; the undated last, and what is of one moment by ref."""
    return sorted(sorted(posts, key=lambda post: post.ref), key=lambda post: post.sort_key, reverse=True)


def link_neighbours(posts: Sequence[PostView]) -> None:
    """Give each dated post the one before and after it in time. `posts` are newest first."""
    dated = [post for post in posts if post.year]
    for newer, older in pairwise(dated):
        newer.older = NeighbourView(older.url, older.title)
        older.newer = NeighbourView(newer.url, newer.title)


def list_pages(posts: Sequence[PostView], topics: Sequence[Topic]) -> Iterator[ListPage]:
    """Home and every page that lists posts by date or kind. `posts` are all there are, newest first."""
    dated = [post for post in posts if post.year]
    by_year = _grouped(dated, lambda post: post.year)
    yield _home(posts, topics, by_year)
    yield from _all_pages(posts)
    yield _years(by_year, len(posts) - len(dated))
    yield from _year_pages(by_year)
    yield from _month_pages(dated)
    mailouts = [post for post in posts if not is_of_blog(post.post)]
    yield ListPage("/mailouts/", "mailouts", {"entries": mailouts})
    yield ListPage("/undated/", "undated", {"entries": [post for post in posts if not post.year]})


def _home(posts: Sequence[PostView], topics: Sequence[Topic], by_year: Mapping[Any, list[PostView]]) -> ListPage:
    blog_pages = sum(is_blog_page(post.post) for post in posts)
    kinds = Counter(post.kind for post in posts)
    years = sorted(by_year)
    discussed = sorted(posts, key=lambda post: -post.comment_count)[:_MOST_DISCUSSED]
    totals = {
        "posts": kinds["post"],
        "mailouts": kinds["mailout"],
        "pages": kinds["page"] - blog_pages,
        "blog_pages": blog_pages,
        "undated": sum(not post.year for post in posts),
        "comments": sum(post.comment_count for post in posts),
        "first_year": years[0] if years else None,
        "last_year": years[-1] if years else None,
    }
    frequent = sorted(topics, key=lambda topic: (-len(topic.posts), topic.term.label))[:_HOME_TOPICS]
    values = {
        "totals": totals,
        "years": [{"year": year, "url": _year_url(year), "count": len(by_year[year])} for year in reversed(years)],
        "latest": [post for post in posts if post.year][:_LATEST],
        "topics": [topic.shown for topic in sorted(frequent, key=lambda topic: topic.term.label.casefold())],
        "most_discussed": [post for post in discussed if post.comment_count],
    }
    return ListPage("/", "index", values)


def _all_pages(posts: Sequence[PostView]) -> Iterator[ListPage]:
    oldest_first = posts[::-1]
    pages = [oldest_first[at : at + LIST_LENGTH] for at in range(0, len(posts), LIST_LENGTH)] or [[]]
    for number, page in enumerate(pages, 1):
        values = {
            "heading_text": "All texts",
            "number": number,
            "entries": page[::-1],
            "older": _numbered(number - 1) if number > 1 else None,
            "newer": _numbered(number + 1) if number < len(pages) else None,
            "numbers": [],
        }
        yield ListPage(f"/all/{number}/", "list", values)
    numbers = [{"number": at, "url": f"/all/{at}/", "current": at == len(pages)} for at in range(1, len(pages) + 1)]
    yield ListPage("/all/", "list", {**values, "newer": None, "numbers": numbers})


def _numbered(number: int) -> dict[str, str]:
    return {"url": f"/all/{number}/", "text": f"Page {number}"}


def _years(by_year: Mapping[Any, list[PostView]], undated: int) -> ListPage:
    years = [
        {
            "year": year,
            "url": _year_url(year),
            "count": len(by_year[year]),
            "comments": sum(post.comment_count for post in by_year[year]),
            "months": [_without_entries(month) for month in _months(by_year[year])],
        }
        for year in sorted(by_year, reverse=True)
    ]
    return ListPage("/years/", "years", {"years": years, "undated_count": undated})


def _year_pages(by_year: Mapping[Any, list[PostView]]) -> Iterator[ListPage]:
    for before, year, after in _with_neighbours(sorted(by_year)):
        values = {
            "year": year,
            "months": _months(by_year[year]),
            "older": {"url": _year_url(before), "text": str(before)} if before else None,
            "newer": {"url": _year_url(after), "text": str(after)} if after else None,
        }
        yield ListPage(_year_url(year), "year", values)


def _months(posts: Sequence[PostView]) -> list[dict[str, Any]]:
    """The months of one year, latest first."""
    return [
        {"name": MONTHS[month[1] - 1], "url": _month_url(month), "count": len(group), "entries": group}
        for month, group in _grouped(posts, lambda post: post.post.month).items()
    ]


def _without_entries(month: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in month.items() if key != "entries"}


def _month_pages(posts: Sequence[PostView]) -> Iterator[ListPage]:
    by_month = _grouped(posts, lambda post: post.post.month)
    for before, month, after in _with_neighbours(sorted(by_month)):
        url = _month_url(month)
        values = {
            "month_text": _month_text(month),
            "entries": by_month[month],
            "calendar": _calendar(month, by_month[month]),
            "older": {"url": _month_url(before), "text": _month_text(before)} if before else None,
            "newer": {"url": _month_url(after), "text": _month_text(after)} if after else None,
        }
        yield ListPage(url, "month", values)
        yield redirect(f"/{month[0]:04}_{month[1]:02}_01_archive.html", url, _month_text(month))


def redirect(url: str, target: str, title: str) -> ListPage:
    """A page at an old address that leads to `target`."""
    return ListPage(url, "redirect", {"target": target, "title": title})


def _with_neighbours(values: Sequence[Any]) -> Iterator[tuple[Any, Any, Any]]:
    """Each of `values` with the one before and the one after it, None at the ends."""
    return zip([None, *values], values, [*values[1:], None], strict=False)


def _year_url(year: int) -> str:
    return f"/{year:04}/"


def _month_url(month: tuple[int, int]) -> str:
    return f"/{month[0]:04}/{month[1]:02}/"


def _month_text(month: tuple[int, int]) -> str:
    return f"{MONTHS[month[1] - 1]} {month[0]}"


def _calendar(month: tuple[int, int], posts: Sequence[PostView]) -> list[list[dict[str, Any]]]:
    """Weeks from Monday on, with a cell for each day; cells outside the month are empty."""
    by_day = _grouped(posts, lambda post: post.post.day.day if post.post.day else 0)
    weeks = calendar.Calendar().monthdayscalendar(*month)
    return [[_cell(month, day, by_day.get(day, [])) for day in week] for week in weeks]


def _cell(month: tuple[int, int], day: int, posts: Sequence[PostView]) -> dict[str, Any]:
    url = f"{_month_url(month)}#d{posts[0].date_iso}" if day and posts else None
    return {"day": day or None, "url": url, "count": len(posts)}


def _grouped(posts: Iterable[PostView], key: Any) -> dict[Any, list[PostView]]:
    """Posts by `key`, in the order they come; equal keys need not be neighbours."""
    groups: defaultdict[Any, list[PostView]] = defaultdict(list)
    for value, group in groupby(posts, key=key):
        groups[value] += group
    return dict(groups)
