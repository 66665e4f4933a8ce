"""Where sources lie on this machine: the folders and files imported so far, and the file behind each ledger name.

The rule: this belongs to one machine. It is kept beside the content folder and is never part of the archive. If it is
lost, sources are looked for in the inbox.
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
"""The folder below the content folder that is imported by default."""


@dataclass(frozen=True)
class SourceLocations:
    """Absolute paths of the sources."""

    roots: tuple[Path, ...]
    """The folders and files given to `invoke import`, sorted."""
    files: Mapping[str, Path]
    """Each source's file by its name in the ledger."""


@dataclass(frozen=True)
class SourceFinder:
    """Finds the source files that exist now by their names in the ledger."""

    content: Path
    places: SourceLocations

    def path_of(self, name: str) -> Path | None:
        """Return the path of the source called `name`, or None if it is in none of the locations."""
        path = self.places.files.get(name)
        return path if path and path_exists(path) else self._by_name.get(name)

    def files_except(self, names: Collection[str]) -> Iterator[tuple[str, Path]]:
        """Yield name and path of each file in the locations that isn't one of the sources `names`."""
        used = {self.path_of(name) for name in names}
        return ((name, path) for path, name in self._there.items() if path not in used)

    @cached_property
    def _roots(self) -> list[Path]:
        """The roots that exist, or the inbox."""
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
    """Return the locations saved for the folder `content`. If there are none, or they can't be read, its inbox."""
    return _read(content) or SourceLocations((absolute_path(content / INBOX),), {})


def save_locations(content: Path, roots: Sequence[Path], sources: Sequence[SourcePath]) -> None:
    """Add `roots` and those of `sources` that exist to the saved locations.

    Nothing is written if nothing changes. Raises ArchiveError if the file can't be written.
    """
    before = _read(content) or _NOTHING
    there = {absolute_path(root) for root in roots if path_exists(root)}
    files = {source.name: absolute_path(source.path) for source in sources if path_exists(source.path)}
    now = SourceLocations(tuple(sorted({*before.roots, *there})), {**before.files, **files})
    if now != before:
        write_whole(_file(content), _bytes(now))


def absolute_path(path: Path) -> Path:
    """Return the absolute path without following a link at its end: the link's own name is the source's name."""
    return path.parent.resolve() / path.name


def path_exists(path: Path) -> bool:
    """Return False for paths in a folder that we may not enter, too."""
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
    """Return the locations in the file, or None if it has another structure."""
    roots = tuple(sorted(Path(root) for root in content["roots"]))
    files = {name: Path(path) for name, path in content["files"].items()}
    paths = (*roots, *files.values())
    return SourceLocations(roots, files) if roots and all(path.is_absolute() for path in paths) else None


def _bytes(places: SourceLocations) -> bytes:
    """Write ASCII, so that names that aren't valid UTF-8 survive."""
    files = {name: os.fspath(path) for name, path in sorted(places.files.items())}
    content = {"roots": [os.fspath(root) for root in places.roots], "files": files}
    return (json.dumps(content, indent=1) + "\n").encode("ascii")
