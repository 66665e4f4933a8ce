"""Quotations can be seen, followed and printed, and do not get in the way of the text."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
from playwright.sync_api import Page

from browser_pages import SPACING, STYLE, faults, on_every_screen, overflow, printed, restyle
from whole_site import Site, invoke, site_of

PAY = """The committee met in the boat house on Tuesday and looked at the offer line by line. Members asked for a rise
that keeps up with the price of bread, and were told that there is no more money until the autumn. We shall ask again,
in writing, and print whatever answer comes, for nobody should have to learn of it from a notice beside the lift."""
DESKS = """From Monday the desks on the second floor belong to whoever comes first. Bring your own mug and take your
papers home, for the cupboards are wanted by the people who count the chairs. Those who see clients may borrow the
small room behind the stairs, if they sign the green book before nine and leave the window as they found it."""
FERRY = """Forty people stood at the ferry landing this morning with a banner that the rain had made hard to read. The
duty manager came out with tea, said that she agreed with every word she could make out, and went back to a rota with
three names on it where there used to be eleven. Nobody crossed before noon."""
KETTLE = """I have worked here for nineteen years and I have never seen so many good people hand in their keys in one
month. Last week we lost the only officer who knew where the old files are kept and how the kettle must be held."""
_OWN = """Rain again, and the radio says that the bridge is closed. What follows came through the letter box."""
PAY, DESKS, FERRY, KETTLE, _OWN = (text.replace("\n", " ") for text in (PAY, DESKS, FERRY, KETTLE, _OWN))
_END = "There is nothing to add, except that the biscuits are gone and that the next meeting is on a Thursday."


def _text(title: str, day: str, *parts: str, kind: str = "post") -> str:
    """Return the content file of a post or mailout."""
    head = [f"Title: {title}", *([f"Date: {day}"] if day else []), *([f"Kind: {kind}"] if kind != "post" else [])]
    return "\n".join(head) + "\n\n" + "\n\n".join(parts) + "\n"


def _quoted(text: str) -> str:
    return f"> {text}"


_THREAD = f"""## Comment 11
Author: Sorrel
Published: 2016-05-03T08:15:00Z

{FERRY}

That is how it was, and how it will be told.

## Comment 12
Author: Bryony
Published: 2016-05-03T09:20:00Z

{KETTLE}

## Comment t00000000000a
Reply-To: 12

{KETTLE}

So say all of us, and more than once.

## Comment 13
Author: Bryony
Published: 2016-05-03T09:21:00Z

{KETTLE}
"""
FILES = {
    "mailouts/2016/branch-news-7.md": _text(
        "Branch News 7", "2016-04-29", "Dear members,", PAY, DESKS, _END, kind="mailout"
    ),
    "posts/2016/05/at-the-landing.md": _text(
        "At the landing", "2016-05-02", _OWN, _quoted(PAY), "And then there was the ferry:", FERRY, DESKS, _END
    ),
    "posts/2016/05/at-the-landing.comments.md": _THREAD,
    "posts/2017/02/keys.md": _text(
        "Keys, kettles and the long way round to the office",
        "2017-02-11",
        "A comment from last spring:-",
        KETTLE,
        DESKS,
    ),
    **{
        f"posts/{year}/03/again-{year}.md": _text(f"Again, {year}", f"{year}-03-{day}", PAY, f"So it was in {year}.")
        for year, day in (("2018", "04"), ("2021", "23"))
    },
    "posts/undated/found-in-a-drawer.md": _text("Found in a drawer", "", "No date on this one.", PAY, _END),
    "posts/2020/01/quiet.md": _text("Quiet", "2020-01-06", "Nothing was said today that was said before."),
}
POST, KEYS, SOURCE = "/2016/05/at-the-landing.html", "/2017/02/keys.html", "/mailouts/2016/branch-news-7.html"


@pytest.fixture(scope="module")
def site(once) -> Site:
    """A site with quotations of every kind."""
    return once("quotations", lambda folder: site_of(FILES, folder))


def urls(site: Site) -> list[str]:
    """Return the addresses of the pages that show quotations."""
    return [POST, KEYS, SOURCE] + [
        f"/{file.parent.relative_to(site.folder).as_posix()}/"
        for file in sorted(site.folder.glob("quotations/**/index.html"))
    ]


def test_the_check_finds_no_problems(site: Site):
    ran = invoke("check", "--output", site.folder)
    assert ran.stdout + ran.stderr == f"{site.folder}: no problems found\n"


@on_every_screen
def test_axe_finds_no_fault(open_page, site: Site, address: str, width: int):
    page: Page = open_page(viewport={"width": width, "height": 740})
    for url in urls(site):
        page.goto(address + url)
        assert faults(page) == [], url


def test_a_note_links_to_the_passage_in_its_source_and_back(page: Page, address: str):
    page.goto(address + POST)
    note = page.locator(".text .from").first
    assert note.inner_text() == "Passage of 67 words.\nFrom Branch News 7, 29 April 2016"
    note.get_by_role("link", name="Branch News 7").click()
    assert page.url.startswith(f"{address}{SOURCE}#w")
    assert page.locator(":target").inner_text().startswith("The committee met in the boat house")
    page.locator(".text .from").nth(1).get_by_role("link", name="At the landing").click()
    assert page.locator(":target").inner_text().startswith("From Monday the desks")


def test_a_comment_that_quotes_the_post_above_it_says_so(page: Page, address: str):
    page.goto(address + POST)
    note = page.locator(".said .from").first
    assert note.inner_text() == "Passage of 59 words.\nFrom the post above"
    note.get_by_role("link").click()
    assert page.locator(":target").inner_text().startswith("Forty people stood")


def test_a_duplicate_comment_is_shown_once_and_keeps_its_id(page: Page, address: str):
    page.goto(f"{address}{POST}#c13")
    twice = page.locator(".comment:has(:target)")
    assert KETTLE[:40] not in twice.inner_text()
    assert "Posted twice: see the comment from 3 May 2016, 10:20." in twice.inner_text()
    twice.locator(".said a").click()
    assert page.url.endswith("#c12")
    assert page.locator(".said", has_text=KETTLE[:40]).count() == 2  # the reply quotes it


def test_the_list_on_a_page_has_every_passage_and_links_to_the_list_of_the_archive(page: Page, address: str):
    page.goto(address + POST)
    places = page.locator(".passage[id]").evaluate_all("them => them.map((it) => it.id)")
    listed = page.locator("#quotations a").evaluate_all("them => them.map((it) => it.getAttribute('href'))")
    assert {f"#{place}" for place in places} <= set(listed)
    page.get_by_role("link", name="All quotations in this archive").click()
    page.wait_for_url(f"{address}/quotations/")
    assert page.locator(".webs h3").first.inner_text() == "Branch News 7"


BOXES = """them => them.map((it) => it.getBoundingClientRect()).map((it) => [it.left, it.right, it.top, it.bottom])"""


@pytest.mark.parametrize("spacing", ["", SPACING], ids=["as it is", "spaced"])
def test_on_a_wide_screen_notes_are_in_the_margin_beside_their_passages(open_page, address: str, spacing: str):
    page: Page = open_page(viewport={"width": 1280, "height": 900})
    restyle(page, STYLE + spacing)
    page.goto(address + POST)
    notes = page.locator(".text > .from").evaluate_all(BOXES)
    passages = page.locator(".text > .from + *").evaluate_all(BOXES)
    (column,) = page.locator(".text").evaluate_all(BOXES)
    assert len(notes) == 3
    assert all(left > 0 and right < column[0] and bottom <= column[3] for left, right, _, bottom in notes)
    assert all(above[3] <= below[2] for above, below in pairwise(notes))
    if not spacing:
        assert all(abs(note[2] - block[2]) < 12 for note, block in zip(notes, passages, strict=True))


def test_on_the_narrowest_screen_notes_are_above_their_passages(
    page: Page, site: Site, address: str, console: list[str]
):
    page.set_viewport_size({"width": 320, "height": 640})
    restyle(page)
    for url in urls(site):
        page.goto(address + url)
        assert overflow(page) == [], url
        notes = page.locator(".text > .from").evaluate_all(BOXES)
        blocks = page.locator(".text > .from + :not(.from)").evaluate_all(BOXES)
        assert all(note[3] <= block[2] for note, block in zip(notes, blocks, strict=True)), url
    assert console == []


def test_a_link_in_a_note_shows_its_focus(page: Page, address: str):
    page.goto(address + POST)
    page.locator(".facts a").last.focus()
    page.keyboard.press("Tab")
    focused = page.locator(":focus")
    assert focused.inner_text() == "Branch News 7"
    assert focused.evaluate("it => getComputedStyle(it).outlineStyle") == "solid"


def test_a_chart_has_a_summary_in_words(page: Page, address: str):
    page.goto(f"{address}/quotations/")
    drawing = page.get_by_role("img").first
    said = "2016 to 2021: written on 29 April 2016, quoted in 2016, 2017, 2018, 2021."
    assert drawing.locator("title").text_content() == said
    assert drawing.bounding_box()["height"] == 26
    assert page.locator(".webs > li").first.get_by_text("1 quotation has no date and is not in the chart.").is_visible()


def test_notes_are_printed_and_feeds_have_none(page: Page, site: Site, address: str, tmp_path: Path):
    page.goto(address + POST)
    words = printed(page, tmp_path)
    assert "From Branch News 7, 29 April 2016" in words
    assert "Quoted below in a comment by Sorrel" in words
    for feed in site.folder.rglob("*.xml"):
        text = feed.read_text("utf-8")
        assert "passage" not in text and "Quoted in" not in text, feed


def test_the_target_of_a_link_is_highlighted_and_the_next_passage_is_not(page: Page, address: str):
    page.goto(f"{address}{POST}#w91")
    colour = "it => getComputedStyle(it).backgroundColor"
    marked, other = page.locator("#w91").evaluate(colour), page.locator("#w150").evaluate(colour)
    page.goto(f"{address}{POST}#w150")
    assert (page.locator("#w91").evaluate(colour), page.locator("#w150").evaluate(colour)) == (other, marked)
    assert page.locator("#w150").evaluate("it => getComputedStyle(it).textDecorationLine") == "underline"
