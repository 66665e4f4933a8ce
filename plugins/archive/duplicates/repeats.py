"""Find blocks of lines that are printed twice, the second time right after the first.

A repeat is an exact copy of the lines before it, so nothing is lost if it is shown once. White space, line breaks,
quotation marks, dashes, ellipses and capital letters may differ (capitals not inside addresses); nothing else may.

The lines are joined into one stream of characters without white space, in which a block and its copy are equal
however they are wrapped. A comparison line by line would be half as long, but it misses copies that are wrapped
differently: 2 of the 17 labelled ones (2026-11-30). Each line is compared with a bounded number of later lines that
begin alike, so the time grows in proportion to the text even if somebody wrote it to be slow.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
from typing import NamedTuple

from archive.markup.render import to_text
from archive.text import normalize, squeeze

REPEAT_WORDS = 30
"""A shorter block that is printed twice is a label, a heading or a table row: it is reported, but both copies are
shown (measured 2026-11-22; "Repeated passages" in docs/formats.md). If it is printed three times or more, it is a row
of a table, and not even reported."""
_OPENINGS, _UNLIMITED = (1, 7, 63, 511), 1 << 62
"""Candidates for the copy of a block have an opening in common with it. Blocks of 63 to 511 characters, for example,
are looked up by their first 63."""
_LOOK_AHEAD = 8
"""How many later lines with the same opening are tried. Within the distances above there is no room for more, unless
they overlap."""
_BEGINNING, _GLANCE = 8, 40
"""Characters compared before anything else, and how much of a line is looked at for them. If no two lines begin alike
and none is shorter, nothing is repeated; without this glance, searching 1,271 texts takes four times as
long (2026-11-30)."""
_ADDRESS = re.compile(r"((?:https?://|www\.|(?<=\]\())[^\s<>\"“”‘’«»]+)", re.IGNORECASE)
_ESCAPE = re.compile(r"\\(?=[!-/:-@\[-`{-~])")
_FENCE = re.compile(r"[ >]*(`{3,})")
_SPACE = re.compile(r"(?<!\d) | (?!\d)")
_DASHES = re.compile("-+")


@dataclass(frozen=True)
class Repeat:
    """Lines that are the immediate copy of the lines before them."""

    start: int
    """Index of the first line of the copy."""
    lines: int
    """Lines of the copy, without blank ones."""
    stop: int
    """Index of the line after the copy."""
    words: int
    """Visible words in the copy."""
    exact: bool
    """True if the copy is the same line by line and letter by letter, ignoring white space around the lines."""


def find_repeats(lines: Sequence[str]) -> tuple[Repeat, ...]:
    """Return the copies that immediately follow their originals in `lines` of Markdown, in order.

    Original and copy start and end at line ends; blank lines do not count. Copies do not overlap: the longest wins,
    then the earliest. A block that is itself made of copies is not a repeat, nor are table rows (see REPEAT_WORDS).
    """
    if not _may_repeat(lines):
        return ()
    keys = {at: key for at, line in enumerate(lines) if (key := _key(line))}
    squares, filled = list(_Stream(list(keys.values())).squares()), list(keys)
    texts = [lines[at].strip() for at in filled] if squares else []
    words = list(accumulate((len(to_text(text).split()) for text in texts), initial=0))
    chosen = _without_overlaps(_worth_reporting(squares, words))
    found = [_repeat(square, filled, texts, words) for square in chosen]
    code = _lines_of_code(lines) if found else frozenset()
    return tuple(repeat for repeat in found if code.isdisjoint((repeat.start, repeat.stop)))


def _lines_of_code(lines: Sequence[str]) -> frozenset[int]:
    """Return the lines after an opening fence up to the closing one, where a text cannot be cut."""
    code: set[int] = set()
    open_fence = ""
    for at, line in enumerate(lines):
        code |= {at} if open_fence else set()
        fence = _FENCE.match(line)
        if fence and (not open_fence or fence[1] == open_fence):
            open_fence = "" if open_fence else fence[1]
    return frozenset(code)


class _Square(NamedTuple):
    """A block and its copy, as indexes into the lines that are not blank."""

    period: int
    """Characters from the start of the block to the start of the copy."""
    run_end: int
    """Offset of the first character that differs from the one a period later: the same for all rows of a table."""
    start: int
    copy: int
    stop: int


def _repeat(square: _Square, filled: Sequence[int], texts: Sequence[str], words: Sequence[int]) -> Repeat:
    _, _, start, copy, stop = square
    exact = texts[start:copy] == texts[copy:stop]
    return Repeat(filled[copy], stop - copy, filled[stop - 1] + 1, words[stop] - words[copy], exact)


def _may_repeat(lines: Sequence[str]) -> bool:
    """Return False if a glance at the beginnings of the lines rules out that anything is repeated."""
    openings = squeeze("\n".join(line[:_GLANCE] for line in lines if line.strip())).split("\n")
    beginnings = {opening[:_BEGINNING] for opening in openings}
    return len(openings) > 1 and (len(beginnings) < len(openings) or min(map(len, beginnings)) < _BEGINNING)


def _key(line: str) -> str:
    """Return what is compared of `line`: normalized, with white space only between two digits.

    Addresses keep their capitals. The NUL after each one marks it as an address."""
    pieces = _ADDRESS.split(_ESCAPE.sub("", line))
    return "".join(piece + "\0" if at % 2 else _plain_key(piece) for at, piece in enumerate(pieces))


def _plain_key(text: str) -> str:
    return _SPACE.sub("", _DASHES.sub("-", normalize(text)))


class _Stream:
    """The keys of all lines in a row. Where lines meet between two digits there is a space: "1 23" is not "12 3"."""

    def __init__(self, keys: Sequence[str]) -> None:
        joints = ["", *(" " if one[-1].isdecimal() and key[0].isdecimal() else "" for one, key in pairwise(keys))]
        self._text = "".join(joint + key for joint, key in zip(joints, keys, strict=False))
        stops = list(accumulate(len(joint) + len(key) for joint, key in zip(joints, keys, strict=False)))
        self._line_at = {stop - len(key): at for at, (stop, key) in enumerate(zip(stops, keys, strict=True))}
        self._before = dict(zip(list(self._line_at)[1:], stops, strict=False))
        self._after_line = {stop: at for at, stop in enumerate(stops, 1)}
        self._run_ends: dict[int, int] = {}

    def squares(self) -> Iterator[_Square]:
        """Yield each block with its copy, except those that are themselves made of copies."""
        starts, covered = list(self._line_at), dict.fromkeys(self._line_at, -1)
        for size, longest in pairwise((*_OPENINGS, _UNLIMITED)):
            groups = self._by_opening(starts, size)
            starts = [start for start in starts if len(groups[self._text[start : start + size]]) > 1]
            for start in starts:
                group = groups[self._text[start : start + size]]
                for copy in _candidates(group, start, size, longest, covered):
                    yield from self._square(start, copy, covered)

    def _by_opening(self, starts: Iterable[int], size: int) -> Mapping[str, Sequence[int]]:
        groups: defaultdict[str, list[int]] = defaultdict(list)
        for start in starts:
            groups[self._text[start : start + size]].append(start)
        return groups

    def _square(self, start: int, copy: int, covered: dict[int, int]) -> Iterator[_Square]:
        """Yield the block from `start` to `copy` if a copy follows; note in `covered` how far it is repeated."""
        period, end = copy - start, self._before[copy]
        stop = self._after_line.get(copy + end - start)
        if stop and (run_end := self._run_end(period, start)) >= end:
            covered[start] = run_end
            yield _Square(period, run_end, self._line_at[start], self._line_at[copy], stop)

    def _run_end(self, period: int, start: int) -> int:
        """Return the offset, from `start` on, of the first character that differs from the one a period later.

        Callers ask about each period in the order of `start`, so no character is compared twice for one period.
        """
        at, size = max(start, self._run_ends.get(period, 0)), 1
        if at > start:
            return at
        while self._text[at : at + size] == self._text[at + period : at + period + size]:
            at, size = at + size, 2 * size
        while size := size // 2:
            if self._text[at : at + size] == self._text[at + period : at + period + size]:
                at += size
        self._run_ends[period] = at
        return at


def _candidates(group: Sequence[int], start: int, size: int, longest: int, covered: Mapping[int, int]) -> Iterator[int]:
    """Yield the next few of `group` at which the copy of a block of `size` to `longest` characters may start.

    What is already `covered` by copies, as they are found, is passed over."""
    at = bisect_left(group, start + size)
    for _ in range(_LOOK_AHEAD):
        at = max(at, bisect_right(group, covered[start]))
        if at == len(group) or group[at] > start + longest:
            return
        yield group[at]
        at += 1


def _worth_reporting(squares: Iterable[_Square], words: Sequence[int]) -> Iterator[_Square]:
    """Drop table rows (short blocks printed three times or more) and blocks without a visible word."""
    runs: defaultdict[tuple[int, int], list[_Square]] = defaultdict(list)
    for square in squares:
        runs[square.period, square.run_end].append(square)
    for run in runs.values():
        least = REPEAT_WORDS if run[-1].start >= run[0].copy else 1
        yield from (square for square in run if words[square.stop] - words[square.copy] >= least)


def _without_overlaps(squares: Iterable[_Square]) -> list[_Square]:
    """Choose squares whose copies do not overlap, the longest first; return them in order.

    A square chosen later is not longer, so it overlaps an earlier one only if its first or last line does.
    """
    taken: set[int] = set()
    chosen = []
    for square in sorted(squares, key=lambda square: (-square.period, square.start)):
        if square.copy not in taken and square.stop - 1 not in taken:
            taken.update(range(square.copy, square.stop))
            chosen.append(square)
    return sorted(chosen, key=lambda square: square.copy)
