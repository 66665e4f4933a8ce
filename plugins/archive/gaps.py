"""What is missing in a row: numbers of a series of titles, months of a blog.

The rule: only what lies between two that are there is missing. Values in, values out.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from archive.text import fold

_NUMBERED = re.compile(r"(?P<stem>.*[^\W\d_])\W+(?P<number>[0-9]{1,4})\W*")
_YEARS = range(1900, 2100)
"""Numbers that are years and count nothing: "Review of 2016"."""
_FEWEST_NUMBERS = 3
"""Numbers that make a series. Two titles often end alike by chance: "Part 1", "Part 2"."""


@dataclass(frozen=True)
class Series:
    """Titles that end in numbers."""

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
    numbers: defaultdict[str, set[int]] = defaultdict(set)
    names: dict[str, str] = {}
    for title in titles:
        if (found := _NUMBERED.fullmatch(title)) and (number := int(found["number"])) not in _YEARS:
            stem = fold(found["stem"])
            numbers[stem].add(number)
            names[stem] = min(names.get(stem, found["stem"]), found["stem"])
    for stem, seen in sorted(numbers.items()):
        missing = [number for number in range(min(seen), max(seen)) if number not in seen]
        if missing and len(seen) >= _FEWEST_NUMBERS:
            yield Series(names[stem], len(seen), min(seen), max(seen), tuple(_ranges(missing, str, "-")))


def months_without(months: Collection[tuple[int, int]]) -> Iterator[str]:
    """The months between the first and the last of `months`, (year, month), that are not among them.

    Like "2014-03", and of several in a row "2015-01 to 2015-04".
    """
    there = {year * 12 + month - 1 for year, month in months}
    empty = [number for number in range(min(there, default=0), max(there, default=0)) if number not in there]
    return _ranges(empty, lambda number: f"{number // 12}-{number % 12 + 1:02}", " to ")


def _ranges(numbers: Sequence[int], shown: Callable[[int], str], to: str) -> Iterator[str]:
    """Ascending `numbers` in words, neighbours together."""
    starts = [*numbers[:1], *(after for before, after in pairwise(numbers) if after > before + 1)]
    ends = [*(before for before, after in pairwise(numbers) if after > before + 1), *numbers[-1:]]
    for start, end in zip(starts, ends, strict=True):
        yield shown(start) if start == end else f"{shown(start)}{to}{shown(end)}"
