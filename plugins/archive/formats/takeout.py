"""Google Takeout of a blog: a `feed.atom` in Google's schema of 2018, with posts, pages and comments.

Only LIVE entries were public. All others are read too, with the reason they were not public. The blog's host and time
zone come from the `settings.csv` beside the feed. Nothing else in it is read, because it holds e-mail addresses
("Google Takeout" in docs/formats.md).
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import tzinfo
from io import StringIO

from archive.blogger_ids import post_digits
from archive.formats.blogger_feed.entries import NAMESPACES, FeedEntry, find_root
from archive.formats.blogger_feed.entries_stream import read_entries
from archive.formats.blogger_feed.entry_records import (
    EntryRecords,
    blogger_tag,
    complete_comment,
    complete_post,
    other_text,
    publication_time,
    to_utc,
)
from archive.formats.blogger_feed.entry_splitter import decode_data, sanitize_xml, start_text
from archive.formats.blogger_feed.times import day_of, time_zone
from archive.formats.records import ParsedComment, ParsedDocument, ParsedPost, ParsedRecord, PostRef, Remark
from archive.sources.document import Document

_STATUSES = {
    "LIVE": None,
    "DRAFT": "draft",
    "SCHEDULED": "scheduled",
    "SOFT_TRASHED": "trashed",
    "SPAM_COMMENT": "spam",
    "GHOSTED_COMMENT": "ghosted",
    "PENDING_MODERATION": "pending",
}
_TYPE = "<blogger:type>"
"""An element of every entry."""
_KINDS = {"POST": "post", "PAGE": "page"}


@dataclass(frozen=True)
class _Settings:
    """The part of `settings.csv` that is read."""

    host: str = ""
    """The blog's address, "https://NAME.blogspot.com", or ""."""
    zone: tzinfo | None = None


def recognises(document: Document) -> bool:
    """Return True for a feed that declares Blogger's namespace of 2018, unlike the themes and settings beside it.

    It must also be recognised if that declaration is damaged or lost: read as an ordinary feed, it would publish what
    was never public.
    """
    start = sanitize_xml(start_text(document.start))
    root = find_root(start)
    return bool(
        root and root[0] in ("feed", "entry") and (NAMESPACES["blogger"][0] in root[1].values() or _TYPE in start)
    )


def read(document: Document) -> ParsedDocument:
    """Parse the posts, pages and comments in the order of the feed. A comment often comes before its post."""
    return ParsedDocument("takeout", _records(document))


def _records(document: Document) -> Iterator[ParsedRecord]:
    settings = _settings(document.beside("settings.csv"))
    if settings.zone is None:
        yield Remark(
            "the file: there is no settings.csv with the blog's time zone beside it, so days are those of London"
        )
    yield from read_entries(document, "entry", lambda entry, number: _parse(entry, number, settings))


def _parse(entry: FeedEntry, number: int, settings: _Settings) -> EntryRecords:
    kind = entry.facts.get("blogger:type", "")
    if kind == "COMMENT":
        return _comment(entry, number)
    if kind in _KINDS:
        return _post(entry, number, _KINDS[kind], settings)
    return other_text(entry, number, "neither post, page nor comment")


def _post(entry: FeedEntry, number: int, kind: str, settings: _Settings) -> EntryRecords:
    moment, remarks = publication_time(entry, number)
    path = entry.facts.get("blogger:filename", "")
    post = ParsedPost(
        kind=kind,
        body="",
        raw="",
        lines=(number, number),
        day=day_of(moment, settings.zone) if moment else None,
        id=blogger_tag(entry.facts.get("id", "")),
        published=to_utc(moment),
        url=f"{settings.host}{path}" if path.startswith("/") else path or None,
        status=_status(entry),
    )
    return complete_post(post, entry).with_remarks(remarks)


def _comment(entry: FeedEntry, number: int) -> EntryRecords:
    moment, remarks = publication_time(entry, number)
    comment = ParsedComment(
        body="",
        raw="",
        lines=(number, number),
        id=post_digits(entry.facts.get("id", "")),
        in_reply_to=post_digits(entry.facts.get("blogger:inReplyTo", "")),
        published=to_utc(moment),
        status=_status(entry),
        post=PostRef(id=blogger_tag(entry.facts.get("blogger:parent", ""))),
    )
    return complete_comment(comment, entry).with_remarks(remarks)


def _status(entry: FeedEntry) -> str | None:
    if entry.facts.get("blogger:trashed"):
        return "trashed"
    status = " ".join(entry.facts.get("blogger:status", "").split())
    return _STATUSES.get(status, f"not live: {status or 'no status'}")


def _settings(document: Document | None) -> _Settings:
    if document is None:
        return _Settings()
    try:
        row = next(csv.DictReader(StringIO(decode_data(document.read()), newline="")), {})
    except csv.Error:
        row = {}
    name, zone = (str(row.get(f"blog_{field}") or "").strip() for field in ("subdomain", "time_zone"))
    return _Settings(f"https://{name}.blogspot.com" if name else "", time_zone(zone))
