"""The index of an archive's words: plain arrays, to which texts can be added and from which they can be removed.

A changed index finds exactly what a new one of the same texts would find. It can be stored as plain bytes, without
pickling, and used from a memory-mapped file.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cached_property
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from archive.text_reuse.matches import MatchIndex
from archive.text_reuse.model import ComparableText
from archive.text_reuse.scoring import COLUMNS, PairMatch, bounds, pair_matches, scored_matches
from archive.text_reuse.shingles import (
    COMMON_THREADS,
    Entries,
    Numbers,
    entries,
    entries_at,
    expanded,
    merged,
    moved,
    of_shingles,
    positions,
    repeated,
    spread,
)
from archive.text_reuse.tokens import TokenFlag, Tokens, tokens

_DISTINCT = 2
"""A text must have so many times the square root of its length of distinct words."""


@dataclass(frozen=True)
class Index:
    """Everything needed to find what texts share. Create one with `Index.of`; it never changes."""

    headings: tuple[ComparableText, ...]
    """The texts, without their words."""
    tokens: Tokens
    ordered: Entries
    """The shingles of all tokens, sorted."""
    threads: NDArray[np.uint8]
    """By position: how many threads have the shingle that starts there (at most 255); 0 if it appears once, or if
    none starts there."""
    scored: Numbers
    """One row of numbers for each match of two texts; see `scoring.COLUMNS`."""

    @classmethod
    def of(cls, texts: Iterable[ComparableText]) -> Index:
        """Return an index of `texts`, which are read one by one."""
        nothing = np.empty(0, dtype=np.uint64), np.empty(0, dtype=np.uint8), np.empty((0, COLUMNS), dtype=np.int64)
        return cls((), tokens([]), *nothing).extended(texts)

    def extended(self, texts: Iterable[ComparableText]) -> Index:
        """Return this index with `texts` added. Only what they can change is computed again.

        Raises ValueError if two texts have the same ref.
        """
        headings = list(self.headings)
        added = tokens(_noting_headings(texts, headings))
        refuse_twins(text.ref for text in headings)
        known = len(self.tokens.keys)
        shingles = entries(added.keys, added.ends, known)
        threads = np.concatenate((self.threads, np.zeros(len(added.keys), dtype=self.threads.dtype)))
        tokens_of_both = self.tokens.followed_by(added)
        grown = Index(tuple(headings), tokens_of_both, merged(self.ordered, shingles), threads, self.scored)
        new = np.arange(len(headings)) >= len(self.headings)
        return grown._with_shares(new | grown._count_threads(shingles))

    def without(self, refs: Collection[str]) -> Index:
        """Return this index without the texts `refs`. To change a text, remove it and add it again."""
        stays = np.array([text.ref not in refs for text in self.headings], dtype=bool)
        keep = np.repeat(stays, np.diff(self.tokens.ends, prepend=0))
        gone = np.cumsum(~keep, dtype=np.uint32)
        number = np.cumsum(stays) - 1
        lines = self.scored[stays[self.scored[:, 0]] & stays[self.scored[:, 1]]]
        lines[:, :2] = number[lines[:, :2]]
        lines[:, 2:6:2] -= gone[lines[:, 2:6:2]]
        lines[:, 3:6:2] -= gone[lines[:, 3:6:2] - 1]
        headings = tuple(text for text, stay in zip(self.headings, stays, strict=True) if stay)
        ordered = moved(self.ordered, keep, gone)
        left = Index(headings, self.tokens.chosen(keep, stays), ordered, self.threads[keep], lines)
        missed = np.flatnonzero(~keep & (self.threads > 0))
        return left._with_shares(left._count_threads(entries_at(self.tokens.keys, missed)))

    @cached_property
    def match_index(self) -> MatchIndex:
        """What is needed to find seed matches."""
        order = sorted(range(len(self.headings)), key=lambda number: self.headings[number].ref)
        ranks = np.empty(len(order), dtype=np.int64)
        ranks[order] = np.arange(len(order))
        return MatchIndex(self.tokens, self.ordered, self.threads >= COMMON_THREADS, ranks)

    @cached_property
    def speaker_changes(self) -> Numbers:
        """Positions at which a quotation is introduced or ended."""
        return np.flatnonzero(self.tokens.flags & (TokenFlag.AFTER_INTRODUCTION | TokenFlag.AFTER_SEPARATOR))

    def pair_matches(self) -> Iterator[PairMatch]:
        """Yield the matches of any two texts, by pair."""
        return pair_matches(self.scored)

    def bounds(self, text: int) -> tuple[int, int]:
        """Return the position of the first token of a text, and after its last."""
        return bounds(self.tokens, text)

    def _count_threads(self, shingles: Entries) -> NDArray[np.bool_]:
        """Fill in `threads`, while the index is made, for all places of the given shingles.

        Returns, by text, whether one of its shingles became common or stopped being so.
        """
        some = of_shingles(self.ordered, shingles)
        before = self.threads[positions(some)] >= COMMON_THREADS
        self.threads[positions(some)] = 0
        several = repeated(some)
        at = positions(several)
        texts = np.searchsorted(self.tokens.ends, at, side="right")
        counted = spread(several, self._thread_numbers[texts], texts)
        self.threads[at] = np.minimum(counted, np.iinfo(self.threads.dtype).max)
        became = before != (self.threads[positions(some)] >= COMMON_THREADS)
        changed = np.zeros(len(self.headings), dtype=bool)
        changed[np.searchsorted(self.tokens.ends, positions(some[became]), side="right")] = True
        return changed

    @cached_property
    def _thread_numbers(self) -> Numbers:
        """By text."""
        numbers: dict[str, int] = {}
        return np.array([numbers.setdefault(text.thread, len(numbers)) for text in self.headings], dtype=np.int64)

    def _with_shares(self, touched: NDArray[np.bool_]) -> Index:
        """Return this index with the matches of the texts `touched` computed again."""
        ends = self.tokens.ends
        _, at = expanded((ends - np.diff(ends, prepend=0))[touched], ends[touched])
        threads = self.threads[at]
        at = at[(threads > 0) & (threads < COMMON_THREADS)]
        wanted = entries_at(self.tokens.keys, at)
        old = self.scored[~(touched[self.scored[:, 0]] | touched[self.scored[:, 1]])]
        return replace(self, scored=np.concatenate((old, scored_matches(self.match_index, wanted, touched))))


def _noting_headings(texts: Iterable[ComparableText], headings: list[ComparableText]) -> Iterator[ComparableText]:
    for text in texts:
        heading = replace(text, words=(), breaks=())
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


_DTYPES: Mapping[str, type[np.generic]] = {
    "keys": np.uint64,
    "flags": np.uint16,
    "word_at": np.int32,
    "ends": np.int64,  # of Tokens
    "ordered": np.uint64,
    "threads": np.uint8,
    "scored": np.int64,  # of Index
}
_OF_TOKENS = 4


def to_buffers(index: Index) -> dict[str, memoryview]:
    """Return the index as plain bytes by name, without copying its arrays."""
    headings = json.dumps([_heading_values(text) for text in index.headings]).encode()
    parts = [getattr(index.tokens if at < _OF_TOKENS else index, name) for at, name in enumerate(_DTYPES)]
    arrays = (np.ascontiguousarray(part).reshape(-1).view(np.uint8).data for part in parts)
    return {"headings": memoryview(headings), **dict(zip(_DTYPES, arrays, strict=True))}


def from_buffers(buffers: Mapping[str, memoryview]) -> Index:
    """Return the index that `to_buffers` was given. Its arrays are views of the buffers."""
    headings = tuple(_heading(values) for values in json.loads(bytes(buffers["headings"])))
    arrays = [np.asarray(buffers[name], dtype=np.uint8).view(dtype) for name, dtype in _DTYPES.items()]
    ordered, threads, scored = arrays[_OF_TOKENS:]
    return Index(headings, Tokens(*arrays[:_OF_TOKENS]), ordered, threads, scored.reshape(-1, COLUMNS))


def _heading_values(text: ComparableText) -> list[str | bool | None]:
    """Return everything but the words of a text, for JSON."""
    day, instant = (value.isoformat() if value else None for value in (text.day, text.instant))
    return [text.ref, day, instant, text.kind, text.parent, text.carries_mailout]


def _heading(values: list[Any]) -> ComparableText:
    ref, day, instant, kind, parent, carries_mailout = values
    known_day = date.fromisoformat(day) if day else None
    known_instant = datetime.fromisoformat(instant) if instant else None
    return ComparableText(ref, (), known_day, known_instant, kind, parent, (), carries_mailout)
