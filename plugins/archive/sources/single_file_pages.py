"""Open web pages that a program saved as one file, with everything inside (SingleFile, monolith): the page, and its
pictures.

The rules: only addresses change, in attributes and style sheets, so no word does. A picture in an `<img>` becomes a
document of its own. Its address is that of the link to Blogger's own images around it or, without one, made of its
sha256 and of `INSIDE`, which is no host on the web (RFC 2606). All other `data:` addresses are cut short. Pictures of
other kinds than PNG, JPEG, GIF and WebP are counted and not kept.
"""

from __future__ import annotations

import binascii
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import partial
from hashlib import sha256
from html import escape, unescape
from io import BytesIO
from urllib.parse import unquote_to_bytes

from archive.sources.document import Document

INSIDE = "inside.invalid"
_PAGE = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*+(?:<\?xml[^>]*+>\s*+)?(?:<!--.*?-->\s*+)*+<(?:!doctype html|html|head|body)\b", re.I | re.S
)
_LARGEST = 2**27
"""Bytes. Larger pages are left as they are."""
_LONG_DATA = re.compile(rb"(?<=[\"'=(])(data:[\w.+/;=-]{0,80},)[^\"'()<>\s]{1000,}+")
"""Shorter ones are spacers, or pictures that stand for others until these are loaded."""
_IN_IMAGE = rb"<img\b[^<>]{0,2000}?\ssrc=[\"']?"
_IN_LINK = (
    rb"<a\b[^<>]{0,1000}?\shref=[\"']?(?P<link>https?://(?:\d\.bp\.blogspot|bp\d\.blogger|lh\d\.(?:googleusercontent|ggpht)"
    rb"|blogger\.googleusercontent)\.com/[^\"'<>\s]{1,1000})[^<>]{0,500}>\s*"
)
"""Blogger puts a picture in a link to its largest size."""
_KEPT = re.compile(
    rb"(?:" + _IN_LINK + rb")?(?P<tag>" + _IN_IMAGE + rb")(?P<source>data:image/(?P<kind>png|jpe?g|gif|webp);base64,"
    rb"(?P<data>[\w+/%=-]{1000,}+))",
    re.I,
)
_PICTURE = re.compile(rb"\x89PNG\r\n|\xff\xd8\xff|GIF8[79]a|RIFF.{4}WEBP", re.DOTALL)
"""How a picture that browsers show begins."""
_LARGEST_PICTURE = 20 * 2**20
_OTHER = re.compile(_IN_IMAGE + rb"data:image/[^\"'()<>\s]{1000,}+", re.I)


@dataclass(frozen=True)
class _Picture:
    """A picture inside a page, by the place of its data in the page."""

    sha256: str
    size: int
    kind: str
    address: str
    place: tuple[int, int]
    """Where its `data:` address is in the page."""


def page_and_pictures(document: Document) -> Iterator[Document]:
    """Yield the page and each picture inside it once; any other document unchanged."""
    if document.size > _LARGEST or not _PAGE.match(document.start):
        yield document
        return
    page = document.read()
    pictures = [picture for found in _KEPT.finditer(page) if (picture := _picture(found))]
    shortened = _shortened(page, pictures)
    yield document if shortened == page else _page(document, shortened, pictures)
    once = {picture.sha256: picture for picture in reversed(pictures)}
    for number, picture in enumerate(reversed(once.values()), 1):
        name = f"{document.name}/picture-{number}.{picture.kind}"
        yield Document(name, picture.sha256, picture.size, partial(_opened, document, picture), picture.address)


def _picture(found: re.Match[bytes]) -> _Picture | None:
    """Return the picture, or None if its data are damaged or are no picture that browsers show."""
    data = _decoded(found["data"])
    if not _PICTURE.match(data) or len(data) > _LARGEST_PICTURE:
        return None
    kind = found["kind"].decode().lower().replace("jpeg", "jpg")
    digest = sha256(data).hexdigest()
    address = (
        unescape(found["link"].decode("utf-8", "replace")) if found["link"] else f"https://{INSIDE}/{digest}.{kind}"
    )
    return _Picture(digest, len(data), kind, address, found.span("source"))


def _decoded(data: bytes) -> bytes:
    """Return the bytes; like browsers, without requiring the "=" padding."""
    try:
        return binascii.a2b_base64(unquote_to_bytes(data).rstrip(b"=") + b"==")
    except ValueError:
        return b""


def _opened(document: Document, picture: _Picture) -> BytesIO:
    source = document.read()[slice(*picture.place)]
    return BytesIO(_decoded(source.partition(b",")[2]))


def _page(document: Document, shortened: bytes, pictures: list[_Picture]) -> Document:
    """Return the page with the addresses of its pictures, and a remark about those that are not kept."""
    lost = sum(1 for _ in _OTHER.finditer(_with_addresses(document.read(), pictures)))
    them = "a picture is" if lost == 1 else f"{lost} pictures are"
    remark = f"the file: {them} inside the page and not kept; save the pictures beside it if they belong to the post"
    opened = partial(_opened_page, document, pictures)
    return replace(document, size=len(shortened), open=opened, remarks=(remark,) * bool(lost))


def _opened_page(document: Document, pictures: list[_Picture]) -> BytesIO:
    return BytesIO(_shortened(document.read(), pictures))


def _shortened(page: bytes, pictures: list[_Picture]) -> bytes:
    return _LONG_DATA.sub(rb"\1", _with_addresses(page, pictures))


def _with_addresses(page: bytes, pictures: list[_Picture]) -> bytes:
    pieces, at = [], 0
    for picture in pictures:
        start, end = picture.place
        pieces += [page[at:start], escape(picture.address).encode()]
        at = end
    return b"".join([*pieces, page[at:]])
