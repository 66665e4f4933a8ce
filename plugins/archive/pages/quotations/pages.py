"""The pages about quotation: `/quotations/` with the most quoted texts, and for each year all that quotes or is quoted.

Values in, values out, as in `listings`. The rule: no page grows without end. A year is parted where its page would get
too large, numbered from its oldest text, so that a new text changes the last part only.

A text in the lists of quotation, with the texts that it quotes or that quote it.

Everything here is plain text, to be escaped by the template; addresses begin at the root of the site. The rule: a long
list ends with a link to the page of its text, which names all.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from html import escape
from itertools import chain, groupby

from archive.pages.lists import ListPage
from archive.pages.paging import parted
from archive.pages.quotations.chart import DrawingView, drawing
from archive.pages.quotations.notes import SECTION
from archive.pages.quotations.relations import NamedText, Order, Role, Side, Web
from archive.pages.views import PostView

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


ADDRESS = "/quotations/"
_MOST_QUOTED = 40


@dataclass(frozen=True)
class _Part:
    """One page of a year."""

    year: int | None
    number: int
    of: int
    entries: tuple[EntryView, ...]

    @property
    def url(self) -> str:
        return _year_url(self.year) + (f"{self.number}/" if self.number > 1 else "")

    @property
    def link(self) -> dict[str, str]:
        part = f", page {self.number}" if self.of > 1 else ""
        return {"url": self.url, "text": f"{self.year or 'Undated'}{part}"}


def quotation_pages(posts: Sequence[PostView], webs: Mapping[str, Web]) -> Iterator[ListPage]:
    """All of them. `posts` are those of the archive, `webs` those of the texts on their pages (`quotation_webs`)."""
    entries = sorted(filter(None, map(entry, webs.values())), key=lambda each: each.text.order)
    parts = list(_parts(entries))
    values = {
        "most_quoted": _most_quoted(entries, _years(posts, entries)),
        "totals": _totals(webs.values()),
        "years": _year_links(parts),
    }
    yield ListPage(ADDRESS, "quotations", values)
    for before, part, after in zip([None, *parts], parts, [*parts[1:], None], strict=False):
        yield _part_page(part, before, after)


def _years(posts: Iterable[PostView], entries: Iterable[EntryView]) -> tuple[int, int]:
    """The first and the last year of the archive; zeros if no text has a date."""
    years = {year for year in chain((post.year for post in posts), (each.text.year for each in entries)) if year}
    return (min(years), max(years)) if years else (0, 0)


def _totals(webs: Iterable[Web]) -> dict[str, int]:
    """What there is in all. Of a passage whose source is not known both sides say so, or the later one."""
    roles = [[side.role for side in web.sides] for web in webs]
    each = list(chain.from_iterable(roles))
    return {
        "quotations": each.count("quoted"),
        "quoted": sum("quoted" in found for found in roles),
        "quoting": sum("from" in found for found in roles),
        "unknown": each.count("also") // 2 + each.count("earlier"),
    }


def _most_quoted(entries: Iterable[EntryView], years: tuple[int, int]) -> list[EntryView]:
    """As many as a page holds, those that most texts quote first."""
    quoted = sorted((each for each in entries if each.quoting), key=lambda each: (-len(each.quoting), each.text.order))
    drawn = [each.drawn(years) for each in quoted[:_MOST_QUOTED]]
    return next(parted(drawn), [])


def _parts(entries: Iterable[EntryView]) -> Iterator[_Part]:
    """The pages of all years, the undated last. `entries` are in order of time."""
    for year, group in groupby(entries, key=lambda each: each.text.year):
        pages = list(parted(group))
        yield from (_Part(year, number, len(pages), tuple(page)) for number, page in enumerate(pages, 1))


def _year_links(parts: Iterable[_Part]) -> list[dict[str, object]]:
    """Each year, None for no year, with the number of its texts."""
    counts: Counter[int | None] = Counter()
    for part in parts:
        counts[part.year] += len(part.entries)
    return [{"year": year, "url": _year_url(year), "count": count} for year, count in counts.items()]


def _part_page(part: _Part, before: _Part | None, after: _Part | None) -> ListPage:
    values = {
        "period": str(part.year) if part.year else "undated texts",
        "number": part.number if part.of > 1 else None,
        "entries": part.entries,
        "older": before.link if before else None,
        "newer": after.link if after else None,
    }
    return ListPage(part.url, "quotations", values)


def _year_url(year: int | None) -> str:
    return f"{ADDRESS}{year or 'undated'}/"
