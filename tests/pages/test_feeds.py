"""Feed readers accept the documents, which are the same at every build and lose no word."""

import html
import os
import re
import shutil
import sqlite3
import subprocess
import sys
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import feedparser
import html5lib
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

import archive
from archive.lazy import known
from archive.pages.feeds import FeedDocument, FeedItem, ReplyTo, atom, rss
from archive.text import clean
from patience import no_hang
from shared import SAMPLES

NAUGHTY = SAMPLES / "misc" / "naughty-strings-even.txt"
ATOM = "{http://www.w3.org/2005/Atom}"
THR = "{http://purl.org/syndication/thread/1.0}"
SLASH = "{http://purl.org/rss/1.0/modules/slash/}"
DC = "{http://purl.org/dc/elements/1.1/}"
ENCODED = "{http://purl.org/rss/1.0/modules/content/}encoded"

FEED = FeedDocument(
    id="tag:blogger.com,1999:blog-1",
    title="On Probation Blog",
    subtitle="News & views",
    home_url="https://probation.example/",
    self_url="https://probation.example/feed.xml",
)
POST = FeedItem(
    id="tag:blogger.com,1999:blog-1.post-2",
    url="https://probation.example/2017/06/caseloads.html",
    title="Caseloads & cuts",
    html=known("<p>First words.</p><p>Second <em>part</em>.</p>"),
    published=datetime(2017, 6, 1, 9, 30, tzinfo=UTC),
    updated=datetime(2017, 6, 3, 8, 0, 5, tzinfo=UTC),
    author="Jim Brown",
    categories=("NAPO", "Pay & conditions"),
    comment_count=12,
    comments_url="https://probation.example/2017/06/caseloads.html#comments",
)
COMMENT = FeedItem(
    id="tag:blogger.com,1999:blog-1.post-3",
    url="https://probation.example/2017/06/caseloads.html#c3",
    title="Comment by Anon on Caseloads & cuts",
    html=known("Agreed."),
    published=datetime(2017, 6, 2, tzinfo=UTC),
    updated=datetime(2017, 6, 2, tzinfo=UTC),
    reply_to=ReplyTo(POST.id, POST.url),
)
NASTY = {
    "controls": "a\x00b\x0bc\x1fd\x7fe\x85f",
    "not a character": "a\ufffeb\uffffc\ufdd0d",
    "lone surrogates": "a\ud800b\udfffc",
    "end of CDATA": "a ]]> b <![CDATA[ c",
    "script": "<script>alert(1)</script>",
    "entity": "a &amp; b &nosuch; &#11; &#xFFFE; &#xD800; c",
    "emoji": "probation \U0001f46e\U0001f3fd‍♀️ \U0010ffff",
    "right to left": "\u202eevil\u202c عربي עברית",
    "document": "a</body></html>b<html><body onload='x'>c",
    "nothing": "",
    "space": " \u2028\u00a0\t\n ",
}
any_text = st.text(st.characters(exclude_categories=[]), max_size=60)
any_html = st.lists(
    any_text
    | st.sampled_from(["<p>", "</p>", "<a href='&#11;", "'>", "<img srcset='x&#1; 1x,", "<!--", "</body>", "<"])
).map("".join)
kept_html = st.recursive(
    any_text.map(html.escape),
    lambda inner: st.builds(
        "<{0}>{1}</{0}>{2}".format, st.sampled_from(["div", "b", "blockquote", "span"]), inner, inner
    ),
    max_leaves=6,
)
both_formats = pytest.mark.parametrize("write", [atom, rss])


def xml(document: bytes) -> etree._Element:
    return etree.fromstring(document, etree.XMLParser(recover=False, resolve_entities=False))


def content(entry: FeedItem) -> str:
    """The full text of `entry` as the Atom document has it, shown to be the same in the RSS document."""
    in_atom = xml(atom(FEED, [entry])).findtext(f".//{ATOM}content")
    assert in_atom == xml(rss(FEED, [entry])).findtext(f".//{ENCODED}")
    return in_atom or ""


def atom_ids(document: bytes) -> list[str | None]:
    return [entry.findtext(f"{ATOM}id") for entry in xml(document).iter(f"{ATOM}entry")]


def rss_ids(document: bytes) -> list[str | None]:
    return [item.findtext("guid") for item in xml(document).iter("item")]


def words_of(markup: str) -> list[str]:
    return "".join(html5lib.parseFragment(markup).itertext()).split()


@both_formats
def test_a_feed_reader_accepts_the_document_and_sees_the_post(write):
    read = feedparser.parse(write(FEED, [POST, COMMENT]))
    assert read.bozo is False
    assert read.feed.title == "On Probation Blog"
    assert read.feed.link == "https://probation.example/"
    assert read.feed.language == "en-GB"
    post = read.entries[1]
    assert (post.id, post.link, post.author) == (POST.id, POST.url, "Jim Brown")
    assert html.unescape(post.title) == POST.title
    assert post.content[0].value == POST.html.value
    assert post.summary == "First words. Second part."
    assert post.published_parsed[:6] == (2017, 6, 1, 9, 30, 0)
    assert [tag.term for tag in post.tags] == ["NAPO", "Pay & conditions"]


@pytest.mark.skipif(not shutil.which("xmllint"), reason="xmllint is not installed")
@both_formats
def test_xmllint_finds_no_fault(write, tmp_path):
    document = tmp_path / "feed.xml"
    document.write_bytes(write(FEED, [replace(POST, title=text, html=known(text)) for text in NASTY.values()]))
    checked = subprocess.run(["xmllint", "--noout", document], capture_output=True, text=True, check=False)
    assert (checked.returncode, checked.stderr) == (0, "")


def test_atom_has_what_its_standard_requires():
    document = xml(atom(FEED, [POST]))
    assert document.tag == f"{ATOM}feed"
    assert document.findtext(f"{ATOM}id") == FEED.id
    assert document.findtext(f"{ATOM}title") == FEED.title
    assert document.findtext(f"{ATOM}subtitle") == FEED.subtitle
    assert document.findtext(f"{ATOM}updated") == "2017-06-03T08:00:05+00:00"
    links = {link.get("rel"): (link.get("href"), link.get("type")) for link in document.findall(f"{ATOM}link")}
    assert links == {
        "self": (FEED.self_url, "application/atom+xml"),
        "alternate": (FEED.home_url, "text/html"),
    }
    (entry,) = document.findall(f"{ATOM}entry")
    assert entry.findtext(f"{ATOM}id") == POST.id
    assert entry.findtext(f"{ATOM}title") == POST.title
    assert entry.findtext(f"{ATOM}published") == "2017-06-01T09:30:00+00:00"
    assert entry.findtext(f"{ATOM}updated") == "2017-06-03T08:00:05+00:00"
    assert [name.text for name in entry.iterfind(f"{ATOM}author/{ATOM}name")] == ["Jim Brown"]
    assert entry.find(f"{DC}creator") is None, "the author would be shown twice"
    assert entry.find(f"{ATOM}content").get("type") == "html"


def test_rss_has_what_its_standard_requires():
    document = xml(rss(FEED, [POST]))
    assert (document.tag, document.get("version")) == ("rss", "2.0")
    channel = document.find("channel")
    assert channel.findtext("title") == FEED.title
    assert channel.findtext("link") == FEED.home_url
    assert channel.findtext("description") == FEED.subtitle
    assert channel.findtext("language") == "en-GB"
    assert channel.findtext("lastBuildDate") == "Sat, 03 Jun 2017 08:00:05 +0000"
    assert dict(channel.find(f"{ATOM}link").attrib) == {
        "href": FEED.self_url,
        "rel": "self",
        "type": "application/rss+xml",
    }
    (item,) = channel.findall("item")
    assert (item.findtext("guid"), item.find("guid").get("isPermaLink")) == (POST.id, "false")
    assert item.findtext("link") == POST.url
    assert item.findtext("pubDate") == "Thu, 01 Jun 2017 09:30:00 +0000"
    assert item.findtext("description") == "First words. Second part."
    assert item.findtext(ENCODED) == POST.html.value
    assert item.findtext(f"{DC}creator") == "Jim Brown"
    assert [category.text for category in item.findall("category")] == ["NAPO", "Pay & conditions"]


def test_items_without_an_author_have_that_of_the_feed():
    document = xml(atom(FEED, [COMMENT]))
    assert document.findtext(f"{ATOM}author/{ATOM}name") == FEED.title
    assert document.find(f"{ATOM}entry/{ATOM}author") is None
    assert xml(rss(FEED, [COMMENT])).find(f".//{DC}creator") is None
    assert xml(atom(replace(FEED, author="Jim"), [])).findtext(f"{ATOM}author/{ATOM}name") == "Jim"


@both_formats
def test_the_generator_has_no_version_and_the_library_is_not_named(write):
    document = write(FEED, [POST])
    generator = next(element for element in xml(document).iter() if element.tag.endswith("generator"))
    assert (generator.text, dict(generator.attrib)) == ("On Probation archive", {})
    assert b"feedgen" not in document


@both_formats
def test_an_empty_feed_is_valid_and_dated_at_a_fixed_day(write):
    document = write(FEED, [])
    assert feedparser.parse(document).bozo is False
    dates = [e.text for e in xml(document).iter() if e.tag in (f"{ATOM}updated", "lastBuildDate")]
    assert dates in (["1970-01-01T00:00:00+00:00"], ["Thu, 01 Jan 1970 00:00:00 +0000"])


def test_the_newest_come_first_and_items_of_the_same_time_keep_their_order():
    day = POST.published
    same_moment = day.astimezone(timezone(timedelta(hours=13)))
    entries = [
        replace(POST, id="b", published=day),
        replace(POST, id="old", published=day - timedelta(days=1)),
        replace(POST, id="new", published=day + timedelta(seconds=1)),
        replace(POST, id="a", published=same_moment),
    ]
    for given_order, expected in (
        (entries, ["new", "b", "a", "old"]),
        (entries[::-1], ["new", "a", "b", "old"]),
    ):
        assert atom_ids(atom(FEED, given_order)) == expected
        assert rss_ids(rss(FEED, given_order)) == expected


@both_formats
def test_an_unknown_date_of_publication_is_not_written(write):
    document = write(FEED, [replace(POST, published=None)])
    assert feedparser.parse(document).bozo is False
    assert b"<published>" not in document
    assert b"<pubDate>" not in document


@both_formats
def test_the_date_of_the_feed_is_that_of_the_last_change(write):
    corrected = replace(POST, id="old", updated=datetime(2020, 2, 29, 23, 59, 59, tzinfo=UTC))
    assert feedparser.parse(write(FEED, [COMMENT, corrected])).feed.updated_parsed[:6] == (
        2020,
        2,
        29,
        23,
        59,
        59,
    )


@both_formats
def test_dates_are_written_in_utc(write):
    summer = timezone(timedelta(hours=1))
    elsewhere = replace(POST, published=POST.published.astimezone(summer), updated=POST.updated.astimezone(summer))
    assert write(FEED, [elsewhere]) == write(FEED, [POST])


@both_formats
def test_a_date_without_a_zone_is_refused(write):
    with pytest.raises(TypeError):
        write(FEED, [replace(POST, published=datetime(2017, 6, 1))])


def test_comments_are_counted_and_linked():
    entry = xml(atom(FEED, [POST])).find(f"{ATOM}entry")
    (replies,) = entry.findall(f"{ATOM}link[@rel='replies']")
    assert dict(replies.attrib) == {
        "rel": "replies",
        "type": "text/html",
        "href": POST.comments_url,
        f"{THR}count": "12",
    }
    assert entry.findtext(f"{THR}total") == "12"
    assert [link.get("href") for link in entry.findall(f"{ATOM}link") if link.get("rel") is None] == [POST.url]
    item = xml(rss(FEED, [POST])).find(".//item")
    assert (item.findtext("comments"), item.findtext(f"{SLASH}comments")) == (POST.comments_url, "12")


def test_no_comments_is_counted_as_0_and_an_unknown_number_is_left_out():
    none, unknown = (replace(POST, comment_count=count, comments_url=None) for count in (0, None))
    assert xml(atom(FEED, [none])).findtext(f".//{THR}total") == "0"
    assert xml(rss(FEED, [none])).findtext(f".//{SLASH}comments") == "0"
    assert xml(atom(FEED, [unknown])).find(f".//{THR}total") is None
    assert xml(rss(FEED, [unknown])).find(f".//{SLASH}comments") is None
    assert xml(atom(FEED, [unknown])).find(f".//{ATOM}link[@rel='replies']") is None
    assert xml(rss(FEED, [unknown])).find(".//item/comments") is None


def test_a_comment_names_what_it_answers():
    (reply,) = xml(atom(FEED, [COMMENT, POST])).iter(f"{THR}in-reply-to")
    assert dict(reply.attrib) == {"ref": POST.id, "href": POST.url, "type": "text/html"}
    assert feedparser.parse(atom(FEED, [COMMENT])).entries[0]["thr_in-reply-to"]["ref"] == POST.id


@pytest.mark.parametrize(
    ("link", "seen"),
    [
        ("other.html", "https://probation.example/2017/06/other.html"),
        ("../05/x.html?a=1&amp;b=2#c", "https://probation.example/2017/05/x.html?a=1&amp;b=2#c"),
        ("/about", "https://probation.example/about"),
        ("#part", "https://probation.example/2017/06/caseloads.html#part"),
        ("//cdn.example/a.js", "https://cdn.example/a.js"),
        ("http://napo.example/a", "http://napo.example/a"),
        ("mailto:jim@probation.example", "mailto:jim@probation.example"),
        ("tel:+44123", "tel:+44123"),
        ("data:image/png;base64,AAAA", "data:image/png;base64,AAAA"),
        ("http://[", "http://["),
    ],
)
@pytest.mark.parametrize("markup", ['<a href="{}">x</a>', '<p>t <img alt="x" src="{}"> u</p>'])
def test_links_are_absolute(markup, link, seen):
    entry = replace(POST, url=f"{POST.url}#c9", html=known(markup.format(link)))
    assert content(entry) == markup.format(seen)


@pytest.mark.parametrize(
    ("srcset", "seen"),
    [
        ("/a.jpg", "https://probation.example/a.jpg"),
        (
            "/a.jpg 1x, b.jpg 2x",
            "https://probation.example/a.jpg 1x, https://probation.example/2017/06/b.jpg 2x",
        ),
        ("/a.jpg,/b.jpg", "https://probation.example/a.jpg,/b.jpg"),
        (
            "/a=w1,h2.jpg 1x,//c.example/b 320w",
            "https://probation.example/a=w1,h2.jpg 1x,https://c.example/b 320w",
        ),
        ("/a.jpg, /b.jpg", "https://probation.example/a.jpg, https://probation.example/b.jpg"),
        (" , ", " , "),
    ],
)
def test_every_address_in_a_srcset_is_absolute(srcset, seen):
    entry = replace(POST, html=known(f'<img srcset="{srcset}">'))
    assert content(entry) == f'<img srcset="{seen}">'


def test_a_hostile_srcset_is_read_in_linear_time():
    with no_hang():
        content(replace(POST, html=known(f'<img srcset="{"," * 200_000}"><img srcset="{"a,," * 50_000}">')))


@pytest.mark.parametrize(
    "text", ["", "plain", " a &lt;b&gt; &amp;amp; c ", "1 < 2", "&lt;script&gt;", "<pre>\n\n x</pre>"]
)
def test_text_with_little_or_no_markup_stays_as_it_is(text):
    assert words_of(content(replace(POST, html=known(text)))) == words_of(text)


def test_no_word_is_lost_where_the_parser_gives_up():
    assert "deep" in content(replace(POST, html=known("<b>" * 5000 + "deep")))
    assert content(replace(POST, html=known("a</body></html><p>b</p>"))) == "a<p>b</p>"
    assert content(replace(POST, html=known("a<!-- note -->b<?pi ?>c"))) == "abc"


def test_links_deep_inside_quotations_are_absolute_too():
    quoted = "<blockquote>" * 1000 + '<a href="/x">x</a>' + "</blockquote>" * 1000
    assert content(replace(POST, html=known(quoted))) == quoted.replace("/x", "https://probation.example/x")


@both_formats
def test_a_category_is_named_once_in_the_order_given(write):
    entry = replace(POST, categories=("Pay", "NAPO", " Pay\n", "Courts", "NAPO"))
    read = feedparser.parse(write(FEED, [entry]))
    assert [tag.term for tag in read.entries[0].tags] == ["Pay", "NAPO", "Courts"]


def test_a_summary_is_the_first_words_of_the_text_and_runs_none_together():
    assert POST.summary == ""
    long = replace(POST, html=known("<ul><li>one<li>t<b>w</b>o</ul>three<br>4 &lt;b&gt; &amp; " + "word " * 50))
    expected = "one two three 4 <b> & " + " ".join(["word"] * 34) + "…"
    for summary in (
        xml(atom(FEED, [long])).find(f".//{ATOM}summary"),
        xml(rss(FEED, [long])).find(".//item/description"),
    ):
        assert html.unescape(summary.text) == expected
        assert "<b>" not in summary.text
    assert xml(rss(FEED, [replace(POST, summary="A\nB")])).findtext(".//item/description") == "A B"


@both_formats
def test_without_title_text_or_names_there_is_still_a_valid_document(write):
    bare = replace(POST, title="", html=known(""), author="\x00", categories=("", " ", "\x0b"), comments_url="")
    read = feedparser.parse(write(replace(FEED, title="", subtitle="", author=""), [bare]))
    assert read.bozo is False
    assert (read.feed.title, read.feed.subtitle) == ("Untitled", "Untitled")
    assert (read.entries[0].title, read.entries[0].summary) == ("Untitled", "Untitled")
    assert "tags" not in read.entries[0]


@both_formats
@pytest.mark.parametrize("text", NASTY.values(), ids=NASTY.keys())
def test_a_hostile_string_in_any_field_gives_a_valid_document(write, text):
    nasty = FeedItem(
        id="tag:x,1:1" + text,
        url="https://probation.example/" + text,
        title=text,
        html=known(f'{text}<p title="{text}">{text}</p><a href="{text}">{text}</a><img srcset="{text} 1x">'),
        published=POST.published,
        updated=POST.updated,
        author=text,
        categories=(text, text),
        summary=text,
        comment_count=1,
        comments_url=text,
        reply_to=ReplyTo(text, text),
    )
    feed = FeedDocument(
        "tag:x,1:0" + text, text, text, "https://a.example/" + text, "https://b.example/" + text, author=text
    )
    read = feedparser.parse(write(feed, [nasty]), sanitize_html=False, resolve_relative_uris=False)
    assert read.bozo is False
    titles = [title.text for title in xml(write(feed, [nasty])).iter("title", f"{ATOM}title")]
    assert titles == [" ".join(clean(text).split()) or "Untitled"] * 2


@pytest.mark.shared
def test_the_naughty_strings_are_read_back_as_they_were():
    """Strings that have broken programs elsewhere; ours above are few."""
    texts = [line for line in NAUGHTY.read_text("utf-8", "surrogateescape").split("\n") if clean(line).strip()]
    start = datetime(2017, 1, 1, tzinfo=UTC)
    entries = [
        replace(POST, id=f"tag:x,1:{n}", title=text, html=known(html.escape(text)), published=start - timedelta(days=n))
        for n, text in enumerate(texts)
    ]
    in_atom, in_rss = xml(atom(FEED, entries)), xml(rss(FEED, entries))
    expected = [" ".join(clean(text).split()) for text in texts]
    assert len(texts) > 100
    assert [title.text for title in in_atom.iterfind(f"{ATOM}entry/{ATOM}title")] == expected
    assert [title.text for title in in_rss.iterfind(".//item/title")] == expected
    assert [words_of(e.text) for e in in_atom.iter(f"{ATOM}content")] == [clean(text).split() for text in texts]


@given(title=any_text, author=any_text, category=any_text, markup=any_html)
def test_any_text_gives_a_well_formed_document_with_the_same_id(title, author, category, markup):
    entry = replace(POST, title=title, author=author, categories=(category,), html=known(markup), summary="")
    assert atom_ids(atom(FEED, [entry])) == [POST.id]
    assert rss_ids(rss(FEED, [entry])) == [POST.id]


@given(kept_html)
def test_no_word_of_the_text_is_lost_added_or_split(markup):
    assert words_of(content(replace(POST, html=known(markup)))) == words_of(clean(markup))


@given(st.lists(st.builds(replace, st.just(POST), id=st.integers(1, 99).map(str)), unique_by=lambda e: e.id))
def test_both_formats_carry_the_same_ids_in_the_same_order(entries):
    assert atom_ids(atom(FEED, entries)) == rss_ids(rss(FEED, entries)) == [e.id for e in entries]


WRITE_BOTH = """
import contextlib, locale, sys
from datetime import UTC, datetime, timedelta
from archive.lazy import known
from archive.pages.feeds import FeedItem, FeedDocument, atom, rss
with contextlib.suppress(locale.Error):
    locale.setlocale(locale.LC_ALL, "")
feed = FeedDocument("tag:x,1:0", "Title", "Subtitle", "https://x.example/", "https://x.example/feed")
day = datetime(2017, 6, 1, tzinfo=UTC)
entries = [
    FeedItem(f"tag:x,1:{n % 7}", "https://x.example/p", "İstanbul", known("<a href=x>z</a>"), day + timedelta(n % 3),
          day, "Jim", ("b", "a", "c"), comment_count=n, comments_url="https://x.example/p#c")
    for n in range(7)
]
sys.stdout.buffer.write(atom(feed, entries) + rss(feed, entries) + atom(feed, []) + rss(feed, []))
"""


def test_the_bytes_depend_on_no_clock_zone_locale_or_hash_seed():
    machines = [
        ("0", "UTC", "C"),
        ("1", "Pacific/Auckland", "C.UTF-8"),
        ("random", "America/St_Johns", "tr_TR.UTF-8"),
    ]
    written = set()
    for seed, zone, language in machines:
        machine = {"PYTHONHASHSEED": seed, "TZ": zone, "LC_ALL": language}
        library = {"PYTHONPATH": str(Path(archive.__file__).parents[1])}
        command = [sys.executable, "-c", WRITE_BOTH]
        written.add(subprocess.run(command, env=os.environ | machine | library, capture_output=True, check=True).stdout)
        time.sleep(1.1)  # an RSS date has whole seconds
    assert len(written) == 1
    assert written.pop().count(b"<entry>") == 7


def newsboat(folder: Path, document: bytes) -> tuple[int, set[str]]:
    """How many articles newsboat calls unread after reading `document`, and the guids it knows."""
    (folder / "feed.xml").write_bytes(document)
    (folder / "urls").write_text((folder / "feed.xml").as_uri() + "\n")
    (folder / "config").touch()
    files = ["-u", folder / "urls", "-C", folder / "config", "-c", folder / "cache.db"]
    environment = os.environ | {"HOME": str(folder), "LC_ALL": "C.UTF-8"}
    command = ["newsboat", *files, "-x", "reload", "print-unread"]
    said = subprocess.run(command, env=environment, capture_output=True, text=True, check=True, timeout=60)
    assert said.stderr == ""
    with sqlite3.connect(folder / "cache.db") as cache:
        guids = [guid for (guid,) in cache.execute("SELECT guid FROM rss_item")]
    cache.close()
    assert len(guids) == len(set(guids))
    return int(re.match(r"\d+", said.stdout)[0]), set(guids)


@pytest.mark.newsboat
@pytest.mark.skipif(not shutil.which("newsboat"), reason="newsboat is not installed")
@both_formats
def test_newsboat_shows_each_entry_once_and_never_again(write, tmp_path):
    nasty = [replace(POST, id=f"tag:x,1:{n}", title=text, html=known(text)) for n, text in enumerate(NASTY.values())]
    entries = [POST, COMMENT, *nasty]
    ids = {entry.id for entry in entries}
    assert newsboat(tmp_path, write(FEED, entries)) == (len(entries), ids)
    with sqlite3.connect(tmp_path / "cache.db") as cache:
        cache.execute("UPDATE rss_item SET unread = 0")
    cache.close()
    assert newsboat(tmp_path, write(FEED, entries[::-1])) == (0, ids)
    corrected = [replace(POST, html=known("Corrected."), updated=POST.updated + timedelta(days=9)), *entries[1:]]
    assert newsboat(tmp_path, write(FEED, corrected)) == (0, ids)
