"""The numbers in titles: "Guest Blog 84", "On Hope (Part 2)", "News Roundup #10: Spring".

The rule: a title is read alone, and only tells which series it may belong to; whether there is such a series, other
titles have to show (`series`). Years, dates, ages, amounts and numbers followed by more words are no numbers here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from archive.days import MONTHS, WEEKDAYS
from archive.text import fold, tokens

_MOST_NUMBERS = 4
"""A title with more of them is a list of things."""
_YEARS = range(1900, 2100)
_ROMAN = {
    f"{tens}{units}": 10 * ten + unit
    for ten, tens in enumerate(("", "X", "XX", "XXX"))
    for unit, units in enumerate(("", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX"))
    if ten or unit
}
_COUNTED = "zero one two three four five six seven eight nine ten eleven twelve"
_WORDS = tuple(_COUNTED.split())
_NUMBER = re.compile(rf"(?<!\w)(?:[0-9]{{1,4}}|[IVX]{{1,7}}|(?i:{'|'.join(_WORDS)}))(?!\w)")
_BETWEEN = " \t\xa0#([-‐‑–—:;,.!?…|‘“"
"""What may stand between a name and its number."""
_CLOSING = "'\"’”)]"
"""What may stand at the end of a name."""
_AFTER = re.compile(
    r"(?:\s+of\s+[0-9]{1,4}|/[0-9]{1,4}(?=\)))?[)\]]?"  # "Part 2 of 3", "(2/3)"
    r"(?:[\s!?.…'\"’”]*\Z|\s*[:;–—|]|\s*-\s|[.!?…]\s|\s+[(\[]|,?\s+(?i:part|pt)\b)"
)
"""What stands between a number and what is added to it; or the end."""
_PARTS = frozenset(("part", "pt"))
_MARKERS = _PARTS | {"no", "nos", "nr", "num", "number"}
"""Words that belong to the number and not to the name."""
_SMALL_WORDS = """
a about aged age ages all almost an and another around as at be between but by first for from has have in is just last
least less more most nearly next not of on only or our over some than that the these this those to top turns under until
up with your
"""
_DATES = tuple(fold(name) for name in (*MONTHS, *WEEKDAYS))
_NEVER = frozenset((*_SMALL_WORDS.split(), *_DATES, *(name[:3] for name in _DATES), "sept"))
"""After these a number is an amount, an age or a day: "Top 10", "Aged 12", "Update June 24"."""
_GIVEN = """
act article band catch category channel clause covid grade level order paragraph regulation room route rule scale
schedule section tier wing
"""
_NAMING = frozenset(_GIVEN.split())
"""After these a number is most often given: "Section 90", "Catch 22", "Band 4"."""


@dataclass(frozen=True)
class Reading:
    """One way to read a title as that of a member of a series."""

    key: str
    """The same for all names that differ in case, spaces and punctuation only (see `name_key`)."""
    name: str
    """As written, with single spaces."""
    number: int
    naming: bool = False
    """True where the number may be part of a name, like that of a section or a pay band."""


def name_key(name: str) -> str:
    """The letters and digits of `name`, folded."""
    return "".join(tokens(name))


def readings(title: str) -> Iterator[Reading]:
    """How the numbers of `title` may be read, from its beginning on. Time is linear in its length."""
    found = list(_NUMBER.finditer(title))
    for match in found if len(found) <= _MOST_NUMBERS else ():
        if _AFTER.match(title, match.end()):
            yield from _reading(title[: match.start()], match[0])


def _reading(before: str, written: str) -> Iterator[Reading]:
    name, marker = _without_marker(before.rstrip(_BETWEEN))
    number = _value(written, marker)
    if number is None or number in _YEARS or not name_key(name):
        return
    plain = name.rstrip(_CLOSING)
    last = fold(plain.split()[-1].lstrip(_BETWEEN))
    certain = marker in _PARTS or before.rstrip().endswith(("#", "(", "["))
    if certain or (plain[-1].isalpha() and last not in _NEVER):
        yield Reading(name_key(name), " ".join(name.split()), number, naming=last in _NAMING)


def _value(written: str, marker: str) -> int | None:
    """The number written in digits, in more than one Roman numeral or, after a marker, in any way."""
    if written.isdecimal():
        return int(written)
    if written in _ROMAN and (marker or len(written) > 1):
        return _ROMAN[written]
    return _WORDS.index(written.lower()) if marker and written.lower() in _WORDS else None


def _without_marker(name: str) -> tuple[str, str]:
    """`name` without a "Part" or "No" at its end, and that marker, folded."""
    start = max(map(name.rfind, _BETWEEN)) + 1
    marker = fold(name[start:])
    return (name[:start].rstrip(_BETWEEN), marker) if marker in _MARKERS else (name, "")
