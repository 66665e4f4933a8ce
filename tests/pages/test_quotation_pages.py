"""The pages about quotations list everything that quotes or is quoted, and none is too large."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

from archive.pages.lists import ListPage, newest_first
from archive.pages.quotations.pages import quotation_pages
from archive.pages.quotations.relations import NamedText, links_by_text
from archive.pages.views import PostView
from archive.text_reuse import Passage
from quotation_pages import MAILOUT, PAGES, Shown, passage, view
from templates import render

MOST = 100_000
"""Bytes that a page may have."""


def pages(posts: list[PostView], *passages: Passage) -> dict[str, ListPage]:
    found = list(quotation_pages(newest_first(posts), Shown(posts, *passages).links))
    assert len({page.url for page in found}) == len(found)
    return {page.url: page for page in found}


def listed(page: ListPage) -> dict[str, dict[str, list[str]]]:
    """The texts of a page, with the headings of their lists and the texts in them."""
    entries = page.values.get("entries", page.values.get("most_quoted"))
    return {
        entry.text.ref: {each.heading: [other.text.ref for other in each.texts] for each in entry.lists}
        for entry in entries
    }


PASSAGES = (
    passage("mailout", 55, "post", 110, "mailout", words=30),
    passage("mailout", 155, "post", 210, "mailout", words=40),
    passage("later", 0, "mailout", 60, "mailout"),
    passage("later#c5", 10, "mailout", 70, "mailout"),
    passage("mailout", 0, "undated", 0, "mailout"),
    passage("post", 300, "undated", 300),
    passage("post", 0, "post", 350),
)


def test_an_archive_without_quotations_has_only_the_first_page():
    (page,) = pages(PAGES).values()
    assert (page.url, page.save_as, page.template) == ("/quotations/", "quotations/index.html", "quotations")
    assert (page.values["most_quoted"], page.values["years"]) == ([], [])
    assert set(page.values["totals"].values()) == {0}
    assert b"We found no quotations in this archive." in rendered(page)


def test_the_most_quoted_come_first_with_all_that_quote_them_oldest_first():
    page = pages(PAGES, *PASSAGES)["/quotations/"]
    assert listed(page) == {"mailout": {"Quoted by 4 items": ["post", "later#c5", "later", "undated"]}}
    (entry,) = page.values["most_quoted"]
    first = entry.lists[0].texts[0]
    assert (first.url, first.words, first.passages) == ("/post.html#w110", 70, 2)
    assert entry.all_url == "/mailout.html#quotations"
    assert page.values["totals"] == {"quotations": 5, "quoted": 1, "quoting": 4, "unknown": 1}


def test_each_year_lists_what_quotes_and_what_is_quoted_oldest_first():
    found = pages(PAGES, *PASSAGES)
    assert list(found) == ["/quotations/", "/quotations/2017/", "/quotations/2018/", "/quotations/undated/"]
    assert listed(found["/quotations/2017/"]) == {
        "mailout": {"Quoted by 4 items": ["post", "later#c5", "later", "undated"]},
        "post": {"Quotes 1 item": ["mailout"], "Also in 1 item": ["undated"]},
        "later#c5": {"Quotes 1 item": ["mailout"]},
    }
    assert list(listed(found["/quotations/undated/"])) == ["undated"]
    links = found["/quotations/2018/"].values
    assert (links["older"], links["newer"]) == (
        {"url": "/quotations/2017/", "text": "2017"},
        {"url": "/quotations/undated/", "text": "Undated"},
    )
    assert [(year["year"], year["count"]) for year in found["/quotations/"].values["years"]] == [
        *((2017, 3), (2018, 1), (None, 1))
    ]


def test_a_passage_repeated_within_one_post_is_not_listed():
    assert list(pages(PAGES, passage("post", 0, "post", 350))) == ["/quotations/"]


def test_a_passage_of_unknown_direction_counts_once():
    totals = pages(PAGES, passage("post", 0, "undated", 0))["/quotations/"].values["totals"]
    assert (totals["unknown"], totals["quotations"]) == (1, 0)


# Size


def many(year: int, count: int, title: str = "") -> tuple[list[PostView], list[Passage]]:
    """A mailout that so many posts of a year quote, each of which the next one quotes."""
    text = [
        MAILOUT,
        *(view(f"n{n:04}", date(year, 1 + n % 12, 1 + n % 28), title=f"{title} {n}") for n in range(count)),
    ]
    quoting = [passage("mailout", 0, each.ref, 0, "mailout") for each in text[1:]]
    chain = [passage(one.ref, 60, other.ref, 60, one.ref) for one, other in pairwise(text[1:])]
    return text, [*quoting, *chain]


def name_of(post: PostView) -> NamedText:
    return NamedText(post.ref, post.kind, post.url, post.title, day=post.post.day, month=post.post.month)


def rendered(page: ListPage) -> bytes:
    return render(page, "../../..").encode()


def test_a_year_with_many_posts_is_split_from_the_oldest_on():
    posts, passages = many(2016, 260, "<On the long way & back>")
    names = {post.ref: name_of(post) for post in posts}
    before = {page.url: page for page in quotation_pages(posts, links_by_text(names, passages))}
    numbered = [url for url in before if url.startswith("/quotations/2016/")]
    assert numbered == ["/quotations/2016/", *(f"/quotations/2016/{at}/" for at in range(2, len(numbered) + 1))]
    assert len(numbered) == 6
    sizes = [len(rendered(page)) for page in before.values()]
    assert max(sizes) < MOST
    entries = [entry for url in numbered for entry in before[url].values["entries"]]
    assert [entry.text.order for entry in entries] == sorted(entry.text.order for entry in entries)
    assert before["/quotations/2016/2/"].values["older"] == {"url": "/quotations/2016/", "text": "2016, page 1"}


def test_a_long_list_ends_with_how_many_more_there_are():
    posts, passages = many(2016, 30)
    names = {post.ref: name_of(post) for post in posts}
    entry = next(iter(quotation_pages(posts, links_by_text(names, passages)))).values["most_quoted"][0]
    (quoting,) = entry.lists
    assert (quoting.heading, len(quoting.texts), quoting.more) == ("Quoted by 30 items", 12, 18)
