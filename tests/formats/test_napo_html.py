"""Saved pages of Napo's sites: each template against a sample, and damaged pages, of which no word may be lost.

To rewrite the expected results, run `ARCHIVE_REWRITE=1 pytest tests/formats/test_napo_html.py` and review the diff.
"""

from __future__ import annotations

import hashlib
import io
import os
import random
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

import shared
from archive.errors import UnreadableSource
from archive.formats import napo_html
from archive.formats.records import OtherText, ParsedPost, ParsedRecord, Remark, WordCount
from archive.formats.word_accounts import account_of_other_text, account_of_post
from archive.markup.from_html import raw_words
from archive.sources.document import Document
from mirror_programs import replay_copy
from patience import many, no_hang

SAMPLES = Path(__file__).parents[1] / "samples" / "napo"
CASES = sorted(SAMPLES.glob("*.html"))


def document(data: bytes | str, address: str | None = None, media_type: str | None = None) -> Document:
    data = data.encode() if isinstance(data, str) else data
    sha256 = hashlib.sha256(data).hexdigest()
    return Document("page.html", sha256, len(data), lambda: io.BytesIO(data), address, media_type)


def found(data: bytes | str, address: str | None = None) -> list[ParsedRecord]:
    return list(napo_html.read(document(data, address)).records)


def posts(data: bytes | str, address: str | None = None) -> list[ParsedPost]:
    return [record for record in found(data, address) if isinstance(record, ParsedPost)]


def shown(data: bytes) -> str:
    """Show what was parsed as one page that a person can check."""
    parsed = napo_html.read(document(data))
    return f"{parsed.form}\n\n" + "".join(_shown(record) for record in parsed.records)


def _shown(record: ParsedRecord) -> str:
    if isinstance(record, ParsedPost):
        return "\n\n".join(_post(record)) + "\n\n"
    if isinstance(record, OtherText):
        return f"===== {'quarantined' if record.quarantined else 'left out'}: {record.reason}\n\n{record.raw}\n\n"
    return f"remark: {record.text}\n\n" if isinstance(record, Remark) else ""


def _post(post: ParsedPost) -> Iterator[str]:
    facts = [post.kind, str(post.day or post.published or "undated"), *(["partial"] if post.partial else [])]
    facts += [f"by {post.author}"] if post.author else []
    facts += [f"at {post.url}"] if post.url else []
    facts += [f"{part.reason}: {part.text}" for part in post.left_out]
    yield f"===== {post.title or '(untitled)'}\n{'; '.join(facts)}"
    yield post.body


def faults(data: bytes | str) -> list[str]:
    """Return the words of a page that are lost, invented or counted twice."""
    text = data if isinstance(data, str) else data.decode("utf-8")
    records = found(data)
    raws, wrong = [], []
    for record in records:
        if isinstance(record, ParsedPost | OtherText):
            account = account_of_post(record) if isinstance(record, ParsedPost) else account_of_other_text(record)
            wrong += [f"lost or made up: {word}" for word in (*account.lost, *account.invented)]
            raws += record.raw.split()
    lines = [record.lines for record in records if isinstance(record, ParsedPost | OtherText)]
    wrong += [f"two records at {place}" for place, count in Counter(lines).items() if count > 1]
    wrong += [f"in no record, or in two: {word}" for word in (Counter(raw_words(text)) - Counter(raws))]
    counted = [record.words for record in records if isinstance(record, WordCount)]
    return wrong if counted == [len(raws)] else [*wrong, f"counted {counted}, found {len(raws)}"]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.stem)
def test_a_sample_is_recognised_and_read_as_expected(case: Path) -> None:
    data = case.read_bytes()
    assert napo_html.recognises(document(data))
    expected = case.with_suffix(".expected.md")
    if os.environ.get("ARCHIVE_REWRITE"):
        expected.write_text(shown(data), encoding="utf-8", newline="\n")
    assert shown(data) == expected.read_text(encoding="utf-8")


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.stem)
def test_no_word_of_a_sample_is_lost(case: Path) -> None:
    assert faults(case.read_bytes()) == []


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.stem)
def test_a_sample_cut_anywhere_loses_no_word_and_never_fails(case: Path) -> None:
    text = case.read_text(encoding="utf-8")
    for end in range(0, len(text), 41):
        assert faults(text[:end]) == [], end
        napo_html.recognises(document(text[:end]))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.stem)
def test_a_sample_with_flipped_bits_loses_no_word_and_never_fails(case: Path) -> None:
    dice = random.Random(case.stem)
    for _ in range(40):
        data = bytearray(case.read_text(encoding="utf-8").encode("ascii", "xmlcharrefreplace"))
        for _ in range(dice.randrange(1, 6)):
            data[dice.randrange(len(data))] ^= 1 << dice.randrange(7)
        assert faults(bytes(data)) == []


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.stem)
def test_a_sample_with_tags_taken_out_loses_no_word(case: Path) -> None:
    text, dice = case.read_text(encoding="utf-8"), random.Random(case.stem)
    for _ in range(25):
        assert faults(re.sub(r"</?[a-z][^>]*>", lambda tag: tag[0] if dice.random() < 0.8 else " ", text)) == []


def node(body: str, head: str = "", around: str = "") -> str:
    return (
        f"<html><head><title>A Kettle | Napo</title>{head}</head><body><h1>A Kettle</h1>"
        f"<div class='node node-page'>{around}<div class='field-name-body'>{body}</div></div></body></html>"
    )


def test_a_page_is_recognised_by_its_host_and_not_by_its_template() -> None:
    here = '<link rel="canonical" href="https://www.napo.org.uk/a-kettle">'
    elsewhere = '<link rel="canonical" href="https://kettles.example/a-kettle">'
    assert napo_html.recognises(document(node("<p>x</p>", here)))
    assert napo_html.recognises(document(node("<p>x</p>"), "http://napo.org.uk/node/615"))
    assert not napo_html.recognises(document(node("<p>x</p>", elsewhere)))
    assert not napo_html.recognises(document(node("<p>x</p>"), "https://notnapo.org.uk.example/node/615"))


def test_a_page_without_an_address_is_recognised_by_the_name_of_the_site() -> None:
    assert napo_html.recognises(document(node("<p>x</p>")))
    assert not napo_html.recognises(document(node("<p>x</p>").replace("| Napo", "| Kettles")))


def test_a_page_on_a_staging_host_keeps_its_address() -> None:
    said = (
        "The Trade Union, Professional Association and campaigning organisation for Probation and Family Court staff."
    )
    page = node("<p>x</p>", around=f"<p>{said}</p>")
    assert napo_html.recognises(document(page, "https://napo.trial.example/a-kettle"))
    assert [post.url for post in posts(page, "https://napo.trial.example/a-kettle")] == [
        "https://napo.trial.example/a-kettle"
    ]


def test_a_page_of_napo_without_a_known_template_is_not_recognised() -> None:
    page = '<html><head><link rel="canonical" href="https://www.napo.org.uk/x"></head><body><p>x</p></body></html>'
    assert not napo_html.recognises(document(page))
    assert not napo_html.recognises(document("just text about napo.org.uk <b>"))
    assert not napo_html.recognises(document(b"\x00\x01\xff"))


@pytest.mark.parametrize("said", ["Fri, 11/06/2015 - 10:20", "6 November 2015", "Nov 6th, 2015", "13/11/2015"])
def test_an_unambiguous_printed_date_is_used(said: str) -> None:
    page = node("<p>x</p>", around=f"<div class='submitted'>Submitted by Pat on {said}</div>")
    assert [post.day for post in posts(page)] == [date(2015, 11, 13 if said.startswith("13") else 6)]


def test_an_ambiguous_printed_date_is_ignored_and_reported() -> None:
    page = node("<p>x</p>", around="<div class='submitted'>Submitted on 11/06/2015</div>")
    assert [post.day for post in posts(page)] == [None]
    remarks = [record.text for record in found(page) if isinstance(record, Remark)]
    assert remarks == ['record 1: cannot read a date from "Submitted on 11/06/2015"; published without one']


def test_a_time_in_the_head_is_used() -> None:
    head = '<meta property="article:published_time" content="2018-02-14T09:30:00+01:00">'
    post = posts(node("<p>x</p>", head))[0]
    assert (post.published, post.day) == (datetime(2018, 2, 14, 8, 30, tzinfo=UTC), None)


def test_a_page_without_a_heading_gets_its_title_from_the_title_element() -> None:
    page = node("<p>x</p>").replace("<h1>A Kettle</h1>", "")
    post = posts(page)[0]
    assert post.title == "A Kettle"
    assert [(left.reason, left.text) for left in post.left_out] == [("name of the site", "| Napo")]
    assert faults(page) == []


def test_the_address_of_an_embedded_player_is_counted() -> None:
    page = node('<p>See</p><iframe src="https://www.youtube.com/embed/kettle">no frames</iframe>')
    assert "https://www.youtube.com" in posts(page)[0].body
    records = found(page)
    raws = [word for record in records if isinstance(record, ParsedPost | OtherText) for word in record.raw.split()]
    assert [record.words for record in records if isinstance(record, WordCount)] == [len(raws)]


def test_a_page_with_hidden_words_across_the_edge_of_its_text_is_quarantined() -> None:
    page = node("<p>x</p>", around="a<span hidden>b").replace("</div></div></body>", "</div>c</span>d</div></body>")
    assert faults(page) == []
    assert "a page whose parts overlap" in [record.reason for record in found(page) if isinstance(record, OtherText)]


def test_two_articles_of_the_old_site_keep_their_own_bylines() -> None:
    one, other = posts((SAMPLES / "coldfusion-blog.html").read_bytes())
    assert (one.author, one.day, other.author, other.day) == ("Pat Kettle", date(2012, 11, 4), "Sam Chair", None)


@pytest.mark.parametrize(
    "start",
    [
        *("<div class=node>", "<article class=hentry>", "<article>", "<div class='views-row'><b>", "<h1>x", "</div>"),
        *("<div class='node'><div class='field-name-body links'>", "<p>Posted By: X @ 01/02/2012 02:30 PM</p>", "<td>"),
        *("<!--x-->", "<div class=node><a href='/x'>", "<h2 class=title>"),
    ],
)
def test_hostile_pages_are_read_in_time(start: str) -> None:
    head = '<html><head><meta name="generator" content="Drupal 7"><title>x | Napo</title></head><body>'
    page = head + many(start, 100_000 // len(start))
    with no_hang():
        napo_html.recognises(document(page))
        records = found(page)
    assert any(isinstance(record, WordCount) for record in records)


def test_a_teaser_of_unclosed_links_is_read_in_time() -> None:
    """Each link runs to the end of the page; reading all of each took 150 seconds for 100 KB."""
    page = "<html><body><div class='node node-teaser'>" + many("<a href=/x>a ", 8_000)
    with no_hang():
        records = found(page)
    assert any(isinstance(record, WordCount) for record in records)


def test_a_page_that_is_too_large_is_refused_in_one_line() -> None:
    big = Document("big.html", "", napo_html.LARGEST + 1, lambda: io.BytesIO(b""))
    with pytest.raises(UnreadableSource, match=r"^big\.html: skipped: .*; take it out of the folder$"):
        napo_html.read(big)


@pytest.mark.shared
def test_pages_of_other_sites_are_not_recognised_and_lose_no_word() -> None:
    """Newspapers, magazines and blogs, as they are served."""
    for path in sorted((shared.SAMPLES / "html").rglob("*.html")):
        data = path.read_bytes()
        assert not napo_html.recognises(document(data)), path.name
        text = data.decode("utf-8", "replace").replace("\ufeff", "")
        assert faults(text) == [], path.name


def test_teasers_have_the_addresses_of_their_articles() -> None:
    teaser = "<div class='node node-blog node-teaser' about='/blogs/{0}'><h2><a href='/blogs/{0}'>{0}</a></h2>{1}</div>"
    body = "<div class='content'><p>Tea is short.</p><ul class='links'><li>Read more</li></ul></div>"
    page = "<html><head><title>Blogs | Napo</title></head><body>" + teaser.format("tea", body)
    page += teaser.format("cups", body).replace("<h2><a href='/blogs/cups'>cups</a></h2>", "") + "</body></html>"
    found_posts = posts(page, "https://www.napo.org.uk/blogs/pkettle?page=1")
    assert [(post.title, post.url, post.body, post.partial) for post in found_posts] == [
        ("tea", "https://www.napo.org.uk/blogs/tea", "Tea is short.", True),
        (None, "https://www.napo.org.uk/blogs/cups", "Tea is short.", True),
    ]
    assert faults(page) == []


def test_a_teaser_without_a_date_gets_that_of_its_dated_address() -> None:
    teaser = "<div class='views-row'><h3><a href='https://nqonline.org/2015/10/01/cups/'>Cups</a></h3><p>Few.</p></div>"
    page = f"<html><head><title>News | Napo</title></head><body>{teaser}</body></html>"
    assert [post.day for post in posts(page, "https://www.napo.org.uk/news?page=1")] == [date(2015, 10, 1)]


def test_related_posts_below_an_article_are_boilerplate() -> None:
    page = (SAMPLES / "magazine-old.html").read_text(encoding="utf-8")
    related = (
        '<article class="post hentry"><h2 class="entry-title">Cups</h2><div class="entry-summary">Few</div></article>'
    )
    with_related = page.replace('<div id="comments"', related + '<div id="comments"')
    assert [post.title for post in posts(with_related)] == ["Under The Kettle"]
    assert faults(with_related) == []


def test_a_page_of_the_old_site_without_a_byline_is_quarantined() -> None:
    page = "<html><head><title>About Napo</title></head><body><h1>About</h1><p>Kettles.</p></body></html>"
    assert napo_html.recognises(document(page, "http://www.napo.org.uk/about/index.cfm"))
    records = found(page, "http://www.napo.org.uk/about/index.cfm")
    assert [record.quarantined for record in records if isinstance(record, OtherText)] == [True]
    assert [record.text for record in records if isinstance(record, Remark)] == [
        "the page: a page without a byline; quarantined as a whole"
    ]


def test_a_page_in_the_governments_web_archive_is_the_page_of_the_union():
    page = (SAMPLES / "drupal-node.html").read_text("utf-8").replace('href="/', 'href="https://www.napo.org.uk/')
    prefix = "https://webarchive.nationalarchives.gov.uk/ukgwa/"
    copy = document(replay_copy(page, prefix, "20170614093000"))
    assert napo_html.recognises(copy)
    (post,) = (record for record in napo_html.read(copy).records if isinstance(record, ParsedPost))
    assert post.url == "https://www.napo.org.uk/blogs/kettles-and-interventions"
    assert "[plan](<https://www.napo.org.uk/news/kettle-plan>)" in post.body


def test_a_time_that_is_only_in_structured_data_is_that_of_the_article():
    data = '{"@type": "Article", "datePublished": "2015-11-06T10:20:00+00:00"}'
    page = re.sub("<span property=.*?</span> on[^<]*</span>", "", (SAMPLES / "drupal-node.html").read_text("utf-8"))
    (post,) = posts(page.replace("</head>", f"<script type='application/ld+json'>{data}</script></head>"))
    assert post.published == datetime(2015, 11, 6, 10, 20, tzinfo=UTC)


def test_a_mirrored_page_is_of_the_site_that_its_folder_is_named_after():
    html = (
        "<html><head><meta name=generator content='Drupal 7'></head><body><div class=node>Kettles</div></body></html>"
    )
    assert napo_html.recognises(replace(document(html), name="mirror/www.napo.org.uk/news/kettles.html"))
    assert not napo_html.recognises(replace(document(html), name="mirror/www.example.org/news/kettles.html"))
