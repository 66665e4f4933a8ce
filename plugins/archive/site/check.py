"""Check the finished site: dead links, missing or faulty pages and feeds, the search index, content from other hosts.

The rule: check only the files in the folder, as a browser would read them. Use no network, repair nothing, and report
all problems together.

The address of the site comes from its feeds, which name their own full address. Links to that address are internal.
Pages may link to other hosts, but may not load anything from them.
"""

from __future__ import annotations

import posixpath
from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from urllib.parse import unquote

from archive.errors import ArchiveError, BuildFailed
from archive.site.feed_checks import CheckedFeed, read_feeds
from archive.site.marker import MARKER
from archive.site.page_checks import EXTERNAL, CheckedPage, PageLink, read_page
from archive.site.search.files import FOLDER
from archive.site.search_checks import problems
from archive.site.site_manifest import ManifestEntry, read_manifest
from archive.text import clean


@dataclass(frozen=True, order=True)
class Problem:
    """A problem with one file of the finished site."""

    file: str
    """Path in the site, with "/" as separator."""
    what: str
    """One line of text."""


@dataclass(frozen=True)
class _CheckedSite:
    files: frozenset[str]
    pages: Mapping[str, CheckedPage]
    home: str
    """Full address of the site's root, ending in "/"; "/" if no feed gives it."""

    def resolve(self, address: str, file: str) -> tuple[str, str] | None:
        """Return the file and fragment to which `address` on the page `file` leads; None for another host."""
        path, _, fragment = address.partition("#")
        path = path.partition("?")[0].replace("\\", "/")
        if not path:
            return file, fragment
        root = "/" + self.home.split("/", 3)[-1]
        if f"{path}/".startswith(self.home):
            path = root + path[len(self.home) :]
        if EXTERNAL.match(path):
            return None
        folder = "" if path.startswith("/") else posixpath.dirname(file)
        target = posixpath.normpath(posixpath.join(folder, unquote(path.removeprefix(root))))
        index = posixpath.normpath(posixpath.join(target, "index.html"))
        if path.endswith("/") or (target not in self.files and index in self.files):
            return index, fragment
        return target, fragment

    def fault(self, link: PageLink, file: str) -> str | None:
        """Return what is wrong with `link` on the page or feed `file`, if anything."""
        place = self.resolve(link.address, file)
        if place is None:
            return f"loads from another host: {link.address:.200}" if link.loads else None
        target, fragment = place
        if target not in self.files:
            return f"dead link: {link.address:.200}"
        if self._has(target, unquote(fragment.partition(":~:")[0])):
            return None
        return f"dead link: {link.address:.200} (the page has no such anchor)"

    def _has(self, target: str, fragment: str) -> bool:
        ids = self.pages[target].ids if target in self.pages else None
        return ids is None or fragment.lower() in ("", "top") or fragment in ids


def check(output: Path) -> list[Problem]:
    """List all problems of the finished site in `output`, sorted.

    Raises `BuildFailed` if there is no such folder.
    """
    if not output.is_dir():
        raise BuildFailed(f"{output}: there is no site here; run `invoke build` first")
    files = frozenset(path.relative_to(output).as_posix() for path in output.rglob("*") if path.is_file())
    pages = {file: read_page(output / file) for file in sorted(files) if file.endswith(".html")}
    feeds = read_feeds(output, files)
    homes = filter(None, (_home(feed.own, files) for feed in feeds.values()))
    site = _CheckedSite(files, pages, next(homes, "/"))
    found = chain(
        ((file, fault) for file, page in pages.items() for fault in _page_faults(file, page, site)),
        ((file, fault) for file, feed in feeds.items() for fault in _feed_faults(file, feed, site)),
        _missing(output, site),
        _search_faults(output, pages),
    )
    return sorted({Problem(file, " ".join(clean(fault).split())) for file, fault in found})


def _page_faults(file: str, page: CheckedPage, site: _CheckedSite) -> Iterator[str]:
    yield from page.faults
    yield from filter(None, (site.fault(link, file) for link in page.links))
    if file == "404.html":
        yield from map(_relative_link_fault, filter(_depends_on_depth, page.links))
    if page.redirect and any(_is_redirect(site, link, file) for link in page.links):
        yield "redirects to another redirect or to itself"


def _depends_on_depth(link: PageLink) -> bool:
    return not link.address.startswith(("/", "#")) and not EXTERNAL.match(link.address)


def _relative_link_fault(link: PageLink) -> str:
    return f"is served at any address, so this link must start with /: {link.address:.200}"


def _is_redirect(site: _CheckedSite, link: PageLink, file: str) -> bool:
    place = site.resolve(link.address, file)
    return link.loads and place is not None and place[0] in site.pages and site.pages[place[0]].redirect


def _home(own: str | None, files: Container[str]) -> str | None:
    """Return the address of the site: the part of a feed's own address before the path of a file."""
    parts = (own or "").split("/")
    for start in range(3, len(parts)):
        if unquote("/".join(parts[start:])) in files:
            return "/".join(parts[:start]) + "/"
    return None


def _feed_faults(file: str, feed: CheckedFeed, site: _CheckedSite) -> Iterator[str]:
    yield from feed.faults
    if feed.own and _home(feed.own, site.files) != site.home:
        yield f"gives its own address as {feed.own:.200}, which is not a file of the site at {site.home}"
    for link in feed.links:
        if not EXTERNAL.match(link.address):
            yield f"this link does not start with https://: {link.address:.200}"
        elif fault := site.fault(link, file):
            yield fault


def _missing(output: Path, site: _CheckedSite) -> Iterator[tuple[str, str]]:
    """Yield the files that are in the manifest but not in the folder, with the reason."""
    try:
        manifest = read_manifest(output)
    except ArchiveError as error:
        return iter([(MARKER, str(error))])
    if manifest is None:
        return iter([(MARKER, "is missing; run `invoke build`")])
    return chain.from_iterable(_missing_of(article, site) for article in manifest.articles)


def _missing_of(article: ManifestEntry, site: _CheckedSite) -> Iterator[tuple[str, str]]:
    page = _at(article.url, site)
    if page not in site.pages:
        yield page, f"is missing; it should show {article.file} ({article.ref})"
    elif (ids := site.pages[page].ids) is not None:
        lost = (anchor for anchor in article.comments if anchor not in ids)
        yield from ((page, f"comment {anchor} of {article.file} is missing") for anchor in lost)
    for address in article.redirects:
        if (file := _at(address, site)) not in site.files:
            yield file, f"is missing; it should redirect to {article.url}"


def _at(address: str, site: _CheckedSite) -> str:
    """Return the file for an address in the manifest, which is relative to the root of the site."""
    place = site.resolve(address.lstrip("/") or "index.html", "index.html")
    return place[0] if place else address


def _search_faults(output: Path, pages: Mapping[str, CheckedPage]) -> Iterator[tuple[str, str]]:
    marked = {file: page.comments for file, page in pages.items() if page.comments is not None}
    return ((FOLDER, line) for line in problems(output, marked))
