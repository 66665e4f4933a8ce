"""Put curly quotes, dashes and ellipses into HTML and into lines of plain text.

The rule: only text changes, and only what is certain (see `typographic_marks`). Code, preformatted text and addresses
stay as typed. Typogrify typesets dashes and ellipses; quotes are decided here, because it sees one text node at a time:
it opens a quotation after every tag, and takes every other mark for one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape, unescape

from typogrify.filters import smartypants

from archive.markup.html_words import SEPARATES_WORDS
from archive.markup.typographic_marks import OPAQUE, Edit, find_edits

_UNIT = re.compile(
    r"""
    (?P<tag><!--.*?-->|</?(?P<name>[a-zA-Z][a-zA-Z0-9]*)[^<>]*>)
  | (?P<entity>&(?:\#\d{1,7}|\#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});)
  | (?P<address>(?:https?://|ftp://|www\.)[^\s<>"“”]+|(?<![\w.+-])[\w.+-]++@[\w-]++\.[\w.-]+)
    """,
    re.VERBOSE | re.DOTALL | re.IGNORECASE,
)
_AS_TYPED = frozenset(["code", "kbd", "math", "pre", "samp", "script", "style", "tt"])
"""Elements that typogrify leaves alone, too."""
_HIDDEN = str.maketrans("'\"-.`", "\ue000\ue001\ue002\ue003\ue004")
_SHOWN = str.maketrans("\ue000\ue001\ue002\ue003\ue004", "'\"-.`")
_STRAIGHT = re.compile("[\"']")
_CUT = "\ue00f"
"""Marks the ends of an excerpt."""
_PRIVATE = {code: f"&#{code};" for code in range(0xE000, 0xE005)}
"""Posts may contain the private characters themselves; as character references they look the same."""


def typeset(html: str) -> str:
    """Put curly quotes, dashes and ellipses into `html`.

    Backslashes are hidden from typogrify, which would drop them (https://github.com/getpelican/pelican/issues/2332).
    """
    plain = html.translate(_PRIVATE).replace("\\", "&#92;")
    typed = "".join(_Typesetter(plain).pieces())
    if "--" in typed or "..." in typed or ". . ." in typed:
        typed = str(smartypants(typed))
    return typed.translate(_SHOWN)


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


class _Typesetter:
    """Splits HTML into paragraphs and typesets each as a whole, across its inline tags."""

    def __init__(self, html: str) -> None:
        self._html = html
        self._paragraph: list[tuple[str, str]] = []
        """(source, what `find_edits` sees of it)."""

    def pieces(self) -> Iterator[str]:
        """Yield the HTML in order. What typogrify must not change is hidden."""
        at, skipped = 0, ""
        for unit in _UNIT.finditer(self._html):
            name = (unit["name"] or "").lower()
            if not skipped:
                self._add_text(self._html[at : unit.start()])
            elif self._html[at : unit.start()]:
                self._paragraph.append((self._html[at : unit.start()], OPAQUE))
            at = unit.end()
            is_closing = unit[0].startswith("</")
            if skipped:
                self._paragraph.append((unit[0], ""))
                skipped = "" if is_closing and name == skipped else skipped
                continue
            skipped = name if name in _AS_TYPED and not is_closing else ""
            if name in SEPARATES_WORDS and name != "br":
                yield from self._typeset_paragraph()
            self._paragraph.append((_hidden(unit), _seen(unit)))
        self._add_text(self._html[at:]) if not skipped else self._paragraph.append((self._html[at:], OPAQUE))
        yield from self._typeset_paragraph()

    def _add_text(self, text: str) -> None:
        if text:
            self._paragraph.append((text, text))

    def _typeset_paragraph(self) -> Iterator[str]:
        parts, self._paragraph = self._paragraph, []
        edits = find_edits("".join(seen for _, seen in parts))
        edit, start = next(edits, None), 0
        for source, seen in parts:
            stop, at = start + len(seen), start
            while edit and edit.start < stop:
                if source is seen and edit.stop <= stop:
                    yield source[at - start : edit.start - start]
                    yield _edited(source[edit.start - start : edit.stop - start], edit)
                    at = edit.stop
                elif source is seen:  # a mark that goes on after a tag
                    yield source[at - start : edit.start - start] + source[edit.start - start :].translate(_HIDDEN)
                    at = stop
                if edit.stop > stop:
                    break
                edit = next(edits, None)
            yield source[at - start :] if source is seen else source
            start = stop


def _edited(typed: str, edit: Edit) -> str:
    return typed.translate(_HIDDEN) if edit.new is None else edit.new


def _hidden(unit: re.Match[str]) -> str:
    return unit[0].translate(_HIDDEN) if unit["address"] else unit[0]


def _seen(unit: re.Match[str]) -> str:
    if unit["address"]:
        return OPAQUE
    if unit["entity"]:
        character = unescape(unit[0])
        return OPAQUE if len(character) != 1 or character in "'\"-.`" else character
    return "\n" if (unit["name"] or "").lower() in SEPARATES_WORDS else ""
