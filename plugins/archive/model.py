"""The posts, comments and sources of the archive. Frozen values, with no files, clock or framework.

Unknown facts are None. A date, title, author or parent is never guessed.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

KINDS = ("post", "mailout", "page")


NO_LINES = (0, 0)
"""The lines of a post in a document that has only comments on it."""


@dataclass(frozen=True)
class Source:
    """One record in a raw file that a post or comment was made from."""

    name: str
    """Path of the file below the folder it was imported from, with "/" as separator."""
    sha256: str
    """Hash of the whole raw file, in lower-case hex."""
    form: str
    """The form code, such as "text:ARC+C" or "text:N+K1"; see `archive.form_labels.form_label`."""
    lines: tuple[int, int]
    """First and last line of the record in the raw file, counted from 1; or `NO_LINES`."""
    url: str | None = None
    """Address the file was copied from, if it is in sources.toml."""
    licence: str | None = None
    notes: str | None = None


@dataclass(frozen=True)
class KeptImage:
    """An image in a text that is stored in the archive."""

    file: str
    """Path below `content/`: "images/0123456789abcdef-kettle.png"."""
    address: str
    """The address of the image in the text."""


@dataclass(frozen=True, slots=True)
class Comment:
    """One comment, or the placeholder of a removed one."""

    id: str
    """Blogger's id (digits), or "t" and 12 hex digits if the source has none. The anchor on the page is "c" + id."""
    body: str
    """Canonical Markdown (see `archive.markup.from_text`)."""
    parent: str | None = None
    """Id of the comment that this one replies to; None at top level."""
    author: str | None = None
    published: datetime | None = None
    """Aware, UTC."""
    removed: bool = False
    """True for the placeholder of a removed comment."""
    aliases: tuple[str, ...] = ()
    """Ids it had, or would have had, on this site before Blogger's id was known. Their anchors still work."""
    feed_id: str | None = None
    """Its id in feeds, if it was first published under another one than now follows from its id and its post's."""


@dataclass(frozen=True)
class Post:
    """A blog post, a mailout or a page, with its comments."""

    id: str
    """Feed id (GUID): Blogger's tag URI, or a permanent one made at import."""
    kind: str
    """One of KINDS."""
    permalink: str
    """Path on this site: "/2017/06/trouble-with-sotp.html"."""
    body: str
    """Canonical Markdown."""
    title: str | None = None
    """One line, as in the source, stripped."""
    day: date | None = None
    """The day of publication in the blog's time zone."""
    published: datetime | None = None
    """The time of publication, aware, UTC, if a source gives it. `day` is its day in the blog's time zone."""
    permalink_known: bool = False
    """True if the original address was in a source; False if it was predicted (see `archive.slugs`)."""
    url: str | None = None
    """The original address, if known."""
    aliases: tuple[str, ...] = ()
    """Former paths on this site; each redirects to `permalink`."""
    author: str | None = None
    labels: tuple[str, ...] = ()
    """Labels from the source."""
    tags: tuple[str, ...] = ()
    """Tags that a person set in the content file."""
    partial: bool = False
    """True if the archive has only a teaser, a summary or the beginning."""
    images: tuple[KeptImage, ...] = ()
    """The images in it that are stored in the archive; others stay on other sites."""
    sources: tuple[Source, ...] = ()
    declared_comments: int | None = None
    """Number of comments according to the source; may differ from `len(comments)`."""
    comments: tuple[Comment, ...] = ()
    """In the order of the source. A reply comes after its parent."""

    @property
    def month(self) -> tuple[int, int] | None:
        """(year, month) of the day or, if it is unknown, of the original address; None if neither is known."""
        if self.day:
            return self.day.year, self.day.month
        parts = self.permalink.split("/")
        if self.permalink_known and len(parts) == 4 and parts[1].isdigit() and parts[2].isdigit():
            return int(parts[1]), int(parts[2])
        return None


FURNITURE = "page furniture"
"""Begins each reason why words were recognised as a part of the page around a text: "page furniture: navigation"."""


@dataclass(frozen=True)
class LeftOut:
    """Words of the source that are not in the text made from it, and the reason."""

    reason: str
    text: str
