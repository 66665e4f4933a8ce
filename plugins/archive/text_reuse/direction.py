"""Decide which of two texts is the source of a passage, and give the reason. It may be unknown; we never guess."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from archive.text_reuse.model import QUOTES_A_THIRD_PARTY, Direction

NAPO_KINDS = ("mailout", "page")
"""Kinds of text that Napo publishes: posts and comments quote them, they quote no posts or comments."""
_Answer = tuple[Direction, str]


@dataclass(frozen=True)
class PassageContext:
    """What matters about a text, and about the words before the passage in it."""

    ref: str
    kind: str
    day: date | None
    instant: datetime | None
    parent: str | None
    introduced: bool
    """The text says right before the passage that the words are somebody else's."""
    after_introduction: bool = False
    """It says so further up, and does not end the quotation."""
    carries_mailout: bool = False
    """See `ComparableText.carries_mailout`."""


def direction(one: PassageContext, other: PassageContext) -> _Answer:
    """Return the source and why: by thread, then by kind, then by date."""
    for rule in (_within_one_text, _within_one_thread, _by_kind, _by_date):
        answer = rule(one, other)
        if answer:
            return answer
    return "unknown", "the day of one is unknown, or both are of the same day"


def _within_one_text(one: PassageContext, other: PassageContext) -> _Answer | None:
    return ("unknown", "the text has it twice") if one.ref == other.ref else None


def _within_one_thread(one: PassageContext, other: PassageContext) -> _Answer | None:
    if other.parent == one.ref:
        return "one", "a comment quotes its own post"
    if one.parent == other.ref:
        return "other", "a comment quotes its own post"
    return None


def _by_kind(one: PassageContext, other: PassageContext) -> _Answer | None:
    by_napo = one.kind in NAPO_KINDS, other.kind in NAPO_KINDS
    if by_napo == (True, False) and not _later(one, other):
        return "one", f"a {one.kind} is quoted by a {other.kind}"
    if by_napo == (False, True) and not _later(other, one):
        return "other", f"a {other.kind} is quoted by a {one.kind}"
    return None


def _by_date(one: PassageContext, other: PassageContext) -> _Answer | None:
    if _later(other, one):
        return _earlier(one, "one")
    return _earlier(other, "other") if _later(one, other) else None


def _earlier(context: PassageContext, side: Direction) -> _Answer:
    if context.carries_mailout:
        return side, "it is earlier, and reproduces a mailout of Napo's"
    if context.introduced:
        return "unknown", "the earlier text quotes it too: both quote an unknown source"
    return side, QUOTES_A_THIRD_PARTY if context.after_introduction else "it is earlier"


def _later(one: PassageContext, other: PassageContext) -> bool:
    """Return True if `one` is known to be later than `other`."""
    if one.instant and other.instant:
        return one.instant > other.instant
    return bool(one.day and other.day and one.day > other.day)
