"""Where each row of SHINGLE tokens stands, in one sorted array; and in how many threads.

An entry is the upper bits of the row's hash and, below them, its position among all tokens: sorting the entries
brings equal rows together. Two different rows may share the upper bits; who needs certainty compares the tokens.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

SHINGLE = 5
"""Tokens in a row. Of quotations of 25 words in which a fifth are changed 0.5 % have no row of four left, 3.9 % none of
five, 11 % none of six; rows of four cost a third more time than rows of five on the invented archive, and more on a
real one (reuse_at_scale.py, 2026-11-22)."""
COMMON_THREADS = 6
"""What stands in so many threads belongs to nobody: it is boilerplate or a turn of phrase."""
COMMON_PLACES = 60
"""Nor does what stands so often, be it in one thread."""
COMMON_TIMES = 6
"""Nor does what a single text has so often: rows of a table, a refrain."""
POSITION_BITS = np.uint64(28)
"""2**28 tokens are twenty times the whole archive."""
_MANY = 8
"""To look up one entry costs as much as to pass by so many."""
_POSITION = np.uint64((1 << 28) - 1)
_FACTOR = np.uint64(0x9E3779B97F4A7C15)

Numbers = NDArray[np.int64]
Entries = NDArray[np.uint64]


def entries(keys: NDArray[np.uint64], ends: Numbers, first: int = 0) -> Entries:
    """The entries of texts whose tokens are `keys`, in order of position; `first` is the position of the first."""
    if len(keys) < SHINGLE:
        return np.empty(0, dtype=np.uint64)
    whole = len(keys) - SHINGLE + 1
    rows = _hashes(keys[offset : offset + whole] for offset in range(SHINGLE))
    rows |= np.arange(first, first + whole, dtype=np.uint64)
    inside = np.ones(whole + SHINGLE, dtype=bool)
    for offset in range(1, SHINGLE):
        inside[np.maximum(ends - offset, 0)] &= False
    return rows[inside[:whole]]


def entries_at(keys: NDArray[np.uint64], at: Numbers) -> Entries:
    """The entries at positions where a row starts, in the order given; `keys` are those of all tokens."""
    return _hashes(keys[at + offset] for offset in range(SHINGLE)) | at.astype(np.uint64)


def _hashes(columns: Iterable[NDArray[np.uint64]]) -> Entries:
    """Upper bits of the hash of each row; `columns` are the first keys of all rows, the second keys and so on."""
    rows: Entries = np.zeros(1, dtype=np.uint64)
    for keys in columns:
        rows = (rows ^ (rows >> np.uint64(29))) * _FACTOR + keys
    rows = (rows ^ (rows >> np.uint64(32))) * _FACTOR
    return rows >> POSITION_BITS << POSITION_BITS


def positions(found: Entries) -> Numbers:
    """Where the rows of the entries stand."""
    return (found & _POSITION).view(np.int64)


def places(ordered: Entries, wanted: Entries) -> tuple[Numbers, Numbers]:
    """For each of `wanted` where in `ordered` the entries of its row start and stop."""
    rows = wanted >> POSITION_BITS << POSITION_BITS
    return np.searchsorted(ordered, rows), np.searchsorted(ordered, rows | _POSITION, side="right")


def of_shingles(ordered: Entries, wanted: Entries) -> Entries:
    """All of `ordered` that have the row of one of `wanted`, and perhaps more: all, if that is cheaper."""
    if _MANY * len(wanted) > len(ordered):
        return ordered
    _, member = expanded(*places(ordered, np.unique(wanted >> POSITION_BITS) << POSITION_BITS))
    return ordered[member]


def repeated(ordered: Entries) -> Entries:
    """Those of the entries whose row stands in another place too, in the same order."""
    rows = ordered >> POSITION_BITS
    keep = np.zeros(len(rows), dtype=bool)
    keep[1:] = rows[1:] == rows[:-1]
    keep[:-1] |= keep[1:]
    return ordered[keep]


def merged(ordered: Entries, added: Entries) -> Entries:
    """Both as one; `ordered` is sorted."""
    both = np.concatenate((ordered, np.sort(added)))
    both.sort(kind="stable")  # merges what is sorted already; np.insert takes five times as long
    return both


def moved(ordered: Entries, keep: NDArray[np.bool_], gone: NDArray[np.uint32]) -> Entries:
    """The entries at positions to `keep`, in the same order; `gone` is how many positions before each are not kept."""
    left = ordered[keep[positions(ordered)]]
    left -= gone[positions(left)]
    return left


def shingle_numbers(ordered: Entries) -> Numbers:
    """For each of `ordered` the number of its row, from 0."""
    rows = ordered >> POSITION_BITS
    new = np.zeros(len(rows), dtype=np.int64)
    new[1:] = rows[1:] != rows[:-1]
    return np.cumsum(new)


def spread(ordered: Entries, threads: Numbers, texts: Numbers) -> Numbers:
    """For each of `ordered`, whose threads and texts are given, in how many threads its row stands.

    Places count in full for rows that stand in COMMON_PLACES, or COMMON_TIMES in one text.
    """
    group = shingle_numbers(ordered)
    threaded, _ = _counted(group, threads)
    _, times = _counted(group, texts)
    size = np.bincount(group)
    everywhere = (size >= COMMON_PLACES) | (times >= COMMON_TIMES)
    found: Numbers = np.where(everywhere, np.maximum(size, COMMON_THREADS), threaded)[group]
    return found


def _counted(group: Numbers, member: Numbers) -> tuple[Numbers, Numbers]:
    """By group how many different members it has, and how often the most frequent one stands in it."""
    beyond = int(member.max(initial=0)) + 1
    pairs, sizes = np.unique(group * beyond + member, return_counts=True)
    most = np.zeros(int(group.max(initial=-1)) + 1, dtype=np.int64)
    np.maximum.at(most, pairs // beyond, sizes)
    return np.bincount(pairs // beyond), most


def expanded(starts: Numbers, stops: Numbers) -> tuple[Numbers, Numbers]:
    """(number of the range, member) for all members of the ranges."""
    sizes = stops - starts
    which = np.repeat(np.arange(len(sizes)), sizes)
    return which, np.arange(len(which)) - np.repeat(np.cumsum(sizes) - sizes, sizes) + starts[which]
