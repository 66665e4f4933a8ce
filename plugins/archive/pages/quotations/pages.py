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
from archive.pages.quotations.relations import NamedText, PassageEnd, Role, TextLinks, TimeOrder
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
class LinkedText:
    """A text that shares passages with another."""

    text: NamedText
    url: str
    """Of the first of the passages, in that text."""
    words: int
    passages: int


@dataclass(frozen=True)
class LinkedTexts:
    """The texts that are one thing to another, in order of time."""

    role: Role
    """"from", "quoted" or "also"."""
    heading: str
    """"Quoted by 3 texts"."""
    texts: tuple[LinkedText, ...]
    more: int
    """How many are not listed here."""


@dataclass(frozen=True)
class QuotationEntry:
    """A text and those that quote it or that it quotes."""

    text: NamedText
    all_url: str
    """Where its page lists all passages."""
    lists: tuple[LinkedTexts, ...]
    quoting: tuple[NamedText, ...]
    """All texts that quote it, in order of time."""
    chart: QuotationsChart | None = None

    def drawn(self, years: tuple[int, int]) -> QuotationEntry:
        """The entry with those that quote it only, and a drawing of them if there is enough to see."""
        lists = tuple(each for each in self.lists if each.role == "quoted")
        return replace(self, lists=lists, chart=quotations_chart(self.text, self.quoting, years))


def entry(links: TextLinks) -> QuotationEntry | None:
    """The text of `links` as lists have it; None if it shares nothing with another text."""
    lists = tuple(filter(None, (_others(begins, links.ends, roles) for begins, roles in _LISTS)))
    quoting = {end.there for end in links.ends if end.role == "quoted"}
    all_url = f"{links.text.page}#{SECTION}"
    return QuotationEntry(links.text, all_url, lists, tuple(sorted(quoting, key=_time))) if lists else None


def _others(begins: str, ends: Iterable[PassageEnd], roles: Sequence[Role]) -> LinkedTexts | None:
    texts = sorted(_by_text(end for end in ends if end.role in roles), key=lambda other: _time(other.text))
    if not texts:
        return None
    heading = f"{begins} {len(texts):,} {'text' if len(texts) == 1 else 'texts'}"
    shown = tuple(texts[:_LONGEST_LIST])
    return LinkedTexts(roles[0], heading, shown, len(texts) - len(shown))


def _by_text(ends: Iterable[PassageEnd]) -> Iterator[LinkedText]:
    """Each other text once, with all it shares with this one."""
    by_text: defaultdict[NamedText, list[PassageEnd]] = defaultdict(list)
    for end in ends:
        by_text[end.there].append(end)
    for text, found in by_text.items():
        url = f"{text.page}#{text.place(min(end.there_span for end in found)[0])}"
        yield LinkedText(text, url, sum(end.words for end in found), len(found))


def _time(text: NamedText) -> TimeOrder:
    return text.order


ADDRESS = "/quotations/"
_MOST_QUOTED = 40


def quotation_pages(posts: Sequence[PostView], links: Mapping[str, TextLinks]) -> Iterator[ListPage]:
    """All of them. `posts` are those of the archive, `links` those of the texts on their pages (`quotation_webs`)."""
    entries = sorted(filter(None, map(entry, links.values())), key=lambda each: each.text.order)
    by_year = {year: list(group) for year, group in groupby(entries, key=lambda each: each.text.year)}
    values = {
        "most_quoted": _most_quoted(entries, _years(posts, entries)),
        "totals": _totals(links.values()),
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


def _years(posts: Iterable[PostView], entries: Iterable[QuotationEntry]) -> tuple[int, int]:
    """The first and the last year of the archive; zeros if no text has a date."""
    years = {year for year in chain((post.year for post in posts), (each.text.year for each in entries)) if year}
    return (min(years), max(years)) if years else (0, 0)


def _totals(links: Iterable[TextLinks]) -> dict[str, int]:
    """What there is in all. Of a passage whose source is not known both ends say so, or the later one."""
    roles = [[end.role for end in each.ends] for each in links]
    each = list(chain.from_iterable(roles))
    return {
        "quotations": each.count("quoted"),
        "quoted": sum("quoted" in found for found in roles),
        "quoting": sum("from" in found for found in roles),
        "unknown": each.count("also") // 2 + each.count("earlier"),
    }


def _most_quoted(entries: Iterable[QuotationEntry], years: tuple[int, int]) -> list[QuotationEntry]:
    """The entries that most texts quote, those first that are quoted by most."""
    quoted = sorted((each for each in entries if each.quoting), key=lambda each: (-len(each.quoting), each.text.order))
    return [each.drawn(years) for each in quoted[:_MOST_QUOTED]]


def _year_url(year: int | None) -> str:
    return f"{ADDRESS}{year or 'undated'}/"
