"""Which of the stretches that two texts share are quotation, and how far each goes.

Two copies of a form agree in all but what was filled in: where many of the places that differ are a number against
another number, or a name against another name, nobody quotes anybody, and only what stands between those places is
shared. An edited quotation differs in words of every kind.

All pairs of texts that have promising runs between them, aligned and judged: a line of numbers for each stretch.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import Levenshtein

from archive.text_reuse.alignment import Alignment, SeedMatch, TextPair
from archive.text_reuse.matches import MatchIndex, SeedMatches, seed_matches
from archive.text_reuse.shingles import Entries, Numbers
from archive.text_reuse.tokens import TokenFlag, Tokens

LEAST_WORDS = 22
"""Of the longer side of a passage: "about 25", less what an edit at an end hides."""
LEAST_BETWEEN = 25
"""The same between two places that were filled in: who doubts, does not claim."""
LEAST_SCORE = 0.6
"""A quotation of 25 words in which every fifth is replaced scores 0.8 on average and seldom less than this."""
ONE_TEXT_SCORE = 0.8
"""The same within one text: its author speaks of one thing in like words ("the terms and conditions of …")."""
_LEAST_EQUAL = 14
"""Tokens that agree; a passage of 25 words with a fifth left out and a fifth replaced has 15."""
_FORM_PLACES, _FORM_EVERY = 2, 100
"""Two texts are one form filled in twice if so many places, and one for each so many words, are filled in."""
_FORM_SHARE = 3
"""Of the places that differ one in so many is filled in; other words of a form are adapted, too."""

_INTRODUCTION = 12
"""Tokens that an introduction has at most."""

_FEW = 3
"""Equal tokens at an end that prove nothing beyond a place that differs and the end of a sentence."""

Edit = tuple[int, int, int, int]
"""Start and stop in one text and in the other."""


@dataclass(frozen=True)
class ScoredMatch:
    """A stretch that two texts share, judged. Positions are those of tokens."""

    one: tuple[int, int]
    other: tuple[int, int]
    equal: int
    """Tokens that agree."""
    skipped: int = 0
    form: bool = False
    """True if it is a form filled in twice."""

    @property
    def score(self) -> float:
        return 2 * self.equal / (self.one[1] - self.one[0] + self.other[1] - self.other[0] - self.skipped)


def unjudged(tokens: Tokens, found: Alignment) -> ScoredMatch:
    """All of an alignment, but for words around it that resemble each other."""
    return _stretch(_trimmed(tokens, _equal(tokens, _introduced(tokens, found))), found.skipped)


def judged(tokens: Tokens, found: Alignment, one_text: bool) -> list[ScoredMatch]:
    """What of an alignment is a passage: all of it, the parts between what was filled in, or nothing."""
    parts = _judged(tokens, found, one_text)
    return [part for part in parts if not one_text or part.score >= ONE_TEXT_SCORE]


def _judged(tokens: Tokens, found: Alignment, one_text: bool) -> list[ScoredMatch]:
    """In one text, rows of a table are forms too, but what follows them may well be a passage."""
    same = _trimmed(tokens, _equal(tokens, _introduced(tokens, found)))
    changed = [(before[1], after[0], before[3], after[2]) for before, after in pairwise(same)]
    filled = _filled_in(tokens, changed)
    whole = _stretch(same, found.skipped)
    if not filled:
        return [whole] if _long_enough(tokens, whole) else []
    if not one_text and len(filled) >= _FORM_PLACES and len(filled) * _FORM_EVERY >= whole.equal:
        return [replace(whole, form=True)] if _long_enough(tokens, whole) else []
    parts = (_stretch(part, 0) for part in _between(same, filled))
    return [part for part in parts if _long_enough(tokens, part, LEAST_WORDS if one_text else LEAST_BETWEEN)]


def _introduced(tokens: Tokens, found: Alignment) -> Alignment:
    """Without the words that introduce it in both texts ("This from the Herald:-"): they are no part of it."""
    starts = [_after_introduction(tokens, *side) for side in (found.one, found.other)]
    if not all(starts):
        return found
    return Alignment((starts[0], found.one[1]), (starts[1], found.other[1]), found.skipped)


def _after_introduction(tokens: Tokens, start: int, stop: int) -> int:
    """Position after the introduction that a stretch starts with; 0 if it starts with none."""
    flags = tokens.flags[start + 1 : min(start + _INTRODUCTION + 1, stop)]
    places = np.flatnonzero(flags & TokenFlag.AFTER_INTRODUCTION)
    return start + 1 + int(places[-1]) if len(places) else 0


def _equal(tokens: Tokens, found: Alignment) -> list[Edit]:
    """The stretches that are equal, in order."""
    one = tokens.keys[slice(*found.one)].tolist()
    other = tokens.keys[slice(*found.other)].tolist()
    return [
        (block.a + found.one[0], block.a + block.size + found.one[0],
         block.b + found.other[0], block.b + block.size + found.other[0])
        for block in Levenshtein.opcodes(one, other).as_matching_blocks() if block.size
    ]  # fmt: skip


def _trimmed(tokens: Tokens, same: list[Edit]) -> list[Edit]:
    """Without a few equal words beyond a place that differs, where a sentence starts or ends between: quotations
    start and end with sentences, and sentences around them resemble each other ("the Herald said.", "the Mail.")."""
    if len(same) > 1 and same[0][1] - same[0][0] <= _FEW and _after(tokens, TokenFlag.AFTER_STOP, same[1]) == 2:
        colon = _after(tokens, TokenFlag.AFTER_COLON, same[1]) == 2
        same = same[1:] if colon or not _after(tokens, TokenFlag.AFTER_STOP, same[0]) else same
    if len(same) > 1 and same[-1][1] - same[-1][0] <= _FEW:
        ends = [(each[1], each[1], each[3], each[3]) for each in same[-2:]]
        if _after(tokens, TokenFlag.AFTER_STOP, ends[0]) == 2 and not _after(tokens, TokenFlag.AFTER_STOP, ends[1]):
            same = same[:-1]
    return same


def _after(tokens: Tokens, flag: int, edit: Edit) -> int:
    """In how many of the two texts the stretch starts after such a mark; the end of all counts as a stop."""
    return sum(at == len(tokens.flags) or bool(tokens.flags[at] & flag) for at in (edit[0], edit[2]))


def _filled_in(tokens: Tokens, changed: list[Edit]) -> list[Edit]:
    """Where a number stands against another number, or a name against another name.

    None, if fewer than one in _FORM_SHARE of the places is such: that is an edited text. Nobody
    who edits a quotation changes numbers, so two of them are enough.
    """
    against = [_particulars(tokens, edit[0], edit[1]) & _particulars(tokens, edit[2], edit[3]) for edit in changed]
    filled = [edit for edit, what in zip(changed, against, strict=True) if what]
    numbers = sum(bool(what & TokenFlag.NUMBER) for what in against)
    return filled if numbers >= _FORM_PLACES or _FORM_SHARE * len(filled) >= len(changed) else []


def _particulars(tokens: Tokens, start: int, stop: int) -> int:
    """Mark.NUMBER and Mark.CAPITAL if a number or a name (a capital in mid-sentence) is among the tokens."""
    found = 0
    for flag in tokens.flags[start:stop].tolist():
        found |= flag & TokenFlag.NUMBER
        if not flag & TokenFlag.AFTER_STOP:
            found |= flag & TokenFlag.CAPITAL
    return found


def _between(same: list[Edit], filled: list[Edit]) -> Iterator[list[Edit]]:
    """The equal stretches, parted where something was filled in."""
    part: list[Edit] = []
    cuts = iter(filled)
    cut = next(cuts, None)
    for edit in same:
        while cut and cut[0] <= edit[0] and cut[2] <= edit[2]:
            yield part
            part, cut = [], next(cuts, None)
        part.append(edit)
    yield part


def _stretch(same: list[Edit], skipped: int) -> ScoredMatch:
    if not same:
        return ScoredMatch((0, 0), (0, 0), 0)
    equal = sum(edit[1] - edit[0] for edit in same)
    return ScoredMatch((same[0][0], same[-1][1]), (same[0][2], same[-1][3]), equal, skipped)


def _long_enough(tokens: Tokens, match: ScoredMatch, least: int = LEAST_WORDS) -> bool:
    if match.equal < _LEAST_EQUAL or match.score < LEAST_SCORE:
        return False
    return max(word_count(tokens, match.one), word_count(tokens, match.other)) - match.skipped >= least


def word_count(tokens: Tokens, stretch: tuple[int, int]) -> int:
    """How many words a stretch has, without those that are not shown."""
    return 1 + steps(tokens, stretch[0], stretch[1] - 1)


def steps(tokens: Tokens, at: int, later: int) -> int:
    """How many words further the word of the token `later` is than that of the token `at`; hidden ones do not count."""
    words = tokens.word_at[at : later + 1]
    hidden = np.flatnonzero(tokens.flags[at + 1 : later + 1] & TokenFlag.AFTER_HIDDEN)
    return int(words[-1] - words[0] - (words[hidden + 1] - words[hidden] - 1).sum())


def word_span(tokens: Tokens, stretch: tuple[int, int]) -> tuple[int, int]:
    """Offsets of the words that tokens belong to; the stretch is not empty."""
    return int(tokens.word_at[stretch[0]]), int(tokens.word_at[stretch[1] - 1]) + 1


COLUMNS = 9
"""Number of either text, start and stop in either, and what `Shared` has besides."""
PairMatch = tuple[int, int, ScoredMatch]
"""Number of one text, of the other, and what they share."""


def scored_matches(match_index: MatchIndex, wanted: Entries, chosen: NDArray[np.bool_]) -> Numbers:
    """What the `chosen` texts share with any text, one line of COLUMNS numbers each; for `wanted` see `runs`."""
    lines = [
        (one, other, *match.one, *match.other, match.equal, match.skipped, int(match.form))
        for one, other, compare_pair in _by_pair(match_index, seed_matches(match_index, wanted, chosen))
        for match in _of_pair(match_index.tokens, one, other, compare_pair)
    ]
    return np.array(lines, dtype=np.int64).reshape(-1, COLUMNS)


def pair_matches(lines: Numbers) -> Iterator[PairMatch]:
    """The lines as values, by pair of texts."""
    for one, other, start, stop, other_start, other_stop, equal, skipped, form in sorted(lines.tolist()):
        yield one, other, ScoredMatch((start, stop), (other_start, other_stop), equal, skipped, bool(form))


def bounds(tokens: Tokens, text: int) -> tuple[int, int]:
    """Position of the first token of a text, and after its last."""
    return int(tokens.ends[text - 1]) if text else 0, int(tokens.ends[text])


def _by_pair(match_index: MatchIndex, found: SeedMatches) -> Iterator[tuple[int, int, list[SeedMatch]]]:
    one, other = match_index.texts_at(found.one), match_index.texts_at(found.other)
    order = np.lexsort((found.one, other, one))
    changes = np.flatnonzero(np.diff(one[order]) | np.diff(other[order])) + 1
    for part in np.split(order, changes) if len(order) else ():
        some = found.chosen(part)
        places = zip(some.one.tolist(), some.other.tolist(), some.length.tolist(), strict=True)
        yield int(one[part[0]]), int(other[part[0]]), list(places)


def _of_pair(tokens: Tokens, one: int, other: int, found: Sequence[SeedMatch]) -> Iterator[ScoredMatch]:
    pair = TextPair(tokens, bounds(tokens, one), bounds(tokens, other))
    for alignment in pair.alignments(found):
        yield from judged(tokens, alignment, one == other)
