"""One post as one document has it: what is needed to know it again, and, on the shelf, what it says.

The rule: a copy is light; its words lie on the shelf until the copies of one post are united.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from archive.content.ledger import LedgerEntry
from archive.model import Comment, Post, Source
from archive.spool import Shelf

Key = tuple[str, str, int]
"""A record of a source: name, sha256, where it begins."""

Live = Key | tuple[str, str]
"""A record of a post; or the name and sha256 of a source of comments."""

NO_PLACE = (0, 0)
"""Where a post stands in a document that has only comments on it."""

_RANKS = {"takeout": 0, "export": 0, "feed": 1, "html": 2, "mail": 2, "mbox": 2}
_WORST = 3


def rank_of(form: str) -> int:
    """How good a form of source is, 0 for the best: export, feed, web page and mail, plain text (forms.md 5.2)."""
    return _RANKS.get(form.partition(":")[0], _WORST)


def key_of(source: Source) -> Key:
    """The record that `source` is."""
    return source.name, source.sha256, source.lines[0]


@dataclass(frozen=True)
class CopiedComment:
    """One comment in one copy."""

    comment: Comment
    """With Blogger's id, or a made one."""
    made: bool
    """True where the id is made."""
    folded: str
    """Its words, folded."""
    status: str | None
    """Why it was not live; None if it was."""
    record: LedgerEntry | None
    """The ledger's line for it; None in a copy of what stands in the content folder."""


@dataclass(frozen=True)
class CopyText:
    """What one copy says."""

    post: Post
    """Without its comments, and without a permalink unless the original one is known; its sources are the copy's."""
    folded: str
    """The words of title and body, folded."""
    comments: tuple[CopiedComment, ...]
    """In the order of the source."""


@dataclass(frozen=True)
class Copy:
    """One post in one document, without its words."""

    sources: tuple[Source, ...]
    """The record it is; of a standing copy all the records it was made of."""
    kind: str
    identities: tuple[str, ...]
    """The names it can be known by; the first is its feed id if no other copy has a better one."""
    certain: tuple[str, ...]
    """Those of them that make it the same post whatever it says: Blogger's id, its address on the web, a campaign."""
    blogger_id: str | None
    rank: int
    """How good its source is, 0 for the best."""
    words: int
    partial: bool = False
    status: str | None = None
    """Why it was not live; None if it was."""
    day: date | None = None
    title: str | None = None
    address: str | None = None
    """Its original path on the blog, if known."""
    host: str | None = None
    """Where its blog stood, if its source says so; country domains folded."""
    is_stub: bool = False
    """True if it is only the post that some comments of the document stand under."""
    record: LedgerEntry | None = None
    """The ledger's line for the post; None of a stub and of a standing copy."""
    text: int = -1
    """Number of its CopyText on the shelf; of a stub, that of one with no words."""
    loose: tuple[int, ...] = ()
    """Numbers, on the shelf, of the comments of a stub."""

    @property
    def is_text(self) -> bool:
        """True for a plain text: what it is a copy of is what people and rules say, never certain."""
        return self.rank == _WORST

    def read(self, shelf: Shelf) -> CopyText:
        """What it says."""
        text: CopyText = shelf.get(self.text)
        if not self.loose:
            return text
        comments: list[CopiedComment] = [shelf.get(number) for number in self.loose]
        return CopyText(text.post, text.folded, tuple(comments))
