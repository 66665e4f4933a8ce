"""From rows of equal tokens to the stretch that two texts share, however it was edited.

Rows that follow each other in both texts are chained, over a few other words, or over any number of words where an
ellipsis says that some were left out. Then both ends are moved outwards as long as enough telling words agree: a
short word next to the end agrees by chance too often to prove anything beyond a word that differs.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from rapidfuzz.distance import LCSseq

from archive.reuse.tokens import Mark, Tokens

Run = tuple[int, int, int]
"""Position in one text, position in the other, length."""

_NEAR, _FAR, _SHIFT = 8, 60, 12
"""Words between two rows: bridged unseen, bridged if half of them agree, and by how many one side may have more."""
_LEFT_OUT = 400
"""Words that an ellipsis may stand for."""
_LIMIT, _BAND = 120, 6
"""Tokens beyond the last row in which the end is looked for, and by how many one side may have more."""
_DIFFERS, _DROP = 0.75, 3.0
"""What a token that differs costs, and the loss after which the end is looked for no further. MEASURED"""
_WORTH = {0: 0.4, Mark.MIDDLE: 0.7}
_OVERLAP = 5


@dataclass(frozen=True)
class Alignment:
    """Two stretches of tokens, by position: start and stop in one text, start and stop in the other."""

    one: tuple[int, int]
    other: tuple[int, int]
    skipped: int = 0
    """Tokens that an ellipsis stands for."""


class Pair:
    """Two texts, or one text twice, among all tokens."""

    def __init__(self, tokens: Tokens, one: tuple[int, int], other: tuple[int, int]) -> None:
        self._tokens = tokens
        self._one, self._other = one, other

    def alignments(self, runs: Iterable[Run]) -> list[Alignment]:
        """What the texts share around `runs`, the longest first, no two in the same place."""
        found: list[Alignment] = []
        for chain in self._chains(sorted(runs)):
            found.append(self._extended(chain))
        found.sort(key=lambda shared: (-(shared.one[1] - shared.one[0]), shared.one, shared.other))
        kept: list[Alignment] = []
        for shared in found:
            if not any(_covers(larger, shared) for larger in kept):
                kept.append(shared)
        return kept

    def _chains(self, runs: Sequence[Run]) -> list[Alignment]:
        chains: list[Alignment] = []
        for run in runs:
            added = Alignment((run[0], run[0] + run[2]), (run[1], run[1] + run[2]))
            for at in range(len(chains) - 1, max(-1, len(chains) - 40), -1):
                joined = self._joined(chains[at], added)
                if joined:
                    chains[at] = joined
                    break
            else:
                chains.append(added)
        return chains

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
        return Alignment((chain.one[0], run.one[1]), (chain.other[0], run.other[1]), chain.skipped + skipped)

    def _bridged(self, chain: Alignment, run: Alignment, gap: int, other_gap: int) -> bool:
        if max(gap, other_gap) <= _NEAR:
            return True
        if max(gap, other_gap) > _FAR or abs(gap - other_gap) > _SHIFT:
            return False
        between = self._keys(chain.one[1], run.one[0])
        return 2 * LCSseq.similarity(between, self._keys(chain.other[1], run.other[0])) >= max(gap, other_gap)

    def _left_out(self, chain: Alignment, run: Alignment, gap: int, other_gap: int) -> bool:
        """True if the side with fewer words between the rows has an ellipsis there."""
        if max(gap, other_gap) > _LEFT_OUT:
            return False
        start, stop = (chain.one[1], run.one[0]) if gap < other_gap else (chain.other[1], run.other[0])
        if stop - start > _NEAR:
            return False
        marks = self._tokens.marks[min(start, stop) : stop + 2]
        return bool((marks & Mark.AFTER_GAP).any())

    def _extended(self, chain: Alignment) -> Alignment:
        after = self._reach(
            range(chain.one[1], min(self._one[1], chain.one[1] + _LIMIT)),
            range(chain.other[1], min(self._other[1], chain.other[1] + _LIMIT)),
        )
        before = self._reach(
            range(chain.one[0] - 1, max(self._one[0], chain.one[0] - _LIMIT) - 1, -1),
            range(chain.other[0] - 1, max(self._other[0], chain.other[0] - _LIMIT) - 1, -1),
        )
        return Alignment(
            (chain.one[0] - before[0], chain.one[1] + after[0]),
            (chain.other[0] - before[1], chain.other[1] + after[1]),
            chain.skipped,
        )

    def _reach(self, one: range, other: range) -> tuple[int, int]:
        if not one or not other:
            return 0, 0
        marks = self._read(self._tokens.marks, one)
        worth = [_WORTH.get(mark & (Mark.LONG | Mark.MIDDLE), 1.0) for mark in marks]
        return reach(self._read(self._tokens.keys, one), self._read(self._tokens.keys, other), worth)

    def _keys(self, start: int, stop: int) -> list[int]:
        return self._tokens.keys[start:stop].tolist()

    def _read(self, values, places: range) -> list[int]:
        part = values[min(places[0], places[-1]) : max(places[0], places[-1]) + 1]
        return part[:: places.step].tolist()


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


def _covers(larger: Alignment, smaller: Alignment) -> bool:
    """True if most of `smaller` lies in `larger`, in both texts."""
    sides = ((larger.one, smaller.one), (larger.other, smaller.other))
    return all(2 * (min(a[1], b[1]) - max(a[0], b[0])) > b[1] - b[0] for a, b in sides)
