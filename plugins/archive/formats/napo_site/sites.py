"""Recognise pages of Napo's sites, and read what their addresses say ("Napo pages" in docs/formats.md).

The rule: the host decides (`archive.address_evidence`). A page without an address is recognised by the name or
description of the site; a page at another host needs both. A host is never replaced by another one.
"""

from __future__ import annotations

import re
from datetime import date
from urllib.parse import urljoin, urlsplit

from archive.address_evidence import Owner, evidence_of
from archive.formats.napo_site.bylines import date_of
from archive.markup.html_pages import HtmlPage

DESCRIPTION = (
    "The Trade Union, Professional Association and campaigning organisation for Probation and Family Court staff"
)
"""The line with which Napo's sites describe it."""
_NAMES = r"(?:Napo(?: Magazine| Quarterly)?|NQ ?Online)"
_SITE_NAME = re.compile(rf"{_NAMES}(?:\s+[|–—-]\s.*)?", re.IGNORECASE)
_SITE_DESCRIPTION = re.compile(rf"(?:.{{0,30}}\s[|–—-]\s+)?{DESCRIPTION}(?: news)?\.?", re.IGNORECASE)
_SUFFIX = re.compile(rf"\s+[|–—-]\s+{_NAMES}\Z", re.IGNORECASE)
_DATED_PATH = re.compile(r"/(\d{4})/(\d\d)/(\d\d)/[^/]+/?", re.ASCII)
_LISTING_PATH = re.compile(r"/(?:(?:category|tag|author)/.*|(?:.*/)?page/\d+/?|\d{4}/(?:\d\d/){0,2})?")


def absolute_address(written: str | None, base_url: str | None) -> str | None:
    """Resolve a link on a page at `base_url`; return None if the result is not an http address."""
    try:
        address = urljoin(base_url or "", (written or "").strip())
        parts = urlsplit(address)
    except ValueError:
        return None
    return address if written and parts.scheme in ("http", "https") and parts.hostname else None


def is_napo_page(page: HtmlPage, address: str | None) -> bool:
    """Return True if the page, at `address`, is from one of Napo's sites."""
    if evidence_of(address).owner is Owner.NAPO:
        return True
    if "blogger" in (page.meta("generator") or "").lower():
        return False
    described = _has_description(page)
    named = bool(site_name_suffix(page)) or bool(_SITE_NAME.fullmatch(page.meta("og:site_name") or page.title))
    return (named and described) if address else (named or described)


def site_name_suffix(page: HtmlPage) -> str:
    """Return the name of the site at the end of the page's `<title>`, such as "| Napo", or an empty string."""
    found = _SUFFIX.search(page.title)
    return found[0].strip() if found else ""


def date_in_address(address: str | None) -> date | None:
    """Return the date in a WordPress address such as "/2015/10/01/from-the-chairs/"."""
    found = _DATED_PATH.fullmatch(urlsplit(address).path) if address else None
    return date_of(found[3], found[2], found[1]) if found else None


def is_list_address(address: str | None) -> bool:
    """Return True for the list of a category, tag, author or month, and for the next pages of a list."""
    parts = urlsplit(address or "none")
    return bool(_LISTING_PATH.fullmatch(parts.path)) or bool(re.search(r"(?:^|&)page=\d+", parts.query))


def is_coldfusion_address(address: str | None) -> bool:
    return bool(address) and urlsplit(address or "").path.lower().endswith(".cfm")


def _has_description(page: HtmlPage) -> bool:
    head = [page.title, page.meta("description") or "", page.meta("og:site_name") or ""]
    return any(_SITE_DESCRIPTION.fullmatch(text) for text in (*head, *(line.text for line in page.lines)))
