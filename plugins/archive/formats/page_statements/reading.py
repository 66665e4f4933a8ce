"""Collect the statements of a page in every notation, rank them, and report where they contradict each other."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from archive.address_evidence import is_list_url
from archive.blogger_ids import parse_post_url
from archive.formats.page_statements.addresses import (
    address_of_page,
    address_remarks,
    base_address,
    said_in_base,
    said_of_document,
    usable_addresses,
    with_full_addresses,
)
from archive.formats.page_statements.capture_frames import capture_frame, is_named_by_archive
from archive.formats.page_statements.head_tags import head_statements
from archive.formats.page_statements.item_properties import item_statements
from archive.formats.page_statements.link_ids import link_statements
from archive.formats.page_statements.page_scripts import is_of_blogger, script_statements
from archive.formats.page_statements.saving_headers import header_statements, is_httrack_copy
from archive.formats.page_statements.statements import (
    EntryStatements,
    PageStatements,
    Said,
    Statement,
    best,
)
from archive.formats.page_statements.structured_data import StructuredData, structured_data
from archive.formats.page_statements.times import day_of
from archive.markup.html_pages import Element, HtmlPage
from archive.sources.document import Document

_KINDS = {
    **dict.fromkeys(["item", "static_page", "post", "page"], False),
    **dict.fromkeys(["index", "archive", "feed", "homepage", "label", "search"], True),
}
_MOST = 50
"""Statements of one fact; a page with more is hostile."""


@dataclass(frozen=True)
class _Collected:
    """All statements of one page, before they are ranked."""

    page: Said
    data: StructuredData
    items: list[Said]


def page_statements(html: str, document: Document) -> PageStatements:
    """Return what the cleaned page says about itself, with what is known about its file. Never raises."""
    return statements_of(HtmlPage(html), document)


def statements_of(page: HtmlPage, document: Document) -> PageStatements:
    """Return what a page says about itself, with what is known about its file."""
    found = _collect(page, document)
    addresses = usable_addresses(found.page.get("address", ()), document)
    address = address_of_page(addresses)
    is_list = _is_list(found.page, address)
    said = _with_titles({**found.page, "address": [address] if address else []}, page.title)
    entries = [with_full_addresses(each, address) for each in (*found.data.entries, *found.items)]
    if not is_list:
        said = _joined(_about_page(address, said, entries), said)
    statements = _best(said)
    remarks = (*address_remarks(addresses, address), *_other_remarks(said, statements))
    each_entry = tuple(map(_best, entries))
    base = base_address(page.elements, address)
    return PageStatements(statements, each_entry, tuple(found.data.comments), is_list, base, remarks)


def _collect(page: HtmlPage, document: Document) -> _Collected:
    elements = page.elements
    scripts = [(each, _content(page, each)) for each in elements if each.name == "script"]
    data = structured_data(text for script, text in scripts if "ld+json" in script.attributes.get("type", "").lower())
    head = head_statements(elements, _head_end(page))
    frame = capture_frame(page)
    if frame or is_named_by_archive(page):
        head = {"address": head.get("address", [])}  # the rest is of the capture
    parts = (
        head,
        data.page,
        script_statements(text for _, text in scripts if is_of_blogger(text)),
        link_statements(elements),
        header_statements(page.html, elements),
        said_in_base(elements),
        said_of_document(document, is_httrack_copy(page.html)),
    )
    said: Said = {}
    for part in parts:
        said = _joined(said, part)
    own = [element for element in elements if not frame or frame.holds(element)]
    return _Collected(said, data, item_statements(page, own))


def _joined(first: Said, second: Said) -> Said:
    return {fact: [*first.get(fact, ()), *second.get(fact, ())][:_MOST] for fact in {**first, **second}}


def _content(page: HtmlPage, script: Element) -> str:
    return page.html[script.inner : script.end].rpartition("</")[0]


def _head_end(page: HtmlPage) -> int:
    """Return where the head ends: at the body or, without one, at the first element that can only be in it."""
    starts = [each.start for each in page.elements if each.name == "body"]
    starts += [each.start for each in page.elements if each.name in ("div", "p", "table", "article")]
    return starts[0] if starts else len(page.html)


def _is_list(said: Said, address: Statement | None) -> bool | None:
    if address and is_list_url(address.value):
        return True
    if address and parse_post_url(address.value):
        return False
    return next((_KINDS[each.value] for each in said.get("kind", ()) if each.value in _KINDS), None)


def _with_titles(said: Said, page_title: str) -> Said:
    """Return `said` with titles without the name of the site, and one derived from `<title>`."""
    sites = [name.value for name in said.get("site_name", ())]
    titles = [replace(each, value=_without_site(each.value, sites)) for each in said.get("title", ())]
    bare = _without_site(page_title, sites)
    if bare != page_title:
        titles.append(Statement(bare, "<title>", is_explicit=False))
    return {**said, "title": [each for each in titles if each.value and each.value not in sites]}


def _without_site(title: str, sites: Iterable[str]) -> str:
    for site in sites:
        name = re.escape(site)
        if found := re.fullmatch(rf"{name}\s*[:|–—-]\s+(.+)|(.+?)\s+[:|–—-]\s*{name}", title):
            return found[1] or found[2]
    return title


def _about_page(address: Statement | None, said: Said, entries: Sequence[Said]) -> Said:
    """Return what the entries about the page's own post say: those with its address or id, or else all if there is one
    post only."""
    path, ids = _path(address), {each.value for each in said.get("post_id", ())}
    own = [each for each in entries if path in _paths(each) or ids & _ids(each)]
    if not own and all(
        len({each(entry) for entry in entries} - {frozenset()}) <= 1 for each in (_paths, _ids, _titles)
    ):
        own = [each for each in entries if not _is_elsewhere(each, path, ids)]
    joined: Said = {}
    for each in own:
        joined = _joined(joined, {fact: values for fact, values in each.items() if fact != "address" or not address})
    return joined


def _path(address: Statement | None) -> str | None:
    found = parse_post_url(address.value) if address else None
    return found.path if found else None


def _paths(said: Said) -> frozenset[str | None]:
    return frozenset(map(_path, said.get("address", ()))) - {None}


def _ids(said: Said) -> frozenset[str]:
    return frozenset(each.value for each in said.get("post_id", ()))


def _titles(said: Said) -> frozenset[str]:
    return frozenset(each.value.casefold() for each in said.get("title", ()))


def _is_elsewhere(said: Said, path: str | None, ids: set[str]) -> bool:
    paths, others = _paths(said), _ids(said)
    return bool(path and paths and path not in paths) or bool(ids and others and not ids & others)


def _best(said: Said) -> EntryStatements:
    """Return the most reliable statement of each fact; of the times, of those that can be read if there is one."""
    times = said.get("published", ())
    said = {**said, "published": [time for time in times if day_of(time.value)] or list(times)}
    address, title, author, published, post_id, blog_id = (
        best(said.get(fact, ())) for fact in ("address", "title", "author", "published", "post_id", "blog_id")
    )
    labels = tuple(dict.fromkeys(label.value for label in said.get("labels", ())))
    return EntryStatements(address, title, author, published, post_id, blog_id, labels)


def _other_remarks(said: Said, used: EntryStatements) -> Iterator[str]:
    for what, statement, values in (
        ("date", used.published, said.get("published", ())),
        ("post id", used.post_id, said.get("post_id", ())),
    ):
        for each in values:
            if statement and _differ(what, statement.value, each.value):
                yield (
                    f"{what}: {statement.said_in} says {statement.value}, {each.said_in} says {each.value}; "
                    "the first is used"
                )
                break


def _differ(what: str, first: str, second: str) -> bool:
    if what != "date":
        return first != second
    days = day_of(first), day_of(second)
    return None not in days and days[0] != days[1]
