"""Remember what pure functions returned, so that what has not changed is not computed again.

The rule: a key is a digest of everything the value depends on, apart from the program (`cache`), so that a remembered
value is always the one that the function would return. A function that may be remembered is given a `Remember`, and
touches no file itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from hashlib import blake2b
from typing import Any, Generic, TypeVar

import msgspec

from archive.cache import Cache
from archive.model import Post
from archive.processors import share

Value = TypeVar("Value")
Remember = Callable[[bytes, Callable[[], Value]], Value]
"""Returns the value known under a key or, if there is none, what the function returns."""

_Item = TypeVar("_Item")
_DIGEST_SIZE = 16
_LEAST = 200
"""Values that are worth a process."""


def compute(_key: bytes, of: Callable[[], Value]) -> Value:
    """Remember nothing."""
    return of()


class Memo(Generic[Value]):
    """The values of one function, kept in one entry of a cache. Those that a run does not ask for are dropped."""

    def __init__(self, cache: Cache, name: str, of: Any) -> None:
        """`of` is the type of the values: built-in types, dataclasses and structs."""
        self._cache, self._name = cache, name
        self._type = dict[bytes, of]
        self._known = self._decoded(cache.get(name))
        self._stored = frozenset(self._known)
        self._used: dict[bytes, Value] = {}

    def __call__(self, key: bytes, of: Callable[[], Value]) -> Value:
        """Return the value known under `key`, or what `of` returns."""
        if key not in self._used:
            self._used[key] = self._known[key] if key in self._known else of()
        return self._used[key]

    def prepare(self, wanted: Iterable[tuple[bytes, _Item]], of: Callable[[_Item], Value]) -> None:
        """Work out what is not known yet on all processors; `wanted` are keys, each with what `of` takes."""
        missing = [(key, item) for key, item in wanted if key not in self._known]
        for found in share(missing, partial(_encoded, of), _LEAST):
            self._known |= self._decoded(memoryview(found))

    def save(self) -> None:
        """Store the values that were asked for, if there are others than before."""
        if self._used.keys() != self._stored:
            self._cache.put(self._name, msgspec.msgpack.encode(self._used))

    def _decoded(self, stored: memoryview | None) -> dict[bytes, Value]:
        try:
            found: dict[bytes, Value] = msgspec.msgpack.decode(stored, type=self._type) if stored else {}
        except msgspec.MsgspecError:
            return {}
        return found


def _encoded(of: Callable[[_Item], Value], wanted: Iterable[tuple[bytes, _Item]]) -> bytes:
    return msgspec.msgpack.encode({key: of(item) for key, item in wanted})


def digest(*parts: bytes) -> bytes:
    """Return a digest of the parts and of where each of them ends."""
    found = blake2b(digest_size=_DIGEST_SIZE)
    for part in parts:
        found.update(len(part).to_bytes(8, "little"))
        found.update(part)
    return found.digest()


def post_digest(ref: str, post: Post) -> bytes:
    """Return a digest of everything that the post `ref` and its comments say."""
    try:
        return digest(ref.encode(), msgspec.msgpack.encode(post))
    except UnicodeEncodeError:  # half a surrogate pair, which no file has
        return digest(repr((ref, post)).encode("utf-8", "surrogatepass"))
