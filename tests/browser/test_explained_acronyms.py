"""The first use of an acronym is explained where it stands: by click, touch and key, without script, in print."""

from __future__ import annotations

import gzip
import json
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import html5lib
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from local_server import served
from whole_site import PROJECT, built, invoke, missing

TEXTS = {
    "2017/03/the-kettle.md": """Title: The kettle in the PDU
Date: 2017-03-04

## OASys on Mondays

The OASys screens were down again (both the CRC’s and the NPS’s), and [the MoJ list](https://lists.example/moj) was no
help. We filled in the OASys forms by hand, said “HMPPS”, and laughed; a visit to the SPO came next, and `OMiC` after.

> One more word about the MoJ, and about every PQiP class that asked for the key to the cupboard, and for the key to
> the other cupboard, and that came back with neither of the two.

* the Post-Sentence Supervision (PSS) leaflet, and PSS again
* the estate agent (EA) and the tea lady (TL)
""",
    "2017/05/one-more-word.md": """Title: One more word
Date: 2017-05-06

Somebody wrote this last spring:

> One more word about the MoJ, and about every PQiP class that asked for the key to the cupboard, and for the key to
> the other cupboard, and that came back with neither of the two.

It is still so.
""",
    "2018/01/quiet.md": "Title: Quiet\nDate: 2018-01-02\n\nNothing was said today, and it was said slowly.\n",
}
POST, QUOTING, GLOSSARY = "/2017/03/the-kettle.html", "/2017/05/one-more-word.html", "/glossary/"
SCREENS = [(width, scheme) for width in (360, 1280) for scheme in ("light", "dark")]
STYLE = (PROJECT / "themes/reading-room/static/style.css").read_text("utf-8")
SPACING = """
    * { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important }
    p { margin-bottom: 2em !important }
"""
"""What readers must be able to set without losing text (WCAG 2.2, 1.4.12)."""
SAID = "Offender Assessment System"


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    """A site with acronyms."""
    made = tmp_path_factory.mktemp("glossary")
    for name, text in TEXTS.items():
        (made / "content/posts" / name).parent.mkdir(parents=True, exist_ok=True)
        (made / "content/posts" / name).write_text(text, encoding="utf-8")
    return built(made / "content", made / "output").folder


@pytest.fixture(scope="module")
def address(folder: Path) -> Iterator[str]:
    """Where it is served."""
    with served(folder) as where:
        yield where


def test_the_check_finds_no_dead_end(folder: Path):
    ran = invoke("check", "--output", folder)
    assert ran.stdout + ran.stderr == f"{folder}: no problems found\n"


def test_each_acronym_is_a_button_once_and_not_in_links_headings_code_or_where_the_text_spells_it(
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


@pytest.mark.parametrize(("width", "scheme"), SCREENS)
def test_axe_finds_no_fault_with_an_explanation_open(open_page, address: str, width: int, scheme: str):
    page: Page = open_page(viewport={"width": width, "height": 740}, color_scheme=scheme)
    for url in (POST, GLOSSARY):
        page.goto(address + url)
        if url == POST:
            page.get_by_role("button", name="OASys", exact=True).click()
            expect(page.locator(".gloss:visible")).to_have_count(1)
        found = Axe().run(page).response["violations"]
        assert [f"{fault['id']}: {fault['nodes'][0]['html']}" for fault in found] == [], url


@pytest.mark.parametrize("width", [320, 360, 700, 1280])
def test_an_explanation_is_all_on_the_screen_and_not_over_its_acronym(open_page, address: str, width: int):
    page: Page = open_page(viewport={"width": width, "height": 640})
    page.route("**/theme/style.css", lambda route: route.fulfill(body=STYLE + SPACING, content_type="text/css"))
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
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        page.keyboard.press("Escape")


def test_no_line_breaks_between_an_acronym_and_its_signs(open_page, address: str):
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


def test_in_print_the_long_form_stands_after_the_acronym(page: Page, address: str, tmp_path: Path):
    program = shutil.which("pdftotext") or missing("pdftotext", "apt-get install poppler-utils")
    page.goto(address + POST)
    page.pdf(path=tmp_path / "page.pdf", format="A4")
    ran = subprocess.run([program, "-raw", tmp_path / "page.pdf", "-"], check=True, capture_output=True)
    words = " ".join(ran.stdout.decode().split())
    assert f"The OASys ({SAID}) screens were down again" in words
    assert "the NPS’s (National Probation Service))," in words
    assert "filled in the OASys forms by hand, said “HMPPS (HM Prison and Probation Service)”, and laughed" in words
    assert "in the glossary" not in words


def test_a_browser_that_knows_no_popover_shows_the_text_as_it_is(page: Page, address: str):
    unknown = STYLE.replace("selector(:popover-open)", "selector(:unknown-thing)")
    page.route("**/theme/style.css", lambda route: route.fulfill(body=unknown, content_type="text/css"))
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


def test_feeds_have_no_explanations_and_pages_stay_valid(folder: Path):
    for feed in folder.rglob("*.xml"):
        assert "popover" not in feed.read_text("utf-8"), feed
    for page in (POST, QUOTING, GLOSSARY):
        text = (folder / f".{page}{'index.html' if page.endswith('/') else ''}").read_text("utf-8")
        html5lib.HTMLParser(strict=True).parse(text)
        assert len(text.encode()) < 100_000


def test_search_finds_the_acronym_as_before_and_not_its_explanation(folder: Path):
    found = [gzip.decompress(file.read_bytes()) for file in sorted((folder / "pagefind/fragment").iterdir())]
    pages = {each["url"]: each["content"] for each in (json.loads(text[12:]) for text in found)}
    content = next(content for url, content in pages.items() if url.endswith("the-kettle.html"))
    assert "The OASys screens were down again (both the CRC’s and the NPS’s), and the MoJ list" in content
    assert "said “HMPPS”, and laughed" in content
    assert SAID not in content
