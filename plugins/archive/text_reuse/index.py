"""The index of an archive's words: plain arrays, to which texts can be added and from which they can be removed.

A changed index finds exactly what a new one of the same texts would find. What is removed only stops counting, and
what is added stays beside the sorted shingles, so a change costs little however many texts there are; `compacted`
tidies up after many changes. `stored_index` turns an index into bytes.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import compress, pairwise

import msgspec
import numpy as np
from numpy.typing import NDArray

from archive.text_reuse.matches import MatchIndex
from archive.text_reuse.model import ComparableText, Span
from archive.text_reuse.scoring import COLUMNS, bounds, scored_matches
from archive.text_reuse.shingles import (
    COMMON_THREADS,
    MOST_COUNTED,
    Entries,
    Numbers,
    ShingleTable,
    different,
    entries,
    entries_at,
    expanded,
    is_one_of,
    merged,
    most_frequent,
    moved,
    positions,
    repeated,
    spread,
)
from archive.text_reuse.tokens import Tokens, tokens

_DISTINCT = 2
"""A text must have so many times the square root of its length of distinct words."""


@dataclass(frozen=True)
class Index:
    """Everything needed to find what texts share. Create one with `Index.of`; it never changes."""

    headings: tuple[ComparableText, ...]
    """The texts, without their words; also those that were removed."""
    live: NDArray[np.bool_]
    """By text: False if it was removed."""
    tokens: Tokens
    shingles: ShingleTable
    """The shingles of all tokens."""
    threads: NDArray[np.uint8]
    """By position: how many threads have the shingle that starts there (at most MOST_COUNTED); 0 if it appears once, if
    none starts there, or if the text was removed."""
    scored: Numbers
    """One row of numbers for each match of two texts; see `scoring.COLUMNS`."""

    @classmethod
    def of(cls, texts: Iterable[ComparableText]) -> Index:
        """Return an index of `texts`, which are read one by one."""
        live, threads = np.empty(0, dtype=np.bool_), np.empty(0, dtype=np.uint8)
        table = ShingleTable.of(np.empty(0, dtype=np.uint64), 0)
        rows = np.empty((0, COLUMNS), dtype=np.int64)
        return cls((), live, tokens([]), table, threads, rows).extended(texts)

    def extended(self, texts: Iterable[ComparableText]) -> Index:
        """Return this index with `texts` added. Raises ValueError if two texts have the same ref."""
        return self.changed((), tokenised(texts))

    def without(self, refs: Collection[str]) -> Index:
        """Return this index without the texts `refs`."""
        return self.changed(refs, tokenised(()))

    def changed(self, refs: Collection[str], added: TokenisedTexts) -> Index:
        """Return this index without the texts `refs`, and with others added. Only what they change is computed again.

        Raises ValueError if two texts have the same ref.
        """
        headings, found = (*self.headings, *added.headings), added.tokens
        gone = self.live & np.array([text.ref in refs for text in self.headings], dtype=np.bool_)
        new = np.arange(len(headings)) >= len(self.headings)
        live = np.concatenate((self.live & ~gone, new[len(self.headings) :]))
        refuse_twins(text.ref for text in compress(headings, live.tolist()))
        at = self._tokens_of(gone)
        missed = entries_at(self.tokens.keys, at[self.threads[at] > 0])
        shingles = entries(found.keys, found.ends, len(self.tokens.keys))
        threads = np.concatenate((self.threads, np.zeros(len(found.keys), dtype=self.threads.dtype)))
        threads[at] = 0
        rows = self.scored[~(gone[self.scored[:, 0]] | gone[self.scored[:, 1]])]
        both = self.tokens.followed_by(found)
        table = self.shingles.with_more(shingles, len(both.keys))
        changed = Index(headings, live, both, table, threads, rows)
        return changed._with_shares(new | changed._count_threads(np.concatenate((missed, shingles))))

    @property
    def scattered(self) -> float:
        """The share of the tokens that were added or removed since the shingles were sorted."""
        removed = len(self._tokens_of(~self.live))
        return (removed + len(self.shingles.added)) / max(len(self.tokens.keys), 1)

    def compacted(self) -> Index:
        """Return the same index with all shingles in one array, and without what was removed."""
        keep = np.repeat(self.live, np.diff(self.tokens.ends, prepend=0))
        gone = np.cumsum(~keep, dtype=np.uint32)
        rows = self.scored.copy()
        rows[:, :2] = (np.cumsum(self.live) - 1)[rows[:, :2]]
        rows[:, 2:6:2] -= gone[rows[:, 2:6:2]]
        rows[:, 3:6:2] -= gone[rows[:, 3:6:2] - 1]
        ordered = moved(merged(self.shingles.ordered, self.shingles.added), keep, gone)
        kept = self.tokens.chosen(keep, self.live)
        table = ShingleTable.of(ordered, len(kept.keys))
        return Index(self.texts, self.live[self.live], kept, table, self.threads[keep], rows)

    @property
    def texts(self) -> tuple[ComparableText, ...]:
        """The texts that were not removed, without their words."""
        return tuple(compress(self.headings, self.live.tolist()))

    @cached_property
    def common(self) -> NDArray[np.bool_]:
        """By position: True if the shingle that starts there is boilerplate or a turn of phrase."""
        return self.threads >= COMMON_THREADS

    @cached_property
    def match_index(self) -> MatchIndex:
        """What is needed to find seed matches."""
        refs = [text.ref for text in self.headings]
        ranks = np.empty(len(refs), dtype=np.int64)
        ranks[sorted(range(len(refs)), key=refs.__getitem__)] = np.arange(len(refs))
        return MatchIndex(self.tokens, self.shingles, self.live, self.common, ranks)

    def bounds(self, text: int) -> tuple[int, int]:
        """Return the position of the first token of a text, and after its last."""
        return bounds(self.tokens, text)

    def keys_at(self, ref: str, span: Span) -> tuple[int, ...] | None:
        """Return the keys of the tokens of a span of words of the text `ref`; None if its words are not indexed."""
        number = self._numbers.get(ref)
        first, last = self.bounds(number) if number is not None else (0, 0)
        start, stop = first + np.searchsorted(self.tokens.word_at[first:last], span)
        return tuple(self.tokens.keys[start:stop].tolist()) if first < last else None

    @cached_property
    def _numbers(self) -> dict[str, int]:
        """By ref."""
        live = self.live.tolist()
        return {text.ref: number for number, text in enumerate(self.headings) if live[number]}

    def _count_threads(self, shingles: Entries) -> NDArray[np.bool_]:
        """Fill in `threads`, while the index is made, for all places of the given shingles.

        Returns, by text, whether one of its shingles became common or stopped being so.
        """
        some, frequent = self._affected(shingles)
        before = self.threads[positions(some)] >= COMMON_THREADS
        self.threads[positions(some)] = 0
        several = repeated(some)
        at = positions(several)
        texts = self._texts_at(at)
        self.threads[at] = spread(several, self._thread_numbers[texts], texts)
        became = before != (self.threads[positions(some)] >= COMMON_THREADS)
        self._count_most(frequent)
        changed = np.zeros(len(self.headings), dtype=np.bool_)
        changed[self._texts_at(positions(some[became]))] = True
        return changed

    def _affected(self, shingles: Entries) -> tuple[Entries, Entries]:
        """Return all entries equal to one of `shingles` whose threads are to be counted, and perhaps more, sorted.

        Then those of `shingles` that have MOST_COUNTED elsewhere, whose other places stay as they are.
        """
        if self.shingles.are_many(shingles):
            return self._live(self.shingles.all), np.empty(0, dtype=np.uint64)
        wanted = different(shingles)
        frequent = most_frequent(self.shingles.ordered, wanted, lambda at: self.threads[at] == MOST_COUNTED)
        some = self.shingles.of_shingles(wanted[~is_one_of(wanted, frequent)])
        return self._live(some), shingles[is_one_of(shingles, frequent)]

    def _count_most(self, frequent: Entries) -> None:
        """Fill in `threads` for places of shingles that have MOST_COUNTED elsewhere."""
        at = positions(frequent)
        self.threads[at[self.live[self._texts_at(at)]]] = MOST_COUNTED

    def _live(self, found: Entries) -> Entries:
        """Return the entries that are not in a text that was removed."""
        return found if self.live.all() else found[self.live[self._texts_at(positions(found))]]

    def _texts_at(self, at: Numbers) -> Numbers:
        return np.searchsorted(self.tokens.ends, at, side="right")

    def _tokens_of(self, texts: NDArray[np.bool_]) -> Numbers:
        """Return the positions of the tokens of the chosen texts."""
        ends = self.tokens.ends
        return expanded((ends - np.diff(ends, prepend=0))[texts], ends[texts])[1]

    @cached_property
    def _thread_numbers(self) -> Numbers:
        """By text."""
        numbers: dict[str, int] = {}
        return np.array([numbers.setdefault(text.thread, len(numbers)) for text in self.headings], dtype=np.int64)

    def _with_shares(self, touched: NDArray[np.bool_]) -> Index:
        """Return this index with the matches of the texts `touched` computed again."""
        at = self._tokens_of(touched)
        threads = self.threads[at]
        at = at[(threads > 0) & (threads < COMMON_THREADS)]
        wanted = entries_at(self.tokens.keys, at)
        old = self.scored[~(touched[self.scored[:, 0]] | touched[self.scored[:, 1]])]
        return replace(self, scored=np.concatenate((old, scored_matches(self.match_index, wanted, touched))))


@dataclass(frozen=True)
class TokenisedTexts:
    """Texts that were read for an index."""

    headings: tuple[ComparableText, ...]
    """The texts, without their words."""
    tokens: Tokens

    def followed_by(self, more: TokenisedTexts) -> TokenisedTexts:
        """Return these texts and more."""
        return TokenisedTexts((*self.headings, *more.headings), self.tokens.followed_by(more.tokens))


def tokenised(texts: Iterable[ComparableText]) -> TokenisedTexts:
    """Read `texts`, one by one."""
    headings: list[ComparableText] = []
    found = tokens(_noting_headings(texts, headings))
    return TokenisedTexts(tuple(headings), found)


def _noting_headings(texts: Iterable[ComparableText], headings: list[ComparableText]) -> Iterator[ComparableText]:
    for text in texts:
        heading = msgspec.structs.replace(text, words=(), breaks=(), length=len(text.words))
        headings.append(heading)
        yield heading if _has_few_words(text.words) else text


def _has_few_words(words: Sequence[str]) -> bool:
    """Return True for a text with so few distinct words that five in a row agree by chance; it is not compared.

    Such texts are written to do harm: 40 of 1,000 words drawn from eight took 22 s (2026-11-22). Real texts have more
    than three times as many distinct words as needed: 60 of 100 words (needed: 20), 350 of 1,000 (needed: 63).
    """
    return len(set(words)) ** 2 < _DISTINCT**2 * (len(words) - words.count(""))


def refuse_twins(refs: Iterable[str]) -> None:
    """Raise ValueError if two of the refs are the same."""
    twins = [ref for ref, following in pairwise(sorted(refs)) if ref == following]
    if twins:
        raise ValueError(f"two texts have the ref {twins[0]}; refs must be unique")
