"""Cutting pages into parts of their source, and the dates and addresses of Napo's pages."""

from __future__ import annotations

import random
from collections import Counter
from datetime import UTC, date, datetime

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

import shared
from archive.formats.napo_site.bylines import is_list_date, parse_date, parse_time
from archive.formats.napo_site.coldfusion import read_byline
from archive.formats.napo_site.sites import absolute_address, date_in_address, is_list_address
from archive.markup.html_pages import HtmlPage, SourceSpan, first_of_class, outermost, span_of
from archive.markup.html_words import SEPARATES_WORDS, raw_words

PIECES = [
    *("<div>", "</div>", "<div/>", "<p>", "</p>", "<b>", "</b>", "<h2>", "</h2>", "<ul>", "<li>", "</ul>", "<td>"),
    *("</table>", "<br>", "<span>", "</span>", "<!--", "-->", "<![CDATA[", "]]>", "<script>", "</script>", "<title>"),
    *("</title>", "<textarea>", "<img alt=kettle>", "<a href='x", ">", "<", "&", "&amp;", "kettle", "tea", "10", "</"),
]


def cut_words(page: HtmlPage, stretches: list[SourceSpan]) -> Counter[str]:
    inside = [word for start, end in stretches for word in raw_words(page.html[start:end])]
    return Counter(inside) + Counter(page.words_outside(stretches))


@given(st.lists(st.sampled_from([*PIECES, " "]), max_size=40).map("".join), st.integers(0, 30))
@example("a<div>b</div>c", 0)
def test_cutting_an_element_out_of_a_page_keeps_its_words(html: str, number: int) -> None:
    page = HtmlPage(html)
    blocks = [element for element in page.elements if element.name in SEPARATES_WORDS]
    for element in blocks[number : number + 1]:
        assert cut_words(page, [span_of(element)]) == Counter(page.words)


@pytest.mark.shared
def test_cutting_an_element_out_of_a_public_page_keeps_its_words() -> None:
    """Mark-up as it is served, and much more of it."""
    dice = random.Random(1)
    for path in sorted((shared.SAMPLES / "html").rglob("*.html")):
        page = HtmlPage(path.read_text(encoding="utf-8", errors="replace"))
        blocks = [element for element in page.elements if element.name in SEPARATES_WORDS]
        for element in dice.sample(blocks, min(6, len(blocks))):
            assert cut_words(page, [span_of(element)]) == Counter(page.words), (path.name, element.tag)


def test_an_unclosed_element_ends_with_the_one_around_it() -> None:
    page = HtmlPage("<div class=a><p>tea<div class=b>kettle</div><div class=c>cup</div>after")
    text = {name: page.text(span_of(found)) for name in "ac" if (found := first_of_class(page.elements, name))}
    assert text == {"a": "tea kettle cup after", "c": "cup"}


def test_an_inline_end_tag_does_not_close_a_block() -> None:
    page = HtmlPage("<div class=a>one <b>two <div class=b>three</b> four</div> five</div> six")
    found = first_of_class(page.elements, "a")
    assert found and page.text(span_of(found)) == "one two three four five"


def test_attributes_are_parsed_as_browsers_do() -> None:
    page = HtmlPage("<DIV CLASS='Node  Teaser' data-x=1 title=\"Tea &amp; cake\" title=no hidden>x</DIV>")
    element = page.elements[0]
    assert element.attributes == {"class": "Node  Teaser", "data-x": "1", "title": "Tea & cake", "hidden": ""}
    assert element.classes == {"node", "teaser"}


def test_text_that_looks_like_mark_up_is_not_an_element() -> None:
    page = HtmlPage(
        "<script>var x = '<div class=node>'</script><!-- <div class=node> --><textarea><div class=node></textarea>"
    )
    assert not first_of_class(page.elements, "node")


def test_only_the_outermost_of_nested_rows_count() -> None:
    page = HtmlPage("<div class=row>a<div class=row>b</div></div><div class=row>c</div>")
    rows = outermost(page.elements, lambda element: "row" in element.classes)
    assert [page.text(span_of(row)) for row in rows] == ["a b", "c"]


def test_cutting_a_stretch_leaves_the_rest_in_order() -> None:
    assert SourceSpan(0, 10).without([SourceSpan(6, 8), SourceSpan(2, 4), SourceSpan(3, 5), SourceSpan(9, 20)]) == (
        SourceSpan(0, 2),
        SourceSpan(4, 6),
        SourceSpan(8, 10),
    )


@pytest.mark.parametrize(
    ("said", "day"),
    [
        ("06th Nov 2015", date(2015, 11, 6)),
        ("Posted on Sept. 3, 2018 by Pat", date(2018, 9, 3)),
        ("Fri, 06/11/2015 - 10:20", date(2015, 11, 6)),
        ("Fri, 11/06/2015 - 10:20", date(2015, 11, 6)),
        ("25/12/2015", date(2015, 12, 25)),
        ("07/07/2015", date(2015, 7, 7)),
        ("06/11/2015", None),
        ("Mon, 06/11/2015", None),
        ("31 February 2015", None),
        ("5h ago", None),
        ("1 Kettle 2015", None),
    ],
)
def test_an_ambiguous_or_invalid_date_is_not_used(said: str, day: date | None) -> None:
    assert parse_date(said) == day


def test_a_list_date_is_a_whole_line() -> None:
    assert is_list_date("06th Nov 2015") and is_list_date("1st March 2019")
    assert not is_list_date("On 06th Nov 2015") and not is_list_date("6 Nov 2015")


def test_a_time_without_a_time_zone_is_only_a_day() -> None:
    assert parse_time("2018-02-14T09:30:00+01:00") == (None, datetime(2018, 2, 14, 8, 30, tzinfo=UTC))
    assert parse_time("2018-02-14T09:30:00") == parse_time("2018-02-14") == (date(2018, 2, 14), None)
    assert parse_time("0001-01-01T00:00:00+14:00") == parse_time("yesterday") == (None, None)


def test_a_byline_of_the_old_site_is_a_whole_line() -> None:
    found = read_byline("Posted By: Pat Kettle @ 04/11/2012 02:30 PM General Comments (0)")
    assert found and (found.author, found.time.day) == ("Pat Kettle", date(2012, 11, 4))
    assert read_byline("It was Posted By: Pat @ 04/11/2012 02:30 PM") is None


def test_an_address_can_show_a_list_or_a_date() -> None:
    assert date_in_address("https://nqonline.org/2015/10/01/from-the-chairs/") == date(2015, 10, 1)
    assert date_in_address("https://nqonline.org/2015/13/01/from-the-chairs/") is None
    lists = ["/category/comment/", "/napo-hq-blog?page=2", "/tag/tea", "/page/2/", "/2015/10/", "/"]
    assert all(is_list_address(f"https://nqonline.org{path}") for path in lists)
    assert not is_list_address("https://www.napomagazine.org.uk/no-more-tea/") and not is_list_address(None)


@pytest.mark.parametrize("written", ["javascript:x", "mailto:a@b.example", "http://[x", "", None, "//", "#top"])
def test_only_http_addresses_are_accepted(written: str | None) -> None:
    assert absolute_address(written, None) is None
