"""Pages with images, partial posts and many sources are accessible and load nothing from other hosts."""

import pytest
from playwright.sync_api import Page, Route

from browser_pages import faults, on_every_screen, overflow
from whole_site import Site
from written_site import ABOUT, KETTLE, PART, POST


@pytest.fixture(scope="module")
def site(written_site: Site) -> Site:
    return written_site


@on_every_screen
def test_axe_finds_no_fault_and_nothing_is_loaded_from_other_hosts(open_page, address: str, width: int):
    page: Page = open_page(viewport={"width": width, "height": 740})
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    for url in (POST, PART, ABOUT, "/", "/undated/"):
        page.goto(address + url)
        for details in page.locator("details").all():
            details.evaluate("it => it.open = true")
        assert faults(page) == [], url
        assert overflow(page) == [], url
    assert {url.startswith(address) for url in asked} == {True}


def test_the_space_of_an_image_is_reserved_before_it_loads(page: Page, address: str, console: list[str]):
    held: list[Route] = []
    page.route(f"**/{KETTLE}", lambda route: held.append(route))
    page.goto(address + POST)
    image = page.locator(".text img").first
    size = "it => [it.complete, it.getBoundingClientRect().width, it.getBoundingClientRect().height]"
    assert image.evaluate(size) == [False, 96, 60]
    held[0].continue_()
    page.wait_for_function("() => document.querySelector('.text img').naturalWidth === 96")
    assert image.evaluate(size) == [True, 96, 60]
    assert console == []


def test_a_link_around_an_image_is_reached_by_keyboard_and_shows_its_focus(page: Page, address: str):
    page.goto(address + POST)
    link = page.get_by_role("link", name="A kettle on a shelf")
    page.locator(".facts a").last.focus()
    page.keyboard.press("Tab")
    assert link.evaluate("it => it === document.activeElement && getComputedStyle(it).outlineStyle") == "solid"


def test_a_former_id_of_a_comment_leads_to_it_and_highlights_it(page: Page, address: str):
    page.goto(f"{address}{POST}#ct0123456789ab")
    assert page.locator(".comment:has(:target) h3").get_attribute("id") == "c5500"
