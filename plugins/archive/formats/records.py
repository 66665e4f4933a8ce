"""What parsing a document returns: its posts and comments, and every word that belongs to none of them.

Each word of the document is in exactly one `raw` here. It is also either in the Markdown made from that `raw` or in a
`LeftOut` with the reason. `word_accounts.py` checks this with a count of its own.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from archive.model import LeftOut

LOCAL = "local "
"""Prefix of an id that is unique only within its document."""


@dataclass(frozen=True)
class ParsedComment:
    """One comment of a document."""

    body: str
    """Canonical Markdown."""
    raw: str
    """Its words exactly as in the document, with markers such as "ReplyDelete"."""
    lines: tuple[int, int]
    """Its position: the first and last line in plain text and e-mail; elsewhere its number among the document's
    records, twice. Both count from 1. No two records of a document start at the same position."""
    parent: int | None = None
    """Index, in the post's list of comments, of the comment it replies to; None at top level, or if `in_reply_to` is
    set."""
    left_out: tuple[LeftOut, ...] = ()
    id: str | None = None
    """Blogger's comment id (digits), if known."""
    in_reply_to: str | None = None
    """Blogger's id of the comment it replies to, if known."""
    author: str | None = None
    """Exactly as given, including "Anonymous"; None if the source gives no name or an empty one."""
    published: datetime | None = None
    """Aware, UTC."""
    removed: bool = False
    """True for the placeholder of a removed comment."""
    status: str | None = None
    """For the ledger, why it was not live ("spam", "ghosted", "pending", "trashed"); None if it was live."""
    post: PostRef | None = None
    """The post it belongs to, for a comment that is not in the list of a `ParsedPost`."""


@dataclass(frozen=True)
class PostRef:
    """The post that a comment belongs to, as far as the source says."""

    id: str | None = None
    """Blogger's tag URI of the post, "tag:blogger.com,1999:blog-1.post-2", or a LOCAL id."""
    url: str | None = None
    """An address of the post, in any of its forms."""


@dataclass(frozen=True)
class ParsedPost:
    """One post, mailout or page of a document. The words of its comments are not in its `raw`."""

    kind: str
    body: str
    raw: str
    lines: tuple[int, int]
    """Its position, as in `ParsedComment`."""
    title: str | None = None
    """Its words, without mark-up."""
    marked_title: str | None = None
    """The title with what its mark-up says in characters (see `markup.marked_titles`); None if that is the same."""
    day: date | None = None
    """The day of publication in the blog's own time zone."""
    heading: str = ""
    """The printed date heading, if its words are in `raw`. They are kept as the date."""
    author: str | None = None
    labels: tuple[str, ...] = ()
    declared_comments: int | None = None
    comments: tuple[ParsedComment, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    id: str | None = None
    """Blogger's tag URI, if known."""
    published: datetime | None = None
    """The instant of publication, aware, UTC."""
    url: str | None = None
    """Its own address as the source gives it, in any of its forms (host, scheme and query don't matter)."""
    status: str | None = None
    """For the ledger, why it was not live ("draft", "scheduled", "trashed"); None if it was live."""
    partial: bool = False
    """True for a teaser, a summary or a truncated text. It never replaces a complete copy."""
    breaks_off: bool = False
    """True for a text that ends in mid-sentence."""
    known_as: tuple[str, ...] = ()
    """Other ids that identify it, such as "campaign:1a2b" or a LOCAL id. They must not hold personal data."""


@dataclass(frozen=True)
class OtherText:
    """Words that belong to no post or comment."""

    raw: str
    """Its words, with line ends where the document shows them on lines of their own."""
    lines: tuple[int, int]
    reason: str
    """What it was recognised as, such as "page furniture: navigation"; or, if it is quarantined, where it is in the
    document, such as "between the post and its footer"."""
    quarantined: bool
    """False for words that were recognised as something other than a text, which are left out; True for words that a
    keeper should look at. If there are any, the ledger has them as "unplaced", whatever `kind` says."""
    kind: str = "rest"
    """Its name in the ledger: "furniture", "rest", "setting", "template" or "attachment"."""


@dataclass(frozen=True)
class Remark:
    """A sentence for the keeper that starts with the place, such as "line 30: …"."""

    text: str


@dataclass(frozen=True)
class Problem:
    """A sentence about something that could not be read and what to do about it, which starts with the place."""

    text: str


@dataclass(frozen=True)
class ChangedCharacters:
    """Characters of the document that `archive.text.clean` changed or removed."""

    lines: tuple[int, int] | None
    """The position, as in `ParsedComment`; None if it is not known which record they were in."""
    kind: str
    """What they were, as `archive.text.changed_characters` calls it."""
    count: int


@dataclass(frozen=True)
class WordCount:
    """Number of words in the document, counted without the parser that read it. If present, it comes last."""

    words: int


@dataclass(frozen=True)
class WordMismatch:
    """Words of the document that are in no record, or in two: a bug in the parser of that form."""

    words: tuple[str, ...]


ParsedRecord = ParsedPost | ParsedComment | OtherText | Remark | Problem | ChangedCharacters | WordCount | WordMismatch


@dataclass(frozen=True)
class ParsedText:
    """The contents of one plain text."""

    form: str
    posts: tuple[ParsedPost, ...]
    rest: tuple[OtherText, ...] = ()
    remarks: tuple[str, ...] = ()
    """Sentences for the keeper, each starting with the line, such as "line 30: …"."""


@dataclass(frozen=True)
class ParsedDocument:
    """The contents of one document, parsed while they are iterated over."""

    form: str
    """A code such as "takeout", "export", "feed:atom" or "html:post"; see `archive.form_labels.form_label`."""
    records: Iterable[ParsedRecord]
    """Iterating raises UnreadableSource if the document turns out to be unreadable."""
