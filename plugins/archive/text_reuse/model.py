"""What goes into the search for shared passages and what comes out of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

import msgspec

Span = tuple[int, int]
"""Offsets of the first word and of the word after the last, counted in `ComparableText.words`."""

Direction = Literal["one", "other", "unknown"]


QUOTES_A_THIRD_PARTY = "it is earlier, and quotes somebody itself"
"""The reason of a passage whose earlier text says, long before the passage, that it quotes somebody. Nobody can tell
whether that quotation still goes on, so the source is unknown; readers find the words there first all the same."""


class ComparableText(msgspec.Struct, frozen=True, gc=False, array_like=True):
    """A post, mailout, page or comment, as readers see it.

    A struct, because an index of 78,000 is read from the cache in 0.02 s; as dataclasses it takes 0.2 s (2026-12-01).
    """

    ref: str
    """Unique in an archive."""
    words: tuple[str, ...]
    """The body split at white space (`render.to_words`), without the title. A lone dash, bullet or ellipsis is a word
    too. Hidden words are "": they keep the offsets of the others, but don't count, and no passage starts or ends with
    one."""
    day: date | None = None
    """The day of publication in the blog's time zone."""
    instant: datetime | None = None
    """The time of publication in UTC, if known."""
    kind: str = "post"
    """"comment" or one of `model.KINDS`."""
    parent: str | None = None
    """The ref of the post, if this is a comment."""
    breaks: tuple[int, ...] = ()
    """Offsets of the words that follow a separator. A separator is not a word; it ends what was introduced before."""
    carries_mailout: bool = False
    """True for a post that reproduces a mailout missing from the archive: its words are Napo's."""
    length: int = 0
    """How many words it has, if an index holds it without them."""

    @property
    def thread(self) -> str:
        """The ref of the post: a post and its comments count as one place."""
        return self.parent or self.ref


@dataclass(frozen=True)
class Passage:
    """Words that two texts share, or that one text has twice."""

    one: str
    """The ref that sorts first."""
    one_span: Span
    other: str
    """The same as `one` if a text has the passage twice; then `one_span` comes first."""
    other_span: Span
    words: int
    """Words of the shorter side, without hidden ones and the dashes beside them."""
    score: float
    """2 × equal / all tokens of both sides (`text.tokens`), to four places, without what an ellipsis leaves out. 1.0
    only if all others are equal."""
    direction: Direction
    """Which side is the source, if known. With the reason QUOTES_A_THIRD_PARTY, which side is earlier."""
    reason: str
    """Why, for readers of a report."""

    @property
    def source(self) -> str | None:
        """The ref of the text that is quoted; None if unknown."""
        if self.reason == QUOTES_A_THIRD_PARTY:
            return None
        return {"one": self.one, "other": self.other}.get(self.direction)


@dataclass(frozen=True)
class Boilerplate:
    """Words that appear in many threads, or in a form that was filled in twice; not a quotation."""

    places: tuple[tuple[str, Span], ...]
    threads: int
    """How many threads have these words."""
    reason: str


@dataclass(frozen=True)
class TextReuse:
    """Everything that a set of texts shares, in an order that does not depend on theirs."""

    passages: tuple[Passage, ...]
    boilerplate: tuple[Boilerplate, ...]
