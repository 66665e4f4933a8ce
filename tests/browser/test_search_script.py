"""The script of the search splits words as the index does, and finds words, forms of words and phrases."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from archive.site.search.words import words
from archive.site.search_index import build
from local_server import served

STATIC = Path(__file__).parents[2] / "themes/reading-room/static"
RUN = """async ([query, options]) => {
  const { SearchIndex } = await import("/theme/search-index.js");
  const index = await SearchIndex.open(new URL("/search-index/", location));
  const found = await Promise.all((await index.search(query, options)).map((result) => result.load()));
  return Promise.all(found.map(async ({ url, excerpt, comments }) =>
    ({ url, excerpt, comments: await Promise.all(comments.map((load) => load())) })));
}"""
TEXTS = [
    *("It’s Napo's “pay & conditions”", "co-operate/CRC 10,000 1,2 £1,234,567.89 2,0001", "' & ’", "AT&T R&D"),
    *(
        "Café ﬁne STRAẞE x_y",
        "o'Neill ʼtis rock ’n’ roll",
        "İstanbul ΟΔΟΣ ὀδός",
        "naïve Zoë ½ x² ①",
        "ʻokina 東京 नमस्ते",
    ),
    *("a\u0301e\u0327", "e‑mail\u00a0now", "3.30pm 25/06/2017", "don''t don’'t", "\u200bzero\u200dwidth", "Ⅷ ㎏ ﬃ"),
    *("Ŀ·L", "٣,٤٥٦", "_under_score_ 1_000"),
]
POSTS = {
    "2013/old.html": ("2013-05-01", "Old news", "The officer was reporting a kettle.", ["Kettles boil over.", "Tea."]),
    "2014/a.html": ("2014-02-01", "Kettle", "Nobody answered the telephones.", []),
    "2014/b.html": (
        "2014-03-01",
        "Second",
        "Officers report. The report of the officer in full: PO, PSO.",
        ["a report"],
    ),
    "2015/c.html": (
        "2015-01-01",
        "Third",
        "A full report, in policy terms. " + "Filling words here. " * 40,
        ["x"] * 31,
    ),
}


def page(date: str, title: str, text: str, comments: list[str]) -> str:
    said = "".join(f'<h3 id="c{n}" data-search-comment>Ann {n}</h3><p>{text}</p>' for n, text in enumerate(comments))
    facts = {"year": date[:4], "date": date, "kind": "Blog post", "tag": "Pay" if "2014" in date else "Tea"}
    head = "".join(f'<meta name="search-{name}" content="{value}">' for name, value in facts.items())
    return f"<!doctype html><head>{head}</head><body data-search-body><h1>{title}</h1><p>{text}</p>{said}</body>"


@pytest.fixture(scope="module")
def script_address(tmp_path_factory) -> Iterator[str]:
    """The address of four pages with their index and the scripts."""
    site = tmp_path_factory.mktemp("site")
    for name, facts in POSTS.items():
        (site / name).parent.mkdir(exist_ok=True)
        (site / name).write_text(page(*facts), encoding="utf-8")
    build(site)
    (site / "theme").mkdir()
    for file in STATIC.glob("search-*.js"):
        (site / "theme" / file.name).write_bytes(file.read_bytes())
    (site / "index.html").write_text("<!doctype html><title>x</title>")
    with served(site) as address:
        yield address


@pytest.fixture
def search(script_address: str, page: Page) -> Callable[..., list[dict[str, Any]]]:
    page.goto(f"{script_address}/index.html")
    return lambda query, **options: page.evaluate(RUN, [query, options])


def urls(found: list[dict[str, Any]]) -> list[str]:
    return [result["url"] for result in found]


def test_the_script_splits_texts_into_the_same_words_as_the_index(search, page: Page):
    in_script = "async (texts) => texts.map((await import('/theme/search-words.js')).words)"
    assert page.evaluate(in_script, TEXTS) == [words(text) for text in TEXTS]


STEMS = {
    "caresses": "caress", "ties": "tie", "cries": "cri", "gaps": "gap", "gas": "gas", "kiwis": "kiwi", "this": "this",
    "agreed": "agre", "hopping": "hop", "hoping": "hope", "luxuriated": "luxuri", "falling": "fall", "happy": "happi",
    "say": "say", "by": "by", "rationally": "ration", "organization": "organiz", "probation": "probat",
    "resigned": "resign", "resignation": "resign", "generously": "generous", "communities": "communiti",
    "replacement": "replac", "adoption": "adopt", "formalize": "formal", "controlling": "control", "rate": "rate",
    "cease": "ceas", "knightly": "knight", "consistency": "consist", "hopefulness": "hope", "sky": "sky",
    "youth": "youth", "only": "onli", "exceeds": "exceed", "added": "add", "evening": "evening", "yes": "yes",
    "officers": "offic", "workloads": "workload", "supervising": "supervis", "criminology": "criminolog",
    "b2b": "b2b",
}  # fmt: skip
"""As the library snowballstemmer 3.1 stems them."""


def test_words_are_reduced_to_the_stems_of_snowball(search, page: Page):
    stemmed = page.evaluate("async (all) => all.map((await import('/theme/search-words.js')).stem)", list(STEMS))
    assert dict(zip(STEMS, stemmed, strict=True)) == STEMS


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("kettle", ["2014/a.html", "2013/old.html"]),  # the title counts most
        ("kettles", ["2014/a.html", "2013/old.html"]),
        ("reports officers", ["2014/b.html", "2013/old.html"]),
        ("answering", ["2014/a.html"]),
        ("telepho", ["2014/a.html"]),  # the beginning of a word
        ("po", ["2014/b.html", "2015/c.html"]),  # an acronym before the beginning of "policy"
        ('"report of the officer"', ["2014/b.html"]),
        ('"full report" policy', ["2015/c.html"]),
        ('"officer the"', []),
        ('"kettle reporting"', []),
        ("report -policy", ["2014/b.html", "2013/old.html"]),
        ('report -"the officer"', ["2015/c.html"]),
        ("tea officer", ["2013/old.html"]),  # a word in a comment, the other in the post
        ("kettle zebra", []),
        ("-kettle", ["2015/c.html", "2014/b.html"]),
        ("”“ -", []),
    ],
)
def test_a_search_finds(search, query: str, found: list[str]):
    assert urls(search(query)) == found


def test_results_are_in_order_of_date_across_bundles(search):
    newest = ["2015/c.html", "2014/b.html", "2014/a.html", "2013/old.html"]
    assert urls(search("", order="newest", filters={"kind": "Blog post"})) == newest
    assert urls(search("", order="oldest", filters={"kind": "Blog post"})) == newest[::-1]


def test_filters_add_up(search):
    assert urls(search("kettle", filters={"tag": "Pay"})) == ["2014/a.html"]
    assert urls(search("", filters={"year": "2014", "tag": "Pay"}, order="oldest")) == ["2014/a.html", "2014/b.html"]
    assert urls(search("", filters={"year": "2013", "tag": "Pay"})) == []
    assert urls(search("", filters={"tag": "constructor"})) == []


def test_a_search_may_be_limited_to_posts_or_comments(search):
    assert urls(search("boil", within="posts")) == []
    assert urls(search("report", within="comments")) == ["2014/b.html"]


def test_an_excerpt_shows_the_words_found(search):
    (found,) = search("boiling over")
    assert found["excerpt"] == []
    (comment,) = found["comments"]
    assert comment == {"url": "2013/old.html#c0", "heading": "Ann 0", "excerpt": ["Kettles ", "boil", " ", "over", "."]}
    (long,) = search("policy")
    assert long["excerpt"][:3] == ["A full report, in ", "policy", " terms. Filling words" + long["excerpt"][2][21:]]
    assert long["excerpt"][2].endswith("…")
    assert len("".join(long["excerpt"]).split()) == 40


def test_comments_of_a_long_thread_are_loaded_from_their_own_file(search):
    (found,) = search("x")
    assert [comment["url"] for comment in found["comments"]] == [f"2015/c.html#c{n}" for n in range(31)]
