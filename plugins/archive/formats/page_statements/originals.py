"""Give a copied page the addresses back that it had before a mirror program or a web archive rewrote them.

The rules: only the copier's own rewriting is undone, so there must be a sign that the page is such a copy. No word is
changed, because only addresses in attributes are.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from html import escape, unescape

from archive.copied_urls import uncached_url, untranslated_url
from archive.formats.page_statements.capture_frames import capture_frame
from archive.formats.page_statements.captures import captures_of
from archive.formats.page_statements.mirrors import mirror_of
from archive.formats.page_statements.reading import statements_of
from archive.formats.page_statements.saved_images import saved_images
from archive.formats.page_statements.saving_headers import header_statements
from archive.formats.page_statements.statements import PageStatements
from archive.markup.html_pages import Element, HtmlPage
from archive.sources.document import Document

_ADDRESSES = frozenset(
    [
        *("href", "src", "action", "background", "cite", "data", "data-href", "data-original", "data-src", "data-url"),
        *("data-lazy-src", "itemid", "longdesc", "poster", "resource", "about"),
    ]
)
_CHOICES = frozenset(["srcset", "data-srcset", "imagesrcset"])
_METAS = frozenset(["url", "og:url", "og:image", "twitter:url", "image", "mainentityofpage", "thumbnailurl"])
_ATTRIBUTE = re.compile(r"""(?P<name>[^\s/>="'<]++)\s*+=\s*+(?P<value>"[^"]*+"|'[^']*+'|[^\s>"']++)""")
_BARE = re.compile(r"[^\s\"'=<>`]+")
_TRANSLATION = re.compile(r"[?&;]_x_tr_sl=([\w-]+)&(?:amp;)?_x_tr_tl=([\w-]+)")

Restore = Callable[[str], str]
"""Returns the original of an address on the page, or the address itself."""


@dataclass(frozen=True)
class RestoredPage:
    """A page with its original links."""

    html: str
    """With the same words as before."""
    statements: PageStatements
    remarks: tuple[str, ...] = ()
    """Sentences for the keeper about the page."""


def restore_originals(html: str, document: Document) -> RestoredPage:
    """Undo what copying did to the links of a cleaned page, and return it with what it says about itself."""
    page = HtmlPage(html)
    statements = statements_of(page, document)
    remarks = (*statements.remarks, *_translation(page, document))
    restored = _without_rewriting(page, document, statements)
    if restored.html == page.html or restored.words != page.words:  # a damaged page, of which words would be lost
        return RestoredPage(page.html, statements, remarks)
    entries = statements_of(restored, document).entries
    return RestoredPage(restored.html, replace(statements, entries=entries), remarks)


def _without_rewriting(page: HtmlPage, document: Document, statements: PageStatements) -> HtmlPage:
    if images := saved_images(page):
        page = HtmlPage(_with_tags(page, lambda image: _with_source(image, images.get(image.start))))
    for restore in _copiers(page, document, statements):
        page = HtmlPage(_restored(page, restore))
    return page


def _copiers(page: HtmlPage, document: Document, statements: PageStatements) -> Iterator[Restore]:
    """Yield how to undo what each program that copied the page did, the last one first."""
    if mirror := mirror_of(page, document, statements.address):
        yield mirror.original
    if frame := capture_frame(page):
        yield frame.original
    if captures := captures_of(page, document):
        yield captures.original
    known = [document.address or "", *_saved_from(page)]
    yield from (undo for undo in (untranslated_url, uncached_url) if any(undo(url) != url for url in known))


def _saved_from(page: HtmlPage) -> Iterator[str]:
    """Yield the addresses that the page was saved from or has its links relative to."""
    yield from (each.attributes.get("href", "") for each in page.elements if each.name == "base")
    for said in header_statements(page.html, page.elements).values():
        yield from (statement.value for statement in said)


def _translation(page: HtmlPage, document: Document) -> Iterator[str]:
    """Yield a sentence if the words of the page are a machine's translation."""
    known = [document.address or "", *_saved_from(page)]
    found = next((match for url in known if (match := _TRANSLATION.search(url))), None)
    if found and found[1] != found[2]:
        yield f"its words are a machine translation from “{found[1]}” to “{found[2]}”; save the original page instead"


def _restored(page: HtmlPage, restore: Restore) -> str:
    return _with_tags(page, lambda element: _restored_tag(element, restore))


def _with_tags(page: HtmlPage, tag_of: Callable[[Element], str]) -> str:
    """Return the page with the start tags that `tag_of` gives."""
    pieces, at = [], 0
    for element in page.elements:
        tag = tag_of(element)
        if tag != element.tag:
            pieces += [page.html[at : element.start], tag]
            at = element.start + len(element.tag)
    return "".join([*pieces, page.html[at:]])


def _with_source(image: Element, address: str | None) -> str:
    if not address:
        return image.tag
    return _ATTRIBUTE.sub(
        lambda found: f"src={_as_written(address, found['value'])}" if found["name"].lower() == "src" else found[0],
        image.tag,
    )


def _restored_tag(element: Element, restore: Restore) -> str:
    names = _ADDRESSES | {"content"} if _is_address_meta(element) else _ADDRESSES
    return _ATTRIBUTE.sub(lambda found: _restored_attribute(found, names, restore), element.tag)


def _is_address_meta(element: Element) -> bool:
    named = [element.attributes.get(key, "").lower() for key in ("property", "name", "itemprop")]
    return element.name == "meta" and not _METAS.isdisjoint(named)


def _restored_attribute(found: re.Match[str], names: frozenset[str], restore: Restore) -> str:
    name, written = found["name"].lower(), found["value"]
    if name not in names and name not in _CHOICES:
        return found[0]
    value = unescape(written[1:-1] if written[0] in "\"'" else written).strip()
    original = restore(value) if name in names else _restored_choices(value, restore)
    return f"{found['name']}={_as_written(original, written)}" if original != value else found[0]


def _as_written(value: str, written: str) -> str:
    """Return a value with the quotation marks that the page has: on a damaged page others would end elsewhere."""
    mark = written[0] if written[0] in "\"'" else "" if _BARE.fullmatch(value) else '"'
    return f"{mark}{escape(value)}{mark}"


def _restored_choices(written: str, restore: Restore) -> str:
    """Restore the addresses of a `srcset`: "a.jpg 1x, b.jpg 2x"."""
    choices = [choice.split() for choice in re.split(r",\s+", written)]
    return ", ".join(" ".join([restore(choice[0]), *choice[1:]]) for choice in choices if choice)
