"""From an index to what is reported: passages with their direction, and boilerplate."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

import numpy as np

from archive.reuse.derived import without_derived
from archive.reuse.frames import frame
from archive.reuse.pairs import Share
from archive.text_reuse.boilerplate import boilerplate, own_tokens
from archive.text_reuse.direction import Place, direction
from archive.text_reuse.index import Index
from archive.text_reuse.model import Boilerplate, Found, Passage, Span, Text
from archive.text_reuse.scoring import Shared, steps, word_count, word_span
from archive.text_reuse.tokens import Mark

_OWN_TOKENS = 14
"""Of a passage so many tokens, or half of it, belong to no common row: the rest may be a sign-off quoted with it."""
_COLON_REACH = 12
"""Tokens before a passage in which a colon introduces it: room for a headline."""
_COLON_INSIDE = 8
"""The same within the passage."""


def passages(texts: Iterable[Text]) -> Found:
    """What `texts` share with each other, and within themselves. Their order does not matter."""
    return found_in(Index.of(texts))


def found_in(index: Index) -> Found:
    """What the texts of `index` share, sorted by ref and place."""
    found, standing = [], list(boilerplate(index.field, index.headings))
    for _, pair in groupby(_without_repeats(index, list(index.shares())), key=_texts):
        shares = list(pair)
        for (one, other, shared), reason in zip(shares, frame(index, shares), strict=True):
            if reason:
                standing.append(_frame(index, one, other, shared, reason))
            elif _says_something(index, *shared.one):
                found.append(passage_of(index, one, other, shared))
    found.sort(key=lambda passage: (passage.one, passage.other, passage.one_span, passage.other_span))
    found = without_derived(found, {text.ref: text.thread for text in index.headings})
    return Found(tuple(found), tuple(sorted(standing, key=lambda each: (each.places, each.reason))))


def _says_something(index: Index, start: int, stop: int) -> bool:
    return own_tokens(index.field, start, stop) >= min(_OWN_TOKENS, (stop - start) / 2)


def _texts(share: Share) -> tuple[int, int]:
    return share[:2]


def _without_repeats(index: Index, shares: Sequence[Share]) -> Iterator[Share]:
    """Without the copy that follows its original at once: a slip of the copyist (see `same.repeats`)."""
    repeats: defaultdict[int, list[Span]] = defaultdict(list)
    for one, other, shared in shares:
        if one == other and shared.score == 1 and _words_between(index, shared) == 0:
            repeats[one].append((shared.one[0], shared.other[1]))
    joined = {text: _joined(spans) for text, spans in repeats.items()}
    for one, other, shared in shares:
        inside = joined.get(one, []) if one == other else []
        if not any(start <= shared.one[0] and shared.other[1] <= stop for start, stop in inside):
            yield one, other, shared


def _joined(spans: Sequence[Span]) -> list[Span]:
    """Spans that overlap, as one."""
    found: list[Span] = []
    for start, stop in sorted(spans):
        if found and start < found[-1][1]:
            start, stop = found[-1][0], max(stop, found.pop()[1])
        found.append((start, stop))
    return found


def _words_between(index: Index, shared: Shared) -> int:
    return steps(index.tokens, shared.one[1] - 1, shared.other[0]) - 1


def _frame(index: Index, one: int, other: int, shared: Shared, reason: str) -> Boilerplate:
    sides = ((one, shared.one), (other, shared.other))
    places = sorted((index.headings[text].ref, word_span(index.tokens, stretch)) for text, stretch in sides)
    return Boilerplate(tuple(places), len({index.headings[text].thread for text, _ in sides}), reason)


def passage_of(index: Index, one: int, other: int, shared: Shared) -> Passage:
    """What the texts of these numbers share, as it is reported."""
    spans = word_span(index.tokens, shared.one), word_span(index.tokens, shared.other)
    source, reason = direction(_place(index, one, shared.one), _place(index, other, shared.other))
    words = min(word_count(index.tokens, shared.one), word_count(index.tokens, shared.other))
    refs = index.headings[one].ref, index.headings[other].ref
    return Passage(refs[0], spans[0], refs[1], spans[1], words, _rounded(shared.score), source, reason)


def _rounded(score: float) -> float:
    """To four places; what is not exact does not become so."""
    return 1.0 if score >= 1 else min(round(score, 4), 0.9999)


def _place(index: Index, number: int, stretch: Span) -> Place:
    text = index.headings[number]
    first, start = index.bounds(number)[0], stretch[0]
    quoted, carried = _is_quoted(index, first, start), _is_carried(index, first, start)
    return Place(text.ref, text.kind, text.day, text.instant, text.parent, quoted, carried, text.carries)


def _is_quoted(index: Index, first: int, start: int) -> bool:
    """True if the text, whose first token is `first`, says close to `start` that somebody else speaks there.

    A colon may belong to the passage: two texts introduce it alike.
    """
    marks = index.tokens.marks
    near = marks[max(first, start - _COLON_REACH) + 1 : start + _COLON_INSIDE]
    return bool(marks[start] & Mark.OPENS or (near & Mark.AFTER_COLON).any())


def _is_carried(index: Index, first: int, start: int) -> bool:
    """True if the text says anywhere before `start` that somebody else speaks, and not that he speaks no more."""
    said = index.turns[slice(*np.searchsorted(index.turns, (first + 1, start + 1)))]
    return bool(len(said)) and not index.tokens.marks[said[-1]] & Mark.AFTER_SEPARATOR
