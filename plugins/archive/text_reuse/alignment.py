"""Extend seed matches to everything that two texts share, however it was edited.

Seed matches that follow each other in both texts are chained across a few other words, or across many if an ellipsis
says that some were left out. Then both ends are extended as long as enough telling words agree. A short word counts
little: next to the end it agrees by chance too often to prove anything beyond a word that differs.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import LCSseq

from archive.text_reuse.tokens import TokenFlag, Tokens

SeedMatch = tuple[int, int, int]
"""Position in one text, position in the other, length."""

_NEAR, _FAR, _SHIFT = 8, 60, 12
"""The gap between two seed matches that is always bridged, the one that is bridged if half of its words agree, and by
how many words one side may be longer."""
_LEFT_OUT = 400
"""The most words that an ellipsis stands for."""
_LIMIT, _BAND = 120, 6
"""Tokens beyond the last seed match within which the end is looked for, and by how many one side may be longer."""
_DIFFERS, _DROP = 0.45, 2.0
"""What a different token costs, and the loss at which the search for the end stops."""
_WORTH = np.array([0.5, 0.7, 1.0])
"""What an equal token is worth, by TokenFlag.MIDDLE and LONG. A short one is accepted beyond one different token, not
beyond two (reuse_at_scale.py, a fifth of the size, 2026-11-22: ends right to the word 0.976 of exact quotations,
0.969 of those edited by 20 %; at a cost of 0.75 0.993 and 0.864, at worth 0.4 0.993 and 0.923)."""
_NEVER = float("-inf")
Number = TypeVar("Number", bound=np.generic)
_OVERLAP, _OPEN = 5, 40
"""Tokens by which two seed matches of a chain may overlap, and how many chains each is tried on."""
CHAINS = 200
"""How many chains of two texts are extended, the longest first. Texts that share more are written to do harm: two of
20,000 words drawn from eight take 1.5 s, without this limit 39 s (2026-11-22)."""

_BLOCK = 256
"""Alignments are looked up by blocks of so many tokens."""


@dataclass(frozen=True)
class Alignment:
    """Start and stop of the aligned tokens in one text and in the other."""

    one: tuple[int, int]
    other: tuple[int, int]
    skipped: int = 0
    """Tokens that an ellipsis stands for."""


class TextPair:
    """Two texts, or one text twice."""

    def __init__(self, tokens: Tokens, one: tuple[int, int], other: tuple[int, int]) -> None:
        self._tokens = tokens
        self._one, self._other = one, other

    def alignments(self, seeds: Iterable[SeedMatch]) -> list[Alignment]:
        """Return what the texts share around `seeds`, the longest first, no two in the same place."""
        chains = sorted(self._chains(sorted(self._split_self_overlaps(seeds))), key=_longest_first)
        found = sorted((self._extended(chain) for chain in chains[:CHAINS]), key=_longest_first)
        return list(_without_covered(found))

    def _split_self_overlaps(self, seeds: Iterable[SeedMatch]) -> Iterator[SeedMatch]:
        """Split matches that overlap themselves (a block repeated many times in a row), copy by copy."""
        for one, other, length in seeds:
            period = other - one if self._one == self._other else length
            for done in range(0, length, period):
                yield one + done, other + done, min(period, length - done)

    def _chains(self, seeds: Sequence[SeedMatch]) -> list[Alignment]:
        chains: list[Alignment] = []
        for seed in seeds:
            added = Alignment((seed[0], seed[0] + seed[2]), (seed[1], seed[1] + seed[2]))
            for at in range(len(chains) - 1, max(-1, len(chains) - _OPEN), -1):
                joined = self._joined(chains[at], added)
                if joined:
                    chains[at] = joined
                    break
            else:
                chains.append(added)
        return [chain for chain in chains if not self._overlaps_itself(chain)]

    def _joined(self, chain: Alignment, seed: Alignment) -> Alignment | None:
        """Return both as one alignment, or None if they are too far apart."""
        gap, other_gap = seed.one[0] - chain.one[1], seed.other[0] - chain.other[1]
        if seed.one[1] <= chain.one[1] or seed.other[1] <= chain.other[1] or min(gap, other_gap) < -_OVERLAP:
            return None
        skipped = 0
        if not self._bridged(chain, seed, max(gap, 0), max(other_gap, 0)):
            if not self._left_out(chain, seed, gap, other_gap):
                return None
            skipped = abs(gap - other_gap)
        joined = Alignment((chain.one[0], seed.one[1]), (chain.other[0], seed.other[1]), chain.skipped + skipped)
        return None if self._overlaps_itself(joined) else joined

    def _overlaps_itself(self, match: Alignment) -> bool:
        """Return True for table rows and the like within one text, of which each is similar to the next."""
        return self._one == self._other and match.one[1] > match.other[0]

    def _bridged(self, chain: Alignment, seed: Alignment, gap: int, other_gap: int) -> bool:
        if max(gap, other_gap) <= _NEAR:
            return True
        if max(gap, other_gap) > _FAR or abs(gap - other_gap) > _SHIFT:
            return False
        gap_keys = self._keys(chain.one[1], seed.one[0])
        return 2 * LCSseq.similarity(gap_keys, self._keys(chain.other[1], seed.other[0])) >= max(gap, other_gap)

    def _left_out(self, chain: Alignment, seed: Alignment, gap: int, other_gap: int) -> bool:
        """Return True if the side with fewer words in the gap has an ellipsis there."""
        if max(gap, other_gap) > _LEFT_OUT:
            return False
        start, stop = (chain.one[1], seed.one[0]) if gap < other_gap else (chain.other[1], seed.other[0])
        if stop - start > _NEAR:
            return False
        flags = self._tokens.flags[min(start, stop) : stop + 2]
        return bool((flags & TokenFlag.AFTER_GAP).any())

    def _extended(self, chain: Alignment) -> Alignment:
        (one, one_stop), (other, other_stop) = chain.one, chain.other
        two_texts = self._one != self._other
        last, first = (self._one[1], self._other[0]) if two_texts else (other, one_stop)
        after = self._reach(
            range(one_stop, min(last, one_stop + _LIMIT)),
            range(other_stop, min(self._other[1], other_stop + _LIMIT)),
        )
        first = first if two_texts else one_stop + after[0]
        before = self._reach(
            range(one - 1, max(self._one[0], one - _LIMIT) - 1, -1),
            range(other - 1, max(first, other - _LIMIT) - 1, -1),
        )
        return Alignment(
            (one - before[0], one_stop + after[0]), (other - before[1], other_stop + after[1]), chain.skipped
        )

    def _reach(self, one: range, other: range) -> tuple[int, int]:
        if not one or not other:
            return 0, 0
        keys, worth = self._tokens.keys, _WORTH[_read(self._tokens.flags, one) & (TokenFlag.LONG | TokenFlag.MIDDLE)]
        return reach(_read(keys, one).tolist(), _read(keys, other).tolist(), worth.tolist())

    def _keys(self, start: int, stop: int) -> list[int]:
        keys: list[int] = self._tokens.keys[start:stop].tolist()
        return keys


def _read(values: NDArray[Number], places: range) -> NDArray[Number]:
    """Return the values at `places`, which are not empty."""
    return values[min(places[0], places[-1]) : max(places[0], places[-1]) + 1][:: places.step]


def reach(one: Sequence[int], other: Sequence[int], worth: Sequence[float]) -> tuple[int, int]:
    """Return how many tokens of `one` and of `other`, from the first on, align with the best score.

    `worth` is what each token of `one` scores if it agrees.
    """
    best, ends = 0.0, (0, 0)
    above = [_NEVER] * _BAND + [-_DIFFERS * at for at in range(min(_BAND, len(other)) + 1)]
    above += [_NEVER] * (2 * _BAND + 2 - len(above))
    for at in range(1, min(len(one), len(other) + _BAND) + 1):
        above = _row(above, at, one[at - 1], worth[at - 1], other)
        high = max(above)
        if high > best:
            best = high
            ends = at, at + above.index(high) - _BAND
        if high < best - _DROP:
            break
    return ends


def _row(above: Sequence[float], at: int, key: int, worth: float, other: Sequence[int]) -> list[float]:
    """Return the best scores of the first `at` tokens against `other` up to each place in the band around `at`.

    `above` are those of one token less. Written for speed: this is called millions of times.
    """
    row, left = [_NEVER] * len(above), _NEVER
    for there in range(max(0, at - _BAND), min(len(other), at + _BAND) + 1):
        place = there - at + _BAND
        up = above[place + 1]
        score = (up if up > left else left) - _DIFFERS
        if there:
            diagonal = above[place] + (worth if other[there - 1] == key else -_DIFFERS)
            if diagonal > score:
                score = diagonal
        row[place] = left = score
    return row


def _longest_first(match: Alignment) -> tuple[int, tuple[int, int], tuple[int, int]]:
    return match.one[0] - match.one[1], match.one, match.other


def _without_covered(found: Iterable[Alignment]) -> Iterator[Alignment]:
    """Drop alignments mostly covered by an earlier one (looked up by their midpoint)."""
    kept: defaultdict[int, list[Alignment]] = defaultdict(list)
    for match in found:
        middle = (match.one[0] + match.one[1]) // 2
        if not any(_covers(larger, match) for larger in kept[middle // _BLOCK]):
            for block in range(match.one[0] // _BLOCK, match.one[1] // _BLOCK + 1):
                kept[block].append(match)
            yield match


def _covers(larger: Alignment, smaller: Alignment) -> bool:
    """Return True if most of `smaller` lies in `larger`, in both texts."""
    sides = ((larger.one, smaller.one), (larger.other, smaller.other))
    return all(2 * (min(a[1], b[1]) - max(a[0], b[0])) > b[1] - b[0] for a, b in sides)
