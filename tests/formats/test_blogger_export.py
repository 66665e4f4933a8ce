"""Blogger's classic export: what an entry is, which comment answers which, and no word lost."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime

import pytest

import shared
from archive.formats import blogger_export
from archive.formats.records import PostRef
from blogger_files import SAMPLES, accounted, comments, document, posts, remarks, rests, sample

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


def test_an_export_is_recognised_whatever_its_prefixes_and_nothing_else_is():
    assert blogger_export.recognises(sample(EXPORT))
    others = [*TAKEOUT.iterdir(), SAMPLES / "posts.rss", SAMPLES / "posts.atom", SAMPLES / "posts.jsonp"]
    assert not [path for path in others if blogger_export.recognises(sample(path))]


def test_a_post_has_all_its_facts(found):
    post = posts(found)[0]
    assert (post.id, post.url) == (POST.id, POST.url)
    assert (post.title, post.author) == ("A Kettle & a Contract", "Rowan Desk")
    assert (post.labels, post.declared_comments) == (("Kettles", "Larch House"), 2)
    assert post.published == datetime(2016, 6, 30, 23, 30, 0, 250000, tzinfo=UTC)
    assert post.body.endswith("Enclosure: <https://sound.example/kettle.mp3>")


def test_the_day_is_that_of_the_zone_in_the_settings(found):
    assert posts(found)[0].day == date(2016, 7, 1)


def test_without_the_setting_the_day_is_that_of_the_offset():
    text = EXPORT.read_text("utf-8").replace("BLOG_TIME_ZONE", "BLOG_OTHER")
    assert posts(read(text))[0].day == date(2016, 6, 30)


def test_pages_and_drafts_say_what_they_are(found):
    assert [(post.kind, post.status) for post in posts(found)] == [("post", None), ("post", "draft"), ("page", None)]
    assert posts(found)[1].url is None


def test_settings_and_template_are_left_out_as_what_they_are(found):
    kept = [(rest.kind, rest.reason, rest.quarantined) for rest in rests(found)]
    assert kept == [
        ("rest", "name and description of the blog", False),
        ("template", "template of the blog", False),
        ("setting", "settings of the blog", False),
        ("setting", "settings of the blog", False),
    ]


def test_a_comment_names_its_post_and_the_comment_it_answers(found):
    assert [comment.post for comment in comments(found)] == [POST, POST]
    assert [(comment.id, comment.in_reply_to) for comment in comments(found)] == [("101", None), ("102", "101")]


def test_the_title_of_a_comment_is_never_shown(found):
    comment = comments(found)[0]
    assert comment.body == "They moved the kettle to Larch House.\n\nIt isn't coming back & we all know it."
    assert [left.text for left in comment.left_out] == ["They moved the kettle to Larch House. It isn't c..."]


def test_a_removed_comment_is_one_in_any_language(found):
    assert [comment.removed for comment in comments(found)] == [False, True]


def test_a_prefix_that_nobody_declared_still_says_that_a_post_is_a_draft():
    text = EXPORT.read_text("utf-8").replace(" xmlns:app='http://purl.org/atom/app#'", "")
    assert [post.status for post in posts(read(text))] == [None, "draft", None]


def test_an_entry_of_an_unknown_kind_is_set_aside():
    text = EXPORT.read_text("utf-8").replace("kind#page", "kind#poll")
    assert [rest.raw for rest in rests(read(text)) if rest.quarantined] == ["About the desk Who we are."]


def test_a_damaged_entry_harms_no_other():
    text = EXPORT.read_text("utf-8").replace("<a:title type='text'>About", "<a:title type='text'About")
    found = read(text)
    assert [post.id for post in posts(found)] == [
        "tag:blogger.com,1999:blog-11.post-201",
        "tag:blogger.com,1999:blog-11.post-202",
    ]
    assert len(comments(found)) == 2
    damaged = [rest for rest in rests(found) if rest.quarantined]
    assert [rest.reason for rest in damaged] == ["damaged entry"]
    assert "Who we are." in damaged[0].raw
    assert remarks(found) == ["record 7: a damaged entry, which cannot be read; its words are kept apart"]


def test_an_export_that_is_cut_off_gives_all_whole_entries_and_its_tail():
    text = EXPORT.read_text("utf-8")
    found = read(text[: text.index("Der Kommentar") + 100])
    assert (len(posts(found)), len(comments(found))) == (3, 1)
    assert [rest.quarantined for rest in rests(found)][-1]
    assert remarks(found)[-1] == "record 9: the file ends here but is not at its end; copy it once more"


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
def test_a_real_export_is_read_whole(name, kept, settings):
    """Exports of several years, of which some were changed by other programs."""
    path = REAL / name
    assert blogger_export.recognises(sample(path))
    found = accounted(blogger_export.read(sample(path)).records)
    assert (
        Counter([*((post.kind, post.status) for post in posts(found)), *("comment" for _ in comments(found))]) == kept
    )
    assert sum(rest.kind != "rest" for rest in rests(found)) == settings
    assert not [rest for rest in rests(found) if rest.quarantined]


@pytest.mark.shared
def test_in_real_exports_the_comments_found_are_those_declared():
    """Blogger's own count, against ours."""
    found = accounted(blogger_export.read(sample(REAL / "hakyll-convert-blogger-000.xml")).records)
    under = Counter(comment.post.id for comment in comments(found))
    assert all(post.declared_comments == under[post.id] for post in posts(found))
