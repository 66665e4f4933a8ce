"""Pages are accessible, fit narrow screens, link to the right places and print well."""

from pathlib import Path

import pytest
from playwright.sync_api import Page

from browser_pages import faults, overflow, printed, restyle
from local_server import served
from whole_site import Site

POST = "/2023/11/welcome-to-tarnshire.html"
REPEATED = "/undated/here-complete-is-tarnshire-branch.html"
PAGES = {
    "home": "/",
    "post with comments": POST,
    "undated, with a repeat": REPEATED,
    "union page": "/mailouts/undated/keeping-workload-diary.html",
    "year": "/2023/",
    "month": "/2023/10/",
    "years": "/years/",
    "all": "/all/",
    "topics": "/tags/",
    "topic": "/tags/court-work/",
    "mailouts": "/mailouts/",
    "undated": "/undated/",
    "search": "/search/?q=branch",
    "about": "/about/",
    "policy": "/policy/",
    "help": "/help/",
    "feeds": "/feeds/",
    "not found": "/nothing/here.html",
}
"""One page of each kind."""
REDIRECT = "/2023_10_01_archive.html"


def show(page: Page, address: str) -> None:
    page.goto(address)
    if "/search/" in address:
        page.wait_for_selector("#results > li")


@pytest.fixture(scope="module", params=[360, 1280])
def screen(request, browser):
    """A page as wide as a phone, and one as wide as a desktop screen."""
    context = browser.new_context(viewport={"width": request.param, "height": 740})
    yield context.new_page()
    context.close()


@pytest.mark.parametrize("url", PAGES.values(), ids=PAGES)
def test_axe_finds_no_fault(screen: Page, sample_address: str, url: str):
    show(screen, sample_address + url)
    assert faults(screen) == []


def test_axe_finds_no_fault_in_a_redirect(screen: Page, sample: Site, sample_address: str):
    """The redirect is switched off, because axe would otherwise run on its target."""
    text = sample.file(REDIRECT).read_text("utf-8").replace('http-equiv="refresh"', 'name="halted"')
    screen.route(f"**{REDIRECT}", lambda route: route.fulfill(body=text, content_type="text/html"))
    screen.goto(sample_address + REDIRECT)
    assert faults(screen) == []


@pytest.mark.shared
@pytest.mark.parametrize("screen", [1280], indirect=True)
def test_axe_finds_no_fault_in_real_posts(screen: Page, seeds: Site, seeds_address: str):
    """Real posts are longer than those of the sample, and have more comments and repeats."""
    collapsed = [article["url"] for article in seeds.articles if article["collapsed"]]
    commented = [article["url"] for article in seeds.articles if article["comments"]]
    for url in [*collapsed, *commented, "/", "/tags/", "/2021/12/"]:
        show(screen, seeds_address + url)
        assert faults(screen) == [], url


def test_no_page_scrolls_sideways_on_the_narrowest_screen_or_breaks_the_policy(
    site: Site, address: str, page: Page, console: list[str]
):
    page.set_viewport_size({"width": 320, "height": 640})
    restyle(page)
    urls = [url for url, content in site.pages.items() if not content.find("meta", {"http-equiv": "refresh"})]
    for number, url in enumerate(urls):
        if number % 5 == 0 or not url.startswith("/tags/"):  # topics are many and alike
            page.goto(address + url)
            assert overflow(page) == [], url
    assert console == []


@pytest.mark.parametrize(("link", "target"), [("Source", "#provenance"), ("comments", "#comments")])
def test_a_link_at_the_top_of_a_post_leads_there(page: Page, sample_address: str, link: str, target: str):
    page.set_viewport_size({"width": 1280, "height": 500})
    page.goto(sample_address + POST)
    page.locator(".facts").get_by_role("link", name=link).click()
    page.wait_for_function(
        "target => Math.abs(document.querySelector(target).getBoundingClientRect().top) < 60", arg=target
    )


@pytest.mark.shared
def test_a_link_at_the_top_of_a_long_post_leads_there(page: Page, seeds: Site, seeds_address: str):
    """A real post is many screens long."""
    url = next(article["url"] for article in seeds.articles if article["comments"])
    for target in ("#provenance", "#comments", "#" + seeds.pages[url].select("h3[id^=c]")[-1]["id"]):
        page.goto(seeds_address + url + target)
        page.wait_for_function(IN_VIEW, arg=target)


IN_VIEW = """target => {
    const {top, bottom} = document.querySelector(target).getBoundingClientRect();
    return top > -60 && top < innerHeight;
}"""


def test_the_link_of_a_comment_leads_to_it_and_highlights_it(page: Page, sample: Site, sample_address: str):
    last = sample.pages[POST].select("ol.thread h3")[-1]["id"]
    page.goto(sample_address + POST)
    page.locator(f"#{last} a").click()
    page.wait_for_url(f"{sample_address}{POST}#{last}")
    page.wait_for_function(IN_VIEW, arg=f"#{last}")
    plain = page.locator("ol.thread .comment").first.evaluate("it => getComputedStyle(it).backgroundColor")
    marked = page.locator(f".comment:has(#{last})").evaluate("it => getComputedStyle(it).backgroundColor")
    assert plain != marked


def test_a_reply_links_to_the_comment_it_answers(page: Page, sample_address: str):
    page.goto(sample_address + POST)
    reply = page.locator(".answers a").first
    target = reply.get_attribute("href")
    reply.click()
    page.wait_for_function(IN_VIEW, arg=target)


def test_the_skip_link_is_the_first_link_reached_by_keyboard(page: Page, sample_address: str):
    page.goto(sample_address + POST)
    page.keyboard.press("Tab")
    focused = page.locator(":focus")
    assert focused.inner_text() == "Skip to main content"
    assert focused.bounding_box()["x"] >= 0
    page.keyboard.press("Enter")
    assert page.url.endswith("#main")


def test_an_old_month_address_leads_to_the_month(page: Page, sample_address: str):
    page.goto(sample_address + REDIRECT)
    page.wait_for_url(sample_address + "/2023/10/")


def test_the_error_page_links_to_lists_at_any_depth(page: Page, sample_address: str):
    page.goto(sample_address + "/a/b/c/d.html")
    page.get_by_role("link", name="Browse by year and month").click()
    page.wait_for_url(sample_address + "/years/")


def test_a_day_of_the_calendar_leads_to_its_posts(page: Page, sample_address: str):
    page.goto(sample_address + "/2023/10/")
    page.locator(".calendar a").last.click()
    assert page.url.endswith("/2023/10/#d2023-10-31")
    assert page.locator(":target").get_by_role("link").first.inner_text() == "Latest From The Branch 12"


def test_the_site_works_in_a_folder_below_the_root(sample: Site, tmp_path: Path, page: Page, console: list[str]):
    """A host may serve the site at /archive/."""
    (tmp_path / "archive").symlink_to(sample.folder)
    (tmp_path / "404.html").write_text("nothing here", encoding="utf-8")
    with served(tmp_path) as address:
        page.goto(f"{address}/archive/about/")
        page.get_by_role("main").get_by_role("link", name="policy").click()
        page.wait_for_url(f"{address}/archive/policy/")
        show(page, f"{address}/archive/search/?q=branch")
        page.locator("#results h2 a").first.click()
        assert page.url.startswith(f"{address}/archive/")
        assert page.locator("h1").count() == 1
    assert console == []


@pytest.mark.parametrize("url", [POST, REPEATED])
def test_printed_pages_have_the_text_and_comments_and_no_navigation(
    page: Page, sample: Site, sample_address, tmp_path, url
):
    page.goto(sample_address + url)
    for details in page.locator("details").all():
        details.evaluate("it => it.open = false")
    words = printed(page, tmp_path).replace(" ", "")
    for part in sample.pages[url].select("div.text p:not(.from), div.said p:not(.from)"):
        assert "".join(part.get_text().split())[:40] in words
    for word in ("Skiptothetext", "Searchthearchive", "Policyandremovals", "Older"):
        assert word not in words
