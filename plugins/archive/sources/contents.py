"""What a container holds: documents, what was left out of it, and what could not be read.

The rule: each entry or record of a container is in exactly one of the three, so that their numbers add up.

How much may be unpacked, metered while it is unpacked: what a header says of its size is never believed.

The rule: one budget for a file and for all the containers in it, so that a thousand small bombs are one big one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
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
    """Where it was temporary_copy from, if the container says so."""


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


MAX_RATIO = 200
"""Times the packed size (reliability.md, I10). A hundred megabytes of zeros pack to a 1,028th; text to a tenth."""
MAX_EXTRA_BYTES = 2**30
"""Bytes that may come on top of the packed size (I10). Photographs in a backup do not shrink, so that a backup of any
size passes, and a bomb does not."""


class BudgetExceeded(Exception):
    """More would be unpacked than is allowed. The text says so in plain words."""


class Budget:
    """What may still be unpacked of one container of `packed` bytes; all of it counts for the one outer it too."""

    def __init__(self, packed: int, outer: Budget | None = None) -> None:
        self._left = min(packed * MAX_RATIO, packed + MAX_EXTRA_BYTES)
        self._outer = outer

    def spend(self, count: int) -> None:
        """Count `count` bytes as unpacked. Raises BudgetExceeded once it is too much, and each time after that."""
        self._left -= count
        if self._left < 0:
            raise BudgetExceeded(f"it unpacks to more than {MAX_RATIO} times its size or {MAX_EXTRA_BYTES // 2**30} GB")
        if self._outer:
            self._outer.spend(count)

    def metered(self, pieces: Iterable[bytes]) -> Iterator[bytes]:
        """The same pieces, each paid for before it is handed on."""
        for piece in pieces:
            self.spend(len(piece))
            yield piece
