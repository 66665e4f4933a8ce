"""The pages of series say what is here and what is not; none is too large, and each text knows its neighbours."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import chain

from archive.model import Post
from archive.pages.lists import ListPage
from archive.pages.series_pages import series_pages, series_views
from archive.pages.views import NeighbourView, PostView, SeriesView
from archive.series import SeriesText, find_series
from post_views import view_of
from templates import render

MOST = 100_000
"""Bytes that a page may have."""
FIRST = date(2014, 1, 6)


def view(ref: str, title: str, day: date | None = None) -> PostView:
    post = Post(f"tag:{ref}", "post", f"/2014/01/{ref}.html", "Tea.", title, day)
    return view_of(post, ref, "<p>Tea.</p>")


def views(*titles: str) -> list[PostView]:
    """One a week, in order."""
    return [view(f"t{at:03}", title, FIRST + timedelta(7 * at)) for at, title in enumerate(titles)]


def found(posts: list[PostView]) -> tuple[dict[str, ListPage], dict[str, SeriesView]]:
    series = find_series(SeriesText(post.ref, post.post.title, post.post.day) for post in posts)
    pages = list(series_pages(posts, series))
    assert len({page.url for page in pages}) == len(pages)
    return {page.url: page for page in pages}, series_views(posts, series)


def rendered(page: ListPage) -> str:
    return render(page, "../../..")


def rows(page: ListPage) -> list[str]:
    """What stands on the page of a series, line by line."""
    return list(chain.from_iterable(filter(None, (it.missing, it.post.title)) for it in page.values["entries"]))


def test_an_archive_without_series_has_the_page_alone():
    pages, places = found(views("Letter 3", "Section 90", "Happy New Year 2014"))
    assert (list(pages), places) == (["/series/"], {})
    assert "This archive has no series." in rendered(pages["/series/"])


def test_a_series_is_listed_by_number_and_what_is_missing_stands_where_it_would():
    pages, _ = found(views("Letter 10", "Letter 3", "Letter 4", "Letter 6", "letter 4: again"))
    assert rows(pages["/series/letter/"]) == [
        *("numbers 1-2 are not in this archive", "Letter 3", "Letter 4", "letter 4: again"),
        *("number 5 is not in this archive", "Letter 6", "numbers 7-9 are not in this archive", "Letter 10"),
    ]


def test_all_series_are_summed_up_by_name():
    undated = [view("u1", "Ode 1"), view("u2", "Ode 2")]
    pages, _ = found([*views("Sonnet", "Sonnet 2", "Letter 3", "Letter 5"), *undated])
    summed = [(it.name, it.texts, it.complete) for it in pages["/series/"].values["entries"]]
    assert summed == [
        *(("Letter", 2, "2 of 5 numbers"), ("Ode", 2, "all numbers from 1 to 2")),
        ("Sonnet", 2, "all numbers from 1 to 2"),
    ]
    letter, ode, _ = pages["/series/"].values["entries"]
    assert (letter.first.iso, letter.last.text) == ("2014-01-20", "Monday 27 January 2014")
    assert (ode.first, ode.last) == (None, None)


def test_a_text_knows_its_place_its_neighbours_and_what_is_missing_beside_it():
    _, places = found(views("Letter 15", "Letter 16", "Letter 20", "Letter 22", "Alone 2"))
    assert set(places) == {"t000", "t001", "t002", "t003"}
    first, second, last = places["t000"], places["t001"], places["t003"]
    assert (first.previous, first.missing_before) == (None, "1 to 14 are not in this archive")
    assert second == SeriesView(
        name="Letter",
        number=16,
        url="/series/letter/",
        place=2,
        of=4,
        previous=NeighbourView("/2014/01/t000.html", "Letter 15"),
        next=NeighbourView("/2014/01/t002.html", "Letter 20"),
        missing_before="",
        missing_after="17 to 19 are not in this archive",
    )
    assert (last.missing_before, last.next, last.missing_after) == ("21 is not in this archive", None, "")


def test_a_first_text_without_a_number_shows_none():
    _, places = found(views("Letter", "Letter 2"))
    assert (places["t000"].number, places["t000"].missing_before, places["t001"].number) == (None, "", 2)


# Size


def test_a_series_of_229_is_one_page():
    pages, _ = found(views(*(f"Latest Letter From the Harbour {at}" for at in range(1, 230))))
    assert list(pages) == ["/series/", "/series/latest-letter-from-harbour/"]
    assert MOST / 4 < len(rendered(pages["/series/latest-letter-from-harbour/"]).encode()) < MOST


def test_a_long_series_is_split_from_the_lowest_number_on():
    posts = views(*(f"Letter {2 * at}: <On the long way & back> {'again ' * 20}" for at in range(1, 500)))
    pages, places = found(posts)
    numbered = [url for url in pages if url.startswith("/series/letter/")]
    assert numbered == ["/series/letter/", *(f"/series/letter/{at}/" for at in range(2, len(numbered) + 1))]
    assert len(numbered) == 2
    assert max(len(rendered(page).encode()) for page in pages.values()) < MOST
    assert [it.post for url in numbered for it in pages[url].values["entries"]] == [post.line for post in posts]
    assert rows(pages["/series/letter/2/"])[0].endswith(" is not in this archive")
    assert pages["/series/letter/2/"].values["older"] == {"url": "/series/letter/", "text": "Page 1"}
    assert {place.url for place in places.values()} == {"/series/letter/"}


def test_a_long_list_of_series_is_parted_too():
    names = [f"{first}q{second}" for first in "abcdefghijklmnopqrst" for second in "abcdefghijkl"]
    pages, _ = found(views(*(f"Letters {name} {number}" for name in names for number in (1, 2))))
    lists = [page for page in pages.values() if page.template == "series_list"]
    assert [page.url for page in lists] == ["/series/", *(f"/series/{at}/" for at in range(2, 6))]
    assert [it.name for page in lists for it in page.values["entries"]] == [f"Letters {name}" for name in names]
    assert max(len(rendered(page).encode()) for page in lists) < MOST
