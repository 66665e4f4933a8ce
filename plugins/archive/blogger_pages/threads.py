"""Which comment answers which, read from the tags of a page alone.

The rule: a reply stands in a list (`<ol id="c<digits>-ra">`) within the comment it answers. Only lists are counted, and
without a parser: with a `<div>` left open, as on some rewritten pages, parsers put the next comment into the one before
(forms.md 3.1), and every comment would be a reply.
"""

from __future__ import annotations

import re
from html import unescape

from archive.markup.html_words import Piece, pieces

_ID = re.compile(r"""\sid\s*=\s*["']?\s*([^\s"'>]+)""", re.IGNORECASE)
_COMMENT = re.compile(r"c(\d+)", re.ASCII)
_REPLIES = re.compile(r"c(\d+)-ra", re.ASCII)


def answered(html: str) -> dict[str, str | None] | None:
    """For each comment of a threaded page, by its digits, the digits of the one it answers, None at top level; None
    if the comments are in no lists, so that nothing says who answers whom."""
    found: dict[str, str | None] = {}
    lists: list[str | None] = []
    latest: str | None = None
    for piece in pieces(html):
        if piece.kind != "tag":
            continue
        if piece.name == "ol" and piece.is_closing:
            del lists[-1:]
        elif piece.name == "ol":
            lists.append(_owner(piece, latest if lists else None))
        elif piece.name == "li" and lists and (comment := _COMMENT.fullmatch(_id(piece))):
            latest = comment[1]
            found.setdefault(latest, lists[-1] if lists[-1] != latest else None)
    return found or None


def _owner(piece: Piece, latest: str | None) -> str | None:
    """Whose replies a list holds: its id says it, else they are those of the comment it stands in."""
    written = _id(piece)
    replies = _REPLIES.fullmatch(written)
    return replies[1] if replies else None if written == "top-ra" else latest


def _id(piece: Piece) -> str:
    found = _ID.search(piece.source)
    return unescape(found[1]) if found else ""
