"""Of a backup with several blogs, the one that stands at our address is taken, and the others are named."""

from archive.ingest.copies import Copy
from archive.ingest.group import ANOTHER, of_one_blog
from archive.model import Source

OURS, OTHERS = "tag:blogger.com,1999:blog-1.post-7", "tag:blogger.com,1999:blog-2.post-8"


def copy(tag: str | None, host: str | None) -> Copy:
    source = Source("feed.atom", "0" * 64, "takeout", (1, 1))
    return Copy((source,), "post", (), (), tag, 0, 9, host=host)


HERE = copy(OURS, "tarnshire.blogspot.com")
THERE = copy(OTHERS, "gardens.blogspot.com")
COMMENT_THERE = copy(OTHERS, None)
TEXT = copy(None, None)


def statuses(address: str | None, *copies: Copy) -> list[str | None]:
    return [each.status for each in of_one_blog(copies, address)]


def test_other_blogs_are_left_out_if_ours_is_there():
    copies = (HERE, THERE, COMMENT_THERE, TEXT)
    assert statuses("https://www.tarnshire.blogspot.co.uk/", *copies) == [None, ANOTHER, ANOTHER, None]


def test_all_are_taken_if_ours_is_not_there_or_not_known():
    assert statuses("https://elsewhere.blogspot.com/", HERE, THERE) == [None, None]
    assert statuses(None, HERE, THERE) == [None, None]
