"""Foreign HTML becomes our Markdown: no word lost, none invented, and every engine shows the same."""

from __future__ import annotations

import html as entities
import re
import time
from collections import Counter
from email import message_from_bytes
from pathlib import Path
from xml.etree import ElementTree

import pytest
from bs4 import BeautifulSoup
from hypothesis import example, given, settings
from hypothesis import strategies as st
from markdown import Markdown
from markdown_it import MarkdownIt

from archive import html_to_markdown
from archive.html_to_markdown import DEEPEST, Image, raw_words, to_markdown
from archive.html_words import mended
from archive.records import LeftOut
from archive.rendering import EXTENSIONS, to_html, to_text

SAMPLES = Path(__file__).parents[2] / "shared" / "samples"

COMMONMARK = MarkdownIt("commonmark", {"breaks": True}).enable("table")
PYTHON_MARKDOWN = Markdown(extensions=list(EXTENSIONS), output_format="html")

STARTS = ["p", "div", "b", "i", "em", "strong", "span", "blockquote", "ul", "ol", "li", "h1", "h3", "table", "tr", "td"]
STARTS += ["th", "pre", "a", "center", "u", "code", "o:p", "dl", "dd", "section", "caption", "tbody", "form", "noscript"]
STARTS += ["script", "style", "textarea", "button", "svg", "title", "object", "iframe", "sup"]
TAGS = [f"<{name}>" for name in STARTS] + [f"</{name}>" for name in STARTS]
TAGS += ["<br>", "<br />", "<hr>", "<img src=http://x.org/i.png alt='a *view*'>", "<img src=/p.gif width=1 alt=dot>"]
TAGS += ["<a href='http://x.org/a_b'>", '<a href="javascript:alert(1)">', '<ol start="7">', "<span style='font-weight:bold'>"]
TAGS += ["<span style='display:none'>", "<div hidden>", "<td colspan=2>", "<iframe src='//x.org/v'></iframe>"]
BROKEN = ["<!--", "-->", "<![CDATA[", "]]>", "<!doctype html>", "<![if !mso]>", "<?xml:namespace prefix = o />", "<a href='x"]
BROKEN += ["<jo@x.org>", "<http://x.org/y>", "</", "<", ">", "<3", "&lt;", "&amp;", "&nbsp;", "&copy", "&#39;", "&", "&#0;", '"', "'"]
SIGNS = ["*", "**", "_", "`", "[", "]", "(x)", "!", "#", "##", "+", "-", "---", "1.", "2)", "=", "~~~", "|", "\\", ">", ":", "||-"]
WORDS = ["probation", "Napo", "x", "“quoted”", "naïve", "http://x.org/a_b*c", "http://x.org/%20a", "a@b.org", "C#", "12", "🙂", "—"]
GAPS = [" ", "\n", "\t", "  ", "", "\u00a0", "\u2003"]

texts = st.lists(st.sampled_from(WORDS + SIGNS + GAPS), min_size=1, max_size=4).map("".join)
soups = st.lists(st.sampled_from(TAGS + BROKEN) | texts | st.text(max_size=3), max_size=24).map("".join)


def element(children):
    names = st.sampled_from(["p", "div", "b", "i", "span", "blockquote", "ul", "ol", "li", "h2", "a", "td", "tr", "table", "th"])
    return st.tuples(names, st.lists(children, max_size=4)).map(written)


def written(node):
    name, children = node
    address = ' href="http://x.org/"' if name == "a" else ""
    return f"<{name}{address}>{''.join(children)}</{name}>"


trees = st.lists(st.recursive(texts.map(entities.escape), element, max_leaves=12), max_size=4).map("".join)


def words_of(converted):
    return Counter(to_text(converted.markdown).split()) + Counter(
        word for left in converted.left_out for word in left.text.split()
    )


def account(html, **how):
    """What is missing from the Markdown and what is too much: two empty counters."""
    converted = to_markdown(html, **how)
    there, expected = words_of(converted), Counter(raw_words(html)) + Counter(converted.embedded)
    return expected - there, there - expected


def as_shown(html):
    soup = BeautifulSoup(html, "html.parser")
    for tag in soup.find_all(["a", "img"]):
        for name in {"href", "src"} & tag.attrs.keys():
            tag[name] = COMMONMARK.normalizeLink(str(tag[name]))
    blocks = "p|ul|ol|li|blockquote|table|thead|tbody|tr|td|th|h[2-6]|hr|br"
    return re.sub(rf"\s*(</?(?:{blocks})\b[^>]*>)\s*", r"\1", re.sub(r"\s+", " ", str(soup))).strip()


def assert_engines_agree(markdown):
    assert as_shown(PYTHON_MARKDOWN.reset().convert(markdown)) == as_shown(COMMONMARK.render(markdown))
