"""How long work shows its progress without knowing who watches."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol, TypeVar

_T = TypeVar("_T")


class Track(Protocol):
    """Shows progress over things while they are taken, one by one."""

    def __call__(self, things: Iterable[_T], doing: str, /) -> Iterable[_T]:
        """The things, in order; `doing` says in a few words what is being done to them. May be used within itself."""
