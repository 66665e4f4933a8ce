"""A handwritten content folder with what imports of exports, feeds and mail leave there: kept images, partial posts,
pages of the blog, many sources, and files that are not posts.
"""

from __future__ import annotations

import struct
import zlib
from pathlib import Path

KETTLE = "images/0123456789abcdef-kettle.png"
UNUSED = "images/fedcba9876543210-unused.png"
POST = "/2020/01/pictures.html"
ABOUT = "/p/about-these-notes.html"
PART = "/2020/02/cut-short.html"
LOST = "https://elsewhere.example/lost.png"
_AT = "https://pictures.example/s320/kettle.png"
_BIG = "https://pictures.example/s1600/kettle.png"
_BLOG = "tag:blogger.com,1999:blog-77"
_PICTURES = f"""Title: Pictures of the office
Date: 2020-01-02
Id: {_BLOG}.post-88
Image: {KETTLE} {_AT}
{{sources}}

The tea room has a new kettle, drawn here for those who work from home.

[![A kettle on a shelf](<{_AT}>)](<{_BIG}>)

The old one is at the back: ![The "old" kettle](<{LOST}>), beside it ![](<{LOST}>).

[![Map](<{LOST}>) of the building](<https://elsewhere.example/map>) and once more the kettle: ![](<{_AT}>)
"""
_SOURCE = "Source: {0:064x} {1} {2} inbox/{3}"
_SOURCES = (
    _SOURCE.format(1, "7-7", "takeout", "takeout.zip/Takeout/Blogger/Blogs/Notes/feed.atom"),
    _SOURCE.format(2, "3-3", "feed:atom", "posts-1.xml"),
    _SOURCE.format(3, "1-1", "html:post", "pictures.html"),
    _SOURCE.format(4, "5-78", "text:C", "pictures.txt"),
    _SOURCE.format(5, "4-4", "html:archive", "2020_01_01_archive.html"),
    _SOURCE.format(6, "0-0", "feed:atom", "comments-1.xml"),
    _SOURCE.format(7, "0-0", "feed:atom", "comments-2.xml"),
)
FILES = {
    "posts/2020/01/pictures.md": _PICTURES.replace("{sources}", "\n".join(_SOURCES)),
    "posts/2020/01/pictures.comments.md": "## Comment 5500\nAuthor: Sorrel\nAliases: t0123456789ab\n\n"
    f"Better than ours: ![our kettle](<{LOST}>)\n\n## Comment t00000000000a\nReply-To: 5500\n\nQuite.\n",
    "posts/2020/02/cut-short.md": "Title: Cut short\nDate: 2020-02-03\nText-Is: partial\n"
    f"Original: https://notes.blogspot.com/2020/02/cut-short.html\n{_SOURCES[1]}\n\nThe meeting began late.\n",
    "posts/p/about-these-notes.md": f"Title: About these notes\nKind: page\nId: {_BLOG}.page-99\n"
    "Permalink: /p/about-these-notes.html\nPermalink-Is: original\n\nWritten in the tea room.\n",
    "mailouts/undated/pay.md": "Title: Pay\nKind: page\n\nA page of the union's.\n",
    "conflicts/posts/2020/01/pictures.md": "Title: What a source says now\n\nNot to be built.\n",
    "images/notes.md": "Title: No text\n\nNot to be built.\n",
    "privacy.toml": 'show = ["office@tarnshire.example"]\n',
}


def write(content: Path, **more: str) -> Path:
    """Write the files, and `more` files by name, into the folder `content`."""
    for name, text in {**FILES, **more}.items():
        (content / name).parent.mkdir(parents=True, exist_ok=True)
        (content / name).write_text(text, encoding="utf-8")
    for image in (KETTLE, UNUSED):
        (content / image).write_bytes(picture())
    return content


def picture(width: int = 96, height: int = 60) -> bytes:
    """Return a PNG of one colour."""
    rows = (b"\0" + b"\x2a\x8c\x6a" * width) * height
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(rows)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(name, data) for name, data in chunks)


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
