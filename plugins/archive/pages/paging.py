"""Split long lists into numbered pages, and link each page to the one before and after it.

A list is split by the number of its entries, in the order given. Lists that grow are given oldest first, so that a new
entry changes only the last page.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

ENTRIES_PER_PAGE = 50

T = TypeVar("T")


@dataclass(frozen=True)
class NumberedPage(Generic[T]):
    """One page of a list."""

    url: str
    """From the root of the site."""
    name: str
    """What links to the page say: "Page 2", "2014" or "2014, page 2"."""
    number: int | None
    """None if the list has only this page."""
    entries: tuple[T, ...]

    @property
    def link(self) -> dict[str, str]:
        """For a template."""
        return {"url": self.url, "text": self.name}


def paginate(
    entries: Iterable[T],
    url: str,
    *,
    title: str = "",
    size: int = ENTRIES_PER_PAGE,
    number_first_url: bool = False,
) -> list[NumberedPage[T]]:
    """Split `entries` into pages of `size`; an empty list gives one empty page.

    The first page is at `url`, page 2 at `<url>2/`. With `number_first_url`, page 1 is at `<url>1/`. Links call a page
    by its number, or by `title` if there is one.
    """
    all_entries = tuple(entries)
    starts = range(0, len(all_entries) or 1, size)
    return [
        NumberedPage(
            url=f"{url}{number}/" if number > 1 or number_first_url else url,
            name=_page_name(title, number, len(starts)),
            number=number if len(starts) > 1 else None,
            entries=all_entries[start : start + size],
        )
        for number, start in enumerate(starts, 1)
    ]


def with_pager(pages: Sequence[NumberedPage[T]]) -> Iterator[tuple[NumberedPage[T], dict[str, Any]]]:
    """Yield each page with what its template shows: `number`, `entries`, and the links `older` and `newer`."""
    for before, page, after in with_neighbours(pages):
        yield (
            page,
            {
                "number": page.number,
                "entries": page.entries,
                "older": before.link if before else None,
                "newer": after.link if after else None,
            },
        )


def with_neighbours(values: Sequence[T]) -> Iterator[tuple[T | None, T, T | None]]:
    """Yield each value with the one before and the one after it, None at the ends."""
    return zip([None, *values], values, [*values[1:], None], strict=False)


def _page_name(title: str, number: int, of: int) -> str:
    if not title:
        return f"Page {number}"
    return f"{title}, page {number}" if of > 1 else title
