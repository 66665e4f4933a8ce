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
        f"{TITLE}\nPosted by Jim Brown on Wednesday, 14 June 2017\n\n{TEXT}\n\n{MORE}",
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


BYLINES = ("Posted by Jim Brown", "Posted by Jim Brown at 09:15", "posted by Jim Brown @ 9:15 am")


def test_an_author_is_taken_from_a_footer_that_only_the_blog_prints():
    pages = (f"{TITLE}\n\n{TEXT}\n\n{byline}" for byline in BYLINES)
    assert [read_text(page, one_post=False).posts[0].author for page in pages] == [None, "Jim Brown", "Jim Brown"]


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


HEAD = f"Wednesday 14 June 2017\n\n{TITLE}\n\n{TEXT}\n\n"
SAID = [(None, "Is it blue?"), (None, "We have no kettle."), (None, "And no lid.")]


@pytest.mark.parametrize(
    "section",
    [
        "  1. Is it blue?\n\nReplyDeleteWe have no kettle.\n\nReplyDeleteAnd no lid.\n\n    ReplyDelete",
        "  1. Is it blue?\n\n    ReplyDelete2. We have no kettle.\n\n    ReplyDelete3. And no lid.\n\n    ReplyDelete",
        "  1. Is it blue?ReplyDelete\n  2. We have no kettle.ReplyDelete\n  3. And no lid.ReplyDelete",
        "Is it blue?\nReplyDeleteWe have no kettle.\nReplyDeleteAnd no lid.\nReplyDelete",
        "  1. Is it blue?\n\n    Reply\n    Delete\n  2. We have no kettle.\n\n    Reply\n    Delete\n  3. And no lid.",
        "  1. Is it blue?\n\n    Reply\n  2. We have no kettle.\n\n    Reply\n  3. And no lid.\n\n    Reply",
        "  1. Is it blue?\n\n    Reply Delete\n  2. We have no kettle.\n\n    Reply Delete\n  3. And no lid.",
        "    Is it blue?\n\n    ReplyDelete\n  2. We have no kettle.\n\n    ReplyDelete\n  3. And no lid.",
        "    Is it blue?\n\n  2. We have no kettle.\n\n  3. And no lid.",
    ],
)
def test_comments_are_told_apart_whatever_became_of_their_markers(section):
    found = read_text(f"{HEAD}3 comments:\n\n{section}", one_post=False)
    [post] = found.posts
    assert [(comment.parent, comment.body) for comment in post.comments] == SAID
    assert post.body == TEXT
    assert not [rest for rest in found.rest if rest.quarantined]


def test_replies_are_found_where_their_markers_are_glued_too():
    section = "Is it blue?\n\nReplyDeleteRepliesIt is.\n\nDeleteQuite blue.\n\nDeleteWe have none.\n\nReplyDelete"
    [post] = read_text(f"{HEAD}4 comments:\n\n{section}", one_post=False).posts
    assert [comment.parent for comment in post.comments] == [None, 0, 0, None]


def test_a_numbered_comment_list_without_a_heading_is_read_and_a_numbered_list_in_a_post_is_not():
    pages = (f"{HEAD}{above}  1. Is it blue?\n\n  2. We have none.\n" for above in ("", "What we asked:\n\n"))
    assert [len(read_text(page, one_post=False).posts[0].comments) for page in pages] == [2, 0]


@pytest.mark.parametrize(
    "byline",
    [
        "Posted By: Pat Kettle @ 04/11/2012 02:30 PM  General  Comments (0)",
        "Posted By: Pat Kettle @ 04/11/2012 14:30  General  Comments (2)",
        "Posted By: Pat Kettle\n@ 04/11/2012 02:30 PM\nGeneral\nComments (0)",
        "You must log in to Post a Comment\n\nPosted By: Pat Kettle @ 04/11/2012 2:30 PM",
    ],
)
def test_a_page_of_the_old_site_is_dated_by_the_line_below_its_text(byline):
    page = f"Home\nAbout Napo\n\nText size: A A A\n\n{TITLE}\n\n{TEXT}\n\n{byline}\n\nCopyright Napo 2012"
    found = read_text(page, one_post=False)
    [post] = found.posts
    assert (post.kind, post.title, post.day, post.author) == ("page", TITLE, date(2012, 11, 4), "Pat Kettle")
    assert post.body == TEXT
    assert {rest.kind for rest in found.rest} == {"furniture"}
    kinds = {rest.reason.removeprefix("page furniture: ") for rest in found.rest}
    assert {"navigation", "text size links", "footer"} <= kinds


def test_words_above_a_text_of_the_old_site_that_are_no_menu_are_unplaced():
    page = f"The office is closed until the third of May for repairs.\n\nText size: A A A\n\n{TITLE}\n\n{TEXT}\n\n"
    found = read_text(f"{page}Posted By: Pat Kettle @ 04/11/2012 02:30 PM", one_post=False)
    assert [rest.reason for rest in found.rest if rest.quarantined] == ["above the links for the text size"]


def test_the_list_of_a_feed_reader_gives_teasers_of_ours_and_leaves_others_out_by_name():
    ours = f"{TITLE}\nOn Probation Blog\nJim Brown\n5h ago\nForty colleagues met..read more\nVisit website"
    unsigned = "The key\nOn Probation Blog\n2 days ago\nNobody had brought..read more\nVisit website"
    other = "Purl\nKnitting Weekly\nAda\n3d ago\nTwo needles..read more\nVisit website"
    found = read_text(f"{unsigned}\n{ours}\n{other}\nMark all as read", one_post=False)
    assert [(post.title, post.author, post.day, post.partial) for post in found.posts] == [
        ("The key", None, None, True),
        (TITLE, "Jim Brown", None, True),
    ]
    assert [(rest.reason, rest.quarantined) for rest in found.rest] == [
        ("a post of another blog: Knitting Weekly", False),
        ("in a list of a feed reader, not as an entry", True),
    ]
