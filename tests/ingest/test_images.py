"""An image from the sources is stored if a post shows it and it is certainly the same image."""

import struct
import zlib
from io import BytesIO

import pytest

import small_blog
from archive.ingest.images import FoundImage, album_of, found_image
from archive.sources.document import Document
from scrapes import Archive
from small_blog import FORMS, PICTURE


def found(name: str, address: str | None = None, size: int = 9, sha256: str = "ab" * 32) -> FoundImage:
    return FoundImage(name, sha256, size, "png", address)


def shown(*addresses: str) -> str:
    return "\n\n".join(f"![A kettle](<{address}>)" for address in addresses)


@pytest.mark.parametrize(
    "address",
    [
        "https://1.bp.blogspot.com/-kettle/AAA/s320/kettle.png",
        "http://3.bp.blogspot.com/-kettle/AAA/s1600-h/kettle.png",
        "https://2.bp.blogspot.com/-kettle/AAA/w400-h300/kettle.png",
    ],
)
def test_an_image_captured_in_one_size_is_shown_for_every_size(address):
    images = album_of([found("a.warc/1-kettle.png", "https://1.bp.blogspot.com/-kettle/AAA/s640/kettle.png")])
    [kept] = images.of(shown(address))
    assert kept.address == address
    assert kept.file == "images/abababababababab-1-kettle.png"


def test_of_several_captures_the_largest_is_kept():
    small = found("1", "https://1.bp.blogspot.com/-k/s320/kettle.png", 10, "aa" * 32)
    large = found("2", "https://1.bp.blogspot.com/-k/s640/kettle.png", 99, "bb" * 32)
    for order in ([small, large], [large, small]):
        [kept] = album_of(order).of(shown("https://1.bp.blogspot.com/-k/s72/kettle.png"))
        assert kept.file.startswith("images/bbbb")


def test_an_image_in_an_album_is_found_by_its_name_if_no_other_has_it():
    address = "https://4.bp.blogspot.com/-x/s1600/Car%20park.PNG"
    one = found("Takeout/Blogger/Albums/A Blog/car park.png")
    other = found("Takeout/Blogger/Albums/Another/Car Park.png", sha256="cd" * 32)
    assert album_of([one]).of(shown(address))
    assert album_of([one, found("copy/car park.png")]).of(shown(address)), "the same picture twice is one"
    assert album_of([one, other]).of(shown(address)) == (), "which of the two it is, nobody knows"


def test_a_mirrored_image_is_found_by_the_address_in_its_path():
    one = found("mirror/4.bp.blogspot.com/-x/s320/kettle.png")
    other = found("mirror/4.bp.blogspot.com/-y/s320/kettle.png", sha256="cd" * 32)
    [kept] = album_of([one, other]).of(shown("http://4.bp.blogspot.com/-y/s1600/kettle.png"))
    assert kept.file.startswith("images/cdcd")


def test_an_image_that_no_post_shows_and_one_on_another_site_are_not_stored():
    images = album_of([found("kettle.png")])
    assert images.of("A kettle.") == ()
    assert images.of(shown("https://example.org/teapot.png", "http://[broken/kettle.gif")) == ()


@pytest.mark.parametrize(
    ("start", "extension"),
    [
        (b"\x89PNG\r\n\x1a\n....", "png"),
        (b"\xff\xd8\xff\xe0....", "jpg"),
        (b"GIF89a....", "gif"),
        (b"RIFF\x10\0\0\0WEBPVP8 ", "webp"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", None),
        (b"Good morning.", None),
    ],
)
def test_only_images_that_cannot_run_scripts_are_kept(start, extension):
    found = found_image(Document("x", "0" * 64, len(start), lambda: BytesIO(start)))
    assert (found.extension if found else None) == extension


@pytest.fixture
def archive(tmp_path) -> Archive:
    made = Archive(tmp_path)
    for path, data in FORMS["takeout"].files().items():
        file = made.inbox / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data)
    return made


def test_the_image_of_an_album_is_stored_in_content_and_listed_in_the_ledger(archive):
    archive.run()
    [kept] = [image for name in archive.posts() for image in archive.post(name).images]
    assert kept.address == PICTURE
    data = archive.files()[kept.file]
    assert data.startswith(b"\x89PNG")
    (width,) = struct.unpack(">I", data[16:20])
    assert width and zlib.crc32(data[12:29]) == struct.unpack(">I", data[29:33])[0]
    line = next(line for line in archive.ledger() if line["file"] == kept.file)
    assert (line["kind"], line["outcome"]) == ("image", "published")
    state = archive.state()
    archive.run()
    assert archive.state() == state


def test_an_image_in_a_zip_is_stored_in_content(tmp_path):
    archive = Archive(tmp_path)
    archive.inbox.mkdir()
    (archive.inbox / "takeout.zip").write_bytes(small_blog.takeout_zip())
    archive.run()
    [kept] = [image for name in archive.posts() for image in archive.post(name).images]
    (archive.content / kept.file).unlink()
    archive.run()
    assert archive.files()[kept.file].startswith(b"\x89PNG"), "a lost image is stored again"
