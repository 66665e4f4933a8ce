"""What a web server answered, as a web archive keeps it: the status, the headers, and the page under its codings.

The rule: codings are believed only as far as the bytes bear them out, for many programs keep a page unpacked under the
headers it came with. A page that does not unpack to its end is damaged; half of it is not handed over.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from archive.sources.gzips import GZIP, Damaged, inflated, unpacked
from archive.sources.spooled import PIECE, Kept
from archive.sources.warc_records import LONGEST_HEAD, head_fields

_STATUS = re.compile(rb"HTTP/\d(?:\.\d)? +(\d{3})[^\n]*(?:\n|$)", re.IGNORECASE)
_HEAD_ENDS = re.compile(rb"\r?\n\r?\n")
_CHUNK = re.compile(rb"([0-9A-Fa-f]{1,8})[ \t]*(?:;[^\n]*)?\r?\n")
_LONGEST_CHUNK_LINE = 2**12
_MOST_CODINGS = 2
CHUNKS_DAMAGED = "its parts do not fit together, or the last is missing"


@dataclass(frozen=True)
class Answer:
    """One answer of a web server."""

    status: int
    fields: dict[str, str]
    """Headers, names in lower case."""
    start: int
    end: int
    """Where its body begins and ends, as sent."""

    @property
    def codings(self) -> list[str]:
        """How the page was packed, in order; "identity" is no packing."""
        named = (coding.strip().lower() for coding in self.fields.get("content-encoding", "").split(","))
        return [coding for coding in named if coding not in ("", "identity", "none", "utf-8")]

    @property
    def is_packed(self) -> bool:
        """Whether the page is anything else than the bytes of the body."""
        return bool(self.codings) or "transfer-encoding" in self.fields


def answer_at(kept: Kept, start: int, end: int) -> Answer | None:
    """The answer between two places; None if there is no HTTP there."""
    head = kept.read_at(start, min(LONGEST_HEAD, end - start))
    status = _STATUS.match(head)
    if not status:
        return None
    ends = _HEAD_ENDS.search(head, status.end() - 2)
    if not ends and len(head) == LONGEST_HEAD:
        return None
    size = ends.end() if ends else len(head)
    return Answer(int(status[1]), head_fields(head[status.end() : size]), start + size, end)


def what_is_missing(answer: Answer) -> str | None:
    """In words, if the server announced more than was kept."""
    announced, there = answer.fields.get("content-length", ""), answer.end - answer.start
    if answer.is_packed or not re.fullmatch(r"[0-9]{1,15}", announced) or int(announced) <= there:
        return None
    return f"only {there} of the page's {int(announced)} bytes were kept"


def body(kept: Kept, answer: Answer) -> Iterator[bytes]:
    """The page itself, in pieces. Raises Damaged."""
    pieces = sent(kept, answer)
    codings = answer.codings
    if len(codings) > _MOST_CODINGS:
        raise Damaged(f"it is packed {len(codings)} times over")
    for coding in reversed(codings):
        pieces = _unpacked(pieces, coding)
    return pieces


def sent(kept: Kept, answer: Answer) -> Iterator[bytes]:
    """The body without the marks of its parts, but still packed. Raises Damaged."""
    chunked = "chunked" in answer.fields.get("transfer-encoding", "").lower()
    if chunked and _in_chunks(kept, answer):
        return _joined_chunks(kept, answer)
    return kept.pieces(answer.start, answer.end)


def _in_chunks(kept: Kept, answer: Answer) -> bool:
    """Whether the body is still in parts: its first line is a number, and a line ends after so many bytes."""
    first = _CHUNK.match(kept.read_at(answer.start, _LONGEST_CHUNK_LINE))
    if not first:
        return False
    end = answer.start + first.end() + int(first[1], 16)
    return end >= answer.end or kept.read_at(end, 1) in (b"\r", b"\n")


def _joined_chunks(kept: Kept, answer: Answer) -> Iterator[bytes]:
    with kept.part(answer.start, answer.end) as file:
        while found := _CHUNK.fullmatch(file.readline(_LONGEST_CHUNK_LINE)):
            left = int(found[1], 16)
            if not left:
                return
            while piece := file.read(min(left, PIECE)):
                left -= len(piece)
                yield piece
            if left or file.readline(2).strip(b"\r\n"):
                break
    raise Damaged(CHUNKS_DAMAGED)


def _unpacked(pieces: Iterator[bytes], coding: str) -> Iterator[bytes]:
    if coding in ("gzip", "x-gzip"):
        return _gunzipped(pieces)
    if coding == "deflate":
        return inflated(pieces)
    raise Damaged(f"it is packed with “{coding[:20]}”, which is not read; save the page again without")


def _gunzipped(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """The page in a gzip file; the page itself where a program had unpacked it already."""
    first = b""
    for piece in pieces:
        first += piece
        if len(first) >= len(GZIP):
            break

    def again() -> Iterator[bytes]:
        yield first
        yield from pieces

    yield from unpacked(again()) if first.startswith(GZIP) else again()
