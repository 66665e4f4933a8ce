"""The last instants of a day are read rightly in every notation, and what is no instant is an error."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.formats.blogger_feed import times as feed_times
from archive.formats.email.headers import parse_headers
from archive.formats.email.written_dates import written_moment
from archive.formats.napo_site import bylines
from archive.formats.page_statements import times as page_times
from archive.times import parse_iso_time, parse_mail_time

ISO = (parse_iso_time, feed_times.parse_time, page_times.parse_time, lambda text: bylines.parse_time(text)[1])
MAIL = (
    *(parse_mail_time, feed_times.parse_time, page_times.parse_time, written_moment),
    lambda text: parse_headers(f"Date: {text}\n\n".encode(), 0)[0].sent,
)
NEW_YEAR = datetime(2017, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize("parse", ISO)
@pytest.mark.parametrize(
    "written",
    ["2016-12-31T24:00:00Z", "2016-12-31T23:59:60Z", "2016-12-31T24:00:00.000Z", "2017-01-01T01:59:60+02:00"],
)
def test_an_iso_time_at_the_end_of_a_day_is_the_first_of_the_next(parse, written):
    assert parse(written) == NEW_YEAR


@pytest.mark.parametrize("parse", MAIL)
@pytest.mark.parametrize("written", ["31 Dec 2016 24:00:00 +0000", "31 Dec 2016 18:59:60 -0500"])
def test_a_mail_sent_at_the_end_of_a_day_is_dated_the_next(parse, written):
    assert parse(written) == NEW_YEAR


@pytest.mark.parametrize("parse", [parse_iso_time, parse_mail_time])
@pytest.mark.parametrize(
    "written",
    [
        *("2016-12-31T24:00:01Z", "2016-12-31T24:30:00Z", "2016-12-31T08:00:60Z", "2016-12-31T23:59:60+02:00"),
        *("9999-12-31T24:00:00Z", "0001-01-01T00:00:00+10:00", "", "31", "2016-13-01T00:00:00Z"),
        *("31 Dec 2016 24:01:00 +0000", "31 Dec 2016 08:00:60 GMT", "31 Dec 9999 24:00:00 +0000"),
    ],
)
def test_what_is_no_instant_is_an_error(parse, written):
    with pytest.raises(ValueError, match=r"."):
        parse(written)


def test_basic_notation_and_times_without_a_zone_are_read_too():
    assert parse_iso_time("20161231T235960Z") == NEW_YEAR
    assert parse_iso_time("2016-12-31 24:00") == datetime(2017, 1, 1)
    assert parse_mail_time("31 Dec 2016 24:00:00 -0000") == datetime(2017, 1, 1)


@given(st.datetimes(datetime(1900, 1, 1), datetime(2200, 1, 1)), st.integers(-840, 840))
def test_every_other_time_is_read_as_the_standard_library_reads_it(moment, minutes):
    written = moment.replace(tzinfo=timezone(timedelta(minutes=minutes))).isoformat()
    assert parse_iso_time(written) == datetime.fromisoformat(written)
