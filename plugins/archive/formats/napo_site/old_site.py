"""What the union's old ColdFusion site prints around its texts, in any copy of its pages (forms.md 2.1: W5; 4.3).

The rule: a byline reads "Posted By: Name @ dd/mm/yyyy hh:mm PM  General  Comments (0)", day first, and belongs to the
text before it. The hour is of a clock nobody knows, so only the day is kept.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from archive.formats.napo_site.bylines import day_first

_BYLINE = re.compile(
    r"Posted By:\s*(?P<name>.{0,100}?)\s*@\s*(?P<day>\d{1,2})/(?P<month>\d{1,2})/(?P<year>\d{4})"
    r"\s+\d{1,2}:\d{2}(?::\d{2})?\s*[AP]M\b.{0,200}",
    re.IGNORECASE | re.ASCII,
)
_FURNITURE = re.compile(
    r"You must log ?in to Post a Comment\W*|(?:Text|Font) size\W*(?:A[+-]?(?: A[+-]?)*)?|A[+-]?(?: A[+-]?)*|General"
    r"|(?:<< Prev\w* )?(?:\d+ )*\d+(?: >> Next)?|<< Prev\w*|>> Next|Comments? \(\d+\)|General Secretary['’]s Blog",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Byline:
    """What stands under a text of the old site."""

    author: str | None
    day: date | None
    text: str

    @property
    def remarks(self) -> tuple[str, ...]:
        """What is wrong with it."""
        return () if self.day else (f'"{self.text[:80]}" has no real day; published without one',)


def read_byline(line: str) -> Byline | None:
    """The byline that the whole tidy `line` is; None if it is none."""
    found = _BYLINE.fullmatch(line)
    if not found:
        return None
    return Byline(found["name"] or None, day_first(found["day"], found["month"], found["year"]), line)


def is_furniture(line: str) -> bool:
    """Whether the whole tidy `line` belongs to the page and not to its texts."""
    return bool(_FURNITURE.fullmatch(line))
