"""A small drawing of how many texts there are of each year: a bar for each year that has any.

The rule: it shows nothing that the table beside it does not say. All drawings have the same years from end to end, so
that one can be laid beside another.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

WIDTH, HEIGHT = 1000, 100
"""Units from end to end of the years, and of the highest bar; the page stretches them."""
_BAR = 0.8
"""Of the room of a year."""
_LEAST = 3
"""Units that can be seen."""


@dataclass(frozen=True)
class YearPlot:
    """The parts of a drawing."""

    first_year: int
    last_year: int
    said: str
    """All that it shows, in words."""
    bars: str
    """Data of an SVG path, to be filled."""


def year_plot(counts: Mapping[int, int], years: tuple[int, int]) -> YearPlot | None:
    """The drawing of `counts`, texts by year; None if fewer than two years have texts, for then there is nothing to
    compare. `years` are the first and the last to be drawn, and all of `counts` lie in them."""
    if len(counts) < 2:
        return None
    return YearPlot(*years, said=_said(counts, years), bars="".join(_bars(counts, years)))


def _bars(counts: Mapping[int, int], years: tuple[int, int]) -> list[str]:
    first, last = years
    room = WIDTH / (last - first + 1)
    width, most = max(_LEAST, round(_BAR * room)), max(counts.values())
    return [_bar(round((year - first) * room), width, counts[year] / most) for year in sorted(counts)]


def _bar(left: int, width: int, share: float) -> str:
    height = max(_LEAST, round(share * HEIGHT))
    return f"M{left} {HEIGHT}v-{height}h{width}v{height}z"


def _said(counts: Mapping[int, int], years: tuple[int, int]) -> str:
    each = ", ".join(f"{counts[year]:,} in {year}" for year in sorted(counts))
    return f"Texts by year, {years[0]} to {years[1]}: {each}."
