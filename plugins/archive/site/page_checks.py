"""Check the pages of the finished site as a browser reads them, and collect their links and anchors.

The rule: each page is parsed once, and only what is needed to check links between pages is kept.
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
"""Attributes that contain an address (HTML standard, list of attributes, and older ones that browsers still follow)."""
_FORBIDDEN = {"style", "srcdoc", "ping"}
"""Attributes that no page may have: the content security policy blocks them, or this check cannot see through them."""
_LOADING = {
    *("dns-prefetch", "icon", "manifest", "mask-icon", "modulepreload", "preconnect", "prefetch", "preload"),
    "stylesheet",
}
"""Values of `rel` for which a browser loads a `<link>`."""
_FOLLOWED = {"a", "area", "blockquote", "q", "del", "ins"}
"""Elements whose address is only visited when a reader clicks, if at all."""

_RUNS_OR_EMBEDS = re.compile(r"(?:javascript|vbscript|data):", re.IGNORECASE)
EXTERNAL = re.compile(r"//|[a-z][a-z0-9+.-]*:", re.IGNORECASE)
_CANDIDATE = re.compile(r"(?:^|,)\s*([^\s,]\S*?)(?=,*(?:\s|$))")
_REFRESH = re.compile(r"[\s\d.]*[;,]\s*(?:url\s*=\s*)?['\"]?(.*?)['\"]?\s*", re.IGNORECASE)
_AROUND = "".join(map(chr, range(33)))
"""Characters that browsers strip from both ends of an address (URL standard: C0 controls and space)."""
_DOCTYPE = "<!doctype html>"


class PageLink(NamedTuple):
    """An address on a page or in a feed."""

    address: str
    loads: bool
    """True if a browser goes there without a click."""


@dataclass(frozen=True)
class CheckedPage:
    """What is kept of a page: its faults, and what other pages need to check their links."""

    ids: frozenset[str] | None = None
    """The anchors of the page; None if it cannot be read."""
    links: tuple[PageLink, ...] = ()
    comments: tuple[str, ...] | None = None
    """See `site.search_index.comments_to_find`."""
    redirect: bool = False
    faults: tuple[str, ...] = ()


def read_page(path: Path) -> CheckedPage:
    try:
        text = path.read_bytes().decode("utf-8-sig")
        if text.lstrip()[: len(_DOCTYPE)].lower() != _DOCTYPE:
            return CheckedPage(faults=(f"does not start with {_DOCTYPE}",))
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
        yield "has no language (<html lang>)"
    headings = sum(tag.name == "h1" for tag in tags)
    if headings != 1:
        yield f"has {headings or 'no'} h1 headings instead of one"


def _refresh(tag: Tag) -> str | None:
    """Return the target of a `<meta http-equiv="refresh">`."""
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
            if _RUNS_OR_EMBEDS.match(address):
                leaks.append(f"<{tag.name}> has an address that runs a script or embeds data: {address:.60}")
            else:
                links[PageLink(address, _loads(tag))] = None
    return tuple(links), tuple(leaks)


def _leaks(tag: Tag) -> Iterator[str]:
    for name in tag.attrs:
        if name.startswith("on") or name in _FORBIDDEN:
            yield f"<{tag.name}> has the attribute {name:.60}"
    if tag.name in ("base", "style"):
        yield f"has a <{tag.name}>"
    if tag.name == "script" and not tag.get("src") and tag.get("type") != "application/ld+json":
        yield "has an inline script"


def _addresses(tag: Tag) -> Iterator[str]:
    """Yield the addresses in the attributes of `tag`, as a browser reads them."""
    for name in _ADDRESSES & tag.attrs.keys():
        value = str(tag[name])
        for address in _CANDIDATE.findall(value) if name.endswith("srcset") else [value]:
            yield address.strip(_AROUND).translate({9: None, 10: None, 13: None})


def _loads(tag: Tag) -> bool:
    if tag.name == "link":
        return not _LOADING.isdisjoint(str(tag.get("rel", "")).lower().split())
    return tag.name not in _FOLLOWED


def repeated(word: str, values: Iterable[str]) -> Iterator[str]:
    return (f"the {word} {value:.200} occurs {n} times" for value, n in Counter(values).items() if n > 1)


def read_entry(html: str, seen: dict[bytes, CheckedPage]) -> CheckedPage:
    """Return the links and leaks in the HTML of an entry. An entry that is in several feeds is parsed once."""
    key = hashlib.sha256(html.encode("utf-8", "surrogatepass")).digest()
    if key not in seen:
        soup = BeautifulSoup(f"{_DOCTYPE}<div>{html}</div>", "lxml", multi_valued_attributes=None)
        links, leaks = links_and_leaks(soup.find_all(True))
        seen[key] = CheckedPage(links=links, faults=leaks)
    return seen[key]
