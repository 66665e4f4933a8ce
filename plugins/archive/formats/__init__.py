"""Parse each form of input: a document in; parsed posts, comments and left-out words out.

To add a form, write one module and add one line to `FORMATS` or `TEXT_FORMATS`. The first format that recognises a
document parses it. A document that no format in `FORMATS` recognises is parsed as plain text.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import chain

from archive.errors import NotRecognised
from archive.formats import (
    blog_text,
    blogger_export,
    blogger_html,
    feed_pages,
    feed_reader_text,
    mail,
    napo_html,
    napo_list_text,
    napo_magazine_text,
    napo_old_site_text,
    napo_text,
    takeout,
)
from archive.formats.changed_characters import changed_in_lines
from archive.formats.plain_text.data_kinds import data_kind
from archive.formats.records import (
    ChangedCharacters,
    OtherText,
    ParsedDocument,
    ParsedRecord,
    ParsedText,
    Remark,
    WordMismatch,
)
from archive.formats.word_accounts import mismatched_words, words_without_letters
from archive.sources.cures import cure_of
from archive.sources.document import Document
from archive.sources.facts import is_address_of_one_text
from archive.sources.files import read_plain_text
from archive.text import GUESSED_LINE, clean


@dataclass(frozen=True)
class Format:
    """One form of document."""

    recognises: Callable[[Document], bool]
    read: Callable[[Document], ParsedDocument]


@dataclass(frozen=True)
class TextFormat:
    """One form of plain text."""

    recognises: Callable[[str], bool]
    read: Callable[[str, bool], ParsedText]
    """Takes the text, and True if its address is known to be that of a single post."""


FORMATS = (
    Format(takeout.recognises, takeout.read),
    Format(blogger_export.recognises, blogger_export.read),
    Format(feed_pages.recognises, feed_pages.read),
    Format(mail.recognises, mail.read),
    Format(napo_html.recognises, napo_html.read),
    Format(blogger_html.recognises, blogger_html.read),
)

TEXT_FORMATS = (
    TextFormat(feed_reader_text.recognises, feed_reader_text.read),
    TextFormat(napo_list_text.recognises, napo_list_text.read),
    TextFormat(napo_old_site_text.recognises, napo_old_site_text.read),
    TextFormat(napo_magazine_text.recognises, napo_magazine_text.read),
    TextFormat(napo_text.recognises, napo_text.read),
    TextFormat(lambda text: True, blog_text.read),
)

_UNCLAIMED = ("text:X", "text:D0", "text:M")
"""Forms of plain text without a date heading. Nothing shows that these are texts of the blog."""


def read(document: Document) -> ParsedDocument:
    """Parse a document with the first format that recognises it.

    Raises UnreadableSource if it is neither in a known format nor a plain text.
    """
    for each in FORMATS:
        if each.recognises(document):
            found = each.read(document)
            return replace(found, records=chain(map(Remark, document.remarks), found.records))
    raw, guessed, remarks = read_plain_text(document)
    text, one_post = clean(raw), is_address_of_one_text(document.address)
    parsed = read_text(text, one_post)
    if parsed.form.startswith(_UNCLAIMED) and not (document.is_described or one_post) and (kind := data_kind(text)):
        raise NotRecognised(f"{document.name}: skipped: it looks like {kind}{cure_of(kind)}")
    return ParsedDocument(parsed.form, _records(raw, parsed, guessed, remarks))


def read_text(text: str, one_post: bool) -> ParsedText:
    """Parse a cleaned plain text. `one_post` is True if its address is known to be that of a single post."""
    return next(each for each in TEXT_FORMATS if each.recognises(text)).read(text, one_post)


def _records(raw: str, parsed: ParsedText, guessed: Iterable[int], remarks: tuple[str, ...]) -> Iterator[ParsedRecord]:
    """Yield the records of a plain text, and a WordMismatch if they don't have exactly the words of `raw`.

    `guessed`: the numbers of the lines whose encoding is a guess.
    """
    yield from map(Remark, (*remarks, *parsed.remarks))
    yield from parsed.posts
    yield from parsed.rest
    yield from (ChangedCharacters((line, line), GUESSED_LINE, 1) for line in guessed)
    yield from changed_in_lines(raw)
    if controls := words_without_letters(raw):
        last = raw.count("\n") + 1
        yield OtherText(" ".join(controls), (1, last), "control characters", quarantined=False)
    if mismatched := mismatched_words(raw, parsed):
        yield WordMismatch(tuple(mismatched))
