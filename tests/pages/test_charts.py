"""Charts show what there is, to scale, and say it in words."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.model import Comment, Post
from archive.pages.charts import (
    HEIGHT,
    STEP,
    WIDTH,
    YEAR_HEIGHT,
    Bar,
    months_charts,
    quarters_chart,
    quotations_chart,
    years_chart,
)
from archive.pages.quotations.relations import NamedText
from archive.pages.timeline import count_by_month

# By month and by quarter


def post(name: str, day: date | None = None, comments: int = 0) -> Post:
    replies = tuple(Comment(str(number), "Hello") for number in range(comments))
    return Post(f"tag:{name}", "post", f"/{name}.html", "Text.", name, day, comments=replies)


POSTS = (
    post("a", date(2016, 11, 3), comments=2),
    post("b", date(2016, 11, 30), comments=5),
    post("c", date(2017, 2, 1)),
    post("d", date(2019, 12, 1), comments=1),
    post("undated", comments=4),
)


@given(st.sets(st.integers(0, 47)))
def test_a_chart_has_a_base_line_except_in_gaps_and_a_bar_for_each_count(places):
    posts = [post(str(at), date(2012 + at // 12, at % 12 + 1, 5)) for at in places]
    for year in months_charts(count_by_month(posts)):
        known = [month for month, cell in enumerate(year.texts.cells) if cell]
        lines = [(line.x // STEP, line.length // STEP) for line in year.base]
        assert [month for at, width in lines for month in range(at, at + width)] == known
        assert year.text_bars == tuple(Bar(STEP * month + STEP // 2, HEIGHT) for month in known)
        assert year.comment_bars == ()


def test_bars_are_to_scale_and_the_lowest_can_be_seen():
    crowd = [post(f"b{at}", date(2016, 6, 1)) for at in range(400)]
    (year,) = months_charts(count_by_month([post("a", date(2016, 1, 1)), *crowd[:200], *crowd]))
    assert year.text_bars == (Bar(5, 1), Bar(55, HEIGHT))


def test_a_chart_has_a_summary_in_words():
    found = count_by_month(POSTS)
    said = [each.summary for each in months_charts(found)]
    assert said == [
        "2 items (busiest month: November, 2); 7 comments (busiest month: November, 7). Nothing from 11 months.",
        "1 item (busiest month: February, 1); 0 comments. Nothing from 11 months.",
        "1 item (busiest month: December, 1); 1 comment (busiest month: December, 1). Nothing from 11 months.",
    ]
    whole = quarters_chart("Comments", "", found.comments, found)
    assert whole.summary == "Comments, 2016 to 2019: 8 in total (busiest year: 2016, 7)"


# By year

COUNTS = st.dictionaries(st.integers(2010, 2026), st.integers(1, 5000), min_size=2)


@given(COUNTS)
def test_bars_of_years_do_not_touch_and_are_higher_for_more(counts):
    chart = years_chart(counts, (2010, 2026))
    assert len(chart.bars) == len(counts)
    assert all(one.x + chart.bar_width < other.x for one, other in pairwise(chart.bars))
    assert chart.bars[0].x >= 0
    assert chart.bars[-1].x + chart.bar_width <= WIDTH
    heights = [bar.height for bar in chart.bars]
    assert max(heights) == YEAR_HEIGHT and min(heights) > 0
    by_count = sorted(zip([counts[year] for year in sorted(counts)], heights, strict=True))
    assert all(one[1] <= other[1] for one, other in pairwise(by_count) if one[0] < other[0])


def test_a_single_year_has_no_chart():
    assert years_chart({2014: 7}, (2010, 2026)) is None
    assert years_chart({}, (0, 0)) is None


def test_bars_can_be_seen_even_if_a_wrong_date_makes_the_years_narrow():
    assert years_chart({217: 1, 2017: 900}, (217, 2017)).bar_width == 3


# Quotations


def named(ref: str, day: date | None = None, month: tuple[int, int] | None = None) -> NamedText:
    month = (day.year, day.month) if day else month
    return NamedText(ref, "post", f"/{ref}.html", ref, day=day, month=month)


YEARS = (2010, 2019)
TEXT = named("text", date(2012, 5, 1))
QUOTING = [named("a", date(2012, 5, 9)), named("b", date(2012, 7, 1)), named("c", month=(2018, 3)), named("d")]


def test_a_chart_of_quotations_has_a_mark_for_each_date_and_counts_the_undated():
    drawn = quotations_chart(TEXT, QUOTING, YEARS)
    assert (len(drawn.text_at), len(drawn.quoted_at)) == (1, 3)
    assert drawn.summary == "2010 to 2019: written on 1 May 2012, quoted in 2012 (2 times), 2018."
    assert drawn.undated == 1
    assert len(drawn.ticks) == 10 + 1
    assert quotations_chart(named("text"), QUOTING, YEARS).text_at == ()


def test_two_marks_are_not_worth_a_chart():
    assert quotations_chart(TEXT, QUOTING[2:], YEARS) is None
    assert quotations_chart(named("text"), QUOTING[:2], YEARS) is None


DAYS = st.dates(date(2010, 1, 1), date(2019, 12, 31))


@given(st.lists(DAYS, min_size=3, max_size=20))
def test_marks_are_in_order_of_time_and_within_the_chart(days):
    drawn = quotations_chart(TEXT, [named(f"n{at}", day) for at, day in enumerate(days)], YEARS)
    places = drawn.quoted_at
    assert list(places) == sorted(set(places))
    assert 0 <= places[0] <= places[-1] <= WIDTH
    assert len(places) <= len(set(days))


@pytest.mark.parametrize("years", [(2015, 2015), (2010, 2026)])
def test_the_axis_reaches_from_end_to_end(years):
    drawn = quotations_chart(
        named("t", date(2015, 1, 1)), [named(f"n{at}", date(2015, 12, 31)) for at in range(3)], years
    )
    assert (drawn.ticks[0], drawn.ticks[-1]) == (0, WIDTH)
