"""Recognise the lines around the text of a post: its header and footer, trails of links, and bylines."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from archive.formats.blogger_page.builders import Range
from archive.formats.blogger_page.dates import parse_printed_day
from archive.formats.blogger_page.furniture import BYLINE, Evidence, Furniture, line_kind, phrase_kind
from archive.formats.blogger_page.outline import Line, Outline
from archive.formats.blogger_page.page_furniture import PageFurniture
from archive.formats.blogger_page.post_titles import HOME
from archive.formats.blogger_page.stated_bylines import StatedByline
from archive.markup.html_elements import attribute

_LETTERS = re.compile(r"\w")
_MOST_WORDS_BESIDE = 6
"""Words that a line may have beside a date or label and still be part of a header or footer: "Posted by … at …"."""
_LONGEST_DAY = 5
"""Words of a printed date: "Wednesday, 26 May 2021"."""
PARTING = frozenset({BYLINE, "labels", "read-more link", "actions", "date heading", "comment form"})
"""Furniture that parts a post from its header and footer."""


@dataclass(frozen=True)
class PostLines:
    outline: Outline
    furniture: PageFurniture
    stated: StatedByline

    def may_be_title(self, line: Line) -> bool:
        """Return True for a line that is no part of a header, such as a date, a byline or a trail of links."""
        is_beside = self.parts(line, 0) or self.is_trail(line) or self.is_byline(line)
        return self.is_prose(line, 0) and not is_beside

    def parts(self, line: Line, start: int) -> str:
        """Return the kind of a line in the header or footer of the post with a title before `start`; else ""."""
        words = self.outline.words(*line)
        if words <= _LONGEST_DAY and (kind := _label_or_day(self.outline.text(*line))):
            return kind
        if around := self._surely(line, start):
            return around.kind if around.kind in PARTING else ""
        evidence = [number for number in self.outline.elements_in(*line) if self.is_evidence(number)]
        if not evidence or words - self._words_in(evidence) > _MOST_WORDS_BESIDE:
            return ""
        found = self.furniture.kinds[evidence[0]]
        return found.kind if found else ""

    def _surely(self, line: Line, start: int) -> Furniture | None:
        """Return what furniture a line is in that starts after `start`."""
        number = self.furniture.surely_in[self.outline.around(line)]
        return self.furniture.kinds[number] if number >= 0 and self.outline.elements[number].start >= start else None

    def is_evidence(self, number: int) -> bool:
        kind = self.furniture.kinds[number]
        return kind is not None and kind.kind in PARTING and (kind.evidence > Evidence.LIKELY or kind.kind == BYLINE)

    def _words_in(self, numbers: Iterable[int]) -> int:
        """Return the number of words in elements, some of which may be in others."""
        words = end = 0
        for number in numbers:
            element = self.outline.elements[number]
            words += self.outline.words(max(element.start, end), element.end)
            end = max(end, element.end)
        return words

    def prose(self, passage: Range, start: int) -> int:
        """Return the number of words of a passage that are neither furniture nor only links."""
        return sum(self.outline.words(*line) for line in self.prose_lines(passage, start))

    def prose_lines(self, passage: Range, start: int) -> Iterator[Line]:
        lines = (line for line in self.outline.lines_in(*passage) if self.is_prose(line, start))
        return (line for line in lines if not self.is_linked(line))

    def is_prose(self, line: Line, start: int) -> bool:
        return self._has_letters(line) and not self._surely(line, start)

    def _has_letters(self, line: Line) -> bool:
        return any(_LETTERS.search(token.text) for token in self.outline.tokens[line.start : line.end])

    def is_trail(self, line: Line) -> bool:
        """Return True for links in a row that only signs part, such as "Home › News", above the title of a post."""
        links = [number for number in self.outline.elements_in(*line) if self.outline.elements[number].tag.name == "a"]
        linked = "".join(self.outline.text(*self.span(number)) for number in links)
        return bool(links[1:]) and _letters(linked) == _letters(self.outline.text(*line))

    def after_trail(self, start: int, end: int) -> int:
        """Return the start of a range without a trail above the text that begins at the home page."""
        first = next((line for line in self.outline.lines_in(start, end) if self.is_prose(line, start)), None)
        is_home = first and any(self._leads_home(number) for number in self.outline.elements_in(*first))
        return first.end if first and is_home and self.is_trail(first) else start

    def _leads_home(self, number: int) -> bool:
        return bool(HOME.fullmatch(attribute(self.outline.elements[number].tag, "href")))

    def is_linked(self, line: Line) -> bool:
        inside = self.outline.elements_in(*line)
        links = [number for number in inside if self.outline.elements[number].tag.name == "a"]
        return bool(links) and self._words_in(links) == self.outline.words(*line)

    def is_byline(self, line: Line) -> bool:
        """Return True for a line with nothing but labels and what the page states of its post."""
        edges = [line.start, *(edge for number in self.labels(line) for edge in self.span(number)), line.end]
        outside = [self.outline.text(start, end) for start, end in zip(edges[::2], edges[1::2], strict=True)]
        return self.stated.matches(" ".join(" ".join(outside).split()))

    def labels(self, line: Line) -> list[int]:
        found = ((number, self.furniture.kinds[number]) for number in self.outline.elements_in(*line))
        return [
            number
            for number, kind in found
            if kind and kind.kind == "labels" and self.outline.elements[number].tag.name == "a"
        ]

    def span(self, number: int) -> Range:
        return self.outline.elements[number].start, self.outline.elements[number].end


def _letters(text: str) -> str:
    return "".join(_LETTERS.findall(text))


def _label_or_day(text: str) -> str:
    return phrase_kind(text) or line_kind(text) or ("date heading" if parse_printed_day(text) else "")
