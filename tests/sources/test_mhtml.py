"""Pages saved as MHTML: the page and its images come out, however the browser wrote them, and mails stay mails."""

from __future__ import annotations

import random
import tracemalloc
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest

from archive.sources.saved_page_heads import is_saved_page
from patience import no_hang
from saved_pages import ADDRESS, EXPLORER, FRAME, GIF, IMAGE, PAGE, SAVED, STYLE, Part, mhtml, the_page
from web_archives import opened

OPERA = f"Content-Location: {ADDRESS}"
MAIL = "From: Ann <ann@branch.example>\r\nTo: members@branch.example"
VARIANTS = {
    "Chrome": mhtml(
        the_page(), STYLE, IMAGE, FRAME, head=f"From: <Saved by Blink>\r\nSnapshot-Content-Location: {ADDRESS}"
    ),
    "Internet Explorer": mhtml(IMAGE, the_page("cp1252"), head=EXPLORER),
    "a German Internet Explorer": mhtml(IMAGE, the_page(), head='From: "Gespeichert von Windows Internet Explorer 8"'),
    "UnMHT": mhtml(the_page(encoding="base64"), IMAGE, head="From: <Saved by UnMHT>"),
    "Opera": mhtml(FRAME, the_page(encoding="8bit", content_id="op.1"), IMAGE, head=OPERA, start="op.1"),
    "binary parts": mhtml(the_page(encoding="binary"), replace(IMAGE, encoding="binary")),
    "a frame first": mhtml(FRAME, the_page(), head=f"From: <Saved by Blink>\r\nSnapshot-Content-Location: {ADDRESS}"),
    "lines of Unix": mhtml(IMAGE, the_page()).replace(b"\r\n", b"\n"),
    "a page without a type": mhtml(IMAGE, replace(the_page(), kind="application/octet-stream")),
    "one part, no boundary": f"{EXPLORER}\r\nDate: {SAVED}\r\n".encode() + the_page().written(),
    "no address of the page": mhtml(IMAGE, the_page(location=""), head=f"{EXPLORER}\r\nContent-Location: {ADDRESS}"),
    "lower-case fields": mhtml(the_page()).replace(b"Content-", b"content-").replace(b"From:", b"from:"),
}


def page_in(found):
    (page,) = [document for document in found.documents if document.is_whole]
    return page


@pytest.mark.parametrize("name", VARIANTS)
def test_the_page_is_read_with_the_address_it_was_saved_from(tmp_path, name):
    page = page_in(opened(tmp_path, VARIANTS[name], "kettle.mht"))
    charset = "cp1252" if "cp1252" in (page.media_type or "") else "utf-8"
    assert " ".join(page.read().decode(charset).split()) == " ".join(PAGE.split())
    assert page.address == ADDRESS


def test_images_come_with_their_addresses_and_other_parts_are_listed(tmp_path):
    found = opened(tmp_path, VARIANTS["Chrome"], "kettle.mhtml")
    assert [(each.name, each.address) for each in found.documents[1:]] == [
        ("kettle.mhtml/3-kettle.gif", "http://1.bp.blogspot.com/kettle.gif")
    ]
    assert found.documents[1].read() == GIF
    assert [each.reason for each in found.ignored] == ["a style sheet of the page", "a frame of the page"]


def test_an_image_that_the_page_calls_by_its_content_id_gets_its_address_back(tmp_path):
    page = replace(the_page(), data=b"<html><img src='cid:kettle@x'><img src='cid:other@x'></html>")
    found = opened(tmp_path, mhtml(page, replace(IMAGE, content_id="kettle@x")), "kettle.mht")
    expected = b"<html><img src='http://1.bp.blogspot.com/kettle.gif'><img src='cid:other@x'></html>"
    assert page_in(found).read().strip() == expected


def test_an_image_at_a_relative_address_has_the_page_as_its_base(tmp_path):
    found = opened(tmp_path, mhtml(the_page(), replace(IMAGE, location="../images/a.gif")), "kettle.mht")
    assert found.documents[1].address == "http://probationmatters.blogspot.com/2017/images/a.gif"


@pytest.mark.parametrize(
    "data",
    [
        mhtml(the_page(), IMAGE, head=MAIL),
        mhtml(the_page(location=""), IMAGE, head="From: ann@branch.example"),
        mhtml(the_page(), head="Received: from mx.example by mail.example"),
        b"From: Ann <ann@branch.example>\r\nSubject: Saved by the bell\r\n\r\nContent-Location: http://x.example\r\n",
        b"Saved by the bell\n\nContent-Location: http://x.example\n",
    ],
)
def test_a_mail_is_not_a_saved_page(data):
    assert not is_saved_page(data)


@pytest.mark.parametrize(
    "data",
    [
        mhtml(STYLE, IMAGE),
        mhtml(),
        mhtml(the_page()).replace(b'boundary="----=_Next_1"', b'boundary="lost"'),
        b"From: <Saved by Blink>\r\n",
    ],
)
def test_a_file_without_a_page_is_reported_with_the_cure(tmp_path, data):
    (fault,) = opened(tmp_path, data, "kettle.mht").faults
    assert "save the page as “Web page, HTML only”" in fault.reason


def test_an_incomplete_file_gives_its_page_and_says_that_the_end_is_missing(tmp_path):
    found = opened(tmp_path, mhtml(the_page(), IMAGE)[:-60], "kettle.mht")
    assert page_in(found).size
    assert [fault.reason for fault in found.faults] == ["the end of kettle.mht is missing; save the page again"]


def test_damage_anywhere_gives_the_page_or_a_fault(tmp_path):
    chance = random.Random(12)
    for whole in (VARIANTS["Chrome"], VARIANTS["Internet Explorer"]):
        for _ in range(100):
            data = bytearray(whole)
            data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
            found = opened(tmp_path, bytes(data), "kettle.mht")
            assert found.contents
        for _ in range(100):
            assert opened(tmp_path, whole[: chance.randrange(len(whole))], "kettle.mht").contents


@contextmanager
def memory_below(most: int) -> Iterator[None]:
    """Fail if the block holds more than `most` bytes at once."""
    tracemalloc.start()
    try:
        yield
        assert tracemalloc.get_traced_memory()[1] < most
    finally:
        tracemalloc.stop()  # it slows down everything after it


@pytest.mark.parametrize(
    "data",
    [
        mhtml(*[the_page()] + [replace(STYLE, data=b"x")] * 6_000),
        mhtml(the_page()).replace(b"\r\n\r\n", b"\r\n\r\n" + b"--x\r\n" * 150_000, 1),
        mhtml(the_page(), head="From: <Saved by Blink>\r\n" + "X-A: b\r\n" * 50_000 + "X-B: c"),
        mhtml(the_page(), head="From: <Saved by Blink>" + "".join(f"\r\nX-{n}: b" for n in range(50_000))),
        mhtml(replace(the_page(), data=b"<html>" + b"<img src='cid:kettle@x'>" * 20_000), IMAGE),
        b"From: <Saved by Blink>\r\n"
        + b"".join(b'Content-Type: multipart/related; boundary="%d"\r\n\r\n--%d\r\n' % (n, n) for n in range(20_000)),
    ],
    ids=["parts", "dashes", "equal fields", "fields", "content ids", "nesting"],
)
def test_hostile_files_take_linear_time_and_little_memory(tmp_path, data):
    with no_hang(), memory_below(20 * len(data) + 5_000_000):
        assert opened(tmp_path, data, "kettle.mht").contents


def test_a_saved_page_in_a_saved_page_is_opened_no_deeper_than_other_containers(tmp_path):
    inner = the_page()
    for _ in range(5):
        inner = Part("application/octet-stream", mhtml(the_page(), inner), "base64")
    found = opened(tmp_path, mhtml(the_page(), inner), "kettle.mht")
    assert any("containers deep" in fault.reason for fault in found.faults)


def test_an_ordinary_file_is_not_taken_for_a_saved_page(tmp_path):
    for text in (b"Content-Location: http://x.example\n\nA text.", b"", b"--x\n", b"From: me\n\nHello."):
        assert not is_saved_page(text)
        assert [document.name for document in opened(tmp_path, text, "a.txt").documents] == ["a.txt"]
