"""Find boilerplate: words that appear in many threads, such as a sign-off."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

import numpy as np

from archive.text_reuse.matches import MatchIndex
from archive.text_reuse.model import Boilerplate, ComparableText, Span
from archive.text_reuse.scoring import word_span
from archive.text_reuse.shingles import COMMON_THREADS, POSITION_BITS, SHINGLE, entries_at

LEAST_TOKENS = 10
"""A shorter run of common shingles is a turn of phrase."""


def find_boilerplate(index: MatchIndex, texts: Sequence[ComparableText]) -> list[Boilerplate]:
    """Return what appears in COMMON_THREADS threads or more and is longer than a turn of phrase."""
    found = (_places(index, texts, spans) for spans in _equal_spans(index).values())
    return [
        Boilerplate(places, threads, f"it appears in {threads} threads")
        for places, threads in found
        if threads >= COMMON_THREADS
    ]


def own_tokens(index: MatchIndex, start: int, stop: int) -> int:
    """Return how many of the tokens from `start` to `stop` belong to no common shingle."""
    covered = np.zeros(stop - start, dtype=bool)
    lead = SHINGLE - 1
    for shingle in np.flatnonzero(index.common[max(start - lead, 0) : stop]).tolist():
        at = shingle + max(start - lead, 0) - start
        covered[max(at, 0) : max(at + SHINGLE, 0)] = True
    return int(len(covered) - covered.sum())


def _equal_spans(index: MatchIndex) -> dict[int, list[Span]]:
    """Return the spans of tokens that are common; those with the same lowest shingle belong together."""
    at = np.flatnonzero(index.common)
    shingles = entries_at(index.tokens.keys, at)
    found: defaultdict[int, list[Span]] = defaultdict(list)
    starts = np.flatnonzero(np.diff(at, prepend=-2) != 1)
    if not len(starts):
        return found
    lowest = np.minimum.reduceat(shingles >> POSITION_BITS, starts)
    sizes = np.diff(np.append(starts, len(at))) + SHINGLE - 1
    for shingle, start, size in zip(lowest.tolist(), at[starts].tolist(), sizes.tolist(), strict=True):
        if size >= LEAST_TOKENS:
            found[shingle].append((start, start + size))
    return found


def _places(
    index: MatchIndex, texts: Sequence[ComparableText], spans: Sequence[Span]
) -> tuple[tuple[tuple[str, Span], ...], int]:
    """Return the refs and word spans of `spans`, and the number of their threads."""
    numbers = index.texts_at(np.array([start for start, _ in spans])).tolist()
    in_words = (word_span(index.tokens, span) for span in spans)
    places = sorted((texts[number].ref, span) for number, span in zip(numbers, in_words, strict=True))
    return tuple(places), len({texts[number].thread for number in numbers})
