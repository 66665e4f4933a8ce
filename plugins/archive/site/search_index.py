"""Build the search index of a finished site: a bundle of files for each year, and lists of the bundles and their pages.

The rule: only bundles with a changed page are made again; the files of the others are linked from the served site.
docs/search.md describes the files.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from archive.processors import share
from archive.site.page_checks import document_of
from archive.site.search.bundles import Bundle, bundle_of
from archive.site.search.files import FOLDER, DamagedFile, IndexFolder, ListedBundle, digest, packed
from archive.site.search.pages import BODY, IndexedPage, indexed_page

_LEAST_BUNDLES, _LEAST_PAGES = 2, 500
"""How many bundles or pages are worth a process of their own."""
_T = TypeVar("_T")


@dataclass(frozen=True)
class Indexed:
    """What was indexed."""

    pages: int
    """Number of pages in the index."""
    made: tuple[str, ...]
    """The names of the bundles that were made; the others were linked."""


@dataclass(frozen=True)
class _Change:
    """The pages to index, and the index that they replace."""

    site: Path
    new: Mapping[str, IndexedPage]
    """The changed and added pages by their paths."""
    changed: Collection[str]
    previous: IndexFolder
    before: Mapping[str, ListedBundle]
    """The bundles of the previous index."""

    def touches(self, name: str) -> bool:
        before = self.before.get(name)
        gone = before is None or any(file in self.changed for file in before.files)
        return gone or any(page.bundle == name for page in self.new.values())

    def pages_of(self, name: str) -> dict[str, IndexedPage]:
        """Return the pages of a bundle by their paths."""
        before = self.before.get(name)
        kept = [file for file in before.files if file not in self.changed] if before else []
        return _read(self.site, kept) | {file: page for file, page in self.new.items() if page.bundle == name}


def build(site: Path, changed: Collection[str] | None = None, previous: Path | None = None) -> Indexed:
    """Index the finished pages in `site`.

    `previous` is a site whose index this program made, and `changed` the paths of the pages that were changed, added or
    removed since; without them, all pages are indexed.
    """
    change, index = _change(site, changed, previous), IndexFolder(site / FOLDER)
    names = sorted({*change.before, *(page.bundle for page in change.new.values())}, key=_undated_first)
    touched = [name for name in names if change.touches(name)]
    bundles = {name: change.before[name] for name in names if name not in touched}
    for bundle in bundles.values():
        index.link_bundle(bundle, change.previous)
    made = _merged(share(touched, partial(_make, change, index), _LEAST_BUNDLES))
    bundles |= made
    index.put_lists({name: bundles[name] for name in names if name in bundles})
    return Indexed(sum(len(bundle.files) for bundle in bundles.values()), tuple(filter(made.__contains__, names)))


def _make(change: _Change, index: IndexFolder, names: Iterable[str]) -> dict[str, ListedBundle]:
    """Write those bundles that have pages."""
    pages = ((name, change.pages_of(name)) for name in names)
    return {name: _put_bundle(name, found, index) for name, found in pages if found}


def _merged(parts: Iterable[Mapping[str, _T]]) -> dict[str, _T]:
    return {name: value for part in parts for name, value in part.items()}


def _change(site: Path, changed: Collection[str] | None, previous: Path | None) -> _Change:
    before = IndexFolder((previous or site) / FOLDER)
    try:
        bundles = before.listed() if previous and changed is not None else {}
    except DamagedFile:
        bundles = {}
    if not bundles or changed is None:
        changed = {file.relative_to(site).as_posix() for file in site.rglob("*.html")}
    return _Change(site, _pages(site, changed), set(changed), before, bundles)


def _undated_first(name: str) -> tuple[bool, str]:
    return name.isdecimal(), name


def _put_bundle(name: str, pages: Mapping[str, IndexedPage], index: IndexFolder) -> ListedBundle:
    files = {page.url: file for file, page in pages.items()}
    bundle = bundle_of(pages.values())
    data = {file: packed(value) for file, value in bundle.files.items()}
    for file, each in data.items():
        index.put(f"{name}/{file}", each)
    return ListedBundle(_entry(name, bundle, digest(data)), tuple(files[url] for url in bundle.urls), bundle.counts)


def _entry(name: str, bundle: Bundle, version: str) -> dict[str, Any]:
    return {
        "name": name,
        "digest": version,
        "words": bundle.first_words,
        "comments": bundle.comments,
        "months": bundle.months,
    }


def _pages(site: Path, files: Collection[str]) -> dict[str, IndexedPage]:
    """Read those of the files that exist and are marked for the index."""
    return _merged(share(sorted(files), partial(_read, site), _LEAST_PAGES))


def _read(site: Path, files: Iterable[str]) -> dict[str, IndexedPage]:
    found = {}
    for file in files:
        data = (site / file).read_bytes() if (site / file).is_file() else b""
        if BODY.encode() not in data:
            continue
        if page := indexed_page(document_of(data.decode("utf-8", "replace")), file):
            found[file] = page
    return found
