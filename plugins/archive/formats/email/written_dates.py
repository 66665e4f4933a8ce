"""Read the dates that mail programs print above a forwarded message.

The rule: a date is read only if its day is certain. "03/04/2017" can be in March or April, so it is not a date.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime

from archive.times import MONTHS_OF_MAILS, parse_mail_time

_WORD = r"([^\W\d_]{3,10})\.?"
_FORMS = (
    (re.compile(rf"\b(\d{{1,2}})(?:st|nd|rd|th|er|\.|º)?[ -](?:de )?{_WORD}[ ,-]+(?:de )?(\d{{4}})\b"), "dmy"),
    (re.compile(rf"\b{_WORD}[ ](\d{{1,2}})(?:st|nd|rd|th)?,?[ ]+(\d{{4}})\b"), "mdy"),
    (re.compile(r"\b(\d{4})-(\d{2})-(\d{2})\b"), "ymd"),
    (re.compile(r"\b(\d{1,2})[/.](\d{1,2})[/.](\d{4})\b"), "dmy or mdy"),
)
_ZONE = re.compile(r"[+-]\d{4}\b")
_LONGEST = 200
_YEARS = range(1971, 2100)


def written_day(text: str) -> date | None:
    """Return the day in `text`, such as "Fri, 9 Jun 2017 at 16:20"; None if there is none or it is uncertain."""
    text = " ".join(text[:_LONGEST].split()).lower()
    for pattern, order in _FORMS:
        if found := pattern.search(text):
            return _day(order, found.groups())
    return None


def written_moment(text: str) -> datetime | None:
    """Return the instant in `text`, in UTC, if it is a complete date of a mail with a time zone."""
    if not _ZONE.search(text[:_LONGEST]):
        return None
    try:
        moment = parse_mail_time(text[:_LONGEST])
        return moment.astimezone(UTC) if moment.tzinfo and moment.year in _YEARS else None
    except ValueError:
        return None


def _day(order: str, parts: tuple[str, ...]) -> date | None:
    if order == "dmy or mdy":
        if int(parts[0]) == int(parts[1]) or int(parts[0]) > 12:
            order = "dmy"
        elif int(parts[1]) > 12:
            order = "mdy"
        else:
            return None
    year, month, day = (parts[order.index(each)] for each in "ymd")
    try:
        found = date(int(year), MONTHS_OF_MAILS.get(month) or int(month), int(day))
    except ValueError:
        return None
    return found if found.year in _YEARS else None
