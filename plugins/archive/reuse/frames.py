"""Frames: what papers of one kind have around their own words, such as a header, a footer, a standing paragraph.

Words that stand in many threads are known by their spread alone (`boilerplate`). A frame that came twice or thrice
looks like a quotation; it is told by where it stands. Who doubts, does not claim a quotation.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from archive.reuse.pairs import Share
from archive.text_reuse.direction import OWN_PAPERS
from archive.text_reuse.index import Index
from archive.text_reuse.model import Text
from archive.text_reuse.scoring import Shared

PAPERS_SCORE = 0.8
"""Two papers of one kind that agree in less were written on one pattern; the union quotes its own words exactly."""
EDGE = 8
"""Tokens from the start or the end of a text within which its header ends or its footer starts."""
EDGE_THREADS = 3
"""Of posts and comments, which do quote each other's ends, so many threads must have the words there."""


def frame(index: Index, shares: Sequence[Share]) -> Iterator[str]:
    """For each stretch that two texts share, why it is a frame; "" if it is none."""
    for one, other, shared in shares:
        texts = index.headings[one], index.headings[other]
        if shared.form:
            yield "a form that was filled in twice: mostly numbers and names differ"
        elif one == other or texts[0].kind != texts[1].kind:
            yield ""
        elif _papers(texts) and shared.score < PAPERS_SCORE:
            yield "two papers of one kind on one pattern"
        elif _papers(texts) and len(shares) > 1:
            yield "two papers of one kind with the same standing parts"
        elif _at_edges(index, one, other, shared) and (_papers(texts) or _threads(index, shared) >= EDGE_THREADS):
            yield "it stands at the same edge of both, as headers and footers do"
        else:
            yield ""


def _papers(texts: tuple[Text, Text]) -> bool:
    return all(text.kind in OWN_PAPERS for text in texts)


def _at_edges(index: Index, one: int, other: int, shared: Shared) -> bool:
    """True if both texts start with it, or both end with it, and have more than as much besides."""
    sides = ((index.bounds(one), shared.one), (index.bounds(other), shared.other))
    if any(2 * (stop - start) > last - first for (first, last), (start, stop) in sides):
        return False
    heads = all(start - first <= EDGE for (first, _), (start, _) in sides)
    return heads or all(last - stop <= EDGE for (_, last), (_, stop) in sides)


def _threads(index: Index, shared: Shared) -> int:
    """In how many threads the middle row of the stretch stands."""
    return int(np.median(index.threads[slice(*shared.one)]))
