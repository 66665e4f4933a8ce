"""Test that word accounts find every word that a parser drops, repeats or invents."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from archive.formats.records import OtherText, ParsedComment, ParsedPost, ParsedText
from archive.formats.word_accounts import (
    account_of_comment,
    account_of_other_text,
    account_of_post,
    mismatched_words,
    words_without_letters,
)
from archive.model import LeftOut

POST = ParsedPost(
    kind="post",
    body="One two\n\n- three",
    raw="Title Here\nMonday 3 February 2020\nOne two\n• three\n2 comments:",
    lines=(1, 5),
    title="Title Here",
    heading="Monday 3 February 2020",
    left_out=(LeftOut("bullet", "•"), LeftOut("comments heading", "2 comments:")),
)


def dated(post: ParsedPost) -> ParsedPost:
    return replace(post, day=date(2020, 2, 3))


def test_a_balanced_account_has_no_lost_or_invented_words() -> None:
    account = account_of_post(dated(POST))
    assert (account.words_in, account.words_kept) == (12, 9)
    assert account.left_out == (("bullet", 1), ("comments heading", 2))
    assert account.lost == account.invented == ()
    assert account.words_in == account.words_kept + sum(count for _, count in account.left_out)


def test_a_heading_that_gave_no_day_counts_as_lost() -> None:
    assert account_of_post(POST).lost == ("2020", "3", "February", "Monday")


@pytest.mark.parametrize(
    ("change", "lost", "invented"),
    [
        ({"body": "One\n\n- three"}, ("two",), ()),
        ({"body": "One two two\n\n- three"}, (), ("two",)),
        ({"body": "One too\n\n- three"}, ("two",), ("too",)),
        ({"body": "One two\n\n- *three*"}, (), ()),
        ({"body": "<b>One two</b>\n\n- three"}, (), ()),
        ({"body": "<div>One two</div>\n\n- three"}, ("One", "two"), ()),
        ({"title": "Title"}, ("Here",), ()),
        ({"left_out": POST.left_out[:1]}, ("2", "comments:"), ()),
        ({"left_out": (*POST.left_out, LeftOut("bullet", "•"))}, (), ("•",)),
    ],
)
def test_every_lost_or_invented_word_is_found(
    change: dict[str, object], lost: tuple[str, ...], invented: tuple[str, ...]
) -> None:
    account = account_of_post(replace(dated(POST), **change))
    assert (account.lost, account.invented) == (lost, invented)


def test_a_comment_has_its_own_account() -> None:
    comment = ParsedComment(
        "Words here", "  1. Words here\n    ReplyDelete", (1, 2), left_out=(LeftOut("number", "1."),)
    )
    assert account_of_comment(comment).lost == ("ReplyDelete",)


def test_text_outside_posts_is_left_out_completely() -> None:
    account = account_of_other_text(OtherText("Older Posts\nHome", (1, 2), "page furniture", quarantined=False))
    assert (account.words_in, account.words_kept, account.left_out) == (3, 0, (("page furniture", 3),))


def parsed(*raws: str) -> ParsedText:
    return ParsedText("text", tuple(ParsedPost("post", "", raw, (1, 1)) for raw in raws))


@pytest.mark.parametrize(
    ("text", "raws", "mismatched"),
    [
        ("one two three", ["one", "two three"], []),
        ("one two three", ["one", "three"], ["two"]),
        ("one two", ["one two", "two"], ["two"]),
        ("one ReplyDelete2. two", ["one", "2. two"], []),
        ("one ReplyDelete2. two", ["one", "two"], ["2."]),
        ("one.ReplyDelete two", ["one.", "two"], []),
        ("one.ReplyDelete2. two", ["one.", "2. two"], []),
        ("one.ReplyDelete2. two", ["one.", "two"], ["2."]),
        ("ReplyDeleteReplies1. two", ["1. two"], []),
        ("ReplyDelete\nDelete", ["ReplyDelete"], ["(the number of markers differs)"]),
        ("DeleteMe", ["DeleteMe"], []),
        ("Deleted text", ["text"], ["d"]),
        ("a\x00 b\ufffe", ["a b"], []),
    ],
)
def test_words_in_no_record_or_in_two_are_found(text: str, raws: list[str], mismatched: list[str]) -> None:
    assert mismatched_words(text, parsed(*raws)) == mismatched


def test_words_of_control_characters_are_found() -> None:
    assert words_without_letters("a \x01 b \x02\x03") == ["\x01", "\x02\x03"]
