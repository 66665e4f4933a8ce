"""What an address says about a text is used: whose it is, the day in it, and that a list is no post."""

from __future__ import annotations

from datetime import date

import pytest
from pelicanconf import BLOG_ADDRESS

from archive.ingest.group import ANOTHER_BLOG
from cases import import_case
from scrapes import HERONS, KETTLE, Archive, page


def test_the_union_the_blog_and_another_blog_are_told_apart_by_address(tmp_path):
    case = import_case("39-union-by-address", tmp_path)
    posts = {post.sources[0].name: post for post in case.posts.values()}
    assert {name: post.kind for name, post in posts.items()} == {"press.txt": "page", "magazine.txt": "page"}
    assert posts["magazine.txt"].day == date(2016, 6, 9)
    assert posts["press.txt"].day is None
    (other,) = [entry for entry in case.archive.ledger() if entry["source"] == "elsewhere.txt"]
    assert (other["outcome"], other["reason"], other["title"]) == ("left-out", ANOTHER_BLOG, "My allotment")


def known(folder, url: str, text: str):
    """Import one text that was copied from `url`, and return the archive."""
    archive = Archive(folder)
    archive.put(a=text)
    archive.know(f'["a.txt"]\nurl = "{url}"\n')
    archive.run(blog_address=BLOG_ADDRESS)
    return archive


@pytest.mark.parametrize(
    "url",
    [
        "https://www.napo.org.uk/news/herons",
        "http://napo.org.uk/herons",
        "https://staging.napo.org.uk/herons",
        "http://dev-napo.pantheonsite.io/herons",
        "https://www.napomagazine.org.uk/herons/",
        "https://web.archive.org/web/20190102030405/https://www.napo.org.uk/herons",
        "https://webarchive.nationalarchives.gov.uk/ukgwa/20190102030405/https://www.napo.org.uk/herons",
    ],
)
def test_a_text_on_a_site_of_the_union_is_a_page_however_it_was_copied(url, tmp_path):
    archive = known(tmp_path, url, f"Herons\n\n{HERONS}")
    (name,) = archive.posts()
    assert archive.post(name).kind == "page"


@pytest.mark.parametrize(
    "url", ["http://probationmatters.blogspot.co.uk/2017/06/herons.html", "https://example.org/herons"]
)
def test_a_text_on_the_blog_or_on_an_unknown_site_stays_a_post(url, tmp_path):
    archive = known(tmp_path, url, page("Herons", date(2017, 6, 14), HERONS))
    (name,) = archive.posts()
    assert archive.post(name).kind == "post"


def test_the_day_of_the_text_goes_before_that_of_the_address(tmp_path):
    archive = known(tmp_path, "https://www.nqonline.org/2016/06/09/herons/", page("Herons", date(2017, 6, 14), HERONS))
    (name,) = archive.posts()
    assert archive.post(name).day == date(2017, 6, 14)


def test_the_address_of_a_list_joins_nothing(tmp_path):
    archive = Archive(tmp_path)
    archive.put(a=f"Herons\n\n{HERONS}", b=f"Kettle\n\n{KETTLE}")
    archive.know("".join(f'["{name}.txt"]\nurl = "https://www.napo.org.uk/blog?page=2"\n' for name in "ab"))
    archive.run(blog_address=BLOG_ADDRESS)
    assert len(archive.posts()) == 2


@pytest.mark.parametrize("path", ["", "2017/06/", "search?updated-max=2017-06-15", "search/label/herons"])
def test_the_address_of_a_list_is_not_that_of_a_post_on_it(path, tmp_path):
    archive = known(tmp_path, f"{BLOG_ADDRESS}{path}", page("Herons", date(2017, 6, 14), HERONS))
    (name,) = archive.posts()
    assert (archive.post(name).url, archive.post(name).permalink_known) == (None, False)
    assert archive.post(name).sources[0].url == f"{BLOG_ADDRESS}{path}"


def test_a_mirrored_text_is_of_the_site_that_its_folder_is_named_after(tmp_path):
    archive = Archive(tmp_path)
    folder = archive.inbox / "www.nqonline.org/2016/06/09/herons"
    folder.mkdir(parents=True)
    (folder / "index.txt").write_text(f"Herons\n\n{HERONS}", "utf-8")
    archive.run(blog_address=BLOG_ADDRESS)
    (name,) = archive.posts()
    assert (archive.post(name).kind, archive.post(name).day) == ("page", date(2016, 6, 9))
