"""Markdown is rendered as HTML and as plain text: nothing dangerous passes, and no word is lost."""

from __future__ import annotations

import json
import re
from html import unescape

import html5lib
import pyromark
import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.markup.from_text import text_to_markdown
from archive.markup.render import clean_html, to_html, to_text
from archive.markup.typography import typeset, typeset_line
from archive.text import clean
from shared import SAMPLES


def text_of(html: str) -> str:
    return " ".join(html5lib.parse(html, namespaceHTMLElements=False).find("body").itertext())


def elements(html: str) -> list[tuple[str, dict[str, str]]]:
    """Return the elements that a browser sees in `html`, with their attributes."""
    body = html5lib.parse(html, namespaceHTMLElements=False).find("body")
    return [(str(element.tag), dict(element.attrib)) for element in body.iter() if element is not body]


def assert_harmless(html: str) -> None:
    for tag, attributes in elements(html):
        assert tag not in {
            "script",
            "style",
            "iframe",
            "object",
            "embed",
            "svg",
            "math",
            "form",
            "base",
            "meta",
            "link",
        }
        assert attributes.keys() <= {"href", "src", "alt", "rel", "start", "colspan", "rowspan", "scope", "id"}
        assert attributes.get("id", "text-").startswith("text-")
        for address in (attributes.get("href", ""), attributes.get("src", "")):
            assert not re.match(r"[\x00-\x20]*(javascript|data|vbscript)\s*:", address, re.IGNORECASE)


def unfolded(text: str) -> str:
    """Return `text` without the characters that typography changes."""
    for curly, plain in (("“”", '"'), ("‘’", "'"), ("—", "--"), ("–", "--"), ("…", "...")):
        for character in curly:
            text = text.replace(character, plain)
    return text.replace('"', "''").replace("``", "''")


@pytest.mark.parametrize(
    "hostile",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "[a](javascript:alert(1))",
        "[a](JaVaScRiPt&#58;alert(1))",
        "<a href='data:text/html,x'>a</a>",
        "<p style='x' class='y' id='z' onclick='w'>a</p>",
        "# a {: onclick='alert(1)' }",
        "<svg><script>alert(1)</script></svg>",
        "<base href='//evil.example/'>",
        "![x](javascript:alert(1))",
    ],
)
def test_no_active_content_is_rendered(hostile: str) -> None:
    assert_harmless(to_html(hostile))
    assert_harmless(clean_html(pyromark.html(hostile)))


@pytest.mark.shared
def test_published_attacks_leave_no_active_content() -> None:
    """More attacks of the kinds above, collected by security researchers."""
    folder = SAMPLES / "xss"
    texts = [path.read_text(encoding="utf-8") for path in sorted(folder.glob("bleach/*.test"))]
    payloads = [text.split("\n--\n")[0] for text in texts]
    raw = (folder / "dompurify-payloads-even.json").read_text(encoding="utf-8")
    payloads += re.findall(r'^ ("(?:[^"\\]|\\.)*")', raw, re.MULTILINE)
    assert len(payloads) > 50
    for payload in payloads:
        text = json.loads(payload) if payload.startswith('"<') and payload.endswith('"') else payload
        assert_harmless(to_html(text))
        assert_harmless(clean_html(text))
        assert_harmless(clean_html(pyromark.html(text)))


@pytest.mark.shared
def test_no_word_of_a_naughty_string_is_lost() -> None:
    """The list of naughty strings has broken other programs."""
    file = SAMPLES / "misc" / "naughty-strings-even.txt"
    for line in clean(file.read_text(encoding="utf-8")).split("\n"):
        markdown, left_out = text_to_markdown([line])
        if not left_out:
            assert to_text(markdown).split() == line.split()
            shown = unfolded(text_of(to_html(markdown)))
            assert "".join(shown.split()) == "".join(unfolded(line).split())


@pytest.mark.parametrize(
    ("markdown", "html"),
    [
        ('"Quoted" -- and it\'s so...', "<p>“Quoted” — and it’s so…</p>"),
        ('`"code" -- x`', '<p><code>"code" -- x</code></p>'),
        ("a\nb", "<p>a<br>\nb</p>"),
        ("1\\. x", "<p>1. x</p>"),
        ("a \\\\ b -- c \\\\-- d", "<p>a \\ b — c \\-- d</p>"),
        ("me--you@a.example", "<p>me--you@a.example</p>"),
        ("www.a.example/b--c", "<p>www.a.example/b--c</p>"),
        (
            "<https://a.example/b--c'd'>",
            "<p><a href=\"https://a.example/b--c'd'\" rel=\"noopener nofollow ugc\">https://a.example/b--c'd'</a></p>",
        ),
    ],
)
def test_typography_changes_only_text(markdown: str, html: str) -> None:
    assert to_html(markdown) == html


@given(st.text("\ue000\ue0010123 ab\"'.-:/@", max_size=40))
def test_text_may_contain_the_stash_characters(text: str) -> None:
    line = f"{text} https://a.example/--x"
    assert unfolded(typeset_line(line)) == unfolded(line)


def test_a_title_is_typeset_as_plain_text() -> None:
    assert typeset_line('Tom & Jerry\'s <b> \\ "x"') == "Tom & Jerry’s <b> \\ “x”"


def test_typesetting_leaves_tags_alone() -> None:
    assert unescape(typeset('<a href="x--y">"a"</a>')) == '<a href="x--y">“a”</a>'


@pytest.mark.parametrize("text", ["[" * 3_000, "- " * 400 + "x", "> " * 2_000 + "x", "\\[" * 12_000, "&amp;" * 20_000])
def test_markdown_that_the_engine_cannot_handle_is_shown_as_source(text: str) -> None:
    shown = text_of(to_html(text))
    assert "".join(shown.split()).count("x") == text.count("x")
    assert shown.count("[") == text.count("[")


def test_ordinary_text_is_never_shown_as_source() -> None:
    paragraph = "Some *words*, [a link](https://a.example/) and `code`. " * 100
    assert "<pre>" not in to_html("\n\n".join([paragraph] * 100))


def test_blocks_and_line_breaks_become_lines_of_the_plain_text() -> None:
    assert to_text("a\nb\n\n- c\n- d\n\n* * *\n\n<https://a.example/%41>") == "a\nb\nc\nd\nhttps://a.example/%41"


def test_raw_html_is_not_counted_as_words() -> None:
    assert to_text("a <b>c</b>\n\n<div>d</div>").split() == ["a", "c"]
