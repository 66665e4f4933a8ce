"""A copy that breaks off in mid-sentence is published as partial; forms that are whole are not judged."""

from datetime import date

import pytest

from archive.pages.provenance import known_part
from cases import CASES, import_case
from scrapes import HERONS, Archive, page

DAY = date(2017, 6, 24)
TEXT = f"{HERONS} The kettle was on all day, and the report can wait until there are fewer birds to look at."
CUT = TEXT[: TEXT.rindex(" fewer birds")]
NAME = "posts/2017/06/the-herons"


@pytest.fixture
def archive(tmp_path) -> Archive:
    return Archive(tmp_path)


def test_a_scrape_that_breaks_off_is_partial_and_its_page_says_so(archive):
    archive.put(herons=page("The herons", DAY, CUT))
    archive.run()
    post = archive.post(NAME)
    assert post.partial
    assert known_part(post) == "Our copy of this post breaks off: it ends in mid-sentence."


def test_the_case_of_a_cut_copy_is_partial_alone_and_whole_with_the_others(tmp_path):
    case = import_case("38-copies-of-one-post", tmp_path / "all")
    assert sorted((post.title, post.partial) for post in case.posts.values()) == [
        ("A lead is wanted", False),
        ("The long stand", False),
    ]
    alone = Archive(tmp_path / "alone")
    alone.put(cut=(CASES / "38-copies-of-one-post/in/cut.txt").read_text("utf-8"))
    alone.run()
    (name,) = alone.posts()
    assert alone.post(name).partial


def test_a_whole_copy_replaces_the_one_that_breaks_off(archive):
    archive.put(herons=page("The herons", DAY, CUT))
    archive.run()
    archive.put(whole=page("The herons", DAY, TEXT))
    archive.run()
    post = archive.post(NAME)
    assert (post.partial, post.body) == (False, TEXT)


def test_a_post_with_comments_after_it_is_whole(archive):
    archive.put(herons=page("The herons", DAY, CUT, ["Lovely birds."]))
    archive.run()
    assert not archive.post(NAME).partial


def test_a_post_before_another_one_is_whole_unless_it_ends_in_a_word_that_ends_no_sentence(archive):
    cut_after_and = HERONS[: HERONS.rindex(" nobody was sorry")]
    pages = [
        page("Beans", date(2017, 6, 25), cut_after_and),
        page("The herons", DAY, CUT),
        page("The kettle", DAY, HERONS),
    ]
    archive.put(all="\n\n".join(pages))
    archive.run()
    partial = {archive.post(name).title: archive.post(name).partial for name in archive.posts()}
    assert partial == {"Beans": True, "The herons": False, "The kettle": False}


def test_a_keeper_can_say_that_a_text_is_whole_after_all(archive):
    archive.put(herons=page("The herons", DAY, CUT))
    archive.run()
    archive.edit(f"{NAME}.md", "Text-Is: partial\n", "")
    archive.run()
    assert not archive.post(NAME).partial


def test_a_feed_with_the_full_text_is_whole_by_its_form(archive):
    entry = (
        f"<item><title>The herons</title><description>x</description><content:encoded>{CUT}</content:encoded></item>"
    )
    archive.put_files(
        **{
            "feed.xml": f'<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>{entry}</channel></rss>'
        }
    )
    archive.run()
    assert not any(archive.post(name).partial for name in archive.posts())
