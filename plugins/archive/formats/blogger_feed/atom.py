"""Read posts and comments from the entries of classic exports and feed pages, whether Atom, RSS or JSON.

`thr:in-reply-to` names the post that a comment belongs to, never the comment it replies to. That one is in the link
`related`, which means something else on a post ("Classic export" and "Feed pages" in docs/formats.md).
"""

from __future__ import annotations

from datetime import tzinfo

from archive.blogger_ids import comment_feed_digits, parse_post_url, post_digits
from archive.formats.blogger_feed.entries import FeedEntry
from archive.formats.blogger_feed.entry_records import (
    EntryRecords,
    blogger_tag,
    complete_comment,
    complete_post,
    publication_time,
    to_utc,
)
from archive.formats.blogger_feed.times import day_of
from archive.formats.records import LOCAL, ParsedComment, ParsedPost, PostRef

_IDS = ("id", "guid")
_TIMES = ("published", "pubDate", "issued", "dc:date")
_MOST_COMMENTS = 6
"""Digits that a number of comments may have."""


def id_of(entry: FeedEntry) -> str:
    """Return the id as written, or ""."""
    return next((entry.facts[name] for name in _IDS if entry.facts.get(name)), "")


def address_of(entry: FeedEntry) -> str | None:
    """Return the address of the entry's page as written, not the redirect of a feed service."""
    return entry.facts.get("feedburner:origLink") or entry.link("alternate") or None


def has_time(entry: FeedEntry) -> bool:
    """Return True if the entry has a valid time of publication."""
    return publication_time(entry, 0, _TIMES)[0] is not None


def post_of(entry: FeedEntry, number: int, *, kind: str, zone: tzinfo | None) -> EntryRecords:
    """Read a post or page. `zone` is the blog's time zone, if known."""
    moment, remarks = publication_time(entry, number, _TIMES)
    post = ParsedPost(
        kind=kind,
        body="",
        raw="",
        lines=(number, number),
        day=day_of(moment, zone) if moment else None,
        declared_comments=_declared_comments(entry),
        id=blogger_tag(id_of(entry)),
        known_as=_local_ids(id_of(entry)),
        published=to_utc(moment),
        url=address_of(entry),
        status="draft" if entry.is_draft else None,
    )
    return complete_post(post, entry).with_remarks(remarks)


def comment_of(entry: FeedEntry, number: int) -> EntryRecords:
    """Read a comment."""
    moment, remarks = publication_time(entry, number, _TIMES)
    parent = comment_feed_digits(entry.link("related"))
    comment = ParsedComment(
        body="",
        raw="",
        lines=(number, number),
        id=post_digits(id_of(entry)),
        in_reply_to=parent[1] if parent else None,
        published=to_utc(moment),
        status="draft" if entry.is_draft else None,
        post=_post_ref(entry),
    )
    return complete_comment(comment, entry).with_remarks(remarks)


def _post_ref(entry: FeedEntry) -> PostRef:
    tag, address = entry.in_reply_to
    address = (address or address_of(entry) or "").partition("#")[0]
    name = blogger_tag(tag) or next(iter(_local_ids(tag)), None)
    page = address.partition("?")[0]
    return PostRef(name, (page if parse_post_url(page) or parse_post_url(address) else address) or None)


def _local_ids(written: str) -> tuple[str, ...]:
    """Return a LOCAL id for an entry whose id isn't Blogger's, as converters from other systems write."""
    return (f"{LOCAL}{written}",) if written and not blogger_tag(written) else ()


def _declared_comments(entry: FeedEntry) -> int | None:
    written = entry.facts.get("thr:total") or entry.facts.get("slash:comments", "")
    return int(written) if written.isascii() and written.isdigit() and len(written) <= _MOST_COMMENTS else None
