"""Archived images are shown, other images are links, sizes are read, and nothing is loaded from other hosts."""

import struct
from datetime import UTC, datetime

import pytest
from bs4 import BeautifulSoup
from hypothesis import given
from hypothesis import strategies as st

from archive.lazy import known
from archive.markup.render import clean_html, to_html, with_base_path
from archive.model import KeptImage, Post
from archive.pages.feeds import FeedDocument, FeedItem, atom, rss
from archive.pages.images import ShownImage, shown_of, size_of, with_images

ADDRESS = "https://pictures.example/s320/kettle.png?a=1&b=2"
KETTLE = ShownImage("/images/0123456789abcdef-kettle.png", 320, 200)
SHOWN = {ADDRESS: KETTLE}
MARK = "(not in this archive)"


def html(markdown: str) -> str:
    return with_images(to_html(markdown), SHOWN)


def soup(markdown: str) -> BeautifulSoup:
    return BeautifulSoup(html(markdown), "lxml")


def test_an_archived_image_is_shown_with_its_description_and_its_size():
    (image,) = soup(f'Here: ![The "big" <kettle> & cup](<{ADDRESS}>).')("img")
    assert image.attrs == {
        "src": "/images/0123456789abcdef-kettle.png",
        "alt": 'The "big" <kettle> & cup',
        "width": "320",
        "height": "200",
        "loading": "lazy",
        "data-search-alt": "",
    }


def test_an_image_of_unknown_size_has_no_size_attributes():
    shown = {ADDRESS: ShownImage(KETTLE.url)}
    assert " width=" not in with_images(to_html(f"![A](<{ADDRESS}>)"), shown)


def test_an_archived_image_without_a_description_has_a_name_that_search_does_not_find():
    (image,) = soup(f"[![](<{ADDRESS}>)](<https://pictures.example/s1600/kettle.png>)").select("a > img")
    assert image["alt"] == "Image without a description"
    assert "data-search-alt" not in image.attrs


def test_an_image_that_is_not_archived_is_a_link_to_its_original_address():
    made = soup('See ![A full "car park"](<https://elsewhere.example/a.png?x=1&y=2>) there')
    assert made.get_text().strip() == f"See Image: A full “car park” {MARK} there"
    assert made.a["href"] == "https://elsewhere.example/a.png?x=1&y=2"
    assert made.a["rel"] == soup("[a](<https://elsewhere.example/>)").a["rel"]
    assert not made("img")


def test_search_finds_only_the_description_of_an_image():
    made = soup("![A car park](<https://elsewhere.example/a.png>) ![](<https://elsewhere.example/b.png>)")
    for ignored in made.select("[data-search-ignore]"):
        ignored.decompose()
    assert made.get_text().split() == ["A", "car", "park"]


@pytest.mark.parametrize("words", ["", " and words", "**bold**"])
def test_an_image_inside_a_link_adds_no_second_link(words):
    made = soup(f"[![A cup](<https://elsewhere.example/s320/a.png>){words}](<https://elsewhere.example/s1600/a.png>)")
    (link,) = made("a")
    assert link["href"] == "https://elsewhere.example/s1600/a.png"
    assert f"Image: A cup {MARK}" in link.get_text()


def test_after_a_link_images_are_links_again():
    made = soup("[![A](<https://x.example/a>)](<https://x.example/b>) ![C](<https://x.example/c>)")
    assert [link["href"] for link in made("a")] == ["https://x.example/b", "https://x.example/c"]


def test_links_stay_apart_even_where_a_table_nests_them():
    image = '<img src="https://z.example/" alt="Z">'
    cell = f'<td><a href="https://y.example/">y</a>{image}</td>'
    nested = f'<a href="https://x.example/"><table><tr>{cell}</tr></table></a>{image}'
    made = with_images(clean_html(nested), {})
    assert made.count('<a href="https://z.example/"') == 1


@pytest.mark.parametrize("address", ["//elsewhere.example/a.png", "HTTP://elsewhere.example/a.png"])
def test_any_spelling_of_an_address_is_a_link(address):
    assert soup(f"![A](<{address}>)").a["href"].lower().endswith("//elsewhere.example/a.png")
    assert soup(f"![A](<{address}>)").a["href"].lower().startswith("http")


@pytest.mark.parametrize("address", ["data:image/png;base64,AA", "images/a.png", "/a.png", "javascript:a()", "http://"])
def test_an_image_without_an_absolute_address_is_a_description_without_a_link(address):
    made = soup(f"![A](<{address}>)")
    assert not made("a")
    assert made.get_text().strip() == f"Image: A {MARK}"


def test_images_that_touch_words_do_not_run_into_them():
    made = soup("word![A](<https://x.example/a>)![B](<https://x.example/b>)word, ![C](<https://x.example/c>).")
    assert made.get_text().strip() == f"word Image: A {MARK} Image: B {MARK} word, Image: C {MARK}."


def test_code_and_texts_about_images_stay_as_they_are():
    markdown = f"`![A](<{ADDRESS}>)` and `<img src=x>` and \\![A]"
    assert html(markdown) == to_html(markdown)


@pytest.mark.parametrize(
    "address",
    [
        "https://1.bp.example/-x_y/AA(1)/s1600/it's_*a*_tea+pot%20%C3%A9.png",
        "https://x.example/a?b=1&copy=2&amp;c=3",
        "https://x.example/a'b--c...d\\e.png",
    ],
)
def test_an_archived_image_is_found_however_odd_its_address(address):
    post = Post("tag:a", "post", "/2017/06/a.html", "", images=(KeptImage("images/a.png", address),))
    shown = shown_of(post, {"images/a.png": KETTLE})
    assert KETTLE.url in with_images(to_html(f"![A](<{address}>)"), shown)


def test_an_archived_image_that_is_not_on_the_site_is_not_shown():
    post = Post("tag:a", "post", "/2017/06/a.html", "", images=(KeptImage("images/a.png", ADDRESS),))
    assert shown_of(post, {}) == {}


@given(st.text("<>\"'&=ab![](): \n/*_`\\", max_size=60))
def test_nothing_is_loaded_from_other_hosts_and_no_links_are_nested(words):
    made = soup(f"![{words}](<https://x.example/a>) [![{words}](<{ADDRESS}>)](<https://x.example/b>) {words}")
    assert {image["src"] for image in made("img")} <= {KETTLE.url}
    assert not made.select("a a")


def test_an_image_has_a_relative_address_on_a_page_and_a_full_one_in_a_feed():
    page = with_base_path(html(f"![A kettle](<{ADDRESS}>)"), "../..")
    assert '<img src="../../images/0123456789abcdef-kettle.png" alt="A kettle"' in page
    assert with_base_path('<a href="//x.example/">x</a>', "../..") == '<a href="//x.example/">x</a>'
    made = with_base_path(html(f"![A kettle](<{ADDRESS}>) ![B](<https://x.example/b>)"), "https://archive.example")
    moment = datetime(2017, 6, 25, tzinfo=UTC)
    entry = FeedItem("tag:a", "https://archive.example/2017/06/a.html", "A", known(made), moment, moment)
    feed = FeedDocument("tag:f", "F", "F", "https://archive.example/", "https://archive.example/atom.xml")
    for document in (atom(feed, [entry]).decode(), rss(feed, [entry]).decode()):
        assert "https://archive.example/images/0123456789abcdef-kettle.png" in document
        assert MARK in document
        assert "data-search" not in document


# Sizes

PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + struct.pack(">II", 640, 400) + b"\x08\x02\0\0\0"
GIF = b"GIF89a" + struct.pack("<HH", 640, 400) + b"\0\0\0"
LOSSY = b"RIFF\0\0\0\0WEBPVP8 \0\0\0\0\0\0\0\x9d\x01\x2a" + struct.pack("<HH", 640 | 0x4000, 400 | 0x8000)
LOSSLESS = b"RIFF\0\0\0\0WEBPVP8L\0\0\0\0\x2f" + struct.pack("<I", 639 | 399 << 14 | 1 << 28) + b"\0" * 5
EXTENDED = b"RIFF\0\0\0\0WEBPVP8X\0\0\0\0\0\0\0\0" + struct.pack("<I", 639)[:3] + struct.pack("<I", 399)[:3]
_COMMENT = b"\xff\xfe" + struct.pack(">H", 12) + b"\xff\xc0 no one!"
_TABLE = b"\xff\xc4" + struct.pack(">H", 4) + b"\0\0"
_FRAME = struct.pack(">HBHH", 11, 8, 400, 640)
BASELINE = b"\xff\xd8" + _COMMENT + _TABLE + b"\xff\xff\xc0" + _FRAME
PROGRESSIVE = b"\xff\xd8" + _TABLE + b"\xff\x01" + b"\xff\xc2" + _FRAME

IMAGES = {
    "png": PNG,
    "gif": GIF,
    "lossy webp": LOSSY,
    "lossless webp": LOSSLESS,
    "extended webp": EXTENDED,
    "baseline jpeg": BASELINE,
    "progressive jpeg": PROGRESSIVE,
}


@pytest.mark.parametrize("data", IMAGES.values(), ids=IMAGES)
def test_the_size_of_each_kind_of_image_is_read(data):
    assert size_of(data) == (640, 400)


@pytest.mark.parametrize("data", IMAGES.values(), ids=IMAGES)
def test_an_image_cut_short_never_says_a_wrong_size(data):
    assert {size_of(data[:length]) for length in range(len(data))} <= {None, (640, 400)}
    assert {size_of(data[:length]) for length in range(10)} == {None}


@pytest.mark.parametrize(
    "data", [b"", b"<svg/>", PNG[:16] + b"\0" * 8, b"\xff\xd8\xff\xda\0\2", b"RIFF\0\0\0\0WAVEfmt "]
)
def test_other_files_have_no_size(data):
    assert size_of(data) is None
