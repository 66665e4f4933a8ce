"""Parse the notations of time that all input forms share: ISO 8601 and dates of mails, and months by name.

The rule: 24:00 is the start of the next day, and a leap second, which Python's datetime can't hold, is the second after
it. Only the last minute of a day in UTC has one; any other 60th second is an error. What counts as a time, and how much
of it must be there, is up to each input form.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from archive.text import MONTHS

ENGLISH_MONTHS = {
    **{name.lower(): number for number, name in enumerate(MONTHS, 1)},
    **{name[:3].lower(): number for number, name in enumerate(MONTHS, 1)},
    "sept": 9,
}
"""Numbers of months by their English names and short forms, in lower case."""
_OTHER_MONTHS = (
    "januar janvier janv enero ene gennaio gen januari janeiro ionawr",
    "februar février févr fevrier febrero febbraio februari fevereiro fev chwefror",
    "märz mär mars marzo maart mrt março mawrth",
    "avril avr abril abr aprile ebrill",
    "mai mayo maggio mag mei maio maj",
    "juni juin junio giugno giu junho mehefin",
    "juli juillet juil julio luglio lug julho gorffennaf",
    "août aout agosto ago augustus awst augusti",
    "septembre septiembre settembre set setembro medi",
    "oktober okt octobre octubre ottobre ott outubro out hydref",
    "novembre noviembre novembro tachwedd",
    "dezember dez décembre déc decembre diciembre dic dicembre dezembro rhagfyr",
)
MONTHS_OF_MAILS = ENGLISH_MONTHS | {
    name: number for number, names in enumerate(_OTHER_MONTHS, 1) for name in names.split()
}
"""Numbers of months in the languages in which mail programs print dates, in lower case."""

_MIDNIGHT = re.compile(r"([T ])24(?=:?00(?::?00(?:[.,]0+)?)?(?:\s*(?:[A-Z]|[+-]|$)))", re.IGNORECASE)
_LEAP_SECOND = re.compile(r"([T ][0-9]{2}:?[0-5][0-9]:?)60(?![0-9])", re.IGNORECASE)


def parse_iso_time(text: str) -> datetime:
    """Parse an ISO 8601 time; the result is naive if it has no zone.

    Raises ValueError, also if the instant in UTC is before the year 1 or after 9999.
    """
    written, late = _within_a_day(text)
    return _moved(datetime.fromisoformat(written), late)


def parse_mail_time(text: str) -> datetime:
    """Parse the date of a mail (RFC 5322); the result is naive if it has no zone or -0000.

    Raises ValueError, as `parse_iso_time`.
    """
    written, late = _within_a_day(text)
    try:
        moment = parsedate_to_datetime(written)
    except (TypeError, IndexError, OverflowError) as error:  # what else email.utils raises
        raise ValueError(f"{text[:80]} is not a date of a mail") from error
    return _moved(moment, late)


def _within_a_day(text: str) -> tuple[str, timedelta]:
    """Return `text` with an hour below 24 and a second below 60, and what is to be added to the time in it."""
    written, midnights = _MIDNIGHT.subn(r"\g<1>00", text, 1)
    written, seconds = _LEAP_SECOND.subn(r"\g<1>59", written, 1)
    return written, timedelta(days=midnights, seconds=seconds)


def _moved(moment: datetime, late: timedelta) -> datetime:
    """Return `moment` plus `late`. Raises ValueError if UTC has no such instant or no leap second there."""
    try:
        after = moment + late
        before, _ = (each.astimezone(UTC) if each.tzinfo else each for each in (moment, after))
    except OverflowError as error:
        raise ValueError(f"{moment} is outside the years 1 to 9999") from error
    if late.seconds and (before.hour, before.minute) != (23, 59):
        raise ValueError(f"{moment} is not followed by a leap second")
    return after
