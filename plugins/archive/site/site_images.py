"""Put the images that posts and comments show into the site. An image disappears with the last post that shows it."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from pathlib import Path

from archive.pages.images import ShownImage, size_of
from archive.site.build_manifest import file_hash
from archive.site.kept_pages import KeptPages

_HEADER = 1 << 16
"""Bytes that nearly always hold the size of an image."""


def put_images(content: Path, site: KeptPages, files: Iterable[str]) -> dict[str, ShownImage]:
    """Put images at the same path as in `content`; return those that can be read, by path."""
    found = {}
    for file in sorted(files):
        path = content / file
        if size := _size(path):
            site.put(file, partial(path.read_bytes), site.job.inputs.get(file) or file_hash(path))
            found[file] = ShownImage(f"/{file}", *size)
    return found


def _size(path: Path) -> tuple[int | None, int | None] | None:
    """Return the size of an image in pixels; None if the file is empty or cannot be read."""
    try:
        with path.open("rb") as file:
            header = file.read(_HEADER)
            size = size_of(header) or size_of(header + file.read())
    except OSError:
        return None
    return (size or (None, None)) if header else None
