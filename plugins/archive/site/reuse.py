"""Take unchanged files over from the served site into the one that replaces it, so that they keep their times.

The rule: a file of the new site may be a file of the served one under a second name (a hard link), so it is never
opened for writing. A deploy by time and size then sends only what has changed.
"""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path
from stat import S_ISREG

_CANNOT_LINK = {errno.EPERM, errno.EXDEV, errno.EMLINK, errno.ENOSYS, errno.EOPNOTSUPP, errno.ENOTSUP, errno.EACCES}
"""From link(2): the disk has no hard links (FAT), is another one, or has too many links to this file already."""


def take_over(served: Path, site: Path, paths: Iterable[str]) -> None:
    """Put the files at `paths` of the site `served` into `site`, which has none of them yet.

    Raises OSError if one of them is gone or cannot be copied.
    """
    folders: set[str] = set()
    for path in paths:
        folder, _, _ = path.rpartition("/")
        if folder not in folders:
            os.makedirs(f"{site}/{folder}", exist_ok=True)  # noqa: PTH103  ten thousand of them: pathlib takes longer
            folders.add(folder)
        link(f"{served}/{path}", f"{site}/{path}")


def link(source: str | Path, target: str | Path) -> None:
    """Give the file `source` a second name, `target`; copy it with its time where the disk has no hard links."""
    try:
        os.link(source, target)
    except OSError as error:
        if error.errno not in _CANNOT_LINK:
            raise
        shutil.copy2(source, target)


def take_over_equal(served: Path | None, site: Path, paths: Iterable[str]) -> list[str]:
    """Replace each of the files at `paths` of `site` that equals the one in `served` by it; return those that differ.

    Raises OSError if a file of `site` cannot be read or replaced.
    """
    differing = []
    for path in sorted(paths):
        source, target = f"{served}/{path}", f"{site}/{path}"
        if not _are_equal(source, target):
            differing.append(path)
        elif not os.path.samefile(source, target):  # noqa: PTH121
            os.unlink(target)  # noqa: PTH108
            link(source, target)
    return differing


def files_below(folder: Path, follow: bool = False) -> Iterator[tuple[str, os.stat_result]]:
    """Yield the path, with "/" as separator, and the state of everything below `folder` that is not a folder.

    Links are taken as they are, or followed if `follow` is true: then each folder is listed once. A folder that cannot
    be read counts as empty.
    """
    root = os.fspath(folder)
    folders, seen = [root], set()
    while folders:
        here = folders.pop()
        if follow and (place := _place(here)) in seen:
            continue
        seen.add(place if follow else here)
        for entry in _entries(here):
            if entry.is_dir(follow_symlinks=follow):
                folders.append(entry.path)
            else:
                yield entry.path[len(root) + 1 :].replace(os.sep, "/"), _state(entry, follow)


def _entries(folder: str) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as entries:
            return list(entries)
    except OSError:
        return []


def _place(folder: str) -> tuple[int, int]:
    state = os.stat(folder)  # noqa: PTH116
    return state.st_dev, state.st_ino


def _state(entry: os.DirEntry[str], follow: bool) -> os.stat_result:
    try:
        return entry.stat(follow_symlinks=follow)
    except OSError:  # a link that leads nowhere
        return entry.stat(follow_symlinks=False)


def _are_equal(one: str, other: str) -> bool:
    try:
        state = os.lstat(one)
        if not S_ISREG(state.st_mode) or state.st_size != os.stat(other).st_size:  # noqa: PTH116
            return False
        return Path(one).read_bytes() == Path(other).read_bytes()
    except OSError:
        return False
