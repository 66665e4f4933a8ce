"""Recognise template text: headers, footers and standing paragraphs around a text, and forms.

Words in many threads are known to be boilerplate by their spread (`boilerplate`). Template text that came only twice
or three times looks like a quotation; it is recognised by its position.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from archive.text_reuse.direction import NAPO_KINDS
from archive.text_reuse.index import Index
from archive.text_reuse.model import ComparableText
from archive.text_reuse.scoring import PairMatch, ScoredMatch

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
