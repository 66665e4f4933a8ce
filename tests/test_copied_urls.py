"""The address of a copy gives that of the original, and only what the copier wrote is removed."""

from __future__ import annotations

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.copied_urls import (
    is_archive_host,
    original_url,
    plain_url,
    replayed,
    untranslated_url,
    without_httrack_hash,
)

URL = "http://tarnshire.blogspot.com/2017/06/kettles.html"
SECURE = URL.replace("http:", "https:")


@pytest.mark.parametrize(
    "copy",
    [
        f"https://web.archive.org/web/20170614093000/{URL}",
        f"http://web.archive.org/web/20170614093000id_/{URL}",
        f"//web.archive.org/web/2017/{URL}",
        f"/web/20170614093000im_/{URL}",
        f"https://web.archive.org/web/2017*/{URL.removeprefix('http://')}",
        "https://web.archive.org/web/20170614093000/http:/tarnshire.blogspot.com/2017/06/kettles.html",
        "https://web.archive.org/web/20170614093000/http%3A/tarnshire.blogspot.com/2017/06/kettles.html",
        f"http://webarchive.nationalarchives.gov.uk/20170614093000/{URL}",
        f"https://webarchive.nationalarchives.gov.uk/ukgwa/20170614093000mp_/{URL}",
        f"https://www.webarchive.org.uk/wayback/archive/20170614093000mp_/{URL}",
        f"https://wayback.archive-it.org/1234/20170614093000/{URL}",
        f"http://localhost:8080/collection/20170614093000/{URL}",
        f"https://archive.ph/20170614093000/{URL}",
        f"http://archive.today/2017.06.14-093000/{URL}",
        f"https://archive.is/o/x1Y2z/{URL}",
        f"http://webcache.googleusercontent.com/search?q=cache:abcdefghijkl:{URL}+kettles&cd=1&hl=en",
        f"https://translate.google.com/translate?sl=en&tl=cy&u={URL}",
        "https://tarnshire-blogspot-com.cdn.ampproject.org/c/tarnshire.blogspot.com/2017/06/kettles.html",
        f"https://web.archive.org/web/20200101000000/https://archive.ph/20170614093000/{URL}",
    ],
)
def test_the_original_of_a_copy_is_found(copy):
    assert original_url(copy) == URL


@pytest.mark.parametrize(
    ("copy", "original"),
    [
        ("https://tarnshire-blogspot-com.translate.goog/2017/06/kettles.html?_x_tr_sl=en&_x_tr_tl=cy", SECURE),
        ("https://my--desk-example-org.translate.goog/a?m=1&_x_tr_tl=cy", "https://my-desk.example.org/a?m=1"),
        ("https://tarnshire-blogspot-com.cdn.ampproject.org/c/s/tarnshire.blogspot.com/2017/06/kettles.html", SECURE),
        ("https://www.google.com/amp/s/tarnshire.blogspot.com/2017/06/kettles.html", SECURE),
    ],
)
def test_the_original_keeps_its_own_scheme_and_query(copy, original):
    assert original_url(copy) == original


@pytest.mark.parametrize(
    "url",
    [
        URL,
        f"{URL}?u=http://www.example.org/",
        "https://web.archive.org/about/",
        "https://archive.ph/x1Y2z",
        "https://example.org/20170614/http://x.example/",
        "https://example.org/login?next=http://x.example/20170614093000/",
        "mailto:robin@example.org",
        "http://[here]",
        "",
    ],
)
def test_any_other_address_stays(url):
    assert original_url(url) == url


@given(st.text(max_size=80))
def test_whatever_the_address_nothing_is_raised(url):
    original_url(url), plain_url(url), untranslated_url(url), replayed(url)


def test_only_archives_write_addresses_without_a_host():
    own, authors = replayed(f"/web/20170614093000/{URL}"), replayed(f"https://web.archive.org/web/20150101000000/{URL}")
    assert own is not None
    assert authors is not None
    assert (own.is_only_archives, authors.is_only_archives) == (True, False)
    assert (own.time, authors.time) == ("20170614093000", "20150101000000")


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        (r"http:\/\/x.example\/a.html?a\x3d1\u0026b=2", "http://x.example/a.html?a=1&b=2"),
        ("http://x.example/a.html?a=1&amp;amp;b=2", "http://x.example/a.html?a=1&b=2"),
        ("http%3A%2F%2Fx.example%2Fa.html", "http://x.example/a.html"),
        ("a.html%3FshowComment=1#c1", "a.html?showComment=1#c1"),
        ("a.html%253FshowComment%253D1", "a.html?showComment=1"),
        ("http://x.example/100%25?b=%3F", "http://x.example/100%25?b=%3F"),
    ],
)
def test_escapes_are_undone(written, plain):
    assert plain_url(written) == plain


@pytest.mark.parametrize(
    ("host", "only_copies"),
    [("web.archive.org", True), ("archive.ph", True), ("x.translate.goog", True), ("archive.org", False), ("", False)],
)
def test_hosts_that_show_only_copies_are_known(host, only_copies):
    assert is_archive_host(host) is only_copies


def test_only_the_hash_of_the_query_is_httracks():
    query = "showComment=1500000000000"
    digits = hashlib.md5(query.encode()).hexdigest()[:4]
    assert without_httrack_hash(f"kettles{digits}.html", query) == "kettles.html"
    assert without_httrack_hash("kettles2017.html", query) == "kettles2017.html"
    assert without_httrack_hash(f"kettles{digits}.html", "") == f"kettles{digits}.html"
