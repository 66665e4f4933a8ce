"""A document: the bytes of one file, or of one file inside a zip or a web archive, that an importer reads.

The rule: a document is opened, never loaded, until an importer asks for all of it, so that big files stream. Where it
lies does not matter to an importer; what lies beside it may.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import BinaryIO

START = 2**16
"""Bytes of the beginning of a document, which tell what it is."""


def _no_neighbour(name: str) -> Document | None:
    return None


@dataclass(frozen=True)
class Document:
    """One document, wherever it lies."""

    name: str
    """Path below the folder that was imported, with "/" between the parts; a member of a container stands below the
    container's name: "backup.zip/Takeout/Blogger/Blogs/A Blog/feed.atom"."""
    sha256: str
    """Of the document's own bytes, in lower-case hex."""
    size: int
    """In bytes."""
    open: Callable[[], BinaryIO]
    """Opens it at its beginning, each time anew; the caller closes it."""
    address: str | None = None
    """Where it was temporary_copy from: the target of a web archive's record, or what sources.toml says."""
    media_type: str | None = None
    """As the server sent it, if it was captured: "text/html; charset=utf-8"."""
    beside: Callable[[str], Document | None] = _no_neighbour
    """The document of that name in the same folder, such as "settings.csv"; None if there is none."""

    @cached_property
    def start(self) -> bytes:
        """The first START bytes."""
        with self.open() as file:
            return file.read(START)

    def read(self) -> bytes:
        """All its bytes."""
        with self.open() as file:
            return file.read()
