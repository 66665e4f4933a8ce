"""Write and remove files so that a crash at any moment leaves the old file or the new one, never half of one."""

from __future__ import annotations

from pathlib import Path

from archive.errors import ArchiveError


def write_whole(path: Path, *data: bytes | memoryview) -> None:
    """Write the pieces of `data` to `path`; at any moment the old file or the new one is there, whole.

    Raises ArchiveError, and leaves the old file, if that fails.
    """
    beside = path.with_name(f".{path.name}.new")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with beside.open("wb") as file:
            file.writelines(data)
        beside.replace(path)
    except OSError as error:
        remove(beside)
        cure = "make room on the disk or fix its permissions, and run it again"
        raise ArchiveError(f"{path}: cannot be written: {error.strerror}; {cure}") from error


def remove(path: Path) -> None:
    """Delete the file if it exists. Raises ArchiveError if that fails."""
    try:
        path.unlink(missing_ok=True)
    except NotADirectoryError:
        return
    except OSError as error:
        cure = "fix its permissions and run it again"
        raise ArchiveError(f"{path}: cannot be deleted: {error.strerror}; {cure}") from error
