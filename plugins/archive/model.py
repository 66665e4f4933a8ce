"""What the archive is made of. Values only: frozen, with no files, no clock and no framework behind them.

One rule: what is not known is None. A date, title, author or thread is never guessed.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

KINDS = ("post", "mailout", "page")


@dataclass(frozen=True)
class Source:
    """One record of one raw file."""

    name: str
    """Path of the file below the folder it was imported from, with "/" between the parts."""
    sha256: str
    """Of the whole raw file, in lower-case hex."""
    form: str
    """How the file was read: a code such as "text:ARC+C" or "text:N+K1"; `archive.formats.form_label` has words."""
    lines: tuple[int, int]
    """First and last line of the record in the raw file, counted from 1."""
    url: str | None = None
    """Address the file was copied from, if a person supplied it in sources.toml."""
    licence: str | None = None
    notes: str | None = None


@dataclass(frozen=True)
class KeptImage:
    """An image that a text shows and that is kept with the archive."""

    file: str
    """Path below the content folder: "images/0123456789abcdef-kettle.png"."""
    address: str
    """Where the text shows it from."""


@dataclass(frozen=True)
class Comment:
    """One comment, or the place-holder of a removed one."""

    id: str
    """Blogger's digits, or "t" and 12 hex digits where the source had none. The anchor on the page is "c" + id."""
    body: str
    """Canonical Markdown (see `text_to_markdown`)."""
    parent: str | None = None
    """Id of the comment this one answers; None at top level."""
    author: str | None = None
    published: datetime | None = None
    """Aware, UTC."""
    removed: bool = False
    """True for the place-holder of a comment that was removed."""
    aliases: tuple[str, ...] = ()
    """Ids it had here, or would have had, before Blogger's was known; links to their anchors lead to it."""


@dataclass(frozen=True)
class Post:
    """A blog post, a mailout, or a page of the union's web site, with its comments."""

    id: str
    """Feed id (GUID): Blogger's own tag URI, or one made once and kept with the text."""
    kind: str
    """One of KINDS."""
    permalink: str
    """Address on this site, from the root: "/2017/06/trouble-with-sotp.html"."""
    body: str
    """Canonical Markdown."""
    title: str | None = None
    """One line, as the source has it, without surrounding space."""
    day: date | None = None
    """The day it was published in the blog's own time zone."""
    published: datetime | None = None
    """The instant of publication, aware, UTC, where a source gives one. `day` is its day in the blog's zone."""
    permalink_known: bool = False
    """True where the original address was in a source; False where it was predicted by Blogger's rules."""
    url: str | None = None
    """The original address, where known."""
    aliases: tuple[str, ...] = ()
    """Earlier addresses on this site; each redirects to `permalink`."""
    author: str | None = None
    labels: tuple[str, ...] = ()
    """Labels the source gave it."""
    tags: tuple[str, ...] = ()
    """Tags set by hand in the content file."""
    partial: bool = False
    """True where only the beginning, a teaser or a summary, is known."""
    images: tuple[KeptImage, ...] = ()
    """Those of the images it shows that are kept; all others are addresses elsewhere."""
    sources: tuple[Source, ...] = ()
    declared_comments: int | None = None
    """How many comments the source says there are; may differ from `len(comments)`."""
    comments: tuple[Comment, ...] = ()
    """In the order of the source: a reply follows its parent."""

    @property
    def month(self) -> tuple[int, int] | None:
        """(year, month) from the day or, failing that, from a known Blogger address; None if neither is known."""
        if self.day:
            return self.day.year, self.day.month
        parts = self.permalink.split("/")
        if self.permalink_known and len(parts) == 4 and parts[1].isdigit() and parts[2].isdigit():
            return int(parts[1]), int(parts[2])
        return None


@dataclass(frozen=True)
class LeftOut:
    """Words of the source that do not stand in the text made of it, and why."""

    reason: str
    text: str
