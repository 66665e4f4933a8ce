"""Check that the search index of a finished site is whole, and has every marked page and comment.

The rule: the pages of the site say what the index must have. Words are not looked up one by one: a bundle whose files
have the digest in the list of bundles is as it was made.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import Any

from archive.site.search.files import (
    BUNDLES,
    EXTENSION,
    FOLDER,
    PAGES,
    DamagedFile,
    IndexFolder,
    ListedBundle,
    digest,
    unpacked,
)

MarkedPages = Mapping[str, Collection[str]]
"""The anchors of the comments on each page to be indexed, by the path of the page."""


def problems(site: Path, marked: MarkedPages) -> list[str]:
    """List the problems of the index of `site`, one line each, sorted."""
    index = IndexFolder(site / FOLDER)
    if not index.folder.is_dir():
        return [f"there is no search index for {len(marked)} pages; build it"] if marked else []
    try:
        bundles = index.listed()
    except DamagedFile as damage:
        return [f"the list of bundles {damage}; build the site again"]
    found: list[str] = []
    anchors: dict[str, set[str]] = {}
    for name, bundle in bundles.items():
        found += _bundle_problems(name, bundle, index, anchors)
    files = Counter(file for bundle in bundles.values() for file in bundle.files)
    return sorted([*found, *_stray_files(index, bundles), *_page_problems(files, anchors, marked)])


def _bundle_problems(
    name: str, bundle: ListedBundle, index: IndexFolder, anchors: dict[str, set[str]]
) -> Iterator[str]:
    """Read all files of a bundle; yield problems, and add the anchors in its texts by page."""
    packed: dict[str, bytes] = {}
    anchors |= {file: set() for file in bundle.files}
    for file in bundle.file_names:
        try:
            packed[file] = index.packed(f"{name}/{file}")
            value = unpacked(packed[file])
            if file.startswith("texts-"):
                anchors[bundle.files[int(file.split("-")[1])]] |= _anchors(value)
        except DamagedFile as damage:
            yield f"{name}/{file}{EXTENSION} {damage}"
    if packed.keys() == set(bundle.file_names) and digest(packed) != bundle.entry["digest"]:
        yield f"{name} is not the bundle that {BUNDLES}{EXTENSION} lists; build the site again"


def _anchors(texts: Any) -> set[str]:
    try:
        return {anchor for anchor, _, _ in texts["comments"]}
    except (KeyError, TypeError, ValueError) as error:
        raise DamagedFile(f"has no comments: {error!r}") from error


def _stray_files(index: IndexFolder, bundles: Mapping[str, ListedBundle]) -> Iterator[str]:
    """Yield the files that no list names; they might hold words that were taken down."""
    known = {f"{BUNDLES}{EXTENSION}", f"{PAGES}{EXTENSION}"}
    known |= {f"{name}/{file}{EXTENSION}" for name, bundle in bundles.items() for file in bundle.file_names}
    for path in index.folder.rglob("*"):
        if path.is_file() and (file := path.relative_to(index.folder).as_posix()) not in known:
            yield f"{file} does not belong to the index"


def _page_problems(
    files: Mapping[str, int], anchors: Mapping[str, Collection[str]], marked: MarkedPages
) -> Iterator[str]:
    for file, times in files.items():
        if times > 1:
            yield f"{file} is in the index {times} times"
        if file not in marked:
            yield f"{file} is in the index, but is not marked with data-search-body"
    for file, comments in marked.items():
        if file not in files:
            yield f"{file} is not in the index"
        elif missing := [comment for comment in comments if comment not in anchors[file]]:
            yield f"{file}: comments missing from the index: {len(missing)}, the first is {missing[0]}"
