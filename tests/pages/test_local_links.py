"""Links between posts of the blog lead to this archive's own pages, whichever way they are written."""

from datetime import UTC, date, datetime

import pytest

from archive.markup.render import to_html
from archive.model import Comment, Post
from archive.pages.feed_entries import comment_entries, post_entries
from archive.pages.local_links import LocalLinks
from archive.pages.topics.topics import Topic
from archive.tags.vocabulary import Term
from post_views import view_of

BLOG = "https://tarnshire.blogspot.com/"
COMMENTS = (
    Comment("77", "One", published=datetime(2017, 7, 14, 0, 0, 0, 250_000, tzinfo=UTC)),
    Comment("78", "Two", parent="77"),
    Comment("t0123456789ab", "Three"),
)
POSTS = (
    Post(
        "tag:a", "post", "/2017/06/a.html", "A", day=date(2017, 6, 25), comments=COMMENTS, aliases=("/2017/06/b.html",)
    ),
    Post("tag:c", "post", "/2016/01/c_3.html", "C", day=date(2016, 1, 2), url="http://www.marrowby.org/2016/01/c.html"),
    Post("tag:m", "mailout", "/mailouts/2017/m.html", "M", url="https://union.example/2017/06/m.html"),
)

PAY = Term("pay", "Pay", "topic", ("wages and pay",))
TOPICS = (Topic(PAY, ()),)
LINKS = LocalLinks(POSTS, TOPICS, BLOG)

LOCAL = """
https://tarnshire.blogspot.com/2017/06/a.html                               /2017/06/a.html
http://tarnshire.blogspot.com/2017/06/a.html                                /2017/06/a.html
http://www.tarnshire.blogspot.co.uk/2017/06/a.html                          /2017/06/a.html
https://TARNSHIRE.blogspot.ro:443/2017/06/a.html?m=1                        /2017/06/a.html
http://tarnshire.blogspot.com/2017/06/a.html?m=0#more                       /2017/06/a.html
http://tarnshire.blogspot.com/2017/06/b.html                                /2017/06/a.html
http://tarnshire.blogspot.com/2017/06/a.html#c77                            /2017/06/a.html#c77
http://tarnshire.blogspot.com/2017/06/a.html?showComment=1#c78              /2017/06/a.html#c78
http://tarnshire.blogspot.com/2017/06/a.html?showComment=1499990400250      /2017/06/a.html#c77
http://tarnshire.blogspot.com/2017/06/a.html?m=1&showComment=1499990400250  /2017/06/a.html#c77
http://tarnshire.blogspot.com/2017/06/a.html?showComment=1399990400250      /2017/06/a.html
http://tarnshire.blogspot.com/2017/06/a.html#c99                            /2017/06/a.html
http://tarnshire.blogspot.com/2017/06/a.html#comments                       /2017/06/a.html#comments
http://tarnshire.blogspot.com/2017/06/a.html#comment-form                   /2017/06/a.html#comments
http://marrowby.org/2016/01/c.html                                          /2016/01/c_3.html
http://tarnshire.blogspot.com/2016/01/c.html#comments                       /2016/01/c_3.html
http://tarnshire.blogspot.com/2017/06/                                      /2017/06/
http://tarnshire.blogspot.com/2017/06                                       /2017/06/
http://tarnshire.blogspot.com/2017_06_25_archive.html                       /2017/06/
http://tarnshire.blogspot.com/2016/                                         /2016/
http://tarnshire.blogspot.com/search/label/Pay                              /tags/pay/
http://tarnshire.blogspot.com/search/label/Wages%2520and%20pay?max-results=5  /tags/pay/
http://tarnshire.blogspot.com                                               /
http://tarnshire.blogspot.com/?m=1                                          /
https://www.marrowby.org/                                                   /
"""
ELSEWHERE = [
    "http://tarnshire.blogspot.com/2017/06/not-here.html",
    "http://tarnshire.blogspot.com/2015/06/",
    "http://tarnshire.blogspot.com/search/label/Nothing",
    "http://tarnshire.blogspot.com/search?q=pay",
    "http://tarnshire.blogspot.com/search/label/",
    "http://tarnshire.blogspot.com/p/about.html",
    "http://tarnshire.blogspot.com/feeds/posts/default",
    "http://other.blogspot.com/2017/06/a.html",
    "http://tarnshire.blogspot.com.evil.example/2017/06/a.html",
    "https://union.example/2017/06/m.html",
    "https://union.example/",
    "http://[here]/2017/06/a.html",
    "https://www.blogger.com/comment.g?blogID=1&postID=2",
    "mailto:jo@tarnshire.blogspot.com",
]


@pytest.mark.parametrize(("url", "address"), [line.split() for line in LOCAL.strip().splitlines()])
def test_a_link_to_the_blog_becomes_a_link_to_the_archive(url, address):
    assert LINKS.address(url) == address


@pytest.mark.parametrize("url", ELSEWHERE)
def test_a_link_to_something_the_archive_lacks_stays_as_it_is(url):
    assert LINKS.address(url) is None
    html = to_html(f"[there](<{url}>)")
    assert LINKS.localised(html) == html


def test_a_comment_without_blogger_s_number_is_not_guessed():
    assert LINKS.address("http://tarnshire.blogspot.com/2017/06/a.html#ct0123456789ab") == "/2017/06/a.html"


def test_two_comments_of_the_same_second_are_not_guessed():
    moment = datetime(2017, 7, 14, tzinfo=UTC)
    post = Post("tag:a", "post", "/2017/06/a.html", "A", comments=tuple(Comment(n, n, published=moment) for n in "12"))
    asked = "http://tarnshire.blogspot.com/2017/06/a.html?showComment=1499990400000"
    assert LocalLinks([post], (), BLOG).address(asked) == "/2017/06/a.html"


def test_a_page_of_the_blog_is_found_under_its_address_on_the_blog():
    about = Post(
        "tag:blogger.com,1999:blog-1.page-2", "page", "/p/about_2.html", "A", url="http://old.org/p/about.html"
    )
    links = LocalLinks([about], (), BLOG)
    assert links.address("https://www.old.org/p/about.html?m=1") == "/p/about_2.html"
    assert links.address("http://tarnshire.blogspot.com/p/about_2.html") == "/p/about_2.html"


def test_only_the_address_of_a_link_changes():
    url = "http://tarnshire.blogspot.com/2017/06/a.html?m=1&showComment=1#c77"
    html = to_html(f'See <{url}>, [*this*](<{url}>) & `<a href="{url}">`.')
    local = LINKS.localised(html)
    assert local.count('<a href="/2017/06/a.html#c77">') == 2
    assert "m=1&amp;showComment=1#c77</a>" in local
    assert local.count("http://tarnshire") == 2


def view(body: str, comments=()):
    post = Post("tag:x", "post", "/2018/01/x.html", body, "X", date(2018, 1, 2), comments=tuple(comments))
    made = view_of(post, "x", to_html(body))
    made.localise(LINKS.localised)
    return made


LINK = "[a](<http://tarnshire.blogspot.com/2017/06/a.html>)"


def test_a_page_has_relative_links_and_a_feed_full_ones():
    made = view(LINK, [Comment("1", "x"), Comment("2", LINK, parent="1")])
    assert '<a href="../../2017/06/a.html">' in made.html_at("../..")
    assert '<a href="../../2017/06/a.html">' in made.thread[0].replies[0].html_at("../..")
    full = '<a href="https://archive.example/2017/06/a.html">'
    entries = [*post_entries([made], "https://archive.example"), *comment_entries([made], "https://archive.example")]
    assert [full in entry.html.value for entry in entries] == [True, True, False]
