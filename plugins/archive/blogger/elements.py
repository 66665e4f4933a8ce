"""An entry of an Atom or RSS file, parsed for itself, and its elements by one set of names.

The rule: elements are known by their namespace; by their prefix only where nobody knows that. Each entry is parsed
alone, with the namespaces that the feed declares round it, and one that is not well-formed is none: its words are for a
person to look at.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape

from lxml import etree

from archive.formats.blogger_feed.words import FACTS, TEXTS, Text, is_html

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
