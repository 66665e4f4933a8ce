"""The type of the function that shows progress, so that the library need not know about the terminal."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol, TypeVar

_T = TypeVar("_T")


class Progress(Protocol):
    """Shows progress while an iterable is consumed."""

    def __call__(self, items: Iterable[_T], doing: str, /) -> Iterable[_T]:
        """Yield the items in order. `doing` describes the work in a few words. Calls may be nested."""
