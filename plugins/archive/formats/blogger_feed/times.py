"""Instants as Blogger writes them, and the day they fall on in the blog's own zone (forms.md 3.3, 3.4, rule 9).

The rule: a time that is not complete, with its offset, is none; it is never guessed. Instants keep the seconds or
milliseconds that were given.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from functools import cache
from zoneinfo import ZoneInfo

HOME = "Europe/London"
"""The zone of the blog, where a source does not say it."""

_ATOM = re.compile(r"(\d{4}-\d\d-\d\d)[Tt ](\d\d:\d\d:\d\d)(\.\d{1,9})?([Zz]|[+-]\d\d:\d\d)", re.ASCII)
_RSS = re.compile(
    r"(?:[a-z]{3,9},\s*)?(\d{1,2})\s+([a-z]{3})[a-z]*\s+(\d{4})\s+(\d\d):(\d\d)(?::(\d\d))?\s+([+-]\d{4}|[a-z]{1,3})",
    re.IGNORECASE | re.ASCII,
)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_NAMED_OFFSETS = dict.fromkeys(["gmt", "ut", "utc", "z"], 0) | {
    "edt": -4, "est": -5, "cdt": -5, "cst": -6, "mdt": -6, "mst": -7, "pdt": -7, "pst": -8,
}  # fmt: skip
"""Hours east of UTC (RFC 822, section 5.1)."""
_ZONE_NAME = re.compile(r"[A-Za-z][\w+-]*(?:/[A-Za-z][\w+-]*){0,2}", re.ASCII)


def instant(written: str) -> datetime | None:
    """The instant that an Atom or RSS time names, aware, with the offset it was written with; None if it is none."""
    written = written.strip()
    try:
        if found := _ATOM.fullmatch(written):
            day, time, fraction, offset = found.groups()
            moment = datetime.fromisoformat(f"{day}T{time}{(fraction or '')[:7]}{offset.upper()}")
        elif found := _RSS.fullmatch(written):
            moment = _rss_time(*found.groups())
        else:
            return None
        moment.astimezone(UTC)
    except (ValueError, OverflowError, KeyError):  # the 31st of June, the year 9999, a zone nobody knows
        return None
    return moment


def day_of(moment: datetime, zone: tzinfo | None) -> date:
    """The day of `moment` in the blog's `zone`.

    Where that is not known, the offset that `moment` was written with is the blog's own, as classic exports and feeds
    have it; UTC says nothing of the blog, so it is read in the zone HOME.
    """
    if zone is None and moment.utcoffset():
        return moment.date()
    return moment.astimezone(zone or zone_named(HOME)).date()


@cache
def zone_named(name: str) -> tzinfo | None:
    """The zone of that name, "Europe/London"; None if there is none."""
    if not _ZONE_NAME.fullmatch(name):
        return None
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):  # OSError: the name of a folder of zones
        return None


def _rss_time(day: str, month: str, year: str, hour: str, minute: str, second: str | None, zone: str) -> datetime:
    date_time = (int(year), _MONTHS.index(month.lower()) + 1, int(day), int(hour), int(minute), int(second or 0))
    return datetime(*date_time, tzinfo=timezone(_offset(zone)))


def _offset(zone: str) -> timedelta:
    if zone[0] not in "+-":
        return timedelta(hours=_NAMED_OFFSETS[zone.lower()])
    minutes = int(zone[1:3]) * 60 + int(zone[3:])
    return timedelta(minutes=-minutes if zone[0] == "-" else minutes)
