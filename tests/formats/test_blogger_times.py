"""Test that times are parsed exactly and never guessed, and that the day is the one in the blog's time zone."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from archive.formats.blogger_feed.times import day_of, parse_time, time_zone


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
def test_a_time_is_parsed_exactly(written, meant):
    assert parse_time(written) == meant


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
def test_an_incomplete_or_impossible_time_is_not_valid(written):
    assert parse_time(written) is None


def test_the_offset_of_a_time_is_kept():
    assert parse_time("2016-06-30T16:30:00-07:00").utcoffset() == timedelta(hours=-7)


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
def test_the_day_is_in_the_blogs_zone_or_at_the_offset_or_in_london(written, zone, day):
    assert day_of(parse_time(written), zone and time_zone(zone)) == day


@pytest.mark.parametrize(
    "name", ["", "Europe", "Mars/Base", "../etc/passwd", "/etc/passwd", "Europe/London\n", "a" * 999]
)
def test_an_unknown_zone_gives_none(name):
    assert time_zone(name) is None
