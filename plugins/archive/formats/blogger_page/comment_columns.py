"""Find the names and printed times of comments whose mark-up is not known, if the page says them plainly.

The rule: one comment alone says nothing plainly. All comments of a section must have a line of the same kind exactly
once (the same element and class), so that the lines are a column. A column has the names if a line in it is nothing but
a link to a profile, or if every line in it ends like "Jo said..."; it has the times if every line in it is one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import tzinfo

from archive.formats.blogger_page.builders import CommentBuilder, PrintedText
from archive.formats.blogger_page.comments import is_said_line
from archive.formats.blogger_page.dates import parse_printed_time
from archive.formats.blogger_page.outline import Line, Outline
from archive.markup.html_elements import attribute

_LONGEST = 8
"""Words of a name or time."""
_INLINE = ("a", "b", "em", "font", "i", "span", "strong", "u", "small", "big", "cite")
Kind = tuple[str, str]


@dataclass(frozen=True)
class ColumnFinder:
    outline: Outline
    zone: tzinfo | None
    """The zone of printed times, if the page shows which it is."""

    def note_columns(self, lines: Mapping[CommentBuilder, Sequence[Line]]) -> list[Line]:
        """Note the names and times in the lines of the comments of a section; return the lines that they are in."""
        taken: list[Line] = []
        for column in self._columns(lines):
            texts = {comment: self.outline.text(*line) for comment, line in column.items()}
            if any(map(self._is_profile, column.values())) or all(map(is_said_line, texts.values())):
                taken += column.values()
                self._note_names(texts)
            elif self.zone and all(map(parse_printed_time, texts.values())):
                taken += column.values()
                self._note_times(texts, self.zone)
        return taken

    def _columns(self, lines: Mapping[CommentBuilder, Sequence[Line]]) -> list[dict[CommentBuilder, Line]]:
        """Return the columns of short lines that every comment has once. Each comment has other lines too."""
        if len(lines) < 2:
            return []
        kinds = {comment: [(self._kind(line), line) for line in own] for comment, own in lines.items()}
        once = [
            {kind for kind, count in Counter(kind for kind, _ in own).items() if count == 1} for own in kinds.values()
        ]
        shared = sorted(set.intersection(*once))
        columns = [{comment: dict(own)[kind] for comment, own in kinds.items()} for kind in shared]
        short = [column for column in columns if all(self._is_short(line) for line in column.values())]
        return short if min(map(len, lines.values())) > len(short) else []

    def _is_short(self, line: Line) -> bool:
        return self.outline.words(*line) <= _LONGEST

    def _kind(self, line: Line) -> Kind:
        """Return the name and class of the element that a line is in."""
        number = self.outline.around(line)
        while number > 0 and self.outline.elements[number].tag.name in _INLINE:
            number = self.outline.elements[number].parent
        tag = self.outline.elements[number].tag
        return tag.name, attribute(tag, "class")

    def _is_profile(self, line: Line) -> bool:
        links = [self.outline.elements[number] for number in self.outline.elements_in(*line)]
        words = self.outline.words(*line)
        return any(
            "blogger.com/profile/" in attribute(link.tag, "href") and self.outline.words(link.start, link.end) == words
            for link in links
        )

    def _note_times(self, texts: Mapping[CommentBuilder, str], zone: tzinfo) -> None:
        for comment, text in texts.items():
            if printed := parse_printed_time(text):
                comment.times.append(printed.replace(tzinfo=zone).isoformat())

    def _note_names(self, texts: Mapping[CommentBuilder, str]) -> None:
        for comment, text in texts.items():
            if not comment.author:
                comment.author, comment.in_sentence = PrintedText([text]), is_said_line(text)
