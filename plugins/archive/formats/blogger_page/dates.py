"""When a post or comment was published, from what its page says.

The rule: an attribute says the instant, `showComment=` above all (forms.md 2.4 and 3.2). Printed dates are in the
blog's language and order, so only an English day with the month's name is read, and only if its weekday is right.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta

from archive.text import MONTHS, WEEKDAYS

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_INSTANT = re.compile(r"\d{4}-\d\d-\d\dT[\d:.,]+(?:Z|[+-]\d\d:?\d\d)?", re.ASCII)
_SHOWN_COMMENT = re.compile(r"[?&;]showComment=(\d{1,15})(?!\d)", re.ASCII)
_WEEKDAY = rf"(?:(?P<weekday>{'|'.join(WEEKDAYS)}),? )?"
_MONTH = rf"(?P<month>{'|'.join(MONTHS)})"
_PRINTED = (
    re.compile(rf"{_WEEKDAY}(?P<day>[0-9]{{1,2}}) {_MONTH},? (?P<year>[0-9]{{4}})"),
    re.compile(rf"{_WEEKDAY}{_MONTH} (?P<day>[0-9]{{1,2}}),? (?P<year>[0-9]{{4}})"),
)


def printed_day(text: str) -> date | None:
    """The day of "Wednesday, 26 May 2021", "26 May 2021" or "May 26, 2021"; None if it is none or cannot be."""
    found = next((match for pattern in _PRINTED if (match := pattern.fullmatch(text))), None)
    if not found:
        return None
    try:
        day = date(int(found["year"]), MONTHS.index(found["month"]) + 1, int(found["day"]))
    except ValueError:
        return None
    return day if found["weekday"] in (None, WEEKDAYS[day.weekday()]) else None


def written_instant(text: str) -> datetime | None:
    """The instant, or the local time if no zone is given, of an attribute in ISO 8601; None if it is none."""
    if not _INSTANT.fullmatch(text.strip()):
        return None
    try:
        written = datetime.fromisoformat(text.strip())
        if written.tzinfo:
            written.astimezone(UTC)  # there is none before the year 1 and after 9999
    except (ValueError, OverflowError):
        return None
    return written


def shown_comment(address: str) -> datetime | None:
    """When the comment that `address` shows was published, in UTC: `showComment=` counts milliseconds since 1970."""
    found = _SHOWN_COMMENT.search(address)
    return milliseconds(found[1]) if found else None


def milliseconds(digits: str) -> datetime | None:
    """The instant, in UTC, so many milliseconds after the beginning of 1970; None if there is no such year."""
    try:
        return _EPOCH + timedelta(milliseconds=int(digits))
    except (ValueError, OverflowError):
        return None
