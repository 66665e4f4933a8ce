"""Google Takeout of a blog: `feed.atom` of the schema of 2018, with posts, pages and comments (forms.md 3.4).

The rule: only what is LIVE was public; everything else is read too, and says why it was not. The host of the blog and
its zone stand in the `settings.csv` beside it; nothing else is read there, for it holds e-mail addresses.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import tzinfo
from io import StringIO

from archive.blogger_ids import post_digits
from archive.formats.blogger_feed.drafting import Made, blogger_tag, filled_comment, filled_post, published, rest, utc
from archive.formats.blogger_feed.entries import SPACES, Entry, root_of
from archive.formats.blogger_feed.entries_stream import entries_found
from archive.formats.blogger_feed.entry_splitter import decoded, mended, start_text
from archive.formats.blogger_feed.times import day_of, zone_named
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
_OWN = "<blogger:type>"
"""An element of every entry."""
_KINDS = {"POST": "post", "PAGE": "page"}


@dataclass(frozen=True)
class _Settings:
    """What is read of `settings.csv`."""

    host: str = ""
    """"https://NAME.blogspot.com", or "" if it is not said."""
    zone: tzinfo | None = None


def recognises(document: Document) -> bool:
    """True for a feed that declares Blogger's namespace of 2018; so not for the themes and settings beside it.

    Also where that is damaged, or the beginning of the file is lost: as a feed like others it would show what never
    was public.
    """
    start = mended(start_text(document.start))
    root = root_of(start)
    return bool(root and root[0] in ("feed", "entry") and (SPACES["blogger"][0] in root[1].values() or _OWN in start))


def read(document: Document) -> ParsedDocument:
    """All posts, pages and comments of the feed, in its order: a comment often comes before its post."""
    return ParsedDocument("takeout", _found(document))


def _found(document: Document) -> Iterator[ParsedRecord]:
    settings = _settings(document.beside("settings.csv"))
    if settings.zone is None:
        yield Remark("the file: no settings.csv with the zone of the blog lies beside it; days are those of London")
    yield from entries_found(document, "entry", lambda entry, number: _made(entry, number, settings))


def _made(entry: Entry, number: int, settings: _Settings) -> Made:
    kind = entry.facts.get("blogger:type", "")
    if kind == "COMMENT":
        return _comment(entry, number)
    if kind in _KINDS:
        return _post(entry, number, _KINDS[kind], settings)
    return rest(entry, number, "neither post, page nor comment")


def _post(entry: Entry, number: int, kind: str, settings: _Settings) -> Made:
    moment, remarks = published(entry, number)
    path = entry.facts.get("blogger:filename", "")
    post = ParsedPost(
        kind=kind,
        body="",
        raw="",
        lines=(number, number),
        day=day_of(moment, settings.zone) if moment else None,
        id=blogger_tag(entry.facts.get("id", "")),
        published=utc(moment),
        url=f"{settings.host}{path}" if path.startswith("/") else path or None,
        status=_status(entry),
    )
    return filled_post(post, entry).noting(remarks)


def _comment(entry: Entry, number: int) -> Made:
    moment, remarks = published(entry, number)
    comment = ParsedComment(
        body="",
        raw="",
        lines=(number, number),
        id=post_digits(entry.facts.get("id", "")),
        in_reply_to=post_digits(entry.facts.get("blogger:inReplyTo", "")),
        published=utc(moment),
        status=_status(entry),
        post=PostRef(id=blogger_tag(entry.facts.get("blogger:parent", ""))),
    )
    return filled_comment(comment, entry).noting(remarks)


def _status(entry: Entry) -> str | None:
    if entry.facts.get("blogger:trashed"):
        return "trashed"
    said = " ".join(entry.facts.get("blogger:status", "").split())
    return _STATUSES.get(said, f"not live: {said or 'no status'}")


def _settings(document: Document | None) -> _Settings:
    if document is None:
        return _Settings()
    try:
        row = next(csv.DictReader(StringIO(decoded(document.read()), newline="")), {})
    except csv.Error:
        row = {}
    name, zone = (str(row.get(f"blog_{field}") or "").strip() for field in ("subdomain", "time_zone"))
    return _Settings(f"https://{name}.blogspot.com" if name else "", zone_named(zone))
