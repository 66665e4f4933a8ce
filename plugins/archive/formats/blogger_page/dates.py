"""Find when a post or comment was published, from what its page says.

Times come from attributes, above all from `showComment=` ("showComment" in docs/formats.md). Printed dates are in the
blog's language and order, so only an English day with the name of the month is accepted, and only if its weekday is
right.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta

from archive.text import MONTHS, WEEKDAYS

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_ISO_TIME = re.compile(r"\d{4}-\d\d-\d\dT[\d:.,]+(?:Z|[+-]\d\d:?\d\d)?", re.ASCII)
_SHOWN_COMMENT = re.compile(r"[?&;]showComment=(\d{1,15})(?!\d)", re.ASCII)
_WEEKDAY = rf"(?:(?P<weekday>{'|'.join(WEEKDAYS)}),? )?"
_MONTH = rf"(?P<month>{'|'.join(MONTHS)})"
_PRINTED_DAY = (
    re.compile(rf"{_WEEKDAY}(?P<day>[0-9]{{1,2}}) {_MONTH},? (?P<year>[0-9]{{4}})"),
    re.compile(rf"{_WEEKDAY}{_MONTH} (?P<day>[0-9]{{1,2}}),? (?P<year>[0-9]{{4}})"),
)


def parse_printed_day(text: str) -> date | None:
    """Parse "Wednesday, 26 May 2021", "26 May 2021" or "May 26, 2021"; None if it is not a valid date."""
    found = next((match for pattern in _PRINTED_DAY if (match := pattern.fullmatch(text))), None)
    if not found:
        return None
    try:
        day = date(int(found["year"]), MONTHS.index(found["month"]) + 1, int(found["day"]))
    except ValueError:
        return None
    return day if found["weekday"] in (None, WEEKDAYS[day.weekday()]) else None


def parse_attribute_time(text: str) -> datetime | None:
    """Parse an attribute in ISO 8601. The result is naive if no offset is given; None if it is not valid."""
    if not _ISO_TIME.fullmatch(text.strip()):
        return None
    try:
        written = datetime.fromisoformat(text.strip())
        if written.tzinfo:
            written.astimezone(UTC)  # fails before the year 1 and after 9999
    except (ValueError, OverflowError):
        return None
    return written


def show_comment_time(address: str) -> datetime | None:
    """Return the time of the comment in `address`, in UTC: `showComment=` counts milliseconds since 1970."""
    found = _SHOWN_COMMENT.search(address)
    return time_from_milliseconds(found[1]) if found else None


def time_from_milliseconds(digits: str) -> datetime | None:
    """Return the UTC time of a timestamp in milliseconds since 1970; None if it is out of range."""
    try:
        return _EPOCH + timedelta(milliseconds=int(digits))
    except (ValueError, OverflowError):
        return None
