"""What a site was built from, and what its files are: the record by which the next build knows what has changed.

It lies beside the site, as ".output.manifest", and belongs to this machine. A missing, damaged or foreign one means
that everything is built again. Contents are compared by hash; size, time and inode only tell which files to hash again.
As in git, a file that changed at about the time of the record is hashed each time: it may have changed once more
without a new time (git's Documentation/technical/racy-git.txt).
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, fields
from hashlib import blake2b
from pathlib import Path

from archive.atomic import write_whole
from archive.site.reuse import files_below

_RACY = 3_000_000_000
"""Nanoseconds. FAT counts time in steps of 2 seconds."""
_DIGEST_SIZE = 16

State = tuple[int, int, int, str]
"""Of a file: its size, its time in nanoseconds, its inode, and the hash of what it holds."""


@dataclass(frozen=True)
class BuildManifest:
    """The record of one build."""

    stamp: str = ""
    """The versions of everything that renders, and the name of the settings file."""
    started: int = 0
    """When its inputs were read, in nanoseconds since 1970."""
    inputs: Mapping[str, State] = field(default_factory=dict)
    """Every file it depends on, by the name of its root and its path there: "content/posts/2017/06/slug.md"."""
    site: Mapping[str, State] = field(default_factory=dict)
    """Every file of the site; in place of a hash the key of what a page depends on, or an empty string."""
    problems: tuple[str, ...] = ()
    """What the build complained of."""


def read_inputs(roots: Mapping[str, Iterable[Path]], before: BuildManifest) -> dict[str, State]:
    """Return the state of every file at or below `roots`, and hash those that may have changed since `before`.

    `roots` are files and folders, by the name they have in the record. The hash of a file that cannot be read is "".
    """
    found = {}
    for name, path, state in _files(roots):
        known, stamp = before.inputs.get(name), stamp_of(state)
        is_known = known is not None and known[:3] == stamp and stamp[1] < before.started - _RACY
        found[name] = known if known and is_known else (*stamp, file_hash(path))
    return found


def site_states(site: Path, keys: Mapping[str, str]) -> dict[str, State]:
    """Return the state of every file in `site`, with the key of each page in place of a hash."""
    return {path: (*stamp_of(state), keys.get(path, "")) for path, state in files_below(site)}


def intact(before: BuildManifest, now: Mapping[str, State]) -> set[str]:
    """Return the files that are as the build `before` left them. `now` are the states of the site."""
    return {path for path, state in before.site.items() if path in now and now[path][:3] == state[:3]}


def read_manifest(path: Path) -> BuildManifest:
    """Return the record in the file `path`; an empty one if there is none, or none to trust."""
    try:
        digest, _, stored = path.read_bytes().partition(b"\n")
        if digest != _digest(stored):
            return BuildManifest()
        values = json.loads(stored)
        for name in ("inputs", "site"):
            values[name] = {path: tuple(state) for path, state in values[name].items()}
        return BuildManifest(**{**values, "problems": tuple(values["problems"])})
    except (OSError, ValueError, KeyError, TypeError):
        return BuildManifest()


def write_manifest(path: Path, manifest: BuildManifest) -> None:
    """Write the record. Raises ArchiveError if that fails."""
    values = {each.name: getattr(manifest, each.name) for each in fields(manifest)}
    stored = json.dumps(values, separators=(",", ":")).encode()
    write_whole(path, _digest(stored), b"\n", stored)


def _files(roots: Mapping[str, Iterable[Path]]) -> Iterator[tuple[str, str, os.stat_result]]:
    """Yield the name, the path and the state of each file."""
    for root, paths in roots.items():
        for path in paths:
            if path.is_dir():
                below = files_below(path, follow=True)
                yield from ((f"{root}/{path.name}/{each}", f"{path}/{each}", state) for each, state in below)
            elif path.exists():
                yield f"{root}/{path.name}", os.fspath(path), path.stat()


def stamp_of(state: os.stat_result) -> tuple[int, int, int]:
    """Return the size, the time in nanoseconds and the inode of a file."""
    return state.st_size, state.st_mtime_ns, state.st_ino


def file_hash(path: str | Path) -> str:
    """Return the hash of what the file holds; "" if it cannot be read."""
    try:
        return blake2b(Path(path).read_bytes(), digest_size=_DIGEST_SIZE).hexdigest()
    except OSError:
        return ""


def _digest(stored: bytes) -> bytes:
    return blake2b(stored, digest_size=_DIGEST_SIZE).hexdigest().encode()
