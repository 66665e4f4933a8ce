"""One post as one document has it, and the comments there.

The copies of one post are kept apart until `merge_posts.py` merges them: only then is it known which copy is best.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from archive.content.ledger import LedgerEntry
from archive.ingest.identity import likeness_keys, opening_of, predicted_paths
from archive.markup.render import to_text
from archive.model import KINDS, Comment, Post, Source
from archive.text import normalize

RecordKey = tuple[str, str, int]
"""Identifies a record of a source: the source's name, its sha256, and the record's first line."""

EntryKey = RecordKey | tuple[str, str]
"""Identifies the ledger entries of a post (as a RecordKey), or of the comments in one source (name and sha256)."""

_RANKS = {"takeout": 0, "export": 0, "feed": 1, "html": 2, "mail": 2, "mbox": 2}
_PLAIN_TEXT = 3


WAITING = ("draft", "scheduled")
"""States that do not matter if another copy has the post live."""


def rank_of(form: str) -> int:
    """Return how good a form of source is, 0 for the best: export, feed, web page or mail, plain text."""
    return _RANKS.get(form.partition(":")[0], _PLAIN_TEXT)


def record_key(source: Source) -> RecordKey:
    """Return the key of the record that `source` describes."""
    return source.name, source.sha256, source.lines[0]


def entry_key(entry: LedgerEntry) -> RecordKey | None:
    """Return the key of a post's entry; None for an entry of anything other than a post."""
    if entry.kind not in KINDS or not entry.sha256 or not entry.lines:
        return None
    return entry.source, entry.sha256, entry.lines[0]


@dataclass(frozen=True)
class CopiedComment:
    """One comment in one copy."""

    comment: Comment
    """With Blogger's id, or one made from its words."""
    has_made_id: bool
    status: str | None
    """Why it was not live; None if it was."""
    entry: LedgerEntry | None
    """Its ledger entry; None if the copy was made from `content/`."""

    @cached_property
    def normalized(self) -> str:
        """Its words, normalized. They are needed only if its post has several copies."""
        return normalize(to_text(self.comment.body))


@dataclass(frozen=True)
class Copy:
    """One post in one document."""

    post: Post
    """Without its comments, and without a permalink unless the original one is known. Its sources are the record that
    the copy was read from; of a copy made from `content/`, all the records that the post there was made of."""
    normalized: str
    """The words of the body, normalized."""
    comments: tuple[CopiedComment, ...]
    """In the order of the source."""
    match_keys: tuple[str, ...]
    """Keys by which another copy may be recognised as the same post; see `identity.py`. The first is the feed id if no
    other copy has a better one."""
    strong_keys: tuple[str, ...]
    """Those keys that make it the same post whatever its text is: Blogger's id, a web address, a mailing."""
    blogger_id: str | None
    rank: int
    """As `rank_of` has it."""
    status: str | None = None
    """Why the post was not live; None if it was."""
    host: str | None = None
    """The host of its blog, if the source says so, with country domains treated as one."""
    is_teaser: bool = False
    """True if it is the beginning of the post as a list shows it."""
    is_stub: bool = False
    """True if the document has comments on the post but not the post itself."""
    entry: LedgerEntry | None = None
    """The post's ledger entry; None for a stub and for a copy made from `content/`."""

    @property
    def sources(self) -> tuple[Source, ...]:
        """The records it was read from."""
        return self.post.sources

    @property
    def address(self) -> str | None:
        """The address that a source states: a path of the blog, or the whole address of a page of Napo's sites."""
        if self.post.permalink_known:
            return self.post.permalink
        return self.post.url if self.post.kind == "page" else None

    @property
    def predicted_addresses(self) -> tuple[str, ...]:
        """The paths that Blogger may have made of its day and title, if no source states an address."""
        return () if self.address else predicted_paths(self.post.kind, self.post.day, self.post.title)

    @property
    def likeness_keys(self) -> tuple[str, ...]:
        """Keys of copies that are to be compared with it; see `identity.py`."""
        addresses = (self.address,) if self.address else self.predicted_addresses
        return likeness_keys(addresses, self.opening)

    @property
    def opening(self) -> str | None:
        """A hash of its first letters; None for a very short text."""
        return opening_of(self.normalized)

    @property
    def is_plain_text(self) -> bool:
        """True for plain text, which is never matched by strong keys alone: they come from people and from rules."""
        return self.rank == _PLAIN_TEXT

    @property
    def is_page_or_text(self) -> bool:
        """True for a single page or text, False for the records of an export, backup or feed."""
        return self.rank >= _RANKS["html"]

    @property
    def word_count(self) -> int:
        """How many words the body has."""
        return len(self.normalized.split())


def source_order(source: Source) -> tuple[str, str, tuple[int, int]]:
    """Sort key for sources: by name, then by lines."""
    return source.name, source.sha256, source.lines


def preference(copy: Copy, is_beginning: bool = False, is_short: bool = False) -> tuple[object, ...]:
    """Sort key, best first: live copies, then complete ones, then those of good sources, then long ones.

    `is_beginning` and `is_short` are True for a plain text that is known to be incomplete, or short, from another copy.
    """
    is_partial = copy.post.partial or is_beginning
    is_undated = copy.is_plain_text and copy.post.day is None
    first = min(map(source_order, copy.sources))
    quality = (copy.rank, is_short, is_undated, -copy.word_count)
    return copy.is_stub, copy.status in WAITING, is_partial, *quality, *first
