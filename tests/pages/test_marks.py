"""Marks are around the right words, and nothing else in the HTML changes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from itertools import pairwise
from pathlib import Path

import html5lib
import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive import formats
from archive.markup.render import to_html, to_text
from archive.pages.images import with_images
from archive.pages.quotations.marks import PassageMark, mark_passages
from archive.pages.quotations.shown_words import shown_words
from archive.pages.quotations.word_alignment import matched
from archive.text import clean, tokens
from patience import many, no_hang
from shared import SEEDS

COLLAPSED = '<p class="collapsed">The line above <a href="/x.html">stands</a> here a second time; shown once.</p>'


def marks_of(*spans: tuple[int, int]) -> list[PassageMark]:
    return [PassageMark(span, f"w{span[0]}", "") for span in spans]


def mark(markdown: str, *spans: tuple[int, int]) -> str:
    return mark_passages(to_html(markdown), to_text(markdown).split(), marks_of(*spans))


def without_marks(html: str) -> str:
    """`html`, which had no spans, without those and without notes."""
    return re.sub('<p class="note">[0-9]+</p>|</?span[^>]*>', "", html)


def passage_text(html: str) -> str:
    """What is inside the spans; each of their ends is white space."""
    body = html5lib.parseFragment(html, namespaceHTMLElements=False)
    return " ".join("".join(span.itertext()) for span in body.iter("span") if span.get("class") == "passage")


def letters(words: str | Sequence[str]) -> str:
    return "".join(tokens(words if isinstance(words, str) else " ".join(words)))


GOLDEN = {
    "one text node": (
        "The kettle boils, at last.",
        [(1, 3)],
        '<p>The <span class="passage" id="w1">kettle boils,</span> at last.</p>',
    ),
    "through emphasis and over a line break": (
        "The *new kettle* boils\nat last.",
        [(1, 5)],
        '<p>The <em><span class="passage" id="w1">new kettle</span></em><span class="passage"> boils</span><br>\n'
        '<span class="passage">at</span> last.</p>',
    ),
    "a word that changes its letters within is marked whole": (
        "a **ket**tle boils",
        [(1, 2)],
        '<p>a <strong><span class="passage" id="w1">ket</span></strong><span class="passage">tle</span> boils</p>',
    ),
    "blocks": (
        "So:\n\n- a kettle\n- a tin\n\n> and herons",
        [(1, 6)],
        '<p>So:</p>\n<ul>\n<li><span class="passage" id="w1">a kettle</span></li>\n<li>'
        '<span class="passage">a tin</span></li>\n</ul>\n'
        '<blockquote>\n<p><span class="passage">and</span> herons</p>\n</blockquote>',
    ),
    "overlapping and nested marks are parted, not nested": (
        "a b c d e f",
        [(0, 4), (1, 2), (3, 6)],
        '<p><span class="passage" id="w0">a </span><span class="passage" id="w1">b </span><span class="passage">'
        'c </span><span class="passage" id="w3">d </span><span class="passage">e f</span></p>',
    ),
    "marks side by side have bare space between": (
        "a b c d",
        [(0, 2), (2, 4)],
        '<p><span class="passage" id="w0">a b</span> <span class="passage" id="w2">c d</span></p>',
    ),
    "typography": (
        '"He said . . . so" -- it\'s 1,500 & more...',
        [(2, 9)],
        '<p>“He said <span class="passage" id="w2">… so” — it’s 1,500</span> &amp; more…</p>',
    ),
    "no-break spaces part words": (
        "a b&nbsp;c d",
        [(2, 3)],
        '<p>a b&nbsp;<span class="passage" id="w2">c</span> d</p>',
    ),
    "cells": (
        "| a b | c |\n|--|--|\n| d | e |",
        [(1, 4)],
        '<table>\n<thead>\n<tr>\n<th scope="col">a <span class="passage" id="w1">b</span></th>\n'
        '<th scope="col"><span class="passage">c</span></th>\n</tr>\n</thead>\n<tbody>\n<tr>\n'
        '<td><span class="passage">d</span></td>\n<td>e</td>\n</tr>\n</tbody>\n</table>',
    ),
    "code": (
        "a\n\n    b  c\n    d e",
        [(2, 4)],
        '<p>a</p>\n<pre><code>b  <span class="passage" id="w2">c\nd</span> e\n</code></pre>',
    ),
    "words of raw HTML are not words of the text": (
        "one two\n\n<blockquote>not two three</blockquote>\n\nthree four",
        [(1, 3)],
        '<p>one <span class="passage" id="w1">two</span></p>\n<blockquote>not two three</blockquote>\n\n'
        '<p><span class="passage">three</span> four</p>',
    ),
    "words that only one engine parts": (
        "one two<br id=a>three four",
        [(1, 2)],
        '<p>one <span class="passage" id="w1">two</span><br><span class="passage">three</span> four</p>',
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", GOLDEN)
def test_marks_are_around_their_words(name: str) -> None:
    markdown, spans, expected = GOLDEN[name]
    assert mark(markdown, *spans) == expected


def test_a_note_goes_before_the_outermost_block_in_the_order_of_the_marks_and_once() -> None:
    words = to_text("a b\n\n> c d\n>\n> - e f\n\ng").split()
    notes = [((5, 6), "<p>3</p>"), ((2, 3), "<p>2</p>"), ((0, 7), "<p>1</p>"), ((4, 6), "<p>2</p>"), ((3, 4), "")]
    made = mark_passages(
        to_html("a b\n\n> c d\n>\n> - e f\n\ng"),
        words,
        [PassageMark(span, f"w{span[0]}", note) for span, note in notes],
    )
    assert made.startswith("<p>1</p><p><span")
    assert "</p>\n<p>2</p><p>3</p><blockquote>\n<p><span" in made
    assert made.count("<p>2</p>") == 1


def test_a_note_on_text_outside_any_element_goes_before_that_text() -> None:
    html = "<p>a</p>\n  one <em>two</em> three\n<p>b</p>"
    words = ["a", "one", "two", "three", "b"]
    made = mark_passages(html, words, [PassageMark((2, 4), "w2", "<p>N</p>"), PassageMark((4, 5), "w4", "<p>M</p>")])
    assert made == (
        '<p>a</p>\n  <p>N</p>one <em><span class="passage" id="w2">two</span></em><span class="passage"> three</span>\n'
        '<p>M</p><p><span class="passage" id="w4">b</span></p>'
    )


def test_marks_that_start_at_one_word_share_their_id_or_each_has_one() -> None:
    marks = [
        PassageMark((1, 3), "x", ""),
        PassageMark((1, 2), "x", ""),
        PassageMark((1, 3), 'y"', ""),
        PassageMark((2, 3), "x", ""),
    ]
    assert mark_passages("<p>a b c</p>", ["a", "b", "c"], marks) == (
        '<p>a <span id="y&quot;"></span><span class="passage" id="x">b </span><span class="passage">c</span></p>'
    )


def test_a_collapsed_repeat_is_skipped() -> None:
    html = f"<p>a b</p>\n{COLLAPSED}\n<p>c stands</p>"
    made = mark_passages(html, ["a", "b", "", "", "", "c", "stands"], marks_of((1, 7), (2, 5)))
    passages = ['<span class="passage" id="w1">b</span>', '<span class="passage">c stands</span>']
    assert made == f"<p>a {passages[0]}</p>\n{COLLAPSED}\n<p>{passages[1]}</p>"


@pytest.mark.parametrize("markdown", ["one ![a grey heron](https://a.example/h.png) two", "one ![](/h.png) two"])
def test_the_description_of_an_image_that_is_not_archived_is_skipped(markdown: str) -> None:
    made = mark_passages(with_images(to_html(markdown), {}), ["one", "two"], marks_of((0, 2)))
    assert passage_text(made).split() == ["one", "two"]


def test_a_mark_whose_words_are_not_shown_is_left_out() -> None:
    html = "<p>the herons came back to the estuary</p>"
    words = ["the", "kettle", "boils", "at", "last", "the", "herons", "came", "back", "to", "the", "estuary"]
    assert mark_passages(html, words, [PassageMark((0, 6), "w0", "<p>N</p>"), PassageMark((20, 30), "w20", "")]) == html
    assert 'id="w6">herons came' in mark_passages(html, words, marks_of((6, 9)))
    assert 'id="w5">herons came back to the<' in mark_passages(html, words, marks_of((5, 11))), "five of six are enough"
    assert mark_passages(html, words, marks_of((3, 8))) == html


def test_attributes_are_not_text() -> None:
    html = '<p><a href="https://a.example/?b>c d">b c</a> <img alt="b > c" src="/c.png"> d < e</p>'
    assert mark_passages(html, ["b", "c", "d", "<", "e"], marks_of((1, 5))) == (
        '<p><a href="https://a.example/?b>c d">b <span class="passage" id="w1">c</span></a>'
        '<span class="passage"> </span><img alt="b > c" src="/c.png"><span class="passage"> d < e</span></p>'
    )


def test_nothing_to_mark_changes_nothing() -> None:
    assert mark_passages("<p>a</p>", ["a"], []) == "<p>a</p>"
    assert mark_passages("", [], marks_of((0, 3))) == ""


WORDS = st.sampled_from(
    ["the", "herons", "came", "kettle", "boils,", "don't", '"quoted', 'so"', "--", "...", ". . .", "1,500", "at 1.5%",
     "café", "well-known", "*soft words*", "**loud**", "half**way**", "[a link](https://a.example/b>c)", "`code -- x`",
     "R & D", "<https://a.example/it's>", "&nbsp;x", "…", "(see", "it)", "\\*", "☺", "'twas", "e.g.,"]
)  # fmt: skip
LINES = st.lists(WORDS, min_size=1, max_size=12).map(" ".join).map(lambda line: f"Well {line}")
BLOCKS = st.one_of(
    LINES,
    st.lists(LINES, min_size=2, max_size=3).map("\n".join),
    LINES.map(lambda line: f"## {line}"),
    LINES.map(lambda line: f"> {line}\n> so\n>\n> - {line}"),
    LINES.map(lambda line: f"    {line}\n    more"),
    st.lists(LINES, min_size=1, max_size=3).map(lambda lines: "\n".join(f"- {line}" for line in lines)),
    st.lists(LINES, min_size=1, max_size=3).map(lambda lines: "\n".join(f"1. {line}" for line in lines)),
    st.tuples(LINES, LINES).map(lambda cells: f"| {cells[0]} | b |\n| -- | -- |\n| {cells[1]} | |"),
    st.just("* * *"),
)
TEXTS = st.lists(BLOCKS, min_size=1, max_size=6).map("\n\nBut\n\n".join)
ROUGH = st.lists(
    st.one_of(
        BLOCKS,
        st.sampled_from(["<div>raw words</div>", "a<br>b", "<ul>x<li>y</li>z</ul>", "![the alt](/a.png) c", "<q>a"]),
        st.text("ab <>&*_`[]()\n-|#'\"\\.!", max_size=30),
    ),
    max_size=6,
).map("\n\n".join)  # fmt: skip


def spans_in(words: Sequence[str]) -> st.SearchStrategy[tuple[int, int]]:
    place = st.integers(0, max(0, len(words) - 1))
    return st.tuples(place, place).map(lambda ends: (min(ends), max(ends) + 1))


@given(st.data(), TEXTS)
def test_the_text_inside_the_spans_of_a_mark_is_its_words(data: st.DataObject, markdown: str) -> None:
    words = to_text(markdown).split()
    start, stop = data.draw(spans_in(words))
    made = mark(markdown, (start, stop))
    assert letters(passage_text(made)) == letters(words[start:stop])
    if any(tokens(word) for word in words[start:stop]):
        assert f'id="w{start}"' in made


@given(st.data(), st.one_of(TEXTS, ROUGH))
def test_marks_change_nothing_else_and_their_ids_are_used_once(data: st.DataObject, markdown: str) -> None:
    html, words = to_html(markdown), to_text(markdown).split()
    spans = data.draw(st.lists(spans_in(words), max_size=6))
    made = mark_passages(
        html, words, [PassageMark(span, f"w{span[0]}", f'<p class="note">{span[1]}</p>') for span in spans]
    )
    assert without_marks(made) == html
    ids = re.findall(' id="([^"]*)"', made)
    assert len(ids) == len(set(ids))
    assert not re.search(r'<span class="passage"[^>]*>(</span>|[^<]*<(?!/span>))', made), "a span holds text only"


@given(st.data(), TEXTS)
def test_the_html_stays_valid(data: st.DataObject, markdown: str) -> None:
    words = to_text(markdown).split()
    spans = data.draw(st.lists(spans_in(words), max_size=6))
    made = mark_passages(
        to_html(markdown), words, [PassageMark(span, f"w{span[0]}", '<p class="note">1</p>') for span in spans]
    )
    html5lib.HTMLParser(strict=True).parseFragment(made)
    tree = html5lib.parseFragment(made, namespaceHTMLElements=False)
    assert not [span for parent in ("ul", "ol", "table", "tbody", "tr") for span in tree.findall(f".//{parent}/span")]


@given(st.lists(st.sampled_from("abc-"), max_size=30), st.lists(st.sampled_from("abc-"), max_size=30))
def test_words_are_found_in_order_where_their_letters_are(words: list[str], shown: list[str]) -> None:
    found = [(word, place) for word, place in zip(words, matched(words, shown), strict=True) if place]
    assert all(letters(word) == letters(shown[start:stop]) for word, (start, stop) in found)
    assert all(before[1] <= after[0] or before == after for (_, before), (_, after) in pairwise(found))


def test_other_words_hide_only_what_is_between_the_first_and_the_last_of_them() -> None:
    words = [f"w{at}" for at in range(3_000)]
    shown = [*words[:1_000], *(["heron"] * 500), *words[1_100:2_000], "kettle", *words[2_000:]]
    found = matched(words, shown)
    assert found[:1_000] == [(at, at + 1) for at in range(1_000)]
    assert found[1_000:2_000] == [None] * 1_000
    assert found[2_000:] == [(at + 401, at + 402) for at in range(2_000, 3_000)]


def test_words_without_letters_are_found_whatever_the_typographer_makes_of_them() -> None:
    assert matched(["so", ".", ".", ".", "a"], ["so", "…", "a"]) == [(0, 1), *([(1, 2)] * 3), (2, 3)]
    assert matched(["-", "two", "", "well-known"], ["•", "two", "well", "known"]) == [(0, 1), (1, 2), None, (2, 4)]
    assert matched(["herons", "came"], ["heron", "came"]) == [None, (1, 2)]


HERON, AB = "the heron of 1,500 days, ", many("a b ", 5_000)
HOSTILE = {
    "plain words": (f"<p>{many(HERON, 20_000)}</p>", many(HERON, 20_000)),
    "the same word, with others at both ends": (f"a<p>{many('la ', 100_000)}</p>b", many("la ", 100_000)),
    "deep nesting": (f"{many('<blockquote><em>', 50_000)}{AB}{many('</em></blockquote>', 50_000)}", AB),
    "other words": (f"<p>{many('heron kettle ', 50_000)}</p>", many("kettle tin estuary ", 33_333)),
    "what looks like tags": (many('<a b="', 5_000) + many("x ", 5_000), many("x ", 5_000)),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_text_is_marked_in_linear_time(name: str) -> None:
    html, text = HOSTILE[name]
    words = text.split()
    size = len(words)
    marks = marks_of(*((at * size // 2_000, size - at * size // 2_000) for at in range(1_000)))
    with no_hang():
        assert without_marks(mark_passages(html, words, marks)) == html


OURS = Path(__file__).parents[1] / "samples" / "text"
SCRAPES = pytest.mark.parametrize("folder", [OURS, pytest.param(SEEDS, marks=pytest.mark.shared)], ids=["ours", "real"])
"""Posts and comments are longer in the real ones."""


@cache
def bodies(folder: Path) -> list[str]:
    """Of all posts and comments of the scrapes in a folder."""
    posts = []
    for file in sorted(folder.glob("*.txt")):
        posts += formats.read_text(clean(file.read_text(encoding="utf-8")), one_post=False).posts
    found = [text.body for post in posts for text in (post, *post.comments)]
    assert len(found) > 20
    return found


@SCRAPES
def test_every_word_of_a_scrape_is_found_and_is_the_right_one(folder: Path) -> None:
    for body in bodies(folder):
        words, shown = to_text(body).split(), shown_words(to_html(body)).words
        found = matched(words, shown)
        assert [letters(shown[place[0] : place[1]]) if place else None for place in found] == list(map(letters, words))
        if "…" not in "".join(shown):
            assert found == [(at, at + 1) for at in range(len(words))]


@SCRAPES
def test_spans_of_a_scrape_are_marked_right_and_nothing_else_is_changed(folder: Path) -> None:
    for body in bodies(folder):
        html, words = to_html(body), to_text(body).split()
        for size in (1, 7, 40):
            spans = [(at, min(at + size, len(words))) for at in range(0, len(words), max(2 * size, len(words) // 5))]
            made = mark_passages(html, words, marks_of(*spans))
            assert without_marks(made) == html
            assert letters(passage_text(made)) == "".join(letters(words[start:stop]) for start, stop in spans)
            html5lib.HTMLParser(strict=True).parseFragment(made)
