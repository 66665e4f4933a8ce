"""Decompress gzip files member by member and note where they are damaged.

The rule: damage costs only the member it is in. The reader then looks for the next member that starts with a web
archive record. Bytes decompressed before the damage are unverified, because the checksum that would confirm them comes
after them.
"""

from __future__ import annotations

import gzip
import re
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import BinaryIO

from archive.sources.contents import Budget, BudgetExceeded
from archive.sources.document import Document
from archive.sources.random_access import PIECE_SIZE, RandomAccessFile

GZIP = b"\x1f\x8b"
"""Gzip's magic number. The third byte, the compression method, is always 8."""
_GZIP_BITS, _ZLIB_BITS, _RAW_BITS = 31, 15, -15
_FIRST_PIECE = 2**12
"""Bytes read of a member at first. Most members hold one page, and bytes read past a member's end are read again."""
_PROBE = 2**9
"""Bytes of a member that show whether it holds a record."""
_RECORD_BEGINS = re.compile(rb"WARC/\d|[a-z]+:\S")
CUT_OFF, DAMAGED = "the file ends in the middle of it; copy it again", "its compressed data is damaged; copy it again"


class DamagedData(Exception):
    """Compressed bytes that can't be decompressed to their end. The message says why."""


@dataclass(frozen=True)
class UnpackedSpan:
    """A contiguous run of decompressed bytes, up to the end or to a place where some are missing."""

    start: int
    end: int
    damage: str | None = None
    """What is wrong at its end, or None."""
    unverified: bool = False
    """True if its bytes may be wrong too."""


def decompress(pieces: Iterable[bytes], bits: int = _GZIP_BITS) -> Iterator[bytes]:
    """Decompress one stream; bytes after its end are ignored. Raises DamagedData."""
    engine = zlib.decompressobj(bits)
    for piece in pieces:
        yield from _decompress_pieces(engine, piece)
        if engine.eof:
            return
    raise DamagedData(CUT_OFF)


def decompress_file(document: Document) -> Iterator[bytes]:
    """Decompress a gzip file with any number of members. Raises DamagedData."""
    with document.open() as packed, gzip.GzipFile(fileobj=packed, mode="rb") as file:
        try:
            while piece := file.read(PIECE_SIZE):
                yield piece
        except EOFError as error:
            raise DamagedData(CUT_OFF) from error
        except (gzip.BadGzipFile, zlib.error) as error:
            raise DamagedData(DAMAGED) from error


def inflate(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """Decompress the HTTP encoding "deflate", which some servers send without the zlib header. Raises DamagedData."""
    waiting = iter(pieces)
    first = next(waiting, b"")
    framed = len(first) > 1 and first[0] & 15 == 8 and (first[0] * 256 + first[1]) % 31 == 0

    def again() -> Iterator[bytes]:
        yield first
        yield from waiting

    yield from decompress(again(), _ZLIB_BITS if framed else _RAW_BITS)


def _decompress_pieces(engine: zlib._Decompress, data: bytes) -> Iterator[bytes]:
    """Yield what `engine` makes of `data`, at most PIECE_SIZE bytes at a time."""
    full = True
    while (data or full) and not engine.eof:
        try:
            piece = engine.decompress(data, PIECE_SIZE)
        except zlib.error as error:
            raise DamagedData(DAMAGED) from error
        data, full = engine.unconsumed_tail, len(piece) == PIECE_SIZE
        yield piece


def unpack_members(packed: RandomAccessFile, into: BinaryIO, budget: Budget) -> list[UnpackedSpan]:
    """Write all that can be decompressed of `packed` to `into`, and return its spans in order.

    If the budget runs out, the last span is marked as damaged with that reason.
    """
    spans: list[UnpackedSpan] = []
    place = start = 0
    while place < packed.size:
        end, reason = _unpack_member(packed, place, into, budget)
        span = UnpackedSpan(start, into.tell(), reason, unverified=reason == DAMAGED)
        spans.append(span)
        start = span.end
        if reason and reason not in (CUT_OFF, DAMAGED):
            break
        place = _find_member(packed, place + 1) if reason else _skip_padding(packed, end)
    return _join_whole(spans)


def _unpack_member(packed: RandomAccessFile, place: int, into: BinaryIO, budget: Budget) -> tuple[int, str | None]:
    """Decompress the member at `place`; return where it ends in `packed`, and what is wrong with it."""
    engine = zlib.decompressobj(_GZIP_BITS)
    count = _FIRST_PIECE
    try:
        while data := packed.read_at(place, count):
            for piece in budget.metered(_decompress_pieces(engine, data)):
                into.write(piece)
            place, count = place + len(data), PIECE_SIZE
            if engine.eof:
                return place - len(engine.unused_data), None
    except DamagedData:
        return place, DAMAGED
    except BudgetExceeded as error:
        return place, str(error)
    return place, CUT_OFF


def _skip_padding(packed: RandomAccessFile, place: int) -> int:
    """Return where the next byte other than zero is: files from tapes are padded with zeros."""
    while data := packed.read_at(place, PIECE_SIZE):
        if rest := data.lstrip(b"\0"):
            return place + len(data) - len(rest)
        place += len(data)
    return place


def _find_member(packed: RandomAccessFile, place: int) -> int:
    """Return where the next member that holds a record starts, or the file's size."""
    while place < packed.size:
        data = packed.read_at(place, PIECE_SIZE + _PROBE)
        for found in re.finditer(re.escape(GZIP) + rb"\x08", data[: PIECE_SIZE + len(GZIP)]):
            if _holds_record(data[found.start() : found.start() + _PROBE]):
                return place + found.start()
        place += PIECE_SIZE
    return packed.size


def _holds_record(start: bytes) -> bool:
    try:
        return _RECORD_BEGINS.match(zlib.decompressobj(_GZIP_BITS).decompress(start, 16)) is not None
    except zlib.error:
        return False


def _join_whole(spans: Iterable[UnpackedSpan]) -> list[UnpackedSpan]:
    """Merge each undamaged span with the one after it, unless that is unverified."""
    joined: list[UnpackedSpan] = []
    for span in spans:
        if joined and not joined[-1].damage and not span.unverified:
            span = UnpackedSpan(joined.pop().start, span.end, span.damage)
        joined.append(span)
    return joined
