"""Which lines of a plain-text page are the date headings of its posts.

Blogger prints "Thursday, 30 December 2021" above the posts of a day, newest first. A post may quote an older one of the
same blog together with its complete heading, so a line that looks right is not yet a heading. The rule (forms.md 1.4,
2.6): the weekday is right, the line stands alone, and no later heading on the page has a later date. The last part
is exact on a page ordered newest first, because what is quoted is older than what quotes it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from archive.text_lines import Line, is_furniture

_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]
_HEADING = re.compile(rf"({'|'.join(_WEEKDAYS)}),? (\d{{1,2}}) ({'|'.join(_MONTHS)}) (\d{{4}})")
_YEARS_OLDER = 366
"""Days. A page of the blog spans weeks: a last heading that is older by more than a year is quoted (forms.md 2.6)."""


@dataclass(frozen=True)
class Heading:
    """A date heading of a post."""

    at: int
    """Position in the list of lines."""
    day: date


def parse_heading(text: str) -> date | None:
    """The day of a date heading such as "Monday 3 February 2020"; None if it is none or its weekday is wrong."""
    found = _HEADING.fullmatch(" ".join(text.split()))
    if not found:
        return None
    weekday, day, month, year = found.groups()
    try:
        parsed = date(int(year), _MONTHS.index(month) + 1, int(day))
    except ValueError:
        return None
    return parsed if parsed.weekday() == _WEEKDAYS.index(weekday) else None


def date_headings(lines: Sequence[Line], one_post: bool) -> tuple[list[Heading], list[str]]:
    """The headings that begin posts, and a remark on each line that looks like one but stays text.

    `one_post`: the page is known to hold a single post, so only its first heading counts.
    """
    candidates, remarks = _candidates(lines)
    accepted: list[Heading] = []
    for heading, reason in zip(candidates, _objections(candidates, lines, one_post), strict=True):
        if reason:
            remarks.append(f"line {lines[heading.at].number}: a date heading {reason}; kept as text")
        else:
            accepted.append(heading)
    return accepted, remarks


def _candidates(lines: Sequence[Line]) -> tuple[list[Heading], list[str]]:
    spaced = any(line.blank for line in lines)
    found, remarks = [], []
    for at, line in enumerate(lines):
        if not _HEADING.fullmatch(line.folded):
            continue
        day = parse_heading(line.text)
        if day is None:
            remarks.append(f"line {line.number}: the weekday is not that of the date; kept as text")
        elif not spaced or _stands_alone(lines, at):
            found.append(Heading(at, day))
    return found, remarks


def _stands_alone(lines: Sequence[Line], at: int) -> bool:
    before = at == 0 or lines[at - 1].blank
    return before and (at + 1 == len(lines) or lines[at + 1].blank)


def _objections(headings: Sequence[Heading], lines: Sequence[Line], one_post: bool) -> list[str]:
    """For each heading why it is none, or ""."""
    reasons = [""] * len(headings)
    if not headings:
        return reasons
    first_is_sure = all(line.blank or is_furniture(line) for line in lines[: headings[0].at])
    one_label = any(line.folded.startswith("Showing posts with label") for line in lines[: headings[0].at])
    for at, heading in enumerate(headings[1:], 1):
        if one_post and first_is_sure:
            reasons[at] = "within a single post"
        elif first_is_sure and heading.day > headings[0].day:
            reasons[at] = "later than the first one of the page"
        elif _introduced(lines, heading.at):
            reasons[at] = "after the introduction of a quotation"
    latest = date.min
    for at in range(len(headings) - 1, -1, -1):
        if not reasons[at]:
            if headings[at].day < latest and not (at == 0 and first_is_sure):
                reasons[at] = "older than one that follows"
            latest = max(latest, headings[at].day)
    return reasons if one_label else _without_leaps(headings, reasons)


def _introduced(lines: Sequence[Line], at: int) -> bool:
    before = next((line for line in reversed(lines[:at]) if not line.blank), None)
    return before is not None and before.folded.endswith(":-")


def _without_leaps(headings: Sequence[Heading], reasons: list[str]) -> list[str]:
    current: date | None = None
    for at, heading in enumerate(headings):
        if reasons[at]:
            continue
        if current and (current - heading.day).days > _YEARS_OLDER:
            reasons[at] = "older by more than a year"
        else:
            current = heading.day
    return reasons
