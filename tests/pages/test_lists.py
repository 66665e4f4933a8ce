"""Every list is complete and without duplicates, and a new post changes only a few of them."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.model import Comment, Post
from archive.pages.lists import ListPage, link_neighbours, list_pages, newest_first, redirect
from archive.pages.paging import ENTRIES_PER_PAGE
from archive.pages.topics.topics import Topic
from archive.pages.views import PostView
from archive.tags.vocabulary import Term
from post_views import view_of


def view(name: str, day: date | None = None, kind: str = "post", comments: int = 0, address: str = "") -> PostView:
    replies = tuple(Comment(str(number), "Hello") for number in range(comments))
    where = address or f"/{day:%Y/%m}/{name}.html" if day or address else f"/undated/{name}.html"
    known = bool(address)
    post = Post(f"tag:{name}", kind, where, "Text.", name, day, permalink_known=known, comments=replies)
    return view_of(post, name, "<p>Text.</p>")


def days(count: int) -> list[PostView]:
    """One post a day from 1 January 2016 on."""
    return [view(f"n{number:04}", date(2016, 1, 1) + timedelta(number)) for number in range(count)]


def pages(posts, topics=()) -> dict[str, ListPage]:
    found = list(list_pages(newest_first(posts), topics))
    assert len({page.url for page in found}) == len({page.save_as for page in found}) == len(found)
    return {page.url: page for page in found}


def names(posts) -> list[str]:
    return [post.url.rpartition("/")[2].removesuffix(".html") for post in posts]


MAY = view("may", date(2017, 5, 31), comments=2)
JUNE = view("june", date(2017, 6, 1))
JUNE_TOO = view("june-too", date(2017, 6, 1), comments=5)
OLD = view("old", date(2012, 12, 31), kind="mailout")
MONTH_ONLY = view("month-only", address="/2017/06/month-only.html")
UNDATED = view("undated", kind="page")
ALL = [MAY, UNDATED, JUNE_TOO, OLD, MONTH_ONLY, JUNE]


def test_posts_are_listed_newest_first_and_undated_ones_last():
    assert names(newest_first(ALL)) == ["june", "june-too", "month-only", "may", "old", "undated"]


@given(st.permutations(ALL))
def test_the_order_they_come_in_does_not_matter(posts):
    assert names(newest_first(posts)) == names(newest_first(ALL))
    assert {url: page.values.get("entries") for url, page in pages(posts).items()} == {
        url: page.values.get("entries") for url, page in pages(ALL).items()
    }


def test_neighbours_are_linked_both_ways_and_the_undated_have_none():
    posts = newest_first([view("a", date(2017, 1, 1)), view("b", date(2017, 1, 2)), view("c")])
    link_neighbours(posts)
    newer, older, undated = posts
    assert (newer.newer, newer.older.url, older.newer.url, older.older) == (None, older.url, newer.url, None)
    assert undated.older is undated.newer is None


def test_home_counts_posts_mailouts_pages_and_comments():
    totals = pages(ALL)["/"].values["totals"]
    assert totals == {
        "posts": 4, "mailouts": 1, "pages": 1, "blog_pages": 0, "undated": 1, "comments": 7,
        "first_year": 2012, "last_year": 2017,
    }  # fmt: skip


def test_a_page_of_the_blog_is_not_counted_as_a_union_web_page():
    about = view("about", kind="page", address="/p/about.html")
    found = pages([*ALL, about])
    assert {kind: found["/"].values["totals"][kind] for kind in ("pages", "blog_pages")} == {
        "pages": 1,
        "blog_pages": 1,
    }
    assert names(found["/mailouts/"].values["entries"]) == ["old", "undated"]
    assert names(found["/undated/"].values["entries"]) == ["about", "undated"]


def test_home_shows_the_latest_and_the_most_discussed():
    values = pages(ALL)["/"].values
    assert names(values["latest"]) == ["june", "june-too", "month-only", "may", "old"]
    assert names(values["most_discussed"]) == ["june-too", "may"]
    assert [year["url"] for year in values["years"]] == ["/2017/", "/2012/"]


def test_an_empty_archive_has_its_lists():
    found = pages([])
    assert found["/"].values["totals"]["first_year"] is None
    assert found["/all/"].values["entries"] == []
    assert found["/years/"].values["years"] == []


def test_a_year_has_its_months_latest_first_and_its_neighbours():
    year = pages(ALL)["/2017/"].values
    assert [(month["name"], names(month["entries"])) for month in year["months"]] == [
        ("June", ["june", "june-too", "month-only"]),
        ("May", ["may"]),
    ]
    assert (year["older"], year["newer"]) == ({"url": "/2012/", "text": "2012"}, None)


def test_a_year_before_1000_has_four_digits_everywhere():
    found = pages([view("typo", date(217, 6, 25), address="/0217/06/typo.html"), JUNE])
    assert found["/0217/06/"].values["newer"]["url"] == "/2017/06/"
    assert found["/2017/"].values["older"]["url"] == "/0217/"
    assert [year["url"] for year in found["/years/"].values["years"]] == ["/2017/", "/0217/"]


def test_a_month_has_a_calendar_that_links_to_its_days():
    june = pages(ALL)["/2017/06/"].values
    cells = [cell for week in june["calendar"] for cell in week]
    assert [cell["day"] for cell in cells] == [None] * 3 + [*range(1, 31)] + [None] * 2
    assert [(cell["url"], cell["count"]) for cell in cells if cell["url"]] == [("/2017/06/#d2017-06-01", 2)]
    assert june["older"] == {"url": "/2017/05/", "text": "May 2017"}


def test_the_blog_s_month_archive_redirects_to_the_month():
    page = pages(ALL)["/2017_06_01_archive.html"]
    assert (page.template, page.values["target"]) == ("redirect", "/2017/06/")


def test_mailouts_and_undated_items_have_their_own_lists():
    found = pages(ALL)
    assert names(found["/mailouts/"].values["entries"]) == ["old", "undated"]
    assert names(found["/undated/"].values["entries"]) == ["undated"]


@pytest.mark.parametrize("count", [1, ENTRIES_PER_PAGE, ENTRIES_PER_PAGE + 1, 3 * ENTRIES_PER_PAGE - 1])
def test_the_list_of_everything_has_each_item_once_numbered_from_the_oldest(count):
    posts = days(count)
    found = pages(posts)
    numbered = [found[url] for url in found if url.startswith("/all/") and url != "/all/"]
    assert [page.values["number"] for page in numbered] == list(range(1, len(numbered) + 1))
    assert [name for page in numbered for name in reversed(names(page.values["entries"]))] == names(posts)
    last, front = numbered[-1].values, found["/all/"].values
    assert (front["entries"], front["older"]) == (last["entries"], last["older"])


def test_each_page_of_the_list_links_to_the_next():
    found = pages(days(2 * ENTRIES_PER_PAGE + 1))
    assert found["/all/1/"].values["older"] is None
    assert found["/all/1/"].values["newer"]["url"] == found["/all/3/"].values["older"]["url"] == "/all/2/"
    assert [number["url"] for number in found["/all/"].values["numbers"] if number["current"]] == ["/all/3/"]


def test_a_new_post_changes_the_last_page_of_the_list_only():
    before, after = (pages(days(count)) for count in (2 * ENTRIES_PER_PAGE + 1, 2 * ENTRIES_PER_PAGE + 2))
    for url in ("/all/1/", "/all/2/"):
        assert names(before[url].values["entries"]) == names(after[url].values["entries"])
        assert before[url].values["newer"] == after[url].values["newer"]


def test_home_has_the_most_frequent_topics_sorted_by_name():
    def topic(number: int) -> Topic:
        return Topic(Term(f"t{number:02}", f"{'tT'[number % 2]}opic {number:02}", "topic"), (JUNE,) * number)

    shown = pages(ALL, [topic(number) for number in range(1, 31)])["/"].values["topics"]
    assert [(each["url"], each["count"]) for each in shown] == [(f"/tags/t{n:02}/", n) for n in range(7, 31)]


@pytest.mark.parametrize(
    ("url", "file"), [("/", "index.html"), ("/2017/06/", "2017/06/index.html"), ("/404.html", "404.html")]
)
def test_an_address_maps_to_a_file(url, file):
    assert redirect(url, "/x/", "X").save_as == file
