"""The folder the finished site is in: built beside the old one, then put in its place in one step.

One rule: at every instant the output folder is the old site or the new one, whole, and nothing that this
library did not make is ever deleted.

Beside a folder `output` there may be, at times:

    .output.lock      held while a site is built (by the system: a killed build holds nothing)
    .output.staging   the site being built; ours to delete, always
    .output.old       what the swap is taking out; kept or deleted after it, or else at the next start
    output.before-1   a folder that was in the way and does not carry our marker: kept for its owner

The kept images on the finished site: each that a text shows stands under the path it has in the content folder.

The rule: only what a text shows is on the site, so that an image goes when the text goes.
"""

from __future__ import annotations

import ctypes
import errno
import json
import os
import shutil
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from itertools import count
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from archive.errors import BuildFailed
from archive.pages.images import ShownImage, size_of

MARKER = ".archive-site.json"
"""Name of the manifest inside a site, and the sign that the folder is ours to replace."""

_AT_CWD = -100  # AT_FDCWD in Linux's fcntl.h; our paths are absolute, so it is not looked at
_SWAP = 2  # RENAME_EXCHANGE in Linux's stdio.h and RENAME_SWAP in macOS's are both 2
_EXCHANGES: dict[str, Callable[[ctypes.CDLL, bytes, bytes], int]] = {
    "linux": lambda libc, one, other: libc.renameat2(_AT_CWD, one, _AT_CWD, other, _SWAP),
    "darwin": lambda libc, one, other: libc.renamex_np(one, other, _SWAP),
}
_CANNOT_EXCHANGE = {errno.ENOSYS, errno.EINVAL, errno.EXDEV, errno.ENOTSUP, errno.EOPNOTSUPP, errno.EPERM}
"""From renameat2(2) and rename(2), and EPERM, which sandboxes answer to calls they do not know."""

_CURES = {
    errno.ENOSPC: "make room on that disk",
    errno.EDQUOT: "make room in your disk quota",
    errno.EROFS: "choose an output folder on a disk that can be written",
    errno.EACCES: "change its permissions or choose another output folder",
    errno.EPERM: "change its permissions or choose another output folder",
    errno.EMFILE: "allow more open files (ulimit -n)",
    errno.EBUSY: "choose a folder inside that one: it is a mount point and cannot be replaced",
    errno.EXDEV: "choose a folder inside that one: it is a mount point and cannot be replaced",
}


@dataclass(frozen=True, order=True)
class ManifestEntry:
    """One content file and where its text is to be found on the site."""

    ref: str
    """What decisions, redactions and the ledger call it."""
    file: str
    """Path of the content file, with "/" between the parts."""
    url: str
    """Address, from the root of the site, of the page that shows it; for a collapsed text the other's."""
    kind: str
    """One of `archive.model.KINDS`."""
    comments: tuple[str, ...] = ()
    """The anchors ("c" + id) of its comments on that page."""
    redirects: tuple[str, ...] = ()
    """Addresses that lead to `url`; for a collapsed text its own address is among them."""


@dataclass(frozen=True)
class Manifest:
    """What a site was built from: every content file, each once."""

    articles: tuple[ManifestEntry, ...] = ()


@dataclass(frozen=True)
class StagedSite:
    """A site being built."""

    folder: Path
    """Empty; build here."""
    kept: Path | None
    """Where the folder now in the way will be kept, because it is not ours; None if nothing needs keeping."""


@contextmanager
def staged(output: Path) -> Iterator[StagedSite]:
    """Yield an empty folder to build in, and swap it with `output` when the block ends without an exception.

    On any exception, `KeyboardInterrupt` included, `output` is as it was and the staging folder is gone.
    Errors of the system, in the block too, become `BuildFailed`; so do an output folder that may not be
    replaced and a build that is already running.
    """
    output = _replaceable(output)
    try:
        output.parent.mkdir(parents=True, exist_ok=True)
        with _locked(output):
            yield from _build_and_swap(output)
    except OSError as error:
        cure = _CURES.get(error.errno or 0, "put that right and build again")
        line = f"{error.filename or output}: {error.strerror or error}; {cure}. {output} is as it was."
        raise BuildFailed(line) from error


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """Write `manifest` into the site in `folder`: JSON, the same bytes for the same articles in any order."""
    articles = [asdict(article) for article in sorted(manifest.articles)]
    text = json.dumps({"articles": articles}, indent=1, sort_keys=True)
    (folder / MARKER).write_text(text + "\n", encoding="ascii", newline="\n")


def read_manifest(folder: Path) -> Manifest | None:
    """The manifest of the site in `folder`; None if there is none. Raises `BuildFailed` if it is damaged."""
    try:
        entries = json.loads((folder / MARKER).read_bytes())["articles"]
        return Manifest(tuple(_listed(entry) for entry in entries))
    except (FileNotFoundError, NotADirectoryError):
        return None
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise BuildFailed(f"{folder / MARKER} cannot be read ({error}): build the site again") from error


def _listed(entry: dict[str, Any]) -> ManifestEntry:
    values: dict[str, Any] = {key: tuple(v) if isinstance(v, list) else v for key, v in entry.items()}
    return ManifestEntry(**values)


def _replaceable(output: Path) -> Path:
    """`output` with links resolved, if it is a place where a site may be put."""
    output = output.resolve()
    lived_in = [Path.cwd()]
    with suppress(RuntimeError):  # no home is known
        lived_in.append(Path.home().resolve())
    if any(output in (folder, *folder.parents) for folder in lived_in) or output == output.parent:
        raise BuildFailed(f"{output} holds more than a site and would be replaced whole: name a folder inside it")
    for folder in (output, *output.parents):
        if folder.exists() and not folder.is_dir():
            raise BuildFailed(f"{folder} is a file: move it away or name another output folder")
    return output


@contextmanager
def _locked(output: Path) -> Iterator[None]:
    lock = FileLock(_beside(output, "lock"), timeout=0)
    try:
        lock.acquire()
    except Timeout:
        line = f"{output} is being built by another command: wait until it has ended, then build again"
        raise BuildFailed(line) from None
    try:
        yield
    finally:
        lock.release()


def _build_and_swap(output: Path) -> Iterator[StagedSite]:
    _tidy(output)
    site = StagedSite(_beside(output, "staging"), _keep_as(output, output) if output.exists() else None)
    site.folder.mkdir()
    try:
        yield site
        _swap(site, output)
    finally:
        with suppress(OSError):  # what cannot be cleared away now is complained of at the next start
            _tidy(output)


def _swap(site: StagedSite, output: Path) -> None:
    """Put the staged site in the place of `output`, and leave what was there under the name ".output.old".

    The exchange is made with ".output.old" and not with the staging folder: a kill right after it must not
    leave someone else's folder under a name that is deleted without a look.
    """
    if not output.exists():
        site.folder.rename(output)
        return
    if _keep_as(output, output) != site.kept:
        raise BuildFailed(f"{output} was changed while the site was built: look at what is in it and build again")
    old = _beside(output, "old")
    site.folder.rename(old)
    if not _exchange(old, output):
        old.rename(site.folder)
        output.rename(old)  # killed here, there is no output folder: `_tidy` puts it back
        site.folder.rename(output)


def _exchange(one: Path, other: Path) -> bool:
    """Exchange the names of two folders in one step; False where this system or disk cannot."""
    try:
        exchange = _EXCHANGES[sys.platform]
        failed = exchange(ctypes.CDLL(None, use_errno=True), os.fsencode(one), os.fsencode(other))
    except (KeyError, AttributeError):  # another system, or a C library without the call
        return False
    if failed and (code := ctypes.get_errno()) not in _CANNOT_EXCHANGE:
        raise OSError(code, os.strerror(code), str(other))
    return not failed


def _tidy(output: Path) -> None:
    """Clear away what a build that ended early, or the swap just made, has left beside `output`."""
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
        old.rename(staging)  # so that a deletion cut short is finished next time, marker or not
        shutil.rmtree(staging)


def _keep_as(folder: Path, output: Path) -> Path | None:
    """The name beside `output` under which `folder` must be kept; None if it is ours or empty."""
    if (folder / MARKER).is_file() or not any(folder.iterdir()):
        return None
    names = (output.with_name(f"{output.name}.before-{number}") for number in count(1))
    return next(path for path in names if not path.exists())


def _beside(output: Path, purpose: str) -> Path:
    return output.with_name(f".{output.name}.{purpose}")


def put_images(content: Path, site: Path, files: Iterable[str]) -> dict[str, ShownImage]:
    """Copy `files`, paths below the folder `content`, into the folder `site`; those that are there, by their path."""
    images = ((file, _bytes(content / file)) for file in sorted(files))
    return {file: _put(site, file, data) for file, data in images if data}


def _put(site: Path, file: str, data: bytes) -> ShownImage:
    path = site / file
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return ShownImage(f"/{file}", *(size_of(data) or (None, None)))


def _bytes(path: Path) -> bytes:
    """What is in the file; nothing if it cannot be read."""
    try:
        return path.read_bytes()
    except OSError:
        return b""
