"""The timeline works on a phone, by keyboard and with a screen reader; related posts have a reason."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page

from browser_pages import faults, on_every_screen, overflow
from whole_site import Site, invoke, site_of

SUBJECTS = ("OASys", "Community Payback", "Approved Premises", "Working Links")
PAGES = ("/timeline/", "/2014/03/note-26.html", "/", "/years/")


def _files() -> Iterator[tuple[str, str]]:
    """Yield a post for each month from 2012 to 2018, except a summer and all of 2016; every third post has comments."""
    for month in range(84):
        year, number = 2012 + month // 12, month % 12 + 1
        if year == 2016 or (year == 2013 and 5 < number < 10):
            continue
        subject = SUBJECTS[month % 3 + (month > 60)]
        said = f"{subject} was talked about in room {month}. " + f"Nobody there knew what {subject} is for. " * 3
        name = f"posts/{year}/{number:02}/note-{month}"
        yield f"{name}.md", f"Title: {subject}, note {month}\nDate: {year}-{number:02}-07\n\n{said}\n"
        if month % 3 == 0:
            told = (
                f"## Comment {month * 10 + at}\nAuthor: Sorrel\n\nSo it was, {at} times.\n" for at in range(month % 7)
            )
            yield f"{name}.comments.md", "\n".join(told) or "\n"
    yield "posts/undated/drawer.md", "Title: Found in a drawer\n\nThere is no date on this one.\n"


@pytest.fixture(scope="module")
def site(once) -> Site:
    """A site of seven years with gaps."""
    files = {name: text for name, text in _files() if text.strip()}
    return once("timeline", lambda folder: site_of(files, folder))


def test_the_check_finds_no_problems(site: Site):
    ran = invoke("check", "--output", site.folder)
    assert ran.stdout + ran.stderr == f"{site.folder}: no problems found\n"


@on_every_screen
def test_axe_finds_no_fault_and_nothing_overflows_open_or_closed(open_page, address: str, width: int):
    page: Page = open_page(viewport={"width": width, "height": 740})
    for url in PAGES:
        page.goto(address + url)
        assert overflow(page) == [], url
        for details in page.locator("details").all():
            details.evaluate("it => it.open = true")
        assert faults(page) == [], url
        assert overflow(page) == [], url


def test_home_and_the_list_of_years_link_to_it_and_it_links_to_years(page: Page, address: str, console: list[str]):
    for url in ("/", "/years/"):
        page.goto(address + url)
        page.get_by_role("main").get_by_role("link", name="timeline").click()
        page.wait_for_url(f"{address}/timeline/")
    page.locator(".monthly").get_by_role("link", name="2015").click()
    page.wait_for_url(f"{address}/2015/")
    assert console == []


def test_a_screen_reader_reads_the_summary_of_a_chart(page: Page, address: str):
    page.goto(f"{address}/timeline/")
    year = page.get_by_role("img", name="2013", exact=True)
    assert year.locator("desc").text_content() == (
        "8 items (busiest month: January, 1); 6 comments (busiest month: January, 5). Nothing from 4 months."
    )
    assert page.get_by_role("img", name="Items, 2012 to 2018: 68 in total (busiest year: 2012, 12)").count() == 1
    assert page.get_by_role("img", name="2016", exact=True).count() == 0


def test_bars_and_links_are_wide_enough_on_a_phone(open_page, address: str):
    page: Page = open_page(viewport={"width": 360, "height": 740})
    page.goto(f"{address}/timeline/")
    widths = page.locator(".monthly svg").evaluate_all("them => them.map((it) => it.getBoundingClientRect().width)")
    assert min(widths) / 12 >= 20
    assert page.locator(".monthly a").first.evaluate("it => it.getBoundingClientRect().height") >= 24


def test_a_related_post_has_a_reason_and_is_reached_by_keyboard(page: Page, address: str):
    page.goto(address + PAGES[1])
    related = page.locator("#related")
    titles = related.get_by_role("heading", level=3)
    assert 3 <= titles.count() <= 5
    assert all(title.startswith("Approved Premises, note") for title in titles.all_inner_texts())
    assert related.get_by_text("Both are about Approved Premises").count() == titles.count()
    related.get_by_role("link").first.focus()
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: url != address + PAGES[1])
    assert page.get_by_role("heading", level=1).inner_text().startswith("Approved Premises, note")
