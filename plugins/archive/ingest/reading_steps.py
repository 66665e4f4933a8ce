"""Show how far a large document has been read: one step for each megabyte, whatever its records are."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import BinaryIO

from archive.formats.records import ParsedRecord
from archive.sources.document import Document

STEP = 2**20
"""Bytes of the document for each step."""


class FollowedDocument:
    """A document that knows how far it has been read."""

    def __init__(self, document: Document) -> None:
        self._open = document.open
        self._file: BinaryIO | None = None
        self.document = replace(document, open=self._opened)
        """Read this one."""
        self.steps = document.size // STEP + 1

    def _opened(self) -> BinaryIO:
        self._file = self._open()
        return self._file

    @property
    def step(self) -> int:
        """The number of steps done."""
        return self._file.tell() // STEP if self._file and not self._file.closed else 0


class RecordsInSteps:
    """The records of a document, as one list for each of its steps, so that a progress bar moves with the bytes."""

    def __init__(self, records: Iterable[ParsedRecord], followed: FollowedDocument) -> None:
        self._records, self._followed = records, followed

    def __len__(self) -> int:
        return self._followed.steps

    def __iter__(self) -> Iterator[list[ParsedRecord]]:
        records: list[ParsedRecord] = []
        left = len(self)
        for record in self._records:
            records.append(record)
            while left > max(1, len(self) - self._followed.step):
                yield records
                records, left = [], left - 1
        for _ in range(left):
            yield records
            records = []
