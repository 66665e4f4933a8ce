"""Find the names and printed times of comments whose mark-up is not known, if the page says them plainly.

The rule: one comment alone says nothing plainly. All comments of a section must have a line of the same kind exactly
once (the same element and class, the own permalink, or "said..." at its end), so that the lines are a column. A column
has the names if a line in it is nothing but a link to a profile, if every line in it ends like "Jo said...", or if
every line in it has a single text beside the permalink; it has the times if every line in it is one.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import tzinfo

from archive.formats.blogger_page.builders import CommentBuilder, PrintedText
from archive.formats.blogger_page.comments import is_said_line
from archive.formats.blogger_page.dates import parse_printed_time
from archive.formats.blogger_page.furniture import CONNECTING
from archive.formats.blogger_page.outline import Line, Outline
from archive.markup.html_elements import attribute

_LONGEST = 8
"""Words of a name or time."""
_PERMALINK = re.compile(r"showComment=|#c\d+$", re.ASCII)
_WORD = re.compile(r"\w+")
_CONNECTING = CONNECTING | {"wrote", "said", "says", "commented"}
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
            beside = {comment: self._beside_permalink(comment, line) for comment, line in column.items()}
            if all(beside.values()) and len(set(beside.values())) > 1:
                taken += column.values()
                self._note_names({comment: name or "" for comment, name in beside.items()})
            elif any(map(self._is_profile, column.values())) or all(map(is_said_line, texts.values())):
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
        kinds = {
            comment: [(kind, line) for line in own for kind in self._kinds(comment, line)]
            for comment, own in lines.items()
        }
        once = [
            {kind for kind, count in Counter(kind for kind, _ in own).items() if count == 1} for own in kinds.values()
        ]
        shared = sorted(set.intersection(*once))
        columns = [{comment: dict(own)[kind] for comment, own in kinds.items()} for kind in shared]
        different = {tuple(column.values()): column for column in columns}.values()
        short = [column for column in different if all(self._is_short(line) for line in column.values())]
        return short if min(map(len, lines.values())) > len(short) else []

    def _beside_permalink(self, comment: CommentBuilder, line: Line) -> str | None:
        """Return the text of the only element, or the only text, beside the permalink of a comment in its line."""
        own = next((number for number in self._links_in(line) if self._is_own(comment, number)), None)
        if own is None:
            return None
        start, end = self._span(own)
        elements = list(self._outermost(line, start))
        around = [self.outline.text(line.start, start), self.outline.text(end, line.end)]
        if len(elements) == 1:
            name = self.outline.text(*self._span(elements[0]))
            rest = " ".join(around).replace(name, "", 1)
            return name if _CONNECTING.issuperset(_WORD.findall(rest.lower())) else None
        name = around[0].rstrip(" ,·|/–—-")
        is_parted = not elements and name != around[0] and not _WORD.search(around[1])
        return name if is_parted else None

    def _links_in(self, line: Line) -> Iterator[int]:
        return (number for number in self.outline.elements_in(*line) if self.outline.elements[number].tag.name == "a")

    def _is_own(self, comment: CommentBuilder, number: int) -> bool:
        address = self._address(number)
        return address in (*comment.links, comment.permalink) or address.endswith(f"#c{comment.id}")

    def _outermost(self, line: Line, beside: int) -> Iterator[int]:
        """Yield the outermost elements with words in a line that don't hold the position `beside`."""
        end = 0
        for number in self.outline.elements_in(*line):
            span = self._span(number)
            is_inline = self.outline.elements[number].tag.name in _INLINE
            if is_inline and span.start >= end and not span.start <= beside < span.end and self.outline.words(*span):
                end = span[1]
                yield number

    def _span(self, number: int) -> Line:
        element = self.outline.elements[number]
        return Line(element.start, element.end)

    def _is_short(self, line: Line) -> bool:
        permalinks = (number for number in self._links_in(line) if _PERMALINK.search(self._address(number)))
        beside = self.outline.words(*line) - sum(self.outline.words(*self._span(number)) for number in permalinks)
        return beside <= _LONGEST

    def _address(self, number: int) -> str:
        return attribute(self.outline.elements[number].tag, "href")

    def _kinds(self, comment: CommentBuilder, line: Line) -> Iterator[Kind]:
        """Yield what distinguishes a line: its element, the comment's own permalink in it, or a name that speaks."""
        yield self._kind(line)
        if any(self._is_own(comment, number) for number in self._links_in(line)):
            yield "", "permalink"
        if self._is_short(line) and is_said_line(self.outline.text(*line)):
            yield "", "said"

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
