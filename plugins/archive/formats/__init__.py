"""Parse each form of input: a document in; parsed posts, comments and left-out words out.

Each form is one module and one line of a table. The first that recognises a document reads it; what none recognises is
read as plain text, or reported.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

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
from archive.formats.records import Found, Miscounted, Reading, Remark, Rest, Stream
from archive.formats.word_accounts import unread_words, words_without_letters
from archive.sources.document import Document
from archive.sources.facts import post_path
from archive.sources.files import read_plain_text
from archive.text import clean


@dataclass(frozen=True)
class Importer:
    """How one form is told from the others, and read."""

    recognises: Callable[[Document], bool]
    read: Callable[[Document], Stream]


@dataclass(frozen=True)
class TextImporter:
    """The same for a form of plain text, which is read whole."""

    recognises: Callable[[str], bool]
    read: Callable[[str, bool], Reading]
    """Takes the text and whether its address is known to be that of a single post."""


IMPORTERS = (
    Importer(takeout.recognises, takeout.read),
    Importer(blogger_export.recognises, blogger_export.read),
    Importer(feed_pages.recognises, feed_pages.read),
    Importer(mail.recognises, mail.read),
    Importer(napo_html.recognises, napo_html.read),
    Importer(blogger_html.recognises, blogger_html.read),
)

TEXT_IMPORTERS = (
    TextImporter(feed_reader_text.recognises, feed_reader_text.read),
    TextImporter(napo_list_text.recognises, napo_list_text.read),
    TextImporter(napo_old_site_text.recognises, napo_old_site_text.read),
    TextImporter(napo_magazine_text.recognises, napo_magazine_text.read),
    TextImporter(napo_text.recognises, napo_text.read),
    TextImporter(lambda text: True, blog_text.read),
)

_FORM_PARTS = {
    "C": "blog post page",
    "N": "blog post page",
    "ARC": "blog page of several posts",
    "X": "text without date or title",
    "D0": "text with a title but no date",
    "M": "pasted mailout",
    "W0": "page of the union's web site",
    "W1": "page of the union's web site",
    "W2": "list of teasers of the union's web site",
    "W3": "list of teasers of the union's web site",
    "W4": "page of the union's web site",
    "W5": "page of the union's old web site",
    "P1": "page of the union's magazine",
    "P2": "page of the union's magazine",
    "P3": "page of the union's magazine",
    "F": "list of a feed reader",
    "T0": "a title is missing",
    "dense": "without blank lines",
    "K1": "with comments",
    "K2": "with comments, unmarked",
    "K3": "with comments that cannot be told apart",
    "K4": "with comments, markers glued",
    "K5": "with comments, a number lost",
}


_FORMS = {
    "takeout": "Google Takeout",
    "export": "Blogger export",
    "feed:atom": "feed page (Atom)",
    "feed:rss": "feed page (RSS)",
    "feed:json": "feed page (JSON)",
    "mail": "e-mail",
    "mbox": "mailbox",
    "html:mailing": "web copy of a mailing",
    "html:post": "saved post page",
    "html:archive": "saved page of several posts",
    "html:union-drupal": "page of the union's web site",
    "html:union-wordpress": "page of the union's magazine",
    "html:union-coldfusion": "page of the union's old web site",
    "html:union-list": "list of teasers of the union's web site",
    "container": "holds other files",
    "image": "image",
    "none": "no text of the blog",
}


def form_label(form: str) -> str:
    """A form code such as "text:ARC+C" in words: "blog page of several posts, plain text"."""
    if form in _FORMS:
        return _FORMS[form]
    medium, _, codes = form.partition(":")
    parts = codes.split("+") if codes else []
    if "ARC" in parts:
        parts = [part for part in parts if part not in ("C", "N")]
    said = [_FORM_PARTS.get(part, part) for part in parts]
    return ", ".join([*said, "plain text"]) if medium == "text" else medium


def read(document: Document) -> Stream:
    """What the document holds, by the first importer that recognises it. Raises UnreadableSource if none does."""
    for importer in IMPORTERS:
        if importer.recognises(document):
            return importer.read(document)
    raw, odd = read_plain_text(document)
    text = clean(raw)
    reading = read_text(text, post_path(document.address) is not None)
    return Stream(reading.form, _found(raw, reading, odd))


def read_text(text: str, one_post: bool) -> Reading:
    """What a cleaned plain text holds. `one_post`: its address is known to be that of a single post."""
    importer = next(each for each in TEXT_IMPORTERS if each.recognises(text))
    return importer.read(text, one_post)


def _found(raw: str, reading: Reading, odd: tuple[str, ...]) -> Iterator[Found]:
    """All that a plain text holds; its words are compared one by one with those of the file."""
    yield from map(Remark, (*odd, *reading.remarks))
    yield from reading.posts
    yield from reading.rest
    if controls := words_without_letters(raw):
        last = raw.count("\n") + 1
        yield Rest(" ".join(controls), (1, last), "control characters", quarantined=False)
    if wrong := unread_words(raw, reading):
        yield Miscounted(tuple(wrong))
