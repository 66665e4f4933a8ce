"""Tell what a web archive has rewritten on a page from what the author linked to.

The rule: the archive gives every link of a page the page's own time of capture. So a link to an archive with another
time is the author's. The time is in places that authors don't write: the archive's script and header, and the addresses
of style sheets, scripts and of the page itself. The address of an image is no such place, because authors show pictures
from archives too.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from archive.copied_urls import Replayed, replayed, unquote_fully
from archive.formats.page_statements.saving_headers import header_statements
from archive.markup.html_pages import Element, HtmlPage
from archive.sources.document import Document

_IN_SCRIPT = re.compile(
    r"""wombat\w*\s*\([^()\n]{0,300}?["']([0-9]{14})["']|\bwbinfo\.timestamp\s*=\s*["']([0-9]{14})["']""", re.IGNORECASE
)
_IN_PATH = re.compile(r"/([0-9]{14})(?:[a-z]{2}_)?/https?(?::|_|/|\Z)")
_MARKS = re.compile(r"""FILE ARCHIVED ON|BEGIN WAYBACK TOOLBAR|id=["']?(?:wm-ipp|_wb_frame_top_banner)""")
_OF_PAGE = frozenset(
    ["canonical", "stylesheet", "icon", "shortcut", "alternate", "bookmark", "edituri", "service.post"]
)
_METAS = frozenset(["og:url", "url", "twitter:url"])


@dataclass(frozen=True)
class Captures:
    """The captures that a page of a web archive was put together from."""

    times: frozenset[str]
    hosts: frozenset[str]

    def original(self, written: str) -> str:
        """Return the original of an address that the archive has rewritten; any other is returned unchanged."""
        found = replayed(written)
        return found.url if found and self._is_own(found) else written

    def _is_own(self, found: Replayed) -> bool:
        return found.is_only_archives or found.time in self.times


def captures_of(page: HtmlPage, document: Document) -> Captures | None:
    """Return the captures of a page of a web archive; None for any other page."""
    own = [found for url in _own_addresses(page, document) if (found := replayed(url))]
    times = {found.time for found in own} | {first or second for first, second in _IN_SCRIPT.findall(page.html)}
    times |= set(_IN_PATH.findall(unquote_fully(document.name)))
    if not own and not times:
        times |= _times_of_links(page)
    return Captures(frozenset(times), frozenset(found.host for found in own)) if times else None


def _own_addresses(page: HtmlPage, document: Document) -> Iterator[str]:
    yield document.address or ""
    yield from (statement.value for said in header_statements(page.html, page.elements).values() for statement in said)
    for element in page.elements:
        if element.name in ("link", "script", "base", "meta"):
            yield _address_of(element)


def _address_of(element: Element) -> str:
    attributes = element.attributes
    if element.name == "meta":
        name = attributes.get("property") or attributes.get("itemprop") or attributes.get("name", "")
        return attributes.get("content", "") if name.lower() in _METAS else ""
    if element.name == "link" and not _OF_PAGE & set(attributes.get("rel", "").lower().split()):
        return ""
    return attributes.get("href") or attributes.get("src", "")


def _times_of_links(page: HtmlPage) -> set[str]:
    """Return the times in links without a host, which only archives write, and the commonest on a page with a mark."""
    links = (each.attributes.get("href", "") for each in page.elements if each.name == "a" and "http" in each.tag)
    found = [capture for url in links if (capture := replayed(url))]
    commonest = Counter(capture.time for capture in found).most_common(1) if _MARKS.search(page.html) else []
    return {capture.time for capture in found if capture.is_only_archives} | {time for time, _ in commonest}
