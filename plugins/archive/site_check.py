"""Reads the finished site and lists every problem: dead links, faulty or missing pages, feeds, leaks, search.

One rule: it judges only what is in the folder, as a browser would read it. It asks no network, repairs
nothing, and never stops at the first problem.

Where the site will be served it learns from the feeds: each names its own full address. Links to that are
links within the site; all other hosts are foreign, and a page may link to them but load nothing from them.
"""

from __future__ import annotations

import hashlib
import posixpath
import re
from collections import Counter
from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote
from xml.etree import ElementTree

from bs4 import BeautifulSoup
from bs4.element import Tag
from bs4.exceptions import ParserRejectedMarkup

from archive import search_index
from archive.errors import ArchiveError, BuildFailed
from archive.site_folder import MARKER, Listed, read_manifest
from archive.text import clean

_ADDRESSES = {
    *("action", "background", "cite", "data", "formaction", "href", "imagesrcset", "longdesc", "manifest"),
    *("poster", "src", "srcset", "xlink:href"),
}
"""Attributes that hold an address (HTML standard, list of attributes; older ones browsers still follow)."""
_FORBIDDEN = {"style", "srcdoc", "ping"}
"""Attributes never to be on a page: the content security policy blocks them, or they get round this check."""
_LOADING = {
    *("dns-prefetch", "icon", "manifest", "mask-icon", "modulepreload", "preconnect", "prefetch", "preload"),
    "stylesheet",
}
"""Values of a link's rel that make a browser fetch it without being asked."""
_FOLLOWED = {"a", "area", "blockquote", "q", "del", "ins"}
"""Elements whose address is visited by a reader's click, if at all."""

_RUNNING = re.compile(r"(?:javascript|vbscript|data):", re.IGNORECASE)
_FOREIGN = re.compile(r"//|[a-z][a-z0-9+.-]*:", re.IGNORECASE)
_CANDIDATE = re.compile(r"(?:^|,)\s*([^\s,]\S*?)(?=,*(?:\s|$))")
_REFRESH = re.compile(r"[\s\d.]*[;,]\s*(?:url\s*=\s*)?['\"]?(.*?)['\"]?\s*", re.IGNORECASE)
_AROUND = "".join(map(chr, range(33)))
"""What browsers cut off both ends of an address (URL standard: C0 controls and space)."""
_DOCTYPE = "<!doctype html>"

_ATOM = "{http://www.w3.org/2005/Atom}"
_TEXT_LINKS = {"link", "comments", "{http://wellformedweb.org/CommentAPI/}commentRss"}


@dataclass(frozen=True, order=True)
class Problem:
    """One thing wrong with the finished site."""

    file: str
    """Path below the site, with "/" between the parts."""
    what: str
    """One plain line."""


class _Link(NamedTuple):
    address: str
    loads: bool
    """True if a browser goes there without a reader's click."""


@dataclass(frozen=True)
class _Page:
    """What is kept of a page: enough to check every other page against it."""

    ids: frozenset[str] | None = None
    """Where a fragment may point; None if the page cannot be read."""
    links: tuple[_Link, ...] = ()
    comments: tuple[str, ...] | None = None
    """See `search_index.comments_to_find`."""
    redirect: bool = False
    faults: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Feed:
    own: str | None
    """The address it gives for itself."""
    links: tuple[_Link, ...]
    faults: tuple[str, ...]


@dataclass(frozen=True)
class _Kind:
    """Where one kind of feed keeps things, and what its standard and `feeds.md` ask of it."""

    channel: str
    entry: str
    id: str
    needs: tuple[str, ...]
    entry_needs: tuple[str, ...]
    author: str | None
    """Needed in each entry unless the feed itself has it (RFC 4287, 4.1.1)."""
    html: tuple[str, ...]
    """Elements that hold HTML."""


_KINDS = {
    f"{_ATOM}feed": _Kind(
        channel=".",
        entry=f"{_ATOM}entry",
        id=f"{_ATOM}id",
        needs=(f"{_ATOM}id", f"{_ATOM}title", f"{_ATOM}updated"),
        entry_needs=(f"{_ATOM}id", f"{_ATOM}title", f"{_ATOM}updated", f"{_ATOM}link"),
        author=f"{_ATOM}author",
        html=(f"{_ATOM}content", f"{_ATOM}summary"),
    ),
    "rss": _Kind(
        channel="channel",
        entry="item",
        id="guid",
        needs=("title", "link", "description"),
        entry_needs=("title", "link", "guid"),
        author=None,
        html=("description", "{http://purl.org/rss/1.0/modules/content/}encoded"),
    ),
}


@dataclass(frozen=True)
class _Site:
    files: frozenset[str]
    pages: Mapping[str, _Page]
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
        if _FOREIGN.match(path):
            return None
        folder = "" if path.startswith("/") else posixpath.dirname(file)
        target = posixpath.normpath(posixpath.join(folder, unquote(path.removeprefix(root))))
        index = posixpath.normpath(posixpath.join(target, "index.html"))
        if path.endswith("/") or (target not in self.files and index in self.files):
            return index, fragment
        return target, fragment

    def fault(self, link: _Link, file: str) -> str | None:
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
    pages = {file: _read_page(output / file) for file in sorted(files) if file.endswith(".html")}
    feeds = _read_feeds(output, files)
    homes = filter(None, (_home(feed.own, files) for feed in feeds.values()))
    site = _Site(files, pages, next(homes, "/"))
    found = chain(
        ((file, fault) for file, page in pages.items() for fault in _page_faults(file, page, site)),
        ((file, fault) for file, feed in feeds.items() for fault in _feed_faults(file, feed, site)),
        _missing(output, site),
        _search_faults(output, pages),
    )
    return sorted({Problem(file, " ".join(clean(fault).split())) for file, fault in found})


def _read_page(path: Path) -> _Page:
    try:
        text = path.read_bytes().decode("utf-8-sig")
        if text.lstrip()[: len(_DOCTYPE)].lower() != _DOCTYPE:
            return _Page(faults=(f"is not read: it does not begin with {_DOCTYPE}",))
        return _page(BeautifulSoup(text, "lxml", multi_valued_attributes=None))
    except (OSError, UnicodeDecodeError, ParserRejectedMarkup) as error:
        return _Page(faults=(f"cannot be read: {error}",))


def _page(soup: BeautifulSoup) -> _Page:
    tags = soup.find_all(True)
    redirect = next(filter(None, map(_refresh, tags)), None)
    ids = [str(tag["id"]) for tag in tags if "id" in tag.attrs]
    names = [str(tag["name"]) for tag in tags if tag.name == "a" and "name" in tag.attrs]
    links, leaks = _links_and_leaks(tags)
    return _Page(
        ids=frozenset(ids + names),
        links=links if redirect is None else (*links, _Link(redirect, loads=True)),
        comments=search_index.comments_to_find(soup),
        redirect=redirect is not None,
        faults=(*leaks, *_repeated("id", ids), *([] if redirect else _head_faults(soup, tags))),
    )


def _head_faults(soup: BeautifulSoup, tags: Iterable[Tag]) -> Iterator[str]:
    title = soup.head.title if soup.head else None
    if title is None or not title.get_text(strip=True):
        yield "has no title"
    if soup.html is None or not soup.html.get("lang"):
        yield "does not say its language: <html lang>"
    headings = sum(tag.name == "h1" for tag in tags)
    if headings != 1:
        yield f"has {headings or 'no'} h1 headings instead of one"


def _refresh(tag: Tag) -> str | None:
    """The address a `<meta http-equiv="refresh">` sends the reader to."""
    if tag.name != "meta" or str(tag.get("http-equiv", "")).lower() != "refresh":
        return None
    found = _REFRESH.fullmatch(str(tag.get("content", "")))
    return found.group(1) if found else None


def _links_and_leaks(tags: Iterable[Tag]) -> tuple[tuple[_Link, ...], tuple[str, ...]]:
    links: dict[_Link, None] = {}
    leaks: list[str] = []
    for tag in tags:
        leaks += _leaks(tag)
        for address in _addresses(tag):
            if _RUNNING.match(address):
                leaks.append(f"<{tag.name}> holds an address that runs or embeds: {address:.60}")
            else:
                links[_Link(address, _loads(tag))] = None
    return tuple(links), tuple(leaks)


def _leaks(tag: Tag) -> Iterator[str]:
    for name in tag.attrs:
        if name.startswith("on") or name in _FORBIDDEN:
            yield f"<{tag.name}> has the attribute {name:.60}"
    if tag.name in ("base", "style"):
        yield f"there is a <{tag.name}>"
    if tag.name == "script" and not tag.get("src") and tag.get("type") != "application/ld+json":
        yield "there is a script inside the page"


def _addresses(tag: Tag) -> Iterator[str]:
    """The addresses in the attributes of `tag`, as a browser reads them."""
    for name in _ADDRESSES & tag.attrs.keys():
        value = str(tag[name])
        for address in _CANDIDATE.findall(value) if name.endswith("srcset") else [value]:
            yield address.strip(_AROUND).translate({9: None, 10: None, 13: None})


def _loads(tag: Tag) -> bool:
    if tag.name == "link":
        return not _LOADING.isdisjoint(str(tag.get("rel", "")).lower().split())
    return tag.name not in _FOLLOWED


def _repeated(word: str, values: Iterable[str]) -> Iterator[str]:
    return (f"the {word} {value:.200} is there {n} times" for value, n in Counter(values).items() if n > 1)


def _page_faults(file: str, page: _Page, site: _Site) -> Iterator[str]:
    yield from page.faults
    yield from filter(None, (site.fault(link, file) for link in page.links))
    if file == "404.html":
        yield from map(_root_fault, filter(_depends_on_depth, page.links))
    if page.redirect and any(_is_redirect(site, link, file) for link in page.links):
        yield "leads to another redirect, or to itself"


def _depends_on_depth(link: _Link) -> bool:
    return not link.address.startswith(("/", "#")) and not _FOREIGN.match(link.address)


def _root_fault(link: _Link) -> str:
    return f"is served at any depth, so this link must begin with /: {link.address:.200}"


def _is_redirect(site: _Site, link: _Link, file: str) -> bool:
    place = site.place(link.address, file)
    return link.loads and place is not None and place[0] in site.pages and site.pages[place[0]].redirect


def _read_feeds(output: Path, files: Iterable[str]) -> dict[str, _Feed]:
    seen: dict[bytes, _Page] = {}
    feeds = {file: _read_feed(output / file, seen) for file in sorted(files) if file.endswith(".xml")}
    return {file: feed for file, feed in feeds.items() if feed}


def _read_feed(path: Path, seen: dict[bytes, _Page]) -> _Feed | None:
    """The Atom or RSS feed in `path`; None if it is another kind of XML."""
    try:
        root = ElementTree.parse(path).getroot()
    except (ElementTree.ParseError, OSError, ValueError, LookupError) as error:
        return _Feed(None, (), (f"is not well-formed XML: {error}",))
    if not (kind := _KINDS.get(root.tag)):
        return None
    channel = root.find(kind.channel)
    if channel is None:
        return _Feed(None, (), (f"has no <{kind.channel}>",))
    contents = [_content(element.text or "", seen) for name in kind.html for element in root.iter(name)]
    links = [*_feed_links(root), *(link for content in contents for link in content.links)]
    faults = [*_element_faults(channel, kind), *(fault for content in contents for fault in content.faults)]
    to_itself = (link for link in channel.findall(f"{_ATOM}link") if link.get("rel") == "self")
    own = next((link.get("href") for link in to_itself), None)
    faults += [] if own else ['has no link to itself (rel="self")']
    return _Feed(own, tuple(dict.fromkeys(links)), tuple(faults))


def _content(html: str, seen: dict[bytes, _Page]) -> _Page:
    """Links and leaks of the HTML of one entry. The same entry stands in many feeds and is read once."""
    key = hashlib.sha256(html.encode("utf-8", "surrogatepass")).digest()
    if key not in seen:
        soup = BeautifulSoup(f"{_DOCTYPE}<div>{html}</div>", "lxml", multi_valued_attributes=None)
        links, leaks = _links_and_leaks(soup.find_all(True))
        seen[key] = _Page(links=links, faults=leaks)
    return seen[key]


def _feed_links(root: ElementTree.Element) -> Iterator[_Link]:
    for element in root.iter():
        address = element.get("href") or (element.text if element.tag in _TEXT_LINKS else None)
        if address:
            yield _Link(address.strip(), loads=False)


def _element_faults(channel: ElementTree.Element, kind: _Kind) -> Iterator[str]:
    entries = channel.findall(kind.entry)
    yield from (f"has no {_short(name)}" for name in kind.needs if not _says(channel, name))
    needs = kind.entry_needs
    if kind.author and channel.find(kind.author) is None:
        needs = (*needs, kind.author)
    for number, entry in enumerate(entries, 1):
        yield from (f"entry {number} has no {_short(name)}" for name in needs if not _says(entry, name))
    yield from _repeated("id", [(entry.findtext(kind.id) or "").strip() for entry in entries])


def _says(parent: ElementTree.Element, name: str) -> bool:
    element = parent.find(name)
    return element is not None and bool(element.get("href") or "".join(element.itertext()).strip())


def _short(name: str) -> str:
    return name.rpartition("}")[2]


def _home(own: str | None, files: Container[str]) -> str | None:
    """Where the site is served, from the address a feed gives for itself: what stands there before a file."""
    parts = (own or "").split("/")
    for start in range(3, len(parts)):
        if unquote("/".join(parts[start:])) in files:
            return "/".join(parts[:start]) + "/"
    return None


def _feed_faults(file: str, feed: _Feed, site: _Site) -> Iterator[str]:
    yield from feed.faults
    if feed.own and _home(feed.own, site.files) != site.home:
        yield f"gives its own address as {feed.own:.200}: no file of this site, which is at {site.home}"
    for link in feed.links:
        if not _FOREIGN.match(link.address):
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


def _missing_of(article: Listed, site: _Site) -> Iterator[tuple[str, str]]:
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


def _search_faults(output: Path, pages: Mapping[str, _Page]) -> Iterator[tuple[str, str]]:
    marked = {file: page.comments for file, page in pages.items() if page.comments is not None}
    return ((search_index.FOLDER, line) for line in search_index.problems(output, marked))
