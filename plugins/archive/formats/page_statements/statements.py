"""What a page says about itself: address, title, author, time and ids, each with the place where it is said.

The rule for ranking: an absolute address beats a relative one, an original beats one that a copying program has
rewritten, and what is said beats what is derived. Among equals the first counts, in the order in which `reading.py`
collects them. The time at which a copy was saved is never a statement about the post.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Statement:
    """One thing that a page says about itself."""

    value: str
    said_in: str
    """Where it is said, in words for a keeper: "og:url", "JSON-LD datePublished", "the file's path"."""
    is_absolute: bool = True
    """False for an address without a host."""
    is_original: bool = True
    """False for an address that a copying program has rewritten, such as one of a web archive or of localhost."""
    is_explicit: bool = True
    """False if it was derived from something else, such as the file's path or a feed's address."""

    @property
    def rank(self) -> tuple[bool, bool, bool]:
        """Smaller is more reliable."""
        return (not self.is_absolute, not self.is_original, not self.is_explicit)


Said = dict[str, list[Statement]]
"""All statements about one page or post by fact ("address", "title", "author", "published", "post_id", "blog_id",
"site_name", "kind", "labels"), in the order of their places."""


@dataclass(frozen=True)
class EntryStatements:
    """What is said about one post."""

    address: Statement | None = None
    title: Statement | None = None
    author: Statement | None = None
    published: Statement | None = None
    """An instant or a day, as it is written."""
    post_id: Statement | None = None
    """Blogger's id (digits)."""
    blog_id: Statement | None = None
    """Blogger's id of the blog (digits)."""
    labels: tuple[str, ...] = ()
    """From the structured data of the post."""


@dataclass(frozen=True)
class CommentStatement:
    """What structured data says about one comment."""

    id: str
    """Blogger's id (digits)."""
    author: str | None
    published: str | None
    """As it is written."""


@dataclass(frozen=True)
class PageStatements:
    """What is said about a page, and about each post on it."""

    page: EntryStatements = EntryStatements()
    """About the page as a whole; about its post if it has only one."""
    entries: tuple[EntryStatements, ...] = ()
    """About single posts on the page, from structured data, in order."""
    comments: tuple[CommentStatement, ...] = ()
    """From structured data."""
    is_list: bool | None = None
    """True for a list of posts, False for the page of one; None if the page says neither."""
    base: str | None = None
    """The address in `<base>`, which relative links start from instead of the page's own."""
    remarks: tuple[str, ...] = ()
    """Contradictions, one sentence each."""

    @property
    def address(self) -> str | None:
        return self.page.address.value if self.page.address else None

    def about(self, post_id: str | None, addresses: Iterable[str] = ()) -> EntryStatements:
        """Return what the structured data says about the post with that id or one of these addresses."""
        known = set(addresses)
        return next(
            (
                entry
                for entry in self.entries
                if (post_id and entry.post_id and entry.post_id.value == post_id)
                or (entry.address and entry.address.value in known)
            ),
            EntryStatements(),
        )


def best(statements: Iterable[Statement]) -> Statement | None:
    """Return the most reliable statement; the first of equals."""
    return min(statements, key=lambda statement: statement.rank, default=None)
