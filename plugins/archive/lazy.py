"""Values that are made when they are first needed, and digests of values.

A page depends on its template and its values: equal values, equal bytes. A value that takes long to make, such as the
HTML of a text, is represented by what it is made from, so that pages can be compared without making it.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from hashlib import blake2b
from typing import Any, Generic, TypeVar

import msgspec

_T = TypeVar("_T")
_U = TypeVar("_U")
_DIGEST_SIZE = 16


class Lazy(Generic[_T]):
    """A value that is made once, when it is needed, and a digest of everything that it is made from."""

    def __init__(self, make: Callable[[], _T], *depends: object) -> None:
        """`depends` are all values that what `make` returns depends on."""
        self._make = make
        self._depends = depends

    @cached_property
    def value(self) -> _T:
        """The value itself."""
        return self._make()

    @cached_property
    def digest(self) -> str:
        """Two values with the same digest are equal."""
        return digest_of(*self._depends)

    def then(self, step: Callable[[_T], _U], *depends: object) -> Lazy[_U]:
        """Return what `step` makes of the value; `depends` is what else that depends on."""
        return Lazy(lambda: step(self.value), self, *depends)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Lazy) and self.digest == other.digest

    def __hash__(self) -> int:
        return hash(self.digest)


def known(value: _T) -> Lazy[_T]:
    """Return `value` as one that is made already."""
    return Lazy(lambda: value, value)


def digest_of(*values: object) -> str:
    """Return a digest of `values`: of plain values, dataclasses, containers of these, and lazy values.

    The order of mappings counts, as a template may show it. Raises TypeError for any other value.
    """
    return blake2b(_encoder.encode(values), digest_size=_DIGEST_SIZE).hexdigest()


def _encoded(value: Any) -> object:
    if isinstance(value, Lazy):
        return value.digest
    if isinstance(value, range):
        return [value.start, value.stop, value.step]
    raise TypeError(f"a {type(value).__name__} has no digest")


_encoder = msgspec.msgpack.Encoder(enc_hook=_encoded)
