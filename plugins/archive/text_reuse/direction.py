"""Which of two texts is the source of what they share, and why we say so. What is not known is said to be unknown."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from archive.text_reuse.model import QUOTES_A_THIRD_PARTY, Direction

NAPO_KINDS = ("mailout", "page")
"""Kinds that are quoted by posts and comments, and that quote none of them."""
Verdict = tuple[Direction, str]


@dataclass(frozen=True)
class PassageContext:
    """What counts of a text, and of the passage in it."""

    ref: str
    kind: str
    day: date | None
    instant: datetime | None
    parent: str | None
    quoted: bool
    """The text says right there that the words are somebody else's."""
    after_introduction: bool = False
    """It says further up that somebody else speaks from there on."""
    carries_mailout: bool = False
    """See `Text.carries`."""


def direction(one: PassageContext, other: PassageContext) -> Verdict:
    """Who is the source: by the thread, by the kind, then by date."""
    for rule in (_one_text, _own_thread, _by_kind, _by_date):
        verdict = rule(one, other)
        if verdict:
            return verdict
    return "unknown", "the day of one of them is not known, or they are of the same day"


def _one_text(one: PassageContext, other: PassageContext) -> Verdict | None:
    return ("unknown", "the text has it twice") if one.ref == other.ref else None


def _own_thread(one: PassageContext, other: PassageContext) -> Verdict | None:
    if other.parent == one.ref:
        return "one", "a comment quotes the post it stands under"
    if one.parent == other.ref:
        return "other", "a comment quotes the post it stands under"
    return None


def _by_kind(one: PassageContext, other: PassageContext) -> Verdict | None:
    papers = one.kind in NAPO_KINDS, other.kind in NAPO_KINDS
    if papers == (True, False) and not _later(one, other):
        return "one", f"a {one.kind} is quoted by a {other.kind}"
    if papers == (False, True) and not _later(other, one):
        return "other", f"a {other.kind} is quoted by a {one.kind}"
    return None


def _by_date(one: PassageContext, other: PassageContext) -> Verdict | None:
    if _later(other, one):
        return _earlier(one, "one")
    return _earlier(other, "other") if _later(one, other) else None


def _earlier(place: PassageContext, side: Direction) -> Verdict:
    if place.carries_mailout:
        return side, "it is earlier, and carries a mailout of the union"
    if place.quoted:
        return "unknown", "the earlier text itself quotes it: both quote a source that is not known"
    return side, QUOTES_A_THIRD_PARTY if place.after_introduction else "it is earlier"


def _later(one: PassageContext, other: PassageContext) -> bool:
    """True if `one` is known to be later than `other`."""
    if one.instant and other.instant:
        return one.instant > other.instant
    return bool(one.day and other.day and one.day > other.day)
