"""Put curly quotes, dashes and ellipses into HTML and into lines of plain text.

The rule: only text changes, and only what is certain (see `typographic_marks`). Code, preformatted text and addresses
stay as typed. A paragraph is read as a whole, across its inline tags. Typogrify itself sees one text node at a time:
it opens a quotation after every tag, and takes every other mark for one, so it is asked for dashes and ellipses only.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from html import escape, unescape

from archive.markup.html_words import SEPARATES_WORDS
from archive.markup.typographic_marks import OPAQUE, STRAIGHT_MARK, find_edits

_AS_TYPED = frozenset(["code", "kbd", "math", "pre", "samp", "script", "style", "tt"])
"""Elements that typogrify leaves alone, too."""
_COMMENT = r"!--(?:.*?-->|.*)"
_KEPT = rf"(?P<kept>{'|'.join(sorted(_AS_TYPED))})(?![a-zA-Z0-9])[^<>]*>(?:.*?</(?P=kept)(?![a-zA-Z0-9])[^<>]*>|.*)"
_TAG = r"/?(?P<name>[a-zA-Z][a-zA-Z0-9]*)[^<>]*>"
_ENTITY = r"&(?:\#\d{1,7}|\#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});"
_ADDRESS = r"(?:https?://|ftp://|www\.)[^\s<>\"“”]+|(?<![\w.+-])[\w.+-]++@[\w-]++\.[\w.-]+"
_FLAGS = re.DOTALL | re.IGNORECASE
_UNIT = re.compile(f"<(?:{_COMMENT}|{_KEPT}|{_TAG})|{_ENTITY}", _FLAGS)
_UNIT_OR_ADDRESS = re.compile(f"{_UNIT.pattern}|{_ADDRESS}", _FLAGS)
"""Slower by far, because an address may start anywhere."""
_MAY_BE_ADDRESS = re.compile(r"@|://|www\.", re.IGNORECASE)
_NAMES = "|".join(sorted(SEPARATES_WORDS - {"br"}))
_SEPARATOR = re.compile(f"<(?:{_COMMENT}|{_KEPT}|/?(?:{_NAMES})(?![a-zA-Z0-9])[^<>]*>)", _FLAGS)
"""Before each of these a paragraph ends, but not before an element that is kept within a line."""
_STRAIGHT = re.compile("[\"']")
_CUT = "\ue00f"
"""Marks the ends of an excerpt."""


def typeset(html: str) -> str:
    """Put curly quotes, dashes and ellipses into `html`."""
    return "".join(map(_typeset_paragraph, _paragraphs(html))) if STRAIGHT_MARK.search(html) else html


def typeset_line(text: str) -> str:
    """Put curly quotes, dashes and ellipses into plain text; the result is plain text and not escaped."""
    return unescape(typeset(escape(text, quote=False)))


def typeset_excerpt(before: str, part: str, after: str) -> str:
    """Typeset `part`, an excerpt of plain text that is cut between words, as in a line with the text around it.

    The text around it is read only if the excerpt alone leaves a mark undecided: an apostrophe opens a quotation only
    if another one closes it, and that one may have been cut off.
    """
    shown = typeset_line(part)
    if not _STRAIGHT.search(shown):
        return shown
    first = before.count(_CUT) + 1
    pieces = typeset_line(f" {_CUT} ".join([before, part, after])).split(_CUT)
    return _CUT.join(pieces[first : first + 1 + part.count(_CUT)])[1:-1]


def typeset_opening(text: str, limit: int, before: str = "", after: str = "") -> str:
    """Return the first `limit` words of `text`, typeset, with "…" if there are more."""
    words = text.split(maxsplit=limit)
    rest = "".join(words[limit:])
    return typeset_excerpt(before, " ".join(words[:limit]), f"{rest} {after}") + ("…" if rest else "")


def _paragraphs(html: str) -> Iterator[str]:
    start = 0
    for found in _SEPARATOR.finditer(html):
        if not found["kept"] or found["kept"].lower() in SEPARATES_WORDS:
            yield html[start : found.start()]
            start = found.start()
    yield html[start:]


def _typeset_paragraph(html: str) -> str:
    if not STRAIGHT_MARK.search(html):
        return html
    seen = _Seen(html)
    made: list[str] = []
    end = 0
    for edit in find_edits(seen.text):
        start, last = seen.place(edit.start), seen.place(edit.stop - 1)
        if last - start == edit.stop - 1 - edit.start:  # otherwise a tag is between its characters
            made += (html[end:start], edit.new)
            end = last + 1
    return "".join((*made, html[end:]))


class _Seen:
    """What `find_edits` sees of a paragraph of HTML."""

    def __init__(self, html: str) -> None:
        pieces: list[str] = []
        self._starts: list[int] = []
        """Where each piece of plain text starts in `text`."""
        self._shifts: list[int] = []
        """How far behind the same piece is in the HTML."""
        length = end = 0
        for unit in (_UNIT_OR_ADDRESS if _MAY_BE_ADDRESS.search(html) else _UNIT).finditer(html):
            self._starts.append(length)
            self._shifts.append(end - length)
            pieces += (html[end : unit.start()], _seen(unit))
            length += unit.start() - end + len(pieces[-1])
            end = unit.end()
        self._starts.append(length)
        self._shifts.append(end - length)
        self.text = "".join((*pieces, html[end:]))

    def place(self, at: int) -> int:
        """Return where the character `at` of the text is in the HTML."""
        return at + self._shifts[bisect_right(self._starts, at) - 1]


def _seen(unit: re.Match[str]) -> str:
    """Return what stands for a tag, element, character reference or address."""
    name = (unit["name"] or unit["kept"] or "").lower()
    if name:
        return ("\n" if name in SEPARATES_WORDS else "") + (OPAQUE if unit["kept"] else "")
    if unit[0].startswith("<!"):
        return ""
    character = unescape(unit[0]) if unit[0].startswith("&") else OPAQUE
    return OPAQUE if len(character) != 1 or character in "'\"-.`" else character
