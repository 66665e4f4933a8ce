"""Split the parts of a MIME file by their boundaries, as browsers write them in MHTML files.

The rule: a part only says where its body is, so that a page with many images is not held in memory twice. Mails are
split by `formats.email.mime`, which repairs more and forgives more.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from archive.sources.warc_records import parse_fields

_HEAD = re.compile(rb"(?:\xef\xbb\xbf)?\s*+((?:(?!--).*?(?:\n(?=--|[^\S\n]*(?:\n|\Z))|\Z))?)", re.DOTALL)
"""The lines up to the first blank one. A damaged line among them is skipped, and the others count.

A lazy dot, not a repeated line: of each repetition of a group, the engine keeps a state of some 150 bytes.
"""
_BLANK = re.compile(rb"[ \t\r]*(?:\n|\Z)")
_DASHES = re.compile(rb"^--[^\n]*", re.MULTILINE)
_BOUNDARY = re.compile(r"""\bboundary\s*=\s*(?:"([^"]*)"|([^\s;"]+))""", re.IGNORECASE)
_MAX_DEPTH = 10
"""Levels of multiparts. Browsers write one, or two if they save a mail."""


@dataclass(frozen=True)
class MimeSpan:
    """One part, and where its body is in the file."""

    fields: dict[str, str]
    """Its header, with names in lower case."""
    start: int
    end: int
    is_whole: bool = True
    """False if the file ends in it."""

    @property
    def type(self) -> str:
        """Its media type without parameters: "text/html"; "" if it has none."""
        return self.fields.get("content-type", "").partition(";")[0].strip().lower()

    @property
    def encoding(self) -> str:
        return self.fields.get("content-transfer-encoding", "").partition(";")[0].strip(" \"'").lower()

    @property
    def boundary(self) -> bytes | None:
        found = _BOUNDARY.search(self.fields.get("content-type", ""))
        return (found[1] or found[2] or "").encode().rstrip() or None if found else None


def mime_head(data: bytes, start: int = 0) -> MimeSpan:
    """Return the header at `start`, with everything below it as its body."""
    found = _HEAD.match(data, start)
    at = found.end() if found else start
    blank = _BLANK.match(data, at)
    return MimeSpan(parse_fields(found[1]) if found else {}, blank.end() if blank else at, len(data))


def mime_parts(data: bytes) -> Iterator[MimeSpan]:
    """Yield the parts in order; a file without boundaries is one part. Words outside the parts are no part."""
    opened: list[bytes] = []
    part: MimeSpan | None = _opened(mime_head(data), opened)
    for line in _DASHES.finditer(data):
        boundary = line.group().rstrip()[2:]
        closes = boundary not in opened and boundary.removesuffix(b"--") in opened
        boundary = boundary.removesuffix(b"--") if closes else boundary
        if boundary not in opened or (part and line.start() < part.start):
            continue
        if part:
            yield replace(part, end=_before_line(data, part.start, line.start()))
        del opened[opened.index(boundary) + (not closes) :]
        part = None if closes else _opened(mime_head(data, line.end() + 1), opened)
    if part:
        yield replace(part, is_whole=not opened)


def _opened(part: MimeSpan, opened: list[bytes]) -> MimeSpan | None:
    """Return `part`; None if it is a multipart, whose boundary is then added to `opened`."""
    boundary = part.boundary if part.type.startswith("multipart/") else None
    if boundary is None or len(opened) == _MAX_DEPTH:
        return part
    opened.append(boundary)
    return None


def _before_line(data: bytes, start: int, line: int) -> int:
    """Return the end of a body above `line`. The line end there belongs to the boundary."""
    end = line - 1
    return max(start, end - (data[end - 1 : end] == b"\r"))
