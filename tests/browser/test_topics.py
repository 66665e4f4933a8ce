"""Topics are listed from A to Z, have pages with a chart and definition, and can be searched; filters work together."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Page, expect

from browser_pages import faults, on_every_screen, overflow
from whole_site import Site, invoke, site_of

VOCABULARY = """
[[term]]
id = "tea"
label = "Tea & cake"
kind = "topic"
definition = "What is had at eleven o'clock. It is brewed in the urn, and there is never enough of it."
began = "1912"
related = ["ann-urn", "kettle-board", "rusks"]

[[term]]
id = "kettle-board"
label = "KBX"
full = "Kettle Board Exchange"
kind = "organisation"
variants = ["Kettle Board", "Board for Kettles"]
definition = "The public body that lends kettles. It replaced the Samovar Council."
began = "2014-06-01"
ended = "2021-06"
broader = ["kettle-house"]
formerly = ["samovar-council"]

[[term]]
id = "kettle-house"
label = "Kettle House"
kind = "place"
definition = "Where the Kettle Board sits."

[[term]]
id = "urn-keeper"
label = "Keeper of the Urn"
kind = "role"
definition = "The officer who has the key to the urn."

[[term]]
id = "ann-urn"
label = "Ann Urn"
kind = "person"
definition = "Keeper of the Urn from 2014, and before that of the spoons."
broader = ["urn-keeper"]

[[term]]
id = "bea-spoon"
label = "Bea Spoon"
kind = "person"
definition = "Head of the Kettle Board in its last years."
broader = ["kettle-board"]

[[term]]
id = "rusks"
label = "Rusks"
kind = "topic"
definition = "Hard and dry. No text here is about them."
"""

_HEAD = "Title: {}\nDate: {}\nTags: {}\n\n{}\n"
FILES = {
    "posts/2014/06/one.md": ("The first morning", "2014-06-02", "ann-urn; kettle-board; tea"),
    "posts/2015/02/two.md": ("The second morning", "2015-02-03", "ann-urn; bea-spoon"),
    "posts/2015/03/three.md": ("Without a key", "2015-03-04", "bea-spoon; kettle-board"),
    "mailouts/2015/four.md": ("Notice of the spoons", "2015-03-05", "ann-urn; tea"),
    "posts/2021/01/five.md": ("At the house", "2021-01-02", "kettle-house; urn-keeper"),
} | {
    f"posts/{2010 + n % 12}/05/day-{n}.md": (f"A day in May, number {n}", f"{2010 + n % 12}-05-{1 + n // 12:02}", "tea")
    for n in range(70)
}
FRONT = ["/tags/", "/people/", "/organisations/", "/places/", "/roles/", "/subjects/", "/policies/"]
TOPICS = [
    f"/tags/{name}/" for name in ("tea", "tea/1", "tea/2", "kettle-board", "ann-urn", "ann-urn/named", "urn-keeper")
]


@pytest.fixture(scope="module")
def site(once) -> Site:
    """A site with topics of several kinds, one of them with many posts."""
    files = {"vocabulary.toml": VOCABULARY}
    for name, (title, day, tags) in FILES.items():
        words = f"The rain of {day} was like no other; {title.lower()}, that was all there was to write down."
        words += f"\n\n{'It rained on. ' * 200}After that, as far as anybody remembers, Ann Urn came by." * (
            name == "posts/2015/03/three.md"
        )
        files[name] = _HEAD.format(title, day, tags, words)
    return once("topics", lambda folder: site_of(files, folder))


def test_the_check_finds_no_problems(site: Site):
    ran = invoke("check", "--output", site.folder)
    assert ran.stdout + ran.stderr == f"{site.folder}: no problems found\n"


@on_every_screen
def test_axe_finds_no_fault(open_page, address: str, width: int):
    page: Page = open_page(viewport={"width": width, "height": 740})
    for url in [*FRONT, *TOPICS, "/search/?tag=Tea+%26+cake"]:
        page.goto(address + url)
        page.locator("details").evaluate_all("them => them.forEach((it) => it.open = true)")
        assert faults(page) == [], url


def test_nothing_overflows_on_the_narrowest_screen(page: Page, address: str, console: list[str]):
    page.set_viewport_size({"width": 320, "height": 640})
    for url in [*FRONT, *TOPICS]:
        page.goto(address + url)
        assert overflow(page) == [], url
    assert console == []


def test_no_page_of_topics_is_too_large(site: Site):
    assert all(site.file(url).stat().st_size < 100_000 for url in [*FRONT, *TOPICS])


def test_home_leads_to_a_person_by_surname_and_to_the_office(open_page, address: str):
    page: Page = open_page(java_script_enabled=False)
    page.goto(address + "/")
    page.get_by_role("main").get_by_role("link", name="People").click()
    assert page.locator(".alphabet h2").all_inner_texts() == ["S", "U"]
    page.get_by_role("link", name="U", exact=True).click()
    page.get_by_role("link", name="Ann Urn").click()
    opening = page.locator("main header").inner_text().split("\n")
    assert [line for line in opening if line][:3] == [
        "Keeper of the Urn People",
        "Ann Urn",
        "Keeper of the Urn from 2014, and before that of the spoons.",
    ]
    page.locator("dd").get_by_role("link", name="Keeper of the Urn").click()
    assert page.locator("dd").first.inner_text() == "Ann Urn"


def test_a_year_in_the_table_links_to_its_first_item(page: Page, address: str):
    page.goto(f"{address}/tags/tea/")
    page.get_by_text("Show as a table").click()
    page.get_by_role("row", name="2021").get_by_role("link").click()
    page.wait_for_url(f"{address}/tags/tea/2/#y2021")
    assert page.locator(":target h3").count() == 5
    page.get_by_role("link", name="Earlier Page 1").click()
    assert page.locator("main h3").count() == 50


def test_the_chart_is_as_wide_as_the_text_and_has_a_summary(page: Page, address: str):
    page.goto(f"{address}/tags/kettle-board/")
    drawing = page.get_by_role("img")
    assert drawing.locator("title").text_content() == "Items by year, 2010 to 2021: 1 in 2014, 1 in 2015."
    assert drawing.bounding_box()["width"] == page.locator(".plot").bounding_box()["width"]
    assert drawing.locator("path").first.evaluate("it => getComputedStyle(it).fill !== 'none'")


def test_a_former_address_redirects_to_the_topic_and_has_its_feeds(page: Page, site: Site, address: str):
    page.goto(f"{address}/tags/samovar-council/")
    page.wait_for_url(f"{address}/tags/kettle-board/")
    for name in ("atom.xml", "rss.xml"):
        feeds = [site.file(f"/tags/{folder}/{name}").read_bytes() for folder in ("samovar-council", "kettle-board")]
        assert feeds[0] == feeds[1]


# Search


def choose(page: Page, name: str, value: str, *titles: str) -> None:
    """Set a filter, and wait until exactly `titles` are found. Their number must differ from before."""
    page.select_option(f"#{name}", value)
    expect_found(page, *titles)


def expect_found(page: Page, *titles: str) -> None:
    expect(page.locator("#status")).to_have_text(f"{len(titles)} result{'s' * (len(titles) > 1)}")
    assert sorted(page.locator("#results > li > h2").all_inner_texts()) == sorted(titles)


def test_people_have_a_filter_of_their_own_and_are_not_topics(page: Page, address: str):
    page.goto(f"{address}/search/")
    page.wait_for_selector("#person option:nth-child(2)", state="attached")
    options = {name: page.locator(f"#{name} option").all_inner_texts() for name in ("person", "tag")}
    assert options["person"] == ["Anyone", "Ann Urn (3)", "Bea Spoon (2)"]
    assert options["tag"] == [
        *("Any topic", "KBX (2)", "Keeper of the Urn (1)", "Kettle House (1)", "Tea & cake (72)"),
    ]


def test_filters_work_together_and_are_kept_in_the_address(page: Page, address: str):
    page.goto(f"{address}/search/")
    page.wait_for_selector("#person option:nth-child(2)", state="attached")
    choose(page, "person", "Ann Urn", "The first morning", "The second morning", "Notice of the spoons")
    choose(page, "year", "2015", "The second morning", "Notice of the spoons")
    choose(page, "kind", "Blog post", "The second morning")
    asked = {"person": ["Ann Urn"], "year": ["2015"], "kind": ["Blog post"]}
    assert parse_qs(urlsplit(page.url).query) == asked
    page.reload()
    page.wait_for_selector("#person option:nth-child(2)", state="attached")
    expect_found(page, "The second morning")
    assert {name: page.input_value(f"#{name}") for name in asked} == {name: value for name, (value,) in asked.items()}
    page.go_back()
    expect_found(page, "The second morning", "Notice of the spoons")
    assert page.input_value("#kind") == ""
    choose(page, "tag", "Tea & cake", "Notice of the spoons")


@pytest.mark.parametrize(("url", "count"), [("/tags/tea/", 72), ("/tags/ann-urn/", 3), ("/tags/kettle-board/", 2)])
def test_a_topic_links_to_a_search_of_its_items(page: Page, address: str, url: str, count: int):
    page.goto(address + url)
    page.get_by_role("link", name="Search these items").click()
    expect(page.locator("#status")).to_have_text(f"{count} results")


def test_the_page_of_a_person_links_to_mentions_of_her_in_other_items(page: Page, address: str):
    page.goto(f"{address}/tags/ann-urn/")
    page.get_by_role("link", name="Mentioned in 1 other item").click()
    entry = page.get_by_role("main").get_by_role("listitem")
    assert entry.locator(".opening").inner_text().endswith("After that, as far as anybody remembers, Ann Urn came by.")
    entry.get_by_role("link", name="Without a key").click()
    assert urlsplit(page.url).path == "/2015/03/three.html"
