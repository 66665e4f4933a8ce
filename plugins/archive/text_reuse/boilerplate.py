"""Words that belong to nobody: known by how far they are spread, or because a form was filled in twice."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

import numpy as np

from archive.text_reuse.matches import MatchIndex
from archive.text_reuse.model import Boilerplate, ComparableText, Span
from archive.text_reuse.scoring import word_span
from archive.text_reuse.shingles import COMMON_THREADS, POSITION_BITS, SHINGLE, entries_at

LEAST_TOKENS = 10
"""A shorter common stretch is a turn of phrase."""
Stretch = tuple[int, int]
Places = tuple[tuple[str, Span], ...]


def boilerplate(match_index: MatchIndex, texts: Sequence[ComparableText]) -> list[Boilerplate]:
    """What stands in COMMON_THREADS threads or more, and is longer than a turn of phrase."""
    found = (_of_places(match_index, texts, scored_matches) for scored_matches in _alike(match_index).values())
    reason = "it stands in {} threads"
    return [Boilerplate(places, threads, reason.format(threads)) for places, threads in found if _wide(threads)]


def _wide(threads: int) -> bool:
    return threads >= COMMON_THREADS


def own_tokens(match_index: MatchIndex, start: int, stop: int) -> int:
    """How many tokens of a stretch belong to no common row."""
    covered = np.zeros(stop - start, dtype=bool)
    lead = SHINGLE - 1
    for row in np.flatnonzero(match_index.common[max(start - lead, 0) : stop]).tolist():
        at = row + max(start - lead, 0) - start
        covered[max(at, 0) : max(at + SHINGLE, 0)] = True
    return int(len(covered) - covered.sum())


def _alike(match_index: MatchIndex) -> dict[int, list[Stretch]]:
    """Common stretches of tokens; those with the same row of lowest hash belong together."""
    at = np.flatnonzero(match_index.common)
    rows = entries_at(match_index.tokens.keys, at)
    found: defaultdict[int, list[Stretch]] = defaultdict(list)
    starts = np.flatnonzero(np.diff(at, prepend=-2) != 1)
    if not len(starts):
        return found
    lowest = np.minimum.reduceat(rows >> POSITION_BITS, starts)
    sizes = np.diff(np.append(starts, len(at))) + SHINGLE - 1
    for row, start, size in zip(lowest.tolist(), at[starts].tolist(), sizes.tolist(), strict=True):
        if size >= LEAST_TOKENS:
            found[row].append((start, start + size))
    return found


def _of_places(
    match_index: MatchIndex, texts: Sequence[ComparableText], scored_matches: Sequence[Stretch]
) -> tuple[Places, int]:
    numbers = match_index.texts_at(np.array([start for start, _ in scored_matches])).tolist()
    spans = (word_span(match_index.tokens, stretch) for stretch in scored_matches)
    places = sorted((texts[number].ref, span) for number, span in zip(numbers, spans, strict=True))
    return tuple(places), len({texts[number].thread for number in numbers})
