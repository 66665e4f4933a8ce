"""Case 34: the date and the title of a text scrape, wherever the extractor put them."""

from __future__ import annotations

from datetime import date

import pytest

from archive.formats import read_text
from cases import import_case

DAY = date(2017, 6, 14)
TITLE = "A meeting about workload"
TEXT = "Forty colleagues met on Monday evening in the hall by the station."
MORE = "Nobody had brought the key, so it was held on the steps."


def test_a_date_directly_above_the_title_is_the_date_of_the_post(tmp_path):
    post = import_case("34-text-heading-and-title", tmp_path).post
    assert (post.day, post.title, post.author) == (DAY, TITLE, "Jim Brown")
    assert post.body == TEXT


@pytest.mark.parametrize(
    "page",
    [
        f"Wednesday 14 June 2017\n{TITLE}\n\n{TEXT}\n\n{MORE}",
        f"Wednesday, June 14, 2017\n\n{TITLE}\n\n{TEXT}\n\n{MORE}",
        f"WEDNESDAY, 14 JUNE 2017\n\n{TITLE}\n\n{TEXT}\n\n{MORE}",
        f"Wednesday, 14 June 2017\n{TITLE}\n{TEXT}\n\n{MORE}",
        f"Wednesday, 14 June 2017\n{TITLE}\n{TEXT}\n{MORE}",
        f"On Probation Blog\n\nWednesday, 14 June 2017\n{TITLE}\n\n{TEXT}\n\n{MORE}",
        f"{TITLE}\n\nWednesday, 14 June 2017\n\n{TEXT}\n\n{MORE}",
        f"{TITLE}\n\n{TEXT}\n\n{MORE}\n\nPosted by Jim Brown on Wednesday, 14 June 2017 at 09:15",
        f"{TITLE}\n\n{TEXT}\n\n{MORE}\n\nPosted by Jim Brown on June 14, 2017",
        f"Wednesday, 14 June 2017\n\n{TITLE}\n\nPosted by Jim Brown at 09:15\n\n{TEXT}\n\n{MORE}",
    ],
)
def test_date_and_title_are_no_part_of_the_text_in_any_arrangement(page):
    [post] = read_text(page, one_post=False).posts
    assert (post.day, post.title, " ".join(post.body.split())) == (DAY, TITLE, f"{TEXT} {MORE}")


def test_a_page_that_prints_titles_directly_below_dates_does_so_for_all_its_posts():
    page = f"Wednesday, 14 June 2017\n{TITLE}\n\n{TEXT}\n\nMonday, 12 June 2017\nThe key\n\n{MORE}"
    posts = read_text(page, one_post=False).posts
    assert [(post.day, post.title) for post in posts] == [(DAY, TITLE), (date(2017, 6, 12), "The key")]


@pytest.mark.parametrize(
    "page",
    [
        f"{TITLE}\n\n{TEXT}\n\nWednesday, 14 June 2017\nTen till four\n\n{MORE}",
        f"{TITLE}\n\n{TEXT}\n\n14 June 2017\n\n{MORE}",
        f"{TITLE}\n\n{TEXT}\n\nTuesday, 14 June 2017\n\n{MORE}",
    ],
)
def test_a_date_within_a_text_is_not_the_date_of_the_post(page):
    [post] = read_text(page, one_post=False).posts
    assert (post.day, post.title) == (None, TITLE)


def test_an_author_is_taken_from_a_footer_that_only_the_blog_prints():
    pages = (f"{TITLE}\n\n{TEXT}\n\n{byline}" for byline in ("Posted by Jim Brown", "Posted by Jim Brown at 09:15"))
    assert [read_text(page, one_post=False).posts[0].author for page in pages] == [None, "Jim Brown"]


@pytest.mark.parametrize(
    ("end", "breaks"),
    [
        ("It took longer than I had thought it", True),
        ("It was late. We went home and th", True),
        ("The staff were told about the", True),
        ("They brought tea, coffee,", True),
        ("We shall see.", False),
        ("Who knows?”", False),
        ("Pearly Gates", False),
        ("Best Wishes Napo HQ", False),
        ("See https://blog.example/a/b", False),
        ("It was late. Jim", False),
        ("Comment left this morning:-", False),
    ],
)
def test_a_text_that_ends_in_mid_sentence_breaks_off(end, breaks):
    [post] = read_text(f"{TITLE}\n\n{TEXT}\n\n{MORE}\n\n{end}", one_post=False).posts
    assert post.breaks_off == breaks


def test_a_text_with_anything_below_it_does_not_break_off():
    footers = ("Posted by Jim Brown at 09:15", "No comments:", "Newer Post Older Post Home", "1 comment:\n\n  1. Oh.")
    for footer in footers:
        [post] = read_text(f"Wednesday 14 June 2017\n\n{TITLE}\n\nThe staff were told of the\n\n{footer}", False).posts
        assert not post.breaks_off


def test_a_home_page_shows_only_the_beginning_of_a_post_above_its_link():
    whole = f"Monday, 12 June 2017\n\nThe key\n\n{MORE}"
    for link in ("Read more »", "8 comments:\n\nRead more", "Read more\n\n8 comments:"):
        page = f"Wednesday, 14 June 2017\n\n{TITLE}\n\n{TEXT}\n\n{link}\n\n{whole}"
        found = read_text(page, one_post=False)
        assert [(post.body, post.partial) for post in found.posts] == [(TEXT, True), (MORE, False)]
        assert "page furniture: link to the whole post" in [rest.reason for rest in found.rest]


def test_read_more_at_the_end_of_a_post_page_is_the_authors_own():
    [post] = read_text(f"Wednesday, 14 June 2017\n\n{TITLE}\n\n{TEXT}\n\nRead more", one_post=False).posts
    assert post.body.endswith("Read more")
    assert not post.partial
