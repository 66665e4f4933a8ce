"""Parse the times that pages state: ISO 8601 in all its forms, mail dates, and English days with the month's name.

A date in numbers that can be read in two ways, such as 04/06/2017, is not a time.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime

from archive.text import MONTHS, WEEKDAYS
from archive.times import ENGLISH_MONTHS, parse_iso_time, parse_mail_time

_ISO_TIME = re.compile(
    r"(?P<day>[0-9]{4}-?[0-9]{2}-?[0-9]{2})[T ](?P<time>[0-9]{2}:?[0-9]{2}(?::?[0-9]{2}(?:[.,][0-9]{1,9})?)?)"
    r"\s?(?P<zone>Z|UTC|GMT|[+-][0-9]{2}(?::?[0-9]{2})?)?",
    re.IGNORECASE,
)
_ISO_DAY = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})|([0-9]{4})/([0-9]{2})/([0-9]{2})")
_MAIL_DATE = re.compile(
    r"(?:[A-Z][a-z]{2}, )?[0-9]{1,2} [A-Z][a-z]{2} [0-9]{4} [0-9:]{5,8} (?:GMT|UTC?|Z|[+-][0-9]{4})"
)
_NAMES = "|".join(f"{name}|{name[:3]}" for name in MONTHS)
_WEEKDAY = rf"(?:(?P<weekday>{'|'.join(WEEKDAYS)}),? )?"
_DAY = r"(?P<day>[0-9]{1,2})(?:st|nd|rd|th)?"
_PRINTED = (
    re.compile(rf"{_WEEKDAY}{_DAY} (?P<month>{_NAMES})\.?,? (?P<year>[0-9]{{4}})"),
    re.compile(rf"{_WEEKDAY}(?P<month>{_NAMES})\.? {_DAY},? (?P<year>[0-9]{{4}})"),
)


def parse_time(text: str) -> datetime | None:
    """Parse an instant, or a time without a zone (the result is then naive). None if it is not valid."""
    written = " ".join(text.split())
    try:
        if found := _ISO_TIME.fullmatch(written):
            return parse_iso_time(f"{found['day']}T{found['time']}{_zone(found['zone'])}")
        if _MAIL_DATE.fullmatch(written):
            moment = parse_mail_time(written)
            return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    except ValueError:
        pass
    return None


def parse_day(text: str) -> date | None:
    """Parse a day without a time: "2017-06-14", "14 June 2017", "Wednesday, June 14, 2017". None if it is not valid."""
    written = " ".join(text.split())
    try:
        if found := _ISO_DAY.fullmatch(written):
            year, month, day = (int(part) for part in found.groups() if part)
            return date(year, month, day)
        return _printed_day(written)
    except ValueError:
        return None


def day_of(text: str) -> date | None:
    """Return the day of a time or day, in its own offset."""
    moment = parse_time(text)
    return moment.date() if moment else parse_day(text)


def _zone(written: str | None) -> str:
    return "+00:00" if written and written.upper() in ("Z", "UTC", "GMT") else written or ""


def _printed_day(text: str) -> date | None:
    found = next((match for pattern in _PRINTED if (match := pattern.fullmatch(text))), None)
    if not found:
        return None
    day = date(int(found["year"]), ENGLISH_MONTHS[found["month"].lower()], int(found["day"]))
    return day if found["weekday"] in (None, WEEKDAYS[day.weekday()]) else None
