"""Let the address of a text say what it is: a page of the union, a post of the blog, and of which day.

The rules: the host decides over what the text looks like, unless Blogger's id says that it is a post. The day in an
address is used only if nothing else gives one, and only for the single text at it. Without an address nothing changes.
"""

from __future__ import annotations

from dataclasses import replace

from archive.address_evidence import AddressEvidence, Owner, evidence_of, is_list_url
from archive.blogger_ids import parse_post_url
from archive.formats.page_statements.file_paths import mirrored_address
from archive.formats.records import ParsedPost
from archive.sources.document import Document


def address_of(document: Document) -> str | None:
    """Return where the document was copied from, as far as its address or its place in a mirror says."""
    return document.address or mirrored_address(document.name)


def own_address(address: str | None) -> str | None:
    """Return the address of a text; None for that of a list, at which other texts stand tomorrow."""
    return None if address and is_list_url(address) else address


def with_kind_by_address(found: ParsedPost, address: str | None) -> ParsedPost:
    """Return the text with the kind that `address`, its own or its document's, says it has."""
    return replace(found, kind=_kind(found, evidence_of(address), address))


def with_day_by_address(found: ParsedPost, address: str | None) -> ParsedPost:
    """Return the only text of a document with the day in `address`, if it has no other."""
    return found if found.day or found.published else replace(found, day=evidence_of(address).day)


def _kind(found: ParsedPost, evidence: AddressEvidence, address: str | None) -> str:
    if found.kind == "post" and evidence.owner is Owner.NAPO and not found.id:
        return "page"
    post = parse_post_url(address or "")
    if found.kind == "page" and evidence.owner is Owner.THIS_BLOG and post and not post.path.startswith("/p/"):
        return "post"
    return found.kind
