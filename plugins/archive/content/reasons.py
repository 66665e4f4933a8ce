"""The reasons in ledger entries that import writes and pages read, and what they say about unplaced passages."""

from __future__ import annotations

from archive.content.ledger import UNPLACED, LedgerEntry

GONE = "its source no longer has it"
REMOVED = "removed by its author or the blog"
SOMEWHERE = " somewhere in the file"
"""Follows the kind of characters if nobody knows which record they are in."""
AS_DECIDED = ", as decided; "
"""Ends what a keeper decided, in the reason of an entry; behind it is where the passage is in its source."""


def is_settled(entry: LedgerEntry) -> bool:
    """Return True for an unplaced passage that a keeper has settled."""
    return entry.kind == UNPLACED and entry.outcome != "quarantined"


def is_placed(entry: LedgerEntry) -> bool:
    """Return True for a passage that import has put into a post or comment."""
    return entry.kind == UNPLACED and entry.outcome == "published"


def where_found(entry: LedgerEntry) -> str:
    """Return where a settled passage is in its source."""
    return (entry.reason or "").partition(AS_DECIDED)[2]


def decided_about(entry: LedgerEntry) -> str:
    """Return what a keeper decided about a settled passage, such as "boilerplate"."""
    return (entry.reason or "").partition(AS_DECIDED)[0]
