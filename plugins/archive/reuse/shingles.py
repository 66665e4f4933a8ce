"""Where each row of SHINGLE tokens stands, in one sorted array; and in how many threads.

An entry is the upper bits of the row's hash and, below them, its position among all tokens: sorting the entries
brings equal rows together. Two different rows may share the upper bits; who needs certainty compares the tokens.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

SHINGLE = 5
"""Tokens in a row. MEASURED"""
COMMON_THREADS = 6
"""What stands in so many threads belongs to nobody: it is boilerplate or a turn of phrase."""
COMMON_PLACES = 60
"""Nor does what stands so often, be it in one thread."""
POSITION_BITS = np.uint64(28)
"""2**28 tokens are twenty times the whole archive."""
_POSITION = np.uint64((1 << 28) - 1)
_FACTOR = np.uint64(0x9E3779B97F4A7C15)

Numbers = NDArray[np.int64]
Entries = NDArray[np.uint64]


def entries(keys: NDArray[np.uint64], ends: Numbers, first: int = 0) -> Entries:
    """The entries of texts whose tokens are `keys`, in order of position; `first` is the position of the first."""
    if len(keys) < SHINGLE:
        return np.empty(0, dtype=np.uint64)
    whole = len(keys) - SHINGLE + 1
    rows = np.zeros(whole, dtype=np.uint64)
    for offset in range(SHINGLE):
        rows = (rows ^ (rows >> np.uint64(29))) * _FACTOR + keys[offset : offset + whole]
    rows = (rows ^ (rows >> np.uint64(32))) * _FACTOR
    rows = (rows >> POSITION_BITS << POSITION_BITS) | np.arange(first, first + whole, dtype=np.uint64)
    inside = np.ones(whole + SHINGLE, dtype=bool)
    for offset in range(1, SHINGLE):
        inside[np.maximum(ends - offset, 0)] &= False
    return rows[inside[:whole]]


def positions(found: Entries) -> Numbers:
    """Where the rows of the entries stand."""
    return (found & _POSITION).astype(np.int64)


def places(ordered: Entries, wanted: Entries) -> tuple[Numbers, Numbers]:
    """For each of `wanted` where in `ordered` the entries of its row start and stop."""
    rows = wanted >> POSITION_BITS << POSITION_BITS
    return np.searchsorted(ordered, rows), np.searchsorted(ordered, rows | _POSITION, side="right")


def repeated(ordered: Entries) -> Entries:
    """Those of the entries whose row stands in another place too, in the same order."""
    rows = ordered >> POSITION_BITS
    same = rows[1:] == rows[:-1]
    return ordered[np.concatenate((same, [False])) | np.concatenate(([False], same))]


def spread(ordered: Entries, threads: Numbers) -> Numbers:
    """For each of `ordered`, whose threads are given, in how many threads its row stands; places count in full for
    rows that stand in COMMON_PLACES."""
    if not len(ordered):
        return np.empty(0, dtype=np.int64)
    group = np.cumsum(np.diff(ordered >> POSITION_BITS, prepend=ordered[0] >> POSITION_BITS) != 0)
    pairs = np.unique(group * (int(threads.max()) + 1) + threads)
    counted = np.bincount(pairs // (int(threads.max()) + 1))
    size = np.bincount(group)
    return np.where(size >= COMMON_PLACES, np.maximum(size, counted), counted)[group]


def expanded(starts: Numbers, stops: Numbers) -> tuple[Numbers, Numbers]:
    """(number of the range, member) for all members of the ranges."""
    sizes = stops - starts
    which = np.repeat(np.arange(len(sizes)), sizes)
    return which, np.arange(len(which)) - np.repeat(np.cumsum(sizes) - sizes, sizes) + starts[which]
