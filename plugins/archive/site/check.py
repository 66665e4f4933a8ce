"""Reads the finished site and lists every problem: dead links, faulty or missing pages, feeds, leaks, search.

One rule: it judges only what is in the folder, as a browser would read it. It asks no network, repairs
nothing, and never stops at the first problem.

Where the site will be served it learns from the feeds: each names its own full address. Links to that are
links within the site; all other hosts are foreign, and a page may link to them but load nothing from them.
"""

from __future__ import annotations

import posixpath
from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from urllib.parse import unquote

from archive.errors import ArchiveError, BuildFailed
from archive.site import search_index
from archive.site.feed_checks import CheckedFeed, read_feeds
from archive.site.page_checks import FOREIGN, CheckedPage, PageLink, read_page
from archive.site.staging import MARKER, ManifestEntry, read_manifest
from archive.text import clean


@dataclass(frozen=True, order=True)
class Problem:
    """One thing wrong with the finished site."""

    file: str
    """Path below the site, with "/" between the parts."""
    what: str
    """One plain line."""


@dataclass(frozen=True)
class _Site:
    files: frozenset[str]
    pages: Mapping[str, CheckedPage]
    home: str
    """Full address of the site's root, ending in "/"; just "/" where no feed tells it."""

    def place(self, address: str, file: str) -> tuple[str, str] | None:
        """File and fragment that `address` on the page `file` leads to; None if to another host."""
        path, _, fragment = address.partition("#")
        path = path.partition("?")[0].replace("\\", "/")
        if not path:
            return file, fragment
        root = "/" + self.home.split("/", 3)[-1]
        if f"{path}/".startswith(self.home):
            path = root + path[len(self.home) :]
        if FOREIGN.match(path):
            return None
        folder = "" if path.startswith("/") else posixpath.dirname(file)
        target = posixpath.normpath(posixpath.join(folder, unquote(path.removeprefix(root))))
        index = posixpath.normpath(posixpath.join(target, "index.html"))
        if path.endswith("/") or (target not in self.files and index in self.files):
            return index, fragment
        return target, fragment

    def fault(self, link: PageLink, file: str) -> str | None:
        """What is wrong with `link` on the page or feed `file`, if anything."""
        place = self.place(link.address, file)
        if place is None:
            return f"reaches out to another host: {link.address:.200}" if link.loads else None
        target, fragment = place
        if target not in self.files:
            return f"dead link: {link.address:.200}"
        if self._has(target, unquote(fragment.partition(":~:")[0])):
            return None
        return f"dead link: {link.address:.200} (there is no such place on that page)"

    def _has(self, target: str, fragment: str) -> bool:
        ids = self.pages[target].ids if target in self.pages else None
        return ids is None or fragment.lower() in ("", "top") or fragment in ids


def check(output: Path) -> list[Problem]:
    """Every problem of the finished site in `output`, sorted; empty if there is none.

    Raises `BuildFailed` if there is no such folder.
    """
    if not output.is_dir():
        raise BuildFailed(f"{output} is no folder: build the site, then check it")
    files = frozenset(path.relative_to(output).as_posix() for path in output.rglob("*") if path.is_file())
    pages = {file: read_page(output / file) for file in sorted(files) if file.endswith(".html")}
    feeds = read_feeds(output, files)
    homes = filter(None, (_home(feed.own, files) for feed in feeds.values()))
    site = _Site(files, pages, next(homes, "/"))
    found = chain(
        ((file, fault) for file, page in pages.items() for fault in _page_faults(file, page, site)),
        ((file, fault) for file, feed in feeds.items() for fault in _feed_faults(file, feed, site)),
        _missing(output, site),
        _search_faults(output, pages),
    )
    return sorted({Problem(file, " ".join(clean(fault).split())) for file, fault in found})


def _page_faults(file: str, page: CheckedPage, site: _Site) -> Iterator[str]:
    yield from page.faults
    yield from filter(None, (site.fault(link, file) for link in page.links))
    if file == "404.html":
        yield from map(_root_fault, filter(_depends_on_depth, page.links))
    if page.redirect and any(_is_redirect(site, link, file) for link in page.links):
        yield "leads to another redirect, or to itself"


def _depends_on_depth(link: PageLink) -> bool:
    return not link.address.startswith(("/", "#")) and not FOREIGN.match(link.address)


def _root_fault(link: PageLink) -> str:
    return f"is served at any depth, so this link must begin with /: {link.address:.200}"


def _is_redirect(site: _Site, link: PageLink, file: str) -> bool:
    place = site.place(link.address, file)
    return link.loads and place is not None and place[0] in site.pages and site.pages[place[0]].redirect


def _home(own: str | None, files: Container[str]) -> str | None:
    """Where the site is served, from the address a feed gives for itself: what stands there before a file."""
    parts = (own or "").split("/")
    for start in range(3, len(parts)):
        if unquote("/".join(parts[start:])) in files:
            return "/".join(parts[:start]) + "/"
    return None


def _feed_faults(file: str, feed: CheckedFeed, site: _Site) -> Iterator[str]:
    yield from feed.faults
    if feed.own and _home(feed.own, site.files) != site.home:
        yield f"gives its own address as {feed.own:.200}: no file of this site, which is at {site.home}"
    for link in feed.links:
        if not FOREIGN.match(link.address):
            yield f"this link does not begin with https://: {link.address:.200}"
        elif fault := site.fault(link, file):
            yield fault


def _missing(output: Path, site: _Site) -> Iterator[tuple[str, str]]:
    """What the manifest promises and the folder does not hold: the file and what is wrong with it."""
    try:
        manifest = read_manifest(output)
    except ArchiveError as error:
        return iter([(MARKER, str(error))])
    if manifest is None:
        return iter([(MARKER, "is missing: build the site again")])
    return chain.from_iterable(_missing_of(article, site) for article in manifest.articles)


def _missing_of(article: ManifestEntry, site: _Site) -> Iterator[tuple[str, str]]:
    page = _at(article.url, site)
    if page not in site.pages:
        yield page, f"is missing: {article.file} ({article.ref}) should be shown there"
    elif (ids := site.pages[page].ids) is not None:
        lost = (anchor for anchor in article.comments if anchor not in ids)
        yield from ((page, f"comment {anchor} of {article.file} is missing") for anchor in lost)
    for address in article.redirects:
        if (file := _at(address, site)) not in site.files:
            yield file, f"is missing: it should lead to {article.url}"


def _at(address: str, site: _Site) -> str:
    """The file for an address of the manifest, which is written from the root of the site."""
    place = site.place(address.lstrip("/") or "index.html", "index.html")
    return place[0] if place else address


def _search_faults(output: Path, pages: Mapping[str, CheckedPage]) -> Iterator[tuple[str, str]]:
    marked = {file: page.comments for file, page in pages.items() if page.comments is not None}
    return ((search_index.FOLDER, line) for line in search_index.problems(output, marked))
