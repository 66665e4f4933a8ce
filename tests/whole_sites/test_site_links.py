"""Links between posts, and removed comments, on a small site."""

import re

import pytest
from pelicanconf import BLOG_ADDRESS

from whole_site import Site, invoke, site_of

HOST = BLOG_ADDRESS.rstrip("/").replace("https://", "http://www.").replace(".com", ".co.uk")
FILES = {
    "posts/2017/06/first.md": f"""Title: The first
Date: 2017-06-25
Permalink-Is: original
Aliases: /2017/06/earlier.html

One [comment](<{HOST}/2017/07/second.html?m=1#c72>), [another](<{HOST}/2017/07/second.html#c99>), a
[month](<{HOST}/2017/07/>), [home](<{HOST}/>), a [topic](<{HOST}/search/label/Pay>) and what is
[gone](<{HOST}/2011/01/no.html>).
""",
    "posts/2017/07/second.md": f"""Title: The second
Date: 2017-07-01
Labels: Pay

See <{HOST}/2017/06/earlier.html>.
""",
    "posts/2017/07/second.comments.md": f"""## Comment 71
Published: 2017-07-01T10:00:00Z
Removed: yes

This comment has been removed by the author.

## Comment 72
Reply-To: 71
Published: 2017-07-01T11:05:30Z

Read [this](<{HOST}/2017/06/first.html>), says nobody.
""",
}


@pytest.fixture(scope="module")
def linked(once) -> Site:
    return once("linked", lambda folder: site_of(FILES, folder))


def test_links_to_posts_on_the_blog_lead_to_pages_of_the_site(linked: Site):
    links = [a["href"] for a in linked.pages["/2017/06/first.html"].select("div.text a")]
    assert links[:4] == [
        "../../2017/07/second.html#c72",
        "../../2017/07/second.html",
        "../../2017/07/",
        "../../",
    ]
    assert links[4:] == ["../../tags/pay/", f"{HOST}/2011/01/no.html"]
    (back,) = linked.pages["/2017/07/second.html"].select("div.text a")
    assert (back["href"], back.get_text()) == ("../../2017/06/first.html", f"{HOST}/2017/06/earlier.html")
    (said,) = linked.pages["/2017/07/second.html"].select("div.said a")
    assert said["href"] == "../../2017/06/first.html"
    ran = invoke("check", "--output", linked.folder)
    assert (ran.returncode, ran.stderr) == (0, "")


def test_links_in_feeds_are_absolute(linked: Site):
    feed = (linked.folder / "atom.xml").read_text("utf-8")
    assert re.search(r"https://[^/]+/2017/07/second\.html#c72", feed)
    assert "../" not in feed


def test_the_build_does_not_change_the_links_in_the_content_folder(linked: Site):
    for name, text in FILES.items():
        assert (linked.content / name).read_text("utf-8") == text


def test_a_removed_comment_keeps_its_place_and_is_not_in_search_or_feeds(linked: Site):
    page = linked.pages["/2017/07/second.html"]
    gone, reply = page.select("ol.thread h3")
    assert (gone["id"], reply["id"]) == ("c71", "c72")
    assert gone.find_parent("li") in reply.parents
    assert gone.find_parent("div", class_="removed").has_attr("data-search-ignore")
    assert gone.select_one(".by") is None
    assert gone.find("time")["datetime"] == "2017-07-01T10:00:00Z"
    assert page.select_one("#comments h2").get_text() == "2 comments"
    feed = (linked.folder / "feeds" / "comments" / "atom.xml").read_text("utf-8")
    assert "has been removed" not in feed
    assert "says nobody" in feed


def test_a_comment_without_a_name_is_by_unknown_and_its_time_is_that_of_the_blog(linked: Site):
    heading = linked.pages["/2017/07/second.html"].select_one("h3#c72")
    assert heading.select_one(".by").get_text() == "Unknown"
    assert heading.find("time").get_text() == "1 July 2017, 12:05"
