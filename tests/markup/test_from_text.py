"""Plain text is converted to canonical Markdown: every word stays, and two independent engines show the same page."""

from __future__ import annotations

import re
from collections import Counter
from urllib.parse import unquote
from xml.etree.ElementTree import Element

import html5lib
import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st
from markdown import Markdown
from markdown_it import MarkdownIt

from archive.markup.from_text import escape, text_to_markdown
from archive.markup.render import EXTENSIONS, to_html, to_text
from archive.text import clean
from patience import many

SIGNS = "\\`*_[]{}()#+-.!<>&;|~=^\"'$:/ \xa0\t1a2bé中x"
PIECES = [
    "word", "two words", "- item", "• item", "  • deep item", "--oo00oo--", "*******", "***", "1. one", "2) two", "#",
    "> quoted", "---", "===", "- - -", "_ _ _", "a | b", "--|--", "|---|", ":-:|-", "```", "~~~", "<b>bold</b>", "<!--",
    "<script>x</script>", "&amp;", "&copy", "&#65;", "x&#65y", "[a](b)", "![a](b)", "[a]: /b", "*em*", "__b__",
    "snake_case_",
    "\\", "\\*", "`code`", "https://a.example/b_c*d?e=f&g;h", "(see https://a.example/x).", "https://a.example/(x)",
    "http://", "https://a.example/%E2%80%99", "<https://a.example>", "me@a.example", "<me@a.example>", "\xa0",
    "\ue0001\ue001", "+", "-", "•", "0.", "123456789012. x", "a\\", "  ", "=", "é_é", "{: x }", "[^1]", "*[HTML]: x",
    "Term", ": definition",
]  # fmt: skip
LINES = st.lists(
    st.one_of(
        st.just(""),
        st.sampled_from(PIECES),
        st.text(SIGNS, max_size=20),
        st.lists(st.sampled_from(PIECES), min_size=2, max_size=3).map(" ".join),
        st.text(max_size=20).map(lambda text: clean(text).replace("\n", " ")),
    ),
    max_size=12,
)


class CommonMark(MarkdownIt):
    """A CommonMark engine that shows addresses as written."""

    def normalizeLinkText(self, link: str) -> str:
        return link


def tree(html: str) -> object:
    """Return the elements of a page with their texts and decoded addresses, without outer white space."""

    def shape(element: Element) -> object:
        texts = [" ".join((text or "").split()) for text in (element.text, element.tail)]
        return element.tag, unquote(element.get("href", "")), texts, [shape(child) for child in element]

    return shape(html5lib.parse(f"<div>{html}</div>", namespaceHTMLElements=False).find("body"))


def words_kept_and_left_out(lines: list[str], line_is_paragraph: bool = False) -> Counter[str]:
    markdown, left_out = text_to_markdown(lines, line_is_paragraph)
    words = Counter(to_text(markdown).split())
    for left in left_out:
        words.update(left.text.split())
    return words


@given(LINES, st.booleans())
@example(["a | b", "--|--"], False)
@example(["https://a.example/%E2%80%99"], False)
def test_every_word_is_kept_or_listed_as_left_out(lines: list[str], line_is_paragraph: bool) -> None:
    assert words_kept_and_left_out(lines, line_is_paragraph) == Counter(" ".join(lines).split())


@given(LINES, st.booleans())
def test_two_engines_show_the_same_page(lines: list[str], line_is_paragraph: bool) -> None:
    markdown, _ = text_to_markdown(lines, line_is_paragraph)
    ours = Markdown(extensions=list(EXTENSIONS), output_format="html").convert(markdown)
    theirs = CommonMark("commonmark", {"breaks": True}).enable("table").render(markdown)
    assert tree(ours) == tree(theirs)


@given(LINES)
def test_only_the_documented_elements_are_written(lines: list[str]) -> None:
    made = set(re.findall(r"<(\w+)", to_html(text_to_markdown(lines)[0])))
    assert made <= {"p", "br", "ul", "li", "hr", "a"}


@given(LINES)
def test_words_stay_in_order(lines: list[str]) -> None:
    markdown, left_out = text_to_markdown(lines)
    assume(not left_out)
    assert to_text(markdown).split() == " ".join(lines).split()


@pytest.mark.parametrize(
    ("lines", "markdown"),
    [
        (["One line", "its next line", "", "another paragraph"], "One line\nits next line\n\nanother paragraph"),
        (["  • one", "  • two", "after"], "- one\n- two\n\nafter"),
        (["- one", "", "- two"], "- one\n- two"),
        (["- alone"], "\\- alone"),
        (["before", "--oo00oo--\xa0", "after"], "before\n\n* * *\n\nafter"),
        (["*****", "****"], "* * *\n\n\\*\\*\\*\\*"),
        (["12. twelve", "3) three", "1.5 half"], "12\\. twelve\n3\\) three\n1.5 half"),
        (["2019 was bad. 2. was worse"], "2019 was bad. 2. was worse"),
        (["See https://a.example/x_y."], "See <https://a.example/x_y>."),
        (["(https://a.example/a_(b))"], "(<https://a.example/a_(b)>)"),
        (["snake_case and _not_"], "snake_case and \\_not\\_"),
        (["AT&T &amp; <b>"], "AT&T &amp;amp; &lt;b>"),
        (["a | b", "--|--"], "a | b\n\\--|--"),
        (["&#65 and https://a.example/?b&#65"], "&amp;#65 and https://a.example/?b&amp;#65"),
        (["Double  space\xa0and no-break"], "Double space and no-break"),
        ([], ""),
    ],
)
def test_text_becomes_canonical_markdown(lines: list[str], markdown: str) -> None:
    assert text_to_markdown(lines)[0] == markdown


def test_without_blank_lines_each_line_is_a_paragraph() -> None:
    assert text_to_markdown(["one", "two"], line_is_paragraph=True)[0] == "one\n\ntwo"


def test_bullets_and_separators_are_returned_as_left_out() -> None:
    _, left_out = text_to_markdown(["  • one", "", "--oo00oo--", "", "- a", "- b"])
    assert [(left.reason, left.text) for left in left_out] == [
        ("bullet", "•"),
        ("separator", "--oo00oo--"),
        ("bullet", "-"),
        ("bullet", "-"),
    ]


HOSTILE = ["[", "[a](b", "![", "<![", "&amp;", "`", "\\", "*a ", "(", "https://", "https://a.example/)"]


@pytest.mark.parametrize("character", [*HOSTILE, "\t", "> ", "- ", "a\n: b\n"])
def test_hostile_text_grows_by_at_most_one_escape_per_character(character: str) -> None:
    text = many(character, 20_000)
    markdown, left_out = text_to_markdown(text.split("\n"))
    assert len(markdown) <= 5 * len(text) + 10
    words = Counter(to_text(markdown).split())
    words.update(word for left in left_out for word in left.text.split())
    assert words == Counter(text.split())


def test_a_line_stays_a_line() -> None:
    assert "\n" not in escape("a\\")
