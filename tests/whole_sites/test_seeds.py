"""Compare what is read from the real scrapes with the table of what they hold, which was counted by hand.

No part of the scrapes is in this project; the tests read them in `../shared` (see shared.py).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from functools import cache
from typing import NamedTuple

import pytest

from archive import formats
from archive.formats.plain_text import posts as text_posts
from archive.formats.plain_text.date_headings import parse_heading
from archive.formats.records import ParsedText
from archive.formats.word_accounts import account_of_comment, account_of_other_text, account_of_post, mismatched_words
from archive.markup import from_text
from archive.markup.render import to_text
from archive.model import LeftOut
from archive.text import clean
from shared import FORMS, SEEDS

pytestmark = pytest.mark.shared


class Row(NamedTuple):
    """One post of the table."""

    day: date | None
    title: str | None
    words: int
    net: int
    bullets: int
    separators: int
    first_words: str
    last_words: str


@cache
def expected_rows() -> dict[str, list[Row]]:
    """Return the rows of the table by file number."""
    rows: dict[str, list[Row]] = {}
    for line in FORMS.read_text(encoding="utf-8").split("\n"):
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if len(cells) == 12 and re.fullmatch(r"00\d", cells[0]):
            file, _, day, title, _, words, net, _, bullets, separators, first, last = cells
            separated = 0 if separators == "–" else len(separators.split(","))
            row = Row(
                parse_heading(day), None if title == "(none)" else title, int(words), int(net), int(bullets), separated,
                first, last,
            )  # fmt: skip
            rows.setdefault(file, []).append(row)
    return rows


@cache
def seed(number: str) -> str:
    (file,) = SEEDS.glob(f"{number}_*.txt")
    return clean(file.read_text(encoding="utf-8"))


@cache
def parsed_seed(number: str) -> ParsedText:
    return formats.read_text(seed(number), one_post=False)


def left_out(parts: Sequence[LeftOut], reason: str) -> int:
    return sum(len(part.text.split()) for part in parts if part.reason == reason)


NUMBERS = ["000", "001", "002", "003", "004"]


def test_the_table_has_all_posts() -> None:
    assert sum(len(rows) for rows in expected_rows().values()) == 23


@pytest.mark.parametrize("number", NUMBERS)
def test_posts_have_exactly_the_expected_dates_and_titles(number: str) -> None:
    found = [(post.day, post.title) for post in parsed_seed(number).posts]
    assert found == [(row.day, row.title) for row in expected_rows()[number]]


@pytest.mark.parametrize("number", NUMBERS)
def test_each_body_has_the_expected_words(number: str) -> None:
    for post, row in zip(parsed_seed(number).posts, expected_rows()[number], strict=True):
        words = to_text(post.body).split()
        bullets, separators = left_out(post.left_out, "bullet"), left_out(post.left_out, "separator")
        assert separators == row.separators == row.words - row.net
        assert len(words) == row.net - bullets
        assert " ".join(words).startswith(" ".join(word for word in row.first_words.split() if word != "•"))
        assert " ".join(words).endswith(row.last_words)


@pytest.mark.parametrize("number", ["003", "004"])
def test_bullets_become_lists(number: str) -> None:
    for post, row in zip(parsed_seed(number).posts, expected_rows()[number], strict=True):
        assert left_out(post.left_out, "bullet") == row.bullets
        assert len(re.findall("^- ", post.body, re.MULTILINE)) == row.bullets


def expected_comments() -> list[tuple[int | None, int]]:
    """Return for each comment the position of its parent and its number of words, from the table of comments."""
    expected: list[tuple[int | None, int]] = []
    text = FORMS.read_text(encoding="utf-8").split("### 1.12")[1].split("###")[0]
    for row in re.findall(r"^\| \d+ \| \d+ \| (\d+) \| .*? \| (.*?) \|$", text, re.MULTILINE):
        parent = len(expected)
        expected.append((None, int(row[0])))
        expected += [(parent, int(words)) for words in re.findall(r"L\d+, (\d+) words", row[1])]
    return expected


def test_comments_have_the_expected_words_and_parents() -> None:
    (post,) = parsed_seed("001").posts
    found = []
    for comment in post.comments:
        words = len(to_text(comment.body).split()) + left_out(comment.left_out, "bullet")
        found.append((comment.parent, words))
    assert found == expected_comments()
    assert len(found) == 14


def test_the_declared_number_of_comments_is_kept_and_the_difference_reported() -> None:
    (post,) = parsed_seed("001").posts
    assert post.declared_comments == 15
    assert parsed_seed("001").remarks == ("line 80: declared 15 comments, found 14",)


@pytest.mark.parametrize("number", NUMBERS)
def test_every_word_is_accounted_for(number: str) -> None:
    whole = parsed_seed(number)
    accounts = [account_of_post(post) for post in whole.posts]
    accounts += [account_of_comment(comment) for post in whole.posts for comment in post.comments]
    accounts += [account_of_other_text(rest) for rest in whole.rest]
    assert [account.lost + account.invented for account in accounts] == [()] * len(accounts)
    assert mismatched_words(seed(number), whole) == []
    assert sum(account.words_in for account in accounts) == len(seed(number).split())
    kept_or_named = [account.words_kept + sum(count for _, count in account.left_out) for account in accounts]
    assert kept_or_named == [account.words_in for account in accounts]


@pytest.mark.parametrize("number", ["003", "004", "001"])
@pytest.mark.parametrize("comma", [True, False])
@pytest.mark.parametrize("dense", [True, False])
def test_headings_without_commas_and_texts_without_blank_lines_give_the_same_posts(
    number: str, comma: bool, dense: bool
) -> None:
    lines = [line for line in seed(number).split("\n") if line.strip() or not dense]
    text = "\n".join(line if comma or not parse_heading(line) else line.replace(",", "") for line in lines)
    found, expected = formats.read_text(text, one_post=False), parsed_seed(number)
    assert [(post.day, post.title) for post in found.posts] == [(post.day, post.title) for post in expected.posts]
    for post, other in zip(found.posts, expected.posts, strict=True):
        assert to_text(post.body).split() == to_text(other.body).split()
        assert [comment.parent for comment in post.comments] == [comment.parent for comment in other.comments]


@pytest.mark.parametrize("number", ["003", "004", "001"])
def test_a_lost_title_is_not_replaced_by_the_text(number: str) -> None:
    titles = {row.title for row in expected_rows()[number]}
    text = "\n".join(line for line in seed(number).split("\n") if line not in titles)
    posts = formats.read_text(text, one_post=False).posts
    assert [post.title for post in posts] == [None] * len(titles)
    assert [post.day for post in posts] == [row.day for row in expected_rows()[number]]


class WordDropper:
    """Replaces the function that escapes a line as Markdown, and drops the last word of one line."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.line, self.at, self.dropped = -1, 0, ""
        self._escape = from_text.escape
        monkeypatch.setattr(from_text, "escape", self.escape)

    def escape(self, text: str) -> str:
        self.at += 1
        if self.at - 1 != self.line:
            return self._escape(text)
        *kept, self.dropped = text.split()
        return self._escape(" ".join(kept))


def lost_words(text: str) -> list[str]:
    """Return the words that the accounts of a text report as lost or invented.

    The accounts are cached: only the post or comment without the dropped word is rendered again, so that this can be
    done for every line of every file.
    """
    whole = formats.read_text(text, one_post=False)
    accounts = [_account(post) for post in whole.posts]
    accounts += [_comment_account(comment) for post in whole.posts for comment in post.comments]
    return [word for lost in accounts for word in lost]


_account = cache(lambda post: account_of_post(post).lost + account_of_post(post).invented)
_comment_account = cache(lambda comment: account_of_comment(comment).lost + account_of_comment(comment).invented)


def texts_of_posts(number: str) -> list[str]:
    """Split the file into posts, because one post is quick to read again for each of its lines."""
    lines = seed(number).split("\n")
    return ["\n".join(lines[post.lines[0] - 1 : post.lines[1]]) for post in parsed_seed(number).posts]


@pytest.mark.parametrize("number", NUMBERS)
def test_a_word_dropped_from_any_line_is_detected(number: str, monkeypatch: pytest.MonkeyPatch) -> None:
    dropper = WordDropper(monkeypatch)
    for text in texts_of_posts(number):
        dropper.line, dropper.at = -1, 0
        assert lost_words(text) == []
        for line in range(dropper.at):
            dropper.line, dropper.at = line, 0
            assert lost_words(text) == [dropper.dropped]


@pytest.mark.parametrize("number", NUMBERS)
def test_all_lines_pass_through_the_replaced_function(number: str, monkeypatch: pytest.MonkeyPatch) -> None:
    dropper = WordDropper(monkeypatch)
    whole = formats.read_text(seed(number), one_post=False)
    shown = [to_text(post.body) for post in whole.posts]
    shown += [to_text(comment.body) for post in whole.posts for comment in post.comments]
    assert dropper.at == sum(len(text.split("\n")) for text in shown)


@pytest.mark.parametrize("number", NUMBERS)
def test_a_dropped_line_is_detected(number: str) -> None:
    lines = seed(number).split("\n")
    for at in range(0, len(lines), max(1, len(lines) // 20)):
        shorter = formats.read_text("\n".join([*lines[:at], *lines[at + 1 :]]), one_post=False)
        missing = mismatched_words(seed(number), shorter)
        assert missing == sorted(lines[at].split()) or lines[at].strip() in ("ReplyDelete", "Replies", "Delete")
        assert bool(missing) == bool(lines[at].strip())


def test_the_formats_use_the_module_that_is_patched() -> None:
    assert text_posts.text_to_markdown is from_text.text_to_markdown
    assert formats.napo_text.read_page is text_posts.read_page
