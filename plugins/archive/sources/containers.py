"""Walk through a file: yield the documents in it, opening containers inside containers.

The rule: a file that isn't a container is its own only document, and every entry of a container is accounted for.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from functools import partial
from typing import BinaryIO

from archive.sources.contents import Budget, BudgetExceeded, Content, Fault
from archive.sources.document import Document
from archive.sources.gzips import GZIP, DamagedData, decompress_file
from archive.sources.mhtml import read_saved_page
from archive.sources.random_access import scan, temporary_copy
from archive.sources.saved_page_heads import is_saved_page
from archive.sources.single_file_pages import page_and_pictures
from archive.sources.sniffing import is_container
from archive.sources.warc import read_web_archive
from archive.sources.zips import read_zip

MAX_DEPTH = 3
"""Levels of containers that are opened. A backup inside a backup has two; a zip bomb can have any number."""
_GZIP_BITS = 31
_WEB_ARCHIVE = re.compile(rb"WARC/\d|filedesc://")


def contents_of(document: Document) -> Iterator[Content]:
    """Yield everything in a file: the document itself unless it is a container, otherwise what the container holds.

    What can't be read is yielded as a `Fault`; the content of a file never raises an exception.
    """
    return _contents(document, 1, None)


def _contents(document: Document, depth: int, outer: Budget | None) -> Iterator[Content]:
    if not is_container(document.start):
        yield from page_and_pictures(document)
    elif depth > MAX_DEPTH:
        reason = f"it is {depth} containers deep; unpack the outer ones"
        yield Fault(document.name, reason, True, document.sha256, document.address)
    else:
        yield from _inside(document, depth, Budget(document.size, outer))


def _inside(document: Document, depth: int, budget: Budget) -> Iterator[Content]:
    try:
        for content in _entries(document, budget):
            if isinstance(content, Document) and content is not document:
                yield from _contents(content, depth + 1, budget)
            else:
                yield content
    except OSError as error:
        reason = f"it cannot be unpacked ({error.strerror or error}); make room in the temporary folder"
        yield Fault(document.name, reason, True, document.sha256)


def _entries(document: Document, budget: Budget) -> Iterator[Content]:
    start = document.start
    if is_saved_page(start):
        return read_saved_page(document, budget)
    if start.startswith(b"PK"):
        return read_zip(document, budget)
    if _WEB_ARCHIVE.match(_first_decompressed(start) if start.startswith(GZIP) else start):
        return read_web_archive(document, budget)
    return iter([_gzip_member(document, budget)])


def _first_decompressed(start: bytes) -> bytes:
    try:
        return zlib.decompressobj(_GZIP_BITS).decompress(start, 16)
    except zlib.error:
        return b""


def _gzip_member(document: Document, budget: Budget) -> Content:
    """Return the one file in a gzip file, named without the ending ".gz"."""
    name = re.sub(r"\.gz$", "", document.name.rpartition("/")[2], flags=re.IGNORECASE)
    try:
        found = scan(budget.metered(decompress_file(document)))
    except (DamagedData, BudgetExceeded) as error:
        return Fault(document.name, str(error), True, document.sha256, document.address)
    return Document(
        f"{document.name}/{name}",
        found.sha256,
        found.size,
        partial(_open_gzip, document),
        document.address,
        document.media_type,
        document.beside,
        is_whole=True,
    )


def _open_gzip(document: Document) -> BinaryIO:
    return temporary_copy(decompress_file(document))
