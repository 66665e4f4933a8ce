"""One feed of the finished site: what its standard and `feeds.md` ask of it, and where its entries lead.

One rule: what is no Atom or RSS is none of this module's business.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

from archive.site.page_checks import CheckedPage, PageLink, read_entry, repeated

_ATOM = "{http://www.w3.org/2005/Atom}"
_TEXT_LINKS = {"link", "comments", "{http://wellformedweb.org/CommentAPI/}commentRss"}


@dataclass(frozen=True)
class CheckedFeed:
    own: str | None
    """The address it gives for itself."""
    links: tuple[PageLink, ...]
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


def read_feeds(output: Path, files: Iterable[str]) -> dict[str, CheckedFeed]:
    seen: dict[bytes, CheckedPage] = {}
    feeds = {file: _read_feed(output / file, seen) for file in sorted(files) if file.endswith(".xml")}
    return {file: feed for file, feed in feeds.items() if feed}


def _read_feed(path: Path, seen: dict[bytes, CheckedPage]) -> CheckedFeed | None:
    """The Atom or RSS feed in `path`; None if it is another kind of XML."""
    try:
        root = ElementTree.parse(path).getroot()
    except (ElementTree.ParseError, OSError, ValueError, LookupError) as error:
        return CheckedFeed(None, (), (f"is not well-formed XML: {error}",))
    if not (kind := _KINDS.get(root.tag)):
        return None
    channel = root.find(kind.channel)
    if channel is None:
        return CheckedFeed(None, (), (f"has no <{kind.channel}>",))
    contents = [read_entry(element.text or "", seen) for name in kind.html for element in root.iter(name)]
    links = [*_feed_links(root), *(link for content in contents for link in content.links)]
    faults = [*_element_faults(channel, kind), *(fault for content in contents for fault in content.faults)]
    to_itself = (link for link in channel.findall(f"{_ATOM}link") if link.get("rel") == "self")
    own = next((link.get("href") for link in to_itself), None)
    faults += [] if own else ['has no link to itself (rel="self")']
    return CheckedFeed(own, tuple(dict.fromkeys(links)), tuple(faults))


def _feed_links(root: ElementTree.Element) -> Iterator[PageLink]:
    for element in root.iter():
        address = element.get("href") or (element.text if element.tag in _TEXT_LINKS else None)
        if address:
            yield PageLink(address.strip(), loads=False)


def _element_faults(channel: ElementTree.Element, kind: _Kind) -> Iterator[str]:
    entries = channel.findall(kind.entry)
    yield from (f"has no {_short(name)}" for name in kind.needs if not _says(channel, name))
    needs = kind.entry_needs
    if kind.author and channel.find(kind.author) is None:
        needs = (*needs, kind.author)
    for number, entry in enumerate(entries, 1):
        yield from (f"entry {number} has no {_short(name)}" for name in needs if not _says(entry, name))
    yield from repeated("id", [(entry.findtext(kind.id) or "").strip() for entry in entries])


def _says(parent: ElementTree.Element, name: str) -> bool:
    element = parent.find(name)
    return element is not None and bool(element.get("href") or "".join(element.itertext()).strip())


def _short(name: str) -> str:
    return name.rpartition("}")[2]
