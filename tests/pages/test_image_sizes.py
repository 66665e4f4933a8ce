"""The size of an image is read from its first bytes, and what does not say it has none."""

import struct

import pytest

from archive.pages.images import size_of

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
def test_every_kind_that_is_kept_says_its_size(data):
    assert size_of(data) == (640, 400)


@pytest.mark.parametrize("data", IMAGES.values(), ids=IMAGES)
def test_an_image_cut_short_never_says_a_wrong_size(data):
    assert {size_of(data[:length]) for length in range(len(data))} <= {None, (640, 400)}
    assert {size_of(data[:length]) for length in range(10)} == {None}


@pytest.mark.parametrize(
    "data", [b"", b"<svg/>", PNG[:16] + b"\0" * 8, b"\xff\xd8\xff\xda\0\2", b"RIFF\0\0\0\0WAVEfmt "]
)
def test_what_does_not_say_a_size_has_none(data):
    assert size_of(data) is None
