"""Count posts and comments by month and by quarter.

The rule: a month from which the archive has nothing is a gap, None, not 0: something may have been published.
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
"""Counts of consecutive months or quarters; None for a gap."""


@dataclass(frozen=True)
class MonthCounts:
    """Texts and comments by month. A comment counts in the month of its post, as not every comment has a time."""

    texts: Mapping[Month, int]
    """Only months that have any."""
    comments: Mapping[Month, int]
    """For the same months."""
    undated: int
    """Texts without even a month."""
    undated_comments: int
    """Comments on undated texts."""

    @cached_property
    def years(self) -> range:
        """All years from the first with a text to the last; empty if nothing has a date."""
        known = [year for year, _ in self.texts]
        return range(min(known), max(known) + 1) if known else range(0)

    @property
    def missing(self) -> int:
        """Number of gaps between the first and the last month."""
        numbers = [12 * year + month for year, month in self.texts]
        return max(numbers) - min(numbers) + 1 - len(numbers) if numbers else 0

    def by_month(self, year: int, counts: Mapping[Month, int]) -> Cells:
        """Return the twelve months of `year` from `counts`."""
        months = ((year, month) for month in range(1, 13))
        return tuple(counts.get(month, 0) if month in self.texts else None for month in months)

    def by_quarter(self, year: int, counts: Mapping[Month, int]) -> Cells:
        """Return the quarters of `year`; a gap only if all three months are gaps."""
        months = self.by_month(year, counts)
        known = [[each for each in months[at : at + 3] if each is not None] for at in range(0, 12, 3)]
        return tuple(sum(quarter) if quarter else None for quarter in known)


def count_by_month(posts: Iterable[Post]) -> MonthCounts:
    """Count the posts and their comments by month."""
    texts: Counter[Month | None] = Counter()
    comments: Counter[Month | None] = Counter()
    for post in posts:
        texts[post.month] += 1
        comments[post.month] += len(post.comments)
    undated, undated_comments = texts.pop(None, 0), comments.pop(None, 0)
    return MonthCounts(_dated(texts), _dated(comments), undated, undated_comments)


def _dated(counts: Mapping[Month | None, int]) -> dict[Month, int]:
    return {month: counts[month] for month in sorted(filter(None, counts))}
