"""Days and instants as the union's pages print them. English always.

The rule: a date that can be read two ways is none. Drupal prints "Fri, 06/11/2015" month first unless it was told
otherwise, so there the weekday decides; the old site's bylines are day first (forms.md 2.1: W5).
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime

from archive.text import MONTHS, WEEKDAYS

_MONTH_NUMBERS = {
    **{name.lower(): number for number, name in enumerate(MONTHS, 1)},
    **{name[:3].lower(): number for number, name in enumerate(MONTHS, 1)},
    "sept": 9,
}
_MONTH = "|".join(sorted(_MONTH_NUMBERS, key=lambda name: (-len(name), name)))
_DAY_FIRST = re.compile(rf"\b(\d{{1,2}})(?:st|nd|rd|th)?\s+({_MONTH})\b\.?,?\s+(\d{{4}})\b", re.IGNORECASE | re.ASCII)
_MONTH_FIRST = re.compile(rf"\b({_MONTH})\b\.?\s+(\d{{1,2}})(?:st|nd|rd|th)?,?\s+(\d{{4}})\b", re.IGNORECASE | re.ASCII)
_NUMBERS = re.compile(r"(?<![\d/])(\d{1,2})/(\d{1,2})/(\d{4})(?![\d/])", re.ASCII)
_WEEKDAY = re.compile(rf"\b({'|'.join(day[:3] for day in WEEKDAYS)})(?:[a-z]*day)?\b", re.IGNORECASE)
_ALONE = re.compile(rf"\d{{1,2}}(?:st|nd|rd|th)\s+(?:{_MONTH})\s+\d{{4}}", re.IGNORECASE | re.ASCII)


def is_list_date(line: str) -> bool:
    """True for a line that is a date as the lists of the union's site print it, such as "06th Nov 2015"."""
    return bool(_ALONE.fullmatch(line))


def day_said(text: str) -> date | None:
    """The day that `text` names in words or numbers; None if it names none, no real one, or one of two."""
    if found := _DAY_FIRST.search(text):
        return _day(found[3], found[2], found[1])
    if found := _MONTH_FIRST.search(text):
        return _day(found[3], found[1], found[2])
    return _day_in_numbers(text)


def day_first(day: str, month: str, year: str) -> date | None:
    """The day of three numbers; None if there is no such day."""
    return _day(year, month, day)


def instant(text: str) -> tuple[date | None, datetime | None]:
    """The day and the instant, in UTC, of an ISO 8601 time: without a zone only its day; (None, None) if it is none."""
    try:
        said = datetime.fromisoformat(text.strip())
        return (said.date(), None) if said.tzinfo is None else (None, said.astimezone(UTC))
    except (ValueError, OverflowError):
        return None, None


def _day_in_numbers(text: str) -> date | None:
    found = _NUMBERS.search(text)
    if not found:
        return None
    first, second, year = found.groups()
    both = {day for day in (_day(year, second, first), _day(year, first, second)) if day}
    if weekday := _WEEKDAY.search(text):
        both = {day for day in both if WEEKDAYS[day.weekday()][:3].lower() == weekday[1].lower()}
    return both.pop() if len(both) == 1 else None


def _day(year: str, month: str, day: str) -> date | None:
    try:
        return date(int(year), _MONTH_NUMBERS.get(month.lower()) or int(month), int(day))
    except ValueError:
        return None
