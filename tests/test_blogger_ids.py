"""Test that all spellings of a post's address are recognised as the same address."""

from __future__ import annotations

import pytest

from archive.blogger_ids import PostUrl, blog_digits, comment_feed_digits, parse_post_url, post_digits

POST = PostUrl("tarnshire.blogspot.com", "/2017/06/duty-desk.html")


@pytest.mark.parametrize(
    "url",
    [
        "https://tarnshire.blogspot.com/2017/06/duty-desk.html",
        "http://tarnshire.blogspot.com/2017/06/duty-desk.html?m=1",
        "http://www.tarnshire.blogspot.co.uk/2017/06/duty-desk.html?m=0",
        "//Tarnshire.Blogspot.RO/2017/06/duty-desk.html#comment-form",
        "https://tarnshire.blogspot.com.au:443/2017/06/duty-desk.html?showComment=1500000000000",
        " https://tarnshire.blogspot.com/2017/06/duty%2Ddesk.html\n",
        "https://web.archive.org/web/20190102030405id_/http://tarnshire.blogspot.com/2017/06/duty-desk.html?m=1",
    ],
)
def test_all_spellings_of_an_address_are_equal(url):
    assert parse_post_url(url) == POST


def test_the_address_of_a_comment_gives_post_and_comment():
    found = parse_post_url("https://tarnshire.blogspot.com/2017/06/duty-desk.html?showComment=1500000000000#c123")
    assert found == PostUrl(POST.host, POST.path, "123")


def test_a_path_is_parsed_without_a_host():
    assert parse_post_url("/2017/06/duty-desk.html") == PostUrl("", POST.path)


def test_a_page_on_a_custom_domain_is_parsed():
    assert parse_post_url("http://www.tarnshire.example/p/about.html") == PostUrl("tarnshire.example", "/p/about.html")


@pytest.mark.parametrize(
    "url",
    [
        "",
        "https://tarnshire.blogspot.com/",
        "https://tarnshire.blogspot.com/2017/",
        "https://tarnshire.blogspot.com/2017/06/",
        "https://tarnshire.blogspot.com/2017/13/duty-desk.html",
        "https://tarnshire.blogspot.com/search?updated-max=2017-06-01&max-results=7",
        "https://tarnshire.blogspot.com/search/label/duty%2520desk",
        "https://tarnshire.blogspot.com/feeds/posts/default",
        "http://[here]/2017/06/duty-desk.html",
        "javascript:/2017/06/duty-desk.html",
        "two words",
    ],
)
def test_other_addresses_give_none(url):
    assert parse_post_url(url) is None


@pytest.mark.parametrize(
    ("tag", "blog", "post"),
    [
        ("tag:blogger.com,1999:blog-11.post-22", "11", "22"),
        ("tag:blogger.com,1999:blog-11.page-22", "11", "22"),
        (" tag:blogger.com,1999:blog-11 ", "11", None),
        ("tag:blogger.com,1999:blog-11.settings.BLOG_NAME", "11", None),
        ("tag:blogger.com,1999:blog-11.post-22.comments", "11", "22"),
        ("post-22", None, None),
        ("", None, None),
    ],
)
def test_a_tag_uri_gives_the_ids_of_blog_and_post(tag, blog, post):
    assert (blog_digits(tag), post_digits(tag)) == (blog, post)


@pytest.mark.parametrize(
    ("url", "digits"),
    [
        ("http://www.blogger.com/feeds/1/2/comments/default/3?v=2", ("2", "3")),
        ("https://tarnshire.blogspot.com/feeds/2/comments/default/3", ("2", "3")),
        ("https://tarnshire.blogspot.com/feeds/2/comments/default", ("2", None)),
        ("https://tarnshire.blogspot.com/feeds/comments/default", None),
        ("http://[here]/feeds/2/comments/default", None),
    ],
)
def test_an_address_in_a_comment_feed_gives_post_and_comment(url, digits):
    assert comment_feed_digits(url) == digits
