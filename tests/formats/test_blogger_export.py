"""Test the classic export: the kind of each entry, replies, and that no word is lost."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime

import pytest

import shared
from archive.formats import blogger_export
from archive.formats.records import PostRef
from blogger_files import SAMPLES, accounted, comments, document, other_texts, posts, remarks, sample

EXPORT = SAMPLES / "export.xml"
TAKEOUT = SAMPLES / "takeout"
REAL = shared.SAMPLES / "atom-export"
POST = PostRef(
    "tag:blogger.com,1999:blog-11.post-201", "http://tarnshiredesk.blogspot.com/2016/06/kettle-contract.html"
)


@pytest.fixture(scope="module")
def found():
    return accounted(blogger_export.read(sample(EXPORT)).records)


def read(text: str):
    return accounted(blogger_export.read(document(text)).records)


def test_only_exports_are_recognised_whatever_their_prefixes():
    assert blogger_export.recognises(sample(EXPORT))
    others = [*TAKEOUT.iterdir(), SAMPLES / "posts.rss", SAMPLES / "posts.atom", SAMPLES / "posts.jsonp"]
    assert not [path for path in others if blogger_export.recognises(sample(path))]


def test_a_post_is_parsed_with_all_its_facts(found):
    post = posts(found)[0]
    assert (post.id, post.url) == (POST.id, POST.url)
    assert (post.title, post.author) == ("A Kettle & a Contract", "Rowan Desk")
    assert (post.labels, post.declared_comments) == (("Kettles", "Larch House"), 2)
    assert post.published == datetime(2016, 6, 30, 23, 30, 0, 250000, tzinfo=UTC)
    assert post.body.endswith("Enclosure: <https://sound.example/kettle.mp3>")


def test_the_day_is_in_the_time_zone_of_the_settings(found):
    assert posts(found)[0].day == date(2016, 7, 1)


def test_without_a_time_zone_setting_the_day_is_that_of_the_offset():
    text = EXPORT.read_text("utf-8").replace("BLOG_TIME_ZONE", "BLOG_OTHER")
    assert posts(read(text))[0].day == date(2016, 6, 30)


def test_pages_and_drafts_are_told_apart_from_posts(found):
    assert [(post.kind, post.status) for post in posts(found)] == [("post", None), ("post", "draft"), ("page", None)]
    assert posts(found)[1].url is None


def test_settings_and_template_are_left_out(found):
    kept = [(other.kind, other.reason, other.quarantined) for other in other_texts(found)]
    assert kept == [
        ("rest", "name and description of the blog", False),
        ("template", "template of the blog", False),
        ("setting", "settings of the blog", False),
        ("setting", "settings of the blog", False),
    ]


def test_a_comment_names_its_post_and_the_comment_it_replies_to(found):
    assert [comment.post for comment in comments(found)] == [POST, POST]
    assert [(comment.id, comment.in_reply_to) for comment in comments(found)] == [("101", None), ("102", "101")]


def test_the_title_of_a_comment_is_never_shown(found):
    comment = comments(found)[0]
    assert comment.body == "They moved the kettle to Larch House.\n\nIt isn't coming back & we all know it."
    assert [left.text for left in comment.left_out] == ["They moved the kettle to Larch House. It isn't c..."]


def test_a_removed_comment_is_recognised_in_any_language(found):
    assert [comment.removed for comment in comments(found)] == [False, True]


def test_a_draft_is_recognised_even_if_its_prefix_is_not_declared():
    text = EXPORT.read_text("utf-8").replace(" xmlns:app='http://purl.org/atom/app#'", "")
    assert [post.status for post in posts(read(text))] == [None, "draft", None]


def test_an_entry_of_an_unknown_kind_is_quarantined():
    text = EXPORT.read_text("utf-8").replace("kind#page", "kind#poll")
    assert [other.raw for other in other_texts(read(text)) if other.quarantined] == ["About the desk Who we are."]


def test_a_damaged_entry_is_quarantined_and_the_others_are_parsed():
    text = EXPORT.read_text("utf-8").replace("<a:title type='text'>About", "<a:title type='text'About")
    found = read(text)
    assert [post.id for post in posts(found)] == [
        "tag:blogger.com,1999:blog-11.post-201",
        "tag:blogger.com,1999:blog-11.post-202",
    ]
    assert len(comments(found)) == 2
    damaged = [other for other in other_texts(found) if other.quarantined]
    assert [other.reason for other in damaged] == ["damaged entry"]
    assert "Who we are." in damaged[0].raw
    assert remarks(found) == ["record 7: a damaged entry; its words are quarantined"]


def test_a_truncated_export_gives_its_complete_entries_and_quarantines_the_rest():
    text = EXPORT.read_text("utf-8")
    found = read(text[: text.index("Der Kommentar") + 100])
    assert (len(posts(found)), len(comments(found))) == (3, 1)
    assert [other.quarantined for other in other_texts(found)][-1]
    assert remarks(found)[-1] == "record 9: the file is incomplete; copy it again"


@pytest.mark.shared
@pytest.mark.parametrize(
    ("name", "kept", "settings"),
    [
        ("hakyll-convert-blogger-000.xml", {("post", None): 2, ("post", "draft"): 1, "comment": 1}, 57),
        ("yms9654-blog-11-22-2015.xml", {("post", None): 25}, 57),
        ("google-converters/blogger-sample.xml", {("post", None): 3, "comment": 2}, 0),
        ("google-converters/blogger-sample2.xml", {("post", None): 4, "comment": 3}, 48),
        ("google-converters/blogger.goldenfile.1.xml", {("post", None): 4, "comment": 3}, 0),
        ("google-converters/blogger.goldenfile.2.xml", {("post", None): 3, "comment": 2}, 0),
    ],
)
def test_a_real_export_is_parsed_completely(name, kept, settings):
    """Exports from several years, some of them rewritten by other programs."""
    path = REAL / name
    assert blogger_export.recognises(sample(path))
    found = accounted(blogger_export.read(sample(path)).records)
    assert (
        Counter([*((post.kind, post.status) for post in posts(found)), *("comment" for _ in comments(found))]) == kept
    )
    assert sum(other.kind != "rest" for other in other_texts(found)) == settings
    assert not [other for other in other_texts(found) if other.quarantined]


@pytest.mark.shared
def test_a_real_export_has_as_many_comments_as_blogger_declares():
    """Compares our count with Blogger's."""
    found = accounted(blogger_export.read(sample(REAL / "hakyll-convert-blogger-000.xml")).records)
    under = Counter(comment.post.id for comment in comments(found))
    assert all(post.declared_comments == under[post.id] for post in posts(found))
