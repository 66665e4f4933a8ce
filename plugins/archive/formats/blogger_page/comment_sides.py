"""Decide once for all comments of a page whether their anchors begin or end them.

Only for anchors that stand beside their comments, such as `<a name="c123">` in a line with the name. If there are words
before the first of them and none after the last, they end their comments; if it is the other way round, they begin
them. Each comment then goes from one anchor to the next, whatever elements are around it. A page on which neither is
true says nothing here (`comment_regions.py` looks at its elements). If the same kinds of lines stand on both sides, so
that permalinks could be of either, nobody can tell.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise, takewhile

from archive.formats.blogger_page.builders import Range
from archive.formats.blogger_page.outline import Line, Outline

_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_INLINE = ("a", "b", "cite", "em", "font", "i", "span", "strong", "u")
_COUNT = re.compile(r"\d+ [^\W\d]+ ?:?")
"""A heading such as "3 comments", in any language."""


@dataclass(frozen=True)
class SideFinder:
    """Finds the side of the anchors at `positions`. No comment goes beyond a `foreign` position."""

    outline: Outline
    positions: Sequence[int]
    foreign: Sequence[int]

    def spans(self) -> list[Range]:
        """Return where each comment starts and ends; nothing if the page does not say."""
        if len(self.positions) < 2 or not all(map(self._is_beside, self.positions)):
            return []
        lines = [self._line(position) for position in self.positions]
        if any(one.end > other.start for one, other in pairwise(lines)):
            return []
        before, after = self._around(lines)
        if bool(before) == bool(after):
            return []
        ends = [self._closed_tags(line.end) for line in lines]
        starts = [before[0].start if before else lines[0].start, *ends[:-1]]
        if after:
            starts = [line.start for line in lines]
            ends = [*starts[1:], self._with_footer(lines, after[-1].end)]
        return list(zip(map(self.outline.opened, starts), [*ends[:-1], self._closed(ends[-1])], strict=True))

    def is_contradictory(self) -> bool:
        """Return True if lines of the same kinds stand before the first anchor, after the last and between them.

        Not if each anchor has an element of its own around it and other lines.
        """
        if len(self.positions) < 2 or not all(map(self._is_beside, self.positions)) or self._are_held():
            return False
        anchors = [self._line(position) for position in self.positions]
        before, after = (self._kinds(lines) for lines in self._around(anchors))
        gaps = [self._kinds(self.outline.lines_in(one.end, other.start)) for one, other in pairwise(anchors)]
        above = min(_alike(before[::-1], gap[::-1]) for gap in gaps)
        below = min(_alike(after, gap) for gap in gaps)
        return above > 0 and below > 0 and above + below > min(map(len, gaps))

    def _are_held(self) -> bool:
        around = next(self._elements_around(), None)
        if not around:
            return False
        holders = [self._holder(position, around[0]) for position in self.positions]
        return len(set(holders)) == len(holders) and all(
            len(self.outline.lines_in(self.outline.elements[holder].start, self.outline.elements[holder].end)) > 1
            for holder in holders
        )

    def _holder(self, position: int, start: int) -> int:
        """Return the outermost element around an anchor that starts after `start`."""
        number = self.outline.tokens[position].element
        while (parent := self.outline.elements[number].parent) >= 0 and self.outline.elements[parent].start > start:
            number = parent
        return number

    def _kinds(self, lines: Sequence[Line]) -> list[str]:
        """Return the names of the elements that the lines are in; one for several lines in a row."""
        return [name for name, _ in groupby(self._block(line) for line in lines)]

    def _block(self, line: Line) -> str:
        number = self.outline.around(line)
        while number > 0 and self.outline.elements[number].tag.name in _INLINE:
            number = self.outline.elements[number].parent
        return self.outline.elements[number].tag.name

    def _is_beside(self, position: int) -> bool:
        return len(self.outline.lines_in(position, self.outline.end_of(position))) <= 1

    def _line(self, position: int) -> Line:
        """Return the line of an anchor, or the anchor alone if it is in none."""
        index = bisect_right(self.outline.lines, position, key=lambda line: line.start) - 1
        if index >= 0 and position < self.outline.lines[index].end:
            return self.outline.lines[index]
        return Line(position, self.outline.end_of(position))

    def _around(self, anchors: Sequence[Line]) -> tuple[list[Line], list[Line]]:
        """Return the lines before the first anchor and after the last, in the smallest element that has any."""
        for start, end in self._elements_around():
            before = list(self._before(start, anchors[0].start))
            after = list(self._after(anchors[-1].end, end))
            if before or after:
                return before[::-1], after
        return [], []

    def _elements_around(self) -> Iterator[Range]:
        number = self.outline.tokens[self.positions[0]].element
        while number > 0:
            element = self.outline.elements[number]
            if element.end > self.positions[-1]:
                yield element.start, element.end
            number = element.parent

    def _before(self, start: int, end: int) -> Iterator[Line]:
        index = bisect_left(self.foreign, end) - 1
        first = max(start, self._line(self.foreign[index]).end) if index >= 0 else start
        lines = self.outline.lines_in(first, end)
        return takewhile(lambda line: not self._is_heading(line), reversed(lines))

    def _after(self, start: int, end: int) -> Iterator[Line]:
        index = bisect_left(self.foreign, start)
        last = min(end, self.foreign[index]) if index < len(self.foreign) else end
        return takewhile(lambda line: not self._is_link(line), self.outline.lines_in(start, last))

    def _with_footer(self, anchors: Sequence[Line], end: int) -> int:
        """Return the end of the last comment with as many lines that are links as end each of the others."""
        gaps = [self.outline.lines_in(one.end, other.start) for one, other in pairwise(anchors)]
        count = min(len(list(takewhile(self._is_link, reversed(gap)))) for gap in gaps)
        index = bisect_left(self.foreign, end)
        limit = self.foreign[index] if index < len(self.foreign) else len(self.outline.tokens)
        following = bisect_left(self.outline.lines, (end, 0))
        footer = self.outline.lines[following : following + count]
        return max([end, *(line.end for line in takewhile(lambda line: line.end <= limit, footer))])

    def _is_heading(self, line: Line) -> bool:
        inside = {self.outline.elements[number].tag.name for number in self.outline.elements_in(*line)}
        return bool(_COUNT.fullmatch(self.outline.text(*line))) or not inside.isdisjoint(_HEADINGS)

    def _is_link(self, line: Line) -> bool:
        """Return True for a line that is one link, such as the one to the form for comments."""
        inside = (self.outline.elements[number] for number in self.outline.elements_in(*line))
        words = self.outline.words(*line)
        return any(one.tag.name == "a" and self.outline.words(one.start, one.end) == words for one in inside)

    def _closed_tags(self, position: int) -> int:
        """Return the end with the tags that are closed directly after it."""
        while self.outline.tokens[position].kind == "end" and position + 1 < len(self.outline.tokens):
            position += 1
        return position

    def _closed(self, position: int) -> int:
        """Return the end with what follows without words, up to the next comment or something foreign."""
        others = {*self.positions, *self.foreign}
        while position < len(self.outline.tokens) and position not in others:
            if self.outline.words(position, position + 1):
                break
            position += 1
        return position


def _alike(first: Sequence[str], second: Sequence[str]) -> int:
    """Return how many kinds at the beginning of both are the same."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(first, second, strict=False)))
