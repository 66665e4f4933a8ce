"""Find comments by the lines that begin them in Blogger's older themes: "Jo said...".

Only for comments without an anchor, whose permalinks could be of the text above or below. The rule: exactly one such
line must stand above each permalink, up to the permalink before it. Each comment then goes from one such line to the
next. If the permalinks end their comments, such a line right after the last of them begins one more comment.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from archive.formats.blogger_page.builders import Range
from archive.formats.blogger_page.comments import is_said_line
from archive.formats.blogger_page.outline import Line, Outline

_LONGEST = 12
"""Words of a line such as "At 10:05 AM, Jo said..."."""


@dataclass(frozen=True)
class OpeningFinder:
    """Finds where the comments with permalinks at `positions` begin. None goes beyond a `foreign` position."""

    outline: Outline
    positions: Sequence[int]
    foreign: Sequence[int]

    def spans(self) -> list[Range]:
        """Return where each comment starts and ends, perhaps with one more; nothing if the lines don't tell."""
        openings = self._openings
        if not self.positions or not self._alternates(openings):
            return []
        starts = [self.outline.opened(line.start) for line in openings]
        return list(zip(starts, [*starts[1:], self._limit], strict=True))

    @cached_property
    def _openings(self) -> list[Line]:
        lines = self.outline.lines_in(self._first, self._limit)
        short = (line for line in lines if self.outline.words(*line) <= _LONGEST)
        return [line for line in short if is_said_line(self.outline.text(*line))]

    @cached_property
    def _first(self) -> int:
        index = bisect_left(self.foreign, self.positions[0]) - 1
        return self.foreign[index] if index >= 0 else 0

    @cached_property
    def _limit(self) -> int:
        """Where the last comment ends at the latest."""
        index = bisect_left(self.foreign, self.positions[-1])
        following = self.foreign[index] if index < len(self.foreign) else len(self.outline.tokens)
        return min(following, self._container_end)

    @cached_property
    def _container_end(self) -> int:
        """The end of the smallest element around all permalinks that has words above the first."""
        number = self.outline.tokens[self.positions[0]].element
        while number > 0:
            element = self.outline.elements[number]
            above = self.outline.words(max(element.start, self._first), self.positions[0])
            if element.end > self.positions[-1] and above and (element.parent <= 0 or len(self.positions) > 1):
                return element.end
            number = element.parent
        return len(self.outline.tokens)

    def _alternates(self, openings: Sequence[Line]) -> bool:
        """Return True if one line stands above each permalink, and none or one after the last."""
        starts = [line.start for line in openings]
        counts = [bisect_right(starts, position) for position in self.positions]
        if counts != list(range(1, len(self.positions) + 1)):
            return False
        rest = openings[len(self.positions) :]
        return not rest or (len(rest) == 1 and self._are_last(openings) and self._follows(rest[0]))

    def _are_last(self, openings: Sequence[Line]) -> bool:
        """Return True if there are words between each line and its permalink."""
        return all(
            self.outline.lines_in(line.end, self._line(position).start)
            for line, position in zip(openings, self.positions, strict=False)
        )

    def _follows(self, opening: Line) -> bool:
        return not self.outline.lines_in(self._line(self.positions[-1]).end, opening.start)

    def _line(self, position: int) -> Line:
        index = bisect_right(self.outline.lines, position, key=lambda line: line.start) - 1
        return self.outline.lines[index]
