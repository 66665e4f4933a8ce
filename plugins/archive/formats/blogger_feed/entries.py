"""Read one entry of a Blogger data file or feed into a `FeedEntry`, the same for exports, Takeout, Atom, RSS and JSON.

It holds facts as they are written; each form decides what they mean. Every word of the entry is in exactly one of
`title`, `body` and `others`. Elements are identified by their namespace, or by their prefix if the namespace is
unknown. Each entry is parsed on its own, with the namespaces declared by the feed. An entry that is not well-formed is
not read; its words are quarantined.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache
from html import escape
from typing import NamedTuple

from lxml import etree

from archive.formats.blogger_feed.words import FACTS, TEXTS, FeedText, is_html
from archive.model import LeftOut
from archive.text import clean

NAMESPACES = {
    "app": ("http://purl.org/atom/app#", "http://www.w3.org/2007/app"),
    "blogger": ("http://schemas.google.com/blogger/2018",),
    "content": ("http://purl.org/rss/1.0/modules/content/",),
    "dc": ("http://purl.org/dc/elements/1.1/",),
    "feedburner": ("http://rssnamespace.org/feedburner/ext/1.0",),
    "gd": ("http://schemas.google.com/g/2005",),
    "georss": ("http://www.georss.org/georss",),
    "media": ("http://search.yahoo.com/mrss/", "http://search.yahoo.com/mrss"),
    "slash": ("http://purl.org/rss/1.0/modules/slash/",),
    "thr": ("http://purl.org/syndication/thread/1.0",),
    "": (
        "http://www.w3.org/2005/Atom",
        "http://purl.org/atom/ns#",
        "http://purl.org/rss/1.0/",
        "http://my.netscape.com/rdf/simple/0.9/",
        "http://backend.userland.com/rss2",
    ),
}
"""Namespaces by the prefix used here, which is empty for Atom and RSS themselves. An undeclared prefix in a file is
taken to be one of these."""
_SPACES = {prefix: names[0] for prefix, names in NAMESPACES.items() if prefix}
_PREFIXES = {space: prefix for prefix, spaces in NAMESPACES.items() for space in spaces}
_DECLARATION = re.compile(r"""\sxmlns(?::([\w.-]+))?\s*=\s*(?:"([^"<>&]*)"|'([^'<>&]*)')""")
_ROOT = re.compile(r"""<(?:[\w.-]+:)?([\w.-]+)((?:\s(?:[^<>"']|"[^"]*+"|'[^']*')*+)?)>""")
_RESERVED = frozenset({"xml", "xmlns"})


def find_root(start: str) -> tuple[str, dict[str, str]] | None:
    """Return the root element's local name and its namespace declarations by prefix; None if there is no start tag.

    `start` is the beginning of a document.
    """
    root = _ROOT.search(start)
    if not root:
        return None
    found = _DECLARATION.findall(root[2])
    return root[1], {prefix: double or single for prefix, double, single in found if prefix not in _RESERVED}


def parse_entry(entry: str, declared: dict[str, str]) -> etree._Element | None:
    """Parse the sanitized XML of an entry; None if it is not well-formed. Undeclared prefixes are allowed."""
    parser = _parser()
    signs = _signs(tuple(declared.items()))
    root = etree.fromstring(
        f"{_root_tag(tuple([space for sign, space in signs if sign in entry]))}{entry}</root>", parser
    )
    if any(fault.domain_name == "PARSER" and fault.level_name != "WARNING" for fault in parser.error_log):
        return None
    return root[0] if root is not None and len(root) == 1 else None


@cache
def _parser() -> etree.XMLParser:
    return etree.XMLParser(recover=True, resolve_entities=False, no_network=True, load_dtd=False)


@lru_cache(maxsize=16)
def _signs(declared: tuple[tuple[str, str], ...]) -> tuple[tuple[str, tuple[str, str]], ...]:
    """Return what is in each entry that uses a namespace, and the namespace with its prefix."""
    return tuple(
        (f"{prefix}:" if prefix else "", (prefix, space)) for prefix, space in (_SPACES | dict(declared)).items()
    )


@lru_cache(maxsize=64)
def _root_tag(spaces: tuple[tuple[str, str], ...]) -> str:
    """Return the start tag of an element that declares these namespaces."""
    declared = (f' xmlns{":" if prefix else ""}{prefix}="{escape(space)}"' for prefix, space in spaces)
    return f"<root{''.join(declared)}>"


def name_of(element: etree._Element) -> str:
    """Return a prefixed name such as "title" or "thr:total"; "?:title" in a namespace not in NAMESPACES."""
    name = _name(str(element.tag))
    return f"{element.prefix}{name[1:]}" if name.startswith("?") and element.prefix in NAMESPACES else name


@lru_cache(maxsize=1024)
def _name(tag: str) -> str:
    """Return the name of an element with lxml's name for it; "?:title" if its namespace is damaged or unknown."""
    space, _, local = tag.rpartition("}")
    prefix, _, undeclared = local.rpartition(":")
    if prefix:  # lxml leaves an undeclared prefix in the name
        return f"{prefix if prefix in NAMESPACES else '?'}:{undeclared}"
    prefix = _PREFIXES.get(space.removeprefix("{"), "?") if space else ""
    return f"{prefix}:{local}" if prefix else local


def texts_of(entry: etree._Element) -> Iterator[tuple[str, FeedText]]:
    """Yield (element name, text) for everything in `entry` that has words, in order."""
    pending = [entry]
    while pending:
        element = pending.pop()
        name = name_of(element)
        local = name.rpartition(":")[2]
        if local in TEXTS:
            yield name, _text(element, local)
            continue
        if local not in FACTS:
            yield name, FeedText(" ".join([element.text or "", *(child.tail or "" for child in element)]))
        if len(element):
            pending.extend(reversed(element))


def _text(element: etree._Element, local: str) -> FeedText:
    if len(element):
        inner = [etree.tostring(child, encoding="unicode") for child in element]
        return FeedText(escape(element.text or "", quote=False) + "".join(inner), is_html=True)
    return FeedText(element.text or "", is_html(local, element.get("type")))


KIND_SCHEME = "http://schemas.google.com/g/2005#kind"
"""Scheme of the category that holds the kind of an entry."""
_BODIES = ("content", "content:encoded", "description", "summary")
"""Elements that may hold the body, complete ones first."""
_REASONS = {
    "summary": "summary",
    "description": "summary",
    "blogger:metaDescription": "description for search engines",
}
_RSS_AUTHOR = re.compile(r"[^\s@(]+@[^\s@(]+\s*(?:\((.*)\))?", re.DOTALL)
"""The author in RSS: an e-mail address, then perhaps the name in parentheses."""
_ADDRESS = re.compile(r"https?://\S+")

Children = list[tuple[str, etree._Element]]
"""The child elements of an entry, each with its name."""


class FeedLink(NamedTuple):
    rel: str
    address: str


class FeedEntry(NamedTuple):
    """One entry. Missing strings are "". A tuple, because there are so many."""

    title: FeedText | None
    body: FeedText | None
    body_name: str
    """The element that holds the body: one of _BODIES, or ""."""
    others: tuple[LeftOut, ...]
    """Words that are in neither the title nor the body."""
    facts: dict[str, str]
    """Text of each child element by name, such as "id" or "blogger:status"; the first one if a name repeats."""
    kind: str
    """From its category: "post", "page", "comment", "template" or "settings"."""
    author: str | None
    labels: tuple[str, ...]
    links: tuple[FeedLink, ...]
    in_reply_to: tuple[str, str]
    """The id and address in `thr:in-reply-to`."""
    properties: frozenset[str]
    """Names of the extended properties."""
    is_draft: bool
    enclosures: tuple[tuple[str, str], ...]
    """(label, address) of each enclosure or link: ("Enclosure", "https://…")."""

    def link(self, rel: str) -> str:
        """Return the address of the first link with that relation, or ""."""
        return next((link.address for link in self.links if link.rel == rel), "")


def read_entry(element: etree._Element) -> FeedEntry:
    children = [(name_of(child), child) for child in element]
    texts = [(name, text) for name, text in texts_of(element) if text.source.strip()]
    title = next((text for name, text in texts if name == "title"), None)
    body_name, body = _body(texts)
    links = tuple(_links(children))
    return FeedEntry(
        title=title,
        body=body,
        body_name=body_name,
        others=tuple(_others(texts, (title, body))),
        facts=_facts(children),
        kind=_kind(children),
        author=_author(children),
        labels=tuple(_labels(children)),
        links=links,
        in_reply_to=_in_reply_to(children),
        properties=frozenset(child.get("name", "") for name, child in children if name == "gd:extendedProperty"),
        is_draft=any(_text_in(part) != "no" for part in _drafts(children)),
        enclosures=tuple(_enclosures(children, links)),
    )


def _body(texts: list[tuple[str, FeedText]]) -> tuple[str, FeedText | None]:
    found = {name: text for name, text in reversed(texts) if name in _BODIES}
    name = next((name for name in _BODIES if name in found), "")
    return name, found.get(name)


def _others(texts: Iterable[tuple[str, FeedText]], used: tuple[FeedText | None, ...]) -> Iterator[LeftOut]:
    for name, text in texts:
        if not any(text is other for other in used) and (words := text.words):
            yield LeftOut(_REASONS.get(name, "another field of the entry"), " ".join(words))


def _facts(children: Children) -> dict[str, str]:
    return {name: _text_in(child) for name, child in reversed(children)}


def _kind(children: Children) -> str:
    terms = [
        child.get("term", "") for name, child in children if name == "category" and child.get("scheme") == KIND_SCHEME
    ]
    return terms[0].rpartition("#")[2] if terms else ""


def _labels(children: Children) -> Iterator[str]:
    seen = set()
    for name, child in children:
        if name == "category" and child.get("scheme") != KIND_SCHEME:
            label = " ".join(clean(child.get("term") or child.text or "").split())
            if label and label not in seen:
                seen.add(label)
                yield label


def _author(children: Children) -> str | None:
    for name, child in children:
        if name in ("author", "dc:creator"):
            names = [part for part in child if name_of(part) == "name"]
            written = _text_in(names[0]) if names else "" if len(child) else _text_in(child)
            mailbox = _RSS_AUTHOR.fullmatch(written)
            return ((mailbox[1] or "").strip() if mailbox else written) or None
    return None


def _links(children: Children) -> Iterator[FeedLink]:
    for name, child in children:
        if name == "link":
            yield FeedLink(child.get("rel", "alternate"), (child.get("href") or child.text or "").strip())


def _in_reply_to(children: Children) -> tuple[str, str]:
    found = [child for name, child in children if name == "thr:in-reply-to"]
    return (found[0].get("ref", ""), found[0].get("href", "")) if found else ("", "")


def _enclosures(children: Children, links: Iterable[FeedLink]) -> Iterator[tuple[str, str]]:
    for link in links:
        if link.rel == "enclosure":
            yield "Enclosure", link.address
    for name, child in children:
        if name in ("enclosure", "blogger:enclosure", "blogger:link"):
            what = "Link" if name == "blogger:link" else "Enclosure"
            yield from ((what, address) for address in _addresses(child))


def _addresses(element: etree._Element) -> list[str]:
    """Return the URLs in the text and attributes of `element` and its descendants."""
    written = [text for part in element.iter() for text in (part.text, *part.attrib.values())]
    return list(dict.fromkeys(address for text in written for address in _ADDRESS.findall(text or "")))


def _drafts(children: Children) -> Iterator[etree._Element]:
    """Yield the elements that may say that an entry is a draft, whatever their namespace, which may be damaged."""
    for name, child in children:
        if name.endswith("draft") or len(child):
            yield from (part for part in child.iter() if name_of(part).rpartition(":")[2] == "draft")


def _text_in(element: etree._Element) -> str:
    text = element.text
    return clean(text).strip() if text else ""
