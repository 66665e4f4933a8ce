"""Random access to a container's bytes, whether they are a file on disk or a temporary copy.

The rule: a file stays open as long as a document needs it and is closed with the last one.
"""

from __future__ import annotations

import hashlib
import io
import weakref
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from tempfile import SpooledTemporaryFile
from typing import TYPE_CHECKING, BinaryIO, cast

from archive.sources.document import START

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

PIECE_SIZE = 2**18
"""Bytes read or decompressed at a time."""
_IN_MEMORY = 2**24
"""Bytes of a copy that are held in memory; a bigger copy goes to a temporary file."""


class RandomAccessFile:
    """The bytes of one container."""

    def __init__(self, file: BinaryIO) -> None:
        """Take over `file`, which must be open and seekable, and close it when this object goes."""
        self._file = file
        self.size = file.seek(0, io.SEEK_END)
        weakref.finalize(self, file.close)

    def read_at(self, place: int, count: int) -> bytes:
        """Return up to `count` bytes from the offset `place`."""
        self._file.seek(place)
        return self._file.read(count)

    def slice(self, start: int, end: int) -> BinaryIO:
        """Return the bytes from `start` up to `end` as a file."""
        return cast(BinaryIO, io.BufferedReader(_FileSlice(self, start, end)))

    def pieces(self, start: int, end: int) -> Iterator[bytes]:
        """Yield the bytes from `start` up to `end`, in pieces."""
        for place in range(start, end, PIECE_SIZE):
            yield self.read_at(place, min(PIECE_SIZE, end - place))


class _FileSlice(io.RawIOBase):
    def __init__(self, file: RandomAccessFile, start: int, end: int) -> None:
        self._file, self._start, self._end, self._place = file, start, end, start

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        base = {io.SEEK_SET: self._start, io.SEEK_CUR: self._place, io.SEEK_END: self._end}[whence]
        self._place = max(base + offset, self._start)
        return self._place - self._start

    def readinto(self, buffer: WriteableBuffer) -> int:
        view = memoryview(buffer)
        data = self._file.read_at(self._place, max(0, min(len(view), self._end - self._place)))
        view[: len(data)] = data
        self._place += len(data)
        return len(data)


def temporary_copy(pieces: Iterable[bytes]) -> BinaryIO:
    """Write `pieces` to a temporary file and return it, at its beginning. Closing the file deletes it."""
    file = SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115 - whoever asked for it closes it
    try:
        for piece in pieces:
            file.write(piece)
    except BaseException:
        file.close()
        raise
    file.seek(0)
    return cast(BinaryIO, file)


@dataclass(frozen=True)
class ScanResult:
    """Checksum, size and beginning of bytes that were read once."""

    sha256: str
    size: int
    start: bytes


def scan(pieces: Iterable[bytes]) -> ScanResult:
    """Read `pieces` to their end without keeping them."""
    digest, size, start = hashlib.sha256(), 0, b""
    for piece in pieces:
        digest.update(piece)
        size += len(piece)
        if len(start) < START:
            start += piece[: START - len(start)]
    return ScanResult(digest.hexdigest(), size, start)
