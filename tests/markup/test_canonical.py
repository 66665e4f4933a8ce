"""The compiled Markdown engine gives what Python-Markdown gives, or leaves the text to it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.markup.canonical import render_canonical
from archive.markup.from_text import text_to_markdown
from converted_html import assert_canonical_is_as_judged
from patience import no_hang
from shared import SAMPLES


def listed(text: str) -> list[str]:
    return text.split()


CANONICAL = [
    "One line,\nand -- another.\n\nA paragraph with 1.5 million, R&D & £3 > £2, and \\[3] \\*stars\\*.",
    '**Strong**, *em* (*so*) and **[a link](<https://a.example/b_c?d=1&e=2>)** and `code > "x"`.',
    "[![A picture](<https://a.example/b.png>)](<https://a.example/>) <https://a.example/c*d*e> [*x*](<#note>)",
    "> A quote\n> of two lines\n>\n> and two paragraphs\n\n<!-- -->\n\n> another",
    "- one\n- *two*\n\nAnd:\n\n3. three\n4. four\n\n* * *\n\n## A heading & more\n\n-----Original Message-----",
    '<s>£500</s> £300, 10<sup>2</sup>\n<u>a</u> <q>b</q> <a id="n1"></a>[1](</2017/06/a.html>)',
]
OTHER = [
    "",
    "| a | b |\n|---|---|\n| 1 | 2 |",
    "```\ncode\n```",
    "- a\n    - b",
    "- a\n\n- b",
    "- a\n\n1. b",
    "> a\n\n> b",
    "> > a",
    "> a\nb",
    "a\n===",
    "a\n---",
    "#tag",
    "# C#",
    "1) a",
    "* a",
    "+ a",
    " a",
    "a  \nb",
    "a\tb",
    "a *b",
    "a **b* c*",
    "*a*b",
    "a*b*",
    "a _b_",
    "[a]: /b",
    "[a][b]",
    "[a](b)",
    "[a](<javascript:b>)",
    "![a",
    "`a",
    "`` a ``",
    "`<b>`",
    "\\a",
    "a\\\nb",
    "&copy; &#8212; &quot;",
    "<b>a</b>",
    "<s>\na</s>",
    "</s>\na",
    "<br>",
    "<!-- a -->",
    "<script>alert(1)</script>",
    "<me@a.example>",
    "a\x02b",
    "\ufeffa",
    "\ud800",
]
PIECES = [
    *listed(r"word No 5 1990 . , ' “ ” ’ — - -- ( ) ] { } ! ? # + = ~ | : / > & £ é 中 ٣ ½ \* \_ \[ \` \\ \. \|"),
    *listed("&amp; &lt; &#93; &copy; a_b _a_ `c` ` * ** [ < <s> </s> 2<sup>2</sup>"),
    *("*a b*", "**a**", '**"a"**', "*a.*", "(*a*)", "[l](<https://a.example/b_c?d&e=1>)", "[*l*](<#n>)", "[l](b)"),
    *("**[l](</a.html>)**", "![d](<https://a.example/b.png>)", "<https://a.example/b*c>", "me@a.example"),
    *("1. ", "- ", "> ", "# ", "    ", "\xa0", "\u2003", "\u200b", *[" "] * 12),
    *("\n", "\n\n", "\n\n", "\n> ", "\n- ", "\n2. ", "\n\n> ", "\n\n- ", "\n\n## ", "\n\n* * *\n\n"),
]
HOSTILE = ["*a ", "**a", "[a](<#", "![", "> ", "`a", "a\n", "- a\n", "a &b", "<s>", "\\*", "_a", "a\n\n", "<a id="]


@pytest.mark.parametrize("markdown", CANONICAL)
def test_canonical_markdown_is_rendered_by_the_compiled_engine(markdown: str) -> None:
    assert render_canonical(markdown) is not None
    assert_canonical_is_as_judged(markdown)


@pytest.mark.parametrize("markdown", OTHER)
def test_all_other_markdown_is_left_to_python_markdown(markdown: str) -> None:
    assert render_canonical(markdown) is None
    assert render_canonical(f"Before.\n\n{markdown}\n\nAfter.") is None


@given(st.lists(st.sampled_from(PIECES), min_size=1, max_size=14).map("".join))
def test_no_text_is_rendered_otherwise_than_python_markdown_renders_it(markdown: str) -> None:
    assert_canonical_is_as_judged(markdown)


@given(st.text(max_size=40))
def test_plain_text_is_canonical_once_it_is_escaped(text: str) -> None:
    assert_canonical_is_as_judged(text_to_markdown(text.split("\n"))[0])


@pytest.mark.shared
def test_examples_of_the_commonmark_specification_are_rendered_as_python_markdown_renders_them() -> None:
    for text in (SAMPLES / "md" / "commonmark-spec-0.31.2.txt").read_text(encoding="utf-8").split("\n\n"):
        assert_canonical_is_as_judged(text)


@pytest.mark.parametrize("piece", HOSTILE)
def test_hostile_text_takes_no_longer_than_its_length_allows(piece: str) -> None:
    with no_hang(5):
        render_canonical(piece * 50_000)
        render_canonical("a" + piece * 50_000)


def test_a_long_text_of_many_marks_is_rendered_and_not_shown_as_source() -> None:
    html = render_canonical("\\[*a*] [b](<#c>) " * 5_000 + "end")
    assert html and html.count("<a href") == 5_000
