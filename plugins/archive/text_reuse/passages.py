"""Turn a scored match of two texts into a passage: word spans, score, source and reason."""

from __future__ import annotations

import numpy as np

from archive.text_reuse.direction import PassageContext, direction
from archive.text_reuse.index import Index
from archive.text_reuse.model import Passage, Span
from archive.text_reuse.scoring import ScoredMatch, word_count, word_span
from archive.text_reuse.tokens import TokenFlag

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
