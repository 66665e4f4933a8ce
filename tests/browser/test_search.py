"""Search finds every post and comment by its rarest word, and keeps the search in the address."""

import re
from collections import Counter
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from playwright.sync_api import Page, Route

from archive.content.folder import read_file
from archive.markup.render import to_text
from archive.text import normalize
from whole_site import Site


def texts(site: Site) -> dict[str, str]:
    """Return the text of each post and each comment by its address."""
    found = {}
    for article in site.articles:
        post = read_file(site.content, article["ref"] + ".md")
        found[article["url"]] = f"{post.title or ''} {to_text(post.body)}"
        found |= {f"{article['url']}#c{comment.id}": to_text(comment.body) for comment in post.comments}
    return found


def rarest_words(site: Site) -> dict[str, str]:
    """Return for each post and comment a word that occurs nowhere else; if it has none, its whole text as a phrase."""
    words = {
        url: set(re.findall(r"(?<![\w’'-])[a-z]{6,}(?![\w’'-])", normalize(text))) for url, text in texts(site).items()
    }
    everywhere = Counter(word for own in words.values() for word in own)
    rare = {url: sorted(word for word in own if everywhere[word] == 1) for url, own in words.items()}
    return {url: max(rare[url], key=len, default=f'"{text.strip()}"') for url, text in texts(site).items()}


def ask(page: Page, address: str) -> None:
    page.goto(address)
    page.wait_for_selector("#status:not(:empty):not(:text('Searching'))")


def found(page: Page) -> list[str]:
    """Return the addresses of the results, relative to the root of the site."""
    links = page.locator("#results a").evaluate_all("links => links.map((it) => it.href)")
    return [f"{urlsplit(link).path}{'#' if urlsplit(link).fragment else ''}{urlsplit(link).fragment}" for link in links]


def results(page: Page) -> list[str]:
    return page.locator("#results > li > h2").all_inner_texts()


def test_every_post_is_found_by_its_rarest_word(site: Site, address: str, page: Page, console: list[str]):
    lost = {}
    for url, word in rarest_words(site).items():
        ask(page, f"{address}/search/?{urlencode({'q': word})}")
        if url not in found(page):
            lost[url] = word
    assert lost == {}
    assert console == []


@pytest.mark.shared
def test_there_are_twenty_three_posts_and_fourteen_comments_to_find(seeds: Site):
    """The numbers were counted by hand, so that the test above cannot pass with too few texts."""
    rare = rarest_words(seeds)
    assert Counter("#" in url for url in rare) == {False: 23, True: 14}
    assert sum(word.isalpha() for word in rare.values()) >= 35


def test_the_pages_about_the_archive_are_found_too(sample_address: str, page: Page):
    ask(page, f"{sample_address}/search/?kind=About this archive")
    assert sorted(results(page)) == ["About", "Help", "Policy"]


def test_the_word_is_highlighted_in_an_excerpt(sample_address: str, page: Page):
    ask(page, f"{sample_address}/search/?q=shortbread")
    assert page.locator("#results mark").first.inner_text() == "shortbread"
    assert page.locator("#status").inner_text() == "1 result for shortbread"


def test_a_phrase_in_quotes_is_found_as_a_phrase(sample_address: str, page: Page):
    ask(page, f'{sample_address}/search/?q="the key to a filing cabinet"')
    assert results(page) == ["Odds And Ends"]


def test_a_search_without_results_says_so(sample_address: str, page: Page):
    ask(page, f"{sample_address}/search/?q=xylophonist")
    assert page.locator("#status").inner_text().startswith("Nothing found for xylophonist.")
    assert results(page) == []


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        (
            "year",
            "undated",
            {"Keeping a workload diary", "Untitled: Here, complete, is the Tarnshire Branch mailout that went round…"},
        ),
        ("kind", "Union web page", {"Keeping a workload diary"}),
        ("tag", "Court work", None),
    ],
)
def test_a_filter_narrows_the_results_and_is_kept_in_the_address(
    sample: Site, sample_address: str, page: Page, name: str, value: str, expected
):
    if expected is None:
        expected = {article["title"] for article in sample.articles if value in article["tags"]}
    page.goto(f"{sample_address}/search/")
    page.wait_for_selector(f"#{name} option:nth-child(2)", state="attached")
    page.select_option(f"#{name}", value)
    page.wait_for_selector("#results > li")
    assert parse_qs(urlsplit(page.url).query) == {name: [value]}
    assert set(results(page)) - {"About", "Help", "Policy"} == expected
    page.reload()
    page.wait_for_selector("#results > li")
    assert page.locator(f"#{name}").input_value() == value
    assert set(results(page)) - {"About", "Help", "Policy"} == expected


@pytest.mark.parametrize(("order", "newest_first"), [("newest", True), ("oldest", False)])
def test_results_come_in_order_of_date(site: Site, address: str, page: Page, order: str, newest_first: bool):
    ask(page, f"{address}/search/?kind=Blog post&order={order}")
    while page.locator("#more").is_visible():
        before = page.locator("#results > li").count()
        page.click("#more")
        page.wait_for_selector(f"#results > li:nth-child({before + 1})")
    dates = {article["url"]: article["date"] or "" for article in site.articles}
    shown = [dates[url] for url in found(page) if "#" not in url]
    assert len(shown) == sum(article["kind"] == "post" for article in site.articles)
    assert shown == sorted(shown, reverse=newest_first)


def test_what_is_typed_while_the_index_loads_is_kept(sample_address: str, page: Page):
    held: list[Route] = []
    page.route("**/bundles.json.gz", lambda route: held.append(route))
    with page.expect_request("**/bundles.json.gz"):
        page.goto(f"{sample_address}/search/?q=shortbread&utm_source=elsewhere", wait_until="domcontentloaded")
    page.fill("#q", "raspberries")
    assert results(page) == []
    held[0].continue_()
    page.wait_for_selector("#results a:text('Odds And Ends')")
    assert page.input_value("#q") == "raspberries"
    page.press("#q", "Enter")
    page.wait_for_selector("#results a:text('The Allotment At The Bottom Of The Yard')")


def test_an_empty_search_shows_no_message(sample_address: str, page: Page):
    page.goto(f"{sample_address}/search/?q=%20")
    page.wait_for_selector("#year option:nth-child(2)", state="attached")
    assert page.locator("#status").inner_text() == ""
    assert results(page) == []


def test_the_back_button_goes_back_to_the_last_search(sample_address: str, page: Page):
    ask(page, f"{sample_address}/search/?q=shortbread")
    page.fill("#q", "raspberries")
    page.press("#q", "Enter")
    page.wait_for_selector("#results a:text('The Allotment At The Bottom Of The Yard')")
    assert page.url.endswith("?q=raspberries")
    page.go_back()
    page.wait_for_selector("#results a:text('Odds And Ends')")
    assert page.input_value("#q") == "shortbread"
    assert page.url.endswith("?q=shortbread")


def test_a_search_on_any_page_leads_to_the_results(sample_address: str, page: Page, console: list[str]):
    for url, box in [("/", "#q"), ("/2023/10/counting-minutes.html", "#foot-q"), ("/nothing/here", "#q")]:
        page.goto(sample_address + url)
        page.fill(box, "raspberries")
        page.press(box, "Enter")
        page.wait_for_selector("#results a:text('The Allotment At The Bottom Of The Yard')")
    assert [said for said in console if "404" not in said] == []


def test_without_script_the_page_says_what_to_do(sample_address: str, open_page):
    page = open_page(java_script_enabled=False)
    page.goto(f"{sample_address}/search/?q=shortbread")
    assert page.locator("noscript .note").is_visible()
    assert not page.locator("#search").is_visible()
    page.get_by_role("main").get_by_role("link", name="one list").click()
    page.wait_for_url(f"{sample_address}/all/")


def test_without_an_index_the_page_says_so(sample_address: str, page: Page):
    page.route("**/search-index/**", lambda route: route.abort())
    page.goto(f"{sample_address}/search/?q=shortbread")
    page.wait_for_selector("#lost:not([hidden])")
    assert page.locator("#status").inner_text() == ""
