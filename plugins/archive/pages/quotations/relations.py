"""Say how each text shares passages with others, from the point of view of each of the two.

The rule: a text is named by what is known of it, and a source is named only where the engine found one. Otherwise the
words are "also" in the other text, or "earlier" there if the earlier text is not known to be their source.
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
"""What the other text is to this one: its source ("from"), a text that quotes it ("quoted"), an earlier or a later text
with the same words, one whose direction is unknown ("also"), or another place in the same text ("again")."""


TimeOrder = tuple[bool, int, int, int, bool, str]
"""Sorts texts by time."""


@dataclass(frozen=True)
class NamedText:
    """A post, mailout, page or comment, as other pages name it. All fields are plain text."""

    ref: str
    kind: str
    """"comment" or one of model.KINDS."""
    page: str
    """Path of its page, from the root of the site."""
    title: str
    """Of the page."""
    comment: str = ""
    """For a comment: "a comment by Jim" or "comment 3"; otherwise empty."""
    anchor: str = ""
    """For a comment: its id on the page, "c123"."""
    day: date | None = None
    """None if unknown, as is the month."""
    month: tuple[int, int] | None = None
    """Year and month."""

    def place(self, start: int) -> str:
        """Return the id of the passage that starts with word `start`, which is unique on the page."""
        return f"{self.anchor}-w{start}" if self.anchor else f"w{start}"

    @property
    def url(self) -> str:
        """From the root of the site."""
        return f"{self.page}#{self.anchor}" if self.anchor else self.page

    @property
    def year(self) -> int | None:
        """The year it was written, or None."""
        return self.month[0] if self.month else None

    @property
    def date_iso(self) -> str:
        """The day as "2021-11-12", or an empty string."""
        return self.day.isoformat() if self.day else ""

    @property
    def date_text(self) -> str:
        """The day as "12 November 2021", or as much of it as is known."""
        if not self.month:
            return "undated"
        month = f"{MONTHS[self.month[1] - 1]} {self.month[0]}"
        return f"{self.day.day} {month}" if self.day else month

    @property
    def order(self) -> TimeOrder:
        """Sort key: by time, undated texts last, and comments after other texts of the same day."""
        year, month = self.month or (0, 0)
        return self.month is None, year, month, self.day.day if self.day else 0, bool(self.comment), self.ref


@dataclass(frozen=True)
class PassageEnd:
    """A shared passage, from the point of view of one of the two texts."""

    here: NamedText
    span: Span
    there: NamedText
    there_span: Span
    role: Role
    words: int
    """Number of words in common."""

    @property
    def within_page(self) -> bool:
        """True if both texts are on the same page."""
        return self.here.page == self.there.page

    @property
    def url(self) -> str:
        """Link to the passage in the other text: from the root of the site, or "#…" on the same page."""
        place = f"#{self.there.place(self.there_span[0])}"
        return place if self.within_page else self.there.page + place


@dataclass(frozen=True)
class TextLinks:
    """A text and the passages it shares with others, in the order of the text."""

    text: NamedText
    ends: tuple[PassageEnd, ...]


def links_by_text(texts: Mapping[str, NamedText], passages: Iterable[Passage]) -> dict[str, TextLinks]:
    """Return the links of each text that shares a passage, sorted by ref.

    `texts` are those that have a page, by ref; passages of other texts are ignored.
    """
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
    """Return what the other text is to each of the two."""
    if passage.one == passage.other:
        return "again", "again"
    if passage.direction == "unknown":
        return "also", "also"
    of_source, of_copy = _DIRECTED[passage.reason == QUOTES_A_THIRD_PARTY]
    return (of_source, of_copy) if passage.direction == "one" else (of_copy, of_source)


_DIRECTED: dict[bool, tuple[Role, Role]] = {False: ("quoted", "from"), True: ("later", "earlier")}
"""Roles seen from the earlier and from the later text. Key: whether the earlier text quotes a third party itself, in
which case it is not called the source."""
