"""A mail as its parts: texts, attachments, and words that stand outside of any part.

The rule: every byte below the header belongs to exactly one part, in order. What is said to have parts and shows none
is a text; parts that never end are read, and `Mail.cut_off` says so.

Why not the email package's parser: it descends by recursion, and compares every line with every boundary that is open,
so that 100 KB can take it minutes. Here each line that begins with "--" is looked at once, nothing recurses, and
DEEPEST bounds what is looked at.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import count

from archive.formats.email.encodings import decoded_bytes
from archive.formats.email.headers import Content, Fields, header_at

DEEPEST = 50
"""Parts within parts. Deeper ones are attachments."""

_LINE = re.compile(rb"^--[^\n]*", re.MULTILINE)
_FORWARDED = ("message/rfc822", "message/news", "message/global")
_TEXTS = ("text/plain", "text/html", "text/enriched", "text/richtext", "text/markdown")


@dataclass(frozen=True)
class Part:
    """One part, its transfer encoding undone."""

    role: str
    """ "text"; "title" (the subject of a mail within this one); "outside" (before or after all parts); "attachment"."""
    content: Content
    data: bytes
    branches: tuple[tuple[int, int], ...] = ()
    """For each choice of copies (multipart/alternative) that it stands in, from without: its number, and which copy."""
    fault: str | None = None
    """What was wrong with its transfer encoding."""

    @property
    def type(self) -> str:
        """ "text/html"."""
        return self.content.type or "text/plain"


@dataclass(frozen=True)
class Mail:
    """One mail."""

    fields: Fields
    parts: tuple[Part, ...]
    cut_off: bool
    """True if the end of its parts is missing."""


@dataclass
class _Open:
    """A part that has parts, while it is read."""

    boundary: bytes
    default: str
    """The type of parts that do not say theirs."""
    choice: int | None
    """Its number if its parts are copies of one text."""
    branch: int = -1
    closed: bool = False


def mail(message: bytes) -> Mail:
    """The mail that `message` is. Never raises, whatever the bytes."""
    message = with_plain_line_ends(message)
    fields, _ = header_at(message, 0)
    parts: list[Part] = []
    cut_off = False
    choices = count()
    waiting = [_Cutter(message, (), choices)]
    cutting = [waiting[0].parts()]
    while cutting:
        part = next(cutting[-1], None)
        if part is None:
            cutting.pop()
            cut_off |= waiting.pop().cut_off
        elif part.role == "message" and len(cutting) < DEEPEST:
            waiting.append(_Cutter(with_plain_line_ends(part.data), part.branches, choices, within=True))
            cutting.append(waiting[-1].parts())
        else:
            parts.append(replace(part, role="attachment") if part.role == "message" else part)
    return Mail(fields, tuple(parts), cut_off)


@dataclass
class _Cutter:
    """Cuts one message; messages within it too, but for those with a transfer encoding of their own."""

    message: bytes
    around: tuple[tuple[int, int], ...]
    choices: Iterator[int]
    within: bool = False
    """True if this message stands within another."""
    cut_off: bool = False
    _stack: list[_Open] = field(default_factory=list)
    _fields: Fields = field(default_factory=Fields)
    _default: str = "text/plain"
    _body: int = 0
    """Where the part that is being read begins, below its header."""
    _outside: bool = False

    def parts(self) -> Iterator[Part]:
        yield from self._begin(0, "message/rfc822" if self.within else "text/plain")
        for line in _LINE.finditer(self.message):
            level = self._level(line.group().rstrip()) if line.start() >= self._body else None
            if level is None:
                continue
            yield from self._end(line.start())
            del self._stack[abs(level) :]
            if level < 0:
                self._stack[-1].closed = True
                self._body, self._outside = line.end() + 1, True
            else:
                self._stack[-1].branch += 1
                yield from self._begin(line.end() + 1, self._stack[-1].default)
        yield from self._end(len(self.message) + 1)
        self.cut_off = any(not part.closed for part in self._stack)

    def _level(self, line: bytes) -> int | None:
        """How deep the part is whose boundary that is, from 1 on; negative if the line ends its parts."""
        for level, part in reversed([*enumerate(self._stack, 1)]):
            if line == b"--" + part.boundary:
                return level
            if line == b"--" + part.boundary + b"--":
                return -level
        return None

    def _begin(self, at: int, default: str) -> Iterator[Part]:
        """Reads the header there, and those of messages that it announces."""
        self._outside = False
        announced = self.within and not at
        self._fields, self._body = (Fields(), at) if announced else header_at(self.message, at)
        self._default = default
        while self._type in _FORWARDED and self._fields.encoding not in ("base64", "quoted-printable"):
            self._fields, self._body = header_at(self.message, self._body)
            self._default = "text/plain"
            if subject := self._fields.subject:
                yield Part("title", Content("text/plain; charset=utf-8", ""), subject.encode(), self._branches())
        if self._type.startswith("multipart/") and len(self._stack) < DEEPEST:
            self._open()

    def _open(self) -> None:
        boundary = self._fields.content.boundary
        if not boundary or self.message.find(b"--" + boundary, self._body) < 0:
            return
        choice = next(self.choices) if self._type == "multipart/alternative" else None
        default = "message/rfc822" if self._type == "multipart/digest" else "text/plain"
        self._stack.append(_Open(boundary, default, choice))
        self._outside = True

    @property
    def _type(self) -> str:
        return self._fields.content.type or self._default

    def _branches(self) -> tuple[tuple[int, int], ...]:
        return (*self.around, *((part.choice, part.branch) for part in self._stack if part.choice is not None))

    def _end(self, at: int) -> Iterator[Part]:
        """The part that ends before the line there; the line end above a boundary belongs to the boundary."""
        data = self.message[self._body : max(at - 1, self._body)]
        if self._outside:
            if data.strip():
                yield Part("outside", Content("", ""), data, self._branches())
            return
        content, fault = decoded_bytes(data, self._fields.encoding)
        yield Part(self._role(), self._content(), content, self._branches(), fault)

    def _content(self) -> Content:
        content = self._fields.content
        return content if content.type or self._default == "text/plain" else Content(self._default, "")

    def _role(self) -> str:
        content = self._fields.content
        if self._type in _FORWARDED:
            return "message"
        if self._type.startswith("multipart/") and len(self._stack) < DEEPEST:
            return "text"
        shown = self._type in _TEXTS and not content.is_attached
        return "text" if shown else "attachment"


def with_plain_line_ends(message: bytes) -> bytes:
    """`message` with "\\n" at the end of each line."""
    message = message.replace(b"\r\n", b"\n")
    return message if b"\n" in message else message.replace(b"\r", b"\n")
