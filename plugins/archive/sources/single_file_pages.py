"""Shorten the long `data:` addresses in web pages that a program saved as one file, with everything inside (SingleFile,
monolith).

The rules: only addresses are shortened, in attributes and style sheets, so no word changes. The pictures in them are
counted and not kept, because nothing says which picture of the blog they are.
"""

from __future__ import annotations

import re
from dataclasses import replace
from io import BytesIO

from archive.sources.document import Document

_PAGE = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*+(?:<\?xml[^>]*+>\s*+)?(?:<!--.*?-->\s*+)*+<(?:!doctype html|html|head|body)\b", re.I | re.S
)
_LARGEST = 2**27
"""Bytes. Larger pages are left as they are."""
_LONG_DATA = re.compile(rb"(?<=[\"'=(])(data:[\w.+/;=-]{0,80},)[^\"'()<>\s]{1000,}+")
"""Shorter ones are spacers, or pictures that stand for others until these are loaded."""
_PICTURE = re.compile(rb"<img\b[^<>]{0,2000}?\ssrc=[\"']?data:image/[^\"'()<>\s]{1000,}+", re.IGNORECASE)


def shorten_data(document: Document) -> Document:
    """Return the page with its long `data:` addresses cut short; any other document unchanged."""
    if document.size > _LARGEST or not _PAGE.match(document.start):
        return document
    page = document.read()
    shortened, count = _LONG_DATA.subn(rb"\1", page)
    if not count:
        return document
    pictures = sum(1 for _ in _PICTURE.finditer(page))
    them = "a picture is" if pictures == 1 else f"{pictures} pictures are"
    remark = f"the file: {them} inside the page and not kept; save the pictures beside it if they belong to the post"
    return replace(
        document, size=len(shortened), open=lambda: BytesIO(_shortened(document)), remarks=(remark,) * bool(pictures)
    )


def _shortened(document: Document) -> bytes:
    return _LONG_DATA.sub(rb"\1", document.read())
