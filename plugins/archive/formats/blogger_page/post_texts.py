"""Find the text of a post between its title and its footer.

Lines of headers and footers such as "Posted by" are known by what they hold: a permalink, a label, a date. The text is
the longest passage above the last of these lines. If there is none, it is the passage after the title in the smallest
element that has most of the words on the page that aren't links. Words beside the text stay unplaced.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from archive.formats.blogger_page.builders import PageBuilder, Range
from archive.formats.blogger_page.furniture import BYLINE
from archive.formats.blogger_page.outline import Line, Outline
from archive.formats.blogger_page.post_lines import PARTING, PostLines
from archive.formats.blogger_page.post_titles import TitleFinder

_FOOTERS = frozenset({"labels", "comment form", "actions", "pager", "feed links"})
"""What is below the text of a post, never above it."""


@dataclass(frozen=True)
class TextFinder:
    outline: Outline
    page: PageBuilder
    lines: PostLines
    titles: TitleFinder
    comments: Sequence[int]
    """Where comments and their sections start."""

    @property
    def _edges(self) -> tuple[Sequence[int], ...]:
        return self.comments, self.lines.furniture.ends

    def limit(self, start: int) -> int:
        """Return where the footer of the post with a title before `start` ends at the latest."""
        later = sorted(post.starts for post in self.page.posts if post.starts >= start)
        found = ((starts, bisect_left(starts, start)) for starts in (later, *self._edges))
        gadget = self.outline.elements[self.titles.gadget_around(start)]
        return min([gadget.end, *(starts[index] for starts, index in found if index < len(starts))])

    def text_between(self, start: int, limit: int, is_marked: bool = False) -> Range | None:
        """Return the longest passage of a range above its footer. `is_marked` means that an empty text is marked."""
        parting = list(self._parting(start, limit))
        edges = [start, *(edge for line, _ in parting for edge in line), limit]
        *above, last = zip(edges[::2], edges[1::2], strict=True)
        passages = [passage for passage in above if self.lines.prose(passage, start)]
        if not passages and not is_marked and not any(kind in _FOOTERS for _, kind in parting):
            passages = [self._within_container(last)]
        best = max(passages, key=lambda passage: self.lines.prose(passage, start), default=None)
        return best if best and self.lines.prose(best, start) else None

    def _parting(self, start: int, limit: int) -> Iterator[tuple[Line, str]]:
        """Yield the lines of a range that are in a header or footer, with their kinds.

        Below the footer of a post, lines such as "Newer Post" end the range.
        """
        found = has_prose = False
        for line in self.outline.lines_in(start, limit):
            kind = self.lines.parts(line, start) or (BYLINE if not has_prose and self.lines.is_byline(line) else "")
            has_prose |= not kind and self.lines.is_prose(line, start)
            if kind:
                yield line, kind
            if found and kind in _FOOTERS - PARTING:
                return
            found |= kind in PARTING

    def text_above(self, end: int) -> Range | None:
        """Return the text of a post whose title or permalink is below it, in the smallest element around both."""
        number = self.outline.tokens[end].element
        while number > 0:
            start = self.lines.after_trail(self.outline.elements[number].start, end)
            if start < end and (at := self.text_between(start, end)):
                posts = sorted(post.body_at[0] for post in self.page.posts if post.body_at)
                others = (bisect_left(starts, end) - bisect_left(starts, start) for starts in (posts, *self._edges))
                return None if any(others) else at
            number = self.outline.elements[number].parent
        return None

    def _within_container(self, passage: Range) -> Range:
        """Cut a passage at the end of the smallest element around its start that has most of its words."""
        start, end = passage
        lines = [line for line in self.outline.lines_in(start, end) if not self.lines.is_linked(line)]
        wanted, words = sum(self.outline.words(*line) for line in lines) / 2, 0
        for line in lines:
            words += self.outline.words(*line)
            if words >= wanted:
                middle = line.start
                break
        else:
            return passage
        number = self.outline.tokens[start].element
        while number > 0 and self.outline.elements[number].end <= middle:
            number = self.outline.elements[number].parent
        return start, min(end, self.outline.elements[number].end)

    def text_at(self, line: Line) -> Range | None:
        """Return the text above a line of a footer, or below one of a header.

        A single line with more text below it may be a title. The text is then known only if labels follow it.
        """
        above = self.text_above(line.start)
        if not above or len(list(self.lines.prose_lines(above, above[0]))) > 1:
            return above
        below = self.text_between(line.end, self.limit(line.end), is_marked=True)
        if not below or self.lines.prose(below, below[0]) <= self.lines.prose(above, above[0]):
            return above
        return below if self._is_labelled_at(below[1]) else None

    def _is_labelled_at(self, position: int) -> bool:
        index = bisect_left(self.outline.lines, (position, 0))
        return index < len(self.outline.lines) and self.lines.parts(self.outline.lines[index], position) == "labels"
