"""Decide which alignments are quotations, where they start and end, and how they score.

Two copies of a form agree in everything except what was filled in: if many of the differences are a number or a name
in place of another, neither text quotes the other, and only the parts between those differences are shared. An edited
quotation differs in words of every kind.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import Levenshtein

from archive.text_reuse.alignment import Alignment, SeedMatch, TextPair
from archive.text_reuse.introductions import introduction
from archive.text_reuse.matches import MatchIndex, SeedMatches, seed_matches
from archive.text_reuse.shingles import Entries, Numbers
from archive.text_reuse.tokens import TokenFlag, Tokens

LEAST_WORDS = 22
"""Words that the longer side of a passage has at least: "about 25", less what an edit at an end hides."""
LEAST_BETWEEN = 25
"""The same between two places that were filled in."""
LEAST_SCORE = 0.6
"""A quotation of 25 words with every fifth replaced scores 0.8 on average, rarely less than this."""
ONE_TEXT_SCORE = 0.8
"""The same within one text, because its author uses similar words again ("the terms and conditions of …")."""
_LEAST_EQUAL = 14
"""Tokens that must agree; a passage of 25 words with a fifth left out and a fifth replaced has 15."""
_FORM_PLACES, _FORM_EVERY = 2, 100
"""A form has at least so many places that were filled in, and one for every so many words."""
_FORM_SHARE = 3
"""One in so many differences must be filled in; other words of a form are adapted too."""

_INTRODUCTION = 12
"""The most tokens that an introduction has."""

_FEW = 3
"""So few equal tokens at an end prove nothing beyond a difference and a sentence end."""

TokenSpans = tuple[int, int, int, int]
"""Start and stop in one text and in the other."""


@dataclass(frozen=True)
class ScoredMatch:
    """Spans of tokens that two texts share, with a score."""

    one: tuple[int, int]
    other: tuple[int, int]
    equal: int
    """Tokens that agree."""
    skipped: int = 0
    form: bool = False
    """True if it is a form that was filled in twice."""

    @property
    def score(self) -> float:
        return 2 * self.equal / (self.one[1] - self.one[0] + self.other[1] - self.other[0] - self.skipped)


def whole_match(tokens: Tokens, found: Alignment) -> ScoredMatch:
    """Return all of an alignment except similar words around it."""
    return _as_match(_trim_ends(tokens, _equal_blocks(tokens, _without_introduction(tokens, found))), found.skipped)


def score_alignment(tokens: Tokens, found: Alignment, one_text: bool) -> list[ScoredMatch]:
    """Return the passages in an alignment: all of it, the parts between what was filled in, or nothing."""
    parts = _scored_parts(tokens, found, one_text)
    return [part for part in parts if not one_text or part.score >= ONE_TEXT_SCORE]


def _scored_parts(tokens: Tokens, found: Alignment, one_text: bool) -> list[ScoredMatch]:
    """In one text, table rows look like a form, but what follows them may be a passage."""
    same = _trim_ends(tokens, _equal_blocks(tokens, _without_introduction(tokens, found)))
    changed = [(before[1], after[0], before[3], after[2]) for before, after in pairwise(same)]
    filled = _filled_in(tokens, changed)
    whole = _as_match(same, found.skipped)
    if not filled:
        return [whole] if _long_enough(tokens, whole) else []
    if not one_text and len(filled) >= _FORM_PLACES and len(filled) * _FORM_EVERY >= whole.equal:
        return [replace(whole, form=True)] if _long_enough(tokens, whole) else []
    parts = (_as_match(part, 0) for part in _parts_between(same, filled))
    return [part for part in parts if _long_enough(tokens, part, LEAST_WORDS if one_text else LEAST_BETWEEN)]


def _without_introduction(tokens: Tokens, found: Alignment) -> Alignment:
    """Drop the words that introduce the passage in both texts ("This from the Herald:-")."""
    starts = [_after_introduction(tokens, *side) for side in (found.one, found.other)]
    if not all(starts):
        return found
    return Alignment((starts[0], found.one[1]), (starts[1], found.other[1]), found.skipped)


def _after_introduction(tokens: Tokens, start: int, stop: int) -> int:
    """Return the position after the introduction that a span starts with; 0 if there is none."""
    flags = tokens.flags[start + 1 : min(start + _INTRODUCTION + 1, stop)]
    places = np.flatnonzero(flags & TokenFlag.AFTER_INTRODUCTION)
    return start + 1 + int(places[-1]) if len(places) else 0


def _equal_blocks(tokens: Tokens, found: Alignment) -> list[TokenSpans]:
    """Return the blocks of equal tokens, in order."""
    one = tokens.keys[slice(*found.one)].tolist()
    other = tokens.keys[slice(*found.other)].tolist()
    return [
        (block.a + found.one[0], block.a + block.size + found.one[0],
         block.b + found.other[0], block.b + block.size + found.other[0])
        for block in Levenshtein.opcodes(one, other).as_matching_blocks() if block.size
    ]  # fmt: skip


def _trim_ends(tokens: Tokens, same: list[TokenSpans]) -> list[TokenSpans]:
    """Drop a few equal words at an end if a difference and a sentence boundary separate them from the rest.

    Quotations start and end with sentences, and the sentences around them are similar ("the Herald said.")."""
    if len(same) > 1 and same[0][1] - same[0][0] <= _FEW and _after(tokens, TokenFlag.AFTER_STOP, same[1]) == 2:
        colon = _after(tokens, TokenFlag.AFTER_COLON, same[1]) == 2
        same = same[1:] if colon or not _after(tokens, TokenFlag.AFTER_STOP, same[0]) else same
    if len(same) > 1 and same[-1][1] - same[-1][0] <= _FEW:
        ends = [(each[1], each[1], each[3], each[3]) for each in same[-2:]]
        if _after(tokens, TokenFlag.AFTER_STOP, ends[0]) == 2 and not _after(tokens, TokenFlag.AFTER_STOP, ends[1]):
            same = same[:-1]
    return same


def _after(tokens: Tokens, flag: int, spans: TokenSpans) -> int:
    """Return in how many of the two texts the block has `flag`; the end of all tokens counts as a stop."""
    return sum(at == len(tokens.flags) or bool(tokens.flags[at] & flag) for at in (spans[0], spans[2]))


def _filled_in(tokens: Tokens, changed: list[TokenSpans]) -> list[TokenSpans]:
    """Return the differences that are a number or a name in place of another.

    Returns none if fewer than one in _FORM_SHARE differences is such: that is an edited text. Nobody who edits a
    quotation changes numbers, so two of those are enough.
    """
    against = [_particulars(tokens, spans[0], spans[1]) & _particulars(tokens, spans[2], spans[3]) for spans in changed]
    filled = [spans for spans, what in zip(changed, against, strict=True) if what]
    numbers = sum(bool(what & TokenFlag.NUMBER) for what in against)
    return filled if numbers >= _FORM_PLACES or _FORM_SHARE * len(filled) >= len(changed) else []


def _particulars(tokens: Tokens, start: int, stop: int) -> int:
    """Return NUMBER and CAPITAL if a number or a name (a capital within a sentence) is among the tokens."""
    found = 0
    for flag in tokens.flags[start:stop].tolist():
        found |= flag & TokenFlag.NUMBER
        if not flag & TokenFlag.AFTER_STOP:
            found |= flag & TokenFlag.CAPITAL
    return found


def _parts_between(same: list[TokenSpans], filled: list[TokenSpans]) -> Iterator[list[TokenSpans]]:
    """Split the equal blocks where something was filled in."""
    part: list[TokenSpans] = []
    cuts = iter(filled)
    cut = next(cuts, None)
    for spans in same:
        while cut and cut[0] <= spans[0] and cut[2] <= spans[2]:
            yield part
            part, cut = [], next(cuts, None)
        part.append(spans)
    yield part


def _as_match(same: list[TokenSpans], skipped: int) -> ScoredMatch:
    if not same:
        return ScoredMatch((0, 0), (0, 0), 0)
    equal = sum(spans[1] - spans[0] for spans in same)
    return ScoredMatch((same[0][0], same[-1][1]), (same[0][2], same[-1][3]), equal, skipped)


def _long_enough(tokens: Tokens, match: ScoredMatch, least: int = LEAST_WORDS) -> bool:
    if match.equal < _LEAST_EQUAL or match.score < LEAST_SCORE:
        return False
    return max(word_count(tokens, match.one), word_count(tokens, match.other)) - match.skipped >= least


def word_count(tokens: Tokens, span: tuple[int, int]) -> int:
    """Return how many words a span of tokens has, without hidden ones."""
    return 1 + steps(tokens, span[0], span[1] - 1)


def steps(tokens: Tokens, at: int, later: int) -> int:
    """Return how many words after the word of the token `at` that of `later` comes, without hidden ones."""
    words = tokens.word_at[at : later + 1]
    hidden = np.flatnonzero(tokens.flags[at + 1 : later + 1] & TokenFlag.AFTER_HIDDEN)
    return int(words[-1] - words[0] - (words[hidden + 1] - words[hidden] - 1).sum())


def word_span(tokens: Tokens, span: tuple[int, int]) -> tuple[int, int]:
    """Return the offsets of the words of a span of tokens, which is not empty."""
    return int(tokens.word_at[span[0]]), int(tokens.word_at[span[1] - 1]) + 1


class PairMatch(NamedTuple):
    """What two texts share, with all that is needed to report it. All numbers, so that an index keeps it as a row."""

    one: int
    """Number of the text whose ref sorts first."""
    other: int
    one_start: int
    """Position of its first token there."""
    one_stop: int
    other_start: int
    other_stop: int
    one_first: int
    """Offset of its first word there."""
    one_last: int
    """Offset of the word after its last."""
    other_first: int
    other_last: int
    words: int
    """Words of the shorter side, without hidden ones."""
    equal: int
    """Tokens that agree."""
    skipped: int
    form: int
    """1 if it is a form that was filled in twice."""
    one_introduction: int
    """What the text says before it: bits of `introductions.Introduction`."""
    other_introduction: int

    @property
    def score(self) -> float:
        sizes = self.one_stop - self.one_start + self.other_stop - self.other_start
        return 2 * self.equal / (sizes - self.skipped)

    @property
    def one_span(self) -> tuple[int, int]:
        """Offsets of its words."""
        return self.one_first, self.one_last

    @property
    def other_span(self) -> tuple[int, int]:
        """Offsets of its words in the other text."""
        return self.other_first, self.other_last


COLUMNS = len(PairMatch._fields)


def scored_matches(index: MatchIndex, wanted: Entries, chosen: NDArray[np.bool_]) -> Numbers:
    """Return the matches of the `chosen` texts with any text, as rows of COLUMNS numbers (see `seed_matches`)."""
    rows = [
        pair_match(index.tokens, one, other, match)
        for one, other, seeds in _seeds_by_pair(index, seed_matches(index, wanted, chosen))
        for match in _matches_of_pair(index.tokens, one, other, seeds)
    ]
    return np.array(rows, dtype=np.int64).reshape(-1, COLUMNS)


def pair_match(tokens: Tokens, one: int, other: int, match: ScoredMatch) -> PairMatch:
    """Return the match of the texts number `one` and `other` with all that is needed to report it."""
    sides = ((one, match.one), (other, match.other))
    return PairMatch(
        one,
        other,
        *match.one,
        *match.other,
        *word_span(tokens, match.one),
        *word_span(tokens, match.other),
        min(word_count(tokens, match.one), word_count(tokens, match.other)),
        match.equal,
        match.skipped,
        int(match.form),
        *(introduction(tokens, bounds(tokens, text)[0], span[0]) for text, span in sides),
    )


def pair_matches(rows: Numbers) -> Iterator[PairMatch]:
    """Yield the rows as values, by pair of texts."""
    return map(PairMatch._make, sorted(rows.tolist()))


def bounds(tokens: Tokens, text: int) -> tuple[int, int]:
    """Return the position of the first token of a text, and after its last."""
    return int(tokens.ends[text - 1]) if text else 0, int(tokens.ends[text])


def _seeds_by_pair(index: MatchIndex, found: SeedMatches) -> Iterator[tuple[int, int, list[SeedMatch]]]:
    one, other = index.texts_at(found.one), index.texts_at(found.other)
    order = np.lexsort((found.one, other, one))
    changes = np.flatnonzero(np.diff(one[order]) | np.diff(other[order])) + 1
    for part in np.split(order, changes) if len(order) else ():
        some = found.chosen(part)
        places = zip(some.one.tolist(), some.other.tolist(), some.length.tolist(), strict=True)
        yield int(one[part[0]]), int(other[part[0]]), list(places)


def _matches_of_pair(tokens: Tokens, one: int, other: int, found: Sequence[SeedMatch]) -> Iterator[ScoredMatch]:
    pair = TextPair(tokens, bounds(tokens, one), bounds(tokens, other))
    for alignment in pair.alignments(found):
        yield from score_alignment(tokens, alignment, one == other)
