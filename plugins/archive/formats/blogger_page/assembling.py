"""Assemble the parts of a page from its tags and texts.

Titles, posts and comments keep their tags. Where two parts meet within a word, the word goes to the part that is worth
more, so that no word is cut in two and no word of a post becomes furniture.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape

from bs4.element import Tag

from archive.formats.blogger_page.builders import Passage
from archive.formats.blogger_page.outline import Token
from archive.formats.blogger_page.places import Places
from archive.formats.blogger_page.placing import UNPLACED, Part, Placing
from archive.markup.html_elements import is_hidden
from archive.markup.html_words import SEPARATES_WORDS

_RAW_TEXT = ("script", "style", "xmp", "iframe", "noembed", "noframes", "noscript")
"""Elements whose text has no character references."""
_PARTS_OF_OTHERS = ("li", "dt", "dd", "tr", "td", "th", "tbody", "thead", "tfoot", "caption")
"""Elements that mean nothing without the list or table around them."""
_EDGES = re.compile(r"(\S*)(.*?)(\S*)", re.DOTALL)


class Fragment:
    """Some of a text, with the part that it goes to."""

    __slots__ = ("part", "text")

    def __init__(self, text: str, part: Part) -> None:
        self.text, self.part = text, part


def assemble(placing: Placing, places: Places) -> None:
    """Fill the parts of the page of `placing`."""
    _Assembly(placing, places).fill()


class _Assembly:
    def __init__(self, placing: Placing, places: Places) -> None:
        self._placing, self._outline, self._page = placing, placing.outline, placing.page
        self._places = places
        self._breaks = self._spaces = 0
        """Numbers of tags that separate words, and of spaces and texts, up to here."""
        self._passage: Part | None = None
        self._place = ""
        self._kept: dict[int, tuple[str, Part]] = {}
        """The names under which the tags of open elements are kept in which part, by the number of the element."""

    def fill(self) -> None:
        fragments = self._fragments()
        for position, token in enumerate(self._outline.tokens):
            if token.kind != "text":
                self._tag(position, token)
            for fragment in fragments.get(position, ()):
                self._text(position, token, fragment)
        self._page.furniture = {kind: part.html for kind, part in self._placing.kinds.items() if part.html}
        for comment, part in self._placing.comments.items():
            if self._has_content(part):
                comment.body = part.html

    def _has_content(self, part: Part) -> bool:
        return any((not piece.startswith("<") and piece.strip()) or piece.startswith("<img") for piece in part.html)

    # Words

    def _fragments(self) -> dict[int, list[Fragment]]:
        """Split the texts where the part must change within them, so that each word is in one part."""
        found: dict[int, list[Fragment]] = {}
        word: list[Fragment] = []
        for position, token in enumerate(self._outline.tokens):
            if token.kind != "text":
                if self._outline.elements[token.element].tag.name in SEPARATES_WORDS:
                    word = _joined(word)
                continue
            found[position] = list(self._split(position, token))
            for index, fragment in enumerate(found[position]):
                if index or not fragment.text:
                    word = _joined(word)
                if fragment.text.strip():
                    word.append(fragment)
        _joined(word)
        return found

    def _split(self, position: int, token: Token) -> Iterator[Fragment]:
        """Yield the first word of a text, what follows, and the last word; only one of them if it has one word."""
        part = self._placing.parts[position]
        if not (edges := _EDGES.fullmatch(token.text)):
            return
        for text in edges.groups() if edges[2] else (token.text,):
            yield Fragment(text, part)

    # Tags and texts

    def _tag(self, position: int, token: Token) -> None:
        element = self._outline.elements[token.element]
        separates = element.tag.name in SEPARATES_WORDS
        self._breaks += separates or self._is_hidden_edge(element.tag)
        part = self._placing.element_part(token.element)
        if part:
            self._keep(part, token, element.tag, element.parent)
            if separates:
                part.breaks, part.spaces = self._breaks, self._spaces
        elif position in self._placing.parts:
            self._text(position, token, Fragment("", self._placing.parts[position]))

    def _keep(self, part: Part, token: Token, tag: Tag, parent: int) -> None:
        if token.kind == "start":
            is_in = parent in self._kept and self._kept[parent][1] is part
            name = "div" if tag.name in _PARTS_OF_OTHERS and not is_in else tag.name
            self._kept[token.element] = (name, part)
            part.html.append(_start(name, tag))
        elif token.element in self._kept:
            name, _ = self._kept.pop(token.element)
            part.html.append("" if tag.is_empty_element else f"</{name}>")

    def _is_hidden_edge(self, tag: Tag) -> bool:
        return not tag.is_empty_element and is_hidden(tag)

    def _text(self, position: int, token: Token, fragment: Fragment) -> None:
        is_text = fragment.part.worth > UNPLACED.worth
        if not is_text and token.kind == "text" and not fragment.text.strip():
            self._spaces += 1
            return
        part = self._passage_at(position) if fragment.part is UNPLACED else fragment.part
        self._passage = None if is_text and fragment.text.strip() else self._passage
        if part.html and (part.breaks, part.spaces) != (self._breaks, self._spaces):
            part.html.append("\n" if part.breaks != self._breaks else " ")
        self._spaces += 1
        part.breaks, part.spaces = self._breaks, self._spaces
        part.html.append(self._source(part, token, self._outline.elements[token.element].tag, fragment.text))

    def _source(self, part: Part, token: Token, tag: Tag, text: str) -> str:
        if token.kind == "start":
            return _start(tag.name, tag)
        as_written = tag.name in _RAW_TEXT and self._placing.element_part(token.element) is part
        if tag.name == "script" and "items" in text and "timestamp" in text:
            self._page.scripts.append(text)
        return text if as_written else escape(text, quote=False)

    def _passage_at(self, position: int) -> Part:
        """Return the passage that an unplaced text belongs to."""
        place = self._places.of(position, self._placing.owner_at(position))
        if self._passage is None or place != self._place:
            self._passage, self._place = Part(2), place
            self._page.unplaced.append(Passage(place, self._passage.html))
        return self._passage


def _joined(word: list[Fragment]) -> list[Fragment]:
    """Give all fragments of a word to the part that is worth most; return an empty word."""
    if len(word) > 1:
        best = max(word, key=lambda fragment: fragment.part.worth).part
        for fragment in word:
            fragment.part = best
    return []


def _start(name: str, tag: Tag) -> str:
    attributes = "".join(f' {key}="{escape(str(value))}"' for key, value in tag.attrs.items())
    return f"<{name}{attributes}>"
