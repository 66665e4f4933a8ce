"""Of a backup with several blogs, the one at our address is kept, and the others are named."""

import pytest

from archive.ingest.copies import Copy
from archive.ingest.group import ANOTHER_BLOG, keep_this_blog, notes_on_blogs
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


def page(host: str | None, rank: int = 2) -> Copy:
    post = Post("", "post", "", "", sources=(Source("page.html", "0" * 64, "html:post", (1, 1)),))
    return Copy(post, "", (), (), (), None, rank, host=host)


HOSTS = [
    ("tarnshire.blogspot.com", None),
    ("gardens.blogspot.com", ANOTHER_BLOG),
    ("gardens.wordpress.com", ANOTHER_BLOG),
    ("www.files.wordpress.org.example", None),
    ("napo.org.uk", None),
    ("gardens.example", None),
    (None, None),
]


@pytest.mark.parametrize(("host", "status"), HOSTS)
@pytest.mark.parametrize("ours", [page("tarnshire.blogspot.com"), page("napo.org.uk"), page(None, rank=3)])
def test_a_page_on_another_blog_is_left_out_beside_one_of_this_archive(ours, host, status):
    assert statuses("https://tarnshire.blogspot.com/", ours, page(host)) == [None, status]
    assert statuses(None, page(host)) == [None]


@pytest.mark.parametrize(("host", "status"), HOSTS)
def test_a_text_that_a_person_copied_from_another_blog_is_left_out_always(host, status):
    assert statuses("https://tarnshire.blogspot.com/", page(host, rank=3)) == [status]


def test_pages_of_other_blogs_are_kept_if_no_source_is_of_this_archive():
    pages = [page("gardens.blogspot.com"), page("sheds.blogspot.com"), page(None), page("gardens.example")]
    assert statuses("https://tarnshire.blogspot.com/", *pages) == [None] * 4
    (note,) = notes_on_blogs(pages, "https://tarnshire.blogspot.com/")
    assert note.startswith(
        "2 posts are of gardens.blogspot.com, sheds.blogspot.com, not of tarnshire.blogspot.com: saved"
    )


def test_a_keeper_is_told_how_many_pages_of_other_blogs_are_left_out():
    pages = [page("gardens.blogspot.com"), page("napo.org.uk")]
    (note,) = notes_on_blogs(pages, "https://tarnshire.blogspot.com/")
    assert note.startswith("1 post is of gardens.blogspot.com, not of tarnshire.blogspot.com: left out; if that is")
    assert not list(notes_on_blogs(pages[1:], "https://tarnshire.blogspot.com/"))


def test_a_blog_with_a_domain_of_its_own_may_have_another_name_at_blogspot():
    pages = page("tarnshire.example"), page("tarnshire.blogspot.com")
    assert statuses("https://tarnshire.example/", *pages) == [None, None]
