"""The index of an archive's words: built once, kept as plain arrays, changed by what is new and what is gone.

What a changed index finds is what one built anew of the same texts would find.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from archive.reuse.pairs import COLUMNS, Share, bounds, shares, stretches
from archive.reuse.runs import Field
from archive.reuse.shingles import (
    COMMON_THREADS,
    Entries,
    Numbers,
    entries,
    merged,
    moved,
    positions,
    repeated,
    same_rows,
    spread,
)
from archive.reuse.tokens import Tokens, tokens
from archive.reuse.values import Text


@dataclass(frozen=True)
class Index:
    """All that must be known to find what texts share. Make one with `Index.of`; it never changes."""

    headings: tuple[Text, ...]
    """The texts, without their words."""
    tokens: Tokens
    ordered: Entries
    """Rows of all tokens, sorted."""
    threads: NDArray[np.uint16]
    """By position: in how many threads the row that starts there stands; 0 for a row that stands once."""
    shared: Numbers
    """One line of numbers for each stretch that two texts share; see `pairs`."""

    @classmethod
    def of(cls, texts: Iterable[Text]) -> Index:
        """An index of `texts`. They are read one after the other and not kept."""
        nothing = np.empty(0, dtype=np.uint64), np.empty(0, dtype=np.uint16), np.empty((0, COLUMNS), dtype=np.int64)
        return cls((), tokens([]), *nothing).extended(texts)

    def extended(self, texts: Iterable[Text]) -> Index:
        """This index with `texts` added. Only what they can change is looked at again.

        Raises ValueError, naming the ref, if two texts have the same.
        """
        headings = list(self.headings)
        added = tokens(_remembered(texts, headings))
        _refuse_twins(headings)
        known = len(self.tokens.keys)
        ordered = merged(self.ordered, entries(added.keys, added.ends, known))
        threads = np.concatenate((self.threads, np.zeros(len(added.keys), dtype=np.uint16)))
        grown = Index(tuple(headings), self.tokens.followed_by(added), ordered, threads, self.shared)
        before = threads.copy()
        grown._count_threads(known)
        new = np.arange(len(headings)) >= len(self.headings)
        return grown._with_shares(new | grown._changed(before))

    def without(self, refs: Collection[str]) -> Index:
        """This index without the texts of `refs`; to change a text, take it out and extend."""
        stays = np.array([text.ref not in refs for text in self.headings], dtype=bool)
        keep = np.repeat(stays, np.diff(self.tokens.ends, prepend=0))
        to = np.cumsum(keep) - 1
        number = np.cumsum(stays) - 1
        lines = self.shared[stays[self.shared[:, 0]] & stays[self.shared[:, 1]]]
        lines[:, :2] = number[lines[:, :2]]
        lines[:, 2:6:2], lines[:, 3:6:2] = to[lines[:, 2:6:2]], to[lines[:, 3:6:2] - 1] + 1
        headings = tuple(text for text, stay in zip(self.headings, stays, strict=True) if stay)
        threads = np.zeros(int(keep.sum()), dtype=np.uint16)
        left = Index(headings, self.tokens.chosen(keep, stays), moved(self.ordered, keep, to), threads, lines)
        left._count_threads(0)
        return left._with_shares(left._changed(self.threads[keep]))

    @cached_property
    def field(self) -> Field:
        """What is needed to look for runs."""
        order = sorted(range(len(self.headings)), key=lambda number: self.headings[number].ref)
        ranks = np.empty(len(order), dtype=np.int64)
        ranks[order] = np.arange(len(order))
        return Field(self.tokens, self.ordered, self.threads >= COMMON_THREADS, ranks)

    def shares(self) -> Iterator[Share]:
        """What any two texts share, by pair."""
        return shares(self.shared)

    def bounds(self, text: int) -> tuple[int, int]:
        """Position of the first token of a text, and after its last."""
        return bounds(self.tokens, text)

    def _count_threads(self, first: int) -> None:
        """Fill in `threads`, while the index is made, for all rows that stand at `first` or later too."""
        several = self._repeated
        group = same_rows(several)
        changed = np.bincount(group, weights=positions(several) >= first) > 0
        several = several[changed[group]]
        at = positions(several)
        texts = np.searchsorted(self.tokens.ends, at, side="right")
        counted = spread(several, self._thread_numbers[texts], texts)
        self.threads[at] = np.minimum(counted, np.iinfo(np.uint16).max)

    @cached_property
    def _repeated(self) -> Entries:
        return repeated(self.ordered)

    @cached_property
    def _thread_numbers(self) -> Numbers:
        """By text."""
        numbers: dict[str, int] = {}
        return np.array([numbers.setdefault(text.thread, len(numbers)) for text in self.headings], dtype=np.int64)

    def _changed(self, before: NDArray[np.uint16]) -> NDArray[np.bool_]:
        """By text: whether a row of it became common, or is it no longer. `before` are the threads until now."""
        changed = np.zeros(len(self.headings), dtype=bool)
        became = self.field.common != (before >= COMMON_THREADS)
        changed[self.field.texts_at(np.flatnonzero(became))] = True
        return changed

    def _with_shares(self, touched: NDArray[np.bool_]) -> Index:
        """With all that the texts `touched` share, found anew."""
        wanted = self._repeated
        at = positions(wanted)
        keep = touched[self.field.texts_at(at)] & ~self.field.common[at]
        wanted = wanted[keep][np.argsort(at[keep])]
        old = self.shared[~(touched[self.shared[:, 0]] | touched[self.shared[:, 1]])]
        return replace(self, shared=np.concatenate((old, stretches(self.field, wanted, touched))))


def _remembered(texts: Iterable[Text], headings: list[Text]) -> Iterator[Text]:
    for text in texts:
        headings.append(replace(text, words=(), breaks=()))
        yield text


def _refuse_twins(headings: list[Text]) -> None:
    twins = [ref for ref, following in pairwise(sorted(text.ref for text in headings)) if ref == following]
    if twins:
        raise ValueError(f"two texts have the ref {twins[0]}: each needs its own")
