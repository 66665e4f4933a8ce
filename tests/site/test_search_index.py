"""The search index has every marked page and comment, is made anew only where pages changed, and damage is noticed."""

import gzip
import json
import shutil
from pathlib import Path

import pytest
from lxml import html

from archive.site.search.bundles import COMMENTS_IN_TEXTS, bundle_of
from archive.site.search.files import IndexFolder
from archive.site.search.pages import IndexedPage, PageComment, comment_anchors, indexed_page
from archive.site.search.words import words
from archive.site.search_checks import problems
from archive.site.search_index import build
from search_files import texts
from whole_site import trees


def page(comments: str = "", year: str = "2014", marked: str = "data-search-body", date: str = "") -> str:
    facts = "".join(
        f'<meta name="search-{name}" content="{value}">'
        for name, value in {"year": year, "date": date or f"{year}-02-01", "kind": "Blog post", "tag": "Pay"}.items()
    )
    head = f'<!doctype html><html lang="en-GB"><head><title>A page</title>{facts}</head>'
    return f"{head}<body {marked}><h1>Probation</h1><p>Kettles</p>{comments}</body></html>"


def comment(id: str) -> str:
    return f'<h3 id="{id}" data-search-comment>Anonymous</h3><p>What {id} said.</p>'


def write(site: Path, pages: dict[str, str]) -> None:
    for name, text in pages.items():
        (site / name).parent.mkdir(parents=True, exist_ok=True)
        (site / name).write_text(text, encoding="utf-8")


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """Three marked pages of two years, and one that is not marked."""
    folder = tmp_path / "site"
    write(
        folder,
        {
            "index.html": page(),
            "2014/01/one.html": page(comment("c1") + f"<ol><li>{comment('c2')}</li></ol>", date="2014-01-05"),
            "a b/é%41.html": page(comment("c3"), year="2015"),
            "about.html": page(comment("c4"), marked=""),
        },
    )
    return folder


def marked(site: Path) -> dict[str, tuple[str, ...]]:
    documents = {file: html.document_fromstring(file.read_bytes()) for file in site.rglob("*.html")}
    found = {file.relative_to(site).as_posix(): comment_anchors(document) for file, document in documents.items()}
    return {file: anchors for file, anchors in found.items() if anchors is not None}


def checked(site: Path) -> list[str]:
    return problems(site, marked(site))


# Pages and words


def test_the_index_has_every_marked_page_and_comment(site):
    assert build(site).pages == 3
    assert checked(site) == []
    assert texts(site) == {
        "": "Kettles",
        "2014/01/one.html": "Kettles\nAnonymous\nWhat c1 said.\nAnonymous\nWhat c2 said.",
        "a%20b/%C3%A9%2541.html": "Kettles\nAnonymous\nWhat c3 said.",
    }


def read(body: str) -> IndexedPage:
    found = indexed_page(html.document_fromstring(f"<body data-search-body>{body}</body>"), "x.html")
    assert found is not None
    return found


def test_blocks_end_words_and_inline_elements_do_not():
    assert read("<p>The <b>ket</b>tle</p><ul><li>one</li><li>two</li></ul>three<br>four").text.split("\n") == [
        *("The kettle", "one", "two", "three", "four"),
    ]


def test_ignored_parts_comments_of_html_and_unnamed_images_are_left_out():
    body = '<h1>Tea</h1>kept<p data-search-ignore>gone</p> too<img alt="no"><img data-search-alt alt="A kettle">'
    assert read(body) == IndexedPage("x.html", "Tea", "kept too A kettle")


def test_a_comment_has_its_anchor_heading_time_and_text():
    heading = '<h3 id="c5" data-search-comment>Ann <time datetime="2014-02-03T10:00Z">3 February</time></h3>'
    (found,) = read(f"post{heading}<p>said</p><div data-search-ignore>{comment('c6')}</div>").comments
    assert found == PageComment("c5", "Ann 3 February", "2014-02-03T10:00Z", "said")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("It’s Napo's “pay & conditions”", "its napos pay and conditions"),
        ("co-operate/CRC 10,000 1,2", "co operate crc 10000 1 2"),
        ("Café ﬁne STRAẞE x_y", "cafe fine strasse x y"),
        ("' & ’", "and"),
    ],
)
def test_words_are_in_lower_case_without_accents_apostrophes_and_other_signs(text, found):
    assert " ".join(words(text)) == found.replace("strasse", "straße")


# The files of a bundle


def test_a_bundle_has_the_postings_and_places_of_each_word():
    said = PageComment("c1", "Ann", "2014-02-03T10:00Z", "Tea, then tea.")
    later = IndexedPage("b.html", "Tea", "No pay", (), (("date", "2014-03-01"), ("kind", "Blog post")))
    first = IndexedPage("a.html", "Pay", "Tea for all", (said,), (("date", "2014-02-01"), ("tag", "Pay")))
    bundle = bundle_of([later, first])
    assert bundle.urls == ("a.html", "b.html")
    assert bundle.comments == (1, 0)
    assert bundle.months == (("2014-02", 0), ("2014-03", 1))
    assert bundle.first_words == ("all",)
    assert bundle.counts == {"kind": {"Blog post": 1}, "tag": {"Pay": 1}, "person": {}}
    postings = {word: [(each >> 2, each & 3) for each in found] for word, found in bundle.files["words-0"].items()}
    assert postings["tea"] == [(1, 3), (1, 3), (1, 3)]  # units 1, 2 and 3
    assert bundle.files["places-0"]["tea"] == [-1, -2, 2, -1]
    assert postings["pay"] == [(0, 3), (4, 3)]
    assert bundle.files["filters"] == {"kind": {"Blog post": [1]}, "tag": {"Pay": [0]}, "person": {}}
    assert bundle.files["times"] == {"pages": ["2014-02-01", "2014-03-01"], "comments": [["2014-02-03T10:00Z"], []]}


def test_a_long_thread_is_split_into_several_files():
    said = tuple(PageComment(f"c{n}", "Ann", "", f"number {n}") for n in range(COMMENTS_IN_TEXTS + 1))
    files = bundle_of([IndexedPage("a.html", "Pay", "All", said)]).files
    assert [len(files[name]["comments"]) for name in ("texts-0", "texts-0-1")] == [COMMENTS_IN_TEXTS, 1]
    assert files["texts-0"]["text"] == "All"
    assert "text" not in files["texts-0-1"]


# Incremental builds


def rebuilt(site: Path, changes: dict[str, str | None]) -> tuple[Path, tuple[str, ...]]:
    """Return a new site with these pages changed, or removed if None, indexed after `site`; and the bundles made."""
    after = site.with_name("after")
    shutil.copytree(site, after, ignore=shutil.ignore_patterns("search-index"))
    for file, text in changes.items():
        (after / file).unlink(missing_ok=True)
        write(after, {} if text is None else {file: text})
    return after, build(after, set(changes), site).made


@pytest.mark.parametrize(
    ("changes", "made"),
    [
        ({}, ()),
        ({"index.html": page(comment("c8"))}, ("2014",)),
        ({"index.html": page(year="2015")}, ("2014", "2015")),
        ({"new.html": page(year="2016")}, ("2016",)),
        ({"new.html": page(year="undated")}, ("undated",)),
        ({"a b/é%41.html": None}, ()),
        ({"index.html": None}, ("2014",)),
        ({"index.html": page(marked="")}, ("2014",)),
        ({"about.html": page(marked="").replace("Kettles", "Tea")}, ()),
    ],
)
def test_an_incremental_index_equals_a_new_one_and_makes_only_the_bundles_that_changed(site, changes, made):
    build(site)
    after, bundles = rebuilt(site, changes)
    assert bundles == made
    assert checked(after) == []
    incremental = trees(after / "search-index")
    shutil.rmtree(after / "search-index")
    build(after)
    assert trees(after / "search-index") == incremental


def test_the_files_of_an_unchanged_bundle_are_linked(site):
    build(site)
    after, _ = rebuilt(site, {"index.html": page(comment("c8"))})
    linked = {
        file.parent.name for file in (after / "search-index").rglob("*") if file.is_file() and file.stat().st_nlink == 2
    }
    assert linked == {"2015"}


def test_words_that_were_taken_down_are_in_no_file_of_the_next_index(site):
    write(site, {"index.html": page(comment("c5").replace("What", "Zanzibar"))})
    build(site)
    assert "Zanzibar" in " ".join(texts(site).values())
    after, _ = rebuilt(site, {"index.html": page()})
    files = [file for file in (after / "search-index").rglob("*") if file.is_file()]
    assert not [file for file in files if b"zanzibar" in gzip.decompress(file.read_bytes()).lower()]


@pytest.mark.parametrize("name", ["bundles", "pages"])
def test_after_a_damaged_index_everything_is_indexed(site, name):
    build(site)
    (site / f"search-index/{name}.json.gz").write_bytes(b"{}")
    after, made = rebuilt(site, {"index.html": page(comment("c8"))})
    assert made == ("2014", "2015")
    assert checked(after) == []


# The check


def test_a_site_that_marks_no_page_needs_no_index(tmp_path):
    write(tmp_path, {"index.html": page(marked="")})
    assert checked(tmp_path) == []


def test_a_missing_index_is_one_problem(site):
    assert checked(site) == ["there is no search index for 3 pages; build it"]


DAMAGES = {
    "cut short": (lambda packed: packed[: len(packed) // 2], "cannot be unpacked"),
    "empty": (lambda packed: b"", "cannot be unpacked"),
    "one bit flipped": (lambda packed: packed[:-8] + bytes([packed[-8] ^ 1]) + packed[-7:], "cannot be unpacked"),
    "not gzip": (lambda packed: b"x" + packed, "cannot be unpacked"),
    "not JSON": (lambda packed: gzip.compress(b"pages"), "cannot be unpacked"),
    "too large": (lambda packed: gzip.compress(bytes(2**26 + 1), 1), "unpacks to more than"),
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_every_damaged_file_of_the_index_is_named(site, damage):
    build(site)
    change, said = DAMAGES[damage]
    for name in ("2014/words-0", "2014/places-0", "2014/texts-1", "2015/filters", "2015/times"):
        file = site / f"search-index/{name}.json.gz"
        file.write_bytes(change(file.read_bytes()))
        assert said in " ".join(line for line in checked(site) if line.startswith(f"{name}.json.gz"))


@pytest.mark.parametrize("damage", DAMAGES)
@pytest.mark.parametrize("name", ["bundles", "pages"])
def test_a_damaged_list_is_one_problem(site, name, damage):
    build(site)
    file = site / f"search-index/{name}.json.gz"
    file.write_bytes(DAMAGES[damage][0](file.read_bytes()))
    (line,) = checked(site)
    assert DAMAGES[damage][1] in line


LISTS = [
    *("{}", "[]", '{"bundles": [{}]}', '{"bundles": [], "filters": {}}', '{"bundles": 1}'),
    '{"bundles": [{"name": "2014", "digest": "", "words": [], "comments": []}]}',
]


@pytest.mark.parametrize("text", LISTS)
def test_a_list_of_other_bundles_is_one_problem(site, text):
    build(site)
    (site / "search-index/bundles.json.gz").write_bytes(gzip.compress(text.encode()))
    (line,) = checked(site)
    assert line.startswith("the list of bundles ")


def test_a_file_from_another_index_is_noticed(site):
    build(site)
    file = site / "search-index/2014/words-0.json.gz"
    index = IndexFolder(site / "search-index")
    file.write_bytes(gzip.compress(json.dumps(index.read("2014/words-0") | {"zebra": [5]}).encode()))
    assert checked(site) == ["2014 is not the bundle that bundles.json.gz lists; build the site again"]


def test_a_missing_file_and_a_file_too_many_are_named(site):
    build(site)
    (site / "search-index/2014/texts-0.json.gz").rename(site / "search-index/2014/texts-9.json.gz")
    assert checked(site) == [
        "2014/01/one.html: comments missing from the index: 2, the first is c1",
        "2014/texts-0.json.gz is missing",
        "2014/texts-9.json.gz does not belong to the index",
    ]


def test_a_page_or_comment_missing_from_the_index_is_named(site):
    build(site)
    write(site, {"2014/01/one.html": page(comment("c1") + comment("c9")), "new.html": page()})
    (site / "index.html").unlink()
    assert checked(site) == [
        "2014/01/one.html: comments missing from the index: 1, the first is c9",
        "index.html is in the index, but is not marked with data-search-body",
        "new.html is not in the index",
    ]
