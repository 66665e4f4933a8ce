"""Saved pages of the union's web sites: Drupal, WordPress, ColdFusion, and their lists of teasers (forms.md 4.3).

The rule: whose page it is decides (`union_pages.sites`), then how it is built. Teasers are partial: they never replace
a text, but show what is missing. Each visible word is in a text or in the furniture of the page; comments of readers,
and a page that is built in no known way, are set aside.

In: a whole HTML page of at most LARGEST bytes; more raises UnreadableSource. Out: "page" records, one for each text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from archive.errors import UnreadableSource
from archive.formats.napo_site import coldfusion, templates
from archive.formats.napo_site.articles import Contents, adds_up, all_set_aside, records_of
from archive.formats.napo_site.coldfusion import is_coldfusion_page
from archive.formats.napo_site.sites import is_napo_page, page_address
from archive.formats.napo_site.templates import template_of
from archive.formats.records import ParsedDocument, ParsedRecord, Remark
from archive.markup.charsets import decoded_html
from archive.markup.html_pages import Page
from archive.sources.document import Document

LARGEST = 2**24
"""Bytes. The largest page of the samples has 1.2 MB; what is larger than this is no page."""
_HTML = re.compile(
    r"\s*+(?:(?>\ufeff|<!--.*?-->|<\?xml[^>]*>)\s*+)*+<(?:!doctype\s+html|html|head|meta|title|body)\b",
    re.IGNORECASE | re.DOTALL,
)


def recognises(document: Document) -> bool:
    """Return True for an HTML page of Napo's sites that is built as one of their systems builds pages."""
    html, _ = decoded_html(document.start, document.media_type)
    if not _HTML.match(html):
        return False
    page = Page(html)
    address = page_address(page, document.address)
    return is_napo_page(page, address) and (is_coldfusion_page(page, address) or template_of(page) is not None)


def read(document: Document) -> ParsedDocument:
    """Return the texts of the page, or the teasers of its list."""
    if document.size > LARGEST:
        raise UnreadableSource(f"{document.name}: not read: over 16 MB is no web page; take it out of the folder")
    html, remarks = decoded_html(document.read(), document.media_type)
    page = Page(html)
    address = page_address(page, document.address)
    return ParsedDocument(_form(page, address), _found(page, address, remarks))


def _form(page: Page, address: str | None) -> str:
    if is_coldfusion_page(page, address):
        return "html:union-coldfusion"
    template = template_of(page)
    if not template:
        return "html:union-drupal"
    return "html:union-list" if template.is_list(page, address) else template.form


def _found(page: Page, address: str | None, remarks: tuple[str, ...]) -> Iterator[ParsedRecord]:
    yield from (Remark(f"the page: {remark}") for remark in remarks)
    contents = _contents(page, address)
    if not contents.articles and not contents.set_aside:
        contents = all_set_aside(page, "a page without a text that is known as one")
    elif not adds_up(page, contents):
        contents = all_set_aside(page, "a page whose words cannot be parted")
    yield from records_of(page, contents, address)


def _contents(page: Page, address: str | None) -> Contents:
    if is_coldfusion_page(page, address):
        return coldfusion.read_page(page, address)
    template = template_of(page)
    return templates.read_page(page, address, template) if template else Contents(())
