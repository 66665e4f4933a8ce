"""Whether the ledger adds up: every word and every record has one end, and every reply its post.

The rule: records in, plain lines out; no file is looked at.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from archive.content.ledger import NAME, Record
from archive.model import KINDS

_OUTCOMES = ("published", "merged", "left-out", "quarantined")
_TEXTS = (*KINDS, "comment")
"""Kinds of records of which no two begin at one place; others may, if they were left out for different reasons."""
_CURE = "restore it from a copy, or import again"


def sum_problems(records: Sequence[Record]) -> Iterator[str]:
    """One plain line for everything that does not add up."""
    for record in records:
        yield from (f"{NAME}: {_called(record)}: {what}; {_CURE}" for what in _wrong(record))
    for what, count in _repeated(records):
        yield f"{NAME}: {what} stands there {count} times; {_CURE}"


def unanswered(records: Sequence[Record]) -> Iterator[str]:
    """One plain line for each reply to a comment that no source has. That is no fault: it may be lost for good."""
    known = {record.ref for record in records}
    for ref, parent in sorted({(record.ref, record.parent) for record in records if record.parent}):
        if parent not in known:
            yield f"{ref} answers {parent.partition('#')[2]}, which is in no source"


def _called(record: Record) -> str:
    return record.ref if record.ref.startswith(record.source) else f"{record.ref} from {record.source}"


def _wrong(record: Record) -> Iterator[str]:
    left_out = record.words_left_out or {}
    if any(type(count) is not int or count < 1 or not reason for reason, count in left_out.items()):
        yield "words are left out without a number or a reason"
    elif record.words_in != record.words_kept + sum(left_out.values()):
        yield f"{record.words_in} words came in, {record.words_kept} were kept and {sum(left_out.values())} left out"
    if record.outcome not in _OUTCOMES:
        yield f"“{record.outcome}” is no outcome"
    elif record.outcome != "published" and not record.reason:
        yield f"it is {record.outcome} without a reason"
    if record.outcome in ("published", "merged") and not record.file:
        yield f"it is {record.outcome} and in no file"
    if record.parent and record.parent.partition("#")[0] != record.ref.partition("#")[0]:
        yield f"it answers {record.parent}, under another post"


def _repeated(records: Sequence[Record]) -> Iterator[tuple[str, int]]:
    """What stands in the ledger more than once, in words, and how often."""
    places = Counter((r.source, r.sha256, r.lines, r.kind, None if r.kind in _TEXTS else r.reason) for r in records)
    shown = Counter(record.ref for record in records if record.outcome == "published")
    for (source, _, lines, kind, _), count in places.items():
        if count > 1:
            yield f"the {kind} {_at(lines)}of {source}", count
    for ref, count in shown.items():
        if count > 1:
            yield f"{ref}, as published,", count


def _at(lines: tuple[int, int] | None) -> str:
    return f"at {lines[0]}-{lines[1]} " if lines else ""
