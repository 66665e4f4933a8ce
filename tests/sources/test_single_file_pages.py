"""HTML pages with everything inside: read as the page they are; what is inside them is counted and costs nothing."""

from __future__ import annotations

from datetime import date

import pytest

from archive.sources.containers import contents_of
from archive.sources.document import START
from archive.sources.files import document_of, find_sources
from patience import no_hang
from saved_pages import PAGE, single_file
from scrapes import Archive

INSIDE = "the file: a picture is inside the page and not kept; save the pictures beside it if they belong to the post"


def put(archive: Archive, html: str) -> None:
    archive.inbox.mkdir(parents=True, exist_ok=True)
    (archive.inbox / "kettle.html").write_text(html, "utf-8")


def test_a_page_with_everything_inside_is_the_post_it_shows(tmp_path):
    archive = Archive(tmp_path)
    put(archive, single_file(style=2 * START))
    report = archive.run()
    post = archive.post("posts/2017/06/kettle")
    assert (post.title, post.day) == ("The kettle", date(2017, 6, 14))
    assert post.body == "Forty of us met – on “Monday” – and tea was £5."
    assert not report.problems
    assert INSIDE in report.files[0].remarks


def test_large_pictures_inside_a_page_cost_no_time(tmp_path):
    archive = Archive(tmp_path)
    put(archive, single_file(picture=12_000_000))
    with no_hang():
        archive.run()
    assert archive.posts() == ["posts/2017/06/kettle"]


def test_an_ordinary_page_and_words_that_look_like_data_are_not_touched(tmp_path):
    archive = Archive(tmp_path)
    long = "data:text/plain," + "a" * 2000
    for html in (PAGE, PAGE.replace("Forty of us", long), PAGE.replace("http://1.bp", "data:image/gif;base64,R0lG")):
        put(archive, html)
        (document,) = contents_of(document_of(find_sources([archive.inbox])[0]))
        assert document.read() == html.encode()


def test_a_hostile_page_takes_linear_time(tmp_path):
    archive = Archive(tmp_path)
    for piece in ("<style>", "<img src=data:image/", "='data:", "<script></script", "<img src='data:image/png,"):
        put(archive, "<html>" + piece * 100_000)
        with no_hang():
            for document in contents_of(document_of(find_sources([archive.inbox])[0])):
                assert document.start_of_markup


@pytest.mark.parametrize(
    ("link", "shown"),
    [("http://1.bp.blogspot.com/-x/s1600/kettle.gif", True), ("http://elsewhere.example/a.html", False)],
)
def test_a_picture_inside_the_page_has_the_address_of_its_link_to_blogger(tmp_path, link, shown):
    archive = Archive(tmp_path)
    put(archive, single_file().replace("<img ", f"<a href='{link}'><img ").replace("/></div>", "/></a></div>"))
    archive.run()
    assert (f"![](<{link}>)" in archive.post("posts/2017/06/kettle").body) is shown
