"""The pages in `samples/themes`: one for each theme of Blogger, and some in mark-up that no theme has.

All names and sentences in them are invented. `<theme>.expected.toml` beside each page says what is right: title, day,
time, author, address, the words of the post and of each comment, who answers whom, and some words of the furniture with
its kind. It also says as XPath in which elements these words are, so that a test can follow them. A page with more than
one post has the others as `more_posts`.
"""

from __future__ import annotations

import io
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import Any

from archive.formats import read
from archive.formats.records import OtherText, ParsedComment, ParsedPost, ParsedRecord
from archive.sources.document import Document

THEMES = Path(__file__).parent / "samples" / "themes"


def document(page: str | bytes, name: str = "page.html") -> Document:
    """Return a document that holds the page."""
    data = page if isinstance(page, bytes) else page.encode()
    return Document(name, sha256(data).hexdigest(), len(data), lambda: io.BytesIO(data))


@dataclass(frozen=True)
class ThemePage:
    """One page with what it holds."""

    name: str

    @cached_property
    def html(self) -> str:
        return (THEMES / f"{self.name}.html").read_text(encoding="utf-8")

    @cached_property
    def expected(self) -> dict[str, Any]:
        return tomllib.loads((THEMES / f"{self.name}.expected.toml").read_text(encoding="utf-8"))

    @property
    def posts(self) -> list[dict[str, Any]]:
        """What is expected of each post of the page, in order."""
        return [self.expected, *self.expected.get("more_posts", [])]

    @property
    def comments(self) -> list[dict[str, Any]]:
        return self.expected.get("comments", [])

    def xpaths(self) -> Iterator[tuple[str, str]]:
        """Yield the owner ("title", "post", "title 2", "comment 123") of each text and the XPath of its elements."""
        for number, post in enumerate(self.posts, 1):
            for part in ("title", "post"):
                yield part if number == 1 else f"{part} {number}", post["where"][part]
        for comment in self.comments:
            yield f"comment {comment['id']}", self.expected["where"]["comment"].replace("{id}", comment["id"])

    def texts(self) -> list[str]:
        """Return the words of the elements of `xpaths`."""
        posts = [post[part] for post in self.posts for part in ("title", "words")]
        return [*posts, *(comment["words"] for comment in self.comments)]


def theme_pages() -> list[ThemePage]:
    return [ThemePage(path.stem) for path in sorted(THEMES.glob("*.html"))]


@dataclass(frozen=True)
class ReadPage:
    """The records of a page, sorted."""

    records: tuple[ParsedRecord, ...]

    @property
    def posts(self) -> list[ParsedPost]:
        return [record for record in self.records if isinstance(record, ParsedPost)]

    @property
    def comments(self) -> list[ParsedComment]:
        alone = [record for record in self.records if isinstance(record, ParsedComment)]
        return [comment for post in self.posts for comment in post.comments] + alone

    @property
    def other_texts(self) -> list[OtherText]:
        return [record for record in self.records if isinstance(record, OtherText)]


def read_page(html: str | bytes, name: str = "page.html") -> ReadPage:
    """Read the page as a file of that name."""
    return ReadPage(tuple(read(document(html, name)).records))
