"""Parse the headers of a mail: subject, sender, date and recipients, and the MIME headers of its parts.

The rule: the only header text that is published is the subject and the sender's name. Recipients are parsed so that
they can be masked in the text ("Mailouts" in docs/formats.md).

Why not `email.policy.default`: it raises LookupError on unknown charsets and takes quadratic time on hostile headers
("Library behaviour the code relies on" in docs/formats.md). So headers are split by a pattern, shortened to
LONGEST_FIELD characters and decoded here. Only the parameters of a content type are parsed by the email package, with
its policy compat32.
"""

from __future__ import annotations

import binascii
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import Message
from functools import cached_property
from itertools import groupby
from typing import TypeVar

from archive.markup.charsets import decode_html
from archive.sources.transfer_encodings import decode_base64
from archive.text import clean
from archive.times import parse_mail_time

_Answer = TypeVar("_Answer")

LONGEST_FIELD = 10_000
_LONGEST_PARAMETERS = 2_000
_LONGEST_SENDER = 1_000
_LONGEST_DATE = 200
_YEARS = range(1971, 2100)
"""Dates outside these years come from a wrong clock. The first e-mail was sent in 1971."""
_RECIPIENTS = re.compile(
    r"(?:resent-)?(?:to|cc|bcc)|(?:delivered|apparently|envelope|original|x-original|x-envelope|x-delivered)-to"
    r"|x-rcpt-to|x-forwarded-(?:to|for)|x-(?:original-)?recipient|return-path"
)

_KNOWN = rb"(?:Received|Date|From|To|Cc|Subject|Message-ID|MIME-Version|Content-[\w-]+|X-[\w-]+)[ \t]*:"
_FOLDED = rb"(?:[ \t]+[^\s][^\n]*\n|[ \t]+\n(?=[ \t]+\S))*"
_FIELD = re.compile(rb"(?!--)([!-9;-~]++)[ \t]*:([^\n]*(?:\n|\Z)" + _FOLDED + rb")")
_LINE = rb"(?!--)\S[^\n]*\n" + _FOLDED
_JUNK = re.compile(_LINE + rb"(?=" + _KNOWN + rb")", re.IGNORECASE)
_DAMAGED = re.compile(_LINE)
_OF_A_MAIL = frozenset(["content-type", "message-id", "mime-version", "received", "return-path"])
"""Headers that nobody writes at the top of a text."""
_ENVELOPE = re.compile(rb"(?:\xef\xbb\xbf)?\s*+(?:>?From (?! *:)[^\n]*\n)?")
_BLANK = re.compile(rb"[ \t]*(?:\n|\Z)")

_ENCODED = re.compile(r"=\?([^?\s]{1,60})\?([bq])\?([^?]*)(?:\?=|\?\Z|\Z)", re.IGNORECASE)
_BETWEEN_ENCODED = re.compile(r"(?<=\?=)\s+(?==\?)")
_NAMED = re.compile(r'\s*(?:"((?:[^"\\]|\\.)*+)"|([^"<]*+))\s*<')
_NAME_BEHIND = re.compile(r"[^<>()\s]+@[^<>()\s]+\s*\(([^()]*)\)")
_ADDRESS = re.compile(r"(?<![\w.+-])[\w.+-]++@[\w-]++(?:\.[\w-]+)+")


@dataclass(frozen=True)
class MailHeaders:
    """The headers of one message or part."""

    values: tuple[tuple[str, str], ...] = ()
    """Names in lower case and values: unfolded to one line, not decoded."""

    def first(self, name: str) -> str:
        """Return the value of the first header of that name, or ""."""
        return next((value for field, value in self.values if field == name), "")

    @property
    def names(self) -> frozenset[str]:
        return frozenset(name for name, _ in self.values)

    @property
    def subject(self) -> str:
        """The decoded subject on one line, with "Fwd:" and the like; "" if there is none."""
        return _one_line(self.first("subject"))

    @property
    def author(self) -> str | None:
        """The sender's name; None if the header has only an address."""
        sender = self.first("from")[:_LONGEST_SENDER]
        named = _NAMED.match(sender)
        behind = _NAME_BEHIND.search(sender)
        name = (named.group(1) or named.group(2) or "") if named else behind.group(1) if behind else ""
        name = _one_line(re.sub(r"\\(.)", r"\1", name)).strip("'\" ")
        return None if "@" in name else name or None

    @property
    def sent(self) -> datetime | None:
        """When the mail was sent, in UTC; None if the date is unreadable, impossible or without a time zone."""
        written = self.first("date")[:_LONGEST_DATE].strip()
        try:
            moment = parse_mail_time(written)
            if moment.tzinfo is None and written.endswith("-0000"):  # RFC 5322, 3.3: UTC, the sender's zone untold
                moment = moment.replace(tzinfo=UTC)
            return moment.astimezone(UTC) if moment.tzinfo and moment.year in _YEARS else None
        except ValueError:
            return None

    @cached_property
    def recipients(self) -> frozenset[str]:
        """Addresses the mail was sent to, in lower case."""
        lines = (value for name, value in self.values if _RECIPIENTS.fullmatch(name))
        return frozenset(found.lower() for line in lines for found in _ADDRESS.findall(decode_words(line)))

    @cached_property
    def mime(self) -> MimeHeaders:
        return MimeHeaders(self.first("content-type"), self.first("content-disposition"))

    @property
    def encoding(self) -> str:
        """The transfer encoding in lower case: "base64"."""
        return self.first("content-transfer-encoding").split(";")[0].strip(" \"'").lower()


class MimeHeaders:
    """The content type and disposition of a part. Faulty parameters count as missing."""

    def __init__(self, content_type: str, disposition: str) -> None:
        self._message = Message()
        if content_type:
            self._message["Content-Type"] = content_type[:_LONGEST_PARAMETERS]
        if disposition:
            self._message["Content-Disposition"] = disposition[:_LONGEST_PARAMETERS]

    @property
    def type(self) -> str | None:
        """ "text/html"; None if the header is missing."""
        return self._message.get_content_type() if "Content-Type" in self._message else None

    @property
    def is_attachment(self) -> bool:
        return self._message.get_content_disposition() == "attachment"

    @property
    def charset(self) -> str | None:
        return _or_none(lambda: self._message.get_content_charset())

    @property
    def boundary(self) -> bytes:
        """The multipart boundary, or b"" if the header has none."""
        return (_or_none(self._message.get_boundary) or "").encode("utf-8", "replace").rstrip()

    @property
    def file_name(self) -> str | None:
        name = _or_none(self._message.get_filename)
        return _one_line(name or "") or None

    def has_parameter(self, name: str, value: str) -> bool:
        """Return True if the content type has that parameter, such as `format=flowed`."""
        parameter = _or_none(lambda: self._message.get_param(name))
        return isinstance(parameter, str) and parameter.lower() == value


def parse_headers(message: bytes, at: int) -> tuple[MailHeaders, int]:
    """Parse the headers that start at `at`. Returns them and where the body starts. Line ends must be "\\n".

    If the first line is damaged, the next lines still count as headers if one of them is a header that only programs
    write.
    """
    start, first = at, _skip_envelope(message, at)
    values, at = _parse_fields(message, first)
    if not (values or start) and (damaged := _DAMAGED.match(message, first)):
        values, at = _parse_fields(message, damaged.end())
        values = values if _OF_A_MAIL & {name for name, _ in values} else []
    blank = _BLANK.match(message, at if values else first)
    if not values:
        at = start
    return MailHeaders(tuple(values)), blank.end() if blank else at


def _parse_fields(message: bytes, at: int) -> tuple[list[tuple[str, str]], int]:
    """Return names and values of the headers at `at`, and where the body starts."""
    values: list[tuple[str, str]] = []
    while True:
        if found := _FIELD.match(message, at):
            values.append((found.group(1).decode("ascii").lower(), _unfold(found.group(2))))
        elif not values or not (found := _JUNK.match(message, at)):
            return values, at
        at = found.end()


def decode_words(text: str) -> str:
    """Decode encoded words (RFC 2047), damaged ones too. Never raises."""
    text = _BETWEEN_ENCODED.sub("", text)
    pieces = groupby(_split_encoded_words(text), key=lambda piece: piece[0])
    return "".join(_decode_bytes(b"".join(data for _, data in group), charset) for charset, group in pieces)


def _split_encoded_words(text: str) -> Iterator[tuple[str | None, bytes]]:
    """Yield the pieces of `text` as charset (None if not encoded) and bytes."""
    end = 0
    for found in _ENCODED.finditer(text):
        if found.start() > end:
            yield None, text[end : found.start()].encode()
        charset, how, word = found.groups()
        data = word.encode("utf-8", "replace")
        words = decode_base64(data)[0] if how in "bB" else binascii.a2b_qp(data.replace(b" ", b"_"), header=True)
        yield charset.split("*")[0].lower(), words
        end = found.end()
    yield None, text[end:].encode()


def _decode_bytes(data: bytes, charset: str | None) -> str:
    return decode_html(data, f"text/plain; charset={charset or 'utf-8'}").text


def _skip_envelope(message: bytes, at: int) -> int:
    """Skip a mailbox's "From " line and blank lines before the headers."""
    found = _ENVELOPE.match(message, at)
    return found.end() if found and not at else at


def _unfold(value: bytes) -> str:
    text = decode_html(value[:LONGEST_FIELD]).text
    return " ".join(clean(text).split())


def _one_line(text: str) -> str:
    return " ".join(clean(decode_words(text)).split())


def _or_none(ask: Callable[[], _Answer]) -> _Answer | None:
    """Return what the email package answers, or None: it raises on unusual charsets of parameters (cpython issue
    83281)."""
    try:
        return ask()
    except (LookupError, ValueError):
        return None
