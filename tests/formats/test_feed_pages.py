"""Test feed pages: the same posts and comments from Atom, RSS and JSON, and no word lost."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime

import pytest

import shared
from archive.errors import UnreadableSource
from archive.formats import blogger_export, feed_pages, takeout
from archive.formats.records import PostRef
from blogger_files import SAMPLES, accounted, comments, document, other_texts, posts, remarks, sample
from patience import no_hang

PAGES = {"posts.atom": "feed:atom", "comments.atom": "feed:atom", "posts.rss": "feed:rss", "posts.jsonp": "feed:json"}
POST = PostRef(
    "tag:blogger.com,1999:blog-11.post-201", "http://tarnshiredesk.blogspot.com/2016/06/kettle-contract.html"
)
JSON = (SAMPLES / "posts.jsonp").read_text("utf-8")


def read(data: bytes | str):
    return accounted(feed_pages.read(document(data)).records)


def page(name: str):
    return read((SAMPLES / name).read_bytes())


@pytest.mark.parametrize("name", PAGES)
def test_a_feed_page_is_recognised_and_its_form_is_known_before_parsing(name):
    assert feed_pages.recognises(sample(SAMPLES / name))
    assert feed_pages.read(sample(SAMPLES / name)).form == PAGES[name]


def test_no_other_format_recognises_a_feed_page():
    pages = [sample(SAMPLES / name) for name in PAGES]
    assert not any(other.recognises(page) for other in (takeout, blogger_export) for page in pages)


@pytest.mark.parametrize("start", [b"", b"{}", b"<html>", b"<feedback/>", b'{"feed":1}', b"probation", b"\x00\xff<rs"])
def test_a_file_that_is_not_a_feed_is_not_recognised(start):
    assert not feed_pages.recognises(document(start))


@pytest.mark.parametrize("name", ["posts.atom", "posts.rss", "posts.jsonp"])
def test_a_post_is_the_same_in_atom_rss_and_json(name):
    post = posts(page(name))[0]
    assert (post.id, post.url) == (POST.id, POST.url)
    assert (post.title, post.author) == ("A Kettle & a Contract", "Rowan Desk")
    assert (post.labels, post.declared_comments) == (("Kettles",), 2)
    assert post.day == date(2016, 7, 1)
    assert post.published.replace(microsecond=0) == datetime(2016, 6, 30, 23, 30, tzinfo=UTC)
    assert post.body.startswith("The office kettle went on **Friday**.\n\nNobody asked the duty officer.")
    assert (post.kind, post.partial) == ("post", False)


@pytest.mark.parametrize("name", ["comments.atom", "posts.rss", "posts.jsonp"])
def test_a_comment_is_the_same_in_atom_rss_and_json(name):
    comment = comments(page(name))[0]
    assert (comment.id, comment.author) == ("102", "Fell Walker")
    assert comment.published == datetime(2016, 7, 1, 9, 0, tzinfo=UTC)
    assert comment.post.url == POST.url


@pytest.mark.parametrize("name", ["comments.atom", "posts.jsonp"])
def test_a_reply_names_its_post_and_the_comment_it_replies_to(name):
    comment = comments(page(name))[0]
    assert (comment.in_reply_to, comment.post) == ("101", POST)


def test_a_removed_comment_in_json_is_recognised():
    assert [comment.removed for comment in comments(page("posts.jsonp"))] == [True]


@pytest.mark.parametrize(
    ("written", "author"),
    [
        ("noreply@blogger.com (Fell (A.) Walker)", "Fell (A.) Walker"),
        ("noreply@blogger.com ()", None),
        ("fell.walker@tarnshire.example", None),
        (" Anonymous ", "Anonymous"),
        ("", None),
    ],
)
def test_an_rss_author_keeps_the_name_without_the_address(written, author):
    text = (SAMPLES / "posts.rss").read_text("utf-8").replace("noreply@blogger.com (Fell Walker)", written)
    assert comments(read(text))[0].author == author


def test_a_summary_and_a_truncated_description_are_partial():
    assert [post.partial for post in posts(page("posts.atom"))] == [False, True]
    assert [post.partial for post in posts(page("posts.rss"))] == [False, True]


def test_a_description_in_a_cdata_section_is_read_as_html():
    assert posts(page("posts.rss"))[1].body == "The new rota **has** arrived & it is..."


def test_a_feed_of_another_system_is_read_if_its_entries_have_a_date_and_an_address():
    found = read(
        "<rss xmlns:content='http://purl.org/rss/1.0/modules/content/' xmlns:dc='http://purl.org/dc/elements/1.1/'>"
        "<channel><title>County Hall</title><item><title>Snow</title><link>https://hall.example/2016/snow/</link>"
        "<pubDate>Fri, 01 Jan 2016 09:00:00 GMT</pubDate><dc:creator>Beck</dc:creator>"
        "<description>Snow fell</description>"
        "<content:encoded><![CDATA[<p>Snow fell&nbsp;all day.</p><script>//<![CDATA[ x //]]]]><![CDATA[></script>]]>"
        "</content:encoded></item></channel></rss>"
    )
    post = posts(found)[0]
    assert (post.id, post.url, post.author) == (None, "https://hall.example/2016/snow/", "Beck")
    assert (post.body, post.partial) == ("Snow fell all day.", False)
    assert ("summary", "Snow fell") in [(left.reason, left.text) for left in post.left_out]


def test_a_comment_of_another_system_belongs_to_the_post_in_its_address():
    item = "<item><link>https://hall.example/snow/#comment-7</link><pubDate>1 Jan 2016 09:00:00 GMT</pubDate></item>"
    found = read(f"<rss><channel>{item}</channel></rss>")
    assert [comment.post for comment in comments(found)] == [PostRef(url="https://hall.example/snow/")]


def test_an_invalid_address_raises_nothing():
    item = "<item><link>https://[hall/snow/#x</link><pubDate>1 Jan 2016 09:00:00 GMT</pubDate></item>"
    assert len(posts(read(f"<rss><channel>{item}</channel></rss>"))) == 1


def test_an_empty_page_from_blogger_is_accepted():
    text = "<feed xmlns='http://www.w3.org/2005/Atom'><id>tag:blogger.com,1999:blog-1</id><title>Desk</title></feed>"
    assert posts(read(text)) == []


@pytest.mark.parametrize(
    "text",
    [
        "<rss><channel><title>Prices</title><item><title>Tea</title></item></channel></rss>",
        "<feed xmlns='http://www.w3.org/2005/Atom'><title>Nothing</title></feed>",
        '{"feed":{"title":{"$t":"Nothing"},"entry":[{"title":{"$t":"Tea"}}]}}',
    ],
)
def test_a_feed_that_is_not_a_blogs_is_refused(text):
    with pytest.raises(UnreadableSource, match=r"^file\.xml: skipped: .*; .*$"):
        list(feed_pages.read(document(text)).records)


def test_a_wordpress_export_is_not_recognised():
    text = "<rss xmlns:wp='http://wordpress.org/export/1.2/'><channel/></rss>"
    assert not feed_pages.recognises(document(text))


def test_a_single_entry_is_read_as_a_feed_page():
    text = (SAMPLES / "posts.atom").read_text("utf-8")
    space = "<entry xmlns='http://www.w3.org/2005/Atom' xmlns:thr='http://purl.org/syndication/thread/1.0'>"
    alone = space + text.split("<entry>")[1].split("</entry>")[0] + "</entry>\n"
    assert feed_pages.recognises(document(alone))
    assert [post.title for post in posts(read(alone))] == ["A Kettle & a Contract"]
    assert remarks(read(alone)) == []


def test_a_json_wrapper_and_the_order_of_keys_make_no_difference():
    bare = JSON[JSON.index("{") : JSON.rindex("}") + 1]
    ordered = json.dumps(json.loads(bare), indent=2, sort_keys=True)
    expected = [post.body for post in posts(page("posts.jsonp"))]
    assert [post.body for post in posts(read(bare))] == expected
    assert [post.body for post in posts(read(ordered))] == expected


def test_a_damaged_json_entry_is_quarantined_and_the_others_are_parsed():
    found = read(JSON.replace('"published":{"$t":"2016-07-01T00', '"published":{"$t""2016-07-01T00'))
    assert ([post.id for post in posts(found)], [comment.id for comment in comments(found)]) == ([], ["102"])
    damaged = [other.raw for other in other_texts(found) if other.quarantined]
    assert len(damaged) == 1
    assert "The office kettle went on" in damaged[0]


def test_json_nested_too_deeply_is_rejected_quickly():
    with no_hang():
        read('{"feed":{"id":{"$t":"tag:blogger.com,1999:blog-1"},"entry":[{"id":' + '{"id":' * 50_000)
        read('{"feed":{"id":{"$t":"tag:blogger.com,1999:blog-1"},"entry":[{"id":' + "[" * 50_000)


@pytest.mark.shared
@pytest.mark.parametrize("path", sorted((shared.SAMPLES / "enc").rglob("*.xml")), ids=lambda path: path.stem)
def test_feeds_with_odd_encodings_or_errors_are_parsed_or_refused(path):
    """A collection of invalid feeds."""
    if feed_pages.recognises(sample(path)):
        try:
            accounted(feed_pages.read(sample(path)).records)
        except UnreadableSource as error:
            assert str(error).startswith(f"{path.name}: skipped: ")


def test_a_duplicate_json_key_loses_no_words():
    found = read(JSON.replace('"thr$total":{"$t":"2"}', '"title":{"type":"text","$t":"Another title"}'))
    assert posts(found) == []
    assert "A Kettle" in other_texts(found)[1].raw
    assert "Another title" in other_texts(found)[1].raw
