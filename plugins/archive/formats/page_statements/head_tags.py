"""Statements in `<meta>` and `<link>` tags: Open Graph, Twitter, Dublin Core, what publishers and saving programs add.

The rule: such a tag counts only in the head of the page. In the body it may have been pasted with a text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from archive.copied_urls import plain_url
from archive.formats.page_statements.statements import Said, Statement
from archive.markup.html_pages import Element

_ADDRESS_LINKS = ("canonical", "bookmark")
_METAS = {
    "address": (
        *("og:url", "twitter:url", "al:web:url", "dc.identifier", "dcterms.identifier", "citation_public_url"),
        *("parsely-link", "sailthru.url", "savepage-url", "source-url", "archive:url"),
    ),
    "title": (
        *("og:title", "twitter:title", "dc.title", "dcterms.title", "citation_title", "parsely-title", "headline"),
        *("sailthru.title", "title"),
    ),
    "author": (
        *("article:author", "author", "dc.creator", "dcterms.creator", "citation_author", "parsely-author", "byl"),
        *("sailthru.author", "og:author"),
    ),
    "published": (
        *("article:published_time", "article:published", "og:published_time", "datepublished", "dc.date.issued"),
        *(
            "dcterms.issued",
            "dc.date.created",
            "dcterms.created",
            "dc.date",
            "dcterms.date",
            "citation_publication_date",
        ),
        *("citation_date", "parsely-pub-date", "sailthru.date", "pubdate", "publish-date", "publication_date"),
        *("savepage-pubdate", "date"),
    ),
    "site_name": ("og:site_name", "application-name", "apple-mobile-web-app-title"),
}
_UNSPECIFIC = frozenset(["dc.date", "dcterms.date", "date", "title"])
"""Names that don't say of what they are the date, or that may hold the name of the site too."""
_FACTS = {name: (fact, order) for fact, names in _METAS.items() for order, name in enumerate(names)}
_WEB_ADDRESS = re.compile(r"(?:https?:)?//|/|[^\s/]+\.html?\b", re.IGNORECASE)


def head_statements(elements: Iterable[Element], head_ends: int) -> Said:
    """Return the statements of the tags among `elements` that are in the head, which ends at `head_ends`."""
    tags = [element for element in elements if element.start < head_ends]
    found = [*_links(tags), *_metas(tags)]
    said: Said = {}
    for fact, _, statement in sorted(found, key=lambda each: each[1]):
        said.setdefault(fact, []).append(statement)
    return said


def _links(elements: Iterable[Element]) -> Iterator[tuple[str, int, Statement]]:
    for link in elements:
        address = link.attributes.get("href", "") if link.name == "link" else ""
        for rel in link.attributes.get("rel", "").lower().split() if address else ():
            if rel in _ADDRESS_LINKS:
                yield "address", -1, Statement(plain_url(address), f"rel={rel}")


def _metas(elements: Iterable[Element]) -> Iterator[tuple[str, int, Statement]]:
    for meta in elements:
        if meta.name != "meta":
            continue
        name = (meta.attributes.get("property") or meta.attributes.get("name") or "").lower()
        value = meta.attributes.get("content", "")
        name = re.sub(r"\A(dc|dcterms):", r"\1.", name)
        fact, order = _FACTS.get(name, ("", 0))
        if fact and _is_usable(fact, value):
            value = plain_url(value) if fact == "address" else " ".join(value.split())
            yield fact, order, Statement(value, name, is_explicit=name not in _UNSPECIFIC)


def _is_usable(fact: str, value: str) -> bool:
    """Return False for an identifier that is no address, and for an author that is one."""
    is_address = bool(_WEB_ADDRESS.match(value))
    return bool(value) and {"address": is_address, "author": not is_address}.get(fact, True)
