"""The addresses that a page states: originals instead of copies, relative ones in full, the most reliable of them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from urllib.parse import urljoin, urlsplit

from archive.address_evidence import is_list_url
from archive.blogger_ids import parse_post_url
from archive.copied_urls import is_archive_host, original_url, plain_url
from archive.formats.page_statements.file_paths import PathAddress, path_address, url_of_local_address
from archive.formats.page_statements.statements import Said, Statement, best
from archive.markup.html_pages import Element
from archive.sources.document import Document

_LOCAL_HOST = re.compile(r"(?:localhost|[\w-]+|(?:[0-9]{1,3}\.){3}[0-9]{1,3}|\[.*\])(?::[0-9]+)?\Z", re.IGNORECASE)
_SOURCE = "the source's address"


def said_in_base(elements: Iterable[Element]) -> Said:
    """Return `<base>` as a derived statement: themes set it to the home page, saving programs to the page."""
    written = _written_base(elements)
    return {"address": [Statement(plain_url(written), "<base>", is_explicit=False)]} if parse_post_url(written) else {}


def base_address(elements: Iterable[Element], address: Statement | None) -> str | None:
    try:
        base = original_url(urljoin(address.value if address else "", _written_base(elements)))
        return base if _written_base(elements) and urlsplit(base).scheme in ("http", "https") else None
    except ValueError:  # such as "http://[here]"
        return None


def _written_base(elements: Iterable[Element]) -> str:
    return next((each.attributes.get("href", "") for each in elements if each.name == "base"), "")


def said_of_document(document: Document, is_httrack: bool) -> Said:
    """Return what is known about the file: where it was captured, and its path, unless HTTrack has changed its name."""
    known = [Statement(document.address, _SOURCE, is_explicit=False)] if document.address else []
    path = None if is_httrack else path_address(document.name)
    if path and path.has_host and (path.is_mirror_path or original_url(path.url) != path.url):
        known.append(Statement(path.url, "the file's path", is_explicit=False))
    return {"address": known}


def usable_addresses(written: Sequence[Statement], document: Document) -> list[Statement]:
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


def address_of_page(statements: Sequence[Statement]) -> Statement | None:
    """Return the most reliable address; among equals that of a post, because some themes name the home page on all."""
    found = min(statements, key=lambda each: (*each.rank, is_list_url(each.value)), default=None)
    return replace(found, value=_without_view(found.value)) if found and found.said_in != _SOURCE else found


def _without_view(url: str) -> str:
    """Return the address of a post without the query and fragment, which only say how it is shown: `?m=1`."""
    return re.split(r"[?#]", url, maxsplit=1)[0] if parse_post_url(url) else url


def with_full_addresses(said: Said, base: Statement | None) -> Said:
    """Return the statements about one post with its address in full."""
    addresses = []
    for each in said.get("address", ()):
        is_absolute = _is_absolute(original_url(each.value))
        found = _original(each) if is_absolute else each
        value = found.value if found and is_absolute else _resolve(each.value, base, None)
        if found and value:
            addresses.append(replace(found, value=value, is_absolute=is_absolute))
    return {**said, "address": addresses}


def address_remarks(statements: Sequence[Statement], used: Statement | None) -> Iterator[str]:
    """Yield a sentence for each other post that an original, absolute statement names."""
    own = parse_post_url(used.value) if used else None
    seen = {own.path} if own else set()
    for each in statements:
        other = parse_post_url(each.value) if each.is_absolute and each.is_original else None
        if used and own and other and other.path not in seen:
            seen.add(other.path)
            yield f"address: {used.said_in} says {used.value}, {each.said_in} says {each.value}; the first is used"
