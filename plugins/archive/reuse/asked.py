"""What two texts share when a person says that one quotes the other: nothing is too short, nothing is everybody's.

The rule: a person's word replaces judgement, so boilerplate, forms and frames are shown too; only five equal tokens
in a row are asked for, to know where to look.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from archive.reuse.pairs import COLUMNS
from archive.text_reuse.alignment import Pair, Run
from archive.text_reuse.find import passage_of
from archive.text_reuse.index import Index
from archive.text_reuse.matches import continued
from archive.text_reuse.model import Passage, Text
from archive.text_reuse.scoring import unjudged
from archive.text_reuse.shingles import SHINGLE, Entries, Numbers, entries, expanded, places, positions
from archive.text_reuse.tokens import tokens

_MEETINGS = 64
"""A row that would be compared with its like more often than this (eight times in either text, say) shows no place;
what it belongs to is found by its other rows. Keeps the work in proportion to the length of hostile texts."""


def between(one: Text, other: Text) -> tuple[Passage, ...]:
    """All that two texts share, sorted by place; or one text twice, if both have the same ref."""
    texts = sorted({text.ref: text for text in (one, other)}.values(), key=_ref)
    index = _unsearched(texts)
    last = len(texts) - 1
    pair = Pair(index.tokens, index.bounds(0), index.bounds(last))
    found = (unjudged(index.tokens, alignment) for alignment in pair.alignments(_runs(index)))
    passages = (passage_of(index, 0, last, shared) for shared in found if shared.equal >= SHINGLE)
    return tuple(sorted(passages, key=_spans))


def _ref(text: Text) -> str:
    return text.ref


def _spans(passage: Passage) -> tuple[tuple[int, int], tuple[int, int]]:
    return passage.one_span, passage.other_span


def _unsearched(texts: list[Text]) -> Index:
    """An index of the texts that knows of nothing they share."""
    found = tokens(texts)
    headings = tuple(replace(text, words=(), breaks=()) for text in texts)
    rows = np.sort(entries(found.keys, found.ends))
    nothing = np.empty((0, COLUMNS), dtype=np.int64)
    return Index(headings, found, rows, np.zeros(len(found.keys), dtype=np.uint8), nothing)


def _runs(index: Index) -> list[Run]:
    """All equal rows of the two texts, or of the only one."""
    rows = index.ordered
    apart = len(index.headings) > 1
    one, other = _meetings(*_parted(rows, index.bounds(0)[1]) if apart else (rows, rows))
    later = other > one
    found = continued(index.field, one[later], other[later])
    return list(zip(found.one.tolist(), found.other.tolist(), found.length.tolist(), strict=True))


def _parted(rows: Entries, first: int) -> tuple[Entries, Entries]:
    mine = positions(rows) < first
    return rows[mine], rows[~mine]


def _meetings(mine: Entries, theirs: Entries) -> tuple[Numbers, Numbers]:
    """Positions of the same row in one text and in the other."""
    starts, stops = places(theirs, mine)
    first, last = places(mine, mine)
    keep = (stops - starts) * (last - first) <= _MEETINGS
    which, member = expanded(starts[keep], stops[keep])
    return positions(mine[keep][which]), positions(theirs[member])
