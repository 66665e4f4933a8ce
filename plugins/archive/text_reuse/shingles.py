"""Look up shingles (runs of SHINGLE tokens) in one sorted array, and count their threads.

An entry is the upper bits of the shingle's hash with its position among all tokens below them, so sorting brings
equal shingles together. Different shingles may share the upper bits; compare the tokens to be certain.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

SHINGLE = 5
"""Tokens in a shingle. If a fifth of the words of a 25-word quotation are changed, 0.5 % have no four left in a row,
3.9 % no five, 11 % no six; shingles of four take a third more time than those of five on the invented archive, and
more on a real one (reuse_at_scale.py, 2026-11-22)."""
COMMON_THREADS = 6
"""A shingle in so many threads is common: boilerplate or a turn of phrase."""
COMMON_PLACES = 60
"""So is one in so many places, even in one thread."""
COMMON_TIMES = 6
"""So is one that a single text has so often, such as a table row or a refrain."""
POSITION_BITS = np.uint64(28)
"""2**28 tokens are twenty times the whole archive."""
_MANY = 8
"""Looking up one entry costs as much as scanning so many."""
MOST_COUNTED = 255
"""No more threads are counted: they fit into a byte."""
_SAMPLE = 512
"""If a shingle has more entries than these, so many show whether it has MOST_COUNTED places."""
_POSITION = np.uint64((1 << 28) - 1)
_FACTOR = np.uint64(0x9E3779B97F4A7C15)

Numbers = NDArray[np.int64]
Entries = NDArray[np.uint64]


def entries(keys: NDArray[np.uint64], ends: Numbers, first: int = 0) -> Entries:
    """Return the entries of texts with the tokens `keys`, by position; `first` is the position of the first token."""
    if len(keys) < SHINGLE:
        return np.empty(0, dtype=np.uint64)
    whole = len(keys) - SHINGLE + 1
    shingles = _hashes(keys[offset : offset + whole] for offset in range(SHINGLE))
    shingles |= np.arange(first, first + whole, dtype=np.uint64)
    inside = np.ones(whole + SHINGLE, dtype=bool)
    for offset in range(1, SHINGLE):
        inside[np.maximum(ends - offset, 0)] &= False
    return shingles[inside[:whole]]


def entries_at(keys: NDArray[np.uint64], at: Numbers) -> Entries:
    """Return the entries that start at the positions `at`, in their order; `keys` are those of all tokens."""
    return _hashes(keys[at + offset] for offset in range(SHINGLE)) | at.astype(np.uint64)


def _hashes(columns: Iterable[NDArray[np.uint64]]) -> Entries:
    """Return the upper bits of each shingle's hash; `columns` are all first keys, all second keys and so on."""
    shingles: Entries = np.zeros(1, dtype=np.uint64)
    for keys in columns:
        shingles = (shingles ^ (shingles >> np.uint64(29))) * _FACTOR + keys
    shingles = (shingles ^ (shingles >> np.uint64(32))) * _FACTOR
    return shingles >> POSITION_BITS << POSITION_BITS


def positions(found: Entries) -> Numbers:
    """Return the positions of the entries."""
    return (found & _POSITION).view(np.int64)


def places(ordered: Entries, wanted: Entries) -> tuple[Numbers, Numbers]:
    """Return, for each of `wanted`, where in `ordered` its equal entries start and stop."""
    shingles = wanted >> POSITION_BITS << POSITION_BITS
    return np.searchsorted(ordered, shingles), np.searchsorted(ordered, shingles | _POSITION, side="right")


def different(found: Entries) -> Entries:
    """Return the shingles of the entries, each once, sorted, without positions."""
    return np.unique(found >> POSITION_BITS) << POSITION_BITS


@dataclass(frozen=True)
class ShingleTable:
    """The entries of an index in two sorted arrays: a large one, and what was added since."""

    ordered: Entries
    added: Entries
    settled: int
    """The first position whose entry is in `added`."""

    @classmethod
    def of(cls, ordered: Entries, tokens: int) -> ShingleTable:
        """Return a table of the sorted entries of so many tokens."""
        return cls(ordered, np.empty(0, dtype=np.uint64), tokens)

    def with_more(self, found: Entries, tokens: int) -> ShingleTable:
        """Return this table with the entries `found`, which come after all others; `tokens` is the number of all."""
        if not len(self.ordered) and len(found):
            return ShingleTable.of(np.sort(found), tokens)
        return ShingleTable(self.ordered, merged(self.added, found), self.settled)

    def equal(self, wanted: Entries) -> tuple[Numbers, Numbers]:
        """Return (number of the wanted entry, position of an equal one) for all entries equal to one of `wanted`."""
        found = [(part, *expanded(*places(part, wanted))) for part in self._parts]
        which = np.concatenate([which for _, which, _ in found])
        return which, np.concatenate([positions(part[at]) for part, _, at in found])

    @property
    def all(self) -> Entries:
        """All entries, sorted."""
        return merged(self.ordered, self.added)

    def are_many(self, wanted: Entries) -> bool:
        """Return True if looking up `wanted` costs more than going through all entries."""
        return _MANY * len(wanted) > len(self.ordered)

    def of_shingles(self, shingles: Entries) -> Entries:
        """Return the entries equal to one of `shingles`, sorted."""
        found = (part[expanded(*places(part, shingles))[1]] for part in self._parts)
        return merged(*found)

    @property
    def _parts(self) -> tuple[Entries, Entries]:
        return self.ordered, self.added


def is_one_of(found: Entries, shingles: Entries) -> NDArray[np.bool_]:
    """Return for each of `found` whether its shingle is one of the sorted `shingles` (see `different`)."""
    return np.isin(found >> POSITION_BITS << POSITION_BITS, shingles)


def most_frequent(ordered: Entries, shingles: Entries, counts: Callable[[Numbers], NDArray[np.bool_]]) -> Entries:
    """Return those of `shingles` with so many entries in `ordered` that MOST_COUNTED of a sample of them count.

    `counts` says which positions count. So a passage in thousands of texts costs no more than one in a few hundred.
    """
    starts, stops = places(ordered, shingles)
    frequent = np.flatnonzero(stops - starts > _SAMPLE)
    which, member = expanded(starts[frequent], starts[frequent] + _SAMPLE)
    counted = np.bincount(which[counts(positions(ordered[member]))], minlength=len(frequent))
    return shingles[frequent[counted >= MOST_COUNTED]]


def repeated(ordered: Entries) -> Entries:
    """Return the entries that appear more than once, in the same order."""
    shingles = ordered >> POSITION_BITS
    keep = np.zeros(len(shingles), dtype=bool)
    keep[1:] = shingles[1:] == shingles[:-1]
    keep[:-1] |= keep[1:]
    return ordered[keep]


def merged(ordered: Entries, added: Entries) -> Entries:
    """Return all entries, sorted; `ordered` is sorted already."""
    if not len(added):
        return ordered
    both = np.concatenate((ordered, np.sort(added)))
    both.sort(kind="stable")  # merges what is sorted already; np.insert takes five times as long
    return both


def moved(ordered: Entries, keep: NDArray[np.bool_], gone: NDArray[np.uint32]) -> Entries:
    """Return the entries at positions to `keep`, in the same order; `gone` counts the dropped positions before each."""
    left = ordered[keep[positions(ordered)]]
    left -= gone[positions(left)]
    return left


def shingle_numbers(ordered: Entries) -> Numbers:
    """Return the number of each entry's shingle, from 0."""
    shingles = ordered >> POSITION_BITS
    new = np.zeros(len(shingles), dtype=np.int64)
    new[1:] = shingles[1:] != shingles[:-1]
    return np.cumsum(new)


def spread(ordered: Entries, threads: Numbers, texts: Numbers) -> Numbers:
    """Return, for each of `ordered`, how many of `threads` its shingle appears in.

    Shingles in COMMON_PLACES places, or with COMMON_TIMES in one text, count all their places; at most MOST_COUNTED.
    """
    group = shingle_numbers(ordered)
    threaded, _ = _counted(group, threads)
    _, times = _counted(group, texts)
    size = np.bincount(group)
    everywhere = (size >= COMMON_PLACES) | (times >= COMMON_TIMES)
    found: Numbers = np.where(everywhere, np.maximum(size, COMMON_THREADS), threaded)[group]
    return np.minimum(found, MOST_COUNTED)


def _counted(group: Numbers, member: Numbers) -> tuple[Numbers, Numbers]:
    """Return, by group, how many different members it has, and how often the most frequent one appears."""
    beyond = int(member.max(initial=0)) + 1
    pairs, sizes = np.unique(group * beyond + member, return_counts=True)
    most = np.zeros(int(group.max(initial=-1)) + 1, dtype=np.int64)
    np.maximum.at(most, pairs // beyond, sizes)
    return np.bincount(pairs // beyond), most


def expanded(starts: Numbers, stops: Numbers) -> tuple[Numbers, Numbers]:
    """Return (number of the range, member) for all members of the ranges."""
    sizes = stops - starts
    which = np.repeat(np.arange(len(sizes)), sizes)
    return which, np.arange(len(which)) - np.repeat(np.cumsum(sizes) - sizes, sizes) + starts[which]
