"""Count what became of the words of each source: published, furniture, left out for another reason, or unplaced.

The rule: the four add up to the words that the source has.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from archive.content.ledger import UNPLACED, LedgerEntry
from archive.model import FURNITURE


@dataclass(frozen=True)
class WordCounts:
    """What became of the words of one source."""

    source: str
    words_in: int = 0
    published: int = 0
    """Including the words of duplicates, which are published in another copy."""
    furniture: int = 0
    left_out: int = 0
    """For any other reason."""
    unplaced: int = 0

    @property
    def share(self) -> float:
        """The share of its words that is published, from 0 to 1; 1 if it has no words."""
        return self.published / self.words_in if self.words_in else 1.0


def word_counts(entries: Iterable[LedgerEntry]) -> list[WordCounts]:
    """Count the words of each source that has any. Those of which the least is published come first."""
    by_source: defaultdict[str, list[LedgerEntry]] = defaultdict(list)
    for entry in entries:
        if entry.words_in:
            by_source[entry.source].append(entry)
    counts = (_counts(source, its_entries) for source, its_entries in by_source.items())
    return sorted(counts, key=lambda count: (count.share, -count.words_in, count.source))


def _counts(source: str, entries: Iterable[LedgerEntry]) -> WordCounts:
    words_in = published = furniture = unplaced = 0
    for entry in entries:
        words_in += entry.words_in
        published += entry.words_kept
        if is_unplaced(entry):
            unplaced += entry.words_in
        else:
            furniture += sum(count for reason, count in (entry.words_left_out or {}).items() if is_furniture(reason))
    return WordCounts(source, words_in, published, furniture, words_in - published - furniture - unplaced, unplaced)


def is_furniture(reason: str) -> bool:
    """Return True if the reason says that words were recognised as a part of the page around the texts."""
    return reason.startswith(FURNITURE)


def is_unplaced(entry: LedgerEntry) -> bool:
    """Return True for words of which nobody knows, or has decided, where they belong."""
    return entry.kind == UNPLACED and entry.outcome == "quarantined"
