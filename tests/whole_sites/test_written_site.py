"""Images, partial posts, static pages and sources are shown correctly, and nothing else in the folder is built."""

import json
import re
import shutil
from pathlib import Path
from typing import NamedTuple

import feedparser
import pytest
from bs4 import BeautifulSoup

from search_files import texts
from whole_site import PROJECT, Site, copied, invoke, must, soup
from written_site import ABOUT, FILES, KETTLE, LOST, PART, POST, picture, write

FEEDS = ["atom.xml", "rss.xml"]


@pytest.fixture(scope="module")
def site(written_site: Site) -> Site:
    return written_site


class Faulty(NamedTuple):
    """What is built from a content folder with two faults."""

    problems: list[str]
    output: Path


@pytest.fixture(scope="module")
def faulty(tmp_path_factory: pytest.TempPathFactory) -> Faulty:
    """Build a content folder without its image, with comments that have no post, and with an About page of its own."""
    folder = tmp_path_factory.mktemp("faulty")
    content, output = folder / "content", folder / "output"
    shutil.copytree(PROJECT / "content" / "pages", content / "pages")
    pages = {"pages/about.md": f"Title: About\n\nHello ![us](<{LOST}>)\n"}
    write(content, **pages, **{"posts/2020/01/renamed.comments.md": "## Comment 7\n\nHello\n"})
    (content / KETTLE).unlink()
    ran = invoke("build", "--content", content, "--output", output, "--report", folder / "report.json")
    problems = json.loads((folder / "report.json").read_text("utf-8"))["problems"]
    assert (ran.returncode, ran.stderr.splitlines()) == (1, problems)
    assert len(problems) == 2
    return Faulty(problems, output)


def text_of(site: Site, url: str, part: str) -> str:
    return " ".join(site.pages[url].select_one(part).get_text().split())


# Images


def test_an_archived_image_is_copied_to_the_site_and_shown(site: Site):
    assert (site.folder / KETTLE).read_bytes() == picture()
    linked, free = site.pages[POST].select("div.text img")
    assert (linked["src"], linked["alt"]) == (f"../../{KETTLE}", "A kettle on a shelf")
    assert (linked["width"], linked["height"], linked["loading"]) == ("96", "60", "lazy")
    assert linked.parent["href"] == "https://pictures.example/s1600/kettle.png"
    assert free["src"] == linked["src"]


def test_other_images_become_links_in_posts_and_comments(site: Site):
    links = site.pages[POST].find_all("a", href=LOST)
    assert [link.get_text() for link in links] == ["Image: The “old” kettle", "Image", "Image: our kettle"]
    assert all("(not in this archive)" in link.next_sibling.get_text() for link in links)
    assert "Image: Map (not in this archive) of the building" in text_of(site, POST, "div.text")


def test_no_page_loads_an_image_from_another_host_or_nests_links(site: Site):
    for page in site.pages.values():
        assert not [image for image in page("img") if ":" in image["src"]]
        assert not page.select("a a")


@pytest.mark.parametrize("name", FEEDS)
def test_feeds_show_archived_images_by_absolute_url_and_link_to_the_others(site: Site, name: str):
    entries = feedparser.parse((site.folder / name).read_bytes(), sanitize_html=False).entries
    (html,) = [entry.content[0].value for entry in entries if entry.title == "Pictures of the office"]
    shown = BeautifulSoup(html, "lxml")
    assert {image["src"] for image in shown("img")} == {f"https://on-probation-archive.example/{KETTLE}"}
    assert [link.get_text() for link in shown("a", href=LOST)] == ["Image: The “old” kettle", "Image"]
    assert "data-search" not in (site.folder / name).read_text("utf-8")


def test_the_check_finds_no_problems_until_an_image_is_deleted(site: Site, tmp_path: Path):
    must("check", "--output", site.folder)
    broken = copied(site, tmp_path)
    (broken.folder / KETTLE).unlink()
    ran = invoke("check", "--output", broken.folder)
    assert ran.returncode == 1
    assert f"dead link: ../../{KETTLE}" in ran.stderr
    assert f"atom.xml: dead link: https://on-probation-archive.example/{KETTLE}" in ran.stderr


def test_a_missing_image_is_reported_and_replaced_by_a_link(faulty: Faulty):
    (line,) = [line for line in faulty.problems if line.startswith(KETTLE)]
    assert line.startswith(f"{KETTLE}: cannot be read, so posts/2020/01/pictures.md shows only a link to the image; ")
    page = (faulty.output / POST[1:]).read_text("utf-8")
    assert "<img" not in page
    assert "Image: </span>A kettle on a shelf" in page
    must("check", "--output", faulty.output)


def test_an_unused_image_is_not_on_the_site(site: Site):
    assert len([*(site.content / "images").glob("*.png")]) == 2
    assert [file.name for file in (site.folder / "images").iterdir()] == [Path(KETTLE).name]


def test_image_descriptions_are_indexed_for_search_without_our_notes(site: Site):
    (content,) = [text for text in texts(site.folder).values() if "Sorrel" in text]
    assert all(words in content for words in ("A kettle on a shelf", "The “old” kettle", "our kettle", "Map"))
    assert not [words for words in ("Image", "not in this archive", "without a description") if f" {words}" in content]


# Partial posts


def test_a_partial_post_has_a_note_on_its_page_in_lists_and_in_feeds(site: Site):
    said = "We have only the beginning of this post, or a summary of it."
    assert text_of(site, PART, "div.body > p.note").startswith(said)
    assert site.pages[PART].select_one("p.note a")["href"] == "https://notes.blogspot.com/2020/02/cut-short.html"
    (entry,) = [item for item in site.pages["/all/"].select("ul.entries > li") if "Cut short" in item.get_text()]
    assert "Incomplete" in [span.get_text() for span in entry.select("p.meta span")]
    for name in FEEDS:
        entries = feedparser.parse((site.folder / name).read_bytes()).entries
        told = [said in entry.content[0].value for entry in entries]
        assert told == [entry.title == "Cut short" for entry in entries]
        assert entries[told.index(True)].content[0].value.startswith("<p><em>We have only the beginning")


# Comment ids


def test_comments_have_the_ids_of_blogger_in_feeds_and_keep_their_former_anchors(site: Site):
    entries = feedparser.parse((site.folder / "feeds/comments/atom.xml").read_bytes()).entries
    assert {entry.id for entry in entries} == {
        "tag:blogger.com,1999:blog-77.post-5500",
        "tag:blogger.com,1999:blog-77.post-88.comment-t00000000000a",
    }
    anchor = site.pages[POST].find(id="ct0123456789ab")
    assert anchor.find_parent("li").find("h3")["id"] == "c5500"


# Static pages


def test_a_static_page_keeps_its_address_and_is_not_labelled_as_a_union_page(site: Site):
    page = site.pages[ABOUT]
    assert (site.folder / "p/about-these-notes.html").is_file()
    assert text_of(site, ABOUT, "p.age") == "Date unknown Page of the blog"
    assert not re.search("union", page.select_one("main").get_text(), re.IGNORECASE)
    filters = {meta["content"] for meta in page.select("meta[name=search-kind]")}
    assert filters == {"Page of the blog"}
    assert "1 page of the blog" in text_of(site, "/", "ul.facts")
    assert "1 union web page" in text_of(site, "/", "ul.facts")
    lists = {"/undated/": True, "/all/": True, "/mailouts/": False}
    for url, listed in lists.items():
        links = [link.get_text() for link in site.pages[url].select("ul.entries a")]
        assert ("About these notes" in links) is listed, url
        assert "Pay" in links


# Sources


def test_all_sources_are_listed_with_their_positions_and_five_are_shown_at_first(site: Site):
    provenance = site.pages[POST].select_one("#provenance")
    told = [dl.dd.get_text().replace("\u00a0", " ") for dl in provenance.select("dl")]
    assert told == [
        "inbox/takeout.zip/Takeout/Blogger/Blogs/Notes/feed.atom, entry 7",
        "inbox/posts-1.xml, entry 3",
        "inbox/pictures.html",
        "inbox/pictures.txt, lines 5–78",
        "inbox/2020_01_01_archive.html, entry 4",
        "inbox/comments-1.xml, comments only",
        "inbox/comments-2.xml, comments only",
    ]
    assert [len(provenance.select(where)) for where in (".body > dl", "details > dl")] == [5, 2]
    assert provenance.summary.get_text() == "2 more sources"
    assert "Google Takeout" in provenance.get_text()


# Other files


def test_only_posts_and_mailouts_are_built(site: Site):
    assert sorted(article["ref"] for article in site.articles) == sorted(
        name.removesuffix(".md")
        for name in FILES
        if name.startswith(("posts/", "mailouts/")) and not name.endswith(".comments.md")
    )
    assert site.report["problems"] == []
    assert not list(site.folder.rglob("*privacy.toml")) + list(site.folder.rglob("conflicts"))
    texts = [file.read_text("utf-8") for file in site.folder.rglob("*.html")]
    assert not [text for text in texts if "Not to be built" in text]


def test_comments_without_a_post_are_reported_with_a_remedy(faulty: Faulty):
    assert [line for line in faulty.problems if not line.startswith(KETTLE)] == [
        "posts/2020/01/renamed.comments.md: there is no posts/2020/01/renamed.md for these comments; "
        "give both files the same name"
    ]


def test_an_image_on_a_page_of_the_site_itself_becomes_a_link(faulty: Faulty):
    page = soup(faulty.output / "about/index.html")
    assert not page("img")
    assert page.select_one(f'a[href="{LOST}"]').get_text() == "Image: us"


def test_a_page_says_where_its_words_are_from_only_as_far_as_that_is_known(written_site):
    by_hand, without_ledger = (written_site.pages[url].find(id="provenance").get_text() for url in (ABOUT, POST))
    assert "A keeper of this archive wrote this page by hand. It has no source." in by_hand
    assert "We have no record of what was changed or left out." in without_ledger
    assert not any("We have not changed" in said for said in (by_hand, without_ledger))
