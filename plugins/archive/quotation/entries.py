"""A text in the lists of quotation, with the texts that it quotes or that quote it.

Everything here is plain text, to be escaped by the template; addresses begin at the root of the site. The rule: a long
list ends with a link to the page of its text, which names all.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from html import escape

from archive.pages.quotations.chart import DrawingView, drawing
from archive.pages.quotations.notes import SECTION
from archive.pages.quotations.relations import NamedText, Order, Role, Side, Web

_LONGEST_LIST = 12
"""Texts of one list."""
_ENTRY_SIZE, _LIST_SIZE, _LINK_SIZE = 220, 150, 190
"""Bytes of markup around an entry, its drawing aside, around a list and around one text of it, rounded up."""
_LISTS: tuple[tuple[str, tuple[Role, ...]], ...] = (
    ("Quotes", ("from",)),
    ("Quoted by", ("quoted",)),
    ("Also in", ("also", "earlier", "later")),
)
"""How the heading of a list begins, and what the texts of it are to the other."""


@dataclass(frozen=True)
class OtherView:
    """A text that shares passages with another."""

    text: NamedText
    url: str
    """Of the first of the passages, in that text."""
    words: int
    passages: int


@dataclass(frozen=True)
class OthersView:
    """The texts that are one thing to another, in order of time."""

    role: Role
    """"from", "quoted" or "also"."""
    heading: str
    """"Quoted by 3 texts"."""
    texts: tuple[OtherView, ...]
    more: int
    """How many are not listed here."""


@dataclass(frozen=True)
class EntryView:
    """A text and those that quote it or that it quotes."""

    text: NamedText
    all_url: str
    """Where its page lists all passages."""
    lists: tuple[OthersView, ...]
    quoting: tuple[NamedText, ...]
    """All texts that quote it, in order of time."""
    drawing: DrawingView | None = None

    @property
    def size(self) -> int:
        """About how many bytes of a page it takes, rather more than fewer."""
        others = sum(_LINK_SIZE + len(other.url) + _size(other.text) for each in self.lists for other in each.texts)
        drawn = self.drawing.size if self.drawing else 0
        lists = len(self.lists) * (_LIST_SIZE + len(self.all_url))
        return _ENTRY_SIZE + len(self.text.url) + _size(self.text) + lists + others + drawn

    def drawn(self, years: tuple[int, int]) -> EntryView:
        """The entry with those that quote it only, and a drawing of them if there is enough to see."""
        lists = tuple(each for each in self.lists if each.role == "quoted")
        return replace(self, lists=lists, drawing=drawing(self.text, self.quoting, years))


def entry(web: Web) -> EntryView | None:
    """The text of `web` as lists have it; None if it shares nothing with another text."""
    lists = tuple(filter(None, (_others(begins, web.sides, roles) for begins, roles in _LISTS)))
    quoting = {side.there for side in web.sides if side.role == "quoted"}
    all_url = f"{web.text.page}#{SECTION}"
    return EntryView(web.text, all_url, lists, tuple(sorted(quoting, key=_time))) if lists else None


def _others(begins: str, sides: Iterable[Side], roles: Sequence[Role]) -> OthersView | None:
    texts = sorted(_by_text(side for side in sides if side.role in roles), key=lambda other: _time(other.text))
    if not texts:
        return None
    heading = f"{begins} {len(texts):,} {'text' if len(texts) == 1 else 'texts'}"
    shown = tuple(texts[:_LONGEST_LIST])
    return OthersView(roles[0], heading, shown, len(texts) - len(shown))


def _by_text(sides: Iterable[Side]) -> Iterator[OtherView]:
    """Each other text once, with all it shares with this one."""
    by_text: defaultdict[NamedText, list[Side]] = defaultdict(list)
    for side in sides:
        by_text[side.there].append(side)
    for text, found in by_text.items():
        url = f"{text.page}#{text.place(min(side.there_span for side in found)[0])}"
        yield OtherView(text, url, sum(side.words for side in found), len(found))


def _time(text: NamedText) -> Order:
    return text.order


def _size(text: NamedText) -> int:
    return len(escape(text.title + text.comment).encode())
