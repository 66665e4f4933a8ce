"""What a page says about itself is found in whatever notation it is said, and the most reliable statement is used."""

from __future__ import annotations

import json
from datetime import date, datetime
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.formats.page_statements.reading import page_statements
from archive.formats.page_statements.statements import EntryStatements, PageStatements
from archive.formats.page_statements.times import day_of, parse_time
from archive.sources.document import Document
from archive.text import clean

URL = "http://tarnshire.blogspot.com/2017/06/kettles.html"
TIME = "2017-06-14T09:15:00+01:00"
TITLE = "Kettles & clocks"
POST = {
    "@context": "http://schema.org",
    "@type": "BlogPosting",
    "url": URL,
    "headline": TITLE,
    "datePublished": TIME,
    "author": {"@type": "Person", "name": "Robin Hale"},
}


def statements(head: str = "", body: str = "", name: str = "page.html", address: str | None = None) -> PageStatements:
    """Read a page with this head and body, saved in the file `name`."""
    html = f"<!DOCTYPE html><html><head>{head}</head><body><div>{body}</div></body></html>"
    return page_statements(clean(html), Document(name, "0" * 64, len(html), BytesIO, address))


def json_ld(value: object) -> str:
    return f"<script type='application/ld+json'>{json.dumps(value)}</script>"


def context(**data: str) -> str:
    """Return Blogger's script as it writes it, with its escapes."""
    pairs = ", ".join(f"'{key}': '{value}'" for key, value in data.items()).replace("=", r"\x3d").replace("&", r"\x26")
    return f"<script>_WidgetManager._SetDataContext([{{'name': 'blog', 'data': {{{pairs}}}}}]);</script>"


def item(*properties: str) -> str:
    return f"<article itemscope itemtype='http://schema.org/BlogPosting'>{''.join(properties)}</article>"


ADDRESS_NOTATIONS = {
    "canonical link": {"head": f"<link rel=canonical href={URL}>"},
    "Open Graph": {"head": f"<meta property='og:url' content='{URL}'>"},
    "Twitter": {"head": f"<meta name='twitter:url' content='{URL}'>"},
    "Dublin Core": {"head": f"<meta name='DC.identifier' content='{URL}'>"},
    "JSON-LD": {"head": json_ld(POST)},
    "JSON-LD in a graph": {"head": json_ld({"@graph": [{"@type": "WebSite", "url": "http://x.example/"}, POST]})},
    "JSON-LD in a list": {"head": json_ld([[POST]])},
    "JSON-LD mainEntityOfPage": {"body": json_ld({"@type": ["NewsArticle"], "mainEntityOfPage": {"@id": URL}})},
    "JSON-LD of the page": {"head": json_ld({"@type": "WebPage", "@id": URL})},
    "microdata": {"body": item(f"<meta itemprop='url' content='{URL}'>")},
    "microdata link": {"body": item(f"<a itemprop='url' href='{URL}'>Kettles</a>")},
    "RDFa": {"body": f"<div typeof='schema:BlogPosting'><a property='schema:url' href='{URL}'>Kettles</a></div>"},
    "microformats": {"body": f"<div class='h-entry'><a class='u-url' href='{URL}'>Kettles</a></div>"},
    "Blogger's script": {"body": context(url=URL.replace("/", r"\/"), canonicalUrl=URL.replace("/", r"\/"))},
    "Blogger's older script": {
        "body": r"<script>_WidgetManager._Init('//www.blogger.com/rearrange?blogID\x3d77',"
        rf"'{URL.removeprefix('http:')}','77');</script>"
    },
    "the link to the post": {"body": f"<div>posted at <a href='{URL}' title='permanent link'>9:15 AM</a></div>"},
    "browser's header": {"head": f"<!-- saved from url=(0050){URL} -->"},
    "SingleFile's header": {
        "head": f"<!--\n Page saved with SingleFile \n url: {URL} \n saved date: Mon Nov 02 2020\n-->"
    },
    "HTTrack's header": {
        "head": f"<!-- Mirrored from {URL.removeprefix('http://')} by HTTrack Website Copier/3.x [XR&CO'2014], Mon -->"
    },
    "monolith's header": {"head": f"<!-- Saved from {URL} at 2020-11-02T14:34:37Z using monolith v2.3.1 -->"},
    "Save Page WE's header": {"head": f"<meta name='savepage-url' content='{URL}'>"},
    "base": {"head": f"<base href='{URL}'>"},
    "the source's address": {"address": URL},
    "the file's path": {"name": "mirror/tarnshire.blogspot.com/2017/06/kettles.html"},
    "a copy's address": {"address": f"https://web.archive.org/web/20170614093000/{URL}"},
    "a mirror's address": {
        "head": "<link rel=canonical href='file:///C:/m/tarnshire.blogspot.com/2017/06/kettles.html'>"
    },
    "a local server's": {
        "head": "<meta property=og:url content='http://localhost:8080/tarnshire.blogspot.com/2017/06/kettles.html'>"
    },
}


@pytest.mark.parametrize("where", ADDRESS_NOTATIONS.values(), ids=ADDRESS_NOTATIONS.keys())
def test_an_address_is_found_in_every_notation(where):
    found = statements(**where).address
    assert found is not None
    assert found.removeprefix("https:").removeprefix("http:") == URL.removeprefix("http:")


TIME_NOTATIONS = {
    "JSON-LD": json_ld(POST),
    "JSON-LD with a comma too many": json_ld(POST).replace("}</", ",}</"),
    "JSON-LD in a comment": json_ld(POST).replace(">{", "><!-- {").replace("}</", "} --></"),
    "JSON-LD in CDATA": json_ld(POST).replace(">{", ">//<![CDATA[\n{").replace("}</", "}\n//]]></"),
    "Open Graph": f"<meta property='article:published_time' content='{TIME}'>",
    "Dublin Core": f"<meta name='DC.date.issued' content='{TIME}'>",
    "Dublin Core terms": f"<meta name='dcterms:created' content='{TIME}'>",
    "microdata": item(f"<abbr itemprop='datePublished' title='{TIME}'>Wednesday</abbr>"),
    "microdata meta": item(f"<meta itemprop='datePublished' content='{TIME}'>"),
    "microdata time": item(f"<time itemprop='datePublished' datetime='{TIME}'>Wednesday</time>"),
    "microdata without an item": f"<time itemprop='datePublished' datetime='{TIME}'>Wednesday</time>",
    "RDFa": f"<div typeof='sioc:Post'><span property='dc:date dc:created' content='{TIME}'>Wednesday</span></div>",
    "microformats": f"<div class='hentry'><abbr class='published' title='{TIME}'>Wednesday</abbr></div>",
    "microformats 2": f"<div class='h-entry'><time class='dt-published' datetime='{TIME}'>Wednesday</time></div>",
}


@pytest.mark.parametrize("notation", TIME_NOTATIONS.values(), ids=TIME_NOTATIONS.keys())
def test_a_time_is_found_in_every_notation(notation):
    found = statements(head=notation if notation.startswith(("<meta p", "<meta n", "<script")) else "", body=notation)
    assert found.page.published is not None
    assert parse_time(found.page.published.value) == datetime.fromisoformat(TIME)


AUTHOR_NOTATIONS = {
    "JSON-LD": json_ld(POST),
    "JSON-LD name": json_ld({**POST, "author": "Robin Hale"}),
    "JSON-LD list": json_ld({**POST, "author": [{"name": "Robin Hale"}]}),
    "meta": "<meta name='author' content='Robin Hale'>",
    "Dublin Core": "<meta name='DC.creator' content='Robin Hale'>",
    "microdata": item(
        "<span itemprop='author' itemscope><a itemprop='url' href='/x'><b itemprop='name'>Robin Hale</b></a></span>"
    ),
    "microdata text": item("<span itemprop='author'>Robin\n Hale</span>"),
    "microformats 2": "<div class='h-entry'><a class='p-author h-card' href='/x'>Robin Hale</a></div>",
    "microformats": "<div class='hentry'><span class='post-author vcard'>By <b class='fn'>Robin Hale</b></span></div>",
}


@pytest.mark.parametrize("notation", AUTHOR_NOTATIONS.values(), ids=AUTHOR_NOTATIONS.keys())
def test_an_author_is_found_in_every_notation(notation):
    found = statements(head=notation if notation.startswith(("<meta", "<script")) else "", body=notation)
    assert found.page.author is not None
    assert found.page.author.value == "Robin Hale"


ID_NOTATIONS = {
    "microdata": item("<meta itemprop='postId' content='88001'><meta itemprop='blogId' content='77001'>"),
    "Blogger's script": context(blogId="77001", postId="88001"),
    "feeds": "<link rel='alternate' href='http://tarnshire.blogspot.com/feeds/88001/comments/default'>"
    "<link rel='service.post' href='https://www.blogger.com/feeds/77001/posts/default'>",
    "mirrored feeds": "<link rel='alternate' href='../../feeds/88001/comments/default/index.html'>"
    "<link rel='EditURI' href='https://www.blogger.com/rsd.g?blogID=77001'>",
    "the links below the post": "<a href='https://www.blogger.com/comment.g?blogID=77001&amp;postID=88001'>Write</a>"
    "<a href='https://www.blogger.com/delete-comment.g?blogID=77001&amp;postID=99001'>Delete</a>",
    "the frame of the comment form": "<iframe src='//www.blogger.com/comment/frame/77001?po=88001&amp;hl=en'></iframe>",
    "the link to the comment form": "<a href='https://www.blogger.com/comment/fullpage/post/77001/88001'>Write</a>",
    "the script of the comments": "<script>config = {'id': '77001', 'postId': '88001', 'maxThreadDepth': '2'}</script>",
    "the comment form": r"<script>BLOG_CMT_createIframe('https://www.blogger.com/comment/frame/77001?po\x3d88001\x26hl\x3den');"
    "</script>",
    "the older comment form": r"<script>BLOG_CMT_createIframe('https:\/\/www.blogger.com\/comment-iframe.g?"
    r"blogID\u003d77001\u0026postID\u003d88001');</script>",
}


@pytest.mark.parametrize("notation", ID_NOTATIONS.values(), ids=ID_NOTATIONS.keys())
def test_the_ids_of_post_and_blog_are_found_in_every_notation(notation):
    found = statements(head=f"<link rel=canonical href={URL}>", body=notation).page
    assert found.post_id is not None
    assert found.blog_id is not None
    assert (found.post_id.value, found.blog_id.value) == ("88001", "77001")


@given(st.permutations(sorted(ADDRESS_NOTATIONS)), st.integers(2, 5))
def test_the_same_address_in_several_notations_is_no_contradiction(names, count):
    """Whatever the notations, the answer is the same, and there is nothing to remark on."""
    parts: dict[str, str] = {}
    for name in names[:count]:
        for place, text in ADDRESS_NOTATIONS[name].items():
            parts[place] = parts.get(place, "") + text if place in ("head", "body") else text
    found = statements(**parts)
    assert (found.address or "").partition(":")[2] == URL.partition(":")[2]
    assert [remark for remark in found.remarks if remark.startswith("address")] == []


def test_an_absolute_address_beats_a_relative_one():
    found = statements(f"<link rel=canonical href='kettles.html'><meta property='og:url' content='{URL}'>")
    assert found.address == URL
    assert found.remarks == ()


def test_an_original_address_beats_a_rewritten_one():
    copy = "http://localhost/tarnshire.blogspot.com/2017/07/another.html"
    found = statements(f"<link rel=canonical href='{copy}'><meta property='og:url' content='{URL}'>")
    assert found.address == URL


def test_a_stated_address_beats_one_derived_from_the_path():
    found = statements(f"<link rel=canonical href={URL}>", name="other.blogspot.com/2017/07/another.html")
    assert found.address == URL


def test_the_address_of_a_post_beats_a_home_page_that_a_theme_names_everywhere():
    home = "http://tarnshire.blogspot.com/"
    assert statements(f"<meta property='og:url' content='{home}'>", context(canonicalUrl=URL)).address == URL
    assert statements(f"<link rel=canonical href='{home}'>").is_list


def test_ids_of_several_posts_are_nobodys():
    links = "".join(f"<a href='http://www.blogger.com/comment.g?blogID=77001&postID=8800{n}'>0</a>" for n in (1, 2))
    assert statements(body=links).page.post_id is None


def test_a_contradiction_is_reported_once():
    other = URL.replace("kettles", "clocks")
    head = (
        f"<link rel=canonical href={URL}><meta property=og:url content={other}><meta name=twitter:url content={other}>"
    )
    found = statements(head)
    assert found.address == URL
    assert found.remarks == (f"address: rel=canonical says {URL}, og:url says {other}; the first is used",)


def test_an_address_that_leads_nowhere_is_not_used():
    assert statements("<link rel=canonical href='file:///C:/Users/robin/Desktop/kettles.html'>").address is None
    assert statements("<link rel=canonical href='http://localhost/kettles.html'>").address is None
    assert statements("<link rel=canonical href='kettles.html'>").address is None


def test_a_folder_named_after_a_site_is_no_address():
    assert statements(name="tarnshire.blogspot.com/Kettles and clocks.html").address is None


@pytest.mark.parametrize(
    "name",
    [
        "tarnshire.blogspot.com/2017/06/kettles.html?m=1",
        "tarnshire.blogspot.com/2017/06/kettles.html%3Fm=1",
        "tarnshire.blogspot.com/2017/06/kettles.html%253Fm%253D1",
        "tarnshire.blogspot.com/2017/06/kettles.html@m=1",
        "tarnshire.blogspot.com/2017/06/kettles.html_m=1",
        "tarnshire.blogspot.com/2017/06/kettles.html？m=1",
        "tarnshire.blogspot.com/2017/06/kettles.html@m=1.html",
        "copies.zip/tarnshire.blogspot.com/2017/06/kettles.html?showComment=1497431000000",
        "web.archive.org/web/20170614093000/http:/tarnshire.blogspot.com/2017/06/kettles.html",
        "web.archive.org/web/20170614093000/http%3A/tarnshire.blogspot.com/2017/06/kettles.html?m=1",
        r"mirror\tarnshire.blogspot.com\2017\06\kettles.html",
    ],
)
def test_the_path_of_a_mirrored_file_says_its_address_however_it_is_escaped(name):
    assert (statements(name=name).address or "").partition("?")[0] == URL


@pytest.mark.parametrize("name", ["tarnshire.blogspot.com/index.html", "tarnshire.blogspot.com/2017/06/index.html",
                                  "tarnshire.blogspot.com/search@updated-max=2017-06-14&max-results=7.html",
                                  "tarnshire.blogspot.com/search/label/clocks.html"])  # fmt: skip
def test_the_path_of_a_mirrored_list_says_that_it_is_a_list(name):
    assert statements(name=name).is_list


def test_the_time_of_saving_is_never_that_of_the_post():
    saved = "<!-- Page saved with SingleFile\n url: http://x.example/a\n saved date: Mon Nov 02 2020 14:34:37 GMT -->"
    today = "<meta property='og:site_name' content='archive.is'><meta property='article:published_time' content='{}'>"
    assert statements(saved + "<meta name='savepage-date' content='2020-11-02T14:34:37Z'>").page.published is None
    assert statements(today.format(TIME)).page.published is None


def test_what_is_pasted_within_a_post_says_nothing_about_it():
    pasted = item(f"<time itemprop='datePublished' datetime='{TIME}'></time>")
    found = statements(body=f"<div class='post-body'>{pasted}<!-- saved from url=(0050){URL} --></div>")
    assert found.page.published is None


def test_tags_of_the_head_that_were_pasted_into_a_post_say_nothing():
    pasted = f"<meta name='date' content='{TIME}'><meta name='author' content='Word'><link rel=canonical href='{URL}'>"
    assert statements(body=f"<div class='x'>{pasted}</div>").page == EntryStatements()


def test_tags_of_the_head_count_also_if_a_theme_puts_a_division_into_the_head():
    assert statements(f"<div></div><link rel=canonical href='{URL}'>").address == URL


def test_httracks_header_may_be_at_the_end():
    header = f"<!-- Mirrored from {URL.removeprefix('http://')} by HTTrack Website Copier/3.x [XR&CO'2014], Mon -->"
    assert statements(body="<p>Words</p>" * 2000 + header).address == URL


def test_an_untitled_post_gets_no_title_from_the_name_of_the_blog():
    head = "<meta property='og:site_name' content='Tarnshire'><meta property='og:title' content='Tarnshire'>"
    assert statements(head).page.title is None


def test_the_name_of_the_blog_is_no_part_of_a_title():
    head = "<meta property='og:site_name' content='Tarnshire'><meta property='og:title' content='Tarnshire: Kettles'>"
    found = statements(head).page.title
    assert found is not None
    assert found.value == "Kettles"


def test_each_post_of_a_list_has_its_own_statements():
    posts = [{**POST, "url": f"{URL}?n={number}", "headline": f"Post {number}"} for number in (1, 2)]
    found = statements("<link rel=canonical href='http://tarnshire.blogspot.com/'>" + json_ld(posts))
    assert found.page.title is None
    about = found.about(None, [f"{URL}?n=2"]).title
    assert about is not None
    assert about.value == "Post 2"


def test_comments_in_structured_data_are_found_by_their_anchors():
    comment = {"@type": "Comment", "url": f"{URL}#c101", "author": {"name": "Sorrel"}, "dateCreated": TIME}
    (found,) = statements(json_ld({**POST, "comment": [comment]})).comments
    assert (found.id, found.author, found.published) == ("101", "Sorrel", TIME)


@pytest.mark.parametrize(
    ("written", "day"),
    [
        (TIME, date(2017, 6, 14)),
        ("2017-06-14T09:15+0100", date(2017, 6, 14)),
        ("2017-06-14 09:15:00.123Z", date(2017, 6, 14)),
        ("20170614T091500Z", date(2017, 6, 14)),
        ("Wed, 14 Jun 2017 09:15:00 GMT", date(2017, 6, 14)),
        ("2017-06-14", date(2017, 6, 14)),
        ("2017/06/14", date(2017, 6, 14)),
        ("Wednesday, 14 June 2017", date(2017, 6, 14)),
        ("June 14, 2017", date(2017, 6, 14)),
        ("14 Jun 2017", date(2017, 6, 14)),
        ("Thursday, 14 June 2017", None),
        ("14/06/2017", None),
        ("2017-06-31", None),
        ("0001-01-01T00:00:00+14:00", None),
        ("yesterday", None),
    ],
)
def test_a_time_is_read_only_if_it_can_be_read_in_one_way(written, day):
    assert day_of(written) == day


def test_of_several_times_one_that_can_be_read_is_used():
    found = statements(f"<meta property=article:published_time content='14/06/17'><meta name=DC.date content='{TIME}'>")
    assert found.page.published is not None
    assert found.page.published.value == TIME


def test_times_of_different_days_are_a_contradiction():
    other = "2017-07-01T08:00:00+01:00"
    found = statements(
        f"<meta property=article:published_time content='{TIME}'>" + json_ld({**POST, "datePublished": other})
    )
    assert found.remarks == (
        f"date: JSON-LD datePublished says {other}, article:published_time says {TIME}; the first is used",
    )


@pytest.mark.parametrize("script", ["", "{'name': 'blog'", "[{'name': 'blog', 'data': {'url': '", "(" * 99])
def test_a_damaged_script_of_blogger_says_nothing(script):
    html = f"<script>_WidgetManager._SetDataContext({script}</script><script>_WidgetManager._Init('{script}')</script>"
    assert statements(body=html).address is None


@given(st.text(alphabet="<>\"'= {}[]:,\\/abc@-!itemprop.http\n", max_size=300))
def test_whatever_the_page_nothing_is_raised(html):
    page_statements(clean(f"<script type=application/ld+json>{html}</script><meta itemprop=url content={html}>{html}"),
                    Document(html or "a", "0" * 64, 0, BytesIO, html))  # fmt: skip
