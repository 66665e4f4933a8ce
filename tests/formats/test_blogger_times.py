"""Blogger's times: exact as given, never guessed, and the day in the blog's own zone."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from archive.formats.blogger_feed.times import day_of, instant, zone_named


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("2016-07-01T08:00:00.123Z", datetime(2016, 7, 1, 8, 0, 0, 123000, tzinfo=UTC)),
        ("2016-07-01T08:00:00Z", datetime(2016, 7, 1, 8, tzinfo=UTC)),
        (" 2016-07-01T01:00:00.000-07:00\n", datetime(2016, 7, 1, 8, tzinfo=UTC)),
        ("Fri, 01 Jul 2016 09:00:00 +0100", datetime(2016, 7, 1, 8, tzinfo=UTC)),
        ("1 July 2016 01:00 PDT", datetime(2016, 7, 1, 8, tzinfo=UTC)),
        ("Fri, 01 Jul 2016 08:00:00 GMT", datetime(2016, 7, 1, 8, tzinfo=UTC)),
    ],
)
def test_an_instant_is_read_exactly(written, meant):
    assert instant(written) == meant


@pytest.mark.parametrize(
    "written",
    [
        "",
        "yesterday",
        "2016-07-01",
        "2016-07-01T08:00:00",
        "2016-02-30T08:00:00Z",
        "2016-07-01T25:00:00Z",
        "0001-01-01T00:00:00+10:00",
        "9999-12-31T23:59:59-10:00",
        "Fri, 01 Jul 16 08:00:00 GMT",
        "Fri, 01 Juli 2016 08:00:00",
        "Fri, 01 Foo 2016 08:00:00 GMT",
        "Fri, 01 Jul 2016 08:00:00 XYZ",
        "Fri, 01 Jul 2016 08:00:00 +9999",
    ],
)
def test_what_is_incomplete_or_impossible_is_no_instant(written):
    assert instant(written) is None


def test_the_offset_is_kept_for_it_tells_the_day():
    assert instant("2016-06-30T16:30:00-07:00").utcoffset() == timedelta(hours=-7)


@pytest.mark.parametrize(
    ("written", "zone", "day"),
    [
        ("2016-06-30T23:30:00Z", "Europe/London", date(2016, 7, 1)),
        ("2016-06-30T23:30:00Z", "America/Denver", date(2016, 6, 30)),
        ("2016-06-30T23:30:00Z", None, date(2016, 7, 1)),
        ("2016-01-30T23:30:00Z", None, date(2016, 1, 30)),
        ("2016-07-01T16:30:00-07:00", None, date(2016, 7, 1)),
        ("2016-07-01T16:30:00-07:00", "Europe/London", date(2016, 7, 2)),
    ],
)
def test_the_day_is_that_of_the_blogs_zone_then_of_the_offset_then_of_london(written, zone, day):
    assert day_of(instant(written), zone and zone_named(zone)) == day


@pytest.mark.parametrize(
    "name", ["", "Europe", "Mars/Base", "../etc/passwd", "/etc/passwd", "Europe/London\n", "a" * 999]
)
def test_what_is_no_zone_is_none(name):
    assert zone_named(name) is None
