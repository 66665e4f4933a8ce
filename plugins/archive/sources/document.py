"""A document: the bytes of one file, or of one file inside a zip or web archive.

The rule: a document is read as a stream unless a format asks for all of it, so big files don't fill the memory. Formats
don't know whether a document is on disk or in a container, but they can ask for the files beside it.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import BinaryIO

START = 2**16
"""Bytes at the beginning of a document that formats are recognised by."""
_LARGEST_PAGE = 2**25
_STYLE = re.compile(rb"<(style|script)\b[^>]*+>", re.IGNORECASE)


def _without_styles(page: bytes) -> bytes:
    """Return the page without the contents of its styles and scripts, as far as these are closed."""
    kept: list[bytes] = []
    lower, at = page.lower(), 0
    while opening := _STYLE.search(page, at):
        closing = lower.find(b"</" + opening[1].lower(), opening.end())
        if closing < 0:
            break
        kept.append(page[at : opening.end()])
        at = closing
    return b"".join([*kept, page[at:]])


def _no_neighbour(name: str) -> Document | None:
    return None


@dataclass(frozen=True)
class Document:
    name: str
    """Path below the imported folder, with "/" between its parts. Inside a container it starts with the container's
    name: "backup.zip/Takeout/Blogger/Blogs/A Blog/feed.atom"."""
    sha256: str
    """Of the document's own bytes, in lower-case hex."""
    size: int
    """In bytes."""
    open: Callable[[], BinaryIO]
    """Opens the document at its beginning, each time anew. The caller closes the file."""
    address: str | None = None
    """Where it was copied from: the target URI of a web archive record, or the `url` in sources.toml."""
    media_type: str | None = None
    """As the server sent it, if the page was captured: "text/html; charset=utf-8"."""
    beside: Callable[[str], Document | None] = _no_neighbour
    """Returns the document of that name in the same folder, such as "settings.csv", or None."""
    is_whole: bool = False
    """True for the one thing that its container was saved for: the page in an MHTML file, the file in a gzip file. What
    a keeper knows about the container is true of it."""
    is_described: bool = False
    """True if a keeper said in sources.toml what only a text has: a title, a date or an address."""
    remarks: tuple[str, ...] = ()
    """What a keeper should know about how it was opened: sentences that start with the place, "the file: …"."""

    @cached_property
    def start(self) -> bytes:
        """The first START bytes."""
        with self.open() as file:
            return file.read(START)

    @cached_property
    def start_of_markup(self) -> bytes:
        """The first START bytes of a web page, without the contents of styles and scripts. Some pages have more of
        those above their first word."""
        return _without_styles(self.read())[:START] if START < self.size <= _LARGEST_PAGE else self.start

    def read(self) -> bytes:
        with self.open() as file:
            return file.read()
