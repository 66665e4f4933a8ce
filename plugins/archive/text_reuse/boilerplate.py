"""Find boilerplate, such as a sign-off, and template text: headers, footers, standing paragraphs and forms.

Words in many threads are boilerplate. Template text that came only twice or three times looks like a quotation; it is
recognised by its position.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

import numpy as np

from archive.text_reuse.direction import NAPO_KINDS
from archive.text_reuse.index import Index
from archive.text_reuse.matches import MatchIndex
from archive.text_reuse.model import Boilerplate, ComparableText, Span
from archive.text_reuse.scoring import PairMatch, ScoredMatch, word_span
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


TEMPLATE_SCORE = 0.8
"""Two of Napo's texts of one kind that agree less than this follow one template; Napo quotes itself exactly."""
EDGE = 8
"""A header ends, and a footer starts, within so many tokens of the start or end of a text."""
EDGE_THREADS = 3
"""Posts and comments do quote each other's beginnings and ends, so theirs must appear in so many threads."""


def template_text(index: Index, pair_matches: Sequence[PairMatch]) -> Iterator[str]:
    """Yield, for each match of one pair of texts, why it is template text; "" if it is not."""
    for one, other, match in pair_matches:
        texts = index.headings[one], index.headings[other]
        if match.form:
            yield "a form that was filled in twice: mostly numbers and names differ"
        elif one == other or texts[0].kind != texts[1].kind:
            yield ""
        elif _by_napo(texts) and match.score < TEMPLATE_SCORE:
            yield "two of Napo's texts of one kind with the same template"
        elif _by_napo(texts) and len(pair_matches) > 1:
            yield "two of Napo's texts of one kind with the same standing paragraphs"
        elif _at_edges(index, one, other, match) and (_by_napo(texts) or _threads(index, match) >= EDGE_THREADS):
            yield "it is at the same edge of both, as headers and footers are"
        else:
            yield ""


def _by_napo(texts: tuple[ComparableText, ComparableText]) -> bool:
    return all(text.kind in NAPO_KINDS for text in texts)


def _at_edges(index: Index, one: int, other: int, match: ScoredMatch) -> bool:
    """Return True if both texts start or both end with the match, and have more than as much besides."""
    sides = ((index.bounds(one), match.one), (index.bounds(other), match.other))
    if any(2 * (stop - start) > last - first for (first, last), (start, stop) in sides):
        return False
    heads = all(start - first <= EDGE for (first, _), (start, _) in sides)
    return heads or all(last - stop <= EDGE for (_, last), (_, stop) in sides)


def _threads(index: Index, match: ScoredMatch) -> int:
    """Return the number of threads that the middle shingle of the match appears in."""
    return int(np.median(index.threads[slice(*match.one)]))
