"""All pairs of texts that have promising runs between them, aligned and judged: a line of numbers for each stretch."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from archive.text_reuse.alignment import Pair, Run
from archive.text_reuse.matches import Field, Runs, runs
from archive.text_reuse.scoring import Shared, judged
from archive.text_reuse.shingles import Entries, Numbers
from archive.text_reuse.tokens import Tokens

COLUMNS = 9
"""Number of either text, start and stop in either, and what `Shared` has besides."""
Share = tuple[int, int, Shared]
"""Number of one text, of the other, and what they share."""


def stretches(field: Field, wanted: Entries, chosen: NDArray[np.bool_]) -> Numbers:
    """What the `chosen` texts share with any text, one line of COLUMNS numbers each; for `wanted` see `runs`."""
    lines = [
        (one, other, *shared.one, *shared.other, shared.equal, shared.skipped, int(shared.form))
        for one, other, between in _by_pair(field, runs(field, wanted, chosen))
        for shared in _of_pair(field.tokens, one, other, between)
    ]
    return np.array(lines, dtype=np.int64).reshape(-1, COLUMNS)


def shares(lines: Numbers) -> Iterator[Share]:
    """The lines as values, by pair of texts."""
    for one, other, start, stop, other_start, other_stop, equal, skipped, form in sorted(lines.tolist()):
        yield one, other, Shared((start, stop), (other_start, other_stop), equal, skipped, bool(form))


def bounds(tokens: Tokens, text: int) -> tuple[int, int]:
    """Position of the first token of a text, and after its last."""
    return int(tokens.ends[text - 1]) if text else 0, int(tokens.ends[text])


def _by_pair(field: Field, found: Runs) -> Iterator[tuple[int, int, list[Run]]]:
    one, other = field.texts_at(found.one), field.texts_at(found.other)
    order = np.lexsort((found.one, other, one))
    changes = np.flatnonzero(np.diff(one[order]) | np.diff(other[order])) + 1
    for part in np.split(order, changes) if len(order) else ():
        some = found.chosen(part)
        places = zip(some.one.tolist(), some.other.tolist(), some.length.tolist(), strict=True)
        yield int(one[part[0]]), int(other[part[0]]), list(places)


def _of_pair(tokens: Tokens, one: int, other: int, found: Sequence[Run]) -> Iterator[Shared]:
    pair = Pair(tokens, bounds(tokens, one), bounds(tokens, other))
    for alignment in pair.alignments(found):
        yield from judged(tokens, alignment, one == other)
