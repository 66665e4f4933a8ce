"""What is missing in a row: numbers of a series of titles, months of a blog.

The rule: only what lies between two that are there is missing. Values in, values out.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass

from archive.series import Gap, Titled, gaps_between, series_of


@dataclass(frozen=True)
class Series:
    """Titles of one series, as `archive.series` finds them."""

    name: str
    """What stands before the number."""
    seen: int
    """How many numbers."""
    first: int
    last: int
    missing: tuple[str, ...]
    """Numbers between them that no source has: "198", "200-227"."""


def series_with_gaps(titles: Iterable[str]) -> Iterator[Series]:
    """The series among `titles`, by name, in which numbers are missing between the first and the last."""
    for series in series_of(Titled(ref="", title=title) for title in titles):
        numbers = series.numbers
        if missing := tuple(_in_words(gap, str, "-") for gap in gaps_between(numbers)):
            yield Series(series.name, len(numbers), numbers[0], numbers[-1], missing)


def months_without(months: Collection[tuple[int, int]]) -> Iterator[str]:
    """The months between the first and the last of `months`, (year, month), that are not among them.

    Like "2014-03", and of several in a row "2015-01 to 2015-04".
    """
    there = sorted({year * 12 + month - 1 for year, month in months})
    for gap in gaps_between(there):
        yield _in_words(gap, lambda number: f"{number // 12}-{number % 12 + 1:02}", " to ")


def _in_words(gap: Gap, shown: Callable[[int], str], to: str) -> str:
    first, last = gap
    return shown(first) if first == last else f"{shown(first)}{to}{shown(last)}"
