"""Turn one parsed message into records: the mailout, its attachments, and the mailouts attached to or forwarded in it.

The rule: a message that was attached or forwarded is the mailout, with its own subject, sender and date. The mail that
carried it is left out as a covering mail, but only if that is certain: its subject says so, or it has few words. A
longer one is a mailout of its own.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from archive.formats.email.bodies import BodyText, PartText, choose_alternatives, read_part
from archive.formats.email.forwarding import COVER, is_cover
from archive.formats.email.headers import MailHeaders
from archive.formats.email.mime import MimePart, ParsedMail
from archive.formats.email.trackers import campaign_id, mask_addresses, remove_recipient
from archive.formats.records import OtherText, ParsedPost, ParsedRecord, Problem, Remark
from archive.model import LeftOut
from archive.sources.cures import HOLD_TEXT, cure_of
from archive.sources.sniffing import sniff

_ZONE = ZoneInfo("Europe/London")
"""A mailout's day is its day in the blog's time zone."""
_CARRIERS = ("multipart/digest", "multipart/report")
"""Messages of these types only carry others."""
NO_TEXT = "no text in this message"
_UNREADABLE_DATE = "cannot be read, or has no time zone"


@dataclass(frozen=True)
class _Sent:
    """What the header above a text says about it, whichever header that is."""

    title: str
    author: str | None
    day: date | None
    sent: datetime | None
    date_problem: str | None
    """Why there is no day."""


@dataclass(frozen=True)
class _Message:
    """A message with its texts, and those attached to it."""

    parsed: ParsedMail
    title: str
    """The subject, without recipients."""
    copies: tuple[PartText, ...]
    attached: tuple[_Message, ...]

    @property
    def texts(self) -> list[BodyText]:
        return [part_text.text for part_text in self.copies]

    @property
    def has_words(self) -> bool:
        return bool(self.title.split() or any(text.raw.split() for text in self.texts))

    @property
    def is_cover(self) -> bool:
        """True if the message certainly only covers those attached to it."""
        words = sum(len(text.markdown.split()) for text in self.texts)
        return self.parsed.headers.mime.type in _CARRIERS or is_cover(self.title, words, is_announced=True)


def read_message(parsed: ParsedMail, place: int, numbers: Iterator[int]) -> tuple[list[ParsedRecord], int]:
    """Return what the message holds, and its number of words. `place` is its position in a mailbox."""
    reader = _MessageReader(place, numbers)
    records = reader.records(_with_texts(parsed, frozenset()))
    return records, reader.words


def _with_texts(parsed: ParsedMail, recipients: frozenset[str]) -> _Message:
    recipients = recipients | parsed.headers.recipients
    texts = [PartText(part, read_part(part, recipients)) for part in parsed.parts if part.role != "attachment"]
    attached = tuple(_with_texts(each, recipients) for each in parsed.attached)
    title = remove_recipient(parsed.headers.subject, recipients)
    return _Message(parsed, title, tuple(choose_alternatives(texts)), attached)


@dataclass
class _MessageReader:
    """Yields the records of a message and of those attached to it."""

    place: int
    numbers: Iterator[int]
    words: int = 0
    _found: list[ParsedRecord] = field(default_factory=list)

    def records(self, message: _Message) -> list[ParsedRecord]:
        """Return the records: first those of attached messages, then the message's own."""
        attached = [record for each in message.attached for record in self.records(each)]
        covers = message.is_cover and any(isinstance(record, ParsedPost) for record in attached)
        own = self._cover(message) if covers or (attached and not message.has_words) else self._own(message)
        return [*attached, *own, *self._attachments(message.parsed)]

    def _own(self, message: _Message) -> Iterator[ParsedRecord]:
        """Yield the message's mailout, or the text of a message that can't be published, and remarks."""
        texts, sent = _shown(message)
        lines = self._lines()
        raw = self._counted([message.title, *(text.raw for text in texts)])
        body = "\n\n".join(text.markdown for text in texts if text.markdown)
        unread = [] if body else _unread_texts(message.parsed)
        if body:
            yield _mailout(message, texts, sent, lines, raw, body)
        else:
            yield OtherText(raw, lines, NO_TEXT, quarantined=not unread)
        yield from (replace(each, lines=lines) for text in message.texts for each in text.changed)
        yield from (Problem(f"message {self.place}: {NO_TEXT}; {each}") for each in unread)
        yield from (self._remark(each) for each in _remarks(message, sent.date_problem if body else NO_TEXT))
        yield from (self._remark(f"not read: {each}") for each in _unread_texts(message.parsed) if body)

    def _cover(self, message: _Message) -> Iterator[ParsedRecord]:
        raw = self._counted([message.title, *(text.raw for text in message.texts)])
        if raw:
            yield OtherText(raw, self._lines(), COVER, quarantined=False)
        yield from (self._remark(each) for each in _remarks(message, None))

    def _attachments(self, parsed: ParsedMail) -> Iterator[ParsedRecord]:
        for part in parsed.parts:
            if part.role == "attachment":
                reason = f"attachment: {_name(part)}, {part.type}, {len(part.data)} bytes"
                yield OtherText("", self._lines(), reason, quarantined=False, kind="attachment")

    def _remark(self, text: str) -> Remark:
        return Remark(f"message {self.place}: {text}")

    def _counted(self, texts: list[str]) -> str:
        raw = " ".join(filter(str.strip, texts))
        self.words += len(raw.split())
        return raw

    def _lines(self) -> tuple[int, int]:
        number = next(self.numbers)
        return number, number


def _shown(message: _Message) -> tuple[list[BodyText], _Sent]:
    """Return the texts to publish and what is known about them: those of the message that is forwarded in the first
    text, if there is one, otherwise the message's own."""
    headers = message.parsed.headers
    sent = headers.sent
    day = sent.astimezone(_ZONE).date() if sent else None
    own = _Sent(message.title, headers.author, day, sent, None if sent else f"its date {_date_problem(headers)}")
    first = next((at for at, text in enumerate(message.texts) if text.markdown), None)
    found = message.texts[first].forwarded if first is not None else None
    if first is None or not found or not is_cover(message.title, len(found.cover.split()), found.is_announced):
        return message.texts, own
    titles = [LeftOut(COVER, message.title)] if found.title else []
    texts = message.texts
    texts[first] = replace(texts[first], markdown=found.markdown, raw=found.raw, left_out=(*found.left_out, *titles))
    day = found.sent.astimezone(_ZONE).date() if found.sent else found.day
    problem = None if day else f"the date of the forwarded mail {_UNREADABLE_DATE}"
    return texts, _Sent(found.title or message.title, found.author, day, found.sent, problem)


def _mailout(
    message: _Message, texts: list[BodyText], sent: _Sent, lines: tuple[int, int], raw: str, body: str
) -> ParsedPost:
    found_id = campaign_id(message.parsed.headers, "\n".join(text.decoded for text in texts))
    return ParsedPost(
        kind="mailout",
        body=body,
        raw=raw,
        lines=lines,
        title=sent.title or None,
        day=sent.day,
        author=sent.author,
        left_out=tuple(left for text in texts for left in text.left_out if left.text.split()),
        published=sent.sent,
        partial=message.parsed.is_truncated,
        known_as=(f"campaign:{found_id}",) if found_id else (),
    )


def _remarks(message: _Message, problem: str | None) -> Iterator[str]:
    if problem:
        yield problem if problem == NO_TEXT else f"{problem}; published as undated"
    if message.parsed.is_truncated:
        yield "its end is missing"
    for part_text in message.copies:
        yield from part_text.text.remarks
        if part_text.unique_words:
            yield f"words only in a copy of the text that is not published: {part_text.unique_words}"


def _unread_texts(parsed: ParsedMail) -> list[str]:
    """Return a line for each attachment that may hold a text and can't be read, with the cure."""
    attachments = [(part, sniff(part.data)) for part in parsed.parts if part.role == "attachment" and part.data]
    return [f"{_name(part)} is {kind}{_cure(kind)}" for part, kind in attachments if kind in HOLD_TEXT]


def _cure(kind: str) -> str:
    return cure_of(kind).removesuffix(", otherwise take it out of the inbox")


def _name(part: MimePart) -> str:
    return mask_addresses(part.headers.file_name or "unnamed")


def _date_problem(headers: MailHeaders) -> str:
    return _UNREADABLE_DATE if headers.first("date") else "is missing"
