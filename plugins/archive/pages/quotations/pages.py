"""The pages about quotation: `/quotations/` with the most quoted texts, and for each year all that quotes or is quoted.

Values in, values out, as in `listings`. The rule: no page grows without end. A year is parted where its page would get
too large, numbered from its oldest text, so that a new text changes the last part only.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, groupby

from archive.pages.lists import ListPage
from archive.pages.paging import parted
from archive.pages.quotations.relations import Web
from archive.pages.views import PostView
from archive.quotation.entries import EntryView, entry

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
