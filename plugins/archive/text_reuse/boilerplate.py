"""Find boilerplate, such as a sign-off, and template text: headers, footers, standing paragraphs and forms.

Words in many threads are boilerplate. Template text that came only twice or three times looks like a quotation; it is
recognised by its position.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from statistics import median
from typing import cast

import numpy as np
from numpy.typing import NDArray

from archive.text_reuse.direction import NAPO_KINDS
from archive.text_reuse.index import Index
from archive.text_reuse.model import Boilerplate, ComparableText, Span
from archive.text_reuse.scoring import PairMatch, word_span
from archive.text_reuse.shingles import COMMON_THREADS, POSITION_BITS, SHINGLE, Numbers, entries_at

LEAST_TOKENS = 10
"""A shorter run of common shingles is a turn of phrase."""


def find_boilerplate(index: Index) -> list[Boilerplate]:
    """Return what appears in COMMON_THREADS threads or more and is longer than a turn of phrase."""
    found = (_places(index, spans) for spans in _equal_spans(index).values())
    return [
        Boilerplate(places, threads, f"it appears in {threads} threads")
        for places, threads in found
        if threads >= COMMON_THREADS
    ]


def own_tokens(common: NDArray[np.bool_], starts: Numbers, stops: Numbers) -> Numbers:
    """Return how many of the tokens between each start and stop belong to no common shingle."""
    own = ~common
    for offset in range(1, SHINGLE):
        own[offset:] &= ~common[:-offset]
    count = np.zeros(len(own) + 1, dtype=np.int32)
    np.cumsum(own, out=count[1:])
    return count[stops].astype(np.int64) - count[starts]


def _equal_spans(index: Index) -> dict[int, list[Span]]:
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


def _places(index: Index, spans: Sequence[Span]) -> tuple[tuple[tuple[str, Span], ...], int]:
    """Return the refs and word spans of `spans`, and the number of their threads."""
    numbers = np.searchsorted(index.tokens.ends, [start for start, _ in spans], side="right").tolist()
    texts = [index.headings[number] for number in numbers]
    places = sorted((text.ref, word_span(index.tokens, span)) for text, span in zip(texts, spans, strict=True))
    return tuple(places), len({text.thread for text in texts})


TEMPLATE_SCORE = 0.8
"""Two of Napo's texts of one kind that agree less than this follow one template; Napo quotes itself exactly."""
EDGE = 8
"""A header ends, and a footer starts, within so many tokens of the start or end of a text."""
EDGE_THREADS = 3
"""Posts and comments do quote each other's beginnings and ends, so theirs must appear in so many threads."""


def template_text(index: Index, matches: Sequence[PairMatch]) -> Iterator[str]:
    """Yield, for each of the `matches`, sorted by texts, why it is template text; "" if it is not."""
    several = Counter(match[:2] for match in matches)
    for match, at_edges in zip(matches, _at_edges(index, matches), strict=True):
        texts = index.headings[match.one], index.headings[match.other]
        if match.form:
            yield "a form that was filled in twice: mostly numbers and names differ"
        elif match.one == match.other or texts[0].kind != texts[1].kind:
            yield ""
        elif _by_napo(texts) and match.score < TEMPLATE_SCORE:
            yield "two of Napo's texts of one kind with the same template"
        elif _by_napo(texts) and several[match[:2]] > 1:
            yield "two of Napo's texts of one kind with the same standing paragraphs"
        elif at_edges and (_by_napo(texts) or _threads(index, match) >= EDGE_THREADS):
            yield "it is at the same edge of both, as headers and footers are"
        else:
            yield ""


def _by_napo(texts: tuple[ComparableText, ComparableText]) -> bool:
    return all(text.kind in NAPO_KINDS for text in texts)


def _at_edges(index: Index, matches: Sequence[PairMatch]) -> list[bool]:
    """Return for each match whether both texts start or both end with it, and have more than as much besides."""
    found = np.array([match[:6] for match in matches], dtype=np.int64).reshape(-1, 6)
    texts, starts, stops = found[:, :2], found[:, 2::2], found[:, 3::2]
    last = index.tokens.ends[texts]
    first = last - np.diff(index.tokens.ends, prepend=0)[texts]
    is_part = (2 * (stops - starts) <= last - first).all(axis=1)
    at_edge = (starts - first <= EDGE).all(axis=1) | (last - stops <= EDGE).all(axis=1)
    return cast(list[bool], (is_part & at_edge).tolist())


def _threads(index: Index, match: PairMatch) -> int:
    """Return the number of threads that the middle shingle of the match appears in (the median, rounded down)."""
    return int(median(index.threads[match.one_start : match.one_stop].tolist()))
