"""Find the records of a web archive (WARC 0.17 to 1.1, ARC 1 and 2) and check that they are whole.

The rules: each record is either whole or broken, with a reason. If a length is wrong, the search for the next record
starts where this one's contents start, so one wrong digit costs one record. A digest in an unknown notation neither
confirms nor contradicts anything.

Why not a library: warcio 1.8.1 reads a truncated file without an error, prints damage to stderr and goes on with less,
stops at the first wrong record, and refuses a WARC that was gzipped as a whole (2026-11-22). FastWARC stops at the
first damaged gzip member and can't read ARC (2026-11-30).
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from io import StringIO

from archive.sources.gzips import UnpackedSpan
from archive.sources.random_access import RandomAccessFile

MAX_HEADER = 2**14
"""Bytes of the header of a record or response. Those seen have about 500."""
_USUAL_HEADER = 2**12
_ENOUGH = 12
"""Bytes that show whether a record ended where it should."""
_OVERLAP = 2**13
"""Bytes searched at a time, read again with the next ones, so that a header across the edge is found."""


@dataclass(frozen=True)
class RecordHeader:
    size: int
    kind: str
    """The WARC type: "response", "resource", "revisit", "request" …"""
    length: int | None
    """Bytes of the contents; None if it is missing or not a number."""
    address: str | None
    media_type: str | None
    fields: dict[str, str]
    """All fields, with names in lower case. Empty in ARC."""


@dataclass(frozen=True)
class WarcRecord:
    """A whole record."""

    number: int
    """Counted from 1 in its file, including broken records."""
    header: RecordHeader
    start: int
    end: int
    """Where its contents begin and end in the decompressed file."""
    unverified: bool
    """True if its bytes may be wrong and only a digest can confirm them."""


@dataclass(frozen=True)
class BrokenRecord:
    """A record that isn't whole, or bytes that belong to no record."""

    number: int
    reason: str
    address: str | None = None


@dataclass(frozen=True)
class ArchiveFormat:
    """How WARC or ARC delimits records."""

    header: Callable[[bytes], RecordHeader | None]
    """Parses the header at the start of some bytes; returns None if there is none."""
    begins: re.Pattern[bytes]
    """Matches the end of a line before a header."""
    ends: re.Pattern[bytes]
    """Matches what follows the contents if their length is right, in case the next header is damaged."""


def parse_warc_header(data: bytes) -> RecordHeader | None:
    found = re.match(rb"WARC/\d+\.\d+[ \t]*\r?\n", data)
    end = _end_of_head(data) if found else 0
    if not found or not end:
        return None
    fields = parse_fields(data[found.end() : end])
    address = fields.get("warc-target-uri", "").strip("<> ")
    kind, length = fields.get("warc-type", "").lower(), _length(fields.get("content-length", ""))
    return RecordHeader(end, kind, length, address or None, fields.get("content-type"), fields)


def parse_arc_header(data: bytes) -> RecordHeader | None:
    """Parse an ARC header: one line of five fields (version 1) or ten, where the address may contain spaces."""
    line, newline, _ = data[:_OVERLAP].partition(b"\n")
    for count in (5, 10):
        parts = line.strip().decode("utf-8", "replace").rsplit(" ", count - 1)
        if newline and len(parts) == count and re.fullmatch(r"\d{8,20}", parts[2]) and "://" in parts[0]:
            kind = "warcinfo" if parts[0].startswith("filedesc:") else "response"
            return RecordHeader(len(line) + 1, kind, _length(parts[-1]), parts[0], parts[3], {})
    return None


WARC = ArchiveFormat(parse_warc_header, re.compile(rb"\n(?=WARC/\d+\.\d+[ \t]*\r?\n)"), re.compile(rb"\r\n\r\n"))
ARC = ArchiveFormat(
    parse_arc_header,
    re.compile(rb"\n(?=[a-z]{3,8}://[^\n]* [0-9A-Fa-f.:]+ \d{8,20} [^\n]*\n)"),
    re.compile(rb"\n(?:[a-z]{3,8}://|[a-z]{0,8}:?/?\Z)"),
)


def parse_fields(lines: bytes) -> dict[str, str]:
    """Return the fields of a header by name in lower case. The first of several fields with one name counts."""
    fields: dict[str, str] = {}
    text = lines.decode("utf-8", "replace").replace("\r\n", "\n")
    for line in StringIO(re.sub(r"\n[ \t]+", " ", text)):
        name, colon, value = line.partition(":")
        if colon:
            fields.setdefault(name.strip().lower(), value.strip())
    return fields


def _length(text: str) -> int | None:
    return int(text) if re.fullmatch(r"[0-9]{1,15}", text) else None


def _end_of_head(data: bytes) -> int:
    """Return where the contents begin, after the first empty line; 0 if there is none."""
    ends = [place + len(mark) for mark in (b"\n\r\n", b"\n\n") if (place := data.find(mark)) >= 0]
    return min(ends, default=0)


def read_records(
    file: RandomAccessFile, spans: list[UnpackedSpan], form: ArchiveFormat
) -> Iterator[WarcRecord | BrokenRecord]:
    """Yield all records of the decompressed file, in order."""
    number = 0
    for span in spans:
        walk, found = _RecordReader(file, span, form, number), None
        for found in walk:
            number = found.number
            yield found
        if span.damage and not isinstance(found, BrokenRecord):
            number += 1
            yield BrokenRecord(number, span.damage)


class _RecordReader:
    """Yields the records of one span."""

    def __init__(self, file: RandomAccessFile, span: UnpackedSpan, form: ArchiveFormat, number: int) -> None:
        self._file, self._span, self._form, self._number = file, span, form, number

    def __iter__(self) -> Iterator[WarcRecord | BrokenRecord]:
        place = self._skip_blank_lines(self._span.start)
        while place < self._span.end:
            self._number += 1
            header = self._parse_header(place)
            begin = place + header.size if header else place
            reason = self._fault(header, begin)
            if header and header.length is not None and not reason:
                place = begin + header.length
                yield WarcRecord(self._number, header, begin, place, self._span.unverified)
            else:
                place = self._find_header(begin)
                yield BrokenRecord(self._number, reason or "", header.address if header else None)
            place = self._skip_blank_lines(place)

    def _parse_header(self, place: int) -> RecordHeader | None:
        room = self._span.end - place
        header = self._form.header(self._file.read_at(place, min(_USUAL_HEADER, room)))
        return header or self._form.header(self._file.read_at(place, min(MAX_HEADER, room)))

    def _fault(self, header: RecordHeader | None, begin: int) -> str | None:
        """Return what is wrong with the record whose contents start at `begin`, or None."""
        if header is None:
            return self._span.damage or "bytes that belong to no record; copy the file again"
        if header.length is None:
            return "its length is missing or not a number"
        end = begin + header.length
        if end > self._span.end:
            missing = f"only {self._span.end - begin} of its {header.length} bytes are there"
            return f"{missing}: {self._span.damage or 'the file is cut short, or the length is wrong'}"
        return None if self._is_end(end) else "its length is wrong: what follows is not a record"

    def _is_end(self, place: int) -> bool:
        after = self._skip_blank_lines(place)
        if after == self._span.end or self._parse_header(after):
            return True
        return self._form.ends.match(self._file.read_at(place, min(_ENOUGH, self._span.end - place))) is not None

    def _skip_blank_lines(self, place: int) -> int:
        """Return the offset of the next byte that isn't a line end."""
        while place < self._span.end:
            data = self._file.read_at(place, min(_USUAL_HEADER, self._span.end - place))
            if rest := data.lstrip(b"\r\n"):
                return place + len(data) - len(rest)
            place += len(data)
        return place

    def _find_header(self, place: int) -> int:
        """Return where the next header starts after `place`, or the end of the span."""
        end = self._span.end
        for start in range(max(0, place - 1), end, _OVERLAP):
            data = self._file.read_at(start, min(2 * _OVERLAP, end - start))
            for found in self._form.begins.finditer(data):
                if start + found.end() > place:
                    return start + found.end()
        return end


_KNOWN = ("md5", "sha1", "sha256", "sha384", "sha512")


def digest_matches(checksum: str, pieces: Iterable[bytes]) -> bool | None:
    """Compare `checksum` ("sha1:…", in base 32, 16 or 64) with that of the bytes. None if its notation is unknown."""
    algorithm, _, written = checksum.partition(":")
    algorithm = algorithm.strip().lower().replace("-", "")
    if algorithm not in _KNOWN:
        return None
    digest = hashlib.new(algorithm, usedforsecurity=False)
    for piece in pieces:
        digest.update(piece)
    return written.strip().rstrip("=") in _spellings(digest.digest())


def _spellings(digest: bytes) -> set[str]:
    base32, base64_ = base64.b32encode(digest).decode(), base64.b64encode(digest).decode()
    base64_url = base64.urlsafe_b64encode(digest).decode()
    in_hex = digest.hex()
    return {each.rstrip("=") for each in (base32, base32.lower(), in_hex, in_hex.upper(), base64_, base64_url)}
