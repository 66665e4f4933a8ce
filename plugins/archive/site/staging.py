"""Build a site in a staging folder and swap it with the old site in one step.

The rule: at any time the output folder is the complete old site or the complete new one, and a folder that no build
made is never deleted.

Beside the folder `output` there may be:

    .output.lock      the lock during a build; the system releases it when a build is killed
    .output.staging   the site being built; always safe to delete
    .output.old       the folder that was replaced; kept or deleted after the swap, or at the next build
    .output.manifest  what the site was built from (`archive.site.build_manifest`); may be deleted at any time
    output.before-1   a folder without our manifest that was replaced, kept for its owner
"""

from __future__ import annotations

import ctypes
import errno
import os
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from filelock import FileLock, Timeout

from archive.errors import BuildFailed
from archive.site.marker import MARKER

_AT_CWD = -100  # AT_FDCWD in Linux's fcntl.h; our paths are absolute, so it is ignored
_SWAP = 2  # RENAME_EXCHANGE in Linux's stdio.h and RENAME_SWAP in macOS's are both 2
_EXCHANGES: dict[str, Callable[[ctypes.CDLL, bytes, bytes], int]] = {
    "linux": lambda libc, one, other: libc.renameat2(_AT_CWD, one, _AT_CWD, other, _SWAP),
    "darwin": lambda libc, one, other: libc.renamex_np(one, other, _SWAP),
}
_CANNOT_EXCHANGE = {errno.ENOSYS, errno.EINVAL, errno.EXDEV, errno.ENOTSUP, errno.EOPNOTSUPP, errno.EPERM}
"""From renameat2(2) and rename(2), and EPERM, which sandboxes return for unknown system calls."""

_CURES = {
    errno.ENOSPC: "make room on that disk",
    errno.EDQUOT: "make room in your disk quota",
    errno.EROFS: "choose an output folder on a writable disk",
    errno.EACCES: "change its permissions or choose another output folder",
    errno.EPERM: "change its permissions or choose another output folder",
    errno.EMFILE: "allow more open files (ulimit -n)",
    errno.EBUSY: "choose a folder inside it, because a mount point cannot be replaced",
    errno.EXDEV: "choose a folder inside it, because a mount point cannot be replaced",
}


@dataclass(frozen=True)
class StagedSite:
    """A site that is being built."""

    folder: Path
    """The empty folder to build in."""
    kept: Path | None
    """Where the folder at the output path will be kept if no build made it; None if there is nothing to keep."""
    served: Path | None
    """The site that it replaces; None if there is none, or if no build made it."""


@contextmanager
def staged(output: Path) -> Iterator[StagedSite]:
    """Yield an empty folder to build in, and swap it with `output` when the block ends without an exception.

    After an exception, including `KeyboardInterrupt`, `output` is unchanged and the staging folder is deleted.
    Raises `BuildFailed` if `output` must not be replaced, if another build is running, and in place of any OSError,
    even one raised in the block.
    """
    output = _replaceable(output)
    try:
        output.parent.mkdir(parents=True, exist_ok=True)
        with _locked(output):
            yield from _build_and_swap(output)
    except OSError as error:
        cure = _CURES.get(error.errno or 0, "solve the problem and build again")
        line = f"{error.filename or output}: {error.strerror or error}; {cure}. {output} is unchanged."
        raise BuildFailed(line) from error


def _replaceable(output: Path) -> Path:
    """Resolve links in `output`; raise BuildFailed if a site must not be put there."""
    output = output.resolve()
    protected = [Path.cwd()]
    with suppress(RuntimeError):  # no home is known
        protected.append(Path.home().resolve())
    if any(output in (folder, *folder.parents) for folder in protected) or output == output.parent:
        raise BuildFailed(
            f"{output} contains more than a site and would be replaced completely; choose a folder inside it"
        )
    for folder in (output, *output.parents):
        if folder.exists() and not folder.is_dir():
            raise BuildFailed(f"{folder} is a file; move it away or choose another output folder")
    return output


@contextmanager
def _locked(output: Path) -> Iterator[None]:
    lock = FileLock(_beside(output, "lock"), timeout=0)
    try:
        lock.acquire()
    except Timeout:
        line = f"{output} is being built by another command; wait until it is done, then build again"
        raise BuildFailed(line) from None
    try:
        yield
    finally:
        lock.release()


def _build_and_swap(output: Path) -> Iterator[StagedSite]:
    _tidy(output)
    kept = _keep_as(output, output) if output.exists() else None
    served = output if (output / MARKER).is_file() else None
    site = StagedSite(_beside(output, "staging"), kept, served)
    site.folder.mkdir()
    try:
        yield site
        _swap(site, output)
    finally:
        with suppress(OSError):  # what cannot be deleted now is reported at the next start
            _tidy(output)


def _swap(site: StagedSite, output: Path) -> None:
    """Move the staged site to `output`, and what was there to ".output.old".

    The names exchanged are `output` and ".output.old", not the staging folder: if the process is killed right after
    the exchange, someone else's folder must not be under the name that is always deleted.
    """
    if not output.exists():
        site.folder.rename(output)
        return
    if _keep_as(output, output) != site.kept:
        raise BuildFailed(f"{output} changed while the site was built; check what is in it and build again")
    old = _beside(output, "old")
    site.folder.rename(old)
    if not _exchange(old, output):
        old.rename(site.folder)
        output.rename(old)  # if killed here, there is no output folder, and `_tidy` restores it
        site.folder.rename(output)


def _exchange(one: Path, other: Path) -> bool:
    """Exchange the names of two folders in one step; return False if the system or disk cannot."""
    try:
        exchange = _EXCHANGES[sys.platform]
        failed = exchange(ctypes.CDLL(None, use_errno=True), os.fsencode(one), os.fsencode(other))
    except (KeyError, AttributeError):  # another system, or a C library without the call
        return False
    if failed and (code := ctypes.get_errno()) not in _CANNOT_EXCHANGE:
        raise OSError(code, os.strerror(code), str(other))
    return not failed


def _tidy(output: Path) -> None:
    """Clear away what an interrupted build, or the swap just made, left beside `output`."""
    staging, old = _beside(output, "staging"), _beside(output, "old")
    if staging.exists():
        shutil.rmtree(staging)
    if not old.exists():
        return
    if not output.exists():
        old.rename(output)
    elif kept := _keep_as(old, output):
        old.rename(kept)
    else:
        old.rename(staging)  # so that an interrupted deletion is finished next time, even if the manifest is gone
        shutil.rmtree(staging)


def _keep_as(folder: Path, output: Path) -> Path | None:
    """Return the path at which `folder` must be kept; None if a build made it or it is empty."""
    if (folder / MARKER).is_file() or not any(folder.iterdir()):
        return None
    names = (output.with_name(f"{output.name}.before-{number}") for number in count(1))
    return next(path for path in names if not path.exists())


def _beside(output: Path, purpose: str) -> Path:
    return output.with_name(f".{output.name}.{purpose}")
