"""Check the pages of the finished site as a browser reads them, and collect their links and anchors.

The rule: each page is parsed once, and only what is needed to check links between pages is kept.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from lxml.etree import Element, HTMLParser, _Element, fromstring

from archive.site.search.pages import comment_anchors

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
_BREAKS = {9: None, 10: None, 13: None}
_DOCTYPE = "<!doctype html>"
_TELLING = {"h1", "base", "style", "script"}
"""Elements that tell something even without attributes."""


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
    """See `site.search.pages.comment_anchors`."""
    redirect: bool = False
    faults: tuple[str, ...] = ()


_PARSER = HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=True)


@dataclass
class _Found:
    """What the elements of a page or entry contain."""

    ids: list[str] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    """Values of `name` on `<a>` elements, which old pages use as anchors."""
    links: dict[PageLink, None] = field(default_factory=dict)
    leaks: list[str] = field(default_factory=list)
    headings: int = 0
    redirect: str | None = None


def read_page(path: Path) -> CheckedPage:
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        return CheckedPage(faults=(f"cannot be read: {error}",))
    if text.lstrip()[: len(_DOCTYPE)].lower() != _DOCTYPE:
        return CheckedPage(faults=(f"does not start with {_DOCTYPE}",))
    return _page(document_of(text))


def document_of(text: str) -> _Element:
    """Parse HTML, however broken, into its root element."""
    root = fromstring(text.replace("\0", "\ufffd").encode("utf-8", "replace"), _PARSER)
    return Element("html") if root is None else root


def _page(document: _Element) -> CheckedPage:
    found = _found(document)
    redirect = found.redirect
    if redirect is not None:
        found.links[PageLink(redirect, loads=True)] = None
    return CheckedPage(
        ids=frozenset(found.ids + found.names),
        links=tuple(found.links),
        comments=comment_anchors(document),
        redirect=redirect is not None,
        faults=(*found.leaks, *repeated("id", found.ids), *([] if redirect else _head_faults(document, found))),
    )


def _head_faults(document: _Element, found: _Found) -> Iterator[str]:
    if not document.xpath("normalize-space((//head)[1]//title)"):
        yield "has no title"
    if not document.get("lang"):
        yield "has no language (<html lang>)"
    if found.headings != 1:
        yield f"has {found.headings or 'no'} h1 headings instead of one"


def _found(document: _Element) -> _Found:
    found = _Found()
    for element in document.xpath("//*"):  # broken HTML may have more than one root
        name, attributes = element.tag, element.items()
        if attributes or name in _TELLING:
            _add(found, name, dict(attributes))
    return found


def _add(found: _Found, tag: str, attributes: dict[str, str]) -> None:
    found.headings += tag == "h1"
    if "id" in attributes:
        found.ids.append(attributes["id"])
    if tag == "a" and "name" in attributes:
        found.names.append(attributes["name"])
    if tag == "meta" and found.redirect is None:
        found.redirect = _refresh(attributes)
    found.leaks += _leaks(tag, attributes)
    for name in _ADDRESSES & attributes.keys():
        for address in _addresses(name, attributes[name]):
            if _RUNS_OR_EMBEDS.match(address):
                found.leaks.append(f"<{tag}> has an address that runs a script or embeds data: {address:.60}")
            else:
                found.links[PageLink(address, _loads(tag, attributes))] = None


def _refresh(attributes: Mapping[str, str]) -> str | None:
    """Return the target of a `<meta http-equiv="refresh">`."""
    if attributes.get("http-equiv", "").lower() != "refresh":
        return None
    found = _REFRESH.fullmatch(attributes.get("content", ""))
    return found.group(1) if found and found.group(1) else None


def _leaks(tag: str, attributes: Mapping[str, str]) -> Iterator[str]:
    for name in attributes:
        if name.startswith("on") or name in _FORBIDDEN:
            yield f"<{tag}> has the attribute {name:.60}"
    if tag in ("base", "style"):
        yield f"has a <{tag}>"
    if tag == "script" and not attributes.get("src") and attributes.get("type") != "application/ld+json":
        yield "has an inline script"


def _addresses(name: str, value: str) -> Iterator[str]:
    """Yield the addresses in an attribute, as a browser reads them."""
    for address in _CANDIDATE.findall(value) if name.endswith("srcset") else [value]:
        yield address.strip(_AROUND).translate(_BREAKS)


def _loads(tag: str, attributes: Mapping[str, str]) -> bool:
    if tag == "link":
        return not _LOADING.isdisjoint(attributes.get("rel", "").lower().split())
    return tag not in _FOLLOWED


def repeated(word: str, values: Iterable[str]) -> Iterator[str]:
    return (f"the {word} {value:.200} occurs {n} times" for value, n in Counter(values).items() if n > 1)


def read_entry(html: str, seen: dict[bytes, CheckedPage]) -> CheckedPage:
    """Return the links and leaks in the HTML of an entry. An entry that is in several feeds is parsed once."""
    key = hashlib.sha256(html.encode("utf-8", "surrogatepass")).digest()
    if key not in seen:
        found = _found(document_of(f"{_DOCTYPE}<div>{html}</div>"))
        seen[key] = CheckedPage(links=tuple(found.links), faults=tuple(found.leaks))
    return seen[key]
