"""Show archived images in the HTML of posts and comments, turn other images into links, and read image sizes.

The rule: no page and no feed loads anything from another host. An image that is not archived becomes its description,
"Image: a full car park", as a link to its original address; inside a link, which cannot contain another, only the
description. "Image:" and the note after it are not words of the text, so search does not index them. The HTML is
written in Python, not in a template, because it goes inside the HTML of a text. The content folder keeps every image as
it was.

Sizes come from the first bytes of a file, so that a page keeps its layout while images load. A size that is not certain
is None; nothing is decoded. Offsets are those of the formats' specifications: PNG (ISO/IEC 15948, 11.2.1), GIF89a
(section 18), WebP (RFC 9649, 2.5 to 2.7), JPEG (ITU-T T.81, B.2.2).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from html import escape, unescape

from archive.markup.render import LINK_REL
from archive.markup.typography import typeset_line
from archive.model import Post

_TAG = re.compile(r'<(a|img)((?: [a-z]+="[^"]*+")*+)>|</a>')
"""As nh3 writes it: values in double quotes, and "<" in text as a reference."""
_ATTRIBUTE = re.compile(r' ([a-z]+)="([^"]*+)"')
_ADDRESS = re.compile(r"(?:https?:)?//[^/]", re.IGNORECASE)
_REFERENCE = re.compile(r"&#?\w+;")
_NOT_KEPT = "<small data-search-ignore> (not in this archive)</small>"
_NO_WORDS = "Image without a description"
"""Alternative text of an archived image without a description: a link around it needs a name (WCAG 2.4.4)."""


@dataclass(frozen=True)
class ShownImage:
    """An image file on the site."""

    url: str
    """From the root of the site."""
    width: int | None = None
    """In pixels; None if unknown, like the height."""
    height: int | None = None


def shown_of(post: Post, on_site: Mapping[str, ShownImage]) -> dict[str, ShownImage]:
    """Return the images that `post` can show, by the address in its text. `on_site` has all images, by file."""
    return {_read(image.address): on_site[image.file] for image in post.images if image.file in on_site}


def with_images(html: str, shown: Mapping[str, ShownImage]) -> str:
    """Return `html` from `render.to_html` with the images in `shown`, by address, and descriptions of all others."""
    return _TAG.sub(_ImagePass(shown).replaced, html) if "<img" in html else html


def _read(address: str) -> str:
    """Return `address` as it is in HTML, with references in the Markdown decoded."""
    return _REFERENCE.sub(lambda found: unescape(found[0]), address)


class _ImagePass:
    """One pass over the HTML of a text, which keeps track of links."""

    def __init__(self, shown: Mapping[str, ShownImage]) -> None:
        self._shown = shown
        self._links = 0

    def replaced(self, found: re.Match[str]) -> str:
        if found[1] == "img":
            return self._image(found)
        self._links += 1 if found[1] else -1
        return found[0]

    def _image(self, found: re.Match[str]) -> str:
        values = {name: unescape(value) for name, value in _ATTRIBUTE.findall(found[2])}
        address, words = values.get("src", ""), " ".join(values.get("alt", "").split())
        if image := self._shown.get(address):
            return _shown_html(image, words)
        return _apart(_words_html(words, "" if self._links else address), found)


def _shown_html(image: ShownImage, words: str) -> str:
    size = f' width="{image.width}" height="{image.height}"' if image.width and image.height else ""
    indexed = " data-search-alt" if words else ""
    return f'<img src="{escape(image.url)}" alt="{escape(words or _NO_WORDS)}"{size} loading="lazy"{indexed}>'


def _words_html(words: str, address: str) -> str:
    """Return the description of an image that is not archived, as a link if `address` is absolute."""
    name = f"<span data-search-ignore>Image{': ' if words else ''}</span>{escape(typeset_line(words), quote=False)}"
    if not _ADDRESS.match(address):
        return name + _NOT_KEPT
    full = f"https:{address}" if address.startswith("//") else address
    return f'<a href="{escape(full)}" rel="{LINK_REL}">{name}</a>{_NOT_KEPT}'


def _apart(html: str, found: re.Match[str]) -> str:
    """Return `html` with spaces around it where its words would run into others."""
    before, after = found.string[max(found.start() - 1, 0) : found.start()], found.string[found.end() : found.end() + 1]
    return f"{' ' if before.isalnum() else ''}{html}{' ' if after.isalnum() or after == '<' else ''}"


Size = tuple[int, int]
"""Width and height in pixels."""

_FRAMES = {*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC}
"""JPEG markers of frame headers, which contain the size; the three exceptions are for tables."""
_BARE = {0x01, *range(0xD0, 0xD9)}
"""JPEG markers without a length."""

_WEBP_HEADER = 30
"""Length of the longest of WebP's three kinds of header."""


def size_of(data: bytes) -> Size | None:
    """Return the size of the image that starts with `data`, or None."""
    reader = next((reader for start, reader in _READERS.items() if data.startswith(start)), None)
    size = reader(data) if reader else None
    return size if size and all(size) else None


def _png(data: bytes) -> Size:
    return _big(data, 16, 4), _big(data, 20, 4)


def _gif(data: bytes) -> Size:
    return _little(data, 6, 2), _little(data, 8, 2)


def _webp(data: bytes) -> Size | None:
    kind = data[8:16] if len(data) >= _WEBP_HEADER else b""
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
    """Return the number at this offset; 0, which is not a size, if the data ends before it."""
    return int.from_bytes(data[at : at + length], "big") if len(data) >= at + length else 0


def _little(data: bytes, at: int, length: int) -> int:
    return int.from_bytes(data[at : at + length], "little") if len(data) >= at + length else 0


_READERS: dict[bytes, Callable[[bytes], Size | None]] = {
    b"\x89PNG\r\n\x1a\n": _png,
    b"GIF8": _gif,
    b"RIFF": _webp,
    b"\xff\xd8": _jpeg,
}
