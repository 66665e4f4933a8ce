"""Images in the HTML of posts and comments: one that is kept here is shown, any other is a link to where it stood.

The rule: no page, and no feed, loads anything from another host. An image that is not kept becomes its words, "Image:
a full car park", as a link marked as leading away; inside a link, which cannot hold another, the words alone. Its mark
is no word of the text, so search does not see it. The content folder keeps every image as it was.

Addresses of this site begin at its root here (see `site_root`). One pass over the HTML.

Width and height of an image, from the first bytes of its file, so that a page keeps its place while images load.

The rule: a number that is not certainly there is None. Nothing is decoded. Offsets are those of the formats' own
descriptions: PNG (ISO/IEC 15948, 11.2.1), GIF89a (section 18), WebP (RFC 9649, 2.5 to 2.7), JPEG (ITU-T T.81, B.2.2).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from html import escape, unescape

from archive.markup.render import LINK_REL, typeset_line
from archive.model import Post

_TAG = re.compile(r'<(a|img)((?: [a-z]+="[^"]*+")*+)>|</a>')
"""As nh3 writes it, which alone made the HTML: each value in quotes, and no "<" of a text left as it is."""
_ATTRIBUTE = re.compile(r' ([a-z]+)="([^"]*+)"')
_ADDRESS = re.compile(r"(?:https?:)?//[^/]", re.IGNORECASE)
_REFERENCE = re.compile(r"&#?\w+;")
_NOT_KEPT = "<small data-pagefind-ignore> (not kept here)</small>"
_NO_WORDS = "Image without a description"
"""The words of an image that is kept and has none: a link around it needs a name (WCAG 2.4.4)."""


@dataclass(frozen=True)
class ShownImage:
    """An image that is on the site."""

    url: str
    """From the root of the site."""
    width: int | None = None
    """In pixels, as the file says; None, as the height, if that is not known."""
    height: int | None = None


def shown_of(post: Post, on_site: Mapping[str, ShownImage]) -> dict[str, ShownImage]:
    """The images that `post` may show, by the address it shows them from. `on_site` has them by their file."""
    return {_read(image.address): on_site[image.file] for image in post.images if image.file in on_site}


def with_images(html: str, shown: Mapping[str, ShownImage]) -> str:
    """`html`, as `rendering.to_html` makes it, with the images at the addresses in `shown` and words for all others."""
    return _TAG.sub(_ImagePass(shown).replaced, html) if "<img" in html else html


def _read(address: str) -> str:
    """`address` as a reader of HTML reads it where it stands in Markdown."""
    return _REFERENCE.sub(lambda found: unescape(found[0]), address)


class _ImagePass:
    """One pass over one text: it knows whether it is inside a link."""

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
    indexed = ' data-pagefind-index-attrs="alt"' if words else ""
    return f'<img src="{escape(image.url)}" alt="{escape(words or _NO_WORDS)}"{size} loading="lazy"{indexed}>'


def _words_html(words: str, address: str) -> str:
    """What stands for an image that is not kept, as a link to `address` if that is one."""
    name = f"<span data-pagefind-ignore>Image{': ' if words else ''}</span>{escape(typeset_line(words), quote=False)}"
    if not _ADDRESS.match(address):
        return name + _NOT_KEPT
    full = f"https:{address}" if address.startswith("//") else address
    return f'<a href="{escape(full)}" rel="{LINK_REL}">{name}</a>{_NOT_KEPT}'


def _apart(html: str, found: re.Match[str]) -> str:
    """`html` with a space where words would otherwise run into what stands beside the image."""
    before, after = found.string[max(found.start() - 1, 0) : found.start()], found.string[found.end() : found.end() + 1]
    return f"{' ' if before.isalnum() else ''}{html}{' ' if after.isalnum() or after == '<' else ''}"


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
