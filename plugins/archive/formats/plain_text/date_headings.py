"""Find the date headings of a plain-text page, such as "Thursday, 30 December 2021" above the posts of a day.

A post can quote an older post with its complete heading, or announce an event by its date, so a line that looks like a
heading may not be one.

The rule: a heading has the right weekday and a line of its own, no line above it introduces a quotation, and the dates
of a page never increase, because Blogger prints the newest post first. If dates contradict each other, the largest set
that is in order wins, so one quoted date never outvotes the posts of a page. See "Date headings" and "Quoted headings"
in docs/formats.md.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from archive.formats.plain_text.furniture import is_furniture
from archive.formats.plain_text.lines import TextLine, measure_spacing, non_blank_before
from archive.text import MONTHS, WEEKDAYS

_WEEKDAY, _MONTH = "|".join(WEEKDAYS), "|".join(MONTHS)
_DAY_FIRST = re.compile(rf"({_WEEKDAY}),? ([0-9]{{1,2}}) ({_MONTH}) ([0-9]{{4}})", re.IGNORECASE)
_MONTH_FIRST = re.compile(rf"({_WEEKDAY}),? ({_MONTH}) ([0-9]{{1,2}}),? ([0-9]{{4}})", re.IGNORECASE)
_DAY_WITHIN = re.compile(rf"\b([0-9]{{1,2}}) ({_MONTH}) ([0-9]{{4}})\b|\b({_MONTH}) ([0-9]{{1,2}}), ([0-9]{{4}})\b")
_YEARS_OLDER = 366
"""Days. A page of the blog covers weeks, so a heading more than a year older than its neighbour is quoted."""
_MUCH_OLDER = 60
"""Days. The longest pause between two posts on a page of the sample scrapes is 12 days; a much longer one needs a
look."""


@dataclass(frozen=True)
class DateHeading:
    """The date heading of a post."""

    at: int
    """Position in the list of lines."""
    day: date


Rejections = Iterator[tuple[DateHeading, str]]
"""Lines that are not headings after all, each with the reason."""
HeadingRule = Callable[[Sequence[DateHeading], Sequence[TextLine]], Rejections]


def parse_heading(text: str) -> date | None:
    """Parse a date heading such as "Monday 3 February 2020"; return None for other text or a wrong weekday."""
    line = " ".join(text.split())
    if found := _DAY_FIRST.fullmatch(line):
        weekday, day, month, year = found.groups()
    elif found := _MONTH_FIRST.fullmatch(line):
        weekday, month, day, year = found.groups()
    else:
        return None
    parsed = _date(day, month, year)
    return parsed if parsed and parsed.weekday() == WEEKDAYS.index(weekday.capitalize()) else None


def find_day(line: str) -> date | None:
    """Return the only date in words within a line; None if there is none or more than one."""
    found = [_date(one[0] or one[4], one[1] or one[3], one[2] or one[5]) for one in _DAY_WITHIN.findall(line)]
    return found[0] if len(found) == 1 else None


def _date(day: str, month: str, year: str) -> date | None:
    try:
        return date(int(year), MONTHS.index(month.capitalize()) + 1, int(day))
    except ValueError:
        return None


def _looks_like_heading(line: TextLine) -> bool:
    return bool(_DAY_FIRST.fullmatch(line.collapsed) or _MONTH_FIRST.fullmatch(line.collapsed))


def find_date_headings(lines: Sequence[TextLine], one_post: bool) -> tuple[list[DateHeading], list[str]]:
    """Return the headings that start posts, and a remark for each line that looks like one but stays text.

    `one_post` means that the page is known to have a single post, so only its first heading counts.
    """
    candidates, remarks = _candidates(lines)
    one_label = any(line.collapsed.startswith("Showing posts with label") for line in lines[: _first(candidates)])
    accepted = candidates
    for rule in (_after_introduction, _later_than_the_first, *_rules_of_order(one_post, one_label)):
        rejected = {heading.at: reason for heading, reason in rule(accepted, lines)}
        remarks += [
            f"line {lines[at].number}: a date heading {reason}; kept as text" for at, reason in rejected.items()
        ]
        accepted = [heading for heading in accepted if heading.at not in rejected]
    return accepted, remarks + ([] if one_label else list(_long_pauses(accepted, lines)))


def _first(headings: Sequence[DateHeading]) -> int:
    return headings[0].at if headings else 0


def _candidates(lines: Sequence[TextLine]) -> tuple[list[DateHeading], list[str]]:
    spaced, tight = measure_spacing(lines).spaced, is_title_below_heading(lines)
    found, remarks = [], []
    for at, line in enumerate(lines):
        if not _looks_like_heading(line):
            continue
        day = parse_heading(line.text)
        if day is None:
            remarks.append(f"line {line.number}: the weekday does not match the date; kept as text")
        elif spaced and not _stands_alone(lines, at, tight):
            remarks.append(f"line {line.number}: a date heading between other lines; kept as text")
        else:
            found.append(DateHeading(at, day))
    return found, remarks


def is_title_below_heading(lines: Sequence[TextLine]) -> bool:
    """Return True if the page prints titles directly below their dates: its first line, other than furniture, is a date
    and the next one is not blank."""
    first = next((at for at, line in enumerate(lines) if not (line.blank or is_furniture(line))), len(lines))
    return first + 1 < len(lines) and parse_heading(lines[first].text) is not None and not lines[first + 1].blank


def _stands_alone(lines: Sequence[TextLine], at: int, tight: bool) -> bool:
    """Return True if no other text is next to the line, except a title on a page that prints them directly below."""
    before = at == 0 or lines[at - 1].blank or is_furniture(lines[at - 1])
    return before and (tight or at + 1 == len(lines) or lines[at + 1].blank)


def _rules_of_order(one_post: bool, one_label: bool) -> tuple[HeadingRule, ...]:
    if one_post:
        return (_after_the_first,)
    return (_years_before_later, _out_of_order) if one_label else (_years_before_later, _out_of_order, _years_older)


def _starts_page(headings: Sequence[DateHeading], lines: Sequence[TextLine]) -> bool:
    """Return True if only boilerplate is above the first heading, so that it cannot be quoted."""
    return bool(headings) and all(line.blank or is_furniture(line) for line in lines[: headings[0].at])


def _after_introduction(headings: Sequence[DateHeading], lines: Sequence[TextLine]) -> Rejections:
    for heading in headings:
        before = non_blank_before(lines, heading.at)
        if before and before.collapsed.endswith(":-"):
            yield heading, "after a line that introduces a quotation"


def _later_than_the_first(headings: Sequence[DateHeading], lines: Sequence[TextLine]) -> Rejections:
    if _starts_page(headings, lines):
        later = (heading for heading in headings if heading.day > headings[0].day)
        yield from ((heading, "later than the first one on the page") for heading in later)


def _after_the_first(headings: Sequence[DateHeading], lines: Sequence[TextLine]) -> Rejections:
    yield from ((heading, "within a single post") for heading in headings[1:])


def _years_before_later(headings: Sequence[DateHeading], lines: Sequence[TextLine]) -> Rejections:
    latest = date.min
    for heading in reversed(headings):
        if (latest - heading.day).days > _YEARS_OLDER:
            yield heading, "more than a year older than one that follows"
        latest = max(latest, heading.day)


def _out_of_order(headings: Sequence[DateHeading], lines: Sequence[TextLine]) -> Rejections:
    kept = _longest_descent([heading.day for heading in headings])
    yield from ((heading, "out of order") for at, heading in enumerate(headings) if at not in kept)


def _longest_descent(days: Sequence[date]) -> set[int]:
    """Return the positions of the longest run of days that never increases.

    If several runs are equally long, prefer the latest last day, because quotations are old, and then for each day
    before it the one nearest to the next.
    """
    runs: list[list[int]] = []  # for each length, the positions where a run of that length ends, days increasing
    keys: list[int] = []
    for at, day in enumerate(days):
        length = bisect_right(keys, -day.toordinal())
        if length == len(runs):
            runs.append([])
            keys.append(0)
        runs[length].append(at)
        keys[length] = -day.toordinal()
    return set(_latest_run(runs, days))


def _latest_run(runs: Sequence[Sequence[int]], days: Sequence[date]) -> Iterator[int]:
    below: int | None = None
    for ends in reversed(runs):
        below = ends[-1] if below is None else next(at for at in ends if days[at] >= days[below])
        yield below


def _years_older(headings: Sequence[DateHeading], lines: Sequence[TextLine]) -> Rejections:
    current: date | None = None
    for heading in headings:
        if current and (current - heading.day).days > _YEARS_OLDER:
            yield heading, "more than a year older than the one before"
        else:
            current = heading.day


def _long_pauses(headings: Sequence[DateHeading], lines: Sequence[TextLine]) -> Iterator[str]:
    for earlier, heading in pairwise(headings):
        days = (earlier.day - heading.day).days
        if days > _MUCH_OLDER:
            number = lines[heading.at].number
            yield f"line {number}: a post {days} days older than the one above; it may be a quotation"
