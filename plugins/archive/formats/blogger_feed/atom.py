"""What the facts of an entry of an export or a feed page mean: the same in Atom, RSS and JSON (forms.md 3.3, 3.5).

The rule: `thr:in-reply-to` names the post a comment stands under, never the comment it answers; that one is in the
link `related`, which on a post is something else.
"""

from __future__ import annotations

from datetime import tzinfo

from archive.blogger_ids import canonical, comment_feed_digits, post_digits
from archive.formats.blogger_feed.drafting import Made, blogger_tag, filled_comment, filled_post, published, utc
from archive.formats.blogger_feed.entries import Entry
from archive.formats.blogger_feed.times import day_of
from archive.formats.records import LOCAL, ParsedComment, ParsedPost, PostRef

_IDS = ("id", "guid")
_TIMES = ("published", "pubDate", "issued", "dc:date")
_MOST_COMMENTS = 6
"""Digits of the number of comments under one post."""


def id_of(entry: Entry) -> str:
    """The id as it is written; "" if there is none."""
    return next((entry.facts[name] for name in _IDS if entry.facts.get(name)), "")


def address_of(entry: Entry) -> str | None:
    """The address of the page the entry stands on, as it is written; a reader's detour through a feed service is not
    it."""
    return entry.facts.get("feedburner:origLink") or entry.link("alternate") or None


def has_time(entry: Entry) -> bool:
    """Whether the entry says when it was published."""
    return published(entry, 0, _TIMES)[0] is not None


def post_of(entry: Entry, number: int, *, kind: str, zone: tzinfo | None) -> Made:
    """The post or page that `entry` is; `zone` is the blog's, if known."""
    moment, remarks = published(entry, number, _TIMES)
    post = ParsedPost(
        kind=kind,
        body="",
        raw="",
        lines=(number, number),
        day=day_of(moment, zone) if moment else None,
        declared_comments=_declared(entry),
        id=blogger_tag(id_of(entry)),
        known_as=_local(id_of(entry)),
        published=utc(moment),
        url=address_of(entry),
        status="draft" if entry.is_draft else None,
    )
    return filled_post(post, entry).noting(remarks)


def comment_of(entry: Entry, number: int) -> Made:
    """The comment that `entry` is."""
    moment, remarks = published(entry, number, _TIMES)
    parent = comment_feed_digits(entry.link("related"))
    comment = ParsedComment(
        body="",
        raw="",
        lines=(number, number),
        id=post_digits(id_of(entry)),
        in_reply_to=parent[1] if parent else None,
        published=utc(moment),
        status="draft" if entry.is_draft else None,
        post=_post_ref(entry),
    )
    return filled_comment(comment, entry).noting(remarks)


def _post_ref(entry: Entry) -> PostRef:
    tag, address = entry.answers_to
    address = (address or address_of(entry) or "").partition("#")[0]
    name = blogger_tag(tag) or next(iter(_local(tag)), None)
    return PostRef(name, (address.partition("?")[0] if canonical(address) else address) or None)


def _local(written: str) -> tuple[str, ...]:
    """What an entry is called that has an id of no more than this document's, as converters of other blogs write."""
    return (f"{LOCAL}{written}",) if written and not blogger_tag(written) else ()


def _declared(entry: Entry) -> int | None:
    written = entry.facts.get("thr:total") or entry.facts.get("slash:comments", "")
    return int(written) if written.isascii() and written.isdigit() and len(written) <= _MOST_COMMENTS else None
