"""Convert foreign HTML to our Markdown: exports, saved pages and mailouts.

The rule: no word is lost and none is invented. Each word of the HTML, as `html_words` counts it without a parser, is
either in the Markdown or in `left_out` with a reason. The only added words are the addresses of embedded players, the
labels that browsers give to list items, and headings that a table repeats above each of their columns; `added` lists
them.

No parser keeps every word, so `raw_words` checks what lxml reads. If the words differ, lxml reads a repaired copy of
the HTML. If they still differ, the words are kept without any mark-up.

Measured 2026-11-22 on 580 pieces of public HTML, 3.8 MB, 142,000 words (Blogger pages, exports and Takeout, Mailchimp,
Drupal and WordPress pages, mail; lxml 6.1.3 with libxml2 2.14.6, beautifulsoup4 4.15.0, Python 3.11.7): lxml read
exactly the words that `raw_words` counts from 576 of them (0.9 s), html.parser from 577 (1.1 s), html5lib from 576
(2.6 s). The others were one mail, which reads correctly once repaired, and three theme templates, which hold no posts.
All three parsers lose words after an unclosed attribute, lxml and html5lib also in CDATA and after an unclosed comment.
html.parser takes 10 s for 30 KB of `<a ` and four times that for twice as much, html5lib 15 s for 10,000 nested
`<div>`; lxml 0.2 s for 20,000. Of hostile mixtures of tags, repairing solved all but 1 in 300. A megabyte took about a
second then, and half of that since `html_tree` takes the place of Beautiful Soup (2026-12-01).
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

from archive.markup.blocks import Image, Paragraph, Run, tidy_line
from archive.markup.html_reader import DEEPEST, HtmlReader
from archive.markup.html_words import IMAGE_DESCRIPTION, LEFT_OUT, image_descriptions, raw_lines, raw_words, repair_html
from archive.markup.writer import write_markdown
from archive.model import LeftOut
from archive.text import clean

__all__ = ["DEEPEST", "ConvertedHtml", "Image", "html_to_markdown", "raw_words"]

_WITH_BREAKS = re.compile(r"<(?:br|p|div|blockquote|ul|ol|li|table|h[1-6])\b", re.IGNORECASE)


@dataclass(frozen=True)
class ConvertedHtml:
    """The Markdown made from some HTML, with every word accounted for."""

    markdown: str
    """Canonical Markdown (see `markup.writer`)."""
    left_out: tuple[LeftOut, ...] = ()
    """Words of the HTML that are not in the Markdown, including image descriptions."""
    links: tuple[str, ...] = ()
    """Link targets in order, without repetitions, as written in `markdown`."""
    images: tuple[Image, ...] = ()
    """The images in the Markdown, in order."""
    added: tuple[str, ...] = ()
    """The only words that are not words of the HTML: addresses of embedded players, list labels such as "b.", and
    headings of several columns."""


def html_to_markdown(html: str, base_url: str | None = None, newlines_are_breaks: bool = False) -> ConvertedHtml:
    """Convert a page or a fragment; never raises.

    `base_url`: base of relative links; without it only their words are kept.
    `newlines_are_breaks`: for comments typed as plain text; ignored if the HTML has line breaks or blocks of its own.
    """
    html = clean(html)
    words = raw_words(html)
    newlines = newlines_are_breaks and not _WITH_BREAKS.search(html)
    for prepare in (str, repair_html):
        reader = HtmlReader(base_url, newlines)
        reader.read(prepare(html))
        if reader.words == words or Counter(reader.words) == Counter(words):
            return _converted(reader)
    return _all_as_text(html)


def _converted(reader: HtmlReader) -> ConvertedHtml:
    return ConvertedHtml(
        write_markdown(reader.blocks()),
        tuple(reader.left_out),
        tuple(dict.fromkeys(reader.links)),
        tuple(reader.images),
        tuple(reader.added),
    )


def _all_as_text(html: str) -> ConvertedHtml:
    """Keep the words of `html` without mark-up, for HTML that no parser reads completely."""
    texts = list(raw_lines(html))
    shown = [tidy_line([Run(text)]) for element, text in texts if element not in LEFT_OUT]
    left_out = [LeftOut(LEFT_OUT[element], text) for element, text in texts if element in LEFT_OUT]
    left_out += [LeftOut(IMAGE_DESCRIPTION, text) for text in image_descriptions(html)]
    return ConvertedHtml(
        write_markdown(Paragraph((line,)) for line in shown if line),
        tuple(left for left in left_out if left.text.split()),
    )
