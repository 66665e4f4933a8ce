"""A feed cut into its entries, piece by piece, before any parser sees it.

The rule: nothing is lost; the stretches, in order, are the whole text. An entry begins at its start tag and ends at its
end tag, told by local name, so that prefixes do not matter; one that does not end, because another begins or the text
ends, is damaged and harms no other. Tags in comments and CDATA sections do not count; a comment or section that does
not end, or in which another of its kind begins, is none.

Memory: one entry and one piece of text. Time: linear; what was searched in vain is not searched again.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from enum import Enum
from typing import NamedTuple

LONGEST = 10_000_000
"""Characters of an entry. libxml2 reads no longer text either, unless told that it is safe."""

_LONGEST_MARK = 80
_QUIET = {"<!--": "-->", "<![CDATA[": "]]>"}


class Kind(Enum):
    """What a stretch is."""

    FRAME = "what stands around the entries"
    ENTRY = "a whole entry"
    DAMAGED = "a part of an entry"


class Stretch(NamedTuple):
    """One stretch of a feed."""

    kind: Kind
    source: str


def stretches(pieces: Iterable[str], name: str) -> Iterator[Stretch]:
    """The text of a feed whose entries are called `name` ("entry", "item"), cut; `pieces` is that text in order."""
    cutter = _Cutter(name)
    for piece in pieces:
        yield from cutter.more(piece)
    yield from cutter.end()


class _Cutter:
    def __init__(self, name: str) -> None:
        tag = rf"(?:[\w.-]{{1,40}}:)?{name}"
        self._marks = re.compile(rf"<!--|<!\[CDATA\[|<{tag}(?=[\s/>])|</{tag}\s{{0,20}}>")
        self._text = ""
        self._start = 0
        """Where in the text the present stretch begins."""
        self._at = 0
        """Where to look for the next mark."""
        self._kind = Kind.FRAME
        self._is_all = False

    def more(self, piece: str) -> Iterator[Stretch]:
        self._text = self._text[self._start :] + piece
        self._at -= self._start
        self._start = 0
        yield from self._cut()
        if self._is_overlong():
            yield from self._cut()
            yield from self._too_much()

    def end(self) -> Iterator[Stretch]:
        self._is_all = True
        yield from self._cut()
        yield from self._stretch(len(self._text), _cut_short(self._kind))

    def _cut(self) -> Iterator[Stretch]:
        while mark := self._next_mark():
            sign = mark.group()
            if sign in _QUIET:
                if (end := self._end_of_quiet(mark)) is None:
                    return
                self._at = end
            elif sign.startswith("</"):
                yield from self._stretch(mark.end(), Kind.ENTRY if self._kind is Kind.ENTRY else Kind.DAMAGED)
                self._kind = Kind.FRAME
            else:
                yield from self._stretch(mark.start(), _cut_short(self._kind))
                self._kind, self._at = Kind.ENTRY, mark.end()

    def _next_mark(self) -> re.Match[str] | None:
        """The next mark that is wholly in the text."""
        limit = len(self._text) - (0 if self._is_all else _LONGEST_MARK)
        mark = self._marks.search(self._text, self._at)
        if mark and mark.start() < limit:
            self._at = mark.start()
            return mark
        self._at = max(self._at, limit)
        return None

    def _end_of_quiet(self, mark: re.Match[str]) -> int | None:
        """Where the comment or section that begins with `mark` ends; the end of `mark` if it is none; None if only
        more text can tell."""
        sign, start = mark.group(), mark.end()
        another = self._text.find(sign, start)
        end = self._text.find(_QUIET[sign], start, another if another >= 0 else len(self._text))
        if end >= 0:
            return end + len(_QUIET[sign])
        return start if another >= 0 or self._is_all or self._is_overlong() else None

    def _is_overlong(self) -> bool:
        return len(self._text) - self._start > LONGEST

    def _too_much(self) -> Iterator[Stretch]:
        """What has come of a stretch that is longer than any can be."""
        if self._is_overlong():
            self._kind = _cut_short(self._kind)
            yield from self._stretch(len(self._text) - _LONGEST_MARK, self._kind)

    def _stretch(self, end: int, kind: Kind) -> Iterator[Stretch]:
        if end > self._start:
            yield Stretch(kind, self._text[self._start : end])
        self._start = end
        self._at = max(self._at, end)


def _cut_short(kind: Kind) -> Kind:
    return Kind.DAMAGED if kind is Kind.ENTRY else kind
