"""Decide for each file of the site whether the served one is still right, or write it.

The rule: a file depends on its template, on its values, and on the program with its settings; equal values, equal
bytes. Their digest is the key of the file. If the served site has a file with that key, nothing is rendered; it is only
noted, and taken over once everything else has been written. All others are rendered at the end, on all processors.
Files are always written new: nothing here opens a file that exists.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

from archive.lazy import digest_of
from archive.processors import share
from archive.site.render_job import RenderJob

_LEAST = 100
"""Files that are worth a process of their own; it renders about 500 a second."""


class KeptPages:
    """The files of the site in the folder `site`."""

    def __init__(self, site: Path, job: RenderJob) -> None:
        self._site = site
        self.job = job
        self._folders: set[Path] = set()
        self._pending: list[tuple[Path, Callable[[], bytes]]] = []
        self.keys: dict[str, str] = {}
        """The key of each file that was put, by path; an empty string if it has none."""
        self.kept: list[str] = []
        """Those of them that the served site has."""

    def put(self, path: str, make: Callable[[], bytes], *depends: object) -> None:
        """Let `write` write what `make` returns to the file `path`, unless the served site has that file already.

        `depends` are all values that it depends on. A file that depends on a value without a digest is always written.
        """
        key = self._key(depends)
        self.keys[path] = key
        if key and self.job.keys.get(path) == key:
            self.kept.append(path)
        else:
            self._pending.append((self._site / path, make))

    def write(self) -> None:
        """Write all files that were put and that the served site has not. Several processes may share the work."""
        pending, self._pending = self._pending, []
        share(pending, self._write_all, _LEAST)

    def _key(self, depends: tuple[object, ...]) -> str:
        try:
            return digest_of(self.job.program, *depends)
        except (TypeError, UnicodeEncodeError):
            return ""

    def _write_all(self, pending: Iterable[tuple[Path, Callable[[], bytes]]]) -> None:
        for path, make in pending:
            data = make()
            if path.parent not in self._folders:
                path.parent.mkdir(parents=True, exist_ok=True)
                self._folders.add(path.parent)
            with path.open("xb") as file:
                file.write(data)
