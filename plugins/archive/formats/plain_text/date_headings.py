"""Which lines of a plain-text page are the date headings of its posts.

Blogger prints "Thursday, 30 December 2021" above the posts of a day, newest first. A post may quote an older one of the
same blog together with its complete heading, or announce an event by its date, so a line that looks right is not yet a
heading. The rule (forms.md 1.4, 2.6): the weekday is right, the line stands alone, no quotation is introduced above it,
and the days of the page do not increase from one heading to the next. Of lines that contradict each other the most that
do not are headings: one quoted date never outvotes the posts of a page.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from archive.formats.plain_text.lines import Line, filled_before, is_furniture, spacing
from archive.text import MONTHS, WEEKDAYS

_HEADING = re.compile(rf"({'|'.join(WEEKDAYS)}),? ([0-9]{{1,2}}) ({'|'.join(MONTHS)}) ([0-9]{{4}})")
_YEARS_OLDER = 366
"""Days. A page of the blog spans weeks: a heading older by more than a year than its neighbour is quoted."""
_MUCH_OLDER = 60
"""Days. The longest pause between two posts of a page of the seeds is 12 days: a longer one is worth a look."""


@dataclass(frozen=True)
class Heading:
    """A date heading of a post."""

    at: int
    """Position in the list of lines."""
    day: date


Rejections = Iterator[tuple[Heading, str]]
Rule = Callable[[Sequence[Heading], Sequence[Line]], Rejections]
"""Says which of the headings that are left are none, and why."""


def parse_heading(text: str) -> date | None:
    """The day of a date heading such as "Monday 3 February 2020"; None if it is none or its weekday is wrong."""
    found = _HEADING.fullmatch(" ".join(text.split()))
    if not found:
        return None
    weekday, day, month, year = found.groups()
    try:
        parsed = date(int(year), MONTHS.index(month) + 1, int(day))
    except ValueError:
        return None
    return parsed if parsed.weekday() == WEEKDAYS.index(weekday) else None


def date_headings(lines: Sequence[Line], one_post: bool) -> tuple[list[Heading], list[str]]:
    """The headings that begin posts, and a remark on each line that looks like one but stays text.

    `one_post`: the page is known to hold a single post, so only its first heading counts.
    """
    candidates, remarks = _candidates(lines)
    one_label = any(line.folded.startswith("Showing posts with label") for line in lines[: _first(candidates)])
    accepted = candidates
    for rule in (_after_introduction, _later_than_the_first, *_rules_of_order(one_post, one_label)):
        rejected = {heading.at: reason for heading, reason in rule(accepted, lines)}
        remarks += [
            f"line {lines[at].number}: a date heading {reason}; kept as text" for at, reason in rejected.items()
        ]
        accepted = [heading for heading in accepted if heading.at not in rejected]
    return accepted, remarks + ([] if one_label else list(_long_pauses(accepted, lines)))


def _first(headings: Sequence[Heading]) -> int:
    return headings[0].at if headings else 0


def _candidates(lines: Sequence[Line]) -> tuple[list[Heading], list[str]]:
    spaced = spacing(lines).spaced
    found, remarks = [], []
    for at, line in enumerate(lines):
        if not _HEADING.fullmatch(line.folded):
            continue
        day = parse_heading(line.text)
        if day is None:
            remarks.append(f"line {line.number}: the weekday is not that of the date; kept as text")
        elif spaced and not _stands_alone(lines, at):
            remarks.append(f"line {line.number}: a date heading between other lines; kept as text")
        else:
            found.append(Heading(at, day))
    return found, remarks


def _stands_alone(lines: Sequence[Line], at: int) -> bool:
    before = at == 0 or lines[at - 1].blank or is_furniture(lines[at - 1])
    return before and (at + 1 == len(lines) or lines[at + 1].blank)


def _rules_of_order(one_post: bool, one_label: bool) -> tuple[Rule, ...]:
    if one_post:
        return (_after_the_first,)
    return (_years_before_later, _out_of_order) if one_label else (_years_before_later, _out_of_order, _years_older)


def _sure(headings: Sequence[Heading], lines: Sequence[Line]) -> bool:
    """True if nothing but furniture stands above the first heading, so that it cannot be quoted."""
    return bool(headings) and all(line.blank or is_furniture(line) for line in lines[: headings[0].at])


def _after_introduction(headings: Sequence[Heading], lines: Sequence[Line]) -> Rejections:
    for heading in headings:
        before = filled_before(lines, heading.at)
        if before and before.folded.endswith(":-"):
            yield heading, "after the introduction of a quotation"


def _later_than_the_first(headings: Sequence[Heading], lines: Sequence[Line]) -> Rejections:
    if _sure(headings, lines):
        later = (heading for heading in headings if heading.day > headings[0].day)
        yield from ((heading, "later than the first one of the page") for heading in later)


def _after_the_first(headings: Sequence[Heading], lines: Sequence[Line]) -> Rejections:
    yield from ((heading, "within a single post") for heading in headings[1:])


def _years_before_later(headings: Sequence[Heading], lines: Sequence[Line]) -> Rejections:
    latest = date.min
    for heading in reversed(headings):
        if (latest - heading.day).days > _YEARS_OLDER:
            yield heading, "older by more than a year than one that follows"
        latest = max(latest, heading.day)


def _out_of_order(headings: Sequence[Heading], lines: Sequence[Line]) -> Rejections:
    kept = _longest_descent([heading.day for heading in headings])
    yield from ((heading, "out of order") for at, heading in enumerate(headings) if at not in kept)


def _longest_descent(days: Sequence[date]) -> set[int]:
    """Positions of the most days that never increase.

    Of several choices the last day is the latest, as quotations are old; and each before it is the nearest to the next,
    as a day between two posts of a page would stand there itself if it were quoted.
    """
    runs: list[list[int]] = []  # for each length the positions where a run of that length ends, days increasing
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


def _years_older(headings: Sequence[Heading], lines: Sequence[Line]) -> Rejections:
    current: date | None = None
    for heading in headings:
        if current and (current - heading.day).days > _YEARS_OLDER:
            yield heading, "older by more than a year than the one before"
        else:
            current = heading.day


def _long_pauses(headings: Sequence[Heading], lines: Sequence[Line]) -> Iterator[str]:
    for earlier, heading in pairwise(headings):
        days = (earlier.day - heading.day).days
        if days > _MUCH_OLDER:
            number = lines[heading.at].number
            yield f"line {number}: {days} days older than the post above; taken as a post of its own, may be quoted"
