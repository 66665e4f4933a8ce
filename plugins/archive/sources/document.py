"""A document: the bytes of one file, or of one file inside a zip or web archive.

The rule: a document is read as a stream unless a format asks for all of it, so big files don't fill the memory. Formats
don't know whether a document is on disk or in a container, but they can ask for the files beside it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import BinaryIO

START = 2**16
"""Bytes at the beginning of a document that formats are recognised by."""


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

    @cached_property
    def start(self) -> bytes:
        """The first START bytes."""
        with self.open() as file:
            return file.read(START)

    def read(self) -> bytes:
        with self.open() as file:
            return file.read()
