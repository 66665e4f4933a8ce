"""The recorded cases of meaning that mark-up carries, imported as files."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path

import pytest

from archive.markup.render import finished_html, to_html
from cases import import_case


def shown(markdown: str) -> str:
    """Return the words of a page, without tags."""
    return unescape(re.sub("<[^>]*>", "", finished_html(to_html(markdown), "")))


TYPOGRAPHY = {
    "arrow": "North --> South.",
    "dashopt": "Run it with --quick now.",
    "run": "-----Original Message-----",
    "mode": "drwx------ and ____ and ......",
    "twoapos": "She said “nothing” twice.",
    "year": "In the ’90s and class of ’89.",
    "tis": "’Tis so. Get ’em. ’cause ’n’ all.",
    "feet": 'He is 5′10″ tall, a 12" ruler.',
    "range": "A range 1990–1995.",
    "backtick": "A “double” quote.",
    "linkq": "See “http://e.org” now.",
    "emq": "He said “never” and ‘no’.",
    "nested": "“’Tis mine,” he said. “He said ‘no’.”",
    "time": "5′ 3″ and 10'",
    "poss": "The officers’ pay. James’s. 1980’s.",
    "email": "“Ann” <ann@e.org> wrote: “yes”",
    "paren": "(“quoted”) [“x”] {“y”} “—dash”",
    "ell": "Wait…no. A.. b. c…. d. …start",
}


def test_typography_changes_what_is_certain(tmp_path: Path) -> None:
    posts = import_case("20-typography", tmp_path).posts.values()
    assert {post.title.removeprefix("T "): shown(post.body) for post in posts} == TYPOGRAPHY


def test_control_characters_are_those_of_windows_1252(tmp_path: Path) -> None:
    case = import_case("21-c1-controls", tmp_path)
    assert case.post.body == "We’ll meet – if he’s late — “here”… It costs €5."


def test_struck_words_and_raised_figures_stay_told_apart(tmp_path: Path) -> None:
    body = import_case("22-struck-and-raised", tmp_path).post.body
    for struck in ("£500", "will", "Old rule.", "Cancelled: 9 June."):
        assert f"<s>{struck}</s>" in body
    assert "Risk rose 10² fold in 2017³; CO₂; the 4th.\n³ See the note." in shown(body)
    assert "[struck out: £500] £300" in shown(body)


def test_columns_stay_aligned(tmp_path: Path) -> None:
    html = to_html(import_case("23-pre-columns", tmp_path).post.body)
    assert "<pre><code>Area        Cases   Staff\nNorth          41       3\nSouth         107      12\n" in html
    assert "  of which:\n    new         9       1\n</code></pre>" in html


def test_two_quotations_stay_two(tmp_path: Path) -> None:
    html = to_html(import_case("25-adjacent-quotes", tmp_path).post.body)
    quotes = re.findall("<blockquote>\n<p>(.*?)</p>\n</blockquote>", html)
    assert quotes == ["We should strike.", "We should not."]


@pytest.mark.parametrize(
    "row",
    [
        "| Area | 2016 | 2017 |",
        "| North | 41 | 43 |",
        "|  | 9 | 12 |",
        "| Total |  | 55 |",
        "> | PO | 12 |",
        "| Duties<br>one<br>two | Pay<br>Band 4 |",
    ],
)
def test_figures_stay_under_their_headings(tmp_path: Path, row: str) -> None:
    assert row in import_case("26-spanned-tables", tmp_path).post.body.split("\n")
