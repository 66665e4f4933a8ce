"""Turn a scored match of two texts into a passage: word spans, score, source and reason.

If a keeper says that one text quotes the other, `compare_pair` compares these two. The keeper's word replaces all
judgement, so boilerplate, forms and template text are reported too, and five equal tokens in a row are enough.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from archive.text_reuse.alignment import SeedMatch, TextPair
from archive.text_reuse.direction import PassageContext, direction
from archive.text_reuse.index import Index
from archive.text_reuse.matches import join_shingles
from archive.text_reuse.model import ComparableText, Passage, Span
from archive.text_reuse.scoring import COLUMNS, ScoredMatch, whole_match, word_count, word_span
from archive.text_reuse.shingles import SHINGLE, Entries, Numbers, entries, expanded, places, positions
from archive.text_reuse.tokens import TokenFlag, tokens

_COLON_BEFORE = 12
"""Tokens before a passage within which a colon introduces it, so that there may be a headline between them."""
_COLON_INSIDE = 8
"""The same inside the passage, because two texts may introduce it with the same words."""


def passage_of(index: Index, one: int, other: int, match: ScoredMatch) -> Passage:
    """Return the match of the texts number `one` and `other` as a passage."""
    spans = word_span(index.tokens, match.one), word_span(index.tokens, match.other)
    source, reason = direction(_context(index, one, match.one), _context(index, other, match.other))
    words = min(word_count(index.tokens, match.one), word_count(index.tokens, match.other))
    refs = index.headings[one].ref, index.headings[other].ref
    return Passage(refs[0], spans[0], refs[1], spans[1], words, _rounded(match.score), source, reason)


def _rounded(score: float) -> float:
    """Round to four places; only an exact match gets 1.0."""
    return 1.0 if score >= 1 else min(round(score, 4), 0.9999)


def _context(index: Index, number: int, span: Span) -> PassageContext:
    text = index.headings[number]
    first, start = index.bounds(number)[0], span[0]
    return PassageContext(
        text.ref,
        text.kind,
        text.day,
        text.instant,
        text.parent,
        _is_introduced(index, first, start),
        _is_after_introduction(index, first, start),
        text.carries_mailout,
    )


def _is_introduced(index: Index, first: int, start: int) -> bool:
    """Return True if the text with the first token `first` says close to `start` that it quotes somebody."""
    flags = index.tokens.flags
    near = flags[max(first, start - _COLON_BEFORE) + 1 : start + _COLON_INSIDE]
    return bool(flags[start] & TokenFlag.OPENS_QUOTATION or (near & TokenFlag.AFTER_COLON).any())


def _is_after_introduction(index: Index, first: int, start: int) -> bool:
    """Return True if the text says anywhere before `start` that it quotes somebody, and no separator ends that."""
    changes = index.speaker_changes
    before = changes[slice(*np.searchsorted(changes, (first + 1, start + 1)))]
    return bool(len(before)) and not index.tokens.flags[before[-1]] & TokenFlag.AFTER_SEPARATOR


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
    passages = (passage_of(index, 0, last, match) for match in found if match.equal >= SHINGLE)
    return tuple(sorted(passages, key=_spans))


def _spans(passage: Passage) -> tuple[Span, Span]:
    return passage.one_span, passage.other_span


def _index_without_matches(texts: list[ComparableText]) -> Index:
    found = tokens(texts)
    headings = tuple(replace(text, words=(), breaks=()) for text in texts)
    shingles = np.sort(entries(found.keys, found.ends))
    nothing = np.empty((0, COLUMNS), dtype=np.int64)
    return Index(headings, found, shingles, np.zeros(len(found.keys), dtype=np.uint8), nothing)


def _seed_matches(index: Index) -> list[SeedMatch]:
    """Return all equal shingles of the two texts, or of the only one, joined where they follow each other."""
    shingles = index.ordered
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
