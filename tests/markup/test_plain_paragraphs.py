"""The text of Markdown is what the engine shows, although plain paragraphs are read without it."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from archive.markup.plain_paragraphs import has_marks, parted_by_plain
from archive.markup.render import _commonmark, _shown_tokens, _token_text, to_text, to_words

WORDS = [
    "word",
    "“quoted” words",
    "a",
    "Z9",
    "a | b",
    "(x)",
    "http://x.org",
    "<http://x.org/a_b>",
    "&amp;",
    "&lt;",
    "!",
]
STARTS = [
    "1.",
    "12)",
    "3. b",
    "-",
    "- a",
    "+",
    ">",
    "> a",
    "#",
    "## a",
    "* * *",
    "---",
    "=",
    "==",
    "```",
    "~~~",
    "    a",
    "\t",
    "[a]: b",
    ":-",
    "<pre>",
    "<!-- -->",
    "<br>",
]
MARKS = [
    "*",
    "**",
    "_",
    "`",
    "<",
    ">",
    "<b>",
    "</b>",
    "[",
    "[a]",
    "]",
    "](",
    ")",
    "![",
    "&",
    ":",
    "\\",
    "\\*",
    "|",
    "--|--",
]
SPACES = [" ", "  ", "\n", "\n", "\n\n", "\n\n", "\n\n\n", "\n    ", "\xa0", "\u2003", "\r"]
soups = st.lists(st.sampled_from(WORDS + STARTS + MARKS + SPACES + SPACES) | st.text(max_size=3), max_size=16)


def shown_by_the_engine(markdown):
    return "\n".join(map(_token_text, _shown_tokens(markdown)))


def words_and_breaks(markdown):
    """Return the words that the engine shows, with a None at each thematic break."""
    for token in _commonmark().parse(markdown):
        if token.type == "hr":
            yield None
        yield from _token_text(token).split()


@given(soups.map("".join))
@example("a\n\n- b\n\n    c\n\nd\n\n    e")
@example("> a\n\nb\n\n> c\nd\n\n```\ne\n\nf\n```")
@example("[a]: b\n\n[a]")
@example("a [b]\n\nc\n\n[b]: d")
@example("a  \nb\\\nc")
@example("a | b\n--|--\nc | d\n\ne")
@example("a\n\n* * *\n\nb c\n\n---\n\nd")
@example("1. a\n2. b\n\nc\n===\n\n<pre>\n\nd</pre>")
def test_the_text_is_that_of_the_engine(markdown):
    assert to_text(markdown) == shown_by_the_engine(markdown)
    words, breaks = to_words(markdown)
    for place, at in enumerate(breaks):
        words.insert(place + at, None)
    assert words == list(words_and_breaks(markdown))


@pytest.mark.parametrize(
    ("markdown", "parts"),
    [
        ("One.\nTwo.\n\nThree.", [(True, "One.\nTwo."), (True, "Three.")]),
        ("One.\n\n- two\n\n- three\n\nFour.", [(True, "One."), (False, "- two\n\n- three\n"), (True, "Four.")]),
        ("One.\n\n```\ntwo\n\nthree\n```", [(False, "One.\n\n```\ntwo\n\nthree\n```")]),
    ],
)
def test_plain_paragraphs_are_told_from_other_blocks(markdown, parts):
    assert list(parted_by_plain(markdown)) == parts


def test_an_escaped_character_is_a_mark():
    assert has_marks(r"2 \* 3") and not has_marks("2 x 3")
