"""How many texts and comments there are of each month.

The rule: a time of which the archive has no text is a gap, None, and not a zero, for nothing is known of it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from archive.model import Post

Month = tuple[int, int]
"""Year and month."""
Cells = tuple[int | None, ...]
"""Counts of times that follow each other; None for a gap."""


@dataclass(frozen=True)
class MonthCounts:
    """Texts and comments by month. A comment counts in the month of its text, for not all have a time of their own."""

    texts: Mapping[Month, int]
    """Of the months that have any."""
    comments: Mapping[Month, int]
    """Of the same months."""
    undated: int
    """Texts of which not even the month is known."""
    undated_comments: int
    """Comments on those."""

    @cached_property
    def years(self) -> range:
        """From the first with a text to the last; empty if there is none."""
        known = [year for year, _ in self.texts]
        return range(min(known), max(known) + 1) if known else range(0)

    @property
    def missing(self) -> int:
        """Months between the first and the last with a text that have none."""
        numbers = [12 * year + month for year, month in self.texts]
        return max(numbers) - min(numbers) + 1 - len(numbers) if numbers else 0

    def by_month(self, year: int, counts: Mapping[Month, int]) -> Cells:
        """The twelve months of `year` as `counts` has them."""
        months = ((year, month) for month in range(1, 13))
        return tuple(counts.get(month, 0) if month in self.texts else None for month in months)

    def by_quarter(self, year: int, counts: Mapping[Month, int]) -> Cells:
        """The same in quarters; a gap only where all three months are one."""
        months = self.by_month(year, counts)
        known = [[each for each in months[at : at + 3] if each is not None] for at in range(0, 12, 3)]
        return tuple(sum(quarter) if quarter else None for quarter in known)


def count_by_month(posts: Iterable[Post]) -> MonthCounts:
    """What there is of each month."""
    texts: Counter[Month | None] = Counter()
    comments: Counter[Month | None] = Counter()
    for post in posts:
        texts[post.month] += 1
        comments[post.month] += len(post.comments)
    undated, undated_comments = texts.pop(None, 0), comments.pop(None, 0)
    return MonthCounts(_dated(texts), _dated(comments), undated, undated_comments)


def _dated(counts: Mapping[Month | None, int]) -> dict[Month, int]:
    return {month: counts[month] for month in sorted(filter(None, counts))}
