"""A numbered series can be read in order, and pages name what is missing."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from browser_pages import faults, on_every_screen, overflow
from whole_site import Site, invoke, site_of

_BODY = "The ferry left without the man who sells the tickets, and nobody on board could say what they owed."
_TITLES = {
    "posts/2016/05/harbour-letter-3.md": ("Harbour Letter 3", "2016-05-02"),
    "posts/2016/06/harbour-letter-4.md": ("Harbour letter No. 4: On Ropes & Knots", "2016-06-12"),
    "posts/2016/07/harbour-letter-4.md": ("Harbour Letter 4", "2016-07-01"),
    "posts/2017/02/harbour-letter-10.md": ("HARBOUR LETTER #10", "2017-02-11"),
    "posts/2017/03/harbour-letter-9.md": ("Harbour Letter 9", "2017-03-11"),
    "mailouts/undated/harbour-letter-12.md": ("Harbour Letter 12", ""),
    "posts/2018/01/on-the-long-way.md": (
        "On the long way round to the office and back again in the rain",
        "2018-01-05",
    ),
    "posts/2018/02/on-the-long-way-2.md": (
        *("On the long way round to the office and back again in the rain (Part 2)", "2018-02-05"),
    ),
    "posts/2018/03/section-90.md": ("Section 90", "2018-03-05"),
    "posts/2018/04/happy-new-year-2018.md": ("Happy New Year 2018", "2018-04-05"),
}
FILES = {
    name: f"Title: {title}\n" + (f"Date: {day}\n" if day else "") + f"\n{_BODY} That was week {at}.\n"
    for at, (name, (title, day)) in enumerate(_TITLES.items())
}
LETTERS, WALK = "/series/harbour-letter/", "/series/on-long-way-round-to-office-and-back/"
FOURTH, TENTH = "/2016/07/harbour-letter-4.html", "/2017/02/harbour-letter-10.html"


@pytest.fixture(scope="module")
def site(once) -> Site:
    """A site with two series, and with titles whose numbers do not make a series."""
    return once("series", lambda folder: site_of(FILES, folder))


def test_the_check_finds_no_problems(site: Site):
    ran = invoke("check", "--output", site.folder)
    assert ran.stdout + ran.stderr == f"{site.folder}: no problems found\n"


@on_every_screen
def test_axe_finds_no_fault_and_nothing_overflows(open_page, address: str, width: int):
    page: Page = open_page(viewport={"width": width, "height": 740})
    for url in ("/series/", LETTERS, WALK, FOURTH, TENTH):
        page.goto(address + url)
        assert faults(page) == [], url
        assert overflow(page) == [], url


def test_all_series_are_listed_with_how_complete_they_are(page: Page, address: str):
    page.goto(f"{address}/series/")
    assert page.locator(".entries h2").all_inner_texts() == [
        *("Harbour Letter", "On the long way round to the office and back again in the rain"),
    ]
    assert page.locator(".entries .meta").first.locator("span").all_inner_texts() == [
        *("6 items", "5 of 12 numbers", "Monday 2 May 2016 to Saturday 11 March 2017"),
    ]
    page.get_by_role("link", name="Harbour Letter").click()
    page.wait_for_url(address + LETTERS)


def test_the_page_of_a_series_lists_its_items_by_number_and_names_the_gaps(page: Page, address: str):
    page.goto(address + LETTERS)
    assert page.locator(".numbered > li").all_inner_texts() == [
        "Numbers 1-2 are not in this archive",
        "Harbour Letter 3 Monday 2 May 2016",
        "Harbour letter No. 4: On Ropes & Knots Sunday 12 June 2016",
        "Harbour Letter 4 Friday 1 July 2016",
        "Numbers 5-8 are not in this archive",
        "Harbour Letter 9 Saturday 11 March 2017",
        "HARBOUR LETTER #10 Saturday 11 February 2017",
        "Number 11 is not in this archive",
        "Harbour Letter 12 Date unknown",
    ]


def test_an_item_links_to_its_neighbours_in_the_series_and_names_missing_numbers(page: Page, address: str):
    page.goto(address + FOURTH)
    series = page.get_by_role("navigation", name="Series: Harbour Letter")
    assert series.locator("p").all_inner_texts() == [
        "Harbour Letter 4, item 3 of 6 in this archive",
        "Previous: Harbour letter No. 4: On Ropes & Knots",
        "Next: Harbour Letter 9 (5 to 8 are not in this archive)",
    ]
    series.get_by_role("link", name="Harbour Letter 9").click()
    page.get_by_role("navigation", name="Series: ").get_by_role("link", name="#10").click()
    page.wait_for_url(address + TENTH)
    page.get_by_role("navigation", name="Series: ").get_by_role("link", name="Harbour Letter", exact=True).click()
    page.wait_for_url(address + LETTERS)


def test_titles_with_other_numbers_are_not_shown_as_series(page: Page, address: str):
    for url in ("/2018/03/section-90.html", "/2018/04/happy-new-year-2018.html"):
        page.goto(address + url)
        assert page.locator(".series").count() == 0
