"""Gzip files unpacked, member by member, with a note of each place where they are damaged.

The rule: damage costs the member it is in. After it, the next member that begins like a record of a web archive is
sought; and what was unpacked before a damaged place is doubtful, for the checksum that would prove it stands behind.
"""

from __future__ import annotations

import gzip
import re
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import BinaryIO

from archive.sources.contents import Budget, Refused
from archive.sources.document import Document
from archive.sources.spooled import PIECE, Kept

GZIP = b"\x1f\x8b"
"""What gzip files begin with; a third byte, always 8, says how they are packed."""
_GZIP_BITS, _ZLIB_BITS, _RAW_BITS = 31, 15, -15
_FIRST_PIECE = 2**12
"""Bytes read of a member at first: most hold one page, and what is read too much of each is read again."""
_PROBE = 2**9
"""Bytes of a member that show whether it holds a record."""
_RECORD_BEGINS = re.compile(rb"WARC/\d|[a-z]+:\S")
CUT, DAMAGED = "the file ends in the middle of it; copy it again", "its compressed bytes are damaged; copy it again"


class Damaged(Exception):
    """Compressed bytes that cannot be unpacked to their end. The text says why, in plain words."""


@dataclass(frozen=True)
class Stretch:
    """Unpacked bytes in one piece, up to the end or to a place where some are missing."""

    start: int
    end: int
    damage: str | None = None
    """What is wrong with what stands at its end; None if nothing is."""
    doubtful: bool = False
    """True if its bytes may be wrong, too."""


def unpacked(pieces: Iterable[bytes], bits: int = _GZIP_BITS) -> Iterator[bytes]:
    """The bytes of one compressed stream; what stands behind its end is passed over. Raises Damaged."""
    engine = zlib.decompressobj(bits)
    for piece in pieces:
        yield from _inflated(engine, piece)
        if engine.eof:
            return
    raise Damaged(CUT)


def unpacked_file(document: Document) -> Iterator[bytes]:
    """The bytes in a gzip file of any number of members. Raises Damaged."""
    with document.opened() as packed, gzip.GzipFile(fileobj=packed, mode="rb") as file:
        try:
            while piece := file.read(PIECE):
                yield piece
        except EOFError as error:
            raise Damaged(CUT) from error
        except (gzip.BadGzipFile, zlib.error) as error:
            raise Damaged(DAMAGED) from error


def inflated(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """The bytes under the HTTP coding "deflate", which some servers send without its frame. Raises Damaged."""
    waiting = iter(pieces)
    first = next(waiting, b"")
    framed = len(first) > 1 and first[0] & 15 == 8 and (first[0] * 256 + first[1]) % 31 == 0

    def again() -> Iterator[bytes]:
        yield first
        yield from waiting

    yield from unpacked(again(), _ZLIB_BITS if framed else _RAW_BITS)


def _inflated(engine: zlib._Decompress, data: bytes) -> Iterator[bytes]:
    """What `engine` makes of `data`, never more than a piece at a time."""
    full = True
    while (data or full) and not engine.eof:
        try:
            piece = engine.decompress(data, PIECE)
        except zlib.error as error:
            raise Damaged(DAMAGED) from error
        data, full = engine.unconsumed_tail, len(piece) == PIECE
        yield piece


def unpack_members(packed: Kept, into: BinaryIO, budget: Budget) -> list[Stretch]:
    """Write all that can be unpacked of `packed` to `into`; the stretches of it, in order.

    Where the budget ends, the last stretch is damaged and its reason says so.
    """
    stretches: list[Stretch] = []
    place = start = 0
    while place < packed.size:
        end, reason = _unpack_member(packed, place, into, budget)
        stretch = Stretch(start, into.tell(), reason, doubtful=reason == DAMAGED)
        stretches.append(stretch)
        start = stretch.end
        if reason and reason not in (CUT, DAMAGED):
            break
        place = _next_member(packed, place + 1) if reason else _after_padding(packed, end)
    return _joined(stretches)


def _unpack_member(packed: Kept, place: int, into: BinaryIO, budget: Budget) -> tuple[int, str | None]:
    """Where the member at `place` ends in `packed`; and what is wrong with it."""
    engine = zlib.decompressobj(_GZIP_BITS)
    count = _FIRST_PIECE
    try:
        while data := packed.read_at(place, count):
            for piece in budget.counted(_inflated(engine, data)):
                into.write(piece)
            place, count = place + len(data), PIECE
            if engine.eof:
                return place - len(engine.unused_data), None
    except Damaged:
        return place, DAMAGED
    except Refused as error:
        return place, str(error)
    return place, CUT


def _after_padding(packed: Kept, place: int) -> int:
    """Where the next byte stands that is not zero: files from tapes are filled up with zeros."""
    while data := packed.read_at(place, PIECE):
        if rest := data.lstrip(b"\0"):
            return place + len(data) - len(rest)
        place += len(data)
    return place


def _next_member(packed: Kept, place: int) -> int:
    """Where the next member begins that holds a record; the file's end if there is none."""
    while place < packed.size:
        data = packed.read_at(place, PIECE + _PROBE)
        for found in re.finditer(re.escape(GZIP) + rb"\x08", data[: PIECE + len(GZIP)]):
            if _holds_record(data[found.start() : found.start() + _PROBE]):
                return place + found.start()
        place += PIECE
    return packed.size


def _holds_record(start: bytes) -> bool:
    try:
        return _RECORD_BEGINS.match(zlib.decompressobj(_GZIP_BITS).decompress(start, 16)) is not None
    except zlib.error:
        return False


def _joined(stretches: Iterable[Stretch]) -> list[Stretch]:
    """The same with each whole stretch joined to what follows it, unless that is doubtful."""
    joined: list[Stretch] = []
    for stretch in stretches:
        if joined and not joined[-1].damage and not stretch.doubtful:
            stretch = Stretch(joined.pop().start, stretch.end, stretch.damage)
        joined.append(stretch)
    return joined
