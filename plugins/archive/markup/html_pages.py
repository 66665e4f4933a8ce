"""A whole HTML page, cut into stretches of its own source.

The rule: a stretch begins and ends where words are parted, so that the words of all stretches together are those of the
page as `raw_words` counts them, whatever its mark-up. No parser takes part, as each drops, joins or moves words of some
page (forms.md 7.1). Measured 2026-11-22: 30 elements cut out of each of 14 public pages, 2.9 MB, no word more or less.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator
from functools import cached_property
from typing import NamedTuple

from archive.foreign_html.page_elements import Element, elements_of
from archive.markup.html_words import LEFT_OUT, PARTING, pieces, raw_lines, raw_words
from archive.text import clean

_JOINT = "<div></div>"
"""Stands for what was cut out, so that the words before and after it stay parted."""


class Stretch(NamedTuple):
    """A part of the source, from `start` up to `end`."""

    start: int
    end: int

    def without(self, others: Iterable[Stretch]) -> tuple[Stretch, ...]:
        """What is left of it when `others` are cut out, in order; what does not lie within it changes nothing."""
        left, at = [], self.start
        for start, end in sorted(others):
            if at <= start < end <= self.end:
                left.append(Stretch(at, start))
                at = end
        return tuple(stretch for stretch in (*left, Stretch(at, self.end)) if stretch.start < stretch.end)


class Line(NamedTuple):
    """The text between two places where words are parted, in one line, and where it stands."""

    start: int
    end: int
    text: str


class Page:
    """The source of one page, cleaned, and what stands where in it."""

    def __init__(self, html: str) -> None:
        self.html = clean(html)

    @cached_property
    def words(self) -> list[str]:
        """All its words, those of scripts and image descriptions too."""
        return raw_words(self.html)

    @cached_property
    def elements(self) -> tuple[Element, ...]:
        """In the order of their start tags."""
        return tuple(sorted(elements_of(self.html), key=lambda element: element.start))

    @cached_property
    def lines(self) -> tuple[Line, ...]:
        """Its lines with words, without those of scripts and the like."""
        return tuple(line for line in _lines(self.html) if line.text)

    def elements_in(self, stretch: Stretch) -> tuple[Element, ...]:
        """The elements that begin in `stretch`, in order."""
        return self.elements[bisect_left(self._starts, stretch.start) : bisect_left(self._starts, stretch.end)]

    def inside(self, around: Element) -> tuple[Element, ...]:
        """The elements within `around`, in order."""
        return self.elements_in(Stretch(around.inner, around.end))

    def lines_in(self, stretch: Stretch) -> Iterator[Line]:
        """The lines that begin in `stretch`."""
        first = bisect_left(self.lines, stretch.start, key=lambda line: line.start)
        for at in range(first, len(self.lines)):
            if self.lines[at].start >= stretch.end:
                return
            yield self.lines[at]

    def first_line(self, stretch: Stretch) -> str:
        """The first line with words in `stretch`; empty if it has none."""
        return next((line.text for line in self.lines_in(stretch)), "")

    def source(self, stretches: Iterable[Stretch]) -> str:
        """The HTML of the stretches, words parted where they meet."""
        return _JOINT.join(self.html[start:end] for start, end in stretches)

    def text(self, stretch: Stretch) -> str:
        """The words of the stretch in one line, without those of scripts and image descriptions."""
        shown = (text for name, text in raw_lines(self.html[stretch.start : stretch.end]) if name not in LEFT_OUT)
        return " ".join(" ".join(shown).split())

    def words_outside(self, taken: Iterable[Stretch]) -> list[str]:
        """The words of all that is not `taken`."""
        gaps = Stretch(0, len(self.html)).without(taken)
        return [word for start, end in gaps for word in raw_words(self.html[start:end])]

    @cached_property
    def title(self) -> str:
        """What its `<title>` says, in one line."""
        return next((" ".join(text.split()) for name, text in raw_lines(self.html) if name == "title"), "")

    def meta(self, *names: str) -> str | None:
        """What the first `<meta>` of the first of these names or properties says that says anything."""
        return next((said for name in names if (said := self._metas.get(name))), None)

    def link(self, rel: str) -> str | None:
        """Where the first `<link>` of that relation leads."""
        links = (element.attributes for element in self.elements if element.name == "link")
        related = (link.get("href") for link in links if rel in link.get("rel", "").lower().split())
        return next((address for address in related if address), None)

    @cached_property
    def _starts(self) -> list[int]:
        return [element.start for element in self.elements]

    @cached_property
    def _metas(self) -> dict[str, str]:
        metas = [element.attributes for element in reversed(self.elements) if element.name == "meta"]
        named = ((meta.get("property") or meta.get("name", ""), meta.get("content", "")) for meta in metas)
        return {name.lower(): content for name, content in named if content}


def outermost(elements: Iterable[Element], wanted: Callable[[Element], bool]) -> list[Element]:
    """Those `wanted` that stand in no other one wanted. `elements` come in order."""
    found: list[Element] = []
    for element in elements:
        if (not found or element.start >= found[-1].end) and wanted(element):
            found.append(element)
    return found


def first_of_class(elements: Iterable[Element], *names: str) -> Element | None:
    """The first element of the first of these classes that any of them has."""
    known = list(elements)
    return next((element for name in names for element in known if name in element.classes), None)


def stretch_of(element: Element) -> Stretch:
    """The whole element. Only one that parts words (`words.PARTING`) may be cut out."""
    return Stretch(element.start, element.end)


def _lines(html: str) -> Iterator[Line]:
    start = at = 0
    texts: list[str] = []
    for piece in pieces(html):
        end = at + len(piece.source)
        if piece.name in PARTING:
            yield Line(start, at, " ".join("".join(texts).split()))
            start, texts = end, []
        else:
            texts.append(piece.text)
        at = end
    yield Line(start, at, " ".join("".join(texts).split()))
