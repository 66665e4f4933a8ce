"""Date headings of plain-text pages, and lines that only look like date headings."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.formats.plain_text.date_headings import find_date_headings, parse_heading
from archive.formats.plain_text.lines import split_lines


def heading(day: date, comma: str = ",") -> str:
    return f"{day:%A}{comma} {day.day} {day:%B} {day.year}"


def page(*parts: str) -> str:
    """Join paragraphs with blank lines; turn a day of 2021 such as "12-30" into a date heading."""
    whole = (heading(date.fromisoformat(f"2021-{part}")) if part[:2].isdigit() else part for part in parts)
    return "\n\n".join(whole)


def accepted(text: str, one_post: bool = False) -> list[str]:
    found, _ = find_date_headings(split_lines(text), one_post)
    return [f"{at.day:%m-%d}" for at in found]


def remarks(text: str, one_post: bool = False) -> list[str]:
    return find_date_headings(split_lines(text), one_post)[1]


@pytest.mark.parametrize(
    ("line", "day"),
    [
        ("Thursday, 30 December 2021", date(2021, 12, 30)),
        ("Monday 3 February 2020", date(2020, 2, 3)),
        ("\xa0Monday\xa03 February 2020 \xa0", date(2020, 2, 3)),
        ("Tuesday 3 February 2020", None),
        ("Monday 30 February 2020", None),
        ("Monday 3 February", None),
        ("Monday 3rd February 2020", None),
        ("Monday 3 February 2020 :-", None),
        ("On Monday 3 February 2020", None),
        ("Monday, February 3, 2020", date(2020, 2, 3)),
        ("MONDAY 3 FEBRUARY 2020", date(2020, 2, 3)),
        ("Tuesday, February 3, 2020", None),
        ("3 February 2020", None),
        ("Monday 3 February 0000", None),
    ],
)
def test_a_heading_is_a_whole_line_with_the_right_weekday(line: str, day: date | None) -> None:
    assert parse_heading(line) == day


def test_headings_in_order_are_accepted_with_or_without_comma() -> None:
    assert accepted(page("12-30", "One", "text", "12-18", "Two", "text")) == ["12-30", "12-18"]
    assert accepted(page("12-30", "One", "text", "12-18", "Two", "text").replace(",", "")) == ["12-30", "12-18"]


def test_two_posts_of_one_day_can_each_have_a_heading() -> None:
    assert accepted(page("12-30", "One", "text", "12-30", "Two", "text")) == ["12-30", "12-30"]


def test_a_heading_with_a_wrong_weekday_is_rejected_and_reported() -> None:
    text = page("12-30", "One", "text", "Monday, 18 December 2021", "Two", "text")
    assert accepted(text) == ["12-30"]
    assert remarks(text) == ["line 7: the weekday does not match the date; kept as text"]


def test_a_heading_next_to_other_lines_is_rejected_on_a_spaced_page() -> None:
    text = page("12-30", "One", f"text\n{heading(date(2021, 12, 18))}", "Two", "text")
    assert accepted(text) == ["12-30"]
    assert "between other lines" in remarks(text)[0]


def test_a_heading_next_to_other_lines_is_accepted_on_a_page_without_blank_lines() -> None:
    text = page("12-30", "One", "text", "12-18", "Two", "text")
    assert accepted(text.replace("\n\n", "\n")) == ["12-30", "12-18"]


def test_a_stray_blank_line_does_not_make_a_page_spaced() -> None:
    lines = page("12-30", "One", *["text"] * 40, "12-18", "Two", *["text"] * 40).replace("\n\n", "\n").split("\n")
    lines.insert(20, "\xa0")
    assert accepted("\n".join(lines)) == ["12-30", "12-18"]


def test_an_older_heading_quoted_between_two_newer_ones_stays_text() -> None:
    text = page("12-30", "One", "text", "10-04", "Quoted", "text", "12-18", "Two", "text")
    assert accepted(text) == ["12-30", "12-18"]
    assert "out of order" in remarks(text)[0]


def test_a_later_date_inside_a_post_does_not_outvote_the_posts() -> None:
    days = ["12-30", "12-18", "12-16", "12-15"]
    parts = [part for day in days for part in (day, "Title", "text")]
    assert accepted(page(*parts, "12-29", "London, 10am", "text")) == days


def test_a_date_later_than_the_first_heading_is_rejected() -> None:
    text = page("12-15", "One", "text", "12-29", "London, 10am", "text")
    assert accepted(text) == ["12-15"]
    assert "later than the first" in remarks(text)[0]


@pytest.mark.parametrize("introduction", ["From the archive:-", "From the archive:-\xa0"])
def test_a_heading_after_an_introduction_is_a_quotation(introduction: str) -> None:
    assert accepted(page("12-30", "One", introduction, "12-18", "Two", "text")) == ["12-30"]


def test_a_heading_after_an_introduction_is_rejected_even_if_it_is_the_first() -> None:
    assert accepted(page("A title", "Some text:-", "12-18", "Two", "text")) == []


@pytest.mark.parametrize("days", [367, 4_000])
def test_a_last_heading_years_older_than_the_others_is_a_quotation(days: int) -> None:
    old = heading(date(2021, 12, 18) - timedelta(days=days))
    assert accepted(page("12-30", "One", "text", "12-18", "Two", "text", old, "Old", "text")) == ["12-30", "12-18"]


def test_the_page_of_a_label_can_cover_years() -> None:
    old = heading(date(2013, 3, 2))
    text = page("Showing posts with label pay. Show all posts", "12-30", "One", "text", old, "Old", "text")
    assert accepted(text) == ["12-30", "03-02"]
    assert remarks(text) == []


def test_a_long_pause_is_accepted_and_reported() -> None:
    text = page("12-30", "One", "text", "10-04", "Two", "text")
    assert accepted(text) == ["12-30", "10-04"]
    assert remarks(text) == ["line 7: a post 87 days older than the one above; it may be a quotation"]


def test_only_the_first_heading_counts_on_the_page_of_one_post() -> None:
    text = page("12-30", "One", "text", "12-18", "Quoted", "text")
    assert accepted(text, one_post=True) == ["12-30"]
    assert "within a single post" in remarks(text, one_post=True)[0]


@given(
    st.lists(st.dates(date(2021, 6, 1), date(2021, 12, 31)), min_size=1, max_size=12),
    st.dates(date(2010, 1, 1), date(2020, 1, 1)),
    st.data(),
)
def test_one_old_quotation_never_costs_a_post(days: list[date], old: date, data: st.DataObject) -> None:
    days.sort(reverse=True)
    at = data.draw(st.integers(1, len(days)))
    parts = [part for day in [*days[:at], old, *days[at:]] for part in (heading(day), "Title", "text")]
    found, _ = find_date_headings(split_lines("\n\n".join(parts)), one_post=False)
    assert [heading.day for heading in found] == days


@given(st.lists(st.dates(date(2021, 6, 1), date(2021, 12, 31)), max_size=20))
def test_accepted_days_never_increase(days: list[date]) -> None:
    parts = [part for day in days for part in (heading(day), "Title", "text")]
    found, _ = find_date_headings(split_lines("\n\n".join(parts)), one_post=False)
    assert [at.day for at in found] == sorted((at.day for at in found), reverse=True)


def test_between_two_posts_a_day_in_order_is_preferred_to_a_later_one() -> None:
    assert accepted(page("12-30", "One", "text", "12-18", "Two", "See you on", "12-24", "text", "12-16", "Three")) == [
        "12-30",
        "12-18",
        "12-16",
    ]
