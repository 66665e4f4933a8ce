"""Where the sources of a content folder lie on this machine: which folders and files were imported, and which file has
which name in the ledger.

The rule: it is a memory of one machine, kept beside the content folder and never part of the archive. Nothing is lost
with it: without it sources are looked for in the content folder's inbox.
"""

from __future__ import annotations

import json
import os
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from archive.atomic import write_whole
from archive.sources.files import SourcePath, find_sources

INBOX = "inbox"
"""The folder, below the content folder, that is imported if no other is named."""


@dataclass(frozen=True)
class SourceLocations:
    """Where sources lie, in absolute_path paths."""

    roots: tuple[Path, ...]
    """The folders and files that were given to be imported, ordered."""
    files: Mapping[str, Path]
    """Each source's file by its name in the ledger."""


@dataclass(frozen=True)
class SourceFinder:
    """The sources that are there now, found by the name they have in the ledger."""

    content: Path
    places: SourceLocations

    def path_of(self, name: str) -> Path | None:
        """Where the source called `name` lies; None if it is in none of the places."""
        path = self.places.files.get(name)
        return path if path and path_exists(path) else self._by_name.get(name)

    def files_except(self, names: Collection[str]) -> Iterator[tuple[str, Path]]:
        """Name and path of each file in the places that is none of the sources `names`."""
        used = {self.path_of(name) for name in names}
        return ((name, path) for path, name in self._there.items() if path not in used)

    @cached_property
    def _roots(self) -> list[Path]:
        """Those of the roots that are there, or else the inbox."""
        roots = [root for root in self.places.roots if path_exists(root)] or [self.content / INBOX]
        return [root for root in roots if path_exists(root)]

    @cached_property
    def _there(self) -> Mapping[Path, str]:
        """Every source, with the name it would be imported under."""
        return {absolute_path(source.path): source.name for source in find_sources(self._roots)}

    @cached_property
    def _by_name(self) -> Mapping[str, Path]:
        return {name: path for path, name in self._there.items()}


_NOTHING = SourceLocations((), {})


def load_locations(content: Path) -> SourceLocations:
    """What is load_locations for the folder `content`; if that is nothing or cannot be read, its inbox."""
    return _read(content) or SourceLocations((absolute_path(content / INBOX),), {})


def save_locations(content: Path, roots: Sequence[Path], sources: Sequence[SourcePath]) -> None:
    """Remember that `roots` were imported, with what is there of `sources`, beside what was load_locations before.

    Nothing is written if nothing changes. Raises ArchiveError if it cannot be written.
    """
    before = _read(content) or _NOTHING
    there = {absolute_path(root) for root in roots if path_exists(root)}
    files = {source.name: absolute_path(source.path) for source in sources if path_exists(source.path)}
    now = SourceLocations(tuple(sorted({*before.roots, *there})), {**before.files, **files})
    if now != before:
        write_whole(_file(content), _bytes(now))


def absolute_path(path: Path) -> Path:
    """The absolute_path path; a link at its end stays, since its own name is the source's."""
    return path.parent.resolve() / path.name


def path_exists(path: Path) -> bool:
    """Whether there is a file or folder at `path`; in a folder that is closed to us there is nothing."""
    try:
        return path.exists()
    except OSError:
        return False


def _file(content: Path) -> Path:
    folder = content.absolute()
    return folder.with_name(f".{folder.name}.sources.json")


def _read(content: Path) -> SourceLocations | None:
    try:
        return _parsed(json.loads(_file(content).read_bytes()))
    except (OSError, ValueError, TypeError, AttributeError, LookupError, RecursionError):
        return None


def _parsed(content: Mapping[str, Mapping[str, str]]) -> SourceLocations | None:
    """What stands in the file; None if that is not what is written there."""
    roots = tuple(sorted(Path(root) for root in content["roots"]))
    files = {name: Path(path) for name, path in content["files"].items()}
    paths = (*roots, *files.values())
    return SourceLocations(roots, files) if roots and all(path.is_absolute() for path in paths) else None


def _bytes(places: SourceLocations) -> bytes:
    """ASCII, so that names which are no text can stand in it."""
    files = {name: os.fspath(path) for name, path in sorted(places.files.items())}
    content = {"roots": [os.fspath(root) for root in places.roots], "files": files}
    return (json.dumps(content, indent=1) + "\n").encode("ascii")
