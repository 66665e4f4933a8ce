"""Files are recognised by their first bytes, never by their names."""

from __future__ import annotations

import pytest

from archive.sources.sniffing import is_container, sniff
from patience import no_hang
from shared import SAMPLES

KINDS = [
    (
        b"PK\x03\x04" + bytes(26) + b"mimetypeapplication/vnd.oasis.opendocument.text",
        "an office document (OpenDocument)",
    ),
    (b"PK\x03\x04" + bytes(26) + b"[Content_Types].xml", "an office document (docx, xlsx or pptx)"),
    (b"PK\x03\x04" + bytes(26) + b"mimetypeapplication/epub+zip", "an e-book"),
    (b"PK\x03\x04" + bytes(26) + b"feed.atom", "a zip archive"),
    (b"PK\x05\x06" + bytes(18), "a zip archive"),
    (b"\x1f\x8b\x08\x00", "a gzip file"),
    (b"WARC/1.0\r\nWARC-Type: warcinfo\r\n", "a web archive (WARC or ARC)"),
    (b"filedesc://x.arc 0.0.0.0 2014 text/plain 70\n", "a web archive (WARC or ARC)"),
    (b"a.txt" + bytes(252) + b"ustar\x0000", "a tar archive"),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive"),
    (b"Rar!\x1a\x07\x01\x00", "a rar archive"),
    (b"BZh91AY&SY", "a compressed file (bzip2, xz or zstd)"),
    (b"%PDF-1.7", "a PDF document"),
    (b"{\\rtf1\\ansi", "an RTF document"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old office document or an Outlook message (.msg)"),
    (b"SQLite format 3\0", "a database (SQLite)"),
    (b"\x89PNG\r\n\x1a\n", "an image"),
    (b"GIF89a", "an image"),
    (b"RIFF\0\0\0\0WEBPVP8 ", "an image"),
    (b"\0\0\x01\0\x01\0", "an image"),
    (b"\0\0\0\x18ftypheic", "an image"),
    (b"<?xml version='1.0'?><!-- x --><svg xmlns='http://www.w3.org/2000/svg'/>", "an image"),
    (b"wOF2\0\x01\0\0", "a font"),
    (b"\0\x01\0\0\0\x0f", "a font"),
    (b"ID3\x03\0", "an audio recording"),
    (b"\0\0\0\x18ftypisom", "a video or audio recording"),
    (b"MZ\x90\0\x03", "a program"),
    (b"#!/bin/sh\n", "a program"),
    (b"BEGIN:VCARD\nVERSION:3.0\n", "an address book or a calendar"),
    (b"<feed xmlns:blogger='http://schemas.google.com/blogger/2018'>", "a blog's feed from Google Takeout"),
    (
        b"<?xml version='1.0'?>\n<feed xmlns='a'><id>tag:blogger.com,1999:blog-1</id>",
        "a Blogger export or feed (Atom)",
    ),
    (b"\xef\xbb\xbf<?xml version='1.0'?><feed/>", "an XML file, perhaps an export or a feed"),
    (b"<?xml version='1.0'?><feed xmlns='x'>", "an Atom feed"),
    (b"<rss version='2.0' xmlns:wp='http://wordpress.org/export/1.2/'>", "a WordPress export (WXR)"),
    (b"<?xml version='1.0'?>\n<!-- a --><!-- b -->\n<rss version='2.0'>", "an RSS feed"),
    (b"<urlset xmlns='x'>", "a sitemap"),
    (b"<?xml version='1.0'?><!DOCTYPE html><html b:version='2' expr:dir='data:x'>", "the template of a blog"),
    (b"<html b:version='2'><head><b:skin><![CDATA[", "the template of a blog"),
    (b"<html b:version='2' xmlns:b='http://www.google.com/2005/gml/b'><head><title>", "a saved web page"),
    (b"<a:feed xmlns:a='x'><a:generator>Blogger</a:generator>", "a Blogger export or feed (Atom)"),
    (b"<!DOCTYPE html><html><head><title><$BlogPageTitle$></title>", "the template of a blog"),
    (b"<!-- saved --><!DOCTYPE HTML><p>x", "a saved web page"),
    (b"<?xml version='1.0'?><!DOCTYPE html PUBLIC 'x' 'y'><html xmlns='z'>", "a saved web page"),
    (b"From: <Saved by Blink>\r\nSnapshot-Content-Location: http://x\r\n", "a saved web page (MHTML)"),
    (b"From a@x.example Fri Nov 12 10:00:00 2021\r\nFrom: a@x.example", "an e-mail or a mailbox (mbox)"),
    (b"Received: from x by y\r\n", "an e-mail"),
    (b'{"title": "x"}', "JSON data"),
    (b"blog_name,blog_time_zone,blog_locale\nTarn,Europe/London,en\n", "a table of settings (CSV)"),
    (
        b"TITLE: Pay\nAUTHOR: X\nDATE: 06/05/2014\n\nCATEGORY: Pay\n-----\nBODY:\nDear all\n",
        "a Movable Type export",
    ),
]


@pytest.mark.parametrize("start, kind", KINDS, ids=[repr(start[:16]) for start, _ in KINDS])
def test_a_file_is_recognised(start, kind):
    assert sniff(start) == kind


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b"Otto said: MZ was here.",
        b"From: Branch Office\nSent: Monday\n\nDear all",
        b"Pay, hours, and leave\nwere discussed.",
        b"TITLE: a poem\n\nRoses",
        b"Fly, ID3 and RIFF",
        "BM – ein Bericht".encode(),
        b"First: look, a table,of,words\n",
        b"Saturday, 24 June 2017\n\nMark-up\n\n" + b"<p>How to write it.</p>\n" * 20,
        b"Try: <script>alert(1)</script> and <img src=x onerror=alert(2)></a></svg></style>\n" * 20,
    ],
)
def test_plain_text_is_not_taken_for_anything_else(text):
    assert sniff(text) is None


MARKUP = "a file with markup, perhaps a damaged export, feed or page"


@pytest.mark.parametrize(
    "start, kind",
    [
        (b"!?xml version='1.0'?><feed>" + b"<id>a</id><title>The kettle</title>" * 10, MARKUP),
        (
            b"ed>" + b"word " * 5000 + b"<id>tag:blogger.com,1999:blog-1.post-2</id>",
            "a damaged Blogger export or feed",
        ),
        (b"office</p>\n" + b"<p>The <b>kettle</b> is new.</p>\n" * 10, MARKUP),
        (b'4.0","feed":{' + b'"title":{"$t":"The kettle"},' * 10, "a damaged feed page (JSON)"),
        (b"bnog_name,blog_admin_permission\nTarn,a@b.example\n", "a damaged table of settings (CSV)"),
        (b"ple.org>\n\n--x\r\nContent-Type: text/plain\r\n\r\nDear all,\r\n--x--\r\n", "a damaged e-mail"),
    ],
)
def test_a_file_with_a_damaged_beginning_is_not_taken_for_plain_text(start, kind):
    assert sniff(start) == kind


@pytest.mark.parametrize(
    "text",
    [
        b"He typed </b> and </i> and </p>, and </b> </b> </b> </b> </b>, " + b"and we all laughed at it. " * 100,
        b"Dear all\n--\nContent-Type: cakes\n",
        b"The kettle\n-- \nFrom: the branch\nContent-Type: tea\n",
        b"Write </p> at the end of it.",
    ],
)
def test_a_text_with_some_markup_is_plain_text(text):
    assert sniff(text) is None


@pytest.mark.shared
def test_real_templates_are_recognised_and_real_pages_are_not_taken_for_templates():
    """Templates as Blogger exports them, and pages made from such."""
    pages = [*SAMPLES.glob("html/**/*.html")]
    assert len(pages) > 5
    assert {sniff(page.read_bytes()) for page in pages} == {"a saved web page"}
    templates = [*SAMPLES.glob("takeout/**/theme-*")]
    assert {sniff(template.read_bytes()) for template in templates} == {"the template of a blog"}


def test_an_office_document_is_not_a_container_although_it_is_a_zip():
    assert [is_container(start) for start, _ in KINDS[:8]] == [False, False, False, True, True, True, True, True]


@pytest.mark.parametrize(
    "data",
    [
        b"<!-- a -->" * 7_000,
        b"<?x?>" * 13_000,
        b"<!doctype a>" * 6_000,
        b"<!doctype [" * 6_000,
        b" " * 65_536,
        b"<a>" * 22_000,
        b"</a" * 22_000,
        b"A: b\n" * 13_000,
        b"AAAA: b\n" * 8_000,
        b"a_a," * 16_000,
        b"a" * 65_536,
        b"<html " * 11_000,
        b"<feed " * 11_000,
        b"AAAA: b\n\n\n" * 6_000,
        b"x</b" * 16_000,
        b"x--a\n" + b"--a\nA:\n" * 8_000,
        b'x"$t"' * 13_000,
    ],
    ids=range(17),
)
def test_hostile_bytes_are_recognised_quickly(data):
    with no_hang():
        sniff(data)
