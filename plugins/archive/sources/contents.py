"""What a container holds: documents, what was left out of it, and what could not be read.

The rule: each entry or record of a container is in exactly one of the three, so that their numbers add up.
"""

from __future__ import annotations

from dataclasses import dataclass

from archive.sources.document import Document


@dataclass(frozen=True)
class Fault:
    """An entry that was not read, and why; none of its words is handed over."""

    name: str
    """As a document's name would be."""
    reason: str
    """Goes on after "<name>: not read: "; with the cure, where there is one."""
    container: bool = False
    """True if it is the file itself that cannot be opened (further), not one entry in it."""
    sha256: str | None = None
    """Of its bytes, if they could be had."""
    address: str | None = None
    """Where it was copied from, if the container says so."""


@dataclass(frozen=True)
class Ignored:
    """Entries that hold nothing for the archive."""

    name: str
    """Of the entry; of the container, for all its records of one technical kind together."""
    reason: str
    """In words for the ledger: "HTTP 404", "a record of a request"."""
    count: int = 1
    address: str | None = None


Content = Document | Fault | Ignored


@dataclass(frozen=True)
class Opened:
    """All that one file holds: itself if it is no container, else what lies in it."""

    documents: tuple[Document, ...]
    faults: tuple[Fault, ...] = ()
    ignored: tuple[Ignored, ...] = ()
