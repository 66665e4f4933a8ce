r"""What mark-up says of words stays: struck and raised words, columns, list labels, tables, footnotes."""

from __future__ import annotations

import re
from collections import Counter

import pytest

from archive.markup.from_html import html_to_markdown
from archive.markup.from_text import text_to_markdown
from archive.markup.render import finished_html, to_html, to_plain_text, to_plain_words, to_text
from converted_html import account, assert_engines_agree
from patience import many, no_hang

STRUCK_AND_RAISED = [
    ("Pay was <s>£500</s> £300", "Pay was <s>£500</s> £300"),
    ("<strike>a</strike> <del>b</del> <ins>c</ins>", "<s>a</s> <s>b</s> <ins>c</ins>"),
    ("<del><p>a</p><p>b</p></del>", "<s>a</s>\n\n<s>b</s>"),
    ("<ul><li style='text-decoration: line-through red'>a<li>b</ul>", "- <s>a</s>\n- b"),
    ("<ol><strike><li>a<li>b</strike></ol>", "1. <s>a</s>\n2. <s>b</s>"),
    ("<p style='text-decoration-line:underline line-through'>a <b>b</b> c</p>", "<s>a **b** c</s>"),
    ("<h2><s>Old</s> New</h2>", "## <s>Old</s> New"),
    ("<s>a <a href='http://x.org'>b</a> c</s>", "<s>a [b](<http://x.org>) c</s>"),
    ("<s style='text-decoration:none'>a</s>", "a"),
    ("<s>a<br>b</s>", "<s>a</s>\n<s>b</s>"),
    ("pro<s>ba</s>tion <s> x </s>y", "pro<s>ba</s>tion <s>x</s> y"),
    ("<u>a</u>", "a"),
    ("<s>a</s> <u>b</u>", "<s>a</s> <u>b</u>"),
    ("10<sup>2</sup>, CO<sub>2</sub>, 4<sup>th</sup>", "10<sup>2</sup>, CO<sub>2</sub>, 4<sup>th</sup>"),
    ("10<span style='vertical-align: super'>2</span>", "10<sup>2</sup>"),
    ("10<span style='font-size:60%;vertical-align:4px'>2</span>", "10<sup>2</sup>"),
    ("10<font style='position:relative;top:-.4em;font-size:smaller'>2</font>", "10<sup>2</sup>"),
    ("x<span style='vertical-align:4px'>2</span><span style='vertical-align:baseline'>3</span>", "x23"),
    ("<sup><sub>a</sub></sup>", "<sub>a</sub>"),
    ("<q>a <q>b</q></q>", "<q>a <q>b</q></q>"),
    ("<i>H<sub>2</sub>O</i>", "*H*<sub>2</sub>*O*"),
]
CODE = [
    ("<pre>a  b\n\n\tc</pre>", "```\na  b\n\n        c\n```"),
    ("<pre>a&nbsp;&nbsp;b<br>c   d</pre>", "```\na  b\nc   d\n```"),
    ("<pre>``` x</pre>", "````\n``` x\n````"),
    ("<blockquote><pre>a\n\n  b</pre></blockquote>", "> ```\n> a\n>\n>   b\n> ```"),
    (
        "<ol><li>x<ul><li>y<pre>a\n\n  b</pre></ul></ol>",
        "1. x\n\n    - y\n\n        ```\n        a\n\n          b\n        ```",
    ),
    ("<div style='white-space: pre'>a   b\nc   d</div>", "```\na   b\nc   d\n```"),
    ("<tt>a&nbsp;&nbsp;&nbsp;b<br>c&nbsp;&nbsp;&nbsp;d</tt>", "```\na   b\nc   d\n```"),
    ("<span style='white-space:pre-wrap'>a\nb</span>", "a\nb"),
    ("<div style='white-space:pre-wrap'>a    1\nbb   2\nccc  3</div>", "```\na    1\nbb   2\nccc  3\n```"),
    ("<div style='white-space:pre-wrap'>a  b\nc d</div>", "a b\nc d"),
    ("<span style='white-space:pre'>\t</span>a", "a"),
    ("<pre>a <a href='http://x.org'>b</a>\nc</pre>", "a [b](<http://x.org>)\nc"),
    ("<pre>a <a href='http://x.org'>b</a>\n  c</pre>", "`a`&nbsp;[`b`](<http://x.org>)\n&nbsp;&nbsp;`c`"),
    ("<pre>a\t<s>b  x</s>\n\nc   d</pre>", "`a`&nbsp;&nbsp;&nbsp;&nbsp;&nbsp;&nbsp;&nbsp;<s>`b  x`</s>\n\n`c   d`"),
    ("<pre>a  <a href='http://x.org'>`b`</a></pre>", "a [\\`b\\`](<http://x.org>)"),
    ("<pre>a  <img src=/i.png> <s>b</s></pre>", "a ![](<http://x.org/i.png>) <s>b</s>"),
    ("<pre>a <s>b</s>\n\nc</pre>", "a <s>b</s>\n\nc"),
    (f"<pre>{'word ' * 40}</pre>", " ".join(["word"] * 40)),
    ('<code>--a "b"</code> <kbd>c`d</kbd>', '`--a "b"` c\\`d'),
    ("<ul><li><pre>a  b</pre></ul>", "- a b"),
]
LISTS = [
    ("<ol type=a><li>x<li>y</ol>", "- a. x\n- b. y"),
    ("<ol type=I start=4><li>x<ol type=A><li>y</ol></ol>", "- IV. x\n    - A. y"),
    ("<ol style='list-style-type: lower-roman'><li>x<li>y</ol>", "- i. x\n- ii. y"),
    ("<ul style='list-style: decimal inside'><li>x<li>y</ul>", "1. x\n2. y"),
    ("<ol style='list-style: none'><li>(a) x</ol>", "- (a) x"),
    ("<ol reversed><li>x<li>y</ol>", "- 2\\. x\n- 1\\. y"),
    ("<ol><li value=3>x<li>y<li value=7>z</ol>", "3. x\n4. y\n\n<!-- -->\n\n7. z"),
    ("<ol><li>x<li><li>z</ol>", "1. x\n\n<!-- -->\n\n3. z"),
    ("<ol><li>x</ol><ol start=2><li>y</ol>", "1. x\n2. y"),
    ("<ol><li>x</ol><p>z</p><ol start=2><li>y</ol>", "1. x\n\nz\n\n2. y"),
    ("<ol start=-1><li>x<li>y</ol>", "- -1. x\n- 0\\. y"),
    ("<ol type=a start=27><li>x</ol>", "- aa. x"),
    ("<ol type=a><li><blockquote>x</blockquote></ol>", "- a. x"),
]
TERMS = [
    ("<dl><dt>a<dd>b<dt>c<dd>d</dl>", "- **a**\n    b\n- **c**\n    d"),
    ("<dl><dt>a<dt>b<dd>c<dd>d</dl>", "- **a**\n    **b**\n    c\n\n    d"),
    ("<dl><div><dt><a href=/q>a</a></dt><dd>b</dd></div></dl>", "- [**a**](<http://x.org/q>)\n    b"),
    ("<dl><dt>a <code>b</code> c<sup>2</sup><dd><ul><li>d</ul></dl>", "- **a** `b` **c**<sup>2</sup>\n    - d"),
    ("<dl>x<dd>y<dt>a<dd>b</dl>", "x\n\ny\n\n- **a**\n    b"),
    ("<dl><dd>a<dl><dd>b</dl></dl>", "a\n\nb"),
    ("<dl><dt>a</dl>", "a"),
    ("<dt>a<dd>b", "a\n\nb"),
]
_IGNORED = "<span style='mso-list:Ignore'>{}<span style='font:7pt Times'>&nbsp;&nbsp; </span></span>"


def word_item(label: str, text: str, level: int = 1) -> str:
    return f"<p style='margin:0;mso-list:l0 level{level} lfo1'>{_IGNORED.format(label)}{text}</p>\n"


WORD_LISTS = [
    (word_item("·", "x") + word_item("o", "y", 2) + word_item("§", "z o"), "- x\n    - y\n- z o"),
    (word_item("·", "x", 3) + word_item("·", "y", 1), "- x\n- y"),
    (word_item("1.", "x") + word_item("2.", "y") + word_item("a)", "z", 2), "1. x\n2. y\n    - a) z"),
    (word_item("9.", "x") + "<p>&nbsp;</p>" + word_item("12.", "y"), "9. x\n\n<!-- -->\n\n12. y"),
    (word_item("1.2", "x"), "- 1.2 x"),
    (word_item("·", ""), "·"),
    ("<p class=MsoListParagraph>·&nbsp;&nbsp; x</p><p class=MsoListBullet>o&nbsp;&nbsp; y</p>", "- x\n- y"),
    ("<p class=MsoListParagraph>o x</p><p>·&nbsp;&nbsp; y</p>", "o x\n\n· y"),
    ("<p class=MsoListParagraph>x · y</p><p style='mso-list:l0 level1 lfo1'>z</p>", "x · y\n\nz"),
    (f"<blockquote>{word_item('·', '<b>x</b>')}</blockquote>", "> - **x**"),
]
QUOTES = [
    ("<blockquote>a</blockquote><blockquote>b</blockquote>", "> a\n\n<!-- -->\n\n> b"),
    ("<blockquote>a</blockquote><br><blockquote>b</blockquote>", "> a\n\n<!-- -->\n\n> b"),
    (
        "<blockquote><blockquote>a</blockquote><blockquote>b</blockquote></blockquote>",
        "> > a\n>\n> <!-- -->\n>\n> > b",
    ),
    ("<blockquote>a</blockquote><ul><li>b</ul>", "> a\n\n- b"),
    ("<blockquote>a<cite>Ann</cite></blockquote>", "> aAnn"),
]
TABLES = [
    (
        "<table border=1><tr><th>Area<th>2016<th>2017<tr><td rowspan=2>North<td>41<td>43<tr><td>9<td>12"
        "<tr><td colspan=2>Total<td>55</table>",
        "| Area | 2016 | 2017 |\n|---|---|---|\n| North | 41 | 43 |\n|  | 9 | 12 |\n| Total |  | 55 |",
    ),
    (
        "<table><tr><th rowspan=2>Area<th colspan=2>2016<tr><th>Men<th>Women<tr><th>North<td>1<td>2</table>",
        "| Area | 2016 Men | 2016 Women |\n|---|---|---|\n| **North** | 1 | 2 |",
    ),
    (
        "<table><caption>Staff</caption><thead><tr><th colspan=2>All<tr><th>a<th>b<tbody><tr><td>1<td>2</table>",
        "Staff\n\nAll\n\n| a | b |\n|---|---|\n| 1 | 2 |",
    ),
    (
        "<table><tr><th>Area<th>Men<tr><th colspan=2>N<tr><td>Leeds<td>1<tr><th colspan=2>S<tr><td>Kent<td>3</table>",
        "| Area | Men |\n|---|---|\n| **N** |  |\n| Leeds | 1 |\n| **S** |  |\n| Kent | 3 |",
    ),
    (
        "<table border=1><tr><td>a<td>b<td>c<tr><td>d</table>",
        "|  |  |  |\n|---|---|---|\n| a | b | c |\n| d |  |  |",
    ),
    (
        "<table><tr><td>a<ol><li>x<li>y</ol><td><p>b<p>c<tr><td>d<td>e</table>",
        "|  |  |\n|---|---|\n| a<br>1. x<br>2. y | b<br>c |\n| d | e |",
    ),
    (
        "<ul><li>x<table><tr><td>a<td>b<tr><td>c<td>d</table></ul>",
        "- x\n\n    |  |  |\n    |---|---|\n    | a | b |\n    | c | d |",
    ),
    ("<table><thead><tr><td>a<td>b<tbody><tr><td>1<td>2</table>", "| a | b |\n|---|---|\n| 1 | 2 |"),
    ("<table role=presentation><tr><td>a<td>b<tr><td>c<td>d</table>", "a\u2003b\nc\u2003d"),
    ("<table><tr><td>a<td>b</table>", "a\u2003b"),
    (
        "<table border=1><tr><td>a|b<td><code>c|d</code><tr><td>e<td>f</table>",
        "|  |  |\n|---|---|\n| a&#124;b | c&#124;d |\n| e | f |",
    ),
]
TARGETS = [
    (
        "a<a href='#_ftn1' name='_ftnref1'><sup>1</sup></a><p><a href='#_ftnref1' name='_ftn1'>1</a> b",
        'a<sup><a id="_ftnref1"></a>[1](<#_ftn1>)</sup>\n\n<a id="_ftn1"></a>[1](<#_ftnref1>) b',
    ),
    (
        "<a href='https://www.blogger.com/blog/post/edit/1/2#n1'>1</a><ol><li id=n1>b</ol>",
        '[1](<#n1>)\n\n1. <a id="n1"></a>b',
    ),
    ("<a href='http://x.org/a.html#n'>1</a><p id=n>b", '[1](<#n>)\n\n<a id="n"></a>b'),
    ("<a href='#n'>1</a><a name=n></a><p>b", '[1](<#n>)\n\n<a id="n"></a>b'),
    ("<p id=n>b</p><a name=m>c</a>", "b\n\nc"),
    ("<a href='http://y.org/a.html#n'>1</a><p id=n>b", "[1](<http://y.org/a.html#n>)\n\nb"),
]


MEANING = [*STRUCK_AND_RAISED, *CODE, *LISTS, *TERMS, *WORD_LISTS, *QUOTES, *TABLES, *TARGETS]


@pytest.mark.parametrize(("html", "markdown"), MEANING)
def test_meaning_becomes_markdown_that_both_engines_show(html: str, markdown: str) -> None:
    assert html_to_markdown(html, "http://x.org/a.html").markdown == markdown
    assert account(html, base_url="http://x.org/a.html") == (Counter(), Counter())
    assert_engines_agree(markdown)


def test_marks_typed_by_hand_stay_text() -> None:
    markdown = html_to_markdown("~~a~~ 10^2^ ~x~ <br>~~~<br>&lt;s&gt;b&lt;/s&gt;").markdown
    assert to_html(markdown) == "<p>~~a~~ 10^2^ ~x~<br>\n~~~<br>\n&lt;s&gt;b&lt;/s&gt;</p>"
    assert to_html(text_to_markdown(["~~a~~ 10^2^ <s>b</s>"])[0]) == "<p>~~a~~ 10^2^ &lt;s&gt;b&lt;/s&gt;</p>"


def test_marks_are_no_words() -> None:
    markdown = "Pay <s>£500</s> £300 10<sup>2</sup> the 4<sup>th</sup> <q>no</q> pro<s>ba</s>tion"
    assert to_text(markdown).split() == ["Pay", "£500", "£300", "102", "the", "4th", "no", "probation"]


def test_text_without_tags_says_what_is_struck_and_raised() -> None:
    markdown = "Pay <s>£500</s> £300 10<sup>2</sup> CO<sub>2</sub> 4<sup>th</sup> 3<sup>[1]</sup> <q>no <q>x</q></q>"
    assert to_plain_text(markdown) == "Pay [struck out: £500] £300 10² CO₂ 4th 3[¹] “no ‘x’”"


def test_plain_words_are_as_many_as_the_words_of_the_text() -> None:
    markdown = "Pay <s>£500 a week</s> £300, 10<sup>2</sup> <q>no</q>"
    assert to_plain_words(markdown) == ["Pay", "[struck out: £500", "a", "week]", "£300,", "10²", "“no”"]
    assert len(to_plain_words(markdown)) == len(to_text(markdown).split())


def test_pages_and_feeds_say_it_in_characters_too() -> None:
    shown = finished_html(to_html("<s>£500</s> £300 10<sup>2</sup> the 4<sup>th</sup>"), "")
    note = '<s><span class="unseen">[struck out: </span>£500<span class="unseen">]</span></s>'
    assert shown == f"<p>{note} £300 10² the 4<sup>th</sup></p>"


def test_raised_links_keep_their_address() -> None:
    html = finished_html(to_html('2017<sup><a id="b"></a>[3](<#a>)</sup>\n\n<a id="a"></a>[3](<#b>) Note'), "")
    assert '2017<a id="text-b"></a><a href="#text-a" rel="noopener nofollow ugc">³</a>' in html
    assert '<a id="text-a"></a><a href="#text-b" rel="noopener nofollow ugc">3</a> Note' in html


def test_ids_in_a_text_have_the_prefix_of_the_text_and_other_links_on_the_page_stay() -> None:
    html = to_html('<a id="c1"></a>a [b](<#c1>) [c](<#c2>)', "c9-")
    assert 'id="c9-c1"' in html
    assert 'href="#c9-c1"' in html
    assert 'href="#c2"' in html


def test_columns_have_headings_and_a_table_without_headings_has_no_empty_ones() -> None:
    assert '<th scope="col">a</th>' in to_html("| a | b |\n|---|---|\n| 1 | 2 |")
    assert "<thead>" not in to_html("|  |  |\n|---|---|\n| 1 | 2 |")
    assert '<td></td>\n<th scope="col">b</th>' in to_html("|  | b |\n|---|---|\n| 1 | 2 |")


def test_headings_of_rows_are_said_to_be_such() -> None:
    html = to_html(
        "| a | b | c |\n|---|---|---|\n| **x** | **y** | 1 |\n|  | **z**<br>**z** | 2 |\n| **t** | **3** | **4** |"
    )
    assert re.findall("<th scope=.row.>(.*?)</th>", html) == ["x", "y", "z<br>z", "t"]
    assert "<td><strong>4</strong></td>" in html
    assert "row" not in to_html("| a | b |\n|---|---|\n| **x** y | 1 |\n| 2 | **3** |")


def test_columns_with_links_are_shown_as_typed() -> None:
    html = "<blockquote><pre>Name    Cases\n<a href='http://x.org'>Ann</a>         3\n\n  <s>Bo</s></pre></blockquote>"
    shown = to_html(html_to_markdown(html).markdown)
    link = '<a href="http://x.org" rel="noopener nofollow ugc">Ann</a>'
    assert f"<pre><code>Name    Cases\n{link}         3\n</code></pre>" in shown
    assert "<pre><code>  <s>Bo</s>\n</code></pre>" in shown
    assert "<pre>" not in to_html("`a`\n`b`")


@pytest.mark.parametrize(
    ("lines", "is_table"),
    [
        (["Area    Cases  Staff", "North      41      3", "South     107     12"], True),
        (["Area\tCases", "North\t41", "South\t107"], True),
        (["one  two", "three  four", "five  six"], False),
        (["Area  Cases", "North  41", "South  107"], False),
        (["North      41      3", "South     107     12"], False),
        (["A sentence.  Another one.", "Two more.  And one.", "Three.  And four."], False),
        (["- a    1", "- b    2", "- c    3"], False),
    ],
)
def test_lines_of_plain_text_keep_their_columns_if_these_are_certain(lines: list[str], is_table: bool) -> None:
    markdown, _ = text_to_markdown(["Before:", *lines, "After."])
    assert ("```" in markdown) is is_table
    assert (
        to_text(markdown).split()
        == " ".join(["Before:", *lines, "After."])
        .replace("- ", "" if not is_table and lines[0].startswith("-") else "- ")
        .split()
    )
    assert_engines_agree(markdown)


@pytest.mark.parametrize(
    "html",
    [
        *(many("<s>", 5_000) + "x", many("<sup>x", 5_000), many("<q>x", 5_000), many("<s>x</s>y", 3_000)),
        *(many("<pre>x", 3_000), many("~", 10_000), many("^", 10_000), many("`", 10_000)),
        *(many("<code>`</code>", 5_000), many("<a href=#n>x</a><a name=n>", 3_000), many("<ol><li>", 1_000)),
        *(many("<blockquote>x</blockquote>", 2_000), many("<ol><li value=9>x</ol>", 1_500)),
        *(many("<td rowspan=9999>x", 2_000), many("<tr><td colspan=999>x", 3_000), many("<u>", 9_000)),
        "<table border=1>" + many("<tr><td rowspan=9999 colspan=9>x", 2_000),
        "<table><tr>" + "<th colspan=2>x" * 29 + many("<tr><th>y", 3_000),
    ],
    ids=lambda html: html[:20],
)
def test_hostile_mark_up_takes_no_longer_than_its_length_allows(html: str) -> None:
    with no_hang(20):
        assert account(html) == (Counter(), Counter())
        to_html(html_to_markdown(html).markdown)


@pytest.mark.parametrize(
    "line", ["```", "> ```", "~~~~", "    ```", "<s>", "<q>", '<a id="x"></a>', "<!-- -->", "|-|-|"]
)
def test_hostile_markdown_takes_no_longer_than_its_length_allows(line: str) -> None:
    for markdown in ("\n".join([line] * 3_001), " ".join([line] * 3_000)):
        with no_hang(20):
            to_plain_text(markdown)
            finished_html(to_html(markdown), "")
