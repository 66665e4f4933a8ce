"""Turn a scored match of two texts into a passage: word spans, score, source and reason.

If a keeper says that one text quotes the other, `compare_pair` compares these two. The keeper's word replaces all
judgement, so boilerplate, forms and template text are reported too, and five equal tokens in a row are enough.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from archive.text_reuse.alignment import SeedMatch, TextPair
from archive.text_reuse.direction import PassageContext, direction
from archive.text_reuse.index import Index
from archive.text_reuse.matches import join_shingles
from archive.text_reuse.model import ComparableText, Passage, Span
from archive.text_reuse.scoring import COLUMNS, PairMatch, pair_match, whole_match
from archive.text_reuse.shingles import SHINGLE, Entries, Numbers, ShingleTable, entries, expanded, places, positions
from archive.text_reuse.tokens import tokens


def passage_of(headings: Sequence[ComparableText], match: PairMatch) -> Passage:
    """Return the match of two texts as a passage; `headings` are those of all texts, by number."""
    one, other = headings[match.one], headings[match.other]
    source, reason = direction(
        PassageContext(one, match.one_introduction), PassageContext(other, match.other_introduction)
    )
    return Passage(
        one.ref, match.one_span, other.ref, match.other_span, match.words, _rounded(match.score), source, reason
    )


def _rounded(score: float) -> float:
    """Round to four places; only an exact match gets 1.0."""
    return 1.0 if score >= 1 else min(round(score, 4), 0.9999)


_MOST_PAIRS = 64
"""A shingle that would be paired with its equals more often (eight times in each text, say) says nothing about where
to look; the passages it belongs to are found by their other shingles. Keeps the work in proportion to the length of
hostile texts."""


def compare_pair(one: ComparableText, other: ComparableText) -> tuple[Passage, ...]:
    """Return all that two texts share, sorted by position; or that one text has twice, if both have the same ref."""
    texts = sorted({text.ref: text for text in (one, other)}.values(), key=lambda text: text.ref)
    index = _index_without_matches(texts)
    last = len(texts) - 1
    pair = TextPair(index.tokens, index.bounds(0), index.bounds(last))
    found = (whole_match(index.tokens, alignment) for alignment in pair.alignments(_seed_matches(index)))
    matches = (pair_match(index.tokens, 0, last, match) for match in found if match.equal >= SHINGLE)
    return tuple(sorted((passage_of(texts, match) for match in matches), key=_spans))


def _spans(passage: Passage) -> tuple[Span, Span]:
    return passage.one_span, passage.other_span


def _index_without_matches(texts: list[ComparableText]) -> Index:
    found = tokens(texts)
    shingles = ShingleTable.of(np.sort(entries(found.keys, found.ends)), len(found.keys))
    nothing = np.empty((0, COLUMNS), dtype=np.int64)
    all_live, counts = np.ones(len(texts), dtype=np.bool_), np.zeros(len(found.keys), dtype=np.uint8)
    return Index(tuple(texts), all_live, found, shingles, counts, nothing)


def _seed_matches(index: Index) -> list[SeedMatch]:
    """Return all equal shingles of the two texts, or of the only one, joined where they follow each other."""
    shingles = index.shingles.ordered
    two_texts = len(index.headings) > 1
    one, other = _equal_positions(*_split(shingles, index.bounds(0)[1]) if two_texts else (shingles, shingles))
    later = other > one
    found = join_shingles(index.match_index, one[later], other[later])
    return list(zip(found.one.tolist(), found.other.tolist(), found.length.tolist(), strict=True))


def _split(shingles: Entries, first: int) -> tuple[Entries, Entries]:
    mine = positions(shingles) < first
    return shingles[mine], shingles[~mine]


def _equal_positions(mine: Entries, theirs: Entries) -> tuple[Numbers, Numbers]:
    """Return the positions of equal shingles in one text and in the other."""
    starts, stops = places(theirs, mine)
    first, last = places(mine, mine)
    keep = (stops - starts) * (last - first) <= _MOST_PAIRS
    which, member = expanded(starts[keep], stops[keep])
    return positions(mine[keep][which]), positions(theirs[member])
