"""Plain-text copies of Napo's pages, lists and magazines: each form against a sample, and damaged samples, of which no
word may be lost.

To rewrite the expected results, run `ARCHIVE_REWRITE=1 pytest tests/formats/test_napo_text.py` and review the diff.
"""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.formats import (
    blog_text,
    feed_reader_text,
    napo_list_text,
    napo_magazine_text,
    napo_old_site_text,
    napo_text,
)
from archive.formats.records import ParsedText
from archive.formats.word_accounts import account_of_other_text, account_of_post, mismatched_words
from archive.text import clean
from parsed_text import show_parsed_text
from patience import many, no_hang
from shared import SEEDS

SAMPLES = Path(__file__).parents[1] / "samples" / "napo"
OTHERS = sorted((Path(__file__).parents[1] / "samples" / "text").glob("*.txt"))
CASES = sorted(SAMPLES.glob("*.txt"))
LISTS_AND_SITES = (feed_reader_text, napo_list_text, napo_old_site_text, napo_magazine_text)


def read(text: str) -> ParsedText:
    """Parse as the table of formats does."""
    return next((form for form in (*LISTS_AND_SITES, napo_text) if form.recognises(text)), blog_text).read(text, False)


def faults(text: str, parsed: ParsedText) -> list[str]:
    """Return the words of a text that are lost, invented or counted twice."""
    accounts = [account_of_post(post) for post in parsed.posts] + [account_of_other_text(rest) for rest in parsed.rest]
    wrong = [f"lost or made up: {word}" for account in accounts for word in (*account.lost, *account.invented)]
    places = [record.lines[0] for record in (*parsed.posts, *parsed.rest)]
    wrong += [] if len(places) == len(set(places)) else ["two records begin at one line"]
    words = sum(account.words_in for account in accounts)
    wrong += [] if words == len(text.split()) else [f"{words} words of {len(text.split())}"]
    return wrong + [f"in no record: {word}" for word in mismatched_words(text, parsed)]


def page_of(parsed: ParsedText) -> str:
    """Show what was parsed as one page that a person can check."""
    return f"{parsed.form}\n{show_parsed_text(parsed).partition(chr(10))[2]}"


def text_of(name: str) -> str:
    return (SAMPLES / f"{name}.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.stem)
def test_a_sample_is_read_as_expected(case: Path) -> None:
    expected = case.with_suffix(".expected.md")
    text = clean(case.read_text(encoding="utf-8"))
    if os.environ.get("ARCHIVE_REWRITE"):
        expected.write_text(page_of(read(text)), encoding="utf-8", newline="\n")
    assert page_of(read(text)) == expected.read_text(encoding="utf-8")
    assert faults(text, read(text)) == []


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.stem)
def test_exactly_one_form_recognises_a_sample(case: Path) -> None:
    text = clean(case.read_text(encoding="utf-8"))
    assert sum(form.recognises(text) for form in LISTS_AND_SITES) == 1


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.stem)
def test_a_sample_cut_or_damaged_anywhere_loses_no_word(case: Path) -> None:
    lines = clean(case.read_text(encoding="utf-8")).split("\n")
    damaged = ["\n\n".join(lines), "\n".join(lines * 2), "\n".join(line for line in lines if line), " ".join(lines)]
    damaged += ["\n".join(lines[:end]) for end in range(len(lines))]
    damaged += ["\n".join(lines[start:]) for start in range(len(lines))]
    for text in damaged:
        assert faults(text, read(text)) == []


@pytest.mark.parametrize("case", OTHERS, ids=lambda case: case.stem)
def test_copies_of_the_blog_and_of_pages_of_napo_are_not_recognised(case: Path) -> None:
    text = clean(case.read_text(encoding="utf-8"))
    assert not any(form.recognises(text) for form in LISTS_AND_SITES)


@pytest.mark.shared
def test_the_real_scrapes_are_not_recognised() -> None:
    """They are of the blog; our samples of it are shorter."""
    for path in sorted(SEEDS.glob("*.txt")):
        text = clean(path.read_text(encoding="utf-8"))
        assert not any(form.recognises(text) for form in LISTS_AND_SITES), path.name


LINES = sorted({line for case in CASES for line in case.read_text(encoding="utf-8").split("\n")})
ODD = [
    "",
    "",
    " \xa0",
    "READ MORE",
    "x...Read more",
    "06th Nov 2015",
    "99th Nov 2015",
    "Visit website",
    "2h ago",
    "[…]",
]
ODD += ["Leave a Reply", "Posted By: @ 1/2/2012 1:00 AM", "News", "'s blog", "2", "ReplyDelete", "x" * 200]


@given(st.lists(st.sampled_from(LINES + ODD), max_size=30).map("\n".join))
def test_no_word_of_any_page_is_lost(text: str) -> None:
    for form in LISTS_AND_SITES:
        if form.recognises(text):
            assert faults(text, form.read(text, True)) == []


def test_a_teaser_is_always_partial() -> None:
    names = ("list_with_dates", "list_with_titles", "list_of_the_trial_site", "list_of_a_category", "feed_reader")
    for name in (*names, "list_of_an_author"):
        assert all(post.partial for post in read(text_of(name)).posts)


def test_a_date_belongs_to_the_teaser_above_it() -> None:
    parsed = read(text_of("list_with_dates"))
    assert [(post.body.split()[0], post.day) for post in parsed.posts] == [
        ("The", date(2019, 3, 6)),
        ("Chairs", None),
        ("Two", date(2019, 2, 27)),
    ]


def test_a_byline_belongs_to_the_text_above_it_and_its_date_is_day_first() -> None:
    parsed = read(text_of("old_site_blog"))
    assert [(post.title, post.author, post.day) for post in parsed.posts] == [
        ("The Kettle Has Boiled", "Pat Kettle", date(2012, 11, 4)),
        ("Chairs", "Sam Chair", None),
    ]


def test_titles_of_neighbours_without_a_reply_form_stay_text() -> None:
    text = text_of("magazine_with_neighbours").split("Leave a Reply")[0]
    assert not napo_magazine_text.recognises(text)


def test_a_post_of_the_blog_that_quotes_a_list_stays_a_post() -> None:
    text = "Monday, 3 February 2020\n\nA Kettle\n\n" + text_of("list_with_dates") + text_of("old_site_blog")
    assert not any(form.recognises(text) for form in LISTS_AND_SITES)


@pytest.mark.parametrize(
    "line",
    [
        *("x...Read more", "x", "READ MORE", "06th Nov 2015", "Leave a Reply", "1 2 >> Next", "A A A A A", "5h ago"),
        *("Posted By: X @ 01/02/2012 02:30 PM", "Visit website", "[…]", "You must log in to Post a Comment"),
    ],
)
def test_a_page_that_repeats_one_line_is_read_in_time(line: str) -> None:
    head = "Leave a Reply\nFill in your details below or click an icon to log in\n"
    text = head + many(f"{line}\n", 5_000) + "x\nx\nx\n5h ago\nx\nVisit website\nx...Read more\n06th Nov 2015"
    with no_hang(20):
        for form in LISTS_AND_SITES:
            form.recognises(text)
            assert faults(text, form.read(text, False)) == []
