"""Whatever a scrape contains is shown as text: none of it runs, and nothing is fetched for it."""

import json
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page

from archive.pages.paging import ENTRIES_PER_PAGE
from local_server import served
from shared import SAMPLES
from whole_site import Site, built, invoke

PAYLOADS = [
    "<script>alert(1)</script>",
    "</title></textarea></style></noscript><script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    '<img src="https://elsewhere.example/pixel.png" onload="alert(1)">',
    "<svg/onload=alert(1)>",
    '<iframe srcdoc="<script>parent.alert(1)</script>"></iframe>',
    '<a href="javascript:alert(1)">press</a>',
    "[press](javascript:alert(1))",
    "[press](JaVaScRiPt&#58;alert(1))",
    "[press](data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==)",
    "![press](https://elsewhere.example/pixel.png)",
    '[press](https://example.org "onmouseover=alert(1)")',
    "<javascript:alert(1)>",
    "# A heading {: onclick=alert(1) }",
    "*text*{: style=background:url(https://elsewhere.example/x) onclick=alert(1) }",
    "`</code><script>alert(1)</script>`",
    "[1]: javascript:alert(1)",
    "<!--><script>alert(1)</script>-->",
    "<style>@import 'https://elsewhere.example/x.css';</style>",
    '<link rel="stylesheet" href="https://elsewhere.example/x.css">',
    '<meta http-equiv="refresh" content="0; url=https://elsewhere.example/">',
    '<base href="https://elsewhere.example/">',
    '<form action="https://elsewhere.example/"><input name="q" autofocus onfocus="alert(1)"></form>',
    "{{ 7 * 7 }}{% raw %}{{ config }}",
    '"\' onmouseover=\'alert(1)\' autofocus onfocus="alert(1)" x="',
    "]]><script>alert(1)</script>",
    "&lt;script&gt;alert(1)&lt;/script&gt; &amp;#60;b&amp;#62;",
    "<ScRiPt >alert(1)</sCrIpT >",
    "<script/src=//elsewhere.example/x.js></script>",
    "<<script>alert(1)//<</script>",
    "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "<body onload=alert(1)>",
    "<details open ontoggle=alert(1)><summary>more</summary></details>",
    "<video autoplay onloadstart=alert(1)><source src=x></video>",
    "<audio src=https://elsewhere.example/sound.ogg autoplay>",
    "<object data='data:text/html,<script>alert(1)</script>'></object>",
    "<embed src='javascript:alert(1)'>",
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
    "<svg><style><img title='</style><img src=x onerror=alert(1)>'>",
    "<svg><animate onbegin=alert(1) attributeName=x dur=1s>",
    '<svg><use href="data:image/svg+xml,<svg id=x onload=alert(1)/>#x"></use></svg>',
    '<template><img src="x" onerror="alert(1)"></template>',
    '<a href="java&#9;script:alert(1)">press</a>',
    '<a href="&#x6a;avascript:alert(1)">press</a>',
    '<a href="vbscript:msgbox(1)">press</a>',
    "[press][1] [1]: javascript:alert(1)",
    "[press](<javascript:alert(1)>)",
    "![press](data:image/svg+xml,<svg/onload=alert(1)>)",
    "<https://example.org/<script>alert(1)</script>>",
    "<input type=image src=https://elsewhere.example/pixel.png>",
    "<p style=\"background:url('https://elsewhere.example/pixel.png')\">text</p>",
    "<plaintext>alert(1)",
    '<noscript><p title="</noscript><img src=x onerror=alert(1)>"></noscript>',
    "-->]]></script></style><img src=x onerror=alert(1)>",
    "${alert(1)} #{7*7} <%= 7 * 7 %>",
]


@pytest.fixture(scope="module", params=["ours", pytest.param("shared", marks=pytest.mark.shared)])
def payloads(request) -> list[str]:
    """Attacks, each on one line: our own, and a published collection."""
    if request.param == "ours":
        return PAYLOADS
    texts = json.loads((SAMPLES / "xss" / "dompurify-payloads-even.json").read_text("utf-8"))
    return [line for text in texts if (line := " ".join(text.split()))]


def archive_page(texts: list[str]) -> str:
    """Return a scrape of posts, each with one of `texts` as its title and body."""
    newest = date(2019, 12, 31)
    days = [newest - timedelta(days=number) for number in range(len(texts))]
    return "\n\n".join(
        f"{day:%A}, {day.day} {day:%B %Y}\n\n{text}\n\n{text}" for day, text in zip(days, texts, strict=True)
    )


def post_page(texts: list[str]) -> str:
    """Return a scrape of one post with a paragraph and a comment for each of `texts`."""
    comments = [f"  {number}. {text}\n\n    ReplyDelete" for number, text in enumerate(texts, 1)]
    head = ["Friday 3 January 2020", "What they said", *texts, f"{len(texts)} comments:", ""]
    return "\n\n".join(head) + "\n".join(comments)


@pytest.fixture(scope="module")
def hostile(once, payloads: list[str]) -> Site:
    """A site of payloads only."""

    def make(folder: Path) -> Site:
        (folder / "inbox").mkdir()
        (folder / "inbox" / "archive.txt").write_text(archive_page(payloads), encoding="utf-8")
        (folder / "inbox" / "post.txt").write_text(post_page(payloads), encoding="utf-8")
        invoke("import", "--source", folder / "inbox", "--content", folder / "content")
        return built(folder / "content", folder / "output")

    return once(f"hostile-{len(payloads)}", make)


@pytest.fixture(scope="module")
def address(hostile: Site) -> Iterator[str]:
    """The address at which the site is served, without a content security policy."""
    with served(hostile.folder, policy="") as address:
        yield address


@pytest.fixture
def watched(browser: Browser) -> Iterator[tuple[Page, list[str]]]:
    """A page that ignores content security policies, and the list of what must not happen in it."""
    context = browser.new_context(bypass_csp=True)
    page = context.new_page()
    happened: list[str] = []
    page.on("dialog", lambda dialog: (happened.append(f"dialog {dialog.message}"), dialog.dismiss()))
    page.on("console", lambda message: happened.append(f"console {message.text}"))
    page.on("pageerror", lambda error: happened.append(f"error {error}"))
    page.on("request", lambda request: "//127.0.0.1:" in request.url or happened.append(f"request {request.url}"))
    yield page, happened
    context.close()


def test_every_payload_is_on_the_site_as_text(hostile: Site, payloads: list[str]):
    posts = [hostile.pages[article["url"]] for article in hostile.articles if not article["comments"]]
    assert len(posts) == len(payloads)
    shown = " ".join(
        letters(page.select_one("h1").get_text() + page.select_one("div.text").get_text()) for page in posts
    )
    assert [text for text in payloads if letters(text) not in shown] == []
    comments = hostile.pages["/2020/01/what-they-said.html"].select("div.said")
    for note in (note for comment in comments for note in comment.select("p.from")):
        note.decompose()
    assert [letters(comment.get_text()) for comment in comments] == [letters(text) for text in payloads]


def letters(text: str) -> str:
    return "".join(filter(str.isalnum, text))


def test_no_page_contains_the_markup_of_a_payload(hostile: Site):
    for url, page in hostile.pages.items():
        assert page.find_all(["iframe", "object", "embed", "style", "base", "img"]) == [], url
        drawn = {tag.name for svg in page.find_all("svg") for tag in svg.find_all(True)}
        assert drawn <= {"title", "desc", "g", "path", "rect", "line"}, url  # our own drawings
        assert all(svg.get("role") == "img" and svg.find_parent("div", "text") is None for svg in page.find_all("svg"))
        assert [tag["src"] for tag in page.find_all("script")] == ["../theme/search.js"] * (url == "/search/"), url
        refresh = page.find_all("meta", {"http-equiv": "refresh"})
        assert bool(refresh) == (page.find("h1").get_text() == "This page has moved"), url
        attributes = {name for tag in page.find_all(True) for name in tag.attrs}
        assert not [name for name in attributes if name.startswith("on") or name == "style"], url
        links = [tag["href"] for tag in page.find_all(href=True)]
        assert {urlsplit(link).scheme.lower() for link in links} <= {"", "http", "https", "mailto"}, url


def test_no_payload_runs_or_fetches_anything(hostile: Site, address: str, watched, payloads: list[str]):
    """Visits the lists, which have all titles, the post that has all payloads, and posts with one payload each."""
    page, happened = watched
    posts = [article["url"] for article in hostile.articles if article["title"] in payloads][: len(PAYLOADS)]
    assert len(posts) > 5
    assert len(payloads) > ENTRIES_PER_PAGE, "so that lists have a second page"
    for url in ["/", "/2019/", "/2020/", "/all/", "/all/1/", "/all/2/", "/2020/01/what-they-said.html", *posts]:
        page.goto(address + url)
        page.evaluate("""() => document.querySelectorAll("main *").forEach((it) => {
            it.dispatchEvent(new Event("mouseover", { bubbles: true }));
            it.focus?.();
        })""")
        assert happened == [], url


@pytest.mark.parametrize("text", PAYLOADS[:8], ids=range(8))
def test_no_payload_runs_when_it_is_searched_for(address: str, watched, text: str):
    page, happened = watched
    page.goto(f"{address}/search/")
    page.fill("#q", text)
    page.press("#q", "Enter")
    page.wait_for_selector("#status:text-matches('result|Nothing')")
    page.reload()
    page.wait_for_selector("#status:text-matches('result|Nothing')")
    assert page.input_value("#q") == text
    assert (
        page.locator("#status").inner_text().endswith(text) or "Nothing found" in page.locator("#status").inner_text()
    )
    assert happened == []


def test_results_show_payloads_as_text(address: str, watched, payloads: list[str]):
    page, happened = watched
    page.goto(f"{address}/search/?q=alert")
    page.wait_for_selector("#results > li")
    assert page.locator("#results img, #results script, #results iframe, #results svg").count() == 0
    shown = page.locator("#results").inner_text()
    assert any("<" in text and text in shown for text in payloads)
    assert happened == []
