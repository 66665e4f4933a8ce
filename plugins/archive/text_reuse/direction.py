"""Decide which of two texts is the source of a passage, and give the reason. It may be unknown; we never guess."""

from __future__ import annotations

from typing import NamedTuple

from archive.text_reuse.introductions import Introduction
from archive.text_reuse.model import QUOTES_A_THIRD_PARTY, ComparableText, Direction

NAPO_KINDS = ("mailout", "page")
"""Kinds of text that Napo publishes: posts and comments quote them, they quote no posts or comments."""
_Answer = tuple[Direction, str]


class PassageContext(NamedTuple):
    """A text, and what its words before the passage say."""

    text: ComparableText
    introduction: int
    """Bits of `introductions.Introduction`."""


def direction(one: PassageContext, other: PassageContext) -> _Answer:
    """Return the source and why: by thread, then by kind, then by date."""
    for rule in (_within_one_text, _within_one_thread, _by_kind, _by_date):
        answer = rule(one, other)
        if answer:
            return answer
    return "unknown", "the day of one is unknown, or both are of the same day"


def _within_one_text(one: PassageContext, other: PassageContext) -> _Answer | None:
    return ("unknown", "the text has it twice") if one.text.ref == other.text.ref else None


def _within_one_thread(one: PassageContext, other: PassageContext) -> _Answer | None:
    if other.text.parent == one.text.ref:
        return "one", "a comment quotes its own post"
    if one.text.parent == other.text.ref:
        return "other", "a comment quotes its own post"
    return None


def _by_kind(one: PassageContext, other: PassageContext) -> _Answer | None:
    by_napo = one.text.kind in NAPO_KINDS, other.text.kind in NAPO_KINDS
    if by_napo == (True, False) and not _later(one, other):
        return "one", f"a {one.text.kind} is quoted by a {other.text.kind}"
    if by_napo == (False, True) and not _later(other, one):
        return "other", f"a {other.text.kind} is quoted by a {one.text.kind}"
    return None


def _by_date(one: PassageContext, other: PassageContext) -> _Answer | None:
    if _later(other, one):
        return _earlier(one, "one")
    return _earlier(other, "other") if _later(one, other) else None


def _earlier(context: PassageContext, side: Direction) -> _Answer:
    if context.text.carries_mailout:
        return side, "it is earlier, and reproduces a mailout of Napo's"
    if context.introduction & Introduction.NEAR:
        return "unknown", "the earlier text quotes it too: both quote an unknown source"
    return side, QUOTES_A_THIRD_PARTY if context.introduction & Introduction.EARLIER else "it is earlier"


def _later(one: PassageContext, other: PassageContext) -> bool:
    """Return True if `one` is known to be later than `other`."""
    if one.text.instant and other.text.instant:
        return one.text.instant > other.text.instant
    return bool(one.text.day and other.text.day and one.text.day > other.text.day)
