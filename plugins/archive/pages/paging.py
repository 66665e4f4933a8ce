"""Long lists in parts: no page is over 100 KB of HTML."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Protocol, TypeVar

LARGEST = 90_000
"""Bytes of the entries of a page, as they count themselves: with its frame it stays under 100 KB."""


class Sized(Protocol):
    """Something that knows how much of a page it takes."""

    @property
    def size(self) -> int:
        """Bytes of HTML, at most."""


Entry = TypeVar("Entry", bound=Sized)


def parted(entries: Iterable[Entry]) -> Iterator[list[Entry]]:
    """The entries in their order, page by page; one that is too large by itself has a page to itself."""
    page: list[Entry] = []
    size = 0
    for each in entries:
        size += each.size
        if page and size > LARGEST:
            yield page
            page, size = [], each.size
        page.append(each)
    if page:
        yield page
