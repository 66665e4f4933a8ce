"""What an importer hands over: posts and comments as found in one document, with every word of it accounted for.

The rule: each word of the document stands in exactly one `raw` here, and is either in the text that was made of it or
in a `LeftOut` with its reason. `accounts.py` holds importers to that, by counting for itself.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from archive.model import LeftOut

LOCAL = "local "
"""Begins a name that means something within its document only."""


@dataclass(frozen=True)
class FoundComment:
    """One comment as it stands in the document."""

    body: str
    """Canonical Markdown."""
    raw: str
    """Its words as they stand, markers included."""
    lines: tuple[int, int]
    """Where it stands: its first and last line in plain text and mail, else its number among the document's records,
    twice. Counted from 1; no two records of a document begin at one place."""
    parent: int | None = None
    """Position in the post's list of comments of the one it answers; None at top level, or where `answers` says it."""
    left_out: tuple[LeftOut, ...] = ()
    id: str | None = None
    """Blogger's digits, where the source has them."""
    answers: str | None = None
    """Blogger's digits of the comment it answers, where the source has them."""
    author: str | None = None
    """Exactly as given, "Anonymous" included; None if the source gives no name or an empty one."""
    published: datetime | None = None
    """Aware, UTC."""
    removed: bool = False
    """True for the place-holder of a comment that was removed."""
    status: str | None = None
    """Why it was not live, in words for the ledger ("spam", "ghosted", "pending", "trashed"); None if it was."""
    post: PostRef | None = None
    """Of a comment that comes by itself, not in the list of a post: the post it stands under."""


@dataclass(frozen=True)
class PostRef:
    """Which post a comment stands under, as far as its source says."""

    id: str | None = None
    """Blogger's tag URI of the post, "tag:blogger.com,1999:blog-1.post-2"; or a LOCAL name of it."""
    url: str | None = None
    """An address of the post, in any of its forms."""


@dataclass(frozen=True)
class FoundPost:
    """One post, mailout or page as it stands in the document, without its comments' words."""

    kind: str
    body: str
    raw: str
    lines: tuple[int, int]
    """As of a comment."""
    title: str | None = None
    day: date | None = None
    """The day it was published in the blog's own zone."""
    heading: str = ""
    """The date heading as printed, if its words are part of `raw`: they are kept as the date."""
    author: str | None = None
    labels: tuple[str, ...] = ()
    declared_comments: int | None = None
    comments: tuple[FoundComment, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    id: str | None = None
    """Blogger's tag URI, where the source has it."""
    published: datetime | None = None
    """The instant of publication, aware, UTC."""
    url: str | None = None
    """Its own address as the source gives it, in any of its forms (host, scheme and query do not matter)."""
    status: str | None = None
    """Why it was not live, in words for the ledger ("draft", "scheduled", "trashed"); None if it was."""
    partial: bool = False
    """True for a teaser, a summary or a text known to be cut: it never replaces a whole one."""
    known_as: tuple[str, ...] = ()
    """Other names by which it can be known again, such as "campaign:1a2b" or a LOCAL one; none of them may hold a
    person's data."""


@dataclass(frozen=True)
class Rest:
    """Words that belong to no post."""

    raw: str
    lines: tuple[int, int]
    reason: str
    quarantined: bool
    """False for the furniture of the page, which is left out; True for words that nobody has placed yet."""
    kind: str = "rest"
    """What the ledger calls it: "rest", or "setting", "template", "attachment" for a record of that kind."""


@dataclass(frozen=True)
class Remark:
    """What a keeper should know: a plain sentence that begins with the place, such as "line 30: …"."""

    text: str


@dataclass(frozen=True)
class Counted:
    """How many words the document has, counted without the parser that read it. Comes last, if at all."""

    words: int


@dataclass(frozen=True)
class Miscounted:
    """Words of the document that stand in no record, or in two: a fault of the importer."""

    words: tuple[str, ...]


Found = FoundPost | FoundComment | Rest | Remark | Counted | Miscounted


@dataclass(frozen=True)
class Reading:
    """All that one plain text holds."""

    form: str
    posts: tuple[FoundPost, ...]
    rest: tuple[Rest, ...] = ()
    remarks: tuple[str, ...] = ()
    """What a keeper should know: each a plain sentence that begins with the line, such as "line 30: …"."""


@dataclass(frozen=True)
class Stream:
    """All that one document holds, given out while it is read."""

    form: str
    """A code such as "takeout", "export", "feed:atom", "html:post"; `archive.formats.form_label` has words."""
    found: Iterable[Found]
    """Raises UnreadableSource if the document turns out to be unreadable."""
