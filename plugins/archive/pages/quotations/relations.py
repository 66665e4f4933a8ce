"""Who quotes whom: every text that shares a passage with another, what it is called, and each passage from its end.

The rule: a text is named by what is known of it. Who quotes whom is said only where the engine says it; else the words
stand "also" there, or "earlier" where the earlier text is not known to be their source.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from archive.text import MONTHS
from archive.text_reuse import QUOTES_A_THIRD_PARTY, Passage, Span

Role = Literal["from", "quoted", "earlier", "later", "also", "again"]
"""What the other place is to this one: its source, a text that quotes it, an earlier or later text with the same
words, one of which that is not known, or another place in the same text."""


TimeOrder = tuple[bool, int, int, int, bool, str]


@dataclass(frozen=True)
class NamedText:
    """A text as others call it. All is plain text."""

    ref: str
    kind: str
    """"comment" or one of model.KINDS."""
    page: str
    """Address of its page, from the root of the site."""
    title: str
    """Of the page."""
    comment: str = ""
    """What a comment is called: "a comment by Jim", "comment 3"; empty for other texts."""
    anchor: str = ""
    """Of a comment: "c123"."""
    day: date | None = None
    """The day it was written, if known."""
    month: tuple[int, int] | None = None
    """Year and month, if known."""

    def place(self, start: int) -> str:
        """The id of the passage that begins with word `start`; no two places of a page have the same."""
        return f"{self.anchor}-w{start}" if self.anchor else f"w{start}"

    @property
    def url(self) -> str:
        """From the root of the site."""
        return f"{self.page}#{self.anchor}" if self.anchor else self.page

    @property
    def year(self) -> int | None:
        """The year it was written, if known."""
        return self.month[0] if self.month else None

    @property
    def date_iso(self) -> str:
        """The day, "2021-11-12", or empty."""
        return self.day.isoformat() if self.day else ""

    @property
    def date_text(self) -> str:
        """The day, "12 November 2021", or how much of it is known."""
        if not self.month:
            return "undated"
        month = f"{MONTHS[self.month[1] - 1]} {self.month[0]}"
        return f"{self.day.day} {month}" if self.day else month

    @property
    def order(self) -> TimeOrder:
        """Sorts by time, the undated last; of one day comments come last."""
        year, month = self.month or (0, 0)
        return self.month is None, year, month, self.day.day if self.day else 0, bool(self.comment), self.ref


@dataclass(frozen=True)
class PassageEnd:
    """A passage as one of its two places has it."""

    here: NamedText
    span: Span
    there: NamedText
    there_span: Span
    role: Role
    words: int
    """How many the two places have in common."""

    @property
    def within_page(self) -> bool:
        """True if both places are on one page."""
        return self.here.page == self.there.page

    @property
    def url(self) -> str:
        """The other place, from the root of the site; from the page itself where it is there."""
        place = f"#{self.there.place(self.there_span[0])}"
        return place if self.within_page else self.there.page + place


@dataclass(frozen=True)
class TextLinks:
    """A text and all it shares with others, in the order in which the passages begin."""

    text: NamedText
    ends: tuple[PassageEnd, ...]


def links_by_text(texts: Mapping[str, NamedText], passages: Iterable[Passage]) -> dict[str, TextLinks]:
    """The links of all texts that share something, by ref, sorted by it. `texts` are those that have a page, by ref; a
    passage of any other is left out."""
    ends: defaultdict[str, list[PassageEnd]] = defaultdict(list)
    for passage in passages:
        if passage.one in texts and passage.other in texts:
            for end in _ends(passage, texts):
                ends[end.here.ref].append(end)
    return {ref: TextLinks(texts[ref], tuple(sorted(ends[ref], key=_by_place))) for ref in sorted(ends)}


def _by_place(end: PassageEnd) -> tuple[Span, TimeOrder, Span]:
    return end.span, end.there.order, end.there_span


def _ends(passage: Passage, texts: Mapping[str, NamedText]) -> Iterator[PassageEnd]:
    one, other = texts[passage.one], texts[passage.other]
    for_one, for_other = _roles(passage)
    yield PassageEnd(one, passage.one_span, other, passage.other_span, for_one, passage.words)
    yield PassageEnd(other, passage.other_span, one, passage.one_span, for_other, passage.words)


def _roles(passage: Passage) -> tuple[Role, Role]:
    """What the other place is to each of the two."""
    if passage.one == passage.other:
        return "again", "again"
    if passage.direction == "unknown":
        return "also", "also"
    of_source, of_copy = _DIRECTED[passage.reason == QUOTES_A_THIRD_PARTY]
    return (of_source, of_copy) if passage.direction == "one" else (of_copy, of_source)


_DIRECTED: dict[bool, tuple[Role, Role]] = {False: ("quoted", "from"), True: ("later", "earlier")}
"""For the source and for the other: what is earlier and quotes somebody itself is not called the source."""
