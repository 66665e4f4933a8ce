"""What was read from one document, and the report on it that a keeper sees."""

from __future__ import annotations

from dataclasses import dataclass, field

from archive.content.ledger import LedgerEntry
from archive.ingest.copies import Copy
from archive.ingest.images import FoundImage


@dataclass(frozen=True)
class FileReport:
    """What one document contains."""

    source: str
    sha256: str | None
    form: str
    posts: int = 0
    declared_comments: int | None = None
    found_comments: int = 0
    words_in: int = 0
    words_kept: int = 0
    """This and the next three fields are known at the end of the import."""
    words_left_out: dict[str, int] = field(default_factory=dict)
    """By reason, without those that are unplaced."""
    words_unplaced: int = 0
    passages_unplaced: int = 0
    remarks: tuple[str, ...] = ()
    problem: str | None = None
    """Why the file was not read; None if it was."""
    same_as: str | None = None
    """The file with the same bytes that was read in its place."""

    @property
    def share(self) -> float:
        """The share of its words that is published, from 0 to 1; 1 if it has no words, 0 if it was not read."""
        if self.problem:
            return 0.0
        return self.words_kept / self.words_in if self.words_in else 1.0


@dataclass(frozen=True)
class DocumentReading:
    """Everything that was read from one document."""

    file: FileReport
    copies: tuple[Copy, ...] = ()
    other_entries: tuple[LedgerEntry, ...] = ()
    """Ledger entries for what belongs to no post."""
    problems: tuple[str, ...] = ()
    image: FoundImage | None = None
    """The image, if the document is one."""


def not_read(name: str, sha256: str | None, problem: str) -> DocumentReading:
    """Return the reading of a document that could not be read; `problem` begins with its name."""
    entry = _entry_of_file(name, sha256, problem.removeprefix(f"{name}: "))
    return DocumentReading(FileReport(name, sha256, "none", problem=problem), (), (entry,), (problem,))


def same_file(name: str, sha256: str, other: str) -> DocumentReading:
    """Return the reading of a document that has the same bytes as the one called `other`."""
    return DocumentReading(FileReport(name, sha256, "none", same_as=other))


def set_aside(name: str, sha256: str | None, reason: str) -> DocumentReading:
    """Return the reading of a document known to have no posts, such as the blog's template."""
    entry = _entry_of_file(name, sha256, reason)
    return DocumentReading(FileReport(name, sha256, "none", remarks=(reason,)), (), (entry,))


def _entry_of_file(name: str, sha256: str | None, reason: str) -> LedgerEntry:
    return LedgerEntry(name, sha256, "none", None, name, "file", "left-out", reason)
