"""Foreign HTML is converted to Markdown: no word is lost or invented, and both Markdown engines show the same."""

from __future__ import annotations

import html as entities
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from archive.markup.from_html import DEEPEST, Image, html_to_markdown, raw_words
from archive.markup.html_words import image_descriptions, raw_lines, repair_html
from archive.markup.render import to_html, to_text
from archive.model import LeftOut
from converted_html import PYTHON_MARKDOWN, account, assert_engines_agree
from patience import many, no_hang


def listed(text):
    return text.split()


NAMES = listed("""
    p div b i em strong span blockquote ul ol li h1 h3 table tr td th pre a center u code o:p dl dd section caption
    tbody form noscript script style textarea button svg title object iframe video sup sub s del ins q tt kbd thead
""")
TAGS = [f"<{name}>" for name in NAMES] + [f"</{name}>" for name in NAMES]
TAGS += """<br>
<br />
<hr>
<img src=http://x.org/i.png alt='a *view*'>
<img src=/p.gif width=1 alt=dot>
<a href='http://x.org/a_b'>
<a href="javascript:alert(1)">
<ol start="7">
<ol type=a>
<ol reversed>
<li value=9>
<span style='text-decoration: line-through'>
<p style='white-space: pre'>
<a name=n1>
<a href='#n1'>
<td rowspan=2>
<table border=1>
<span style='font-weight:bold'>
<span style='display:none'>
<div hidden>
<td colspan=2>
<iframe src='//x.org/v'></iframe>
<embed src=//x.org/v>
<p style='mso-list: l0 level2 lfo1'>
<span style='mso-list:Ignore'>o</span>
<p style='mso-list:l0 level1 lfo1'><span style='mso-list:Ignore'>2.<span>&nbsp; </span></span>
<p class=MsoListParagraph>·&nbsp;&nbsp; """.splitlines()
BROKEN = ["<!doctype html>", "<![if !mso]>", "<?xml:namespace prefix = o />", "<a href='x"]
BROKEN += listed(
    "<!-- --> <![CDATA[ ]]> <jo@x.org> <http://x.org/y> </ < > <3 &lt; &amp; &nbsp; &copy &#39; & &#0; \" '"
)
MARKS = listed(r"* ** _ ` [ ] (x) ! # ## + - --- 1. 2) = ~~~ | \ > : ||-")
WORDS = listed("probation Napo x “quoted” naïve http://x.org/a_b*c http://x.org/%20a a@b.org C# 12 🙂 —")
GAPS = [" ", "\n", "\t", "  ", "", "\u00a0", "\u2003"]

texts = st.lists(st.sampled_from(WORDS + MARKS + GAPS), min_size=1, max_size=4).map("".join)
soups = st.lists(st.sampled_from(TAGS + BROKEN) | texts | st.text(max_size=3), max_size=24).map("".join)


def element(children):
    names = st.sampled_from(
        [
            *("p", "div", "b", "i", "span", "blockquote", "ul", "ol", "li", "h2", "a", "td", "tr", "table", "th"),
            *("s", "ins", "sup", "sub", "q", "code", "pre", "dl", "dt", "dd"),
        ]
    )
    return st.tuples(names, st.lists(children, max_size=4)).map(written)


def written(node):
    name, children = node
    address = ' href="http://x.org/"' if name == "a" else ""
    return f"<{name}{address}>{''.join(children)}</{name}>"


trees = st.lists(st.recursive(texts.map(entities.escape), element, max_leaves=12), max_size=4).map("".join)


# Words


@given(trees)
def test_no_word_of_well_formed_html_is_lost_and_none_invented(html):
    assert account(html) == (Counter(), Counter())


@given(soups)
@example("a <!-- b c")
@example("a <![CDATA[ b ]]> c")
@example('a <a href="b>c</a> d')
@example("<script>a b")
@example("<p>a</br>b</p>c</div>d")
@example("a<3 b </ c> <jo@x.org> <http://x.org/y> d")
@example("a<template>b</template>c<svg><title>d</title></svg>")
@example("a<em><dd>b</em>c")
@example("pro<span style='display:none'>x</span>bation")
def test_no_word_of_broken_html_is_lost_and_none_invented(html):
    assert account(html, base_url="http://x.org/") == (Counter(), Counter())


@given(st.text(), st.booleans())
def test_html_may_be_any_text(text, newlines_are_breaks):
    assert account(text, newlines_are_breaks=newlines_are_breaks) == (Counter(), Counter())


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"])))
def test_escaped_text_has_the_words_it_had_before(text):
    assert raw_words(entities.escape(text)) == text.split()


@pytest.mark.parametrize(
    ("html", "words"),
    [
        ("pro<b>bat</b>ion is<p>here</p>now<br>or", ["probation", "is", "here", "now", "or"]),
        ("<td>a</td><td>b</td>", ["a", "b"]),
        ("alpha<beta and gamma>delta", ["alphadelta"]),
        ("a &lt;b&gt; &amp;amp; c&nbsp;d", ["a", "<b>", "&amp;", "c", "d"]),
        ("a<!-- b -->c <!doctype d>e <![if !mso]>f<![endif]>", ["ac", "e", "f"]),
        ("a <!-- b", ["a", "<!--", "b"]),
        ("<![CDATA[ a &amp; b ]]>", ["a", "&amp;", "b"]),
        ("<script>if (a<b) c</script>d", ["if", "(a<b)", "c", "d"]),
        ("<script>a b", ["a", "b"]),
        ("a<img src=x alt='b &quot;c'>d", ["ad", "b", '"c']),
        ('<a title="a > b">c</a>', ["c"]),
    ],
)
def test_words_are_counted_without_a_parser(html, words):
    assert raw_words(html) == words


@given(soups)
def test_the_words_are_those_of_the_lines_and_then_those_of_the_image_descriptions(html):
    texts = [*(line for _, line in raw_lines(html)), *image_descriptions(html)]
    assert raw_words(html) == [word for text in texts for word in text.split()]


def test_left_out_words_are_listed_with_their_reason():
    html = """<title>a</title><style>b</style><script>c</script><button>d</button><p hidden>e</p>
      <svg><text>f</text></svg><iframe>g</iframe><template>h</template><img alt="i"><xml>j</xml><p>\u200b</p>k"""
    converted = html_to_markdown(html)
    assert converted.markdown == "k"
    assert [(left.text, left.reason) for left in converted.left_out] == [
        ("a", "page title"),
        ("b", "style"),
        ("c", "script"),
        ("d", "form control"),
        ("e", "hidden"),
        ("f", "drawing"),
        ("g", "embedded player"),
        ("h", "template"),
        ("i", "image description"),
        ("j", "office settings"),
        ("\u200b", "padding"),
    ]


@pytest.mark.parametrize("html", ["a <!-- b", "<p>a <b>b</p><p>c <jo@x.org>", '<p>a</p><a href="x', "<p>a</p>b</div>c"])
def test_repaired_html_keeps_its_paragraphs_and_emphasis(html):
    assert html_to_markdown(f"<h2>x</h2>{html}").markdown.startswith("## x\n\na")
    assert Counter(raw_words(repair_html(html))) == Counter(raw_words(html))


def test_html_that_no_parser_reads_completely_keeps_its_words_without_mark_up():
    converted = html_to_markdown("<h2><em>a<dd>b</em>c</h2><script>d</script><img src=http://x.org/y alt=e>")
    assert converted.markdown == "a\n\nbc"
    assert [left.text for left in converted.left_out] == ["d", "e"]


# Markdown


@pytest.mark.parametrize(
    "sample", sorted((Path(__file__).parents[1] / "samples" / "html").glob("*.html")), ids=lambda p: p.stem
)
def test_a_sample_becomes_the_markdown_beside_it(sample):
    html = sample.read_text("utf-8")
    converted = html_to_markdown(
        html, "http://blog.example.org/2014/01/x.html", newlines_are_breaks="comment" in sample.stem
    )
    assert converted.markdown + "\n" == sample.with_suffix(".md").read_text("utf-8")
    assert account(html) == (Counter(), Counter())


@given(trees | soups)
@example("<ul><li><blockquote>a<p>b</blockquote></ul>")
@example("<ul><li>a<ol start=7><li>b</ol></ul>")
@example("<ol start=98><li>a<p>b<li>c<p>d<li>e<p>f</ol>")
@example("<ul><li><a href='http://x.org/'>a]: b</a></ul>")
@example("wow!<a href='http://x.org/'>a</a>")
@example("<b>a:</b>b <b>(c)</b> x<i>(d)</i>y")
@example("<p>a | b<br>--- | ---<br>c | d")
@example("<h2>C#</h2>")
@example("<table><tr><th>a|b<th>c<tr><td>`d|<td>e`</table>")
def test_python_markdown_and_commonmark_show_the_same(html):
    assert_engines_agree(html_to_markdown(html, "http://x.org/").markdown)


@pytest.mark.parametrize(
    ("html", "markdown"),
    [
        ("<p>a\n  b&nbsp; c</p>", "a b c"),
        ("a<br>b<br/>\n<br>c<p></p><div><br></div>d", "a\nb\n\nc\n\nd"),
        ("<div>a<div>b</div>c</div>", "a\n\nb\n\nc"),
        ("<b>a </b><i> b</i> <span style='font-weight: bold'>c</span>", "**a** *b* **c**"),
        ("<b>a <i>b</i></b> <i>c <b>d</b></i>", "**a b** *c* **d**"),
        ("<b style='font-weight:normal'>a</b>", "a"),
        ("<b>Note:</b>a", "Note:a"),
        ("<b></b><i> </i><a href='http://x.org/'> </a>", ""),
        ("<h1>a<br><b>b</b></h1><h4>c #</h4>", "## a b\n\n#### c \\#"),
        ("a<hr>b", "a\n\n* * *\n\nb"),
        ("<pre>a\n  b\n\nc</pre>", "```\na\n  b\n\nc\n```"),
        ("<dl><dt>a<dd>b</dl>", "- **a**\n    b"),
        (
            "<blockquote>a<blockquote>b</blockquote></blockquote><blockquote>c</blockquote>",
            "> a\n>\n> > b\n\n<!-- -->\n\n> c",
        ),
        ("<ul><li>a<br>b<li>c<ul><li>d</ul></ul>", "- a\n    b\n- c\n    - d"),
        ("<ul><li><p>a</p><p>b</p><li>c</ul>", "- a\n\n    b\n\n- c"),
        ("<ul><li>a</li><ul><li>b</li></ul></ul>", "- a\n    - b"),
        ("<li>a<li>b", "- a\n- b"),
        ("<ol start='3'><li>a<li>b</ol><ol start=5><li>c</ol>", "3. a\n4. b\n5. c"),
        ("<ol><li>a</ol><ol><li>b</ol>", "1. a\n\n<!-- -->\n\n1. b"),
        ("<table><tr><th>a<th>b<tr><td>c<td>d<br>e</table>", "| a | b |\n|---|---|\n| c | d<br>e |"),
        ("<table><tr><td>a<td>b<tr><td>c<td></table>", "|  |  |\n|---|---|\n| a | b |\n| c |  |"),
        ("<table><tr><td>a<td>b<tr><td colspan=2>c</table>", "|  |  |\n|---|---|\n| a | b |\n| c |  |"),
        (
            "<blockquote><table><tr><td>a<td>b<tr><td>c<td>d</table></blockquote>",
            "> |  |  |\n> |---|---|\n> | a | b |\n> | c | d |",
        ),
        ("<table><tr><td><table><tr><td>a</table><td><p>b<p>c</table>", "a\n\nb\n\nc"),
        (
            "1. a<br>- b<br>## c<br>&gt; d<br>*e* _f_ `g` [h](i)",
            "1\\. a\n\\- b\n\\## c\n\\> d\n\\*e\\* \\_f\\_ \\`g\\` \\[h](i)",
        ),
    ],
)
def test_html_becomes_canonical_markdown(html, markdown):
    assert html_to_markdown(html).markdown == markdown


def test_newlines_of_a_comment_without_tags_are_line_breaks_on_request():
    assert html_to_markdown("a\nb\n\n<i>c</i>", newlines_are_breaks=True).markdown == "a\nb\n\n*c*"
    assert html_to_markdown("a<br />\nb", newlines_are_breaks=True).markdown == "a\nb"
    assert html_to_markdown("a\nb").markdown == "a b"


# Addresses


@pytest.mark.parametrize(
    ("href", "address"),
    [
        ("http://x.org/a?b=1&amp;c=2#d", "http://x.org/a?b=1&c=2#d"),
        ("HTTPS://x.org/A b", "https://x.org/A%20b"),
        ("//x.org/a", "https://x.org/a"),
        ("../a.html", "http://blog.org/2014/a.html"),
        ("mailto:jo@x.org", "mailto:jo@x.org"),
        ("http://x.org/(a)&lt;b&gt;|`\\", "http://x.org/(a)%3Cb%3E%7C%60%5C"),
        ("http://www.google.co.uk/url?sa=t&url=http%3A%2F%2Fx.org%2Fa", "http://x.org/a"),
        (
            "https://www.google.com/url?q=https://l.facebook.com/l.php?u%3Dhttp%253A%252F%252Fx.org%252Fa",
            "http://x.org/a",
        ),
        ("https://eur01.safelinks.protection.outlook.com/?url=http%3A%2F%2Fx.org%2Fa&data=1", "http://x.org/a"),
        ("http://www.google.com/url?q=javascript:alert(1)", "http://www.google.com/url?q=javascript:alert(1)"),
        ("http://feedproxy.google.com/~r/x/~3/y", "http://feedproxy.google.com/~r/x/~3/y"),
    ],
)
def test_a_link_leads_to_its_target(href, address):
    converted = html_to_markdown(f'<a href="{href}">here</a>', "http://blog.org/2014/01/x.html")
    assert converted.links == (address,)
    assert f'href="{entities.escape(address)}"' in PYTHON_MARKDOWN.reset().convert(converted.markdown)


@pytest.mark.parametrize(
    "href", ["javascript:alert(1)", "data:text/html,x", "/a", "#c1", "", "http://[x", "x:y", "file:///a"]
)
def test_a_link_without_a_usable_address_keeps_its_words(href):
    assert html_to_markdown(f"<a href='{href}'>here</a>").markdown == "here"


def test_an_address_in_the_text_stays_unchanged():
    html = "<a href='http://x.org/a_b'>http://x.org/a_b</a> http://x.org/a%20b http://xn--e1afmkfd.org/ http://x.org/c."
    assert html_to_markdown(html).markdown == (
        "<http://x.org/a_b> http://x.org/a%20b http://xn--e1afmkfd.org/ <http://x.org/c>."
    )
    assert account(html) == (Counter(), Counter())


def test_a_link_over_several_lines_is_a_link_on_each():
    html = "<a href='http://x.org/'>a <b>b</b><br>c</a>"
    assert html_to_markdown(html).markdown == "[a **b**](<http://x.org/>)\n[c](<http://x.org/>)"


def test_images_are_shown_within_their_links():
    converted = html_to_markdown('<a href="http://x.org/big"><img src="//x.org/a b.png" alt="A [view]"></a>')
    assert converted.markdown == "[![A \\[view&#93;](<https://x.org/a%20b.png>)](<http://x.org/big>)"
    assert converted.images == (Image("https://x.org/a%20b.png", "A [view]"),)
    assert converted.left_out == (LeftOut("image description", "A [view]"),)


@pytest.mark.parametrize(
    "image",
    [
        '<img src="http://x.org/i.gif" width="1" height="1" alt="dot">',
        '<img src="http://x.org/i.gif" style="height: 2px;" alt="dot">',
        '<img src="http://x.org/i.gif" style="display:none" alt="dot">',
        '<img src="http://c.statcounter.com/1/0/x/1/" alt="dot">',
        '<img src="data:image/gif;base64,R0lG" alt="dot">',
        '<img src="cid:1@x" alt="dot"><img alt="">',
    ],
)
def test_spacers_tracking_pixels_and_hidden_images_are_not_shown(image):
    converted = html_to_markdown(f"a {image}")
    assert (converted.markdown, converted.images) == ("a", ())
    assert converted.left_out == (LeftOut("image description", "dot"),)


def test_a_lazily_loaded_image_is_shown():
    html = '<img src="data:image/gif;base64,R0lG" data-src="http://x.org/i.png" width="100%" style="max-width: 1px">'
    assert html_to_markdown(html).images == (Image("http://x.org/i.png"),)


@pytest.mark.parametrize(
    "player",
    [
        '<iframe src="//v.org/x" width="9"></iframe>',
        '<object data="//v.org/x"></object>',
        '<object><param name="movie" value="//v.org/x"><embed src="//v.org/x"></object>',
        '<video><source src="https://v.org/x">You need another browser</video>',
        '<embed src="https://v.org/x">',
    ],
)
def test_a_player_becomes_its_address_on_a_line_of_its_own(player):
    converted = html_to_markdown(f"a {player} b")
    assert converted.markdown == "a\n\n<https://v.org/x>\n\nb"
    assert converted.added == ("https://v.org/x",)


def test_an_unclosed_player_does_not_hide_the_rest_of_the_post():
    html = '<object><param name="movie" value="//v.org/x"><embed src="//v.org/x"><p>a<p>b <video>c</video>'
    assert html_to_markdown(html).markdown == "<https://v.org/x>\n\na\n\nb\n\nc"
    assert account(html) == (Counter(), Counter())


# Size and depth


@pytest.mark.parametrize(
    "html",
    [
        many("<div>", 50_000),
        "<ul><li>" * 1_000,
        "<blockquote>" * 1_000,
        "<ol><li><blockquote>" * 1_000,
        "<b>" * 5_000,
        "<table><tr><td>" * 1_000,
        "<li><table><tr><td>" * 500,
        "<pre>" * 1_000,
        "<object><p>" * 1_000,
        "<h2>" * 5_000,
    ],
    ids=lambda html: html[:12],
)
def test_deep_nesting_keeps_its_words(html):
    markdown = html_to_markdown(f"top {html} deep").markdown
    assert to_text(markdown).split() == ["top", "deep"]
    assert markdown.count(">") <= DEEPEST
    assert "deep" in to_html(markdown)


@pytest.mark.parametrize(
    "html",
    [
        many("<a ", 20_000),
        many("<!--", 20_000),
        many("<![CDATA[", 10_000) + ">",
        many('<a href="', 5_000) + '<a href=">',
        many("<script>", 10_000),
        many("<", 50_000) + ">",
        many("<br>", 30_000),
        many("<i>a</i><b>b</b>", 5_000),
        many("<ul><li>x", 3_000),
        many("<table><tr><td>x", 2_000),
        many("<object><embed>", 3_000) + "<p>x",
        many("&amp;", 50_000),
        many("<p hidden>", 5_000) + "x",
        many("<h2>x", 20_000),
        many("<section><h3>x", 8_000),
    ],
    ids=lambda html: html[:12],
)
def test_hostile_html_takes_no_longer_than_its_length_allows(html):
    with no_hang(20):
        assert account(html) == (Counter(), Counter())
