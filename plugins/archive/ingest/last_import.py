"""Remember the report of an import that changed nothing, so that the next one need not read, merge and compare again.

The rule: a report is used only if everything that an import reads is as it was, byte for byte: each source with what a
keeper says about it, every file in `content/`, the address of the blog, and this program. An import that left all of
that as it found it would do so again, and would report the same.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TypeVar

import msgspec

from archive.cache import Cache
from archive.ingest.cache import reading_key
from archive.ingest.readings import DocumentReading
from archive.ingest.same_files import OpenedSource
from archive.sources.facts import FolderFacts
from archive.sources.locations import INBOX

SMALLEST = 2**20
"""Bytes of the sources of an import that is remembered; others take less than two seconds."""
_KEY = "report"
_Report = TypeVar("_Report")


class LastImport:
    """The report of the import of these sources that changed nothing, if there was one."""

    def __init__(
        self,
        content: Path,
        opened: Sequence[OpenedSource | DocumentReading],
        facts: Mapping[Path, FolderFacts],
        blog_address: str | None,
    ) -> None:
        self._content = content
        self._read = [repr(blog_address), *map(repr, sorted(facts.items())), *map(_source_line, opened)]
        self._is_large = sum(each.document.size for each in opened if isinstance(each, OpenedSource)) >= SMALLEST
        self._before = self._state() if self._is_large else ""

    def report(self, kind: type[_Report]) -> _Report | None:
        """Return the report that was remembered for this state; None if there is none."""
        if not self._is_large:
            return None
        stored = self._cache(self._before).get(_KEY)
        return msgspec.msgpack.decode(stored, type=kind) if stored is not None else None

    def remember(self, report: object) -> None:
        """Remember the report of an import if everything is as it was before it."""
        if self._is_large and self._state() == self._before:
            with suppress(UnicodeEncodeError):  # half of a surrogate pair: the next import reads again
                self._cache(self._before).put(_KEY, msgspec.msgpack.encode(report))

    def _cache(self, state: str) -> Cache:
        return Cache(self._content, "import", state)

    def _state(self) -> str:
        """Return a hash of everything that the import depends on."""
        state = hashlib.sha256()
        for line in (*self._read, *_content_lines(self._content)):
            state.update(f"{line}\n".encode("utf-8", "surrogateescape"))
        return state.hexdigest()


def _source_line(opened: OpenedSource | DocumentReading) -> str:
    if isinstance(opened, DocumentReading):
        return repr(opened.file)
    return f"{opened.source!r} {reading_key(opened.document, opened.facts)}"


def _content_lines(content: Path) -> Iterator[str]:
    """Yield the path and hash of each file in `content` that is not in the inbox."""
    tops = sorted(path for path in content.iterdir() if path.name != INBOX) if content.is_dir() else []
    for path in (path for top in tops for path in sorted(top.rglob("*") if top.is_dir() else [top]) if path.is_file()):
        with path.open("rb") as file:
            yield f"{path.relative_to(content).as_posix()} {hashlib.file_digest(file, 'sha256').hexdigest()}"
