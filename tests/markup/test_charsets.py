"""The bytes of a page are decoded: the declared encoding is used only if it can be right, and no byte is lost."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.markup.charsets import decode_html
from patience import no_hang

TEXT = "<p>The “Tarnshire” café, £5"


def page(charset, text=TEXT):
    return f'<html><head><meta charset="{charset}"></head>{text}'


def test_a_page_that_declares_no_encoding_is_utf_8():
    assert decode_html(TEXT.encode())[:2] == (TEXT, ())


def test_invalid_utf_8_in_a_page_that_declares_no_encoding_is_read_as_windows_1252_with_a_remark():
    text, remarks = decode_html(TEXT.encode("cp1252"))[:2]
    assert text == TEXT
    assert remarks == ("invalid utf-8 in 4 bytes, which were read as windows-1252",)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_a_byte_order_mark_overrides_the_declaration_and_is_removed(encoding):
    assert decode_html(TEXT.encode(encoding), "text/html; charset=utf-8")[:2] == (TEXT, ())


@pytest.mark.parametrize("order", ["utf-16-le", "utf-16-be"])
def test_utf_16_is_recognised_without_a_byte_order_mark(order):
    assert decode_html(TEXT.encode(order))[:2] == (TEXT, ())


def test_the_media_type_overrides_the_page():
    html = page("utf-8")
    assert decode_html(html.encode("cp1252"), 'text/html; Charset="ISO-8859-1"')[:2] == (html, ())


@pytest.mark.parametrize("name", ["iso-8859-1", "latin1", "US-ASCII", "windows-1252"])
def test_latin_1_and_ascii_mean_windows_1252(name):
    html = page(name)
    assert decode_html(html.encode("cp1252"))[:2] == (html, ())


def test_the_http_equiv_declaration_is_read():
    html = '<META content="text/html; charset=windows-1251" http-equiv=Content-Type><p>Привет'
    assert decode_html(html.encode("cp1251"))[:2] == (html, ())


def test_a_declaration_in_a_comment_is_ignored():
    html = f"<!-- <meta charset=windows-1251> -->{TEXT}"
    assert decode_html(html.encode())[:2] == (html, ())


def test_a_latin_1_byte_in_utf_8_is_read_with_a_remark():
    html = page("utf-8")
    text, remarks = decode_html(html.encode() + b" na\xefve")[:2]
    assert text == f"{html} naïve"
    assert remarks == ("invalid utf-8 in 1 byte, which was read as windows-1252",)


def test_utf_8_that_declares_utf_16_is_read_as_utf_8():
    html = page("utf-16")
    for media_type in (None, "text/html; charset=utf-16le"):
        text, remarks = decode_html(html.encode(), media_type)[:2]
        assert text == html
        assert "declares utf-16" in remarks[0]


def test_utf_8_that_declares_latin_1_is_read_as_utf_8():
    html = page("iso-8859-1")
    assert decode_html(html.encode())[:2] == (html, ("the page declares windows-1252, but is encoded in utf-8",))


@pytest.mark.parametrize("name", ["x-unknown", "utf-7", "unicode_escape", "hex", "none"])
def test_an_unknown_encoding_gets_a_remark(name):
    html = page(name)
    assert decode_html(html.encode())[:2] == (html, (f"unknown encoding {name}",))


def test_an_incomplete_character_at_the_end_does_not_change_the_others():
    text, remarks = decode_html(page("utf-8").encode() + "é".encode()[:1])[:2]
    assert text == page("utf-8") + "Ã"
    assert remarks


@given(st.binary(), st.sampled_from([None, "utf-8", "utf-16", "iso-2022-jp", "gbk", "latin-1", "shift_jis", "koi8-r"]))
def test_any_bytes_are_read_and_no_ascii_character_is_lost(data, charset):
    text, _ = decode_html(b"<p>" + data, f"text/html; charset={charset}" if charset else None)[:2]
    assert not any(0xD800 <= ord(character) <= 0xDFFF for character in text)
    if charset in (None, "utf-8", "latin-1"):
        assert [ord(each) for each in text if each.isascii()] == [byte for byte in b"<p>" + data if byte < 128]


def test_a_page_with_many_unclosed_declarations_is_read_fast():
    with no_hang():
        decode_html(b"<meta <!--" * 100_000)
