"""Plain-text copies of the blog: each form against a sample, and damaged or random lines, of which no word may be lost.

To rewrite the expected results, run `ARCHIVE_REWRITE=1 pytest tests/formats/test_blog_text.py` and review the diff.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from archive import formats
from archive.form_labels import form_label
from archive.formats.word_accounts import (
    account_of_comment,
    account_of_other_text,
    account_of_post,
    mismatched_words,
    separated_words,
)
from archive.text import clean
from parsed_text import show_parsed_text

SAMPLES = Path(__file__).parents[1] / "samples" / "text"
CASES = sorted(SAMPLES.glob("*.txt"))


def faults(text: str, one_post: bool = False) -> list[str]:
    """Return the words of a text that are lost, invented or counted twice."""
    whole = formats.read_text(text, one_post)
    accounts = [account_of_post(post) for post in whole.posts]
    accounts += [account_of_comment(comment) for post in whole.posts for comment in post.comments]
    accounts += [account_of_other_text(rest) for rest in whole.rest]
    wrong = [f"lost or made up: {word}" for account in accounts for word in (*account.lost, *account.invented)]
    words = sum(account.words_in for account in accounts)
    if words != len(separated_words(text)):
        wrong.append(f"{words} words of {len(separated_words(text))}")
    return wrong + [f"in no record: {word}" for word in mismatched_words(text, whole)]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.stem)
def test_a_sample_is_read_as_expected(case: Path) -> None:
    expected = case.with_suffix(".expected.md")
    found = show_parsed_text(formats.read_text(clean(case.read_text(encoding="utf-8")), one_post=False))
    if os.environ.get("ARCHIVE_REWRITE"):
        expected.write_text(found, encoding="utf-8", newline="\n")
    assert found == expected.read_text(encoding="utf-8")


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.stem)
@pytest.mark.parametrize("change", ["none", "no-break spaces", "dense", "flat", "double", "windows", "twice"])
def test_no_word_of_a_damaged_sample_is_lost(case: Path, change: str) -> None:
    lines = case.read_text(encoding="utf-8").split("\n")
    text = {
        "none": "\n".join(lines),
        "no-break spaces": "\n".join(lines).replace(" ", "\xa0"),
        "dense": "\n".join(line for line in lines if line.strip()),
        "flat": "\n".join(line.strip() for line in lines),
        "double": "\n\n".join(lines),
        "windows": "\r\n".join(lines),
        "twice": "\n".join(lines * 2),
    }[change]
    assert faults(clean(text)) == faults(clean(text), one_post=True) == []


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.stem)
def test_a_sample_cut_anywhere_loses_no_word_and_never_fails(case: Path) -> None:
    lines = clean(case.read_text(encoding="utf-8")).split("\n")
    for end in range(len(lines)):
        assert faults("\n".join(lines[:end])) == []


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.stem)
def test_windows_line_ends_and_no_break_spaces_change_nothing(case: Path) -> None:
    text = case.read_text(encoding="utf-8")
    plain = formats.read_text(clean(text), one_post=False)
    other = formats.read_text(clean(text.replace("\n", "\r\n").replace(" ", "\xa0")), one_post=False)
    assert [(post.day, post.title, post.body) for post in plain.posts] == [
        (post.day, post.title, post.body) for post in other.posts
    ]


LINES = sorted({line for case in CASES for line in case.read_text(encoding="utf-8").split("\n")})
ODD = [
    "", "", " \xa0", "ReplyDelete", "Replies", "Delete", "Reply", "ReplyDelete2. x", "ReplyDeleteReplies",
    "x.ReplyDelete", "RepliesX ReplyDelete DeleteY", "No comments:", "0 comments:", "999999 comments:", "1.", "  3.",
    "    1. x", "Share this", "Blog type:", "Home", "Posted by X", "Posted by X at 10:20", "Labels: ,", "12/02/2020",
    "99/99/2020", "\ue0001\ue001", "--oo00oo--", "•", "-", "https://a.example/", "Monday 30 February 2020",
    "Friday 1 January 2100", "x" * 200,
]  # fmt: skip


@given(st.lists(st.sampled_from(LINES + ODD), max_size=40).map("\n".join), st.booleans())
@example("ReplyDelete2. next", False)
@example("Share this", False)
def test_no_word_of_any_page_is_lost(text: str, one_post: bool) -> None:
    assert faults(text, one_post) == []


@given(st.text(max_size=200).map(clean))
@example("0ReplyDelete0")
def test_any_text_can_be_read(text: str) -> None:
    assert faults(text) == []


def test_later_headings_are_text_if_the_address_is_that_of_a_single_post() -> None:
    text = (SAMPLES / "archive_page.txt").read_text(encoding="utf-8")
    parsed = formats.read_text(text, one_post=True)
    assert [post.title for post in parsed.posts] == ["Happy Whatever 2022"]
    assert sum("within a single post" in remark for remark in parsed.remarks) == 2


def test_post_pages_joined_into_one_file_are_separated() -> None:
    text = (SAMPLES / "post_with_comments.txt").read_text(encoding="utf-8")
    older = text.replace("Monday 3 February 2020", "Saturday 1 February 2020")
    parsed = formats.read_text(f"{text}\n{older}", one_post=False)
    assert [(post.title, len(post.comments)) for post in parsed.posts] == [("A Word On Desks", 4)] * 2


def test_titles_can_be_further_below_their_dates_on_all_of_a_page() -> None:
    days = ["Thursday, 30 December 2021", "Saturday, 18 December 2021", "Thursday, 16 December 2021"]
    text = "\n\n".join(f"{day}\n\n\nA Title\n\nSome text.\n\nMore." for day in days)
    assert [post.title for post in formats.read_text(text, one_post=False).posts] == ["A Title"] * 3


def test_teasers_are_read_as_partial_pages() -> None:
    site_line = (SAMPLES / "napo_page_with_site_line.txt").read_text(encoding="utf-8").split("\n")[0]
    text = f"{site_line}\n\nNews\n\nThe kettle is here, and…  Read more\n\nMore on chairs… Read more"
    teasers = formats.read_text(text, one_post=False).posts
    assert [(post.kind, post.partial) for post in teasers] == [("page", True), ("page", True)]
    assert faults(text) == []


@pytest.mark.parametrize(
    "line", ["  1. x", "3 comments:", "ReplyDelete", "Replies", "Monday 3 February 2020", "Home", "- x"]
)
def test_a_page_that_repeats_one_line_can_be_read(line: str) -> None:
    assert faults("\n".join([line] * 2_000)) == []
    assert faults("\n\n".join([line] * 2_000)) == []


def test_forms_have_labels() -> None:
    assert form_label("text:ARC+C+T0") == "blog page with several posts, a title is missing, plain text"
    assert form_label("html:post") == "saved post page"
