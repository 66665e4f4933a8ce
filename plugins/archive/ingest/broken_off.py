"""Mark copies that break off in mid-sentence as partial, so that a whole copy is preferred and the page says it.

Exports, feeds with full texts, backups and mails are whole by their form and are not judged, and neither are pages of
Napo's site, whose teasers are never published. A saved page ends a post with mark-up, so only an ending that no
sentence has counts there; in plain text the end of the file counts too (see `archive.markup.endings`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from archive.content.ledger import LedgerEntry
from archive.ingest.copies import Copy
from archive.markup.endings import ends_in_mid_sentence

_PLAIN_TEXT = "text:"
_JUDGED = (_PLAIN_TEXT, "html:post", "html:archive")


def with_broken_off(copies: Sequence[Copy], others: Iterable[LedgerEntry], form: str) -> list[Copy]:
    """Return the copies of one document, those that break off as partial; `others` are entries of its other words."""
    if not form.startswith(_JUDGED):
        return list(copies)
    last = max((entry.lines[1] for entry in (*others, *_entries(copies)) if entry.lines), default=0)
    return [_judged(copy, form, last) for copy in copies]


def _entries(copies: Iterable[Copy]) -> Iterable[LedgerEntry]:
    for copy in copies:
        yield from (each for each in (copy.entry, *(comment.entry for comment in copy.comments)) if each)


def _judged(copy: Copy, form: str, last: int) -> Copy:
    if copy.is_stub or copy.post.partial or copy.post.kind == "page":
        return copy
    is_end = form.startswith(_PLAIN_TEXT) and not copy.comments and copy.sources[0].lines[1] >= last
    if not ends_in_mid_sentence(copy.post.body, is_end):
        return copy
    return replace(copy, post=replace(copy.post, partial=True))
