"""Values that the content format cannot hold cost only themselves, and a line says which."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from any_values import imported
from archive.formats.records import ParsedComment, ParsedPost, PostRef
from archive.model import Post
from archive.pages.provenance import provenance_view
from scrapes import Archive

POST = ParsedPost("post", "The beans came up.", "", (1, 1), title="Beans", day=date(2017, 6, 24))


@pytest.fixture
def archive(tmp_path) -> Archive:
    return Archive(tmp_path)


def the_post(archive: Archive, *records: ParsedPost | ParsedComment) -> tuple[Post, tuple[str, ...]]:
    """Import the records as one document; return the only post and the remarks."""
    report = imported(archive, [list(records)], "takeout")
    assert report.problems == ()
    (name,) = archive.posts()
    return archive.post(name), report.files[0].remarks


def test_an_author_and_a_label_on_two_lines_become_one_line(archive):
    post, remarks = the_post(archive, replace(POST, author="Robin\n\tHale ", labels=("pay\nand\rgrades", ";", " ")))
    assert (post.author, post.labels, remarks) == ("Robin Hale", ("pay and grades", ","), ())


@pytest.mark.parametrize("title", ["Index", "index", "INDEX!"])
def test_a_post_called_index_has_a_page_of_its_own(archive, title):
    post, _ = the_post(archive, replace(POST, title=title))
    assert post.permalink == "/2017/06/index_24.html"


@pytest.mark.parametrize("title", ["con", "AUX", "nul", "Com1", "lpt9"])
def test_a_name_that_windows_keeps_for_devices_is_no_file_name_but_stays_the_address(archive, title):
    post, _ = the_post(archive, replace(POST, title=title))
    assert post.permalink == f"/2017/06/{title.lower()}.html"
    assert archive.posts() == [f"posts/2017/06/{title.lower()}~"]


@pytest.mark.parametrize("name", ["index", "caf%C3%A9", "a[b]", "y" * 280, ".hidden"])
def test_an_address_that_no_page_can_have_is_named_and_shown_as_the_original(archive, name):
    url = f"http://blog.blogspot.com/2017/06/{name}.html"
    post, remarks = the_post(archive, replace(POST, url=url))
    assert (post.url, post.permalink) == (url, "/2017/06/beans.html")
    assert remarks == (f"record 1: no page here can have its address {url}; it gets another",)
    shown = provenance_view(post, ())
    assert shown.original_url == url
    assert shown.address == "The address of this page is this archive’s own, not the original one."


def test_a_script_is_no_address(archive):
    post, remarks = the_post(archive, replace(POST, url="javascript:alert(1)"))
    assert post.url is None
    assert remarks == ("record 1: “javascript:alert(1)” is not a web address; left out",)


@pytest.mark.parametrize(
    "moment", [datetime(1, 1, 1, tzinfo=timezone(timedelta(hours=5))), datetime(1, 1, 1, tzinfo=UTC)]
)
def test_a_time_beyond_the_calendar_is_named_and_left_out(archive, moment):
    post, remarks = the_post(archive, replace(POST, published=moment))
    assert (post.published, post.day) == (None, date(2017, 6, 24))
    assert remarks == (f"record 1: the time {moment} is beyond the years 1 to 9999; left out",)


def test_an_id_that_is_none_is_named_and_replaced(archive):
    comment = ParsedComment("Oh.", "", (1, 1), id="a b\nc")
    post, remarks = the_post(archive, replace(POST, comments=(comment,)))
    assert post.comments[0].id.startswith("t")
    assert remarks == ("record 2: “a b c” is not an id of a comment; left out",)


def test_the_same_comment_twice_at_the_same_time_without_ids_is_two_comments(archive):
    when = datetime(2017, 6, 24, 9, tzinfo=UTC)
    ref = PostRef("tag:blogger.com,1999:blog-1.post-7")
    twice = [ParsedComment("Quite.", "", (1, 1), published=when, post=ref) for _ in range(2)]
    post, _ = the_post(archive, replace(POST, id=ref.id), *twice)
    assert [comment.body for comment in post.comments] == ["Quite.", "Quite."]
    assert len({comment.id for comment in post.comments}) == 2
