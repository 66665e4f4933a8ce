"""Cases of web pages saved as one file: imported as the page they are, dated by the page and never by the saving."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from cases import import_case
from saved_pages import EXPLORER, GIF, IMAGE, mhtml, the_page
from scrapes import Archive

TEXT = "Forty colleagues met – on “Monday” evening – in the hall by the station; it cost £5 each"


def put(archive: Archive, name: str, data: bytes) -> None:
    archive.inbox.mkdir(parents=True, exist_ok=True)
    (archive.inbox / name).write_bytes(data)


@pytest.mark.parametrize("name", ["06-mhtml-chrome", "07-mht-ie-image-first"])
def test_a_page_saved_as_one_file_is_the_post_it_shows(tmp_path, name):
    case = import_case(name, tmp_path)
    post = case.post
    assert (post.kind, post.title, post.author) == ("post", "A meeting about workload", "Jim Brown")
    assert (post.day, post.permalink) == (date(2017, 6, 14), "/2017/06/blog-post_14.html")
    assert post.body.startswith(TEXT)
    assert not case.report.problems


def test_its_images_are_kept_with_the_post(tmp_path):
    archive = Archive(tmp_path)
    put(archive, "kettle.mht", mhtml(IMAGE, the_page("cp1252"), head=EXPLORER))
    assert not archive.run().problems
    (image,) = [data for name, data in archive.files().items() if name.startswith("images/")]
    assert image == GIF


def test_what_a_keeper_knows_about_the_file_is_true_of_its_page(tmp_path):
    archive = Archive(tmp_path)
    put(archive, "kettle.mht", mhtml(the_page(), head=EXPLORER))
    archive.know('["kettle.mht"]\nauthor = "Wenna Pike"\n')
    archive.run()
    assert archive.post("posts/2017/06/kettle").author == "Wenna Pike"


def test_a_saved_page_of_another_site_is_a_problem_with_a_cure(tmp_path):
    archive = Archive(tmp_path)
    page = mhtml(replace(the_page(), data=b"<html><p>Weather: rain.</p></html>"), head=EXPLORER)
    put(archive, "weather.mht", page)
    (problem,) = archive.run().problems
    assert "not one from Blogger or Napo" in problem


def test_a_saved_page_without_a_page_is_a_problem_with_a_cure(tmp_path):
    archive = Archive(tmp_path)
    put(archive, "kettle.mht", mhtml(IMAGE, head=EXPLORER))
    (problem,) = archive.run().problems
    assert problem.startswith("kettle.mht: skipped: ")
    assert "“Web page, HTML only”" in problem
