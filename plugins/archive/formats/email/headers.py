"""The header of a mail: its subject, sender and date, and the addresses it went to.

The rule: of the header only the subject becomes text, and of the sender only a name. Message-ID, recipients and what
servers added go nowhere (reliability.md 2.5); recipients are known here so that they can be masked in the text.

`email.policy.default` raises LookupError on unknown charsets and takes quadratic time over hostile headers (forms.md
7.2), so fields are cut here by a pattern, shortened to LONGEST_FIELD characters, and decoded by our own rules. Only
the parameters of a content type are left to the email package, in its older "compat32" manner.
"""

from __future__ import annotations

import binascii
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import Message
from email.utils import parsedate_to_datetime
from functools import cached_property
from itertools import groupby
from typing import TypeVar

from archive.formats.email.encodings import from_base64
from archive.markup.charsets import decoded_html
from archive.text import clean

_Said = TypeVar("_Said")

LONGEST_FIELD = 10_000
_LONGEST_PARAMETERS = 2_000
_LONGEST_SENDER = 1_000
_LONGEST_DATE = 200
_YEARS = range(1971, 2100)
"""Others are of a clock that was wrong: the first mail was sent in 1971."""
_RECIPIENTS = re.compile(
    r"(?:resent-)?(?:to|cc|bcc)|(?:delivered|apparently|envelope|original|x-original|x-envelope|x-delivered)-to"
    r"|x-rcpt-to|x-forwarded-(?:to|for)|x-(?:original-)?recipient|return-path"
)

_KNOWN = rb"(?:Received|Date|From|To|Cc|Subject|Message-ID|MIME-Version|Content-[\w-]+|X-[\w-]+)[ \t]*:"
_FOLDED = rb"(?:[ \t]+[^\s][^\n]*\n|[ \t]+\n(?=[ \t]+\S))*+"
_FIELD = re.compile(rb"(?!--)([!-9;-~]++)[ \t]*:([^\n]*(?:\n|\Z)" + _FOLDED + rb")")
_LINE = rb"(?!--)\S[^\n]*\n" + _FOLDED
_JUNK = re.compile(_LINE + rb"(?=" + _KNOWN + rb")", re.IGNORECASE)
_DAMAGED = re.compile(_LINE)
_OF_A_MAIL = frozenset(["content-type", "message-id", "mime-version", "received", "return-path"])
"""Fields that no person writes at the top of a text."""
_ENVELOPE = re.compile(rb"(?:\xef\xbb\xbf)?\s*+(?:>?From (?! *:)[^\n]*\n)?")
_BLANK = re.compile(rb"[ \t]*(?:\n|\Z)")

_ENCODED = re.compile(r"=\?([^?\s]{1,60})\?([bq])\?([^?]*)(?:\?=|\?\Z|\Z)", re.IGNORECASE)
_BETWEEN_ENCODED = re.compile(r"(?<=\?=)\s+(?==\?)")
_NAMED = re.compile(r'\s*(?:"((?:[^"\\]|\\.)*+)"|([^"<]*+))\s*<')
_NAME_BEHIND = re.compile(r"[^<>()\s]+@[^<>()\s]+\s*\(([^()]*)\)")
_ADDRESS = re.compile(r"(?<![\w.+-])[\w.+-]++@[\w-]++(?:\.[\w-]++)++")


@dataclass(frozen=True)
class Fields:
    """The fields of one header."""

    values: tuple[tuple[str, str], ...] = ()
    """Names in lower case, and what they say: on one line, not decoded."""

    def first(self, name: str) -> str:
        """What the first field of that name says; empty if there is none."""
        return next((value for field, value in self.values if field == name), "")

    @property
    def names(self) -> frozenset[str]:
        return frozenset(name for name, _ in self.values)

    @property
    def subject(self) -> str:
        """The subject as it was given, "Fwd:" included, decoded, on one line; empty if there is none."""
        return _one_line(self.first("subject"))

    @property
    def author(self) -> str | None:
        """The sender's name, never the address; None if there is only an address."""
        sender = self.first("from")[:_LONGEST_SENDER]
        named = _NAMED.match(sender)
        behind = _NAME_BEHIND.search(sender)
        name = (named.group(1) or named.group(2) or "") if named else behind.group(1) if behind else ""
        name = _one_line(re.sub(r"\\(.)", r"\1", name)).strip("'\" ")
        return None if "@" in name else name or None

    @property
    def sent(self) -> datetime | None:
        """When it was sent, aware, UTC; None if that is unreadable, without a zone or impossible."""
        written = self.first("date")[:_LONGEST_DATE].strip()
        try:
            moment = parsedate_to_datetime(written)
            if moment.tzinfo is None and written.endswith("-0000"):  # RFC 5322, 3.3: UTC, the sender's zone untold
                moment = moment.replace(tzinfo=UTC)
            return moment.astimezone(UTC) if moment.tzinfo and moment.year in _YEARS else None
        except (ValueError, TypeError, IndexError, OverflowError):  # what email.utils raises
            return None

    @cached_property
    def recipients(self) -> frozenset[str]:
        """Addresses it went to, in lower case."""
        lines = (value for name, value in self.values if _RECIPIENTS.fullmatch(name))
        return frozenset(found.lower() for line in lines for found in _ADDRESS.findall(decoded_words(line)))

    @cached_property
    def content(self) -> Content:
        return Content(self.first("content-type"), self.first("content-disposition"))

    @property
    def encoding(self) -> str:
        """The transfer encoding, in lower case: "base64"."""
        return self.first("content-transfer-encoding").split(";")[0].strip(" \"'").lower()


class Content:
    """What a header says of the content below it. Faults in it are as if nothing had been said."""

    def __init__(self, content_type: str, disposition: str) -> None:
        self._message = Message()
        if content_type:
            self._message["Content-Type"] = content_type[:_LONGEST_PARAMETERS]
        if disposition:
            self._message["Content-Disposition"] = disposition[:_LONGEST_PARAMETERS]

    @property
    def type(self) -> str | None:
        """ "text/html"; None if the header does not say."""
        return self._message.get_content_type() if "Content-Type" in self._message else None

    @property
    def is_attached(self) -> bool:
        return self._message.get_content_disposition() == "attachment"

    @property
    def charset(self) -> str | None:
        return _if_readable(lambda: self._message.get_content_charset())

    @property
    def boundary(self) -> bytes:
        """What parts the parts; empty if that is not said."""
        return (_if_readable(self._message.get_boundary) or "").encode("utf-8", "replace").rstrip()

    @property
    def file_name(self) -> str | None:
        said = _if_readable(self._message.get_filename)
        return _one_line(said or "") or None

    def says(self, name: str, value: str) -> bool:
        """Whether the content type has that parameter (`format=flowed`)."""
        said = _if_readable(lambda: self._message.get_param(name))
        return isinstance(said, str) and said.lower() == value


def header_at(message: bytes, at: int) -> tuple[Fields, int]:
    """The header that begins there, and where what is below it begins. Line ends are "\\n".

    A message whose very first line is damaged has a header all the same, if it names what only programs write.
    """
    start, first = at, _after_envelope(message, at)
    values, at = _fields_at(message, first)
    if not (values or start) and (damaged := _DAMAGED.match(message, first)):
        values, at = _fields_at(message, damaged.end())
        values = values if _OF_A_MAIL & {name for name, _ in values} else []
    blank = _BLANK.match(message, at if values else first)
    if not values:
        at = start
    return Fields(tuple(values)), blank.end() if blank else at


def _fields_at(message: bytes, at: int) -> tuple[list[tuple[str, str]], int]:
    """Names and values of the fields there, and where what is below them begins."""
    values: list[tuple[str, str]] = []
    while True:
        if found := _FIELD.match(message, at):
            values.append((found.group(1).decode("ascii").lower(), _unfolded(found.group(2))))
        elif not values or not (found := _JUNK.match(message, at)):
            return values, at
        at = found.end()


def decoded_words(text: str) -> str:
    """`text` with its encoded words (RFC 2047) decoded, broken ones too. Never raises."""
    text = _BETWEEN_ENCODED.sub("", text)
    pieces = groupby(_coded(text), key=lambda piece: piece[0])
    return "".join(_decoded(b"".join(data for _, data in group), charset) for charset, group in pieces)


def _coded(text: str) -> Iterator[tuple[str | None, bytes]]:
    """The pieces of `text`: the charset (None where it is not encoded) and the bytes."""
    end = 0
    for found in _ENCODED.finditer(text):
        if found.start() > end:
            yield None, text[end : found.start()].encode()
        charset, how, word = found.groups()
        data = word.encode("utf-8", "replace")
        words = from_base64(data)[0] if how in "bB" else binascii.a2b_qp(data.replace(b" ", b"_"), header=True)
        yield charset.split("*")[0].lower(), words
        end = found.end()
    yield None, text[end:].encode()


def _decoded(data: bytes, charset: str | None) -> str:
    return decoded_html(data, f"text/plain; charset={charset or 'utf-8'}")[0]


def _after_envelope(message: bytes, at: int) -> int:
    """Behind the line that a mail box puts above a header, and blank lines before it."""
    found = _ENVELOPE.match(message, at)
    return found.end() if found and not at else at


def _unfolded(value: bytes) -> str:
    text = decoded_html(value[:LONGEST_FIELD])[0]
    return " ".join(clean(text).split())


def _one_line(text: str) -> str:
    return " ".join(clean(decoded_words(text)).split())


def _if_readable(ask: Callable[[], _Said]) -> _Said | None:
    """What the email package says, or None: on odd charsets of parameters it raises one of these (cpython 83281)."""
    try:
        return ask()
    except (LookupError, ValueError):
        return None
