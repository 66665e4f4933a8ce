"""Build the search index with Pagefind, and check the files that it wrote.

The rule: run Pagefind's command, never its Python API, which sometimes returns before its files are on disk (in 5 of 78
builds, the command in 0 of 45; measured 2026-11-22 with version 1.5.2).

Pagefind does not document its files. In version 1.5.2 each `.pf_*` and wasm file is gzip data that starts with
"pagefind_dcd". In a fragment, JSON follows; there is one fragment for each indexed page.
"""

from __future__ import annotations

import gzip
import json
import os
import shutil
import subprocess
import sys
import zlib
from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from bs4 import BeautifulSoup
from bs4.element import Tag

from archive.errors import ArchiveError, BuildFailed

FOLDER = "pagefind"
"""The folder of the index in the site."""

LANGUAGE = "en"
"""The whole site is indexed as one language; pages in "en-GB" use this index too (tested)."""

_FIXED = ("pagefind.js", "pagefind-worker.js", "pagefind-entry.json", f"wasm.{LANGUAGE}.pagefind")
_MAGIC = b"pagefind_dcd"
_LARGEST = 64 * 2**20  # unpacked bytes; the largest file for 70,900 comments has 0.6 MB
_HEADINGS = ("h3", "h4", "h5", "h6")

MarkedPages = Mapping[str, Collection[str]]
"""The anchors of the comments on each page to be indexed, by the path of the page."""


class SearchUnavailable(ArchiveError):
    """Pagefind is not installed; the site is complete except for the search."""


class _Damaged(ArchiveError):
    """A file of the index is damaged; the message follows the name of the file."""


@dataclass(frozen=True)
class _Fragment:
    """The path and anchors of an indexed page."""

    file: str
    """Path of the page in the site."""
    anchors: frozenset[str]


def build(site: Path) -> int:
    """Index the finished pages in `site` and return the number of pages indexed.

    Raises `SearchUnavailable` if Pagefind or its program is not installed, `BuildFailed` if it fails.
    """
    if not _installed():
        raise SearchUnavailable(
            'there is no search because Pagefind is not installed; run `pip install "pagefind[bin]"` and build again'
        )
    site = site.resolve()
    shutil.rmtree(site / FOLDER, ignore_errors=True)  # Pagefind does not delete the files of an earlier index
    _run(site)
    return _page_count(site / FOLDER)


def problems(site: Path, marked: MarkedPages | None = None) -> list[str]:
    """List the problems of the index of `site`, one line each, sorted.

    `marked` is the result of `marked_pages`, if the caller has read the pages already.
    """
    marked = marked_pages(site) if marked is None else marked
    folder = site / FOLDER
    if not folder.is_dir():
        return [f"there is no search index for {len(marked)} pages; build it"] if marked else []
    fragments: list[_Fragment] = []
    found = [*_fixed_problems(folder), *_unpack_all(folder, fragments)]
    return sorted([*found, *_count_problems(folder, fragments), *_page_problems(fragments, marked)])


def marked_pages(site: Path) -> dict[str, tuple[str, ...]]:
    """Return the pages of `site` that are marked for indexing, with the anchors of their comments."""
    pages = {}
    for file in sorted(site.rglob("*.html")):
        text = file.read_text(encoding="utf-8", errors="replace")
        if "data-pagefind-body" not in text:
            continue
        if (comments := comments_to_find(BeautifulSoup(text, "lxml"))) is not None:
            pages[file.relative_to(site).as_posix()] = comments
    return pages


def comments_to_find(page: BeautifulSoup) -> tuple[str, ...] | None:
    """Return the anchors of the comments to index on `page`; None if the page is not marked for indexing."""
    bodies = page.find_all(None, {"data-pagefind-body": True})
    if not bodies:
        return None
    return tuple(dict.fromkeys(anchor for body in bodies for anchor in _anchors(body)))


def _anchors(body: Tag) -> Iterator[str]:
    ignored = {
        id(heading)
        for part in body.find_all(None, {"data-pagefind-ignore": True})
        for heading in part.find_all(_HEADINGS)
    }
    for heading in body.find_all(_HEADINGS):
        if (anchor := str(heading.get("id", ""))).startswith("c") and id(heading) not in ignored:
            yield anchor


def _installed() -> bool:
    try:
        from pagefind.service import get_executable
    except ImportError:
        return False
    return get_executable() is not None


def _run(site: Path) -> None:
    """Run Pagefind in `site`, without settings from the environment or from stray files."""
    kept = {"PAGEFIND_BINARY_PATH"}
    environment = {k: v for k, v in os.environ.items() if not k.startswith("PAGEFIND_") or k in kept}
    options = ["--site", str(site), "--force-language", LANGUAGE, "--silent"]
    command = [sys.executable, "-P", "-m", "pagefind", *options]  # -P: import nothing from the site
    try:
        ran = subprocess.run(command, cwd=site, env=environment, capture_output=True, check=False)
    except OSError as error:
        raise BuildFailed(f"{site}: Pagefind could not be started ({error})") from error
    if ran.returncode:
        raise BuildFailed(f"{site}: Pagefind failed: {_complaint(ran)}")


def _complaint(ran: subprocess.CompletedProcess[bytes]) -> str:
    if ran.returncode < 0:
        return f"Pagefind was killed (signal {-ran.returncode}); give it more memory (3 GB for 75,000 comments)"
    return " ".join(ran.stderr.decode("utf-8", "replace").split())[:300] or f"exit code {ran.returncode}"


def _page_count(folder: Path) -> int:
    try:
        languages = json.loads((folder / "pagefind-entry.json").read_bytes())["languages"]
        return sum(int(language["page_count"]) for language in languages.values())
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise BuildFailed(f"{folder / 'pagefind-entry.json'} cannot be read ({error}); build again") from error


def _fixed_problems(folder: Path) -> Iterator[str]:
    for name in _FIXED:
        if not (folder / name).is_file():
            yield f"{name} is missing"
        elif not (folder / name).stat().st_size:
            yield f"{name} is empty"


def _unpack_all(folder: Path, fragments: list[_Fragment]) -> Iterator[str]:
    """Unpack each file of the index; yield problems, and add the fragments to `fragments`."""
    for file in sorted([*folder.rglob("*.pf_*"), *folder.glob("wasm.*.pagefind")]):
        try:
            unpacked = _unpack(file)
            if file.suffix == ".pf_fragment":
                fragments.append(_fragment(unpacked))
        except _Damaged as damage:
            yield f"{file.relative_to(folder).as_posix()} {damage}"


def _unpack(file: Path) -> bytes:
    try:
        with gzip.open(file) as packed:
            unpacked = packed.read(_LARGEST + 1)
    except (OSError, EOFError, zlib.error) as error:
        raise _Damaged(f"cannot be unpacked: {error}") from error
    if len(unpacked) > _LARGEST:
        raise _Damaged(f"unpacks to more than {_LARGEST} bytes")
    if not unpacked.startswith(_MAGIC):
        raise _Damaged(f"does not start with {_MAGIC.decode()}")
    return unpacked.removeprefix(_MAGIC)


def _fragment(unpacked: bytes) -> _Fragment:
    try:
        fragment = json.loads(unpacked)
        url = str(fragment["url"]).removeprefix("/")
        file = f"{url}index.html" if url == "" or url.endswith("/") else url
        return _Fragment(file, frozenset(anchor["id"] for anchor in fragment["anchors"]))
    except (ValueError, KeyError, TypeError) as error:
        raise _Damaged(f"is not a page fragment: {error!r}") from error


def _count_problems(folder: Path, fragments: list[_Fragment]) -> Iterator[str]:
    try:
        pages = _page_count(folder)
    except BuildFailed as error:
        yield str(error)
        return
    if pages != len(fragments):
        yield f"pagefind-entry.json lists {pages} pages, but {len(fragments)} can be read"
    if pages and not any(folder.rglob("*.pf_index")):
        yield "there is no .pf_index file, so no word can be found"


def _page_problems(fragments: list[_Fragment], marked: MarkedPages) -> Iterator[str]:
    anchors = {fragment.file: fragment.anchors for fragment in fragments}
    for file, times in Counter(fragment.file for fragment in fragments).items():
        if times > 1:
            yield f"{file} is in the index {times} times"
        if file not in marked:
            yield f"{file} is in the index, but has no data-pagefind-body"
    for file, comments in marked.items():
        if file not in anchors:
            yield f"{file} is not in the index"
        elif missing := [comment for comment in comments if comment not in anchors[file]]:
            yield f"{file}: comments missing from the index: {len(missing)}, the first is {missing[0]}"
