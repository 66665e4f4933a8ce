"""Parse foreign HTML with lxml into a tree of elements and texts.

The rule: whatever lxml reports is in the tree, in order. The elements are made here, because those of lxml end at a
depth of 2,048 and keep the texts between them in two places. Comments, declarations and instructions only part texts.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from functools import cache

from lxml import etree

_KEEPS_SPACE = ("pre", "textarea")
_ASCII_SPACE = " \n\t\f\r"


class Element:
    """An element with its attributes, as written, and its children in order. Not a dataclass, as there are so many."""

    __slots__ = ("attributes", "children", "name")

    def __init__(self, name: str, attributes: Mapping[str, str]) -> None:
        self.name = name
        """In lower case; empty for the whole document."""
        self.attributes = attributes
        """By name in lower case."""
        self.children: list[Element | str] = []

    def get(self, name: str) -> str | None:
        """Return the attribute `name`; None if it is missing."""
        return self.attributes.get(name)

    def has_attr(self, name: str) -> bool:
        """Return True if it has the attribute `name`, even if it is empty."""
        return name in self.attributes

    def parts(self) -> Iterator[Element | str]:
        """Yield all elements and texts in it, in the order of the source."""
        pending = [iter(self.children)]
        while pending:
            part = next(pending[-1], None)
            if part is None:
                pending.pop()
                continue
            yield part
            if isinstance(part, Element):
                pending.append(iter(part.children))

    def elements(self, names: Collection[str] = ()) -> Iterator[Element]:
        """Yield the elements in it that have one of the `names`; all if none are given."""
        return (part for part in self.parts() if isinstance(part, Element) and (not names or part.name in names))

    def contains(self, names: Collection[str]) -> bool:
        """Return True if an element with one of the `names` is in it."""
        return next(self.elements(names), None) is not None


def parse_html(html: str) -> Element:
    """Return the document that `html` is, or is a fragment of. Never raises; takes linear time."""
    parser = _parser()
    parser.feed(f"<body>{html}")
    document: Element = parser.close()
    return document


@cache
def _parser() -> etree.HTMLParser:
    """Return the parser of this process; to make one takes twice as long as to parse a comment."""
    return etree.HTMLParser(target=_TreeBuilder())


class _TreeBuilder:
    """Receives what lxml reports."""

    def __init__(self) -> None:
        self._start_document()

    def _start_document(self) -> None:
        self._open = [Element("", {})]
        self._texts: list[str] = []
        self._keeping_space = 0

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        self._end_text()
        element = Element(name, attributes)
        self._open[-1].children.append(element)
        self._open.append(element)
        self._keeping_space += name in _KEEPS_SPACE

    def end(self, name: str) -> None:
        self._end_text()
        self._keeping_space -= name in _KEEPS_SPACE
        self._open.pop()

    def data(self, text: str) -> None:
        self._texts.append(text)

    def comment(self, text: str) -> None:
        self._end_text()

    def doctype(self, name: str, public_id: str, address: str) -> None:
        self._end_text()

    def pi(self, target: str, data: str | None = None) -> None:
        self._end_text()

    def close(self) -> Element:
        """Return the document, and start the next one."""
        self._end_text()
        document = self._open[0]
        self._start_document()
        return document

    def _end_text(self) -> None:
        """Add the text so far. One that is only white space is one space or line end, except where columns count."""
        if not self._texts:
            return
        text = "".join(self._texts)
        self._texts = []
        if not self._keeping_space and not text.strip(_ASCII_SPACE):
            text = "\n" if "\n" in text else " "
        self._open[-1].children.append(text)
