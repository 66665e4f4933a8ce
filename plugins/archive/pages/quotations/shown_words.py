"""Find the words that the HTML of a post or comment shows, and their offsets in it.

The rule: offsets are into the HTML as it is, so that adding something between them changes nothing else. That is why no
parser is used: html5lib and lxml build a tree and write different HTML from it (`&nbsp;`, quotes, order). The input is
what nh3 writes: balanced tags in lower case, values in double quotes (which may contain ">"), "<" and "&" in text as
references, no comments. Anything that only looks like a tag is read as text, so nothing is lost. One pass, no
recursion: the time is linear, however deep the nesting.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html import unescape
from typing import NamedTuple

_PART = re.compile(
    r"""(?P<white>(?:\s|&nbsp;)++)
    | (?P<word>(?:[^\s<&]|&(?!nbsp;))+)
    | <(?P<apart>p)[ ]class="collapsed".*?</p>
    | <(?P<picture>span)[ ]data-search-ignore>Image(?::[ ])?</span>[^<]*+
    | <(?P<beside>span|small)[ ]data-search-ignore[^>]*+>.*?</(?P=beside)>
    | </(?P<closed>[a-z][a-z0-9]*+)>
    | <(?P<opened>[a-z][a-z0-9]*+)(?:[^">]++|"[^"]*+")*+>
    | (?P<sign><)""",
    re.VERBOSE | re.DOTALL,
)
"""Skipped as our own additions, not words of the text: `apart` (a repeated block that is shown once), `picture` (the
description of an image that is not archived, see `images`) and `beside` (other notes and glossary explanations).

`word` is not possessive: Python 3.11.2, which Debian 12 has, ignores a look-ahead in a possessive group, and takes
"&nbsp;" for a part of a word."""
_INLINE = frozenset(
    ["a", "abbr", "b", "button", "cite", "code", "del", "em", "i", "img", "ins", "kbd", "q", "s", "samp", "small",
     "span", "strong", "sub", "sup", "u", "var"]
)  # fmt: skip
"""Elements that `render` allows, or that we add, which do not separate words."""
_EMPTY = frozenset(["br", "hr", "img"])


class TextPiece(NamedTuple):
    """A part of one text node: a word or part of a word, or the white space before a word."""

    node: int
    """Number of the text node."""
    start: int
    stop: int
    """Offsets into the HTML."""
    word: int
    """Index of its word or, for white space, of the next word, which may not exist."""
    white: bool


@dataclass(frozen=True)
class ShownWords:
    """The words that HTML shows, in order."""

    words: list[str] = field(default_factory=list)
    """With references decoded; split at white space, blocks, cells and line breaks."""
    lines: list[int] = field(default_factory=list)
    """Number of each word's line: a block or a line break starts a new one."""
    blocks: list[int] = field(default_factory=list)
    """Offset of the outermost element that contains each word or, outside elements, of the run of text."""
    pieces: list[TextPiece] = field(default_factory=list)


def shown_words(html: str) -> ShownWords:
    """Return the words of `html` from `render.to_html`, with local links, images, notes and glossary terms added."""
    reader = _ShownWordsReader()
    for part in _PART.finditer(html):
        reader.read(part)
    words = [unescape(word) if "&" in word else word for word in reader.shown.words]
    return ShownWords(words, reader.shown.lines, reader.shown.blocks, reader.shown.pieces)


class _ShownWordsReader:
    """Reads the parts of the HTML in order."""

    def __init__(self) -> None:
        self.shown = ShownWords()
        self._node = 0
        self._line = 0
        self._depth = 0
        self._in_word = False
        self._block: int | None = None

    def read(self, part: re.Match[str]) -> None:
        kind = part.lastgroup
        if kind in ("word", "sign"):
            self._word(part)
        elif kind == "white":
            self._in_word = False
            self._piece(part, len(self.shown.words), white=True)
        else:
            self._node += 1
            self._tag(kind or "", part[kind or 0], part.start())

    def _word(self, part: re.Match[str]) -> None:
        if self._in_word:
            self.shown.words[-1] += part[0]
        else:
            self._in_word = True
            if self._block is None:
                self._block = part.start()
            self.shown.words.append(part[0])
            self.shown.lines.append(self._line)
            self.shown.blocks.append(self._block)
        self._piece(part, len(self.shown.words) - 1, white=False)

    def _piece(self, part: re.Match[str], word: int, white: bool) -> None:
        self.shown.pieces.append(TextPiece(self._node, part.start(), part.end(), word, white))

    def _tag(self, kind: str, name: str, at: int) -> None:
        if name not in _INLINE:
            self._in_word = False
            self._line += 1
        is_block = name not in _INLINE and name != "br"
        if kind == "closed":
            self._depth = max(0, self._depth - 1)
        elif not self._depth and (is_block or self._block is None):
            self._block = at
        if kind == "opened" and name not in _EMPTY:
            self._depth += 1
        elif is_block and not self._depth:
            self._block = None
