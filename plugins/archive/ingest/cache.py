"""Keep what was read from large documents, so that a new file in the inbox does not mean reading an export again.

A reading is used again only for the same bytes, facts and settings, by the same program. Small documents are not kept:
they are read in less than a second.

With a new text beside an export of 70 MB with 4,500 posts and 74,000 comments, an import takes 10 s of CPU instead of
40 s (2026-12-01, Python 3.11). If nothing is new, `last_import` answers.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

import msgspec

from archive.cache import Cache
from archive.ingest.copies import Copy
from archive.ingest.readings import DocumentReading
from archive.privacy.masking import Allowlist
from archive.sources.document import Document
from archive.sources.facts import Facts

SMALLEST = 2**19
"""Bytes of the smallest document that is kept."""


_COPIES = 256
"""Copies in each part of a reading. In one piece, a large reading would take as much memory again as bytes."""
_Kind = TypeVar("_Kind")


class _FirstPart(msgspec.Struct):
    """A reading with its first copies, and the number of parts that all its copies are stored in."""

    reading: DocumentReading
    parts: int


class ReadingCache:
    """The readings beside one content folder."""

    def __init__(self, content: Path, allowed: Allowlist) -> None:
        self._cache = Cache(content, "readings", repr(allowed))
        self._used: defaultdict[str, set[str]] = defaultdict(set)
        """By document name, the keys that were asked for."""

    def get(self, document: Document, facts: Facts) -> DocumentReading | None:
        """Return what was read from the document before; None if it is not known or out of date."""
        if document.size < SMALLEST:
            return None
        key = reading_key(document, facts)
        self._used[document.name].add(key)
        first = self._part(key, _FirstPart)
        if not first:
            return None
        copies = list(first.reading.copies)
        for number in range(1, first.parts):
            self._used[document.name].add(f"{key}-{number}")
            part = self._part(f"{key}-{number}", tuple[Copy, ...])
            if part is None:
                return None
            copies += part
        return replace(first.reading, copies=tuple(copies))

    def put(self, document: Document, facts: Facts, reading: DocumentReading) -> None:
        """Keep what was read from the document."""
        if document.size >= SMALLEST and not reading.file.problem:
            with suppress(UnicodeEncodeError):  # half of a surrogate pair: the document will be read again
                self._put(document.name, reading_key(document, facts), reading)

    def _part(self, key: str, kind: type[_Kind]) -> _Kind | None:
        stored = self._cache.get(key)
        return msgspec.msgpack.decode(stored, type=kind) if stored is not None else None

    def _put(self, name: str, key: str, reading: DocumentReading) -> None:
        """Store the first part last, so that it is there only if all others are."""
        copies = reading.copies
        starts = range(0, max(1, len(copies)), _COPIES)
        for number, start in [*enumerate(starts)][1:]:
            self._used[name].add(f"{key}-{number}")
            self._cache.put(f"{key}-{number}", msgspec.msgpack.encode(copies[start : start + _COPIES]))
        first = _FirstPart(replace(reading, copies=copies[:_COPIES]), len(starts))
        self._cache.put(key, msgspec.msgpack.encode(first))

    def remove_outdated(self) -> None:
        """Remove what was read from former versions of the documents that were asked for."""
        for name, keys in self._used.items():
            self._cache.keep_only(keys, f"{_hash(name, 16)}-*")


def reading_key(document: Document, facts: Facts) -> str:
    """Return the key of what is read from the document: it differs if the bytes or facts do."""
    settings = document.beside("settings.csv")
    parts = (document.sha256, document.address, document.media_type, repr(facts), settings.sha256 if settings else "")
    return f"{_hash(document.name, 16)}-{_hash(chr(10).join(map(str, parts)), 32)}"


def _hash(text: str, length: int) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogateescape")).hexdigest()[:length]
