"""Write and remove files so that a crash at any moment leaves the old file or the new one, never half of one."""

from __future__ import annotations

from pathlib import Path

from archive.errors import ArchiveError


def write_whole(path: Path, *data: bytes | memoryview) -> None:
    """Write `data`, one piece after the other, so that the old or the new file is there, whole. Raises ArchiveError."""
    beside = path.with_name(f".{path.name}.new")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with beside.open("wb") as file:
            file.writelines(data)
        beside.replace(path)
    except OSError as error:
        remove(beside)
        raise ArchiveError(
            f"{path}: cannot be written: {error.strerror}; free the space or fix the rights, and run it again"
        ) from error


def remove(path: Path) -> None:
    """Take the file away if it is there. Raises ArchiveError if it cannot be."""
    try:
        path.unlink(missing_ok=True)
    except NotADirectoryError:
        return
    except OSError as error:
        raise ArchiveError(
            f"{path}: cannot be taken away: {error.strerror}; fix the rights and run it again"
        ) from error
