"""Read and write the files of a search index: JSON, packed with gzip, each named without its extension.

The rule: the same values give the same bytes.
"""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import Any

from archive.errors import ArchiveError
from archive.site.reuse import link
from archive.site.search.bundles import file_names
from archive.site.search.pages import FILTERS

FOLDER = "search-index"
"""The folder of the index in the site."""
BUNDLES, PAGES = "bundles", "pages"
"""The files that list the bundles for the search page, and the pages of each bundle for the next build."""
EXTENSION = ".json.gz"

_LARGEST = 64 * 2**20
"""Bytes that a file may unpack to; the largest for 74,000 comments has 0.1 MB."""


class DamagedFile(ArchiveError):
    """A file of the index cannot be read; the message follows the name of the file."""


@dataclass(frozen=True)
class ListedBundle:
    """What the lists of an index say of a bundle."""

    entry: Mapping[str, Any]
    """What the search page must know of it."""
    files: tuple[str, ...]
    """Paths of its pages in the site, in the order of their numbers."""
    counts: Mapping[str, Mapping[str, int]]
    """Number of pages for each value of each filter."""

    @property
    def file_names(self) -> list[str]:
        return file_names(self.entry["comments"], len(self.entry["words"]))


@dataclass(frozen=True)
class IndexFolder:
    """The files of the index of one site."""

    folder: Path

    def read(self, name: str) -> Any:
        """Return the value in a file. Raises `DamagedFile` if it is missing or damaged."""
        return unpacked(self.packed(name))

    def packed(self, name: str) -> bytes:
        """Return the bytes of a file. Raises `DamagedFile` if it cannot be read."""
        try:
            return self.path(name).read_bytes()
        except FileNotFoundError as error:
            raise DamagedFile("is missing") from error
        except OSError as error:
            raise DamagedFile(f"cannot be read: {error.strerror}") from error

    def put(self, name: str, data: bytes) -> None:
        """Write a packed file."""
        target = self.path(name)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)

    def link_bundle(self, bundle: ListedBundle, previous: IndexFolder) -> None:
        """Link all files of a bundle of `previous`."""
        folder = bundle.entry["name"]
        (self.folder / folder).mkdir(parents=True)
        for name in bundle.file_names:
            link(previous.path(f"{folder}/{name}"), self.path(f"{folder}/{name}"))

    def path(self, name: str) -> Path:
        return self.folder / f"{name}{EXTENSION}"

    def listed(self) -> dict[str, ListedBundle]:
        """Return the bundles by name. Raises `DamagedFile` if the lists are damaged."""
        try:
            entries = {entry["name"]: entry for entry in self.read(BUNDLES)["bundles"]}
            listed = {
                name: ListedBundle(entries.pop(name), tuple(said["files"]), said["counts"])
                for name, said in self.read(PAGES).items()
            }
            if entries or not all(map(_is_whole, listed.values())):
                raise DamagedFile("does not agree with the list of pages")
            return listed
        except (KeyError, TypeError, AttributeError) as error:
            raise DamagedFile(f"is not a list of bundles: {error!r}") from error

    def put_lists(self, bundles: Mapping[str, ListedBundle]) -> None:
        """Write the two lists."""
        entries = {"filters": _filters(bundles), "bundles": [bundle.entry for bundle in bundles.values()]}
        pages = {name: {"files": bundle.files, "counts": bundle.counts} for name, bundle in bundles.items()}
        self.put(BUNDLES, packed(entries))
        self.put(PAGES, packed(pages))


def _is_whole(bundle: ListedBundle) -> bool:
    entry = bundle.entry
    return entry.keys() >= {"digest", "words"} and len(entry["comments"]) == len(bundle.files)


def packed(value: Any) -> bytes:
    """Return `value` as JSON packed with gzip."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return gzip.compress(text.encode(), compresslevel=6, mtime=0)


def unpacked(data: bytes) -> Any:
    """Return the value in a packed file. Raises `DamagedFile`."""
    try:
        with gzip.GzipFile(fileobj=BytesIO(data)) as file:
            text = file.read(_LARGEST + 1)
        if len(text) > _LARGEST:
            raise DamagedFile(f"unpacks to more than {_LARGEST} bytes")
        return json.loads(text)
    except (OSError, EOFError, zlib.error, ValueError, RecursionError) as error:
        raise DamagedFile(f"cannot be unpacked: {error}") from error


def digest(files: Mapping[str, bytes]) -> str:
    """Return a digest of the packed files of a bundle, which browsers ask for together with each file."""
    return sha256(b"".join(sha256(files[name]).digest() for name in sorted(files))).hexdigest()[:12]


def _filters(bundles: Mapping[str, ListedBundle]) -> dict[str, dict[str, int]]:
    """Return the number of pages for each value of each filter in the whole index."""
    found: dict[str, dict[str, int]] = {"year": {name: len(bundle.files) for name, bundle in bundles.items()}}
    for name in FILTERS:
        counts: dict[str, int] = {}
        for bundle in bundles.values():
            for value, count in bundle.counts[name].items():
                counts[value] = counts.get(value, 0) + count
        found[name] = dict(sorted(counts.items()))
    return found
