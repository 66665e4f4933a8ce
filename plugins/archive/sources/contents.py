"""What a container holds (documents, ignored entries and faults), and the budget for unpacking it.

The rules: each entry or record of a container is exactly one of the three, so their numbers add up. Bytes count while
they are unpacked, whatever size a header announces, and one budget covers a file and all containers in it, so a
thousand small zip bombs count as one big one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from archive.sources.document import Document


@dataclass(frozen=True)
class Fault:
    """An entry that couldn't be read. None of its words are used."""

    name: str
    """Has the form of a document's name."""
    reason: str
    """Follows "<name>: skipped: " in messages. Says what to do, if anything helps."""
    container: bool = False
    """True if the container itself can't be opened (further), False for one entry in it."""
    sha256: str | None = None
    """Of the entry's bytes; None if they could not be read."""
    address: str | None = None
    """Where it was captured from, if the container says so."""


@dataclass(frozen=True)
class Ignored:
    """Entries with nothing for the archive."""

    name: str
    """The entry's name, or the container's name for all its records of one kind together."""
    reason: str
    """As the ledger shows it: "HTTP 404", "a record of a request"."""
    count: int = 1
    address: str | None = None


Content = Document | Fault | Ignored


MAX_RATIO = 200
"""Allowed ratio of unpacked to packed size. 100 MB of zeros pack to 1/1028, text to about a tenth."""
MAX_EXTRA_BYTES = 2**30
"""Bytes allowed on top of the packed size. Photographs hardly shrink, so a backup of any size passes and a bomb
doesn't."""


class BudgetExceeded(Exception):
    """More would be unpacked than the budget allows. The message says so."""


class Budget:
    """How much may still be unpacked of a container of `packed` bytes. It is spent from the outer container's budget
    too."""

    def __init__(self, packed: int, outer: Budget | None = None) -> None:
        self._left = min(packed * MAX_RATIO, packed + MAX_EXTRA_BYTES)
        self._outer = outer

    def spend(self, count: int) -> None:
        """Count `count` bytes as unpacked. Raises BudgetExceeded if that is too much, and on every call after that."""
        self._left -= count
        if self._left < 0:
            raise BudgetExceeded(f"it unpacks to more than {MAX_RATIO} times its size or {MAX_EXTRA_BYTES // 2**30} GB")
        if self._outer:
            self._outer.spend(count)

    def metered(self, pieces: Iterable[bytes]) -> Iterator[bytes]:
        """Yield the pieces unchanged, spending budget for each before it is handed on."""
        for piece in pieces:
            self.spend(len(piece))
            yield piece
