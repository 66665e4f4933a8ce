"""Typography changes quotes, dashes and dots where they are certain, and nothing else."""

from __future__ import annotations

import re
from html import escape

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from archive.markup.render import to_html
from archive.markup.typography import typeset, typeset_line, typeset_opening
from patience import many, no_hang

PLAIN = str.maketrans({"“": '"', "”": '"', "‘": "'", "’": "'", "′": "'", "″": '"', "—": "--", "–": "--", "…": "..."})
PIECES = [
    *re.split(" ", "word No x 5 1990 12 n s ' \" '' `` -- --- - ... . , ’ ‘ “ ” „ ( ) em '90s \\ & a--b@c.example"),
    *("5'10\"", "https://a.example/--'x'", " ", " ", " "),
]
TEXTS = st.lists(st.sampled_from(PIECES), max_size=16).map("".join)


def plain(text: str) -> str:
    return text.replace("``", "''").translate(PLAIN).replace('"', "''").replace(". . .", "...")


@given(TEXTS)
@example("'til death' and 'til then")
@example("\"'\"'")
@example("1990--95")
def test_only_quotes_dashes_and_dots_change(text: str) -> None:
    assert plain(typeset_line(text)) == plain(text)


@given(TEXTS)
def test_typeset_text_stays_as_it_is(text: str) -> None:
    once = typeset_line(text)
    assert typeset_line(once) == once


@given(
    st.lists(st.sampled_from(["<b>", "</b>", "<br>", "<p>", "</p>", *map(escape, PIECES)]), max_size=16).map("".join)
)
def test_tags_are_never_changed(html: str) -> None:
    assert re.findall("<[^>]*>", typeset(html)) == re.findall("<[^>]*>", html)


@pytest.mark.parametrize(
    "text",
    [
        "North --> South and <-- back",
        "Run it with --quick now, or --help=x",
        "-----Original Message-----",
        "drwx------ and ____ and ......",
        "i--; j++",
        "<!-- a --> <font color='black' size=\"2\">",
        "see ../notes and .../notes",
        "foo--bar.txt and my--file_name",
        "a 12\" ruler, a 10' pole, 5'10 tall, 5'' thick",
        "me--you@a.example",
        '„Gut" and «oui»',
        "1/2 and 3/4 on 1/2/2010",
        "\"\" and '''",
    ],
)
def test_what_is_not_certain_stays_as_typed(text: str) -> None:
    assert typeset_line(text) == text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("She said ''nothing'' twice and ``double`` once.", "She said “nothing” twice and “double” once."),
        ("In the '90s and class of '89.", "In the ’90s and class of ’89."),
        ("'Tis so. Get 'em. 'cause 'n' all.", "’Tis so. Get ’em. ’cause ’n’ all."),
        ("He is 5'10\" tall, or 5' 3\".", "He is 5′10″ tall, or 5′ 3″."),
        ("A range 1990--1995 or 2010--11.", "A range 1990–1995 or 2010–11."),
        ('"\'Tis mine," he said. "He said \'no\'."', "“’Tis mine,” he said. “He said ‘no’.”"),
        ("'the '90s were bad' and 'so'", "‘the ’90s were bad’ and ‘so’"),
        ("He said 'no way‘ again", "He said ‘no way‘ again"),
        ("The officers' pay. James's. 1980's.", "The officers’ pay. James’s. 1980’s."),
        ("word--word, word -- word, word-- no", "word—word, word — word, word— no"),
        ("Wait...no. c.... [...] ...start", "Wait…no. c…. […] …start"),
        ('"Yes,"he said,"no"', "“Yes,”he said,“no”"),
        ('("a") [\'b\'] {"c"} "—dash"', "(“a”) [‘b’] {“c”} “—dash”"),
        ("rock 'n' roll and rock'n'roll", "rock ’n’ roll and rock’n’roll"),
    ],
)
def test_what_is_certain_is_typeset(text: str, shown: str) -> None:
    assert typeset_line(text) == shown


@pytest.mark.parametrize(
    ("markdown", "html"),
    [
        ("'**no**'.", "<p>‘<strong>no</strong>’.</p>"),
        ('"*never*" and "**no**"', "<p>“<em>never</em>” and “<strong>no</strong>”</p>"),
        ('> "one\n\n"two"', "<blockquote>\n<p>“one</p>\n</blockquote>\n<p>“two”</p>"),
        ('`--a "b"` "c"', '<p><code>--a "b"</code> “c”</p>'),
        ("```\n'a' -- b...\n```", "<pre><code>'a' -- b...\n</code></pre>"),
    ],
)
def test_quotes_are_read_across_tags_and_code_stays_as_typed(markdown: str, html: str) -> None:
    assert to_html(markdown) == html


@pytest.mark.parametrize(
    ("html", "shown"),
    [
        ("<p>-<b>-quick</b> or so</p>", "<p>-<b>-quick</b> or so</p>"),
        ("<p>5</a>'10\" tall</p>", "<p>5</a>′10″ tall</p>"),
        ("<p>5'<b>10\"</b> tall</p>", "<p>5'<b>10\"</b> tall</p>"),
        ("<p>the '<b>90s</b> were</p>", "<p>the ’<b>90s</b> were</p>"),
        ("<p>.<i>..</i> and... so</p>", "<p>.<i>..</i> and… so</p>"),
        ("<p>\"<code>&lt;</code>\" and rock'n' roll</p>", "<p>“<code>&lt;</code>” and rock’n’ roll</p>"),
        ("<p><code>a <p>'b'</p> --</code> -- 'c'</p>", "<p><code>a <p>'b'</p> --</code> — ‘c’</p>"),
    ],
)
def test_a_mark_that_goes_on_after_a_tag_repeats_no_word(html: str, shown: str) -> None:
    assert typeset(html) == shown


HOSTILE = ["'", '"', "-", ".", "`", "<b>'", "'n' ", "<pre>", "a--", "5'1\"", "&quot;", '“"', '="', "<!--'"]


@pytest.mark.parametrize("piece", HOSTILE)
def test_hostile_text_takes_no_longer_than_its_length_allows(piece: str) -> None:
    with no_hang(10):
        typeset(many(piece, 20_000))


@pytest.mark.parametrize(
    ("text", "limit", "opening"),
    [
        ("He said 'tea and cake' again", 3, "He said ‘tea…"),
        ("He said 'tea and cake", 3, "He said 'tea…"),
        ("The 6' pole and the 'tea' urn", 3, "The 6' pole…"),
        ("Two words", 3, "Two words"),
        ("", 3, ""),
        ("One \ue00f 'two three\ue00f' four", 3, "One \ue00f ‘two…"),
    ],
)
def test_an_excerpt_is_typeset_as_the_text_it_is_cut_from(text: str, limit: int, opening: str) -> None:
    assert typeset_opening(text, limit) == opening


@given(st.lists(st.sampled_from(["tea", "'tea", "tea'", '"tea', 'tea"', "don't", "--", "'"]), min_size=1, max_size=12))
def test_an_excerpt_leaves_no_mark_that_the_whole_text_decides(words: list[str]) -> None:
    for limit in range(1, len(words) + 1):
        opening = typeset_opening(" ".join(words), limit).removesuffix("…").split()
        whole = typeset_line(" ".join(words)).split()
        undecided = [word for word in opening if re.search("['\"]", word)]
        assert [word for word in whole[: len(opening)] if re.search("['\"]", word)][: len(undecided)] == undecided
