"""Parse the times that Blogger writes, and find the day they fall on in the blog's time zone.

An incomplete time or one without an offset is not valid; it is never guessed. Times keep the seconds or fractions of a
second that were given ("Times and days" in docs/formats.md).
"""

from __future__ import annotations

import re
from datetime import date, datetime, tzinfo
from functools import cache
from zoneinfo import ZoneInfo

from archive.times import ENGLISH_MONTHS, parse_iso_time

HOME_ZONE = "Europe/London"
"""The blog's time zone, if the source doesn't give it."""

_ATOM = re.compile(r"(\d{4}-\d\d-\d\d)[Tt ](\d\d:\d\d:\d\d)(\.\d{1,9})?([Zz]|[+-]\d\d:\d\d)", re.ASCII)
_RSS = re.compile(
    r"(?:[a-z]{3,9},\s*)?(\d{1,2})\s+([a-z]{3})[a-z]*\s+(\d{4})\s+(\d\d):(\d\d)(?::(\d\d))?\s+([+-]\d{4}|[a-z]{1,3})",
    re.IGNORECASE | re.ASCII,
)
_NAMED_OFFSETS = dict.fromkeys(["gmt", "ut", "utc", "z"], 0) | {
    "edt": -4, "est": -5, "cdt": -5, "cst": -6, "mdt": -6, "mst": -7, "pdt": -7, "pst": -8,
}  # fmt: skip
"""Hours east of UTC (RFC 822, section 5.1)."""
_ZONE_NAME = re.compile(r"[A-Za-z][\w+-]*(?:/[A-Za-z][\w+-]*){0,2}", re.ASCII)


def parse_time(written: str) -> datetime | None:
    """Parse an Atom or RSS time. The result is aware and keeps its offset; None if it is not a valid time."""
    written = written.strip()
    try:
        if found := _ATOM.fullmatch(written):
            day, time, fraction, offset = found.groups()
            return parse_iso_time(f"{day}T{time}{(fraction or '')[:7]}{offset.upper()}")
        if found := _RSS.fullmatch(written):
            return _rss_time(*found.groups())
    except (ValueError, KeyError):  # the 31st of June, the year 9999, an unknown month or zone
        pass
    return None


def day_of(moment: datetime, zone: tzinfo | None) -> date:
    """Return the day of `moment` in the blog's time zone.

    If `zone` is None, the offset of `moment` is taken to be the blog's, as in classic exports and feeds. UTC says
    nothing about the blog, so it is converted to HOME_ZONE.
    """
    if zone is None and moment.utcoffset():
        return moment.date()
    return moment.astimezone(zone or time_zone(HOME_ZONE)).date()


@cache
def time_zone(name: str) -> tzinfo | None:
    """Return the time zone with that name ("Europe/London"), or None."""
    if not _ZONE_NAME.fullmatch(name):
        return None
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):  # OSError: the name of a folder in the database
        return None


def _rss_time(day: str, month: str, year: str, hour: str, minute: str, second: str | None, zone: str) -> datetime:
    offset = zone if zone[0] in "+-" else f"{_NAMED_OFFSETS[zone.lower()]:+03}00"
    day_in_numbers = f"{year}-{ENGLISH_MONTHS[month.lower()]:02}-{int(day):02}"
    return parse_iso_time(f"{day_in_numbers}T{hour}:{minute}:{second or '00'}{offset}")
