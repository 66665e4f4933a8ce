"""The records of a web archive (WARC 0.17 to 1.1, ARC 1 and 2), found by their lengths and proved by what follows.

Read here and not by warcio 1.8.1, which reads a file that is cut short without a word, prints damage to stderr and goes
on with less, stops at the first wrong record, and refuses a WARC that was gzipped as a whole (its code, 2026-11-22).

The rule: each record found is either whole or broken, with a reason. Where a length is wrong, the next record is
sought from where this one's contents begin, so that one wrong digit costs one record.

Checksums as web archives write them: "sha1:" and the digest in base 32, and in practice in base 16 or 64 as well.

The rule: a checksum in a way that is not known proves nothing and contradicts nothing.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from archive.sources.gzips import UnpackedSpan
from archive.sources.random_access import RandomAccessFile

MAX_HEADER = 2**14
"""Bytes of a record's or an answer's header; those seen have about 500."""
_USUAL_HEADER = 2**12
_ENOUGH = 12
"""Bytes that show whether a record ended where it should."""
_OVERLAP = 2**13
"""Bytes searched at a time, and once more with the next ones, so that a header at the edge is found."""


@dataclass(frozen=True)
class RecordHeader:
    """What stands above a record's contents."""

    size: int
    """In bytes."""
    kind: str
    """"response", "resource", "revisit", "request" … as WARC calls it."""
    length: int | None
    """Of the contents, in bytes; None if it is missing or no number."""
    address: str | None
    media_type: str | None
    fields: dict[str, str]
    """All of it, names in lower case; empty in ARC."""


@dataclass(frozen=True)
class WarcRecord:
    """One whole record."""

    number: int
    """Counted from 1 in its file, broken ones included."""
    header: RecordHeader
    start: int
    end: int
    """Where its contents begin and end in the unpacked file."""
    unverified: bool
    """True if it lies where bytes may be wrong, and only a checksum can tell."""


@dataclass(frozen=True)
class BrokenRecord:
    """One record that is not whole, or bytes that belong to none."""

    number: int
    reason: str
    address: str | None = None


@dataclass(frozen=True)
class ArchiveFormat:
    """How one form of web archive marks its records."""

    header: Callable[[bytes], RecordHeader | None]
    """The header that bytes begin with; None if there is none."""
    begins: re.Pattern[bytes]
    """The end of a line and the beginning of a header."""
    ends: re.Pattern[bytes]
    """What follows right after a record's contents, if their length is right: enough if the next header is damaged."""


def parse_warc_header(data: bytes) -> RecordHeader | None:
    """The header of a WARC record."""
    found = re.match(rb"WARC/\d+\.\d+[ \t]*\r?\n", data)
    end = _end_of_head(data) if found else 0
    if not found or not end:
        return None
    fields = parse_fields(data[found.end() : end])
    address = fields.get("warc-target-uri", "").strip("<> ")
    kind, length = fields.get("warc-type", "").lower(), _length(fields.get("content-length", ""))
    return RecordHeader(end, kind, length, address or None, fields.get("content-type"), fields)


def parse_arc_header(data: bytes) -> RecordHeader | None:
    """The header of an ARC record: one line of five fields (version 1) or ten, in which the address may have spaces."""
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
    """The fields of a header by their names in lower case; of two of one name, the first."""
    fields: dict[str, str] = {}
    text = lines.decode("utf-8", "replace").replace("\r\n", "\n")
    for line in re.sub(r"\n[ \t]+", " ", text).split("\n"):
        name, colon, value = line.partition(":")
        if colon:
            fields.setdefault(name.strip().lower(), value.strip())
    return fields


def _length(text: str) -> int | None:
    return int(text) if re.fullmatch(r"[0-9]{1,15}", text) else None


def _end_of_head(data: bytes) -> int:
    """Where the contents begin, after the first empty line; 0 if there is none."""
    ends = [place + len(mark) for mark in (b"\n\r\n", b"\n\n") if (place := data.find(mark)) >= 0]
    return min(ends, default=0)


def read_records(
    file: RandomAccessFile, spans: list[UnpackedSpan], form: ArchiveFormat
) -> Iterator[WarcRecord | BrokenRecord]:
    """All records of the unpacked file, in order."""
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
    """The records of one span."""

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
        """What is wrong with the record whose contents begin at `begin`."""
        if header is None:
            return self._span.damage or "bytes that belong to no record; copy the file again"
        if header.length is None:
            return "its length is missing or no number"
        end = begin + header.length
        if end > self._span.end:
            missing = f"only {self._span.end - begin} of its {header.length} bytes are there"
            return f"{missing}: {self._span.damage or 'the file is cut short, or the length is wrong'}"
        return None if self._is_end(end) else "its length is wrong: what follows is no record"

    def _is_end(self, place: int) -> bool:
        after = self._skip_blank_lines(place)
        if after == self._span.end or self._parse_header(after):
            return True
        return self._form.ends.match(self._file.read_at(place, min(_ENOUGH, self._span.end - place))) is not None

    def _skip_blank_lines(self, place: int) -> int:
        """Where the next byte stands that ends no line."""
        while place < self._span.end:
            data = self._file.read_at(place, min(_USUAL_HEADER, self._span.end - place))
            if rest := data.lstrip(b"\r\n"):
                return place + len(data) - len(rest)
            place += len(data)
        return place

    def _find_header(self, place: int) -> int:
        """Where the next record's header begins after `place`; the span's end if there is none."""
        end = self._span.end
        for start in range(max(0, place - 1), end, _OVERLAP):
            data = self._file.read_at(start, min(2 * _OVERLAP, end - start))
            for found in self._form.begins.finditer(data):
                if start + found.end() > place:
                    return start + found.end()
        return end


_KNOWN = ("md5", "sha1", "sha256", "sha384", "sha512")


def digest_matches(checksum: str, pieces: Iterable[bytes]) -> bool | None:
    """Whether `checksum` is that of the bytes in `pieces`; None if it is of a kind that is not known."""
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
