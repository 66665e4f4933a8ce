"""Flatten a page into tags and texts in document order, so that a part of it is a range of positions.

The nesting of elements counts for little, because an unclosed `<div>` nests everything after it. Ranges are compared
instead, in linear time and without recursion.
"""

from __future__ import annotations

import warnings
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import accumulate
from typing import NamedTuple

from bs4 import BeautifulSoup, XMLParsedAsHTMLWarning
from bs4.element import NavigableString, PageElement, PreformattedString, Tag

from archive.formats.blogger_page.landmarks import Landmarks, landmarks_of
from archive.markup.html_elements import attribute
from archive.markup.html_words import SEPARATES_WORDS


def _names(text: str) -> frozenset[str]:
    return frozenset(text.split())


_INLINE = _names(
    "a abbr acronym b big br cite code del em font i img ins kbd mark q s samp small span strike strong sub sup time tt"
    " u var wbr"
)
"""Elements that stay within a line. Any other element starts a new line, also an unknown one."""


class Token(NamedTuple):
    """The start or end of an element, or a text."""

    kind: str
    """"start", "end" or "text"."""
    element: int
    """The number of the element that starts or ends, or that the text is in."""
    text: str = ""


@dataclass(slots=True)
class Element:
    tag: Tag
    landmarks: Landmarks
    parent: int
    start: int
    """The position of its start tag."""
    depth: int
    end: int = 0
    """The position of its end tag. Its contents are the positions between the two."""


class Line(NamedTuple):
    """The text between two elements that start a new line."""

    start: int
    end: int
    """The position after its last text."""


@dataclass
class Outline:
    """All elements and tokens of a page."""

    tokens: list[Token] = field(default_factory=list)
    elements: list[Element] = field(default_factory=list)

    @cached_property
    def _words(self) -> list[int]:
        counts = (len(token.text.split()) or self._description_words(token) for token in self.tokens)
        return [0, *accumulate(counts)]

    def _description_words(self, token: Token) -> int:
        tag = self.elements[token.element].tag
        return len(attribute(tag, "alt").split()) if token.kind == "start" and tag.name == "img" else 0

    def words(self, start: int, end: int) -> int:
        """Return the number of words in a range, with those of image descriptions."""
        return self._words[end] - self._words[start] if end > start else 0

    def text(self, start: int, end: int) -> str:
        """Return the text of a range with single spaces."""
        pieces = []
        for token in self.tokens[start:end]:
            pieces.append(token.text if token.kind == "text" else self._break(token))
        return " ".join("".join(pieces).split())

    def _break(self, token: Token) -> str:
        return " " if self.elements[token.element].tag.name in SEPARATES_WORDS else ""

    @cached_property
    def lines(self) -> list[Line]:
        """The lines that have words."""
        breaks = [
            position
            for position, token in enumerate(self.tokens)
            if token.kind != "text" and self.elements[token.element].tag.name not in _INLINE - {"br"}
        ]
        edges = zip([0, *breaks], [*breaks, len(self.tokens)], strict=True)
        return [Line(start, end) for start, end in edges if self.words(start, end)]

    def lines_in(self, start: int, end: int) -> list[Line]:
        """Return the lines of a range; those at its edges are cut."""
        first, last = bisect_right(self._line_ends, start), bisect_left(self._line_starts, end)
        cut = (Line(max(line.start, start), min(line.end, end)) for line in self.lines[first:last])
        return [line for line in cut if self.words(*line)]

    @cached_property
    def _line_starts(self) -> list[int]:
        return [line.start for line in self.lines]

    @cached_property
    def _line_ends(self) -> list[int]:
        return [line.end for line in self.lines]

    @cached_property
    def _starts(self) -> list[int]:
        return [element.start for element in self.elements]

    def elements_in(self, start: int, end: int) -> Iterator[int]:
        """Yield the numbers of the elements that start in a range."""
        yield from range(bisect_left(self._starts, start), bisect_left(self._starts, end))

    def pieces(self, start: int, end: int) -> Iterator[int]:
        """Yield the positions of the outermost elements and texts that lie in a range as a whole."""
        position = start
        while position < end:
            token = self.tokens[position]
            if token.kind == "text":
                yield position
            elif token.kind == "start" and self.elements[token.element].end < end:
                yield position
                position = self.elements[token.element].end
            position += 1

    def children(self, number: int) -> Iterator[int]:
        """Yield the positions of the elements and texts directly in an element."""
        element = self.elements[number]
        return self.pieces(element.start + 1, element.end)

    def end_of(self, position: int) -> int:
        """Return the position after the element or text at `position`."""
        token = self.tokens[position]
        return self.elements[token.element].end + 1 if token.kind == "start" else position + 1

    def opened(self, position: int) -> int:
        """Return the position of the first of the tags that are opened directly before `position`."""
        while position > 0 and self._is_start_or_blank(position - 1):
            position -= 1
        return position

    def _is_start_or_blank(self, position: int) -> bool:
        token = self.tokens[position]
        return token.kind == "start" or (token.kind == "text" and not token.text.strip())

    def around(self, line: Line) -> int:
        """Return the number of the innermost element around the first words of a line."""
        texts = (token.element for token in self.tokens[line.start : line.end] if token.text.strip())
        return next(texts, self.tokens[line.start].element)


def outline_of(html: str) -> Outline:
    """Parse a page. Comments, declarations and processing instructions are left out; they have no words."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", XMLParsedAsHTMLWarning)
        soup = BeautifulSoup(html, "lxml", multi_valued_attributes=None)
    outline = Outline()
    opened: list[tuple[int, Iterator[PageElement]]] = [(_start(outline, soup, -1), iter(soup.contents))]
    while opened:
        number, children = opened[-1]
        child = next(children, None)
        if child is None:
            opened.pop()
            outline.elements[number].end = len(outline.tokens)
            outline.tokens.append(Token("end", number))
        elif isinstance(child, Tag):
            opened.append((_start(outline, child, number), iter(child.contents)))
        elif isinstance(child, NavigableString) and not isinstance(child, PreformattedString):
            outline.tokens.append(Token("text", number, str(child)))
    return outline


def _start(outline: Outline, tag: Tag, parent: int) -> int:
    number = len(outline.elements)
    depth = outline.elements[parent].depth + 1 if number else 0
    outline.elements.append(Element(tag, landmarks_of(tag), parent, len(outline.tokens), depth))
    outline.tokens.append(Token("start", number))
    return number


def cut_end(element: Element, ends: Sequence[int]) -> int:
    """Return where an element ends: at its end tag, or where something starts that ends it."""
    index = bisect_right(ends, element.start)
    return min(element.end, ends[index]) if index < len(ends) else element.end
