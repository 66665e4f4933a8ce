r"""Canonical Markdown in the smallest pieces that mean something, each with what readers see of it.

The rule: the `source` of all pieces is the Markdown, character for character. What the writers of canonical Markdown
never write (code, reference links, raw HTML) is text like any other. Linear in the length of the text.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from html import unescape
from typing import NamedTuple

_PIECE = re.compile(
    r"""
    (?P<start>^[ ]{0,12}(?:(?:>|(?:-|\d{1,9}\.|\#{1,6})(?=[ ]))[ ]*+)+)
  | (?P<newline>\n)
  | (?P<escape>\\[!-/:-@\[-`{-~])
  | (?P<entity>&(?:\#\d{1,7}|\#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});)
  | (?P<image>!\[(?:\\[^\n]|[^\[\]\\\n])*+\]\(<[^<>\n]*+>\))
  | (?P<open>\[)
  | (?P<end>\]\((?:<[^<>\n]*+>|[^\s()<>]*+)\))
  | (?P<autolink><(?:(?i:https?://|mailto:)[^<>\s]++|[^\s<>@]++@[^\s<>@]++)>)
  | (?P<address>(?i:https?://|www\.)[^\s<>"“”\\\[\]*|]++)
  | (?P<star>\*++)
  | (?P<unseen>[\xad\u200b-\u200d\u2060\ufeff]++)
  | (?P<text>(?:(?!(?i:https?://|www\.))[^\n\\&!\[\]<*\xad\u200b-\u200d\u2060\ufeff])++|[^\n])
    """,
    re.VERBOSE | re.MULTILINE,
)
_SHOWN: dict[str, Callable[[str], str]] = {
    "escape": lambda source: source[1:],
    "entity": unescape,
    "autolink": lambda source: source[1:-1],
    **dict.fromkeys(("start", "image", "unseen"), lambda source: ""),
}


class InlineSpan(NamedTuple):
    """One piece: a tuple, for there may be millions."""

    kind: str
    """Name of the group in the pattern: "text", "open" and "end" of a link, "star" of an emphasis, …"""
    source: str
    """As it stands in the Markdown."""
    shown: str
    """What readers see of it; empty for a mark."""
    pair: int | None = None
    """The two marks of one link or emphasis have one number; all others none."""
    opens: bool = False
    """Whether it is the first of the two."""


def split_spans(markdown: str) -> list[InlineSpan]:
    """The pieces of `markdown`, in order."""
    found = [_piece(match.lastgroup or "text", match.group()) for match in _PIECE.finditer(markdown)]
    for number, (begin, end) in enumerate(_pairs(found)):
        found[begin] = found[begin]._replace(shown="", pair=number, opens=True)
        found[end] = found[end]._replace(shown="", pair=number)
    return found


def slice_span(piece: InlineSpan, start: int, stop: int) -> InlineSpan:
    """The piece of which readers see `piece.shown[start:stop]`; all of it if it cannot be cut."""
    if piece.source != piece.shown:
        return piece
    return piece._replace(source=piece.source[start:stop], shown=piece.shown[start:stop])


def _piece(kind: str, source: str) -> InlineSpan:
    shown = _SHOWN.get(kind)
    return InlineSpan(kind, source, shown(source) if shown else source)


def _pairs(found: Sequence[InlineSpan]) -> list[tuple[int, int]]:
    """Marks that belong together: brackets by nesting, stars two by two in each line."""
    pairs: list[tuple[int, int]] = []
    brackets: list[int] = []
    star: int | None = None
    for at, piece in enumerate(found):
        if piece.kind == "newline":
            star = None
        elif piece.kind == "open":
            brackets.append(at)
        elif piece.kind == "end" and brackets:
            pairs.append((brackets.pop(), at))
        elif piece.kind == "star" and star is not None and found[star].source == piece.source:
            pairs.append((star, at))
            star = None
        elif piece.kind == "star":
            star = at
    return pairs
