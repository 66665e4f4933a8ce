"""The pages that list posts: home, years, months, and one list of everything. Topics have their own (`topics.pages`).

Each page is a path, the name of its template and the values that it shows. The rule: the list of everything is numbered
from the oldest page, so that a new post changes only the last.
"""

from __future__ import annotations

import calendar
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from typing import Any

from archive.kinds import is_blog_page, is_of_blog
from archive.pages.paging import paginate, with_neighbours, with_pager
from archive.pages.topics.topics import Topic
from archive.pages.views import NeighbourView, PostLine, PostView
from archive.text import MONTHS

_LATEST, _MOST_DISCUSSED, _HOME_TOPICS = 10, 5, 24
"""Entries in the lists of the home page."""


@dataclass(frozen=True)
class ListPage:
    """A page to write."""

    url: str
    """From the root of the site. If it ends in "/", the page is the index.html of that folder."""
    template: str
    values: Mapping[str, Any]
    """What the template shows, in addition to the values that every page has."""

    @property
    def save_as(self) -> str:
        """Path of the file, below the output folder."""
        return self.url.lstrip("/") + ("index.html" if self.url.endswith("/") else "")


def newest_first(posts: Iterable[PostView]) -> list[PostView]:
    """Sort posts by date and time if known, then by ref; undated posts come last."""
    return sorted(sorted(posts, key=lambda post: post.ref), key=lambda post: post.sort_key, reverse=True)


def link_neighbours(posts: Sequence[PostView]) -> None:
    """Set the older and newer neighbour of each dated post. `posts` are newest first."""
    dated = [post for post in posts if post.year]
    for newer, older in pairwise(dated):
        newer.older = NeighbourView(older.url, older.title)
        older.newer = NeighbourView(newer.url, newer.title)


def list_pages(posts: Sequence[PostView], topics: Sequence[Topic]) -> Iterator[ListPage]:
    """Yield the home page and all pages that list posts by date or kind. `posts` are all posts, newest first."""
    dated = [post for post in posts if post.year]
    by_year = _grouped(dated, lambda post: post.year)
    yield _home(posts, topics, by_year)
    yield from _all_pages(posts)
    yield _years(by_year, len(posts) - len(dated))
    yield from _year_pages(by_year)
    yield from _month_pages(dated)
    mailouts = [post for post in posts if not is_of_blog(post.post)]
    yield ListPage("/mailouts/", "mailouts", {"entries": _lines(mailouts)})
    yield ListPage("/undated/", "undated", {"entries": _lines(post for post in posts if not post.year)})


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
        "latest": _lines([post for post in posts if post.year][:_LATEST]),
        "topics": [topic.shown for topic in sorted(frequent, key=lambda topic: topic.term.label.casefold())],
        "most_discussed": _lines(post for post in discussed if post.comment_count),
    }
    return ListPage("/", "index", values)


def _all_pages(posts: Sequence[PostView]) -> Iterator[ListPage]:
    pages = paginate(posts[::-1], "/all/", number_first_url=True)
    for number, (page, shown) in enumerate(with_pager(pages), 1):
        entries = _lines(page.entries[::-1])
        values = {"heading_text": "All items", **shown, "number": number, "entries": entries, "numbers": []}
        yield ListPage(page.url, "list", values)
    numbers = [{"number": at, "url": page.url, "current": at == len(pages)} for at, page in enumerate(pages, 1)]
    yield ListPage("/all/", "list", {**values, "numbers": numbers})


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
    for before, year, after in with_neighbours(sorted(by_year)):
        values = {
            "year": year,
            "months": _months(by_year[year]),
            "older": {"url": _year_url(before), "text": str(before)} if before else None,
            "newer": {"url": _year_url(after), "text": str(after)} if after else None,
        }
        yield ListPage(_year_url(year), "year", values)


def _months(posts: Sequence[PostView]) -> list[dict[str, Any]]:
    """Return the months of a year, latest first."""
    return [
        {"name": MONTHS[month[1] - 1], "url": _month_url(month), "count": len(group), "entries": _lines(group)}
        for month, group in _grouped(posts, lambda post: post.post.month).items()
    ]


def _without_entries(month: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in month.items() if key != "entries"}


def _month_pages(posts: Sequence[PostView]) -> Iterator[ListPage]:
    by_month = _grouped(posts, lambda post: post.post.month)
    for before, month, after in with_neighbours(sorted(by_month)):
        url = _month_url(month)
        values = {
            "month_text": _month_text(month),
            "entries": _lines(by_month[month]),
            "calendar": _calendar(month, by_month[month]),
            "older": {"url": _month_url(before), "text": _month_text(before)} if before else None,
            "newer": {"url": _month_url(after), "text": _month_text(after)} if after else None,
        }
        yield ListPage(url, "month", values)
        yield redirect(f"/{month[0]:04}_{month[1]:02}_01_archive.html", url, _month_text(month))


def redirect(url: str, target: str, title: str) -> ListPage:
    """Return a page at an old address that leads to `target`."""
    return ListPage(url, "redirect", {"target": target, "title": title})


def _year_url(year: int) -> str:
    return f"/{year:04}/"


def _month_url(month: tuple[int, int]) -> str:
    return f"/{month[0]:04}/{month[1]:02}/"


def _month_text(month: tuple[int, int]) -> str:
    return f"{MONTHS[month[1] - 1]} {month[0]}"


def _calendar(month: tuple[int, int], posts: Sequence[PostView]) -> list[list[dict[str, Any]]]:
    """Return weeks that start on Monday, with a cell for each day; cells outside the month are empty."""
    by_day = _grouped(posts, lambda post: post.post.day.day if post.post.day else 0)
    weeks = calendar.Calendar().monthdayscalendar(*month)
    return [[_cell(month, day, by_day.get(day, [])) for day in week] for week in weeks]


def _cell(month: tuple[int, int], day: int, posts: Sequence[PostView]) -> dict[str, Any]:
    url = f"{_month_url(month)}#d{posts[0].date_iso}" if day and posts else None
    return {"day": day or None, "url": url, "count": len(posts)}


def _lines(posts: Iterable[PostView]) -> list[PostLine]:
    return [post.line for post in posts]


def _grouped(posts: Iterable[PostView], key: Any) -> dict[Any, list[PostView]]:
    """Group posts by `key`, in their order."""
    groups: defaultdict[Any, list[PostView]] = defaultdict(list)
    for value, group in groupby(posts, key=key):
        groups[value] += group
    return dict(groups)
