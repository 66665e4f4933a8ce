"""The kept images on the finished site: each that a text shows stands under the path it has in the content folder.

The rule: only what a text shows is on the site, so that an image goes when the text goes.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from archive.pages.images import ShownImage, size_of


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
