"""One page of the finished site as a browser reads it: where it leads, where it may be led to, and what leaks.

One rule: a page is parsed once, and only what is needed to check every other page against it is kept.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from bs4 import BeautifulSoup
from bs4.element import Tag
from bs4.exceptions import ParserRejectedMarkup

from archive.site import search_index

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
FOREIGN = re.compile(r"//|[a-z][a-z0-9+.-]*:", re.IGNORECASE)
_CANDIDATE = re.compile(r"(?:^|,)\s*([^\s,]\S*?)(?=,*(?:\s|$))")
_REFRESH = re.compile(r"[\s\d.]*[;,]\s*(?:url\s*=\s*)?['\"]?(.*?)['\"]?\s*", re.IGNORECASE)
_AROUND = "".join(map(chr, range(33)))
"""What browsers cut off both ends of an address (URL standard: C0 controls and space)."""
_DOCTYPE = "<!doctype html>"


class PageLink(NamedTuple):
    address: str
    loads: bool
    """True if a browser goes there without a reader's click."""


@dataclass(frozen=True)
class CheckedPage:
    """What is kept of a page: enough to check every other page against it."""

    ids: frozenset[str] | None = None
    """Where a fragment may point; None if the page cannot be read."""
    links: tuple[PageLink, ...] = ()
    comments: tuple[str, ...] | None = None
    """See `site.search_index.comments_to_find`."""
    redirect: bool = False
    faults: tuple[str, ...] = ()


def read_page(path: Path) -> CheckedPage:
    try:
        text = path.read_bytes().decode("utf-8-sig")
        if text.lstrip()[: len(_DOCTYPE)].lower() != _DOCTYPE:
            return CheckedPage(faults=(f"is not read: it does not begin with {_DOCTYPE}",))
        return _page(BeautifulSoup(text, "lxml", multi_valued_attributes=None))
    except (OSError, UnicodeDecodeError, ParserRejectedMarkup) as error:
        return CheckedPage(faults=(f"cannot be read: {error}",))


def _page(soup: BeautifulSoup) -> CheckedPage:
    tags = soup.find_all(True)
    redirect = next(filter(None, map(_refresh, tags)), None)
    ids = [str(tag["id"]) for tag in tags if "id" in tag.attrs]
    names = [str(tag["name"]) for tag in tags if tag.name == "a" and "name" in tag.attrs]
    links, leaks = links_and_leaks(tags)
    return CheckedPage(
        ids=frozenset(ids + names),
        links=links if redirect is None else (*links, PageLink(redirect, loads=True)),
        comments=search_index.comments_to_find(soup),
        redirect=redirect is not None,
        faults=(*leaks, *repeated("id", ids), *([] if redirect else _head_faults(soup, tags))),
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


def links_and_leaks(tags: Iterable[Tag]) -> tuple[tuple[PageLink, ...], tuple[str, ...]]:
    links: dict[PageLink, None] = {}
    leaks: list[str] = []
    for tag in tags:
        leaks += _leaks(tag)
        for address in _addresses(tag):
            if _RUNNING.match(address):
                leaks.append(f"<{tag.name}> holds an address that runs or embeds: {address:.60}")
            else:
                links[PageLink(address, _loads(tag))] = None
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


def repeated(word: str, values: Iterable[str]) -> Iterator[str]:
    return (f"the {word} {value:.200} is there {n} times" for value, n in Counter(values).items() if n > 1)


def read_entry(html: str, seen: dict[bytes, CheckedPage]) -> CheckedPage:
    """Links and leaks of the HTML of one entry. The same entry stands in many feeds and is read once."""
    key = hashlib.sha256(html.encode("utf-8", "surrogatepass")).digest()
    if key not in seen:
        soup = BeautifulSoup(f"{_DOCTYPE}<div>{html}</div>", "lxml", multi_valued_attributes=None)
        links, leaks = links_and_leaks(soup.find_all(True))
        seen[key] = CheckedPage(links=links, faults=leaks)
    return seen[key]
