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

ADDRESS = "/quotations/"
_MOST_QUOTED = 40
"""Entries in the list of what is quoted most."""
_LONGEST_LIST = 12
"""Texts that a list names."""
_LISTS: tuple[tuple[str, tuple[Role, ...]], ...] = (
    ("Quotes", ("from",)),
    ("Quoted by", ("quoted",)),
    ("Also in", ("also", "earlier", "later")),
)
"""The start of a list's heading, and the roles of the texts in it."""


@dataclass(frozen=True)
class LinkedText:
    """A text that shares passages with the one of an entry."""

    text: NamedText
    url: str
    """Link to the first of the passages in it."""
    words: int
    passages: int


@dataclass(frozen=True)
class LinkedTexts:
    """The texts that have one role, oldest first."""

    role: Role
    """One of the list's roles: "from", "quoted" or "also"."""
    heading: str
    """Such as "Quoted by 3 items"."""
    texts: tuple[LinkedText, ...]
    more: int
    """Number of texts that are not listed."""


@dataclass(frozen=True)
class QuotationEntry:
    """A text, and the texts that share passages with it."""

    text: NamedText
    all_url: str
    """Link to the list of all its passages."""
    lists: tuple[LinkedTexts, ...]
    quoting: tuple[NamedText, ...]
    """All texts that quote it, oldest first."""
    chart: QuotationsChart | None = None

    def with_chart(self, years: tuple[int, int]) -> QuotationEntry:
        """Return the entry with the texts that quote it only, and a chart of them if there is enough to show."""
        lists = tuple(each for each in self.lists if each.role == "quoted")
        return replace(self, lists=lists, chart=quotations_chart(self.text, self.quoting, years))


def quotation_entry(links: TextLinks) -> QuotationEntry | None:
    """Return the entry of a text; None if it shares nothing with another text."""
    lists = tuple(filter(None, (_others(begins, links.ends, roles) for begins, roles in _LISTS)))
    quoting = {end.there for end in links.ends if end.role == "quoted"}
    all_url = f"{links.text.page}#{SECTION}"
    return QuotationEntry(links.text, all_url, lists, tuple(sorted(quoting, key=_time))) if lists else None


def _others(begins: str, ends: Iterable[PassageEnd], roles: Sequence[Role]) -> LinkedTexts | None:
    texts = sorted(_by_text(end for end in ends if end.role in roles), key=lambda other: _time(other.text))
    if not texts:
        return None
    heading = f"{begins} {len(texts):,} {'item' if len(texts) == 1 else 'items'}"
    shown = tuple(texts[:_LONGEST_LIST])
    return LinkedTexts(roles[0], heading, shown, len(texts) - len(shown))


def _by_text(ends: Iterable[PassageEnd]) -> Iterator[LinkedText]:
    """Yield each other text once, with everything it shares with this one."""
    by_text: defaultdict[NamedText, list[PassageEnd]] = defaultdict(list)
    for end in ends:
        by_text[end.there].append(end)
    for text, found in by_text.items():
        url = f"{text.page}#{text.place(min(end.there_span for end in found)[0])}"
        yield LinkedText(text, url, sum(end.words for end in found), len(found))


def _time(text: NamedText) -> TimeOrder:
    return text.order


def quotation_pages(posts: Sequence[PostView], links: Mapping[str, TextLinks]) -> Iterator[ListPage]:
    """Yield all pages about quotations. `posts` are all of the archive, `links` those of their texts, by ref."""
    entries = sorted(filter(None, map(quotation_entry, links.values())), key=lambda each: each.text.order)
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
        yield ListPage(page.url, "quotations", {"period": str(year or "Undated items"), **shown})


def _years(posts: Iterable[PostView], entries: Iterable[QuotationEntry]) -> tuple[int, int]:
    """Return the first and the last year of the archive; zeros if nothing has a date."""
    years = {year for year in chain((post.year for post in posts), (each.text.year for each in entries)) if year}
    return (min(years), max(years)) if years else (0, 0)


def _totals(links: Iterable[TextLinks]) -> dict[str, int]:
    """Count passages and texts. A passage of unknown direction has "also" at both ends, or "earlier" at one."""
    roles = [[end.role for end in each.ends] for each in links]
    each = list(chain.from_iterable(roles))
    return {
        "quotations": each.count("quoted"),
        "quoted": sum("quoted" in found for found in roles),
        "quoting": sum("from" in found for found in roles),
        "unknown": each.count("also") // 2 + each.count("earlier"),
    }


def _most_quoted(entries: Iterable[QuotationEntry], years: tuple[int, int]) -> list[QuotationEntry]:
    """Return the entries that are quoted by most texts, the most quoted first."""
    quoted = sorted((each for each in entries if each.quoting), key=lambda each: (-len(each.quoting), each.text.order))
    return [each.with_chart(years) for each in quoted[:_MOST_QUOTED]]


def _year_url(year: int | None) -> str:
    return f"{ADDRESS}{year or 'undated'}/"
