"""Find when a post or comment was published, from what its page says.

Times come from attributes, above all from `showComment=` ("showComment" in docs/formats.md). Printed dates are in the
blog's language and order, so only an English day with the name of the month is accepted, and only if its weekday is
right (`page_statements.times`).
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

from archive.formats.page_statements.times import parse_day, parse_time

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_SHOWN_COMMENT = re.compile(r"showComment(?:=|%(?:25){0,2}3D|\\x3d|\\u003d)([0-9]{1,15})(?![0-9])", re.IGNORECASE)
"""In any place of an address: mirrors write "slug.html%3FshowComment=1500000000000" and "slug.html@showComment=…"."""

parse_printed_day = parse_day
parse_attribute_time = parse_time

_PRINTED_TIME = re.compile(
    r"(?P<day>[\w, ]+?),?(?: at)? (?P<hour>[0-9]{1,2}):(?P<minute>[0-9]{2})(?: (?P<half>[AaPp][Mm]))?"
)


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


def parse_printed_time(text: str) -> datetime | None:
    """Parse "8 March 2016 at 09:02" or "March 8, 2016 at 9:02 AM", without a zone; None if it is not valid."""
    found = _PRINTED_TIME.fullmatch(" ".join(text.split()))
    day = parse_printed_day(found["day"]) if found else None
    if not found or not day:
        return None
    hour, is_pm = int(found["hour"]), (found["half"] or "").upper() == "PM"
    hour = hour % 12 + 12 * is_pm if found["half"] else hour
    try:
        return datetime(day.year, day.month, day.day, hour, int(found["minute"]))
    except ValueError:
        return None
