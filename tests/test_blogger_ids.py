"""Blogger's names for things: every way of writing one address is one address."""

from __future__ import annotations

import pytest

from archive.blogger_ids import Address, blog_digits, canonical, comment_feed_digits, post_digits

POST = Address("tarnshire.blogspot.com", "/2017/06/duty-desk.html")


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
def test_every_way_of_writing_an_address_is_one_address(url):
    assert canonical(url) == POST


def test_an_address_of_a_comment_names_the_post_and_the_comment():
    found = canonical("https://tarnshire.blogspot.com/2017/06/duty-desk.html?showComment=1500000000000#c123")
    assert found == Address(POST.host, POST.path, "123")


def test_a_path_is_an_address_without_a_host():
    assert canonical("/2017/06/duty-desk.html") == Address("", POST.path)


def test_a_page_has_an_address_and_so_has_a_blog_with_a_domain_of_its_own():
    assert canonical("http://www.tarnshire.example/p/about.html") == Address("tarnshire.example", "/p/about.html")


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
def test_what_is_no_post_has_no_canonical_address(url):
    assert canonical(url) is None


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
def test_a_tag_names_a_blog_and_a_post(tag, blog, post):
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
def test_an_address_of_a_feed_of_comments_names_post_and_comment(url, digits):
    assert comment_feed_digits(url) == digits
