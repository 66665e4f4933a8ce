"""Test that damaged, truncated or hostile feeds lose no word, and that parsing them neither hangs nor raises."""

from __future__ import annotations

import random
import tracemalloc
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from archive.errors import UnreadableSource
from archive.formats import blogger_export, feed_pages, takeout
from archive.formats.blogger_feed.entry_splitter import SegmentKind, decode_data, sanitize_xml, split_entries
from archive.formats.blogger_feed.words import words_in_xml
from archive.formats.records import ParsedPost
from blogger_files import SAMPLES, accounted, document, other_texts, posts, remarks
from patience import no_hang

FILES = {
    "takeout/feed.atom": takeout,
    "export.xml": blogger_export,
    "posts.atom": feed_pages,
    "comments.atom": feed_pages,
    "posts.rss": feed_pages,
    "posts.jsonp": feed_pages,
}
NAMESPACE = "xmlns='http://www.w3.org/2005/Atom'"
TAGS = ["<entry>", "</entry>", "<e:entry a='>'>", "<!--", "-->", "<![CDATA[", "]]>", "<entry/>", "words ", "<entries>"]


def data_of(name: str) -> bytes:
    return Path(SAMPLES / name).read_bytes()


def found(importer, data: bytes):
    try:
        return accounted(importer.read(document(data)).records)
    except UnreadableSource:
        return []


def one_entry(inside: str) -> str:
    link = "<link href='http://hall.example/1'/><published>2016-01-01T09:00:00Z</published>"
    return f"<feed {NAMESPACE}><entry>{link}{inside}</entry></feed>"


def read(text: str | bytes):
    return accounted(feed_pages.read(document(text)).records)


@given(st.lists(st.sampled_from(TAGS), max_size=30), st.integers(1, 9))
@example(["<entry>", "<![CDATA[", "</entry>", "<entry>", "<![CDATA[", "]]>", "</entry>"], 3)
def test_the_segments_are_the_whole_text_whatever_the_chunks(tags, size):
    text = "".join(tags)
    chunks = [text[at : at + size] for at in range(0, len(text), size)]
    segments = list(split_entries(chunks, "entry"))
    assert "".join(segment.source for segment in segments) == text
    assert segments == list(split_entries([text], "entry"))


@given(st.lists(st.sampled_from(TAGS), max_size=30))
def test_a_complete_entry_has_a_start_tag_and_an_end_tag(tags):
    whole = [segment.source for segment in split_entries(["".join(tags)], "entry") if segment.kind is SegmentKind.ENTRY]
    assert all(source.startswith("<e") and source.endswith("</entry>") for source in whole)


@pytest.mark.parametrize("name", FILES)
def test_a_truncated_file_loses_no_word(name):
    data = data_of(name)
    for end in range(200, len(data), max(len(data) // 60, 1)):
        found(FILES[name], data[:end])


@pytest.mark.parametrize("name", FILES)
def test_a_file_with_a_flipped_bit_loses_no_word(name):
    dice = random.Random(name)
    data = data_of(name)
    for _ in range(150):
        at = dice.randrange(len(data))
        found(FILES[name], data[:at] + bytes([data[at] ^ 1 << dice.randrange(8)]) + data[at + 1 :])


@pytest.mark.parametrize("name", FILES)
def test_parsing_twice_gives_the_same_records(name):
    assert found(FILES[name], data_of(name)) == found(FILES[name], data_of(name))


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le"])
def test_the_encoding_makes_no_difference(encoding):
    text = data_of("posts.rss").decode()
    assert found(feed_pages, text.encode(encoding)) == found(feed_pages, text.encode())


@pytest.mark.parametrize("declared", ["utf-8", "nonsense", "utf-16", "utf-7", "unicode_escape", "rot13", "iso-8859-1"])
def test_invalid_bytes_are_read_as_windows_1252(declared):
    start = f"<?xml version='1.0' encoding='{declared}'?>".encode()
    text = one_entry("<title>A “quiet” desk</title>").encode("cp1252")
    assert posts(read(start + text))[0].title == "A “quiet” desk"


def test_invalid_bytes_are_remarked_on():
    text = one_entry("<title>A “quiet” desk</title>").encode("cp1252")
    assert remarks(read(text)) == [
        "the file: 2 bytes that are not valid utf-8; read as windows-1252 or as a placeholder"
    ]


def test_a_multi_byte_character_may_span_two_chunks():
    text = "é" * 400_000
    assert decode_data(b"<" + text.encode()) == "<" + text


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("a<![CDATA[<b>&amp;]]>", "a&lt;b&gt;&amp;amp;"),
        ("a<!-- words -->b<?php words ?>c", "abc"),
        ("<!DOCTYPE x [<!ENTITY y 'z'>]>a &y; b", "a &amp;y; b"),
        ("Marks & Spencer&nbsp;&lt;&#60;&#150;&#0;", "Marks &amp; Spencer\xa0&lt;&lt;–\ufffd"),
        ("a <![CDATA[ b", "a &lt;![CDATA[ b"),
        ("a\x0bb", "a b"),
    ],
)
def test_what_parsers_read_differently_is_sanitized(written, read):
    assert sanitize_xml(written) == read


def test_titles_and_texts_count_as_words_and_facts_do_not():
    xml = "<entry><id>1 2</id><title>Two words</title><author><name>No Words</name></author><odd>one</odd></entry>"
    assert words_in_xml(xml) == ["Two", "words", "one"]


def test_entities_are_never_expanded():
    bomb = "<!DOCTYPE feed [<!ENTITY a 'ha'><!ENTITY b '&a;&a;&a;'><!ENTITY c SYSTEM 'file:///etc/hostname'>]>"
    post = posts(read(bomb + one_entry("<title>&b; and &c;</title>")))[0]
    assert post.title == "&b; and &c;"


def test_xhtml_content_is_read_as_html():
    div = "<div xmlns='http://www.w3.org/1999/xhtml'>One<br/>two &amp; <b>three</b></div>"
    assert posts(read(one_entry(f"<content type='xhtml'>{div}</content>")))[0].body == "One\ntwo & **three**"


def test_plain_text_content_keeps_its_characters_and_lines():
    assert posts(read(one_entry("<content type='text'>a &lt;b&gt; c\nd</content>")))[0].body == "a &lt;b> c\nd"


def test_words_in_unexpected_places_are_left_out_with_a_reason():
    left = posts(read(one_entry("stray <title>Rota</title><odd>words</odd>")))[0].left_out
    assert [(part.reason, part.text) for part in left] == [
        ("another field of the entry", "stray"),
        ("another field of the entry", "words"),
    ]


def test_an_unclosed_cdata_section_damages_no_other_entry():
    entry = "<entry><link href='http://h.example/{0}'/><published>2016-01-01T09:00:00Z</published>{1}</entry>"
    broken = entry.format(1, "<content type='html'><![CDATA[Lost</content>")
    whole = entry.format(2, "<content type='html'><![CDATA[Kept]]></content>")
    found = read(f"<feed {NAMESPACE}>{broken}{whole}</feed>")
    assert [post.body for post in posts(found)] == ["Kept"]
    assert "Lost" in other_texts(found)[-1].raw


@pytest.mark.parametrize(
    "hostile",
    [
        "<![CDATA[" * 20_000,
        "<!--" * 40_000,
        "<!DOCTYPE [" * 10_000,
        "<author>a@" + "(" * 50_000 + "</author>",
        "<entry>" * 20_000,
        "<b>" * 40_000,
        "&" * 100_000,
        "<title><![CDATA[" + "]]" * 50_000,
        "<title " * 20_000,
        "<? " * 40_000,
        "&lt;a href=&quot;" * 8_000,
        "<content type='html'>" * 8_000,
    ],
)
def test_hostile_text_is_parsed_quickly(hostile):
    for text in (one_entry(hostile), one_entry("").replace("<entry>", f"{hostile}<entry>")):
        with no_hang(10 + 2 * len(hostile) / 100_000):
            found(feed_pages, text.encode())


def test_memory_is_bounded_by_the_largest_entry():
    entry = one_entry(f"<uri>{'x' * 100_000}</uri><title>Rota</title>").partition(">")[2].removesuffix("</feed>")
    data = f"<feed {NAMESPACE}>{entry * 100}</feed>".encode()
    tracemalloc.start()
    count = sum(isinstance(record, ParsedPost) for record in feed_pages.read(document(data)).records)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert count == 100
    assert peak < 4 * 2**20 < len(data)
