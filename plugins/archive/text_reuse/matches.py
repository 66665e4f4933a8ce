"""Rows of equal tokens in two places, and which of them are worth a closer look.

Five words in a row meet by chance all over an archive. A run is looked at if it is long, or if other telling words
around it agree as well.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from archive.text_reuse.shingles import SHINGLE, Entries, Numbers, expanded, places, positions
from archive.text_reuse.tokens import TokenFlag, Tokens

LONG_RUN = 9
"""Tokens in a row that need no support."""
_REACH, _DRIFT, _SUPPORT = 16, 2, 4
"""Support of a shorter run: so many telling tokens within reach agree, though a word or two were put in or left out."""
_AT_ONCE = 300_000
"""Entries; bounds the memory."""
_WIDE = np.int64(1 << 28)


@dataclass(frozen=True)
class SeedMatches:
    """Positions of equal rows: of the row in one text, of that in the other, and their length."""

    one: Numbers
    other: Numbers
    length: Numbers

    def chosen(self, which: NDArray[np.generic]) -> SeedMatches:
        return SeedMatches(self.one[which], self.other[which], self.length[which])


@dataclass(frozen=True)
class MatchIndex:
    """All tokens, and what is needed to look for runs among them."""

    tokens: Tokens
    ordered: Entries
    """Of all tokens, sorted."""
    common: NDArray[np.bool_]
    """By position: the row that starts here belongs to nobody."""
    ranks: Numbers
    """Place of each text in the order of refs."""

    def texts_at(self, found: Numbers) -> Numbers:
        return np.searchsorted(self.tokens.ends, found, side="right")


def seed_matches(match_index: MatchIndex, wanted: Entries, chosen: NDArray[np.bool_]) -> SeedMatches:
    """The promising runs between the texts that are `chosen` and all texts.

    `wanted` are the entries of the chosen texts, by position, whose rows stand elsewhere too and are not common.
    """
    found = [_of_some(match_index, part, chosen) for part in _parts(match_index, wanted)]
    if not found:
        return SeedMatches(*(np.empty(0, dtype=np.int64) for _ in range(3)))
    return SeedMatches(
        *(np.concatenate([getattr(part, name) for part in found]) for name in ("one", "other", "length"))
    )


def _parts(match_index: MatchIndex, wanted: Entries) -> list[Entries]:
    """`wanted` in parts of bearable size; no text is cut."""
    texts = match_index.texts_at(positions(wanted))
    cuts = texts[_AT_ONCE::_AT_ONCE]
    return [part for part in np.split(wanted, np.searchsorted(texts, cuts)) if len(part)]


def _of_some(match_index: MatchIndex, wanted: Entries, chosen: NDArray[np.bool_]) -> SeedMatches:
    which, member = expanded(*places(match_index.ordered, wanted))
    one, other = positions(wanted)[which], positions(match_index.ordered[member])
    keep = (other > one) | ~chosen[match_index.texts_at(other)]
    return _promising(match_index, continued(match_index, one[keep], other[keep]))


def continued(match_index: MatchIndex, one: Numbers, other: Numbers) -> SeedMatches:
    """The runs of which rows stand at `one` and `other`; where only hashes are equal there is none."""
    keep = _rows_equal(match_index, one, other)
    return _merged(*_oriented(match_index, one[keep], other[keep]))


def _rows_equal(match_index: MatchIndex, one: Numbers, other: Numbers) -> NDArray[np.bool_]:
    keys = match_index.tokens.keys
    equal = np.ones(len(one), dtype=bool)
    for offset in range(SHINGLE):
        equal &= keys[one + offset] == keys[other + offset]
    return equal


def _oriented(match_index: MatchIndex, one: Numbers, other: Numbers) -> tuple[Numbers, Numbers]:
    """The text whose ref comes first, first: what is found depends on no other order."""
    first, second = match_index.ranks[match_index.texts_at(one)], match_index.ranks[match_index.texts_at(other)]
    swap = (first > second) | ((first == second) & (one > other))
    return np.where(swap, other, one), np.where(swap, one, other)


def _merged(one: Numbers, other: Numbers) -> SeedMatches:
    """Equal rows that continue each other, as one run."""
    order = np.argsort((other - one + _WIDE) * _WIDE + one)
    one, other = one[order], other[order]
    starts = np.flatnonzero((np.diff(one, prepend=-2) != 1) | (np.diff(other - one, prepend=_WIDE) != 0))
    sizes = np.diff(np.append(starts, len(one)))
    return SeedMatches(one[starts], other[starts], sizes + SHINGLE - 1)


def _promising(match_index: MatchIndex, found: SeedMatches) -> SeedMatches:
    keep = found.length >= LONG_RUN
    short = np.flatnonzero(~keep)
    keep[short] = _support(match_index, found.chosen(short)) >= _SUPPORT
    return found.chosen(keep)


def _support(match_index: MatchIndex, found: SeedMatches) -> Numbers:
    """How many telling tokens around each run agree."""
    one_text, other_text = match_index.texts_at(found.one), match_index.texts_at(found.other)
    support = np.zeros(len(found.one), dtype=np.int64)
    for step in (*range(-_REACH, 0), *range(_REACH)):
        offset = step if step < 0 else found.length + step
        agree = np.zeros(len(support), dtype=bool)
        for drift in range(-_DRIFT, _DRIFT + 1):
            if abs(drift) <= (-step - 1 if step < 0 else step):
                agree |= _agree(match_index, found.one + offset, one_text, found.other + offset + drift, other_text)
        support += agree
    return support


def _agree(
    match_index: MatchIndex, one: Numbers, one_text: Numbers, other: Numbers, other_text: Numbers
) -> NDArray[np.bool_]:
    """True where both positions lie in their texts and have the same telling token."""
    last = len(match_index.tokens.keys) - 1
    at, there = np.clip(one, 0, last), np.clip(other, 0, last)
    equal: NDArray[np.bool_] = (
        (match_index.tokens.keys[at] == match_index.tokens.keys[there]) & (at == one) & (there == other)
    )
    equal &= (match_index.tokens.flags[at] & (TokenFlag.LONG | TokenFlag.MIDDLE)) > 0
    maybe = np.flatnonzero(equal)
    equal[maybe] = (match_index.texts_at(one[maybe]) == one_text[maybe]) & (
        match_index.texts_at(other[maybe]) == other_text[maybe]
    )
    return equal
