"""The words that the HTML of a post or comment shows, and where each stands in it.

The rule: places are offsets into the HTML as it is, so whoever writes between them changes nothing else. That is why
no parser is used: html5lib and lxml build a tree and write another text from it (`&nbsp;`, quotes, order). What is
read here is what nh3 writes: balanced tags in lower case, each value in double quotes (">" may stand in one), "<" and
"&" of a text as references, no comments. Anything else that looks like a tag and is none is read as text, never lost.
One pass, no recursion: time is linear whatever the nesting.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html import unescape
from typing import NamedTuple

_PART = re.compile(
    r"""(?P<white>(?:\s|&nbsp;)++)
    | (?P<word>(?:[^\s<&]++|&(?!nbsp;))++)
    | <(?P<apart>p)[ ]class="collapsed".*?</p>
    | <(?P<picture>span)[ ]data-pagefind-ignore>Image(?::[ ])?</span>[^<]*+
    | <(?P<beside>span|small)[ ]data-pagefind-ignore[^>]*+>.*?</(?P=beside)>
    | </(?P<closed>[a-z][a-z0-9]*+)>
    | <(?P<opened>[a-z][a-z0-9]*+)(?:[^">]++|"[^"]*+")*+>
    | (?P<sign><)""",
    re.VERBOSE | re.DOTALL,
)
"""Skipped as our own additions, not words of the text: `apart` (a repeated block that is shown once), `picture` (the
description of an image that is not archived, see `images`) and `beside` (other notes and glossary explanations)."""
_INLINE = frozenset(
    ["a", "abbr", "b", "button", "cite", "code", "del", "em", "i", "img", "ins", "kbd", "q", "s", "samp", "small",
     "span", "strong", "sub", "sup", "u", "var"]
)  # fmt: skip
"""Of the elements that `rendering` lets through, and of ours, those that do not part words."""
_EMPTY = frozenset(["br", "hr", "img"])


class TextPiece(NamedTuple):
    """A part of one text node: (a part of) one word, or the white space before a word."""

    node: int
    """Which text node: no two have the same number."""
    start: int
    stop: int
    """Offsets into the HTML."""
    word: int
    """Offset of the word it belongs to or, of white space, of the next word (there may be none)."""
    white: bool


@dataclass(frozen=True)
class ShownWords:
    """What an HTML text shows, in order."""

    words: list[str] = field(default_factory=list)
    """As a reader sees them: references decoded, split at white space, blocks, cells and line breaks."""
    lines: list[int] = field(default_factory=list)
    """Of each word a number that it shares with the words between which no block and no line break ends."""
    blocks: list[int] = field(default_factory=list)
    """Of each word where the outermost element that holds it begins; of words in none, where their run begins."""
    pieces: list[TextPiece] = field(default_factory=list)


def shown_words(html: str) -> ShownWords:
    """The words of `html`, made by `rendering.to_html` and changed by what shows links, images, copies and acronyms."""
    reader = _ShownWordsReader()
    for part in _PART.finditer(html):
        reader.read(part)
    words = [unescape(word) if "&" in word else word for word in reader.shown.words]
    return ShownWords(words, reader.shown.lines, reader.shown.blocks, reader.shown.pieces)


class _ShownWordsReader:
    """What is known at one place of the HTML."""

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
