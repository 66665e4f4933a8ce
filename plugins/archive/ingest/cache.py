"""Keep what was read from large documents, so that a new file in the inbox does not mean reading an export again.

A reading is used again only for the same bytes, facts and settings, by the same program. Small documents are not kept:
they are read in less than a second.

An import that changes nothing takes 9 s of CPU instead of 70 s for an export of 70 MB with 4,500 posts and 74,000
comments (2026-11-30, Python 3.11). Remembering that nothing had changed would make that 2 s, but needed a second cache.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from contextlib import suppress
from pathlib import Path

import msgspec

from archive.cache import Cache
from archive.ingest.readings import DocumentReading
from archive.privacy.masking import Allowlist
from archive.sources.document import Document
from archive.sources.facts import Facts

SMALLEST = 2**19
"""Bytes of the smallest document that is kept."""


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
        key = _key(document, facts)
        self._used[document.name].add(key)
        stored = self._cache.get(key)
        return msgspec.msgpack.decode(stored, type=DocumentReading) if stored is not None else None

    def put(self, document: Document, facts: Facts, reading: DocumentReading) -> None:
        """Keep what was read from the document."""
        if document.size >= SMALLEST and not reading.file.problem:
            with suppress(UnicodeEncodeError):  # half of a surrogate pair: the document will be read again
                self._cache.put(_key(document, facts), msgspec.msgpack.encode(reading))

    def remove_outdated(self) -> None:
        """Remove what was read from former versions of the documents that were asked for."""
        for name, keys in self._used.items():
            self._cache.keep_only(keys, f"{_hash(name, 16)}-*")


def _key(document: Document, facts: Facts) -> str:
    settings = document.beside("settings.csv")
    parts = (document.sha256, document.address, document.media_type, repr(facts), settings.sha256 if settings else "")
    return f"{_hash(document.name, 16)}-{_hash(chr(10).join(map(str, parts)), 32)}"


def _hash(text: str, length: int) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogateescape")).hexdigest()[:length]
