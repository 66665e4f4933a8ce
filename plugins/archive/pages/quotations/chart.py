"""A strip of the archive's years with a stroke for a text and one for each quotation of it.

The rule: it shows nothing that the list beside it does not say; what has no date is not drawn, and said to be missing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from archive.pages.quotations.relations import NamedText

WIDTH = 1000
"""Units from the first day of the first year to the last of the last; the page stretches them."""
_LEAST = 3
"""Strokes that are worth a drawing."""
_MID_MONTH = 15


@dataclass(frozen=True)
class DrawingView:
    """The parts of a drawing; each of the three is the data of an SVG path."""

    first_year: int
    last_year: int
    said: str
    """All that it shows, in words."""
    axis: str
    text: str
    """Empty if the date of the text is not known."""
    quotations: str
    missing: str
    """A sentence about what has no date; empty if nothing is missing."""


def drawing(text: NamedText, quoting: Sequence[NamedText], years: tuple[int, int]) -> DrawingView | None:
    """The drawing of who quotes `text`; None where there is too little to look at. `years` are the archive's first
    and last, and all dates lie in them."""
    dated = [each for each in quoting if each.month]
    if len(dated) + bool(text.month) < _LEAST:
        return None
    return DrawingView(
        *years,
        said=_said(text, dated, years),
        axis=_axis(years),
        text=_strokes([text], years, "14v10"),
        quotations=_strokes(dated, years, "1v11"),
        missing=_missing(text, len(quoting) - len(dated)),
    )


def _axis(years: tuple[int, int]) -> str:
    """A line with a mark where each year begins, and one at its end."""
    first, last = years
    begins = [_at(date(year, 1, 1), years) for year in range(first, last + 1)]
    return f"M0 13h{WIDTH}" + "".join(f"M{at} 11v4" for at in (*begins, WIDTH))


def _strokes(texts: Sequence[NamedText], years: tuple[int, int], stroke: str) -> str:
    places = sorted({_at(day, years) for text in texts if (day := _day(text))})
    return "".join(f"M{at} {stroke}" for at in places)


def _day(text: NamedText) -> date | None:
    """Its day, or the middle of its month."""
    return text.day or (date(*text.month, _MID_MONTH) if text.month else None)


def _at(day: date, years: tuple[int, int]) -> int:
    start, stop = date(years[0], 1, 1), date(years[1], 12, 31)
    return round(WIDTH * (day - start).days / (stop - start).days)


def _said(text: NamedText, dated: Sequence[NamedText], years: tuple[int, int]) -> str:
    written = f"written {_in(text)}" if text.month else "without a date"
    counts = Counter(each.year for each in dated if each.year)
    quoted = ", ".join(f"{year}{f' ({count:,} times)' if count > 1 else ''}" for year, count in sorted(counts.items()))
    return f"{years[0]} to {years[1]}: {written}, quoted in {quoted}."


def _in(text: NamedText) -> str:
    return f"on {text.date_text}" if text.day else f"in {text.date_text}"


def _missing(text: NamedText, undated: int) -> str:
    if undated:
        has = "quotation has" if undated == 1 else "quotations have"
        return f"{undated:,} {has} no date and no stroke." + ("" if text.month else " Nor has the text itself.")
    return "" if text.month else "The text itself has no date and no stroke."
