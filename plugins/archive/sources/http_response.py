"""An HTTP response as a web archive stores it: status, headers and the body with its encodings.

The rule: `Content-Encoding` and `Transfer-Encoding` are believed only as far as the bytes confirm them, because many
programs store a decoded page under the original headers. A page that can't be decoded to its end is damaged, and no
part of it is used.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from archive.sources.gzips import GZIP, DamagedData, decompress, inflate
from archive.sources.random_access import PIECE_SIZE, RandomAccessFile
from archive.sources.warc_records import MAX_HEADER, parse_fields

_STATUS = re.compile(rb"HTTP/\d(?:\.\d)? +(\d{3})[^\n]*(?:\n|$)", re.IGNORECASE)
_HEAD_ENDS = re.compile(rb"\r?\n\r?\n")
_CHUNK = re.compile(rb"([0-9A-Fa-f]{1,8})[ \t]*(?:;[^\n]*)?\r?\n")
_LONGEST_CHUNK_LINE = 2**12
_MAX_ENCODINGS = 2
CHUNKS_DAMAGED = "its chunks do not fit together, or the last one is missing"


@dataclass(frozen=True)
class HttpResponse:
    status: int
    fields: dict[str, str]
    """Headers, with names in lower case."""
    start: int
    end: int
    """Where its body begins and ends, as sent."""

    @property
    def content_encodings(self) -> list[str]:
        """The content encodings in order, without those that change nothing."""
        named = (encoding.strip().lower() for encoding in self.fields.get("content-encoding", "").split(","))
        return [encoding for encoding in named if encoding not in ("", "identity", "none", "utf-8")]

    @property
    def is_encoded(self) -> bool:
        """True if the page differs from the bytes of the body."""
        return bool(self.content_encodings) or "transfer-encoding" in self.fields


def parse_response(file: RandomAccessFile, start: int, end: int) -> HttpResponse | None:
    """Return the response between two offsets, or None if there is no HTTP there."""
    header = file.read_at(start, min(MAX_HEADER, end - start))
    status = _STATUS.match(header)
    if not status:
        return None
    ends = _HEAD_ENDS.search(header, status.end() - 2)
    if not ends and len(header) == MAX_HEADER:
        return None
    size = ends.end() if ends else len(header)
    return HttpResponse(int(status[1]), parse_fields(header[status.end() : size]), start + size, end)


def describe_missing_bytes(response: HttpResponse) -> str | None:
    """Say what is missing if the server announced more bytes than were stored."""
    announced, there = response.fields.get("content-length", ""), response.end - response.start
    if response.is_encoded or not re.fullmatch(r"[0-9]{1,15}", announced) or int(announced) <= there:
        return None
    return f"only {there} of the page's {int(announced)} bytes were stored"


def decoded_body(file: RandomAccessFile, response: HttpResponse) -> Iterator[bytes]:
    """Yield the page in pieces, decoded. Raises DamagedData."""
    pieces = dechunked_body(file, response)
    content_encodings = response.content_encodings
    if len(content_encodings) > _MAX_ENCODINGS:
        raise DamagedData(f"it is compressed {len(content_encodings)} times over")
    for encoding in reversed(content_encodings):
        pieces = _unpacked(pieces, encoding)
    return pieces


def dechunked_body(file: RandomAccessFile, response: HttpResponse) -> Iterator[bytes]:
    """Yield the body without its chunk headers, but still compressed. Raises DamagedData."""
    chunked = "chunked" in response.fields.get("transfer-encoding", "").lower()
    if chunked and _in_chunks(file, response):
        return _joined_chunks(file, response)
    return file.pieces(response.start, response.end)


def _in_chunks(file: RandomAccessFile, response: HttpResponse) -> bool:
    """Return True if the body is still chunked: its first line is a size, and a line ends after that many bytes."""
    first = _CHUNK.match(file.read_at(response.start, _LONGEST_CHUNK_LINE))
    if not first:
        return False
    end = response.start + first.end() + int(first[1], 16)
    return end >= response.end or file.read_at(end, 1) in (b"\r", b"\n")


def _joined_chunks(file: RandomAccessFile, response: HttpResponse) -> Iterator[bytes]:
    with file.slice(response.start, response.end) as chunks:
        while found := _CHUNK.fullmatch(chunks.readline(_LONGEST_CHUNK_LINE)):
            left = int(found[1], 16)
            if not left:
                return
            while piece := chunks.read(min(left, PIECE_SIZE)):
                left -= len(piece)
                yield piece
            if left or chunks.readline(2).strip(b"\r\n"):
                break
    raise DamagedData(CHUNKS_DAMAGED)


def _unpacked(pieces: Iterator[bytes], encoding: str) -> Iterator[bytes]:
    if encoding in ("gzip", "x-gzip"):
        return _gunzipped(pieces)
    if encoding == "deflate":
        return inflate(pieces)
    raise DamagedData(
        f"it is compressed with “{encoding[:20]}”, which is not supported; save the page again without it"
    )


def _gunzipped(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """Decompress gzip; if a program stored the page decompressed already, pass it through."""
    first = b""
    for piece in pieces:
        first += piece
        if len(first) >= len(GZIP):
            break

    def again() -> Iterator[bytes]:
        yield first
        yield from pieces

    yield from decompress(again()) if first.startswith(GZIP) else again()
