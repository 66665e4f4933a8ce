"""What an entry of a Blogger file says, whichever form it stands in: export, Takeout, Atom, RSS or JSON.

The rule: facts as they are written, without judgement; what they mean is the importers' to say. Every word of the entry
is in exactly one of `title`, `body` and `others`.

An entry of an Atom or RSS file, parsed for itself, and its elements by one set of names.

The rule: elements are known by their namespace; by their prefix only where nobody knows that. Each entry is parsed
alone, with the namespaces that the feed declares round it, and one that is not well-formed is none: its words are for a
person to look at.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from html import escape

from lxml import etree

from archive.formats.blogger_feed.words import FACTS, TEXTS, Text, is_html
from archive.model import LeftOut
from archive.text import clean

SPACES = {
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
"""Our prefix of each namespace; that of Atom and RSS themselves is empty. A prefix that a file uses without saying
what it means is taken to be ours."""
_PREFIXES = {space: prefix for prefix, spaces in SPACES.items() for space in spaces}
_DECLARATION = re.compile(r"""\sxmlns(?::([\w.-]+))?\s*=\s*(?:"([^"<>&]*)"|'([^'<>&]*)')""")
_ROOT = re.compile(r"""<(?:[\w.-]+:)?([\w.-]+)((?:\s(?:[^<>"']|"[^"]*+"|'[^']*')*+)?)>""")
_OWN = frozenset({"xml", "xmlns"})


def root_of(start: str) -> tuple[str, dict[str, str]] | None:
    """The local name of the root of a document that begins with `start`, and the namespaces it declares by prefix;
    None if there is no tag."""
    root = _ROOT.search(start)
    if not root:
        return None
    found = _DECLARATION.findall(root[2])
    return root[1], {prefix: double or single for prefix, double, single in found if prefix not in _OWN}


def parsed(entry: str, declared: dict[str, str]) -> etree._Element | None:
    """The mended `entry` as an element; None if it is not well-formed, but for prefixes that nobody declared."""
    spaces = {prefix: names[0] for prefix, names in SPACES.items() if prefix} | declared
    known = "".join(f' xmlns{":" if prefix else ""}{prefix}="{escape(space)}"' for prefix, space in spaces.items())
    parser = etree.XMLParser(recover=True, resolve_entities=False, no_network=True, load_dtd=False)
    root = etree.fromstring(f"<root{known}>{entry}</root>".encode(), parser)
    if any(fault.domain_name == "PARSER" and fault.level_name != "WARNING" for fault in parser.error_log):
        return None
    return root[0] if root is not None and len(root) == 1 else None


def name_of(element: etree._Element) -> str:
    """The name of `element`: "title", "thr:total"; "?:title" in a namespace that is not in SPACES."""
    space, _, local = str(element.tag).rpartition("}")
    prefix, _, undeclared = local.rpartition(":")
    if prefix:  # a prefix that nobody declared stays in the name
        return f"{prefix if prefix in SPACES else '?'}:{undeclared}"
    prefix = _PREFIXES.get(space.removeprefix("{"), _damaged(element)) if space else ""
    return f"{prefix}:{local}" if prefix else local


def _damaged(element: etree._Element) -> str:
    """The prefix of `element` if that is one of ours, for its namespace is damaged; else "?"."""
    return element.prefix if element.prefix in SPACES else "?"


def texts_of(entry: etree._Element) -> Iterator[tuple[str, Text]]:
    """Everything in `entry` that is words: (name of the element, its text), in order."""
    pending = [entry]
    while pending:
        element = pending.pop()
        name = name_of(element)
        local = name.rpartition(":")[2]
        if local in TEXTS:
            yield name, _text(element, local)
            continue
        if local not in FACTS:
            yield name, Text(" ".join([element.text or "", *(child.tail or "" for child in element)]))
        pending.extend(reversed(element))


def _text(element: etree._Element, local: str) -> Text:
    if len(element):
        inner = [etree.tostring(child, encoding="unicode") for child in element]
        return Text(escape(element.text or "", quote=False) + "".join(inner), is_html=True)
    return Text(element.text or "", is_html(local, element.get("type")))


KIND = "http://schemas.google.com/g/2005#kind"
"""Scheme of the category that says what an entry is."""
_BODIES = ("content", "content:encoded", "description", "summary")
"""Where the text may stand, the whole before the short."""
_REASONS = {
    "summary": "summary",
    "description": "summary",
    "blogger:metaDescription": "description for search engines",
}
_MAILBOX = re.compile(r"[^\s@(]+@[^\s@(]+\s*(?:\((.*)\))?", re.DOTALL)
"""The author as RSS has it: an address, which is nobody's name, and then perhaps the name."""
_ADDRESS = re.compile(r"https?://\S+")

Children = list[tuple[str, etree._Element]]
"""The elements directly in an entry, with their names."""


@dataclass(frozen=True)
class Link:
    rel: str
    address: str


@dataclass(frozen=True)
class Entry:
    """One entry; "" where a fact is not given."""

    title: Text | None
    body: Text | None
    body_name: str
    """The element that holds the body: one of _BODIES, or ""."""
    others: tuple[LeftOut, ...]
    """Words that stand neither in the title nor in the body."""
    facts: dict[str, str]
    """Text of the elements directly in the entry, by name, the first of each name: "id", "blogger:status"."""
    kind: str
    """As its category says: "post", "page", "comment", "template", "settings"."""
    author: str | None
    labels: tuple[str, ...]
    links: tuple[Link, ...]
    answers_to: tuple[str, str]
    """The id and the address that `thr:in-reply-to` names."""
    properties: frozenset[str]
    """Names of the extended properties."""
    is_draft: bool
    added: tuple[tuple[str, str], ...]
    """Addresses that belong to the text, and what each is: ("Enclosure", "https://…")."""

    def link(self, rel: str) -> str:
        """The address of the first link of that relation; "" if there is none."""
        return next((link.address for link in self.links if link.rel == rel), "")


def entry_of(element: etree._Element) -> Entry:
    """What `element` says."""
    children = [(name_of(child), child) for child in element]
    texts = [(name, text) for name, text in texts_of(element) if text.source.strip()]
    title = next((text for name, text in texts if name == "title"), None)
    body_name, body = _body(texts)
    links = tuple(_links(children))
    return Entry(
        title=title,
        body=body,
        body_name=body_name,
        others=tuple(_others(texts, (title, body))),
        facts=_facts(children),
        kind=_kind(children),
        author=_author(children),
        labels=tuple(_labels(children)),
        links=links,
        answers_to=_answers_to(children),
        properties=frozenset(child.get("name", "") for name, child in children if name == "gd:extendedProperty"),
        is_draft=any(_stripped(part) != "no" for part in element.iter() if _local(part) == "draft"),
        added=tuple(_added(children, links)),
    )


def _body(texts: list[tuple[str, Text]]) -> tuple[str, Text | None]:
    found = {name: text for name, text in reversed(texts) if name in _BODIES}
    name = next((name for name in _BODIES if name in found), "")
    return name, found.get(name)


def _others(texts: Iterable[tuple[str, Text]], used: tuple[Text | None, ...]) -> Iterator[LeftOut]:
    for name, text in texts:
        if not any(text is other for other in used) and (words := text.words):
            yield LeftOut(_REASONS.get(name, "another field of the entry"), " ".join(words))


def _facts(children: Children) -> dict[str, str]:
    return {name: _stripped(child) for name, child in reversed(children)}


def _kind(children: Children) -> str:
    terms = [child.get("term", "") for name, child in children if name == "category" and child.get("scheme") == KIND]
    return terms[0].rpartition("#")[2] if terms else ""


def _labels(children: Children) -> Iterator[str]:
    seen = set()
    for name, child in children:
        label = " ".join(clean(child.get("term") or child.text or "").split())
        if name == "category" and child.get("scheme") != KIND and label and label not in seen:
            seen.add(label)
            yield label


def _author(children: Children) -> str | None:
    for name, child in children:
        if name in ("author", "dc:creator"):
            names = [part for part in child if name_of(part) == "name"]
            written = _stripped(names[0]) if names else "" if len(child) else _stripped(child)
            mailbox = _MAILBOX.fullmatch(written)
            return ((mailbox[1] or "").strip() if mailbox else written) or None
    return None


def _links(children: Children) -> Iterator[Link]:
    for name, child in children:
        if name == "link":
            yield Link(child.get("rel", "alternate"), (child.get("href") or child.text or "").strip())


def _answers_to(children: Children) -> tuple[str, str]:
    found = [child for name, child in children if name == "thr:in-reply-to"]
    return (found[0].get("ref", ""), found[0].get("href", "")) if found else ("", "")


def _added(children: Children, links: Iterable[Link]) -> Iterator[tuple[str, str]]:
    for link in links:
        if link.rel == "enclosure":
            yield "Enclosure", link.address
    for name, child in children:
        if name in ("enclosure", "blogger:enclosure", "blogger:link"):
            what = "Link" if name == "blogger:link" else "Enclosure"
            yield from ((what, address) for address in _addresses(child))


def _addresses(element: etree._Element) -> list[str]:
    """The addresses that `element` holds, in its text or in attributes, its own or those of what is in it."""
    written = [text for part in element.iter() for text in (part.text, *part.attrib.values())]
    return list(dict.fromkeys(address for text in written for address in _ADDRESS.findall(text or "")))


def _local(element: etree._Element) -> str:
    """The name without its namespace, which may be damaged: what hides a draft must not be."""
    return name_of(element).rpartition(":")[2]


def _stripped(element: etree._Element) -> str:
    return clean(element.text or "").strip()
