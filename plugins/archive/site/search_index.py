"""The search index: Pagefind's command over the finished pages, and a check of what it wrote.

One rule: always the command, never Pagefind's Python API, which may end before its files are on disk (5 of 78
builds; the command 0 of 45; measured 2026-11-22 with 1.5.2).

How Pagefind's files look was found by reading them (1.5.2): every `.pf_*` and wasm file is gzip around bytes
that begin with "pagefind_dcd"; after these a fragment is JSON, one for each page found by search.
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
"""Where the index is, below the site."""

LANGUAGE = "en"
"""The whole site is one language to the search: a page that says "en-GB" finds this index too (tried)."""

_FIXED = ("pagefind.js", "pagefind-worker.js", "pagefind-entry.json", f"wasm.{LANGUAGE}.pagefind")
_START = b"pagefind_dcd"
_LARGEST = 64 * 2**20  # bytes unpacked; the largest file measured, of 70,900 comments, has 0.6 MB
_HEADINGS = ("h3", "h4", "h5", "h6")

MarkedPages = Mapping[str, Collection[str]]
"""For each page to be found by search (its path below the site): the anchors of its comments."""


class SearchUnavailable(ArchiveError):
    """Pagefind is not installed; the site is whole, but without a search."""


class _Damaged(ArchiveError):
    """One file of the index; the words follow its name."""


@dataclass(frozen=True)
class _Fragment:
    """What the index holds of one page, all its text aside."""

    file: str
    """Path of the page below the site."""
    anchors: frozenset[str]


def build(site: Path) -> int:
    """Write the search index of the finished pages in `site` and return how many pages are in it.

    Raises `SearchUnavailable` if Pagefind or its program is not installed, `BuildFailed` if it fails.
    """
    if not _installed():
        raise SearchUnavailable('search needs Pagefind: pip install "pagefind[bin]" and build again')
    site = site.resolve()
    shutil.rmtree(site / FOLDER, ignore_errors=True)  # Pagefind leaves the files of an earlier index lying
    _run(site)
    return _page_count(site / FOLDER)


def problems(site: Path, marked: MarkedPages | None = None) -> list[str]:
    """What is wrong with the index of `site`, one line each, sorted; empty if it is whole.

    `marked` is what `marked_pages` gives, for a caller who has read the pages already.
    """
    marked = marked_pages(site) if marked is None else marked
    folder = site / FOLDER
    if not folder.is_dir():
        return [f"there is no search index for {len(marked)} pages: build it"] if marked else []
    fragments: list[_Fragment] = []
    found = [*_fixed_problems(folder), *_unpack_all(folder, fragments)]
    return sorted([*found, *_count_problems(folder, fragments), *_page_problems(fragments, marked)])


def marked_pages(site: Path) -> dict[str, tuple[str, ...]]:
    """The pages of `site` that ask to be found by search, with the anchors of their comments."""
    pages = {}
    for file in sorted(site.rglob("*.html")):
        text = file.read_text(encoding="utf-8", errors="replace")
        if "data-pagefind-body" not in text:
            continue
        if (comments := comments_to_find(BeautifulSoup(text, "lxml"))) is not None:
            pages[file.relative_to(site).as_posix()] = comments
    return pages


def comments_to_find(page: BeautifulSoup) -> tuple[str, ...] | None:
    """The anchors of the comments on `page` that search must find; None if it does not ask to be found."""
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
    """Run Pagefind inside `site` and without settings of the shell, so that no stray settings file counts."""
    kept = {"PAGEFIND_BINARY_PATH"}
    environment = {k: v for k, v in os.environ.items() if not k.startswith("PAGEFIND_") or k in kept}
    options = ["--site", str(site), "--force-language", LANGUAGE, "--silent"]
    command = [sys.executable, "-P", "-m", "pagefind", *options]  # -P: import nothing from the site
    try:
        ran = subprocess.run(command, cwd=site, env=environment, capture_output=True, check=False)
    except OSError as error:
        raise BuildFailed(f"{site}: Pagefind could not be started ({error})") from error
    if ran.returncode:
        raise BuildFailed(f"{site}: no search index: {_complaint(ran)}")


def _complaint(ran: subprocess.CompletedProcess[bytes]) -> str:
    if ran.returncode < 0:
        return f"Pagefind was killed (signal {-ran.returncode}); give it more memory (3 GB for 75,000 comments)"
    return " ".join(ran.stderr.decode("utf-8", "replace").split())[:300] or f"exit code {ran.returncode}"


def _page_count(folder: Path) -> int:
    try:
        languages = json.loads((folder / "pagefind-entry.json").read_bytes())["languages"]
        return sum(int(language["page_count"]) for language in languages.values())
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise BuildFailed(f"{folder / 'pagefind-entry.json'} cannot be read ({error}): build again") from error


def _fixed_problems(folder: Path) -> Iterator[str]:
    for name in _FIXED:
        if not (folder / name).is_file():
            yield f"{name} is missing"
        elif not (folder / name).stat().st_size:
            yield f"{name} is empty"


def _unpack_all(folder: Path, fragments: list[_Fragment]) -> Iterator[str]:
    """Unpack every file of the index: problems are yielded, fragments are added to `fragments`."""
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
        raise _Damaged(f"does not unpack: {error}") from error
    if len(unpacked) > _LARGEST:
        raise _Damaged(f"unpacks to more than {_LARGEST} bytes")
    if not unpacked.startswith(_START):
        raise _Damaged(f"does not begin with {_START.decode()}")
    return unpacked.removeprefix(_START)


def _fragment(unpacked: bytes) -> _Fragment:
    try:
        fragment = json.loads(unpacked)
        url = str(fragment["url"]).removeprefix("/")
        file = f"{url}index.html" if url == "" or url.endswith("/") else url
        return _Fragment(file, frozenset(anchor["id"] for anchor in fragment["anchors"]))
    except (ValueError, KeyError, TypeError) as error:
        raise _Damaged(f"is not the fragment of a page: {error!r}") from error


def _count_problems(folder: Path, fragments: list[_Fragment]) -> Iterator[str]:
    try:
        pages = _page_count(folder)
    except BuildFailed as error:
        yield str(error)
        return
    if pages != len(fragments):
        yield f"pagefind-entry.json speaks of {pages} pages, but {len(fragments)} can be read"
    if pages and not any(folder.rglob("*.pf_index")):
        yield "there is no .pf_index file: no word can be found"


def _page_problems(fragments: list[_Fragment], marked: MarkedPages) -> Iterator[str]:
    anchors = {fragment.file: fragment.anchors for fragment in fragments}
    for file, times in Counter(fragment.file for fragment in fragments).items():
        if times > 1:
            yield f"{file} is in the index {times} times"
        if file not in marked:
            yield f"{file} is in the index, but is no page with data-pagefind-body"
    for file, comments in marked.items():
        if file not in anchors:
            yield f"{file} is not in the index"
        elif missing := [comment for comment in comments if comment not in anchors[file]]:
            yield f"{file}: {len(missing)} comments cannot be found, the first is {missing[0]}"
