"""The check finds and names every kind of fault in a finished site, and reports nothing for a faultless one."""

from dataclasses import replace
from pathlib import Path

import pytest

from archive.errors import BuildFailed
from archive.site.check import Problem, check
from archive.site.marker import MARKER
from archive.site.site_manifest import Manifest, ManifestEntry, write_manifest

HOME = "https://archive.example/"
POST = ManifestEntry("p1", "content/posts/one.md", "/2014/01/one.html", "post", ("c7",), ("/2014_01_01_archive.html",))


def page(body: str = "", head: str = "<title>A page</title>", heading: str = "<h1>Heading</h1>") -> str:
    return f'<!DOCTYPE html>\n<html lang="en-GB"><head>{head}</head><body>{heading}{body}</body></html>\n'


def redirect(address: str) -> str:
    return f'<!doctype html><meta http-equiv="refresh" content="0; url={address}"><a href="{address}">Moved</a>'


def atom(entries: str = "", own: str = "feeds/atom.xml", more: str = "<author><name>Staff</name></author>") -> str:
    return (
        '<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><id>tag:a</id><title>All</title>'
        f'<updated>2014-01-02T00:00:00Z</updated><link rel="self" href="{HOME}{own}"/>{more}{entries}</feed>'
    )


def entry(id: str = "tag:1", link: str = f"{HOME}2014/01/one.html", content: str = "") -> str:
    return (
        f"<entry><id>{id}</id><title>One</title><updated>2014-01-02T00:00:00Z</updated>"
        f'<link href="{link}"/><content type="html"><![CDATA[{content}]]></content></entry>'
    )


def rss() -> str:
    return (
        '<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom"><channel><title>All</title>'
        f'<link>{HOME}</link><description>Posts</description><atom:link rel="self" href="{HOME}rss.xml"/>'
        "<item><title>One</title><guid>tag:1</guid>"
        f"<link>{HOME}2014/01/one.html#c7</link></item></channel></rss>"
    )


FAULTLESS = {
    "index.html": page(
        '<a href="2014/01/one.html">one</a> <a href="2014/01/">January</a> <a href="2014/01">again</a>'
        '<a href="https://elsewhere.example/x">elsewhere</a> <a href="mailto:a@b.example">write</a>'
        '<a href="http://[not an address">as a reader typed it</a><a href="?q=napo">search</a>'
        '<form action="search.html"><input name="q"></form><script src="search.js"></script>',
        head='<title>Home</title><link rel="stylesheet" href="style.css">'
        f'<link rel="canonical" href="{HOME}"><link rel="author" href="https://elsewhere.example/">'
        '<script type="application/ld+json">{}</script>',
    ),
    "404.html": page('<a href="/">home</a><a href="#top">top</a><a href="/2014/01/one.html">one</a>'),
    "search.html": page(),
    "search.js": "",
    "style.css": "",
    "a b/é%41.html": page('<a href="../a%20b/%C3%A9%2541.html">itself</a>'),
    "2014/01/one.html": page(
        '<h3 id="c7">Anonymous</h3><a name="old"></a>'
        '<a href="#c7">7</a><a href="#old">x</a><a href="#">top</a>'
        '<a href="../../?page=2#:~:text=a">home</a><img src="pic.png" srcset="pic.png 1x, ../01/pic.png 2x">'
        f'<a href="{HOME}2014/01/one.html#c7">in full</a>'
    ),
    "2014/01/index.html": page('<a href="one.html#c7">7</a> <a href="/search.html">search</a>'),
    "2014/01/pic.png": "",
    "2014_01_01_archive.html": redirect("2014/01/one.html"),
    "feeds/atom.xml": atom(entry(content=f'<p><a href="{HOME}2014/01/one.html#c7">7</a></p>')),
    "rss.xml": rss(),
    "sitemap.xml": "<urlset/>",
}


def write(folder: Path, files: dict[str, str], *articles: ManifestEntry) -> Path:
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    write_manifest(folder, Manifest(articles))
    return folder


def faults(folder: Path, **files: str) -> list[str]:
    """Return the faults of the page x.html (or another file) added to a faultless site."""
    write(folder, FAULTLESS | {name.replace("_", "."): text for name, text in files.items()}, POST)
    return [problem.what for problem in check(folder)]


def test_a_faultless_site_has_no_problems(tmp_path):
    assert check(write(tmp_path, FAULTLESS, POST)) == []


def test_a_missing_site_is_reported_in_one_line(tmp_path):
    with pytest.raises(BuildFailed, match="run `invoke build`"):
        check(tmp_path / "output")


@pytest.mark.parametrize(
    "address",
    [
        "missing.html",
        "2014/01/One.html",
        "2014/",
        "search.html/",
        "../index.html",
        "/2014/02/",
        "2014/01/one.html#c8",
        "#nowhere",
        "a%20b/%C3%A9A.html",
        f"{HOME}missing.html",
        "2014\\02",
    ],
)
def test_a_link_to_a_missing_page_or_anchor_is_dead(tmp_path, address):
    [fault] = faults(tmp_path, x_html=page(f'<a href="{address}">x</a>'))
    assert fault.startswith(f"dead link: {address}")


@pytest.mark.parametrize(
    "element",
    [
        '<link rel="icon" href="no.ico">',
        '<img src="no.png">',
        '<img src="search.js" srcset="search.js 1x,no.png 2x">',
        '<picture><source srcset="no.webp"></picture>',
        '<script src="no.js"></script>',
        '<form action="no"></form>',
        '<svg><use xlink:href="no.svg#a"></use></svg>',
        '<meta http-equiv="Refresh" content="3;URL=\'no.html\'">',
    ],
)
def test_everything_a_page_loads_must_exist(tmp_path, element):
    assert any(fault.startswith("dead link: no") for fault in faults(tmp_path, x_html=page(element)))


@pytest.mark.parametrize(
    "element",
    [
        '<link rel="alternate stylesheet" href="//cdn.example/a.css">',
        '<link rel="preconnect" href="https://cdn.example">',
        '<img src="https://cdn.example/a.png">',
        '<img src="\\\\cdn.example/a.png">',
        '<img src=" ht\ntps://cdn.example/a.png">',
        '<img src="search.js" srcset="search.js, http://cdn.example/a.png 2x">',
        '<img src="search.js" srcset="search.js 1x,http://cdn.example/a.png 2x">',
        '<script src="https://cdn.example/a.js"></script>',
        '<iframe src="https://cdn.example/"></iframe>',
        '<object data="https://cdn.example/"></object>',
        '<form action="https://cdn.example/"></form>',
        '<button formaction="https://cdn.example/">x</button>',
        '<video poster="https://cdn.example/a.png"></video>',
    ],
)
def test_nothing_is_loaded_from_another_host(tmp_path, element):
    [fault] = faults(tmp_path, x_html=page(element))
    assert fault.startswith("loads from another host")


@pytest.mark.parametrize(
    "element",
    [
        '<a href="javascript:alert(1)">x</a>',
        '<a href=" JaVa&#9;Script:alert(1)">x</a>',
        '<a href="&#1;vbscript:x">x</a>',
        '<a href="data:text/html,x">x</a>',
        '<img src="data:image/png;base64,AA==">',
        '<img srcset="data:image/png;base64,AA== 1x">',
        '<svg><a xlink:href="javascript:alert(1)">x</a></svg>',
        '<p onclick="x()">x</p>',
        '<p ONMOUSEOVER="x()">x</p>',
        '<p style="color:red">x</p>',
        '<iframe srcdoc="<p>x</p>"></iframe>',
        '<a ping="https://cdn.example/" href="/">x</a>',
        "<script>alert(1)</script>",
        '<script type="module">alert(1)</script>',
        "<style>p{}</style>",
        '<base href="/">',
    ],
)
def test_a_script_style_or_unsafe_address_is_found_on_a_page_and_in_a_feed(tmp_path, element):
    assert len(faults(tmp_path / "page", x_html=page(element))) == 1
    element = element.replace('href="/"', f'href="{HOME}"')
    [fault] = faults(tmp_path / "feed", x_xml=atom(entry(content=element), own="x.xml"))
    assert fault.startswith(("<", "has a"))


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        (page(head=""), "has no title"),
        (page(head="<title> </title>", heading="<h1>x</h1><svg><title>x</title></svg>"), "has no title"),
        (page().replace(' lang="en-GB"', ""), "has no language (<html lang>)"),
        (page(heading=""), "has no h1 headings instead of one"),
        (page("<h1>x</h1>"), "has 2 h1 headings instead of one"),
        (page('<p id="a"></p><p id="a"></p><p id="a"></p>'), "the id a occurs 3 times"),
        (page('<p id="a\n\x1bb"></p><p id="a\n\x1bb"></p>'), "the id a b occurs 2 times"),
        ("", "does not start with <!doctype html>"),
        ("x.html", "does not start with <!doctype html>"),
        (redirect("2014_01_01_archive.html"), "redirects to another redirect or to itself"),
        (redirect("x.html"), "redirects to another redirect or to itself"),
    ],
)
def test_a_faulty_page_is_named(tmp_path, text, fault):
    write(tmp_path, FAULTLESS | {"x.html": text}, POST)
    assert check(tmp_path) == [Problem("x.html", fault)]


def test_a_page_that_is_not_utf_8_is_a_problem_but_links_to_it_are_not(tmp_path):
    write(tmp_path, FAULTLESS | {"y.html": page('<a href="x.html#a">x</a>')}, POST)
    (tmp_path / "x.html").write_bytes(page("caf\xe9").encode("latin-1"))
    [problem] = check(tmp_path)
    assert problem.file == "x.html"
    assert "utf-8" in problem.what


def test_links_of_the_404_page_start_at_the_root(tmp_path):
    write(tmp_path, FAULTLESS | {"404.html": page('<a href="index.html">x</a>')}, POST)
    [problem] = check(tmp_path)
    assert problem.file == "404.html"
    assert "must start with /: index.html" in problem.what


def test_links_are_followed_on_a_site_in_a_folder_of_its_host(tmp_path):
    files = {name: text.replace(HOME, f"{HOME}blog/") for name, text in FAULTLESS.items()}
    files |= {name: files[name].replace('"/', '"/blog/') for name in ("404.html", "2014/01/index.html")}
    assert check(write(tmp_path, files, POST)) == []
    [problem] = check(write(tmp_path, {"404.html": page('<a href="/search.html">x</a>')}, POST))
    assert problem == Problem("404.html", "dead link: /search.html")


@pytest.mark.parametrize(
    ("article", "problem"),
    [
        (replace(POST, url="/2014/01/two.html"), ("2014/01/two.html", "content/posts/one.md (p1)")),
        (replace(POST, url="2014/02/"), ("2014/02/index.html", "is missing; it should show")),
        (replace(POST, comments=("c7", "c8")), ("2014/01/one.html", "comment c8 of content/posts/one.md")),
        (replace(POST, redirects=("/old.html",)), ("old.html", "should redirect to /2014/01/one.html")),
    ],
)
def test_every_page_comment_and_redirect_of_the_manifest_must_exist(tmp_path, article, problem):
    [found] = check(write(tmp_path, FAULTLESS, article))
    assert found.file == problem[0]
    assert problem[1] in found.what


@pytest.mark.parametrize("damage", [None, "{"])
def test_a_missing_or_damaged_manifest_is_a_problem(tmp_path, damage):
    write(tmp_path, FAULTLESS, POST)
    (tmp_path / MARKER).unlink()
    if damage:
        (tmp_path / MARKER).write_text(damage)
    [problem] = check(tmp_path)
    assert problem.file == MARKER


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("<feed", "is not well-formed XML"),
        ('<?xml version="1.0" encoding="no-such"?><feed/>', "is not well-formed XML"),
        ("<rss/>", "has no <channel>"),
        (atom(entry() + entry(), "x.xml"), "the id tag:1 occurs 2 times"),
        (atom(entry(link=f"{HOME}no.html"), "x.xml"), f"dead link: {HOME}no.html"),
        (atom(entry(link=f"{HOME}2014/01/one.html#c8"), "x.xml"), f"dead link: {HOME}2014/01/one.html#c8"),
        (atom(entry(link="2014/01/one.html"), "x.xml"), "this link does not start with https://"),
        (atom(entry(content='<a href="/">x</a>'), "x.xml"), "this link does not start with https://: /"),
        (atom(entry(content='<img src="https://cdn.example/a">'), "x.xml"), "loads from another host"),
        (atom(entry().replace("<title>One</title>", "<title/>"), "x.xml"), "entry 1 has no title"),
        (atom(entry(), "x.xml", more=""), "entry 1 has no author"),
        (
            atom(entry(), "x.xml").replace("<updated>", "<!--", 1).replace("</updated>", "-->", 1),
            "no updated",
        ),
        (atom(entry()).replace('rel="self"', 'rel="alternate"'), "has no link to its own address"),
        (atom(entry(), "y.xml"), "gives its own address as"),
        (atom(entry(), "x.xml").replace(HOME, "http://archive.example/"), "not a file of the site at"),
    ],
)
def test_a_faulty_feed_is_named(tmp_path, text, fault):
    found = faults(tmp_path, x_xml=text)
    assert any(fault in what for what in found), found


@pytest.mark.parametrize(("left_out", "name"), [("<title>One</title>", "title"), ("<guid>tag:1</guid>", "guid")])
def test_an_rss_item_needs_a_title_and_an_id(tmp_path, left_out, name):
    assert f"entry 1 has no {name}" in faults(tmp_path, rss_xml=rss().replace(left_out, ""))


def test_all_problems_are_reported_together_sorted_and_once_each(tmp_path):
    files = {
        name: page('<a href="no">x</a><a href="no">y</a><i style=""></i>', head="") for name in ("b.html", "a.html")
    }
    found = check(write(tmp_path, files))
    assert found == sorted(set(found))
    assert [problem.file for problem in found] == ["a.html"] * 3 + ["b.html"] * 3


def test_a_site_with_marked_pages_needs_a_search_index(tmp_path):
    files = {"index.html": page().replace("<body>", "<body data-search-body>")}
    [problem] = check(write(tmp_path, files))
    assert problem.file == "search-index"


def test_a_deeply_nested_thread_is_read_to_its_end(tmp_path):
    thread = "".join(f'<ol><li><h3 id="c{n}">x</h3>' for n in range(1000)) + "</li></ol>" * 1000
    assert faults(tmp_path, x_html=page(thread + '<p id="end"></p><a href="#end">x</a><a href="#c999">y</a>')) == []


@pytest.mark.parametrize(
    "text",
    [
        page("</x></body></html><p>z</p></html>" + '<a href="no.html">x</a>'),
        page('\0 <a href="no.html">x</a>'),
        "<!doctype html><t></t></html>" + '<link rel="self" href="no.html">',
    ],
)
def test_a_broken_page_is_read_to_its_end(tmp_path, text):
    assert "dead link: no.html" in faults(tmp_path, x_html=text)
