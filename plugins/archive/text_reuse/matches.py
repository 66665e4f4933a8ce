"""Find seed matches: runs of equal tokens in two places that are worth aligning.

Five words in a row agree by chance all over an archive. A match is promising if it is long, or if other telling words
around it agree as well.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from archive.text_reuse.shingles import SHINGLE, Entries, Numbers, ShingleTable, positions
from archive.text_reuse.tokens import TokenFlag, Tokens

LONG_MATCH = 9
"""Tokens in a row that need no support."""
_REACH, _DRIFT, _SUPPORT = 16, 2, 4
"""A shorter match needs so much support: telling tokens within reach that agree, although a word or two were added or
left out."""
_BATCH = 300_000
"""Entries looked up at once; limits the memory."""
_WIDE = np.int64(1 << 28)


@dataclass(frozen=True)
class SeedMatches:
    """Positions of the equal tokens in one text and in the other, and how many they are."""

    one: Numbers
    other: Numbers
    length: Numbers

    def chosen(self, which: NDArray[np.generic]) -> SeedMatches:
        return SeedMatches(self.one[which], self.other[which], self.length[which])


@dataclass(frozen=True)
class MatchIndex:
    """What is needed to find seed matches."""

    tokens: Tokens
    shingles: ShingleTable
    live: NDArray[np.bool_]
    """By text: False if it was removed."""
    common: NDArray[np.bool_]
    """By position: True if the shingle that starts here is boilerplate or a turn of phrase."""
    ranks: Numbers
    """By text: its place in the order of refs."""

    def texts_at(self, found: Numbers) -> Numbers:
        return np.searchsorted(self.tokens.ends, found, side="right")


def seed_matches(index: MatchIndex, wanted: Entries, chosen: NDArray[np.bool_]) -> SeedMatches:
    """Return the promising matches between the `chosen` texts and all texts.

    `wanted` are the shingles of the chosen texts, by position, that also appear elsewhere and are not common.
    """
    found = [_in_batch(index, batch, chosen) for batch in _batches(index, wanted)]
    if not found:
        return SeedMatches(*(np.empty(0, dtype=np.int64) for _ in range(3)))
    names = ("one", "other", "length")
    return SeedMatches(*(np.concatenate([getattr(batch, name) for batch in found]) for name in names))


def _batches(index: MatchIndex, wanted: Entries) -> list[Entries]:
    """Split `wanted`, but never within a text."""
    texts = index.texts_at(positions(wanted))
    cuts = texts[_BATCH::_BATCH]
    return [batch for batch in np.split(wanted, np.searchsorted(texts, cuts)) if len(batch)]


def _in_batch(index: MatchIndex, wanted: Entries, chosen: NDArray[np.bool_]) -> SeedMatches:
    which, other = index.shingles.equal(wanted)
    one, texts = positions(wanted)[which], index.texts_at(other)
    keep = index.live[texts] & ((other > one) | ~chosen[texts])
    return _promising(index, join_shingles(index, one[keep], other[keep]))


def join_shingles(index: MatchIndex, one: Numbers, other: Numbers) -> SeedMatches:
    """Join the equal shingles at `one` and `other` that follow each other; those with only equal hashes are dropped."""
    keep = _shingles_equal(index, one, other)
    return _joined(*_in_order_of_refs(index, one[keep], other[keep]))


def _shingles_equal(index: MatchIndex, one: Numbers, other: Numbers) -> NDArray[np.bool_]:
    keys = index.tokens.keys
    equal = np.ones(len(one), dtype=bool)
    for offset in range(SHINGLE):
        equal &= keys[one + offset] == keys[other + offset]
    return equal


def _in_order_of_refs(index: MatchIndex, one: Numbers, other: Numbers) -> tuple[Numbers, Numbers]:
    """Put the text whose ref sorts first first, so that no other order influences the result."""
    first, second = index.ranks[index.texts_at(one)], index.ranks[index.texts_at(other)]
    swap = (first > second) | ((first == second) & (one > other))
    return np.where(swap, other, one), np.where(swap, one, other)


def _joined(one: Numbers, other: Numbers) -> SeedMatches:
    order = np.argsort((other - one + _WIDE) * _WIDE + one)
    one, other = one[order], other[order]
    starts = np.flatnonzero((np.diff(one, prepend=-2) != 1) | (np.diff(other - one, prepend=_WIDE) != 0))
    sizes = np.diff(np.append(starts, len(one)))
    return SeedMatches(one[starts], other[starts], sizes + SHINGLE - 1)


def _promising(index: MatchIndex, found: SeedMatches) -> SeedMatches:
    keep = found.length >= LONG_MATCH
    short = np.flatnonzero(~keep)
    keep[short] = _support(index, found.chosen(short)) >= _SUPPORT
    return found.chosen(keep)


def _support(index: MatchIndex, found: SeedMatches) -> Numbers:
    """Return how many telling tokens around each match agree."""
    one_text, other_text = index.texts_at(found.one), index.texts_at(found.other)
    support = np.zeros(len(found.one), dtype=np.int64)
    for step in (*range(-_REACH, 0), *range(_REACH)):
        offset = step if step < 0 else found.length + step
        agree = np.zeros(len(support), dtype=bool)
        for drift in range(-_DRIFT, _DRIFT + 1):
            if abs(drift) <= (-step - 1 if step < 0 else step):
                agree |= _agree(index, found.one + offset, one_text, found.other + offset + drift, other_text)
        support += agree
    return support


def _agree(
    index: MatchIndex, one: Numbers, one_text: Numbers, other: Numbers, other_text: Numbers
) -> NDArray[np.bool_]:
    """Return where both positions lie within their texts and have the same telling token."""
    keys, flags = index.tokens.keys, index.tokens.flags
    last = len(keys) - 1
    at, there = np.clip(one, 0, last), np.clip(other, 0, last)
    equal: NDArray[np.bool_] = (keys[at] == keys[there]) & (at == one) & (there == other)
    equal &= (flags[at] & (TokenFlag.LONG | TokenFlag.MIDDLE)) > 0
    maybe = np.flatnonzero(equal)
    equal[maybe] = (index.texts_at(one[maybe]) == one_text[maybe]) & (index.texts_at(other[maybe]) == other_text[maybe])
    return equal
