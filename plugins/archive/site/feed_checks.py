"""Check the feeds of the finished site against the Atom (RFC 4287) and RSS 2.0 standards, and collect their links.

The rule: XML files that are neither Atom nor RSS are ignored.
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
    """The links and faults of a feed."""

    own: str | None
    """Its own address (`rel="self"`)."""
    links: tuple[PageLink, ...]
    faults: tuple[str, ...]


@dataclass(frozen=True)
class _FeedFormat:
    """The element names of a feed format, and which elements its standard and this site require."""

    channel: str
    entry: str
    id: str
    needs: tuple[str, ...]
    entry_needs: tuple[str, ...]
    author: str | None
    """Required in each entry unless the feed has it (RFC 4287, 4.1.1)."""
    html: tuple[str, ...]
    """Elements that contain HTML."""


_FORMATS = {
    f"{_ATOM}feed": _FeedFormat(
        channel=".",
        entry=f"{_ATOM}entry",
        id=f"{_ATOM}id",
        needs=(f"{_ATOM}id", f"{_ATOM}title", f"{_ATOM}updated"),
        entry_needs=(f"{_ATOM}id", f"{_ATOM}title", f"{_ATOM}updated", f"{_ATOM}link"),
        author=f"{_ATOM}author",
        html=(f"{_ATOM}content", f"{_ATOM}summary"),
    ),
    "rss": _FeedFormat(
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
    """Read the Atom or RSS feed in `path`; None if the XML is something else."""
    try:
        root = ElementTree.parse(path).getroot()
    except (ElementTree.ParseError, OSError, ValueError, LookupError) as error:
        return CheckedFeed(None, (), (f"is not well-formed XML: {error}",))
    if not (format := _FORMATS.get(root.tag)):
        return None
    channel = root.find(format.channel)
    if channel is None:
        return CheckedFeed(None, (), (f"has no <{format.channel}>",))
    contents = [read_entry(element.text or "", seen) for name in format.html for element in root.iter(name)]
    links = [*_feed_links(root), *(link for content in contents for link in content.links)]
    faults = [*_element_faults(channel, format), *(fault for content in contents for fault in content.faults)]
    to_itself = (link for link in channel.findall(f"{_ATOM}link") if link.get("rel") == "self")
    own = next((link.get("href") for link in to_itself), None)
    faults += [] if own else ['has no link to its own address (rel="self")']
    return CheckedFeed(own, tuple(dict.fromkeys(links)), tuple(faults))


def _feed_links(root: ElementTree.Element) -> Iterator[PageLink]:
    for element in root.iter():
        address = element.get("href") or (element.text if element.tag in _TEXT_LINKS else None)
        if address:
            yield PageLink(address.strip(), loads=False)


def _element_faults(channel: ElementTree.Element, format: _FeedFormat) -> Iterator[str]:
    entries = channel.findall(format.entry)
    yield from (f"has no {_short(name)}" for name in format.needs if not _says(channel, name))
    needs = format.entry_needs
    if format.author and channel.find(format.author) is None:
        needs = (*needs, format.author)
    for number, entry in enumerate(entries, 1):
        yield from (f"entry {number} has no {_short(name)}" for name in needs if not _says(entry, name))
    yield from repeated("id", [(entry.findtext(format.id) or "").strip() for entry in entries])


def _says(parent: ElementTree.Element, name: str) -> bool:
    element = parent.find(name)
    return element is not None and bool(element.get("href") or "".join(element.itertext()).strip())


def _short(name: str) -> str:
    return name.rpartition("}")[2]
