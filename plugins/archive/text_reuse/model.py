"""What goes in and what comes out: texts, the passages they share, and the words that belong to nobody."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

Span = tuple[int, int]
"""Offset of the first word and of the word after the last one. A word is what `Text.words` has."""

Direction = Literal["one", "other", "unknown"]


QUOTES_A_THIRD_PARTY = "it is earlier, and quotes somebody itself"
"""The reason of a passage whose earlier text says, but long before it, that somebody else speaks from there on: whether
the words are still theirs is not known, nor who they are; that readers find them there first is."""


@dataclass(frozen=True)
class ComparableText:
    """A post, mailout, page or comment, as readers see it."""

    ref: str
    """Names the text; no two texts of an archive have the same."""
    words: tuple[str, ...]
    """`rendering.to_text(body).split()`: everything between white space counts as one word, a lone dash, bullet or
    ellipsis too; a title does not belong to it. Spans are offsets into this tuple, from 0. Words that are not shown are
    "": they keep the places of the others, are not counted, and no passage starts or ends with one."""
    day: date | None = None
    """The day it was published in the blog's own zone."""
    instant: datetime | None = None
    """Aware, UTC, where known."""
    kind: str = "post"
    """"comment" or one of `model.KINDS`."""
    parent: str | None = None
    """Of a comment the `ref` of its post."""
    breaks: tuple[int, ...] = ()
    """Offsets of the words before which a separator stands, which is no word: what was introduced there ends."""

    carries_mailout: bool = False
    """True of a post that stands for a mailout which the archive has nowhere else: its words are the union's."""

    @property
    def thread(self) -> str:
        """A post and its comments are one thread: what all of them say is said in one place."""
        return self.parent or self.ref


@dataclass(frozen=True)
class Passage:
    """Words that stand in two places, in one text or in two."""

    one: str
    """Ref of the text whose ref sorts first."""
    one_span: Span
    other: str
    """The same as `one` where a text has the passage twice, apart; then `one_span` comes first."""
    other_span: Span
    words: int
    """Of the shorter side; those that are not shown do not count, nor do dashes and the like beside them."""
    score: float
    """2 × equal / all, of the `text.tokens` of both spans, to four places; what an ellipsis leaves out does not count.
    1.0 if and only if all others are equal."""
    direction: Direction
    """Which of the two is the source, if that is known; with the reason CARRIED, which is the earlier one."""
    reason: str
    """Why, in words for readers of a report."""

    @property
    def source(self) -> str | None:
        """Ref of the text that is quoted; None if that is not known."""
        return (
            None if self.reason == QUOTES_A_THIRD_PARTY else {"one": self.one, "other": self.other}.get(self.direction)
        )


@dataclass(frozen=True)
class Boilerplate:
    """Words that stand in many threads, or in a form that was filled in twice; no text quotes the other."""

    places: tuple[tuple[str, Span], ...]
    threads: int
    """In how many threads the words stand."""
    reason: str


@dataclass(frozen=True)
class TextReuse:
    """All that a set of texts shares, in an order that does not depend on theirs."""

    passages: tuple[Passage, ...]
    boilerplate: tuple[Boilerplate, ...]
