"""Collect the statements of a page in every notation, rank them, and report where they contradict each other."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from urllib.parse import urljoin, urlsplit

from archive.address_evidence import is_list_url
from archive.blogger_ids import parse_post_url
from archive.copied_urls import is_archive_host, original_url, plain_url
from archive.formats.page_statements.file_paths import PathAddress, path_address, url_of_local_address
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

_LOCAL_HOST = re.compile(r"(?:localhost|[\w-]+|(?:[0-9]{1,3}\.){3}[0-9]{1,3}|\[.*\])(?::[0-9]+)?\Z", re.IGNORECASE)
_SOURCE = "the source's address"
_KINDS = {
    **dict.fromkeys(["item", "static_page", "post", "page"], False),
    **dict.fromkeys(["index", "archive", "feed", "homepage", "label", "search"], True),
}
_ARCHIVE_TODAY = re.compile(r"archive\.(?:today|is|ph|li|md|vn|fo)", re.IGNORECASE)


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
    addresses = _addresses(found.page.get("address", ()), document)
    address = _page_address(addresses)
    is_list = _is_list(found.page, address)
    said = _with_titles({**found.page, "address": [address] if address else []}, page.title)
    entries = [_resolved(each, address) for each in (*found.data.entries, *found.items)]
    if not is_list:
        said = _joined(_about_page(address, said, entries), said)
    statements = _best(said)
    remarks = (*_address_remarks(addresses, address), *_other_remarks(said, statements))
    each_entry = tuple(map(_best, entries))
    base = _base_address(page.elements, address)
    return PageStatements(statements, each_entry, tuple(found.data.comments), is_list, base, remarks)


def _collect(page: HtmlPage, document: Document) -> _Collected:
    elements = page.elements
    scripts = [(each, _content(page, each)) for each in elements if each.name == "script"]
    data = structured_data(text for script, text in scripts if "ld+json" in script.attributes.get("type", "").lower())
    head = head_statements(elements, _head_end(page))
    if any(_ARCHIVE_TODAY.fullmatch(name.value) for name in head.get("site_name", ())):
        head.pop("published", None)  # of the capture
    parts = (
        head,
        data.page,
        script_statements(text for _, text in scripts if is_of_blogger(text)),
        link_statements(elements),
        header_statements(page.html, elements),
        _base(elements),
        _of_document(document, is_httrack_copy(page.html)),
    )
    said: Said = {}
    for part in parts:
        said = _joined(said, part)
    return _Collected(said, data, item_statements(page))


def _joined(first: Said, second: Said) -> Said:
    return {fact: [*first.get(fact, ()), *second.get(fact, ())] for fact in {**first, **second}}


def _content(page: HtmlPage, script: Element) -> str:
    return page.html[script.inner : script.end].rpartition("</")[0]


def _head_end(page: HtmlPage) -> int:
    """Return where the head ends: at the body or, without one, at the first element that can only be in it."""
    starts = [each.start for each in page.elements if each.name == "body"]
    starts += [each.start for each in page.elements if each.name in ("div", "p", "table", "article")]
    return starts[0] if starts else len(page.html)


def _base(elements: Iterable[Element]) -> Said:
    """Return `<base>` as a derived statement: themes set it to the home page, saving programs to the page."""
    written = _written_base(elements)
    return {"address": [Statement(plain_url(written), "<base>", is_explicit=False)]} if parse_post_url(written) else {}


def _base_address(elements: Iterable[Element], address: Statement | None) -> str | None:
    try:
        base = original_url(urljoin(address.value if address else "", _written_base(elements)))
        return base if _written_base(elements) and urlsplit(base).scheme in ("http", "https") else None
    except ValueError:  # such as "http://[here]"
        return None


def _written_base(elements: Iterable[Element]) -> str:
    return next((each.attributes.get("href", "") for each in elements if each.name == "base"), "")


def _of_document(document: Document, is_httrack: bool) -> Said:
    """Return what is known about the file: where it was captured, and its path, unless HTTrack has changed its name."""
    known = [Statement(document.address, _SOURCE, is_explicit=False)] if document.address else []
    path = None if is_httrack else path_address(document.name)
    if path and path.has_host and (path.is_mirror_path or original_url(path.url) != path.url):
        known.append(Statement(path.url, "the file's path", is_explicit=False))
    return {"address": known}


def _addresses(written: Sequence[Statement], document: Document) -> list[Statement]:
    """Return the statements about the page's address with originals instead of copies; unusable ones are dropped."""
    known = [usable for each in written if _is_absolute(original_url(each.value)) and (usable := _original(each))]
    base = best(known)
    path = path_address(document.name)
    for each in written:
        if not _is_absolute(original_url(each.value)) and (value := _resolve(each.value, base, path)):
            known.append(replace(each, value=value, is_absolute=False))
    return known


def _is_absolute(url: str) -> bool:
    return bool(re.match(r"(?:[a-z][a-z0-9+.-]*:)?//|file:", url, re.IGNORECASE))


def _original(statement: Statement) -> Statement | None:
    """Return a statement of an absolute address with the original of a copy; None if it can't be known."""
    url = f"http:{statement.value}" if statement.value.startswith("//") else statement.value
    url, is_original = original_url(url), not statement.value.startswith("//")
    try:
        parts = urlsplit(url)
    except ValueError:  # such as "http://[here]"
        return None
    if parts.scheme == "file" or _LOCAL_HOST.fullmatch(parts.netloc):
        local = url_of_local_address(url)
        return replace(statement, value=local, is_original=False) if local else None
    if parts.scheme not in ("http", "https") or is_archive_host(parts.netloc):
        return None
    return replace(statement, value=url, is_original=is_original and original_url(statement.value) == statement.value)


def _resolve(written: str, base: Statement | None, path: PathAddress | None) -> str | None:
    """Return a relative address in full; without a base, as far as the file's path bears it out."""
    try:
        if base:
            return urljoin(base.value, written)
        same_name = (
            path and path.url.rpartition("/")[2].partition("?")[0] == written.rpartition("/")[2].partition("?")[0]
        )
    except ValueError:
        return None
    if written.startswith("/") and parse_post_url(written):
        return written
    return path.url if path and same_name else None


def _page_address(statements: Sequence[Statement]) -> Statement | None:
    """Return the most reliable address; among equals that of a post, because some themes name the home page on all."""
    found = min(statements, key=lambda each: (*each.rank, is_list_url(each.value)), default=None)
    return replace(found, value=_without_view(found.value)) if found and found.said_in != _SOURCE else found


def _without_view(url: str) -> str:
    """Return the address of a post without the query and fragment, which only say how it is shown: `?m=1`."""
    return re.split(r"[?#]", url, maxsplit=1)[0] if parse_post_url(url) else url


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


def _resolved(said: Said, base: Statement | None) -> Said:
    """Return the statements about one post with its address in full."""
    addresses = []
    for each in said.get("address", ()):
        is_absolute = _is_absolute(original_url(each.value))
        found = _original(each) if is_absolute else each
        value = found.value if found and is_absolute else _resolve(each.value, base, None)
        if found and value:
            addresses.append(replace(found, value=value, is_absolute=is_absolute))
    return {**said, "address": addresses}


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
    return EntryStatements(
        *(best(said.get(fact, ())) for fact in ("address", "title", "author", "published", "post_id", "blog_id"))
    )


def _address_remarks(statements: Sequence[Statement], used: Statement | None) -> Iterator[str]:
    """Yield a sentence for each other post that an original, absolute statement names."""
    own = parse_post_url(used.value) if used else None
    seen = {own.path} if own else set()
    for each in statements:
        other = parse_post_url(each.value) if each.is_absolute and each.is_original else None
        if used and own and other and other.path not in seen:
            seen.add(other.path)
            yield f"address: {used.said_in} says {used.value}, {each.said_in} says {each.value}; the first is used"


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
