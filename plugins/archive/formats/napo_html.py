"""Parse saved pages of Napo's sites (Drupal, WordPress and ColdFusion) and their lists of teasers.

See "Napo pages" in docs/formats.md. A page larger than LARGEST raises UnreadableSource.

The rule: the host, or the name of the site, decides whether a page is from Napo; then its template decides how to read
it. Teasers are partial: they show which article is missing and never replace a whole one. Each word of a page is in an
article or is boilerplate. Readers' comments, and pages without a known template, are quarantined.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain

from archive.errors import UnreadableSource
from archive.formats.changed_characters import changed_in_markup
from archive.formats.napo_site import coldfusion, templates
from archive.formats.napo_site.articles import (
    PageContents,
    has_each_word_once,
    quarantine_page,
    to_records,
    with_stated_time,
)
from archive.formats.napo_site.coldfusion import is_coldfusion_page
from archive.formats.napo_site.sites import is_napo_page
from archive.formats.napo_site.templates import template_of
from archive.formats.page_statements.file_paths import mirrored_address
from archive.formats.page_statements.originals import restore_originals
from archive.formats.page_statements.reading import statements_of
from archive.formats.page_statements.statements import PageStatements
from archive.formats.records import ParsedDocument, ParsedRecord, Remark
from archive.markup.charsets import decode_html
from archive.markup.html_pages import HtmlPage
from archive.sources.document import Document
from archive.text import clean

LARGEST = 2**24
"""Bytes. The largest sample page has 1.2 MB; anything above this limit is not a page."""
_HTML = re.compile(
    r"\s*+(?:(?>\ufeff|<!--.*?-->|<\?xml[^>]*>)\s*+)*+<(?:!doctype\s+html|html|head|meta|title|body)\b",
    re.IGNORECASE | re.DOTALL,
)


def recognises(document: Document) -> bool:
    """Return True for an HTML page of Napo's sites that was built with one of their templates."""
    html = decode_html(document.start_of_markup, document.media_type).text
    if not _HTML.match(html):
        return False
    page = HtmlPage(html)
    address = statements_of(page, document).address or mirrored_address(document.name)
    return is_napo_page(page, address) and (is_coldfusion_page(page, address) or template_of(page) is not None)


def read(document: Document) -> ParsedDocument:
    """Return the texts of the page, or the teasers of its list."""
    if document.size > LARGEST:
        raise UnreadableSource(f"{document.name}: skipped: too large for a web page; take it out of the folder")
    html, remarks, guessed = decode_html(document.read(), document.media_type)
    restored = restore_originals(clean(html), document)
    page, statements = HtmlPage(restored.html), restored.statements
    found = _found(page, statements, (*remarks, *restored.remarks))
    return ParsedDocument(_form(page, statements.address), chain(changed_in_markup(html, guessed=guessed), found))


def _form(page: HtmlPage, address: str | None) -> str:
    if is_coldfusion_page(page, address):
        return "html:union-coldfusion"
    template = template_of(page)
    if not template:
        return "html:union-drupal"
    return "html:union-list" if template.is_list(page, address) else template.form


def _found(page: HtmlPage, statements: PageStatements, remarks: tuple[str, ...]) -> Iterator[ParsedRecord]:
    yield from (Remark(f"the page: {remark}") for remark in remarks)
    address = statements.address
    contents = with_stated_time(_contents(page, address), statements)
    if not contents.articles and not contents.quarantined:
        contents = quarantine_page(page, "a page without a known article")
    elif not has_each_word_once(page, contents):
        contents = quarantine_page(page, "a page whose parts overlap")
    yield from to_records(page, contents, address)


def _contents(page: HtmlPage, address: str | None) -> PageContents:
    if is_coldfusion_page(page, address):
        return coldfusion.read_page(page, address)
    template = template_of(page)
    return templates.read_page(page, address, template) if template else PageContents(())
