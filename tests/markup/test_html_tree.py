"""HTML is parsed into elements and texts, as lxml reports them, however deep or broken it is."""

from __future__ import annotations

from collections import Counter

import pytest
from bs4 import BeautifulSoup
from hypothesis import given
from hypothesis import strategies as st

from archive.markup.html_tree import Element, parse_html
from archive.text import clean
from patience import no_hang

PIECES = [
    "a b",
    " ",
    "\n\n",
    "<p>",
    "</p>",
    "<b>",
    "</b>",
    "<td>",
    "<pre>",
    "</pre>",
    "<!-- c -->",
    "&amp;",
    "<a href=x>",
]
soups = st.lists(st.sampled_from(PIECES) | st.text(max_size=3), max_size=20).map("".join).map(clean)


def outline(element):
    return [part if isinstance(part, str) else part.name for part in element.parts()]


def test_children_are_in_order_with_the_texts_between_them():
    assert outline(parse_html("a<b>c</b> <!-- d -->e<br>")) == ["html", "body", "a", "b", "c", " ", "e", "br"]


@pytest.mark.parametrize(
    ("html", "texts"), [("<b> \n\t</b>", ["\n"]), ("<pre> \n\t</pre>", [" \n\t"]), ("<b>  </b>", [" "])]
)
def test_white_space_alone_is_one_character_unless_columns_count(html, texts):
    assert [part for part in parse_html(html).parts() if isinstance(part, str)] == texts


def test_elements_are_found_by_name_and_have_their_attributes():
    page = parse_html("<DIV><IMG SRC='a.png' alt><p hidden>x</p></DIV>")
    (image,) = page.elements(["img"])
    assert (image.get("src"), image.get("alt"), image.get("width")) == ("a.png", "", None)
    assert page.contains(["p", "table"]) and not page.contains(["table"])


@given(soups)
def test_it_holds_what_beautiful_soup_makes_of_the_same_parser(html):
    soup = BeautifulSoup(f"<body>{html}", "lxml")
    words = Counter(
        word for text in soup.find_all(string=True) if type(text).__name__ != "Comment" for word in text.split()
    )
    parts = list(parse_html(html).parts())
    assert [part.name for part in parts if isinstance(part, Element)] == [tag.name for tag in soup.find_all(True)]
    assert Counter(word for part in parts if isinstance(part, str) for word in part.split()) == words


@pytest.mark.parametrize(
    "piece", ["<div>", "<table><tr><td>", "<b>x", "<a ", "<!--", "<p a='", "&#", "</p>", "<select>"]
)
def test_hostile_html_costs_linear_time(piece):
    with no_hang():
        parse_html(piece * 30_000)
    assert outline(parse_html("<i>x</i>"))[-2:] == ["i", "x"], "the parser is sound afterwards"
