"""The text of one part of a mail as Markdown, every word of it accounted for.

The rule: what tells who got the mail is gone before anything else is done, so that it is in no word of ours.
"""

from __future__ import annotations

from dataclasses import dataclass

from archive.formats.email.boilerplate import lines_out_of, named, words_hidden, words_out_of
from archive.formats.email.encodings import unflowed
from archive.formats.email.mime import Part
from archive.formats.email.trackers import without_person
from archive.formats.records import LeftOut
from archive.markup.charsets import decoded_html
from archive.markup.from_html import raw_words
from archive.markup.from_html import to_markdown as html_to_markdown
from archive.markup.from_text import to_markdown as text_to_markdown
from archive.text import clean

OUTSIDE = "outside the parts of the mail"


@dataclass(frozen=True)
class Text:
    """What one part says."""

    markdown: str
    raw: str
    """Its words as they stand."""
    left_out: tuple[LeftOut, ...] = ()
    written: str = ""
    """As it was decoded, with what tells who got it. It must not be kept."""
    remarks: tuple[str, ...] = ()
    """What was odd, in words that follow a place."""


def text_of(part: Part, recipients: frozenset[str]) -> Text:
    """The text of a part that is no attachment; `recipients` are masked."""
    written, remarks = _decoded(part)
    text = without_person(written, recipients)
    if part.role == "outside":
        return Text("", text, (LeftOut(OUTSIDE, text),), written)
    read = from_html(text) if part.type in ("text/html", "text/enriched", "text/richtext") else _from_plain(text)
    return Text(read.markdown, read.raw, read.left_out, written, remarks)


def from_html(html: str) -> Text:
    """The text of HTML, mailing furniture left out."""
    html = words_hidden(html)
    converted = html_to_markdown(html)
    markdown, furniture = lines_out_of(converted.markdown)
    raw = " ".join([*raw_words(html), *converted.embedded])
    return Text(markdown, raw, (*map(named, converted.left_out), *furniture))


def _from_plain(text: str) -> Text:
    kept, words = words_out_of(text)
    lines = kept.strip("\n").split("\n")
    markdown, marks = text_to_markdown(lines, line_is_paragraph=False)
    markdown, furniture = lines_out_of(markdown)
    return Text(markdown, text, (*words, *marks, *furniture))


def _decoded(part: Part) -> tuple[str, tuple[str, ...]]:
    """The text as it was written, and what was odd."""
    charset = part.content.charset
    text, odd = decoded_html(part.data, f"{part.type}; charset={charset}" if charset else part.type)
    text = clean(text)
    if part.type == "text/plain" and part.content.says("format", "flowed"):
        text = unflowed(text, part.content.says("delsp", "yes"))
    said = [remark.replace("the page says", "a text says") for remark in odd]
    return text, (*said, *([part.fault] if part.fault else []))
