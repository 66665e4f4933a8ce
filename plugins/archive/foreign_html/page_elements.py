"""The elements of a page, found in its source as the tags stand.

The rule: no parser takes part, so nothing is moved or made up. An element that is not closed ends with the one around
it; an end tag that closes nothing is passed over.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from html import unescape

from archive.markup.html_words import Piece, pieces
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


def elements_of(html: str) -> Iterator[Element]:
    """The elements of `html`, each when it ends, in time linear in its length."""
    open_ones = _Open()
    at = 0
    for piece in pieces(html):
        end = at + len(piece.source)
        if piece.kind == "tag" and piece.is_closing:
            yield from open_ones.closed(piece.name, at, end)
        elif piece.kind == "tag" and piece.name in _NEVER_CLOSED | _TO_THE_END:
            yield Element(piece.name, piece.source, at, end, len(html) if piece.name in _TO_THE_END else end)
        elif piece.kind == "tag":
            open_ones.add(piece, at, end)
        at = end
    yield from open_ones.all_closed(at)


class _Open:
    """The elements that are open at one place, outermost first."""

    def __init__(self) -> None:
        self._stack: list[tuple[Piece, int, int]] = []
        self._containers: Counter[str] = Counter()

    def add(self, tag: Piece, start: int, inner: int) -> None:
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
