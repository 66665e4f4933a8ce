"""Of a backup with several blogs, the one at our address is kept, and the others are named."""

import pytest

from archive.ingest.copies import Copy
from archive.ingest.group import ANOTHER_BLOG, keep_this_blog
from archive.model import Post, Source

OURS, OTHERS = "tag:blogger.com,1999:blog-1.post-7", "tag:blogger.com,1999:blog-2.post-8"


def copy(tag: str | None, host: str | None) -> Copy:
    post = Post("", "post", "", "", sources=(Source("feed.atom", "0" * 64, "takeout", (1, 1)),))
    return Copy(post, "", (), (), (), tag, 0, host=host)


HERE = copy(OURS, "tarnshire.blogspot.com")
THERE = copy(OTHERS, "gardens.blogspot.com")
COMMENT_THERE = copy(OTHERS, None)
TEXT = copy(None, None)


def statuses(address: str | None, *copies: Copy) -> list[str | None]:
    return [each.status for each in keep_this_blog(copies, address)]


def test_other_blogs_are_left_out_if_ours_is_there():
    copies = (HERE, THERE, COMMENT_THERE, TEXT)
    expected = [None, ANOTHER_BLOG, ANOTHER_BLOG, None]
    assert statuses("https://www.tarnshire.blogspot.co.uk/", *copies) == expected


def test_all_blogs_are_kept_if_ours_is_not_there_or_not_known():
    assert statuses("https://elsewhere.blogspot.com/", HERE, THERE) == [None, None]
    assert statuses(None, HERE, THERE) == [None, None]


def page(host: str | None) -> Copy:
    post = Post("", "post", "", "", sources=(Source("page.html", "0" * 64, "html:post", (1, 1)),))
    return Copy(post, "", (), (), (), None, 2, host=host)


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("tarnshire.blogspot.com", None),
        ("gardens.blogspot.com", ANOTHER_BLOG),
        ("napo.org.uk", None),
        ("gardens.example", None),
        (None, None),
    ],
)
def test_a_page_on_another_blog_is_left_out_even_if_nothing_is_at_our_address(host, status):
    assert statuses("https://tarnshire.blogspot.com/", page(host)) == [status]
    assert statuses(None, page(host)) == [None]


def test_a_blog_with_a_domain_of_its_own_may_have_another_name_at_blogspot():
    assert statuses("https://tarnshire.example/", page("tarnshire.blogspot.com")) == [None]
