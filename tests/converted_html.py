"""Compare converted HTML with its source word by word, and the two Markdown engines with each other."""

from __future__ import annotations

import re
from collections import Counter

from bs4 import BeautifulSoup
from markdown import Markdown
from markdown_it import MarkdownIt

from archive.markup.canonical import render_canonical
from archive.markup.from_html import html_to_markdown, raw_words
from archive.markup.render import EXTENSIONS, clean_html, to_text

COMMONMARK = MarkdownIt("commonmark", {"breaks": True}).enable("table")
PYTHON_MARKDOWN = Markdown(extensions=list(EXTENSIONS), output_format="html")


def words_of(converted):
    return Counter(to_text(converted.markdown).split()) + Counter(
        word for left in converted.left_out for word in left.text.split()
    )


def account(html, **how):
    """Return the words missing from the Markdown and the words added to it: two counters, which should be empty."""
    converted = html_to_markdown(html, **how)
    there, expected = words_of(converted), Counter(raw_words(html)) + Counter(converted.added)
    return expected - there, there - expected


def as_shown(html):
    soup = BeautifulSoup(html, "html.parser")
    for tag in soup.find_all(["a", "img"]):
        for name in {"href", "src"} & tag.attrs.keys():
            tag[name] = COMMONMARK.normalizeLink(str(tag[name]))
    blocks = "p|ul|ol|li|blockquote|table|thead|tbody|tr|td|th|h[2-6]|hr|br"
    return re.sub(rf"\s*(</?(?:{blocks})\b[^>]*>)\s*", r"\1", re.sub(r"\s+", " ", str(soup))).strip()


def assert_canonical_is_as_judged(markdown):
    """The compiled engine gives the same bytes as Python-Markdown, unless it leaves the text to it."""
    html = render_canonical(markdown)
    if html is not None:
        assert clean_html(html) == clean_html(PYTHON_MARKDOWN.reset().convert(markdown))


def assert_engines_agree(markdown):
    assert_canonical_is_as_judged(markdown)
    assert as_shown(PYTHON_MARKDOWN.reset().convert(markdown)) == as_shown(COMMONMARK.render(markdown))
