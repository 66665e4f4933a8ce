"""The pages about quotations: `/quotations/` with what is quoted most, and for each year all that quotes or is quoted.

The rule: no page grows without limit. A year is split into pages from its oldest entry on, so that a new one changes
only the last page; a long list in an entry ends with a link to the page of the post, which names all.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain, groupby

from archive.pages.charts import QuotationsChart, quotations_chart
from archive.pages.lists import ListPage
from archive.pages.paging import paginate, with_pager
from archive.pages.quotations.notes import SECTION
from archive.pages.quotations.relations import NamedText, Order, Role, Side, Web
from archive.pages.views import PostView

_LONGEST_LIST = 12
"""Texts of one list."""
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
    chart: QuotationsChart | None = None

    def drawn(self, years: tuple[int, int]) -> EntryView:
        """The entry with those that quote it only, and a drawing of them if there is enough to see."""
        lists = tuple(each for each in self.lists if each.role == "quoted")
        return replace(self, lists=lists, chart=quotations_chart(self.text, self.quoting, years))


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


ADDRESS = "/quotations/"
_MOST_QUOTED = 40


def quotation_pages(posts: Sequence[PostView], webs: Mapping[str, Web]) -> Iterator[ListPage]:
    """All of them. `posts` are those of the archive, `webs` those of the texts on their pages (`quotation_webs`)."""
    entries = sorted(filter(None, map(entry, webs.values())), key=lambda each: each.text.order)
    by_year = {year: list(group) for year, group in groupby(entries, key=lambda each: each.text.year)}
    values = {
        "most_quoted": _most_quoted(entries, _years(posts, entries)),
        "totals": _totals(webs.values()),
        "years": [{"year": year, "url": _year_url(year), "count": len(group)} for year, group in by_year.items()],
    }
    yield ListPage(ADDRESS, "quotations", values)
    pages = [
        (year, page)
        for year, group in by_year.items()
        for page in paginate(group, _year_url(year), title=str(year or "Undated"))
    ]
    for (year, page), (_, shown) in zip(pages, with_pager([page for _, page in pages]), strict=True):
        yield ListPage(page.url, "quotations", {"period": str(year or "undated texts"), **shown})


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
    """The entries that most texts quote, those first that are quoted by most."""
    quoted = sorted((each for each in entries if each.quoting), key=lambda each: (-len(each.quoting), each.text.order))
    return [each.drawn(years) for each in quoted[:_MOST_QUOTED]]


def _year_url(year: int | None) -> str:
    return f"{ADDRESS}{year or 'undated'}/"
