"""Decide which quotes, dashes and dots of a paragraph can be typeset.

The rule: only what is certain changes. A mark that may be an inch, an option of a command, a line of dashes or an
unknown short form stays as it was typed. Letters and digits never change, and typeset text stays as it is.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cache, cached_property
from html import unescape
from typing import NamedTuple

from typogrify.filters import smartypants

OPAQUE = "\ufffc"
"""Stands for an address or code within the text: no space, and no mark."""

STRAIGHT_MARK = re.compile(r"['\"`]|--|\.\.\.|\. \. \.")
"""A text without any of these has no edits."""
_MARK = re.compile(
    r"""
    ['"`.“”„‘’-]                          # lets the engine skip all other characters
    (?:(?<![.-])|(?<=-)(?=-)|(?<=\.)(?=\.\.|\ \.\ \.))
    (?:
      (?P<run>(?<=')'{2,}|(?<=`)`{2,}|(?<=")"+|(?<=-)-{2,}|(?<=\.)(?:\.{4,}|(?:\ \.){3,}))
    | (?P<pair>(?<=')'|(?<=`)`)
    | (?P<feet>(?:(?<=(?<!\w)\d')|(?<=(?<!\w)\d\d')|(?<=(?<!\w)\d\d\d'))\s?\d{1,2}(?:[½¼¾]|\.\d{1,2})?"(?!\w))
    | (?P<elision>(?<=')(?:n'(?!\w)|(?=(?:\d0s|\d\ds|(?i:tis|twas|twere|twill|twould|tisn't|twasn't|em))(?!['’\w]))))
    | (?P<single>(?<='))
    | (?P<double>(?<="))
    | (?P<curly>(?<=[“”„‘’]))
    | (?P<dashes>(?<=-)-)
    | (?P<dots>(?<=\.)\.\.\.?)
    | (?P<spaced_dots>(?<=\.)\ \.\ \.(?!\.\.))
    )
    """,
    re.VERBOSE,
)
_CLOSING_SINGLE = re.compile(r"(?<!\s['’][nN])(?:(?<=[^\s\d([{])|(?<=\d{4}))['’‘](?!\w)")
_SHORT_FORM = re.compile(r"'(?:\d\d|(?i:cause|cos|coz|til|till|bout|round|ere|im|er|ave|neath|gainst|appen))(?!['’\w])")
_OPENERS = frozenset("([{<-–—/“‘„«‹|*_~=" + '"')
_CLOSERS = frozenset(".,;:!?)]}>…-–—/”’»›|*_~`'\"")
_CODE = frozenset("<>=|+*/\\_&~^")
_TOKEN_OF_CODE = re.compile(r"[/\\_=@#&%$<>{}|~^]|\w\.\w|--.*(?:--|—)|—.*--", re.DOTALL)
_YEARS = re.compile(r"(?<!\d)\d{4}--\d{2}(?:\d{2})?(?!\d)")
_MOST_OPEN = 50
"""Quotations within each other; only hostile text has more, and the outermost are forgotten."""
_WINDOW = 60
"""Characters on each side that are looked at as part of the same word."""


class Edit(NamedTuple):
    """A mark of the text and what takes its place."""

    start: int
    stop: int
    new: str


class _Place(NamedTuple):
    """A mark with the characters around it; an empty string at the ends of the paragraph."""

    start: int
    stop: int
    before: str
    after: str


def find_edits(text: str) -> Iterator[Edit]:
    """Yield an edit for each mark of `text`, a paragraph without mark-up, that is typeset, in order."""
    return _MarkReader(text).edits() if STRAIGHT_MARK.search(text) else iter(())


@cache
def _typogrified(mark: str) -> str:
    """Return what typogrify makes of a dash or dots. Whether a mark is a dash is decided here: typogrify would take
    every "--" for one."""
    return unescape(str(smartypants(mark)))


class _MarkReader:
    """Reads the marks of a paragraph in order and remembers which quotes are open."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._open: list[str] = []
        self._opened_at = -1
        """The end of the last mark, if it opens a quotation."""
        self._last_pair = max(text.rfind("''"), text.rfind("``"))

    @cached_property
    def _last_single(self) -> int:
        """The place of the last mark that may end a quotation."""
        return max((found.start() for found in _CLOSING_SINGLE.finditer(self._text)), default=-1)

    def edits(self) -> Iterator[Edit]:
        text = self._text
        for found in _MARK.finditer(text):
            start, stop = found.span()
            place = _Place(start, stop, text[start - 1 : start], text[stop : stop + 1])
            new = _KINDS[found.lastgroup or "run"](self, place)
            if new is not None:
                yield Edit(start, stop, new)

    def _feet(self, place: _Place) -> str | None:
        return self._typed(place).replace("'", "′").replace('"', "″")

    def _elision(self, place: _Place) -> str | None:
        if (place.before.isalnum() or place.before == OPAQUE) and not self._text[place.start + 1].isalpha():
            return None
        return self._typed(place).replace("'", "’")

    def _run(self, place: _Place) -> str | None:
        return None

    def _pair(self, place: _Place) -> str | None:
        """Two apostrophes or two backticks are a double quotation mark if there are two of them."""
        is_outermost = self._open.count('"') + self._open.count("''") == 0
        if is_outermost and self._opens(place) and self._last_pair >= place.stop:
            return self._opening(place, "''", "“")
        if "''" in self._open and self._closes(place):
            return self._closing(place, "''", "”")
        return None

    def _double(self, place: _Place) -> str | None:
        kind = next((kind for kind in reversed(self._open) if kind in ('"', "''")), '"')
        is_open = kind in self._open
        if self._is_value(place, '="'):
            return self._value(place, '="')
        if "„" in self._open:
            return self._closing(place, "„", None)
        if self._opens(place) and not (is_open and place.after in _CLOSERS):
            return self._opening(place, '"', "“")
        if (is_open and place.before.strip()) or (self._closes(place) and not place.before.isdigit()):
            return self._closing(place, kind, "”")
        if place.before in (",", ";", ":", ".") and place.after.isalpha():
            return self._opening(place, '"', "“")
        return None

    def _single(self, place: _Place) -> str | None:
        before, after = place.before, place.after
        if self._is_value(place, "='"):
            return self._value(place, "='")
        if before.isalnum() and after.isalnum():
            return None if before.isdigit() and after.isdigit() else "’"
        if self._opens(place):
            return self._opening_single(place)
        if self._closes(place) and ("'" in self._open or not before.isdigit()):
            return self._closing(place, "'", "’")
        return None

    def _is_value(self, place: _Place, kind: str) -> bool:
        """Return True if the mark starts or ends the value of an attribute or option, as in `name="value"`."""
        return place.before == "=" or (kind in self._open and not place.after.isalnum())

    def _value(self, place: _Place, kind: str) -> str | None:
        return self._opening(place, kind, None) if place.before == "=" else self._closing(place, kind, None)

    def _opening_single(self, place: _Place) -> str | None:
        is_closed_later = self._last_single >= place.stop
        if _SHORT_FORM.match(self._text, place.start):
            return None if is_closed_later else "’"
        is_first = place.start == 0 or self._opened_at == place.start
        if is_closed_later or (is_first and place.after.isupper()):
            return self._opening(place, "'", "‘")
        return None

    def _curly(self, place: _Place) -> str | None:
        """Remember quotes that are typeset already."""
        mark = self._text[place.start]
        if mark in "“„‘":
            self._opening(place, {"“": '"', "‘": "'"}.get(mark, mark), None)
        elif mark == "”" or not (place.before.isalnum() and place.after.isalnum()):
            self._closing(place, "„" if "„" in self._open and mark == "”" else {"”": '"', "’": "'"}[mark], None)
        return None

    def _dashes(self, place: _Place) -> str | None:
        if place.start >= 4 and _YEARS.match(self._text, place.start - 4):
            return "–"
        return _typogrified("--") if self._is_dash(place) else None

    def _is_dash(self, place: _Place) -> bool:
        before, after = place.before, place.after
        if not before.strip():
            return not after.strip()
        if self._text.startswith("<!", place.start - 2):
            return False
        if before in _CODE or after in _CODE or before.isdigit() or after.isdigit() or OPAQUE in (before, after):
            return False
        if not after.isalpha() and not self._text[place.start - 2 : place.start - 1].strip():
            return False  # such as "i--;" or "A-- "
        if not after.strip():
            return True
        return not _TOKEN_OF_CODE.search(self._word_around(place))

    def _word_around(self, place: _Place) -> str:
        left = self._text[max(0, place.start - _WINDOW) : place.start].split()
        right = self._text[place.stop : place.stop + _WINDOW].split()
        return f"{left[-1]}--{right[0]}"

    def _dots(self, place: _Place) -> str | None:
        if place.before in ("/", "\\") or place.after in ("/", "\\"):
            return None
        return _typogrified(self._typed(place))

    def _spaced_dots(self, place: _Place) -> str | None:
        return _typogrified(self._typed(place))

    def _typed(self, place: _Place) -> str:
        return self._text[place.start : place.stop]

    def _opens(self, place: _Place) -> bool:
        """Return True if the place is where a quotation starts: nothing, white space or an opening mark before it."""
        before = place.before
        if not place.after or place.after.isspace():
            return False
        if before in ("'", '"', "`"):
            return self._opened_at == place.start
        return not before or before.isspace() or before in _OPENERS

    def _closes(self, place: _Place) -> bool:
        after = place.after
        if not place.before or place.before.isspace():
            return False
        return not after or after.isspace() or after in _CLOSERS

    def _opening(self, place: _Place, kind: str, new: str | None) -> str | None:
        self._open = [*self._open[-_MOST_OPEN:], kind]
        self._opened_at = place.stop
        return new

    def _closing(self, place: _Place, kind: str, new: str | None) -> str | None:
        if kind in self._open:
            del self._open[len(self._open) - 1 - self._open[::-1].index(kind) :]
        return new


_KINDS: dict[str, Callable[[_MarkReader, _Place], str | None]] = {
    "feet": _MarkReader._feet,
    "elision": _MarkReader._elision,
    "run": _MarkReader._run,
    "pair": _MarkReader._pair,
    "double": _MarkReader._double,
    "single": _MarkReader._single,
    "curly": _MarkReader._curly,
    "dashes": _MarkReader._dashes,
    "dots": _MarkReader._dots,
    "spaced_dots": _MarkReader._spaced_dots,
}
