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

from archive.sources.gzips import Stretch
from archive.sources.spooled import Kept

LONGEST_HEAD = 2**14
"""Bytes of a record's or an answer's head; those seen have about 500."""
_USUAL_HEAD = 2**12
_ENOUGH = 12
"""Bytes that show whether a record ended where it should."""
_OVERLAP = 2**13
"""Bytes searched at a time, and once more with the next ones, so that a head at the edge is found."""


@dataclass(frozen=True)
class Head:
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
class Record:
    """One whole record."""

    number: int
    """Counted from 1 in its file, broken ones included."""
    head: Head
    start: int
    end: int
    """Where its contents begin and end in the unpacked file."""
    doubtful: bool
    """True if it lies where bytes may be wrong, and only a checksum can tell."""


@dataclass(frozen=True)
class Broken:
    """One record that is not whole, or bytes that belong to none."""

    number: int
    reason: str
    address: str | None = None


@dataclass(frozen=True)
class Form:
    """How one form of web archive marks its records."""

    head: Callable[[bytes], Head | None]
    """The head that bytes begin with; None if there is none."""
    begins: re.Pattern[bytes]
    """The end of a line and the beginning of a head."""
    ends: re.Pattern[bytes]
    """What follows right after a record's contents, if their length is right: enough if the next head is damaged."""


def warc_head(data: bytes) -> Head | None:
    """The head of a WARC record."""
    found = re.match(rb"WARC/\d+\.\d+[ \t]*\r?\n", data)
    end = _end_of_head(data) if found else 0
    if not found or not end:
        return None
    fields = head_fields(data[found.end() : end])
    address = fields.get("warc-target-uri", "").strip("<> ")
    kind, length = fields.get("warc-type", "").lower(), _length(fields.get("content-length", ""))
    return Head(end, kind, length, address or None, fields.get("content-type"), fields)


def arc_head(data: bytes) -> Head | None:
    """The head of an ARC record: one line of five fields (version 1) or ten, in which the address may have spaces."""
    line, newline, _ = data[:_OVERLAP].partition(b"\n")
    for count in (5, 10):
        parts = line.strip().decode("utf-8", "replace").rsplit(" ", count - 1)
        if newline and len(parts) == count and re.fullmatch(r"\d{8,20}", parts[2]) and "://" in parts[0]:
            kind = "warcinfo" if parts[0].startswith("filedesc:") else "response"
            return Head(len(line) + 1, kind, _length(parts[-1]), parts[0], parts[3], {})
    return None


WARC = Form(warc_head, re.compile(rb"\n(?=WARC/\d+\.\d+[ \t]*\r?\n)"), re.compile(rb"\r\n\r\n"))
ARC = Form(
    arc_head,
    re.compile(rb"\n(?=[a-z]{3,8}://[^\n]* [0-9A-Fa-f.:]+ \d{8,20} [^\n]*\n)"),
    re.compile(rb"\n(?:[a-z]{3,8}://|[a-z]{0,8}:?/?\Z)"),
)


def head_fields(lines: bytes) -> dict[str, str]:
    """The fields of a head by their names in lower case; of two of one name, the first."""
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


def records_in(kept: Kept, stretches: list[Stretch], form: Form) -> Iterator[Record | Broken]:
    """All records of the unpacked file, in order."""
    number = 0
    for stretch in stretches:
        walk, found = _Walk(kept, stretch, form, number), None
        for found in walk:
            number = found.number
            yield found
        if stretch.damage and not isinstance(found, Broken):
            number += 1
            yield Broken(number, stretch.damage)


class _Walk:
    """The records of one stretch."""

    def __init__(self, kept: Kept, stretch: Stretch, form: Form, number: int) -> None:
        self._kept, self._stretch, self._form, self._number = kept, stretch, form, number

    def __iter__(self) -> Iterator[Record | Broken]:
        place = self._after_blank(self._stretch.start)
        while place < self._stretch.end:
            self._number += 1
            head = self._head(place)
            begin = place + head.size if head else place
            reason = self._fault(head, begin)
            if head and head.length is not None and not reason:
                place = begin + head.length
                yield Record(self._number, head, begin, place, self._stretch.doubtful)
            else:
                place = self._next_head(begin)
                yield Broken(self._number, reason or "", head.address if head else None)
            place = self._after_blank(place)

    def _head(self, place: int) -> Head | None:
        room = self._stretch.end - place
        head = self._form.head(self._kept.read_at(place, min(_USUAL_HEAD, room)))
        return head or self._form.head(self._kept.read_at(place, min(LONGEST_HEAD, room)))

    def _fault(self, head: Head | None, begin: int) -> str | None:
        """What is wrong with the record whose contents begin at `begin`."""
        if head is None:
            return self._stretch.damage or "bytes that belong to no record; copy the file again"
        if head.length is None:
            return "its length is missing or no number"
        end = begin + head.length
        if end > self._stretch.end:
            missing = f"only {self._stretch.end - begin} of its {head.length} bytes are there"
            return f"{missing}: {self._stretch.damage or 'the file is cut short, or the length is wrong'}"
        return None if self._is_end(end) else "its length is wrong: what follows is no record"

    def _is_end(self, place: int) -> bool:
        after = self._after_blank(place)
        if after == self._stretch.end or self._head(after):
            return True
        return self._form.ends.match(self._kept.read_at(place, min(_ENOUGH, self._stretch.end - place))) is not None

    def _after_blank(self, place: int) -> int:
        """Where the next byte stands that ends no line."""
        while place < self._stretch.end:
            data = self._kept.read_at(place, min(_USUAL_HEAD, self._stretch.end - place))
            if rest := data.lstrip(b"\r\n"):
                return place + len(data) - len(rest)
            place += len(data)
        return place

    def _next_head(self, place: int) -> int:
        """Where the next record's head begins after `place`; the stretch's end if there is none."""
        end = self._stretch.end
        for start in range(max(0, place - 1), end, _OVERLAP):
            data = self._kept.read_at(start, min(2 * _OVERLAP, end - start))
            for found in self._form.begins.finditer(data):
                if start + found.end() > place:
                    return start + found.end()
        return end


_KNOWN = ("md5", "sha1", "sha256", "sha384", "sha512")


def agrees(checksum: str, pieces: Iterable[bytes]) -> bool | None:
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
