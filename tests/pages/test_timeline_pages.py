"""The timeline counts posts and comments, shows gaps as gaps, and stays small."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

import pytest
from bs4 import BeautifulSoup
from hypothesis import given
from hypothesis import strategies as st

from archive.model import Comment, Post
from archive.pages.charts import Bar, months_charts, quarters_chart
from archive.pages.lists import ListPage
from archive.pages.timeline import MonthCounts, count_by_month
from archive.pages.timeline_pages import timeline_pages
from archive.pages.topics.topics import Topic
from archive.pages.views import PostView
from archive.tags.vocabulary import Term
from post_views import view_of
from templates import render
from thoroughness import few_by_default

MOST = 100_000
"""Bytes that a page may have."""


def post(name: str, day: date | None = None, comments: int = 0, permalink: str = "") -> Post:
    replies = tuple(Comment(str(number), "Hello") for number in range(comments))
    where = permalink or f"/{name}.html"
    return Post(f"tag:{name}", "post", where, "Text.", name, day, permalink_known=bool(permalink), comments=replies)


POSTS = (
    post("a", date(2016, 11, 3), comments=2),
    post("b", date(2016, 11, 30), comments=5),
    post("c", date(2017, 2, 1)),
    post("month only", permalink="/2019/12/month-only.html", comments=1),
    post("undated", comments=4),
)


def view(of: Post) -> PostView:
    return view_of(of, of.id, "<p>Text.</p>")


def topic(label: str, posts: Iterable[Post]) -> Topic:
    return Topic(Term(label.casefold(), label, "topic"), tuple(map(view, posts)))


def page(posts: Iterable[Post], *topics: Topic) -> ListPage:
    (found,) = timeline_pages([view(each) for each in posts], topics)
    return found


def rendered(found: ListPage) -> str:
    return render(found, "..")


def read(found: ListPage) -> BeautifulSoup:
    return BeautifulSoup(rendered(found), "lxml")


def table(read_page: BeautifulSoup, caption: str) -> dict[str, list[str]]:
    """The rows of a table by their year."""
    (found,) = [each for each in read_page.select("table") if each.caption.get_text() == caption]
    rows = [[cell.get_text() for cell in row.select("th, td")] for row in found.select("tr")]
    return {row[0]: row[1:] for row in rows}


def test_posts_and_comments_are_counted_by_month_and_undated_ones_apart():
    found = count_by_month(POSTS)
    assert found == MonthCounts(
        {(2016, 11): 2, (2017, 2): 1, (2019, 12): 1}, {(2016, 11): 7, (2017, 2): 0, (2019, 12): 1}, 1, 4
    )
    assert found.years == range(2016, 2020)
    assert found.missing == 38 - 3


def test_a_month_without_posts_is_a_gap_but_a_month_without_comments_is_not():
    found = count_by_month(POSTS)
    assert found.by_month(2017, found.texts) == (None, 1, *[None] * 10)
    assert found.by_month(2017, found.comments) == (None, 0, *[None] * 10)
    assert found.by_quarter(2017, found.comments) == (0, None, None, None)
    assert found.by_quarter(2018, found.texts) == (None,) * 4


days = st.dates(date(2009, 6, 1), date(2012, 6, 1)) | st.none()


@given(st.lists(st.tuples(days, st.integers(0, 5)), max_size=30))
def test_nothing_is_counted_twice_or_lost(drawn):
    posts = [post(str(at), day, comments) for at, (day, comments) in enumerate(drawn)]
    found = count_by_month(posts)
    of_years = [(each.texts.total, each.comments.total) for each in months_charts(found)]
    assert sum(texts for texts, _ in of_years) + found.undated == len(posts)
    assert sum(comments for _, comments in of_years) + found.undated_comments == sum(count for _, count in drawn)
    for each in (found.texts, found.comments):
        assert quarters_chart("It", "", each, found).total == sum(each.values())
    assert found == count_by_month(posts[::-1])


def test_the_tables_have_the_months_and_leave_gaps_empty():
    made = read(page(POSTS))
    texts, comments = table(made, "Items by month"), table(made, "Comments by month of their post")
    assert texts["Year"][:2] == ["Jan", "Feb"] and len(texts["Year"]) == 12
    assert list(texts) == ["Year", "2016", "2017", "2019"]
    assert texts["2016"] == [*[""] * 10, "2", ""]
    assert comments["2016"] == [*[""] * 10, "7", ""]
    assert comments["2017"] == ["", "0", *[""] * 10]
    assert [link["href"] for link in made.select("table a")] == [*["../2016/", "../2017/", "../2019/"] * 2]
    assert "There are 35 gaps between the first month and the last." in made.get_text()
    assert "1 item without a date, with 4 comments, is not in the charts." in made.get_text()


def test_topics_are_the_most_frequent_and_have_one_scale_and_zeros_outside_gaps():
    topics = [topic(f"Topic {at:02}", POSTS[:1]) for at in range(12)]
    found = page(POSTS, *topics, topic("Pay", POSTS[:3]), topic("a last one", POSTS[:2]))
    subjects = found.values["subjects"]
    assert [each.name for each in subjects] == ["a last one", "Pay", *(f"Topic {at:02}" for at in range(10))]
    assert [each.bars for each in subjects[1:3]] == [(Bar(35, 40), Bar(45, 20)), (Bar(35, 20),)]
    made = read(found)
    assert table(made, "a last one by quarter") == {
        "Year": ["Jan–Mar", "Apr–Jun", "Jul–Sep", "Oct–Dec"],
        "2016": ["", "", "", "2"],
        "2017": ["0", "", "", ""],
        "2019": ["", "", "", "0"],
    }


def test_every_chart_has_a_summary_and_a_table_and_no_style_of_its_own():
    made = read(page(POSTS, topic("Pay", POSTS)))
    drawings = made.select("svg")
    assert len(drawings) == 3 + 2 + 1
    assert all(each["role"] == "img" and each.title.get_text() for each in drawings)
    assert len(made.select(".quarters svg")) == len(made.select(".quarters details table")) == 3
    assert not made.select("[style], style, script")
    paths = [path["d"] for path in made.select(".monthly li:first-child path")]
    assert paths == ["M100 40h10", "M105 40v-40", "M105 40v40"]


@pytest.mark.parametrize("posts", [(), (POSTS[-1],)], ids=["none", "undated"])
def test_an_archive_without_dates_says_so(posts):
    made = read(page(posts, topic("Pay", posts)))
    assert "Nothing in this archive has a date." in made.get_text()
    assert not made.select("svg, table")


def test_a_post_with_a_wrong_year_keeps_the_page_small():
    strange = post("strange", date(1, 1, 1))
    assert len(rendered(page([strange, *POSTS], topic("Pay", POSTS))).encode()) < MOST


@pytest.mark.parametrize("size", few_by_default(2, [(25, 12), (35, 8), (17, 12)]))
def test_many_years_of_many_posts_and_topics_stay_under_the_limit(size: tuple[int, int]):
    years, subjects = size
    every_week = [post(f"{at:05}", date(2010, 1, 1) + timedelta(7 * at), 30) for at in range(years * 52)]
    views = tuple(map(view, every_week))
    terms = (Term(f"topic-{at}", f"A long enough topic {at:02}", "topic") for at in range(20))
    (found,) = timeline_pages(views, [Topic(term, views) for term in terms])
    assert len(found.values["subjects"]) == subjects
    assert len(rendered(found).encode()) < MOST
