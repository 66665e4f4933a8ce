"""HTML pages with everything inside: read as the page they are; what is inside them is counted and costs nothing."""

from __future__ import annotations

import re
from datetime import date
from hashlib import sha256

import pytest

from archive.sources.containers import contents_of
from archive.sources.document import START
from archive.sources.files import document_of, find_sources
from archive.sources.single_file_pages import INSIDE
from patience import no_hang
from saved_pages import PAGE, single_file
from scrapes import Archive

NOT_KEPT = "the file: a picture is inside the page and not kept; save the pictures beside it if they belong to the post"


def put(archive: Archive, html: str) -> None:
    archive.inbox.mkdir(parents=True, exist_ok=True)
    (archive.inbox / "kettle.html").write_text(html, "utf-8")


def test_a_page_with_everything_inside_is_the_post_it_shows(tmp_path):
    archive = Archive(tmp_path)
    put(archive, single_file(style=2 * START))
    report = archive.run()
    post = archive.post("posts/2017/06/kettle")
    assert (post.title, post.day) == ("The kettle", date(2017, 6, 14))
    assert post.body.startswith("Forty of us met – on “Monday” – and tea was £5.")
    assert not report.problems


def test_pictures_inside_a_page_are_images_of_the_post(tmp_path):
    archive = Archive(tmp_path)
    put(archive, single_file() + single_file().partition("<body")[2])
    archive.run()
    [kept] = archive.post("posts/2017/06/kettle").images
    data = archive.files()[kept.file]
    assert data.startswith(b"\x89PNG\r\n")
    assert kept.address == f"https://{INSIDE}/{sha256(data).hexdigest()}.png"
    before = archive.files()
    archive.run()
    assert archive.files() == before


@pytest.mark.parametrize("picture", ["svg+xml;base64,PHN2Zz4K", "png;base64,AAAAAAAAAAA!", "png;base64,AAAAAAAAAAAA"])
def test_pictures_that_cannot_be_shown_are_counted(tmp_path, picture):
    archive = Archive(tmp_path)
    kind, data = picture.split(",")
    put(archive, re.sub("data:image/png;base64,[^)\"']+", f"data:image/{kind},{data * 200}", single_file()))
    report = archive.run()
    assert NOT_KEPT in report.files[0].remarks
    assert not archive.post("posts/2017/06/kettle").images


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
        (document, *_) = contents_of(document_of(find_sources([archive.inbox])[0]))
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
    post = archive.post("posts/2017/06/kettle")
    assert (f"![](<{link}>)" in post.body) is shown
    assert len(post.images) == 1
