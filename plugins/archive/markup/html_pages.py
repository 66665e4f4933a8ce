"""A whole HTML page, cut into stretches of its own source.

The rule: a stretch begins and ends where words are parted, so that the words of all stretches together are those of the
page as `raw_words` counts them, whatever its mark-up. No parser takes part, as each drops, joins or moves words of some
page (forms.md 7.1). Measured 2026-11-22: 30 elements cut out of each of 14 public pages, 2.9 MB, no word more or less.

The elements of a page, found in its source as the tags stand.

The rule: no parser takes part, so nothing is moved or made up. An element that is not closed ends with the one around
it; an end tag that closes nothing is passed over.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from html import unescape
from typing import NamedTuple

from archive.markup.html_words import LEFT_OUT, SEPARATES_WORDS, HtmlToken, raw_lines, raw_words, tokenize
from archive.text import clean

_NEVER_CLOSED = frozenset(
    ["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr"]
)
_TO_THE_END = frozenset(["html", "body"])
"""Pages close these too early: they last to the end of the source."""
_CONTAINERS = frozenset(
    [
        *("article", "aside", "blockquote", "div", "dl", "fieldset", "footer", "form", "h1", "h2", "h3", "h4", "h5"),
        *("h6", "header", "hgroup", "main", "nav", "ol", "section", "table", "ul"),
    ]
)
"""The end tag of a container closes everything within it; other end tags close no container."""
_NEAREST = 20
"""How many open elements an end tag that closes no container looks through, so that looking never costs much."""
_ATTRIBUTE = re.compile(r"""[\s/"']([^\s/>="']++)(?:\s*+=\s*+("[^"]*+"|'[^']*+'|[^\s>"']*+))?+""")


@dataclass(frozen=True)
class Element:
    """One element of the page."""

    name: str
    tag: str
    """Its start tag, as written."""
    start: int
    inner: int
    """Where its content begins."""
    end: int
    """Past its end tag, or where it ends without one."""

    @cached_property
    def attributes(self) -> dict[str, str]:
        """By their names in lower case, of two alike the first; values as a reader would have them."""
        found = reversed(_ATTRIBUTE.findall(self.tag))
        return {name.lower(): clean(unescape(_unquoted(value))).strip() for name, value in found}

    @cached_property
    def classes(self) -> frozenset[str]:
        """The names in its class, in lower case."""
        return frozenset(self.attributes.get("class", "").lower().split())


def find_elements(html: str) -> Iterator[Element]:
    """The elements of `html`, each when it ends, in time linear in its length."""
    open_ones = _OpenElements()
    at = 0
    for piece in tokenize(html):
        end = at + len(piece.source)
        if piece.kind == "tag" and piece.is_closing:
            yield from open_ones.closed(piece.name, at, end)
        elif piece.kind == "tag" and piece.name in _NEVER_CLOSED | _TO_THE_END:
            yield Element(piece.name, piece.source, at, end, len(html) if piece.name in _TO_THE_END else end)
        elif piece.kind == "tag":
            open_ones.add(piece, at, end)
        at = end
    yield from open_ones.all_closed(at)


class _OpenElements:
    """The elements that are open at one place, outermost first."""

    def __init__(self) -> None:
        self._stack: list[tuple[HtmlToken, int, int]] = []
        self._containers: Counter[str] = Counter()

    def add(self, tag: HtmlToken, start: int, inner: int) -> None:
        self._stack.append((tag, start, inner))
        self._containers[tag.name] += tag.name in _CONTAINERS

    def closed(self, name: str, at: int, end: int) -> Iterator[Element]:
        """What the end tag of `name`, from `at` to `end`, closes."""
        depth = self._depth_of(name)
        for level in range(1, depth + 1):
            yield self._popped(end if level == depth else at)

    def all_closed(self, end: int) -> Iterator[Element]:
        while self._stack:
            yield self._popped(end)

    def _popped(self, end: int) -> Element:
        tag, start, inner = self._stack.pop()
        self._containers[tag.name] -= tag.name in _CONTAINERS
        return Element(tag.name, tag.source, start, inner, end)

    def _depth_of(self, name: str) -> int:
        """How many elements the end tag of `name` closes; 0 if it closes none."""
        strong = name in _CONTAINERS
        if strong and not self._containers[name]:
            return 0
        for depth, (tag, _, _) in enumerate(reversed(self._stack), 1):
            if tag.name == name:
                return depth
            if not strong and (tag.name in _CONTAINERS or depth == _NEAREST):
                return 0
        return 0


def _unquoted(value: str) -> str:
    return value[1:-1] if value[:1] in ("'", '"') else value


_PLACEHOLDER = "<div></div>"
"""Stands for what was cut out, so that the words before and after it stay parted."""


class SourceSpan(NamedTuple):
    """A part of the source, from `start` up to `end`."""

    start: int
    end: int

    def without(self, others: Iterable[SourceSpan]) -> tuple[SourceSpan, ...]:
        """What is left of it when `others` are cut out, in order; what does not lie within it changes nothing."""
        left, at = [], self.start
        for start, end in sorted(others):
            if at <= start < end <= self.end:
                left.append(SourceSpan(at, start))
                at = end
        return tuple(stretch for stretch in (*left, SourceSpan(at, self.end)) if stretch.start < stretch.end)


class PageLine(NamedTuple):
    """The text between two places where words are parted, in one line, and where it stands."""

    start: int
    end: int
    text: str


class HtmlPage:
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
        return tuple(sorted(find_elements(self.html), key=lambda element: element.start))

    @cached_property
    def lines(self) -> tuple[PageLine, ...]:
        """Its lines with words, without those of scripts and the like."""
        return tuple(line for line in _lines(self.html) if line.text)

    def elements_in(self, stretch: SourceSpan) -> tuple[Element, ...]:
        """The elements that begin in `stretch`, in order."""
        return self.elements[bisect_left(self._starts, stretch.start) : bisect_left(self._starts, stretch.end)]

    def inside(self, around: Element) -> tuple[Element, ...]:
        """The elements within `around`, in order."""
        return self.elements_in(SourceSpan(around.inner, around.end))

    def lines_in(self, stretch: SourceSpan) -> Iterator[PageLine]:
        """The lines that begin in `stretch`."""
        first = bisect_left(self.lines, stretch.start, key=lambda line: line.start)
        for at in range(first, len(self.lines)):
            if self.lines[at].start >= stretch.end:
                return
            yield self.lines[at]

    def first_line(self, stretch: SourceSpan) -> str:
        """The first line with words in `stretch`; empty if it has none."""
        return next((line.text for line in self.lines_in(stretch)), "")

    def source(self, stretches: Iterable[SourceSpan]) -> str:
        """The HTML of the stretches, words parted where they meet."""
        return _PLACEHOLDER.join(self.html[start:end] for start, end in stretches)

    def text(self, stretch: SourceSpan) -> str:
        """The words of the stretch in one line, without those of scripts and image descriptions."""
        shown = (text for name, text in raw_lines(self.html[stretch.start : stretch.end]) if name not in LEFT_OUT)
        return " ".join(" ".join(shown).split())

    def words_outside(self, taken: Iterable[SourceSpan]) -> list[str]:
        """The words of all that is not `taken`."""
        gaps = SourceSpan(0, len(self.html)).without(taken)
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


def span_of(element: Element) -> SourceSpan:
    """The whole element. Only one that parts words (`words.PARTING`) may be cut out."""
    return SourceSpan(element.start, element.end)


def _lines(html: str) -> Iterator[PageLine]:
    start = at = 0
    texts: list[str] = []
    for piece in tokenize(html):
        end = at + len(piece.source)
        if piece.name in SEPARATES_WORDS:
            yield PageLine(start, at, " ".join("".join(texts).split()))
            start, texts = end, []
        else:
            texts.append(piece.text)
        at = end
    yield PageLine(start, at, " ".join("".join(texts).split()))
