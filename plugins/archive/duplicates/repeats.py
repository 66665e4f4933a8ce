"""Text that stands twice in a row inside one text: a block of lines, and at once the same block again.

The rule: a repeat is a copy of what stands right before it, so nothing is lost where it is shown once. White space,
line breaks, quotation marks, dashes and ellipses may differ, and capital letters outside addresses; nothing else may.

How it is found: the text becomes one stream of characters without white space, in which a block and its copy are
equal stretches however they are wrapped. Stretches are compared by hash, all of one size at once, so that hostile
text costs about n log n; what is found is compared in full before it counts.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, groupby, pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from archive.markup.render import to_text
from archive.text import normalize, squeeze

REPEAT_WORDS = 30
"""A shorter block that stands twice is a label, a heading or a row of a table (forms.md 1.13; 2026-11-22): it is
found, and shown as it stands. Three times in a row and more it is rows of a table, and no repeat."""
_LOOK_AHEAD = 8
"""How many later lines that begin alike may begin the copy of a block, for each doubling of its length."""
_BEGINNING, _OPENING = 8, 40
"""Characters that are compared, and of a line. A text in which no two lines begin alike, and no line is shorter, need
not be looked at."""
_BASE, _MODULUS = 1_000_003, (1 << 31) - 1
_ADDRESS = re.compile(r"((?:https?://|www\.|(?<=\]\())[^\s<>\"“”‘’«»]+)", re.IGNORECASE)
_ESCAPE = re.compile(r"\\(?=[!-/:-@\[-`{-~])")
_SPACE = re.compile(r"(?<!\d) | (?!\d)")
_DASHES = re.compile("-+")

Numbers = NDArray[np.int64]


@dataclass(frozen=True)
class Repeat:
    """Lines that are the immediate copy of the lines before them."""

    start: int
    """Position of the first line of the copy."""
    lines: int
    """How many lines the copy has, blank ones not counted."""
    stop: int
    """Position after its last line."""
    words: int
    """How many words readers see in it."""
    exact: bool
    """True if it is the same line by line and letter by letter, space around the lines aside."""


def repeats(lines: Sequence[str]) -> tuple[Repeat, ...]:
    """The copies that follow their originals at once, in `lines` of Markdown, in order, of one word and more.

    Both begin where a line begins and end where one ends; blank lines do not count. No two copies overlap: of those
    that do, the longer one is found, then the earlier one. A block that consists of shorter ones is no repeat, nor
    are rows of a table (see REPEAT_WORDS).
    """
    if not _may_repeat(lines):
        return ()
    keys = {at: key for at, line in enumerate(lines) if (key := _key(line))}
    stream, filled = _Stream(list(keys.values())), list(keys)
    squares = _squares(stream)
    texts = [lines[at].strip() for at in filled] if squares else []
    words = list(accumulate((len(to_text(text).split()) for text in texts), initial=0))
    chosen = _apart(_worth_telling(squares, words))
    return tuple(_repeat(square, filled, texts, words) for square in chosen if stream.is_true(square))


class _Square(NamedTuple):
    """A block of lines and its copy, by the numbers of filled lines."""

    period: int
    """Characters from the start of the block to that of the copy."""
    start: int
    copy: int
    stop: int


def _repeat(square: _Square, filled: Sequence[int], texts: Sequence[str], words: Sequence[int]) -> Repeat:
    start, stop = square.copy, square.stop
    exact = texts[square.start : start] == texts[start:stop]
    return Repeat(filled[start], stop - start, filled[stop - 1] + 1, words[stop] - words[start], exact)


def _key(line: str) -> str:
    """What of `line` is compared: folded, without white space, but for that between two numbers.

    An address stays as it is, with a sign behind it, so that it is another one if a letter or capital is."""
    pieces = _ADDRESS.split(_ESCAPE.sub("", line))
    return "".join(piece + "\0" if at % 2 else _plain_key(piece) for at, piece in enumerate(pieces))


def _plain_key(text: str) -> str:
    return _SPACE.sub("", _DASHES.sub("-", normalize(text)))


def _may_repeat(lines: Sequence[str]) -> bool:
    """False if a short look at the beginnings of lines is enough to say that nothing stands twice: at less of them than
    is compared later, for all lines at once."""
    openings = squeeze("\n".join(line[:_OPENING] for line in lines if line.strip())).split("\n")
    beginnings = {opening[:_BEGINNING] for opening in openings}
    return len(openings) > 1 and (len(beginnings) < len(openings) or min(map(len, beginnings)) < _BEGINNING)


class _Stream:
    """The characters of all lines in a row, for questions about stretches of it: each is answered in constant time,
    many at once. Only between two digits a space is kept where lines meet: "1 23" is not "12 3"."""

    def __init__(self, keys: Sequence[str]) -> None:
        joints = ["", *(" " if one[-1].isdecimal() and key[0].isdecimal() else "" for one, key in pairwise(keys))]
        self.text = "".join(part for pair in zip(joints, keys, strict=False) for part in pair)
        self.stops: Numbers = np.array(
            list(accumulate(len(joint) + len(key) for joint, key in zip(joints, keys, strict=False))), dtype=np.int64
        )
        self.starts: Numbers = self.stops - np.array([len(key) for key in keys], dtype=np.int64)
        codes = np.frombuffer(self.text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32).astype(np.int64) + 1
        self._powers = _powers(len(codes) + 1)
        self._sums = np.concatenate(([0], np.cumsum(codes * self._powers[:-1] % _MODULUS) % _MODULUS))

    def __len__(self) -> int:
        return len(self.text)

    def is_true(self, square: _Square) -> bool:
        """True if block and copy are equal, compared in full: equal hashes are not proof."""
        block, copy = (
            slice(int(self.starts[first]), int(self.stops[last - 1]))
            for first, last in ((square.start, square.copy), (square.copy, square.stop))
        )
        return self.text[block] == self.text[copy]

    def hashes(self, at: Numbers, length: int) -> Numbers:
        """A number for each stretch of `length` characters from `at` on; equal for equal stretches."""
        return (self._sums[at + length] - self._sums[at]) % _MODULUS * self._powers[len(self) - at] % _MODULUS

    def equal(self, one: Numbers, other: Numbers, length: Numbers) -> NDArray[np.bool_]:
        """Of stretches from `one` and, further on, from `other` on: which are equal, by hash?"""
        here = (self._sums[one + length] - self._sums[one]) % _MODULUS * self._powers[other - one] % _MODULUS
        same: NDArray[np.bool_] = here == (self._sums[other + length] - self._sums[other]) % _MODULUS
        return same

    def common(self, one: Numbers, other: Numbers) -> Numbers:
        """How many characters from `one` and, further on, from `other` on are equal."""
        least, most = np.zeros_like(one), len(self) - other
        while (least < most).any():
            middle = (least + most + 1) // 2
            same = self.equal(one, other, middle)
            least, most = np.where(same, middle, least), np.where(same, most, middle - 1)
        return least


def _powers(count: int) -> Numbers:
    powers = np.ones(1, dtype=np.int64)
    while len(powers) < count:
        powers = np.concatenate((powers, powers * pow(_BASE, len(powers), _MODULUS) % _MODULUS))
    return powers[:count]


def _squares(stream: _Stream) -> list[_Square]:
    """Every block with its copy, but for those that consist of shorter ones; sorted.

    A block of n characters and its copy have their first n/2 characters in common, so candidates are looked up by
    the hash of 1, 2, 4 … characters. Where rows stand in a row, what they cover is not looked at again: each line
    begins only few blocks that do not consist of others (no more than two in each doubling of length).
    """
    covered = stream.starts.copy()
    found: set[_Square] = set()
    length = 1
    lines, kinds = _that_begin_alike(stream, np.arange(len(stream.starts)), length)
    while len(lines):
        for start, copy, stop in _of_one_size(stream, lines, kinds, length, covered):
            found.add(_Square(int(stream.starts[copy] - stream.starts[start]), start, copy, stop))
        length *= 2
        lines, kinds = _that_begin_alike(stream, lines, length)
    return sorted(found)


def _that_begin_alike(stream: _Stream, lines: Numbers, length: int) -> tuple[Numbers, Numbers]:
    """Those of `lines` whose first `length` characters are those of another one, too, with a number for these."""
    lines = lines[stream.starts[lines] + length <= len(stream)]
    hashes = stream.hashes(stream.starts[lines], length)
    _, kinds, counts = np.unique(hashes, return_inverse=True, return_counts=True)
    alike = counts[kinds] > 1
    return lines[alike], kinds[alike]


def _of_one_size(
    stream: _Stream, lines: Numbers, kinds: Numbers, length: int, covered: Numbers
) -> Iterator[tuple[int, int, int]]:
    """(start, copy, stop) of blocks of `length` characters up to twice as many. What rows cover is noted."""
    starts, scale = stream.starts[lines], len(stream) + 1
    order = np.argsort(kinds * scale + starts)
    places = (kinds * scale + starts)[order]
    lines, kinds, starts = lines[order], kinds[order], starts[order]
    block = np.flatnonzero(stream.stops[lines] - starts <= 2 * length)
    at = block
    for _ in range(_LOOK_AHEAD):
        first = np.maximum(starts[block] + length, covered[lines[block]] + 1)
        at = np.maximum(at + 1, np.searchsorted(places, kinds[block] * scale + first))
        likely = at < np.searchsorted(places, kinds[block] * scale + starts[block] + 2 * length, side="right")
        block, at = block[likely], at[likely]
        if not len(block):
            return
        yield from _confirmed(stream, lines[block], lines[at], covered)


def _confirmed(stream: _Stream, start: Numbers, copy: Numbers, covered: Numbers) -> Iterator[tuple[int, int, int]]:
    """Those lines of `start` whose block the lines from `copy` on repeat, with the line after the repetition."""
    one, other = stream.starts[start], stream.starts[copy]
    length = stream.stops[copy - 1] - one
    stop = np.searchsorted(stream.stops, other + length)
    fits = stop < len(stream.stops)
    fits[fits] = stream.stops[stop[fits]] == (other + length)[fits]
    fits[fits] = stream.equal(one[fits], other[fits], length[fits])
    covered[start[fits]] = np.maximum(covered[start[fits]], one[fits] + stream.common(one[fits], other[fits]))
    yield from zip(start[fits].tolist(), copy[fits].tolist(), (stop[fits] + 1).tolist(), strict=True)


def _worth_telling(squares: Iterable[_Square], words: Sequence[int]) -> Iterator[_Square]:
    """Without those that are rows of a table, and those in which readers see no word."""
    for _, same in groupby(squares, key=lambda square: square.period):
        for run in _runs(same):
            is_row = run[-1].start >= run[0].copy
            least = REPEAT_WORDS if is_row else 1
            yield from (square for square in run if words[square.stop] - words[square.copy] >= least)


def _runs(squares: Iterable[_Square]) -> Iterator[list[_Square]]:
    """Squares of one period in order, those together that overlap so far that the period goes on through all."""
    run: list[_Square] = []
    for square in squares:
        if run and square.start > run[-1].copy:
            yield run
            run = []
        run.append(square)
    if run:
        yield run


def _apart(squares: Iterable[_Square]) -> list[_Square]:
    """Squares whose copies do not overlap, the longest first to be chosen; in order of the copies.

    One that is chosen later is no longer, so it overlaps an earlier one if its first or last line does.
    """
    taken: set[int] = set()
    chosen = []
    for square in sorted(squares, key=lambda square: (-square.period, square.start)):
        if square.copy not in taken and square.stop - 1 not in taken:
            taken.update(range(square.copy, square.stop))
            chosen.append(square)
    return sorted(chosen, key=lambda square: square.copy)
