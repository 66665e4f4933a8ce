"""From rows of equal tokens to the stretch that two texts share, however it was edited.

Rows that follow each other in both texts are chained, over a few other words, or over any number of words where an
ellipsis says that some were left out. Then both ends are moved outwards as long as enough telling words agree: a
short word next to the end agrees by chance too often to prove anything beyond a word that differs.
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
"""Words between two rows: bridged unseen, bridged if half of them agree, and by how many one side may have more."""
_LEFT_OUT = 400
"""Words that an ellipsis may stand for."""
_LIMIT, _BAND = 120, 6
"""Tokens beyond the last row in which the end is looked for, and by how many one side may have more."""
_DIFFERS, _DROP = 0.45, 2.0
"""What a token that differs costs, and the loss after which the end is looked for no further."""
_WORTH = np.array([0.5, 0.7, 1.0])
"""What a token that agrees is worth, by Mark.MIDDLE and Mark.LONG. A short one is accepted beyond one that differs,
not beyond two (reuse_at_scale.py, a fifth of the size, 2026-11-22: ends right to the word 0.976 of exact quotations,
0.969 of those edited by 20 %; at a cost of 0.75 0.993 and 0.864, at worth 0.4 0.993 and 0.923)."""
Number = TypeVar("Number", bound=np.generic)
_OVERLAP, _OPEN = 5, 40
"""Tokens by which two rows of a chain may overlap; chains that a row is tried on."""
CHAINS = 200
"""So many of two texts are looked at, the longest: two texts that quote each other more often are made to do harm. Two
of 20,000 words drawn from eight cost 1.5 s, without this bound 39 s (2026-11-22)."""

_BLOCK = 256
"""Tokens; alignments are looked up by block."""


@dataclass(frozen=True)
class Alignment:
    """Two stretches of tokens, by position: start and stop in one text, start and stop in the other."""

    one: tuple[int, int]
    other: tuple[int, int]
    skipped: int = 0
    """Tokens that an ellipsis stands for."""


class TextPair:
    """Two texts, or one text twice, among all tokens."""

    def __init__(self, tokens: Tokens, one: tuple[int, int], other: tuple[int, int]) -> None:
        self._tokens = tokens
        self._one, self._other = one, other

    def alignments(self, seed_matches: Iterable[SeedMatch]) -> list[Alignment]:
        """What the texts share around `runs`, the longest first, no two in the same place."""
        chains = sorted(self._chains(sorted(self._in_periods(seed_matches))), key=_longest_first)
        found = sorted((self._extended(chain) for chain in chains[:CHAINS]), key=_longest_first)
        return list(_apart(found))

    def _in_periods(self, seed_matches: Iterable[SeedMatch]) -> Iterator[SeedMatch]:
        """A block that stands many times in a row is a run that overlaps itself: here it is parted, copy by copy."""
        for one, other, length in seed_matches:
            period = other - one if self._one == self._other else length
            for done in range(0, length, period):
                yield one + done, other + done, min(period, length - done)

    def _chains(self, seed_matches: Sequence[SeedMatch]) -> list[Alignment]:
        chains: list[Alignment] = []
        for run in seed_matches:
            added = Alignment((run[0], run[0] + run[2]), (run[1], run[1] + run[2]))
            for at in range(len(chains) - 1, max(-1, len(chains) - _OPEN), -1):
                joined = self._joined(chains[at], added)
                if joined:
                    chains[at] = joined
                    break
            else:
                chains.append(added)
        return [chain for chain in chains if not self._overlaps_itself(chain)]

    def _joined(self, chain: Alignment, run: Alignment) -> Alignment | None:
        """Both as one alignment; None if too much lies between them."""
        gap, other_gap = run.one[0] - chain.one[1], run.other[0] - chain.other[1]
        if run.one[1] <= chain.one[1] or run.other[1] <= chain.other[1] or min(gap, other_gap) < -_OVERLAP:
            return None
        skipped = 0
        if not self._bridged(chain, run, max(gap, 0), max(other_gap, 0)):
            if not self._left_out(chain, run, gap, other_gap):
                return None
            skipped = abs(gap - other_gap)
        joined = Alignment((chain.one[0], run.one[1]), (chain.other[0], run.other[1]), chain.skipped + skipped)
        return None if self._overlaps_itself(joined) else joined

    def _overlaps_itself(self, match: Alignment) -> bool:
        """True for rows of a table and the like, of one text: each resembles the next."""
        return self._one == self._other and match.one[1] > match.other[0]

    def _bridged(self, chain: Alignment, run: Alignment, gap: int, other_gap: int) -> bool:
        if max(gap, other_gap) <= _NEAR:
            return True
        if max(gap, other_gap) > _FAR or abs(gap - other_gap) > _SHIFT:
            return False
        compare_pair = self._keys(chain.one[1], run.one[0])
        return 2 * LCSseq.similarity(compare_pair, self._keys(chain.other[1], run.other[0])) >= max(gap, other_gap)

    def _left_out(self, chain: Alignment, run: Alignment, gap: int, other_gap: int) -> bool:
        """True if the side with fewer words between the rows has an ellipsis there."""
        if max(gap, other_gap) > _LEFT_OUT:
            return False
        start, stop = (chain.one[1], run.one[0]) if gap < other_gap else (chain.other[1], run.other[0])
        if stop - start > _NEAR:
            return False
        flags = self._tokens.flags[min(start, stop) : stop + 2]
        return bool((flags & TokenFlag.AFTER_GAP).any())

    def _extended(self, chain: Alignment) -> Alignment:
        (one, one_stop), (other, other_stop) = chain.one, chain.other
        apart = self._one != self._other
        last, first = (self._one[1], self._other[0]) if apart else (other, one_stop)
        after = self._reach(
            range(one_stop, min(last, one_stop + _LIMIT)),
            range(other_stop, min(self._other[1], other_stop + _LIMIT)),
        )
        first = first if apart else one_stop + after[0]
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
    """The values at `places`, which are not empty."""
    return values[min(places[0], places[-1]) : max(places[0], places[-1]) + 1][:: places.step]


def reach(one: Sequence[int], other: Sequence[int], worth: Sequence[float]) -> tuple[int, int]:
    """How many tokens of `one` and of `other`, from the first on, belong together: those that score best.

    `worth` is what each token of `one` scores if it agrees.
    """
    best, ends = 0.0, (0, 0)
    above = {at: -_DIFFERS * at for at in range(min(_BAND, len(other)) + 1)}
    for at, key in enumerate(one, 1):
        row = dict(_row(above, at, key, worth[at - 1], other))
        if not row:
            break
        high = max(row.values())
        if high > best:
            best = high
            ends = at, min(there for there, score in row.items() if score == high)
        if high < best - _DROP:
            break
        above = row
    return ends


def _row(above: dict[int, float], at: int, key: int, worth: float, other: Sequence[int]) -> Iterator[tuple[int, float]]:
    """The best scores of the first `at` tokens with those of `other` up to each place in the band."""
    left = float("-inf")
    for there in range(max(0, at - _BAND), min(len(other), at + _BAND) + 1):
        score = max(above.get(there, float("-inf")), left) - _DIFFERS
        if there:
            change = worth if other[there - 1] == key else -_DIFFERS
            score = max(score, above.get(there - 1, float("-inf")) + change)
        left = score
        yield there, score


def _longest_first(match: Alignment) -> tuple[int, tuple[int, int], tuple[int, int]]:
    return match.one[0] - match.one[1], match.one, match.other


def _apart(found: Iterable[Alignment]) -> Iterator[Alignment]:
    """Those of which most does not lie in one that came before; who lies there has its middle there."""
    kept: defaultdict[int, list[Alignment]] = defaultdict(list)
    for match in found:
        middle = (match.one[0] + match.one[1]) // 2
        if not any(_covers(larger, match) for larger in kept[middle // _BLOCK]):
            for block in range(match.one[0] // _BLOCK, match.one[1] // _BLOCK + 1):
                kept[block].append(match)
            yield match


def _covers(larger: Alignment, smaller: Alignment) -> bool:
    """True if most of `smaller` lies in `larger`, in both texts."""
    sides = ((larger.one, smaller.one), (larger.other, smaller.other))
    return all(2 * (min(a[1], b[1]) - max(a[0], b[0])) > b[1] - b[0] for a, b in sides)
