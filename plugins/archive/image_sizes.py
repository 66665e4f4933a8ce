"""Width and height of an image, from the first bytes of its file, so that a page keeps its place while images load.

The rule: a number that is not certainly there is None. Nothing is decoded. Offsets are those of the formats' own
descriptions: PNG (ISO/IEC 15948, 11.2.1), GIF89a (section 18), WebP (RFC 9649, 2.5 to 2.7), JPEG (ITU-T T.81, B.2.2).
"""

from __future__ import annotations

from collections.abc import Callable

Size = tuple[int, int]
"""Width and height in pixels."""

_FRAMES = {*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC}
"""JPEG's markers of a frame, whose header has the size; the three taken out announce tables."""
_BARE = {0x01, *range(0xD0, 0xD9)}
"""JPEG's markers that stand alone, without a length."""

_WEBP_HEAD = 30
"""Bytes up to the end of the longest of WebP's three kinds of head."""


def size_of(data: bytes) -> Size | None:
    """Size of the image that begins with `data`; None if that does not say."""
    reader = next((reader for start, reader in _READERS.items() if data.startswith(start)), None)
    size = reader(data) if reader else None
    return size if size and all(size) else None


def _png(data: bytes) -> Size:
    return _big(data, 16, 4), _big(data, 20, 4)


def _gif(data: bytes) -> Size:
    return _little(data, 6, 2), _little(data, 8, 2)


def _webp(data: bytes) -> Size | None:
    kind = data[8:16] if len(data) >= _WEBP_HEAD else b""
    if kind == b"WEBPVP8 ":
        return _little(data, 26, 2) & 0x3FFF, _little(data, 28, 2) & 0x3FFF
    if kind == b"WEBPVP8L":
        packed = _little(data, 21, 4)
        return (packed & 0x3FFF) + 1, (packed >> 14 & 0x3FFF) + 1
    return (_little(data, 24, 3) + 1, _little(data, 27, 3) + 1) if kind == b"WEBPVP8X" else None


def _jpeg(data: bytes) -> Size | None:
    at = 2
    while data[at : at + 1] == b"\xff":
        marker = _big(data, at + 1, 1)
        if marker in _FRAMES:
            return _big(data, at + 7, 2), _big(data, at + 5, 2)
        at += 1 if marker == 0xFF else 2 if marker in _BARE else 2 + _big(data, at + 2, 2)
    return None


def _big(data: bytes, at: int, length: int) -> int:
    """The number there; 0, which is no size, if the data ends before."""
    return int.from_bytes(data[at : at + length], "big") if len(data) >= at + length else 0


def _little(data: bytes, at: int, length: int) -> int:
    return int.from_bytes(data[at : at + length], "little") if len(data) >= at + length else 0


_READERS: dict[bytes, Callable[[bytes], Size | None]] = {
    b"\x89PNG\r\n\x1a\n": _png,
    b"GIF8": _gif,
    b"RIFF": _webp,
    b"\xff\xd8": _jpeg,
}
