"""What was made of large documents before, so that a new file in the inbox does not cost reading an export again.

The rule: it only ever saves time. It lies beside the content folder, belongs to this machine, and may be deleted at any
moment; a reading is used again only for the very same bytes, facts, settings and program.
"""

from __future__ import annotations

import hashlib
import pickle
from collections.abc import Collection
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from archive.content.folder import remove
from archive.ingest.copies import Copy
from archive.ingest.read import SourceReading
from archive.privacy.masking import Allowed
from archive.sources.document import Document
from archive.sources.facts import Facts
from archive.spool import Shelf

SMALLEST = 2**19
"""Bytes. What is smaller is read in a second."""


class KeptReadings:
    """The readings beside one content folder."""

    def __init__(self, content: Path, program: str, allowed: Allowed, shelf: Shelf) -> None:
        folder = content.absolute()
        self._folder = folder.with_name(f".{folder.name}.readings")
        self._way = f"{program}\n{allowed!r}"
        self._shelf = shelf
        self._used: set[str] = set()

    def get(self, document: Document, facts: Facts) -> SourceReading | None:
        """What was made of the document before; None if it is not known any more."""
        if document.size < SMALLEST:
            return None
        name = self._name(document, facts)
        self._used.add(name)
        try:
            with (self._folder / name).open("rb") as file:
                start, reading = pickle.load(file)
                by = self._shelf.append(file) - start
        except (OSError, ValueError, EOFError, AttributeError, ImportError, TypeError, pickle.UnpicklingError):
            return None
        kept: SourceReading = replace(reading, copies=tuple(_moved(copy, by) for copy in reading.copies))
        return kept

    def keep(self, document: Document, facts: Facts, reading: SourceReading, start: int) -> None:
        """Remember what was made of the document, whose texts are all that is on the shelf from `start` on."""
        if document.size < SMALLEST or reading.file.problem:
            return
        path = self._folder / self._name(document, facts)
        beside = path.with_name(f".{path.name}.new")
        try:
            self._folder.mkdir(exist_ok=True)
            with beside.open("wb") as file:
                pickle.dump((start, reading), file, pickle.HIGHEST_PROTOCOL)
                self._shelf.copy_since(start, file)
            beside.replace(path)
        except OSError:  # it will be read again
            with suppress(OSError):
                beside.unlink()

    def clear(self, names: Collection[str]) -> None:
        """Take away older readings of the documents called `names`."""
        places = {_place(name) for name in names}
        for path in self._folder.glob("*-*") if self._folder.is_dir() else ():
            if path.name.partition("-")[0] in places and path.name not in self._used:
                remove(path)

    def _name(self, document: Document, facts: Facts) -> str:
        settings = document.beside("settings.csv")
        parts = (self._way, document.sha256, document.address, document.media_type, repr(facts))
        key = "\n".join(map(str, (*parts, settings.sha256 if settings else "")))
        return f"{_place(document.name)}-{hashlib.sha256(key.encode('utf-8', 'surrogateescape')).hexdigest()[:32]}"


def _place(name: str) -> str:
    return hashlib.sha256(name.encode("utf-8", "surrogateescape")).hexdigest()[:16]


def _moved(copy: Copy, by: int) -> Copy:
    return replace(copy, text=copy.text + by, loose=tuple(number + by for number in copy.loose))
