"""Read from a finished page what the search index holds of it.

A page is indexed if an element has the attribute `data-search-body`. Its `<meta name="search-…">` elements give its
year, kind, topics, people and dates. `data-search-ignore` leaves out an element, `data-search-alt` on an image adds its
alternative text, and `data-search-comment` marks the heading of a comment, whose `id` is the anchor of the comment.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from urllib.parse import quote

from lxml.etree import _Element, iterwalk

BODY, IGNORE, COMMENT, ALT = (f"data-search-{name}" for name in ("body", "ignore", "comment", "alt"))
FILTERS = ("kind", "tag", "person")
"""The facts by which readers can narrow a search, besides the year."""
UNDATED = "undated"

_INLINE = {
    *("a", "abbr", "b", "bdi", "bdo", "button", "cite", "code", "data", "del", "dfn", "em", "i", "img", "ins", "kbd"),
    *("mark", "q", "s", "samp", "small", "span", "strong", "sub", "sup", "time", "u", "var", "wbr"),
}
"""Elements within a word or a sentence (HTML standard, text-level semantics); all others end a word."""


@dataclass(frozen=True)
class PageComment:
    """A comment on an indexed page."""

    anchor: str
    heading: str
    """Its author and time, as shown."""
    time: str
    """Its time in ISO 8601; empty if unknown."""
    text: str


@dataclass(frozen=True)
class IndexedPage:
    """What the index holds of a page."""

    url: str
    """Relative to the root of the site, percent-encoded."""
    title: str
    text: str
    """Without the title and the comments; a line for each paragraph."""
    comments: tuple[PageComment, ...] = ()
    facts: tuple[tuple[str, str], ...] = field(default=())
    """Names and values of its `<meta name="search-…">` elements."""

    def values(self, name: str) -> tuple[str, ...]:
        return tuple(value for key, value in self.facts if key == name)

    def value(self, name: str) -> str:
        return next(iter(self.values(name)), "")

    @property
    def bundle(self) -> str:
        """The name of the bundle that it belongs to: its year."""
        return self.value("year") or UNDATED


def url_of(file: str) -> str:
    """Return the address of the page in `file`, relative to the root of the site."""
    return quote(file.removesuffix("index.html") if f"/{file}".endswith("/index.html") else file)


def indexed_page(document: _Element, file: str) -> IndexedPage | None:
    """Return what the index holds of a page, None if the page is not marked."""
    bodies = document.xpath(f"//*[@{BODY}]")
    if not bodies:
        return None
    reading = _Reading()
    for body in bodies:
        reading.read(body)
    facts = tuple(
        (meta.get("name", "").removeprefix("search-"), meta.get("content", ""))
        for meta in document.iter("meta")
        if meta.get("name", "").startswith("search-")
    )
    title = dict(facts).get("title") or _line(reading.title)
    comments = tuple(map(_comment, reading.headings, reading.about, reading.said))
    return IndexedPage(url_of(file), title, _tidy(reading.text), comments, facts)


def comment_anchors(document: _Element) -> tuple[str, ...] | None:
    """Return the anchors of the comments to index on a page, None if the page is not marked."""
    bodies = document.xpath(f"//*[@{BODY}]")
    if not bodies:
        return None
    inside = f".//*[@{COMMENT}][not(ancestor-or-self::*[@{IGNORE}])]"
    return tuple(heading.get("id", "") for body in bodies for heading in body.xpath(inside))


class _Reading:
    """The pieces of text of a page: of its title, its text, and the headings and texts of its comments."""

    def __init__(self) -> None:
        self.title: list[str] = []
        self.text: list[str] = []
        self.headings: list[_Element] = []
        self.about: list[list[str]] = []
        self.said: list[list[str]] = []
        self._pieces = self.text

    def read(self, body: _Element) -> None:
        self._pieces = self.text
        walk = iterwalk(body, events=("start", "end"))
        for event, element in walk:
            if event == "start" and IGNORE in element.attrib:
                walk.skip_subtree()
            elif event == "start":
                self._begin(element)
            elif IGNORE not in element.attrib:
                self._end(element)
            if event == "end" and element is not body:
                self._pieces.append(element.tail or "")

    def _begin(self, element: _Element) -> None:
        if element.tag not in _INLINE:
            self._pieces.append("\n")
        if element.tag == "h1" and not self.title:
            self._pieces = self.title
        elif COMMENT in element.attrib:
            self.headings.append(element)
            self.about.append([])
            self.said.append([])
            self._pieces = self.about[-1]
        elif ALT in element.attrib:
            self._pieces.append(f" {element.get('alt', '')} ")
        self._pieces.append(element.text or "")

    def _end(self, element: _Element) -> None:
        if element.tag == "h1" and self._pieces is self.title:
            self._pieces = self.text
        elif COMMENT in element.attrib:
            self._pieces = self.said[-1]
        if element.tag not in _INLINE:
            self._pieces.append("\n")


def _comment(heading: _Element, about: list[str], said: list[str]) -> PageComment:
    time = next((found.get("datetime", "") for found in heading.iter("time")), "")
    return PageComment(heading.get("id", ""), _line(about), time, _tidy(said))


def _line(pieces: list[str]) -> str:
    return " ".join("".join(pieces).split())


def _tidy(pieces: list[str]) -> str:
    lines = (" ".join(line.split()) for line in "".join(pieces).split("\n"))
    return "\n".join(filter(None, lines))
