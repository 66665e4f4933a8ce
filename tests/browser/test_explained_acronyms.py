"""The first use of an acronym is explained by click, touch and key, without script and in print."""

from __future__ import annotations

from pathlib import Path

import html5lib
import pytest
from playwright.sync_api import Page, expect

from browser_pages import STYLE, faults, on_every_screen, overflow, printed, restyle
from search_files import texts
from whole_site import Site, invoke, site_of

FILES = {
    "posts/2017/03/the-kettle.md": """Title: The kettle in the PDU
Date: 2017-03-04

## OASys on Mondays

The OASys screens were down again (both the CRC’s and the NPS’s), and [the MoJ list](https://lists.example/moj) was no
help. We filled in the OASys forms by hand, said “HMPPS”, and laughed; a visit to the SPO came next, and `OMiC` after.

> One more word about the MoJ, and about every PQiP class that asked for the key to the cupboard, and for the key to
> the other cupboard, and that came back with neither of the two.

* the Post-Sentence Supervision (PSS) leaflet, and PSS again
* the estate agent (EA) and the tea lady (TL)
""",
    "posts/2017/05/one-more-word.md": """Title: One more word
Date: 2017-05-06

Somebody wrote this last spring:

> One more word about the MoJ, and about every PQiP class that asked for the key to the cupboard, and for the key to
> the other cupboard, and that came back with neither of the two.

It is still so.
""",
    "posts/2018/01/quiet.md": "Title: Quiet\nDate: 2018-01-02\n\nNothing was said today, and it was said slowly.\n",
}
POST, QUOTING, GLOSSARY = "/2017/03/the-kettle.html", "/2017/05/one-more-word.html", "/glossary/"
SAID = "Offender Assessment System"


@pytest.fixture(scope="module")
def site(once) -> Site:
    """A site with acronyms."""
    return once("acronyms", lambda folder: site_of(FILES, folder))


def test_the_check_finds_no_problems(site: Site):
    ran = invoke("check", "--output", site.folder)
    assert ran.stdout + ran.stderr == f"{site.folder}: no problems found\n"


def test_each_acronym_is_a_button_once_but_not_in_links_headings_or_code_or_where_the_post_explains_it(
    page: Page, address: str, console: list[str]
):
    page.goto(address + POST)
    assert page.locator(".text .term").all_inner_texts() == ["OASys", "CRC’s", "NPS’s", "HMPPS", "SPO", "MoJ", "PQiP"]
    assert page.locator(".gloss:visible").count() == 0
    assert page.locator(":is(a, code, h1, h2, h3) .term").count() == 0
    assert console == []


def test_a_click_opens_an_explanation_and_the_next_click_elsewhere_closes_it(page: Page, address: str):
    page.goto(address + POST)
    page.get_by_role("button", name="OASys", exact=True).click()
    said = page.locator(".gloss:visible")
    assert said.inner_text().startswith(f"{SAID}\n")
    page.get_by_role("button", name="HMPPS").click()
    expect(page.locator(".gloss:visible")).to_have_count(1)
    assert page.locator(".gloss:visible b").inner_text() == "HM Prison and Probation Service"
    page.locator("h1").click()
    expect(page.locator(".gloss:visible")).to_have_count(0)


def test_keys_open_an_explanation_go_into_it_and_close_it(page: Page, address: str):
    page.goto(address + POST)
    page.locator(".facts a").last.focus()
    page.keyboard.press("Tab")
    button = page.locator(":focus")
    assert button.inner_text() == "OASys"
    assert button.evaluate("it => getComputedStyle(it).outlineStyle") == "solid"
    page.keyboard.press("Enter")
    expect(page.locator(".gloss:visible")).to_have_count(1)
    page.keyboard.press("Tab")
    assert page.locator(":focus").inner_text() == "OASys in the glossary"
    page.keyboard.press("Escape")
    expect(page.locator(".gloss:visible")).to_have_count(0)
    assert page.locator(":focus").inner_text() == "OASys"


def test_a_touch_opens_an_explanation_without_script_and_its_link_leads_to_the_glossary(open_page, address: str):
    page: Page = open_page(has_touch=True, java_script_enabled=False, viewport={"width": 360, "height": 740})
    page.goto(address + POST)
    page.get_by_role("button", name="OASys", exact=True).tap()
    expect(page.locator(".gloss:visible b")).to_have_text(SAID)
    page.get_by_role("link", name="OASys in the glossary").tap()
    page.wait_for_url(f"{address}{GLOSSARY}#oasys")
    expect(page.locator(":target")).to_contain_text("OASys")
    assert SAID in page.locator(":target + dd").inner_text()


@on_every_screen
def test_axe_finds_no_fault_with_an_explanation_open(open_page, address: str, width: int):
    page: Page = open_page(viewport={"width": width, "height": 740})
    for url in (POST, GLOSSARY):
        page.goto(address + url)
        if url == POST:
            page.get_by_role("button", name="OASys", exact=True).click()
            expect(page.locator(".gloss:visible")).to_have_count(1)
        assert faults(page) == [], url


@pytest.mark.parametrize("width", [320, 360, 700, 1280])
def test_an_explanation_fits_on_the_screen_and_does_not_cover_its_acronym(open_page, address: str, width: int):
    page: Page = open_page(viewport={"width": width, "height": 640})
    restyle(page)
    page.goto(address + POST)
    for button in page.locator(".term").all():
        button.scroll_into_view_if_needed()
        button.click()
        word, said = button.bounding_box(), page.locator(".gloss:visible").bounding_box()
        assert said["x"] >= 0
        assert said["x"] + said["width"] <= width
        assert said["y"] >= 0
        assert said["y"] + said["height"] <= 640
        assert width < 640 or said["y"] >= word["y"] + word["height"] - 4 or said["y"] + said["height"] <= word["y"] + 4
        assert overflow(page) == []
        page.keyboard.press("Escape")


def test_no_line_break_separates_an_acronym_from_its_punctuation(open_page, address: str):
    page: Page = open_page(viewport={"width": 320, "height": 640})
    page.goto(address + POST)
    heights = page.locator(".glossed").evaluate_all("them => them.map((it) => it.getClientRects().length)")
    assert set(heights) == {1}
    assert page.locator(".glossed").evaluate_all("them => them.map((it) => it.innerText)") == [
        *("OASys", "CRC’s", "NPS’s),", "“HMPPS”,", "SPO", "MoJ,", "PQiP")
    ]


def test_forced_colours_keep_the_line_under_an_acronym_and_the_edge_of_its_explanation(open_page, address: str):
    page: Page = open_page(forced_colors="active")
    page.goto(address + POST)
    button = page.get_by_role("button", name="OASys", exact=True)
    assert button.evaluate("it => getComputedStyle(it).textDecorationStyle") == "dotted"
    button.click()
    assert page.locator(".gloss:visible").evaluate("it => getComputedStyle(it).borderTopStyle") == "solid"


def test_in_print_the_long_form_is_after_the_acronym(page: Page, address: str, tmp_path: Path):
    page.goto(address + POST)
    words = printed(page, tmp_path)
    assert f"The OASys ({SAID}) screens were down again" in words
    assert "the NPS’s (National Probation Service))," in words
    assert "filled in the OASys forms by hand, said “HMPPS (HM Prison and Probation Service)”, and laughed" in words
    assert "in the glossary" not in words


def test_a_browser_without_popovers_shows_the_text_as_it_is(page: Page, address: str):
    unknown = STYLE.replace("selector(:popover-open)", "selector(:unknown-thing)")
    restyle(page, unknown)
    page.goto(address + POST)
    page.locator(".gloss").evaluate_all("them => them.forEach((it) => it.removeAttribute('popover'))")
    assert page.locator(".text > p").first.inner_text().startswith("The OASys screens were down again (both the CRC’s")
    assert page.locator(".term").first.evaluate("it => getComputedStyle(it).textDecorationLine") == "none"


def test_passages_are_marked_through_acronyms_with_and_without_an_explanation(page: Page, address: str):
    for url in (POST, QUOTING):
        page.goto(address + url)
        passage = page.locator(".passage").evaluate_all("them => them.map((it) => it.textContent).join('')")
        assert " ".join(passage.split()).startswith("One more word about the MoJ, and about every PQiP class that")
        assert passage.strip().endswith("neither of the two.")
        assert page.locator(".term .passage, .passage .term").count() == 2


def test_feeds_have_no_explanations_and_pages_stay_valid(site: Site):
    for feed in site.folder.rglob("*.xml"):
        assert "popover" not in feed.read_text("utf-8"), feed
    for page in (POST, QUOTING, GLOSSARY):
        text = site.file(page).read_text("utf-8")
        html5lib.HTMLParser(strict=True).parse(text)
        assert len(text.encode()) < 100_000


def test_search_finds_the_acronym_as_before_and_not_its_explanation(site: Site):
    content = next(text for url, text in texts(site.folder).items() if url.endswith("the-kettle.html"))
    assert "The OASys screens were down again (both the CRC’s and the NPS’s), and the MoJ list" in content
    assert "said “HMPPS”, and laughed" in content
    assert SAID not in content
