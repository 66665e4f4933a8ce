"""Test Google Takeout: what was live, the blog's host and time zone, and that no word is lost."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime

import pytest

import shared
from archive.formats import takeout
from archive.formats.records import PostRef
from blogger_files import SAMPLES, accounted, comments, document, other_texts, posts, remarks, sample

FEED = SAMPLES / "takeout" / "feed.atom"
REAL = shared.SAMPLES / "takeout" / "heisencoder" / "Blogs"


@pytest.fixture(scope="module")
def found():
    return accounted(takeout.read(sample(FEED)).records)


def entry(facts: str) -> str:
    namespaces = "xmlns='http://www.w3.org/2005/Atom' xmlns:blogger='http://schemas.google.com/blogger/2018'"
    return f"<feed {namespaces}><entry><id>tag:blogger.com,1999:blog-1.post-2</id>{facts}</entry></feed>"


def only(facts: str):
    return accounted(takeout.read(document(entry(facts))).records)


def test_only_the_feed_is_recognised_and_not_the_files_beside_it():
    names = [path.name for path in sorted(FEED.parent.iterdir()) if takeout.recognises(sample(path))]
    assert names == ["feed.atom"]


def test_a_post_is_parsed_with_all_its_facts(found):
    post = posts(found)[0]
    assert post.id == "tag:blogger.com,1999:blog-11.post-201"
    assert post.url == "https://tarnshiredesk.blogspot.com/2016/06/kettle-contract.html"
    assert (post.title, post.author) == ("A Kettle & a Contract", "Rowan Desk")
    assert post.labels == ("Kettles", "Larch House")
    assert post.published == datetime(2016, 6, 30, 23, 30, tzinfo=UTC)
    assert (post.kind, post.status, post.partial) == ("post", None, False)


def test_the_day_of_a_post_late_at_night_is_in_the_blogs_time_zone(found):
    assert posts(found)[0].day == date(2016, 7, 1)


def test_an_enclosure_is_kept_and_a_description_for_search_engines_is_left_out(found):
    post = posts(found)[0]
    assert post.body.endswith("Nobody asked the duty officer.\n\nEnclosure: <https://sound.example/kettle.mp3>")
    assert [left.text for left in post.left_out] == ["What became of the kettle"]


def test_entries_that_were_not_live_have_a_status(found):
    assert [(post.title, post.status) for post in posts(found)[1:]] == [(None, "draft"), ("About the desk", "trashed")]
    assert [comment.status for comment in comments(found)] == [None, None, "spam", "ghosted"]


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        ("SCHEDULED", "scheduled"),
        ("SOFT_TRASHED", "trashed"),
        ("PENDING_MODERATION", "pending"),
        ("ODD", "not live: ODD"),
        ("", "not live: no status"),
    ],
)
def test_any_status_but_live_is_kept_as_a_reason(status, expected):
    facts = f"<blogger:type>POST</blogger:type><blogger:status>{status}</blogger:status>"
    assert posts(only(facts))[0].status == expected


def test_a_static_page_is_not_treated_as_a_post(found):
    assert [post.kind for post in posts(found)] == ["post", "post", "page"]


def test_a_comment_names_its_post_even_in_another_blog(found):
    assert [comment.post for comment in comments(found)[1:3]] == [
        PostRef("tag:blogger.com,1999:blog-11.post-201"),
        PostRef("tag:blogger.com,1999:blog-77.post-701"),
    ]


def test_a_reply_names_the_comment_it_replies_to(found):
    assert [(comment.id, comment.in_reply_to) for comment in comments(found)[:2]] == [("101", None), ("102", "101")]


def test_a_comment_keeps_its_line_breaks_and_an_empty_author_is_none(found):
    comment = comments(found)[0]
    assert comment.body == "They moved the kettle to Larch House.\n\nIt isn't coming back & we all know it."
    assert comment.author is None
    assert comment.published == datetime(2016, 7, 1, 8, 0, 0, 500000, tzinfo=UTC)


def test_the_placeholder_of_a_removed_comment_is_recognised_and_kept(found):
    assert [comment.removed for comment in comments(found)] == [False, True, False, False]
    assert comments(found)[1].body == "This comment has been removed by the author."


def test_without_settings_the_address_is_a_path_and_there_is_a_remark():
    found = accounted(takeout.read(document(FEED.read_bytes())).records)
    assert posts(found)[0].url == "/2016/06/kettle-contract.html"
    assert posts(found)[0].day == date(2016, 7, 1)
    assert remarks(found) == [
        "the file: there is no settings.csv with the blog's time zone beside it, so days are those of London"
    ]


@pytest.mark.parametrize("settings", [b"", b"\xff\xfe\x00", b'blog_time_zone\n"', b"blog_time_zone\n../etc", b"a\nb"])
def test_damaged_or_empty_settings_are_ignored(settings):
    found = takeout.read(document(FEED.read_bytes(), beside={"settings.csv": settings})).records
    assert posts(accounted(found))[0].url == "/2016/06/kettle-contract.html"


def test_only_host_and_time_zone_are_read_from_the_settings(found):
    assert "rowan@tarnshire.example" not in repr(found)


def test_an_invalid_time_is_remarked_on_and_never_guessed():
    found = only("<blogger:type>POST</blogger:type><published>2016-02-31T10:00:00Z</published>")
    assert (posts(found)[0].day, posts(found)[0].published) == (None, None)
    assert "record 1: “2016-02-31T10:00:00Z” is not a valid time, so it has no date" in remarks(found)


def test_an_entry_of_an_unknown_type_is_quarantined():
    found = only("<blogger:type>POLL</blogger:type><title>Tea or coffee?</title>")
    assert [(other.raw, other.quarantined) for other in other_texts(found)] == [("Tea or coffee?", True)]


@pytest.mark.shared
def test_a_real_takeout_is_parsed_completely():
    """Made by Google; its contents were counted by hand."""
    found = accounted(takeout.read(sample(REAL / "Heisencoder" / "feed.atom")).records)
    assert Counter(post.status for post in posts(found)) == {None: 33, "draft": 7}
    assert Counter(comment.status for comment in comments(found)) == {None: 284, "spam": 20, "ghosted": 2}
    assert sum(comment.in_reply_to is not None for comment in comments(found)) == 1
    assert sum(record.author is None for record in [*posts(found), *comments(found)]) == 101
    assert all(post.url.startswith("https://balltech.blogspot.com/2") for post in posts(found) if not post.status)
    assert [other.quarantined for other in other_texts(found)] == [False]
    assert not remarks(found)


@pytest.mark.shared
def test_only_the_feeds_of_a_real_takeout_are_recognised():
    """It holds all the files that Google puts beside a feed."""
    files = sorted(path for path in REAL.rglob("*") if path.is_file())
    assert {path.name for path in files if takeout.recognises(sample(path))} == {"feed.atom"}
