"""Keep values between runs, so that what has not changed costs nothing the second time.

A cache only saves time: it lies beside the content folder, belongs to this machine and may be deleted at any moment.
An entry that is damaged, misplaced, or was written for another stamp or by another program is a miss, never an error.
Values are bytes. Nothing here or in the callers unpickles them, so a file written by somebody else cannot run code.
"""

from __future__ import annotations

import hashlib
import mmap
from collections.abc import Collection, Iterable
from contextlib import suppress
from pathlib import Path

from archive.atomic import remove, write_whole
from archive.errors import ArchiveError
from archive.program import program_stamp

_DIGEST_SIZE = 32
"""Bytes of the blake2b digest that starts each file."""
_afresh: list[bool] = []
"""Not empty if this process ignores what others have stored."""


def start_afresh() -> None:
    """Let this process find nothing that is stored already, in any cache; what it stores replaces that."""
    _afresh.append(True)


class Cache:
    """The entries called `name` beside one content folder; each is one file, called by its key."""

    def __init__(self, content: Path, name: str, stamp: str = "") -> None:
        """`stamp` is everything beside the program and the key that a value depends on, such as settings."""
        folder = content.absolute()
        self._folder = folder.with_name(f".{folder.name}.cache") / name
        self._put: set[str] = set()
        self._stamp = f"{program_stamp()}\n{name}\n{stamp}"

    def get(self, key: str) -> memoryview | None:
        """Return the bytes stored under `key`, mapped rather than read; None if there are none to trust."""
        if _afresh and key not in self._put:
            return None
        try:
            with (self._folder / key).open("rb") as file:
                stored = memoryview(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ))
        except (OSError, ValueError):  # ValueError: the file is empty
            return None
        digest, value = stored[:_DIGEST_SIZE], stored[_DIGEST_SIZE:]
        return value if digest == self._digest(key, value) else None

    def put(self, key: str, value: bytes | memoryview) -> None:
        """Store `value` under `key`, which is also a file name. A full disk means only that it is computed again."""
        with suppress(ArchiveError):
            write_whole(self._folder / key, self._digest(key, value), value)
            self._put.add(key)

    def expect(self, keys: Iterable[str]) -> None:
        """Drop what is stored under `keys`, and trust what other processes of this run will store there."""
        with suppress(ArchiveError):
            for key in keys:
                remove(self._folder / key)
                self._put.add(key)

    def keep_only(self, keys: Collection[str], among: str = "*") -> None:
        """Remove the entries whose key matches the glob pattern `among` but is not one of `keys`."""
        with suppress(ArchiveError):
            for path in self._folder.glob(among) if self._folder.is_dir() else ():
                if path.name not in keys:
                    remove(path)

    def _digest(self, key: str, value: bytes | memoryview) -> bytes:
        digest = hashlib.blake2b(f"{self._stamp}\n{key}\n".encode("utf-8", "surrogateescape"), digest_size=_DIGEST_SIZE)
        digest.update(value)
        return digest.digest()
