"""Which pages are the union's, and what their addresses say (forms.md 4.3).

The rule: the host decides. Only a page that names no address, or stands on a host where the union tried its pages out,
is known by the name of the site. A host is never turned into another one here.
"""

from __future__ import annotations

import re
from datetime import date
from urllib.parse import urljoin, urlsplit

from archive.formats.napo_site.bylines import day_first
from archive.markup.html_pages import Page

DESCRIPTION = (
    "The Trade Union, Professional Association and campaigning organisation for Probation and Family Court staff"
)
"""The line with which Napo's sites describe it."""
_HOST = re.compile(r"(?:[\w.-]+\.)?(?:napo\.org\.uk|napomagazine\.org\.uk|nqonline\.org)")
_NAMES = r"(?:Napo(?: Magazine| Quarterly)?|NQ ?Online)"
_SITE_NAME = re.compile(rf"{_NAMES}(?:\s+[|–—-]\s.*)?", re.IGNORECASE)
_SITE_DESCRIPTION = re.compile(rf"(?:.{{0,30}}\s[|–—-]\s+)?{DESCRIPTION}(?: news)?\.?", re.IGNORECASE)
_TITLE_END = re.compile(rf"\s+[|–—-]\s+{_NAMES}\Z", re.IGNORECASE)
_DATED_PATH = re.compile(r"/(\d{4})/(\d\d)/(\d\d)/[^/]+/?", re.ASCII)
_LISTING_PATH = re.compile(r"/(?:(?:category|tag|author)/.*|(?:.*/)?page/\d+/?|\d{4}/(?:\d\d/){0,2})?")


def page_address(page: Page, copied_from: str | None) -> str | None:
    """The address of the page: the one it calls its own, else `copied_from`. An unfit one is none."""
    said = (page.link("canonical"), page.meta("og:url"), copied_from)
    return next((address for each in said if (address := absolute(each, copied_from))), None)


def absolute(written: str | None, base_url: str | None) -> str | None:
    """The http address that `written` is when met on a page at `base_url`; None if it is none."""
    try:
        address = urljoin(base_url or "", (written or "").strip())
        parts = urlsplit(address)
    except ValueError:
        return None
    return address if written and parts.scheme in ("http", "https") and parts.hostname else None


def is_napo_page(page: Page, address: str | None) -> bool:
    """Whether the page, at `address`, is one of the union's sites."""
    if address and _HOST.fullmatch(urlsplit(address).hostname or ""):
        return True
    if "blogger" in (page.meta("generator") or "").lower():
        return False
    described = _says_description(page)
    named = bool(title_end(page)) or bool(_SITE_NAME.fullmatch(page.meta("og:site_name") or page.title))
    return (named and described) if address else (named or described)


def title_end(page: Page) -> str:
    """The name of the site at the end of the page's `<title>`: "| Napo"; empty if there is none."""
    found = _TITLE_END.search(page.title)
    return found[0].strip() if found else ""


def day_in(address: str | None) -> date | None:
    """The day in an address such as "/2015/10/01/from-the-chairs/", as WordPress makes them."""
    found = _DATED_PATH.fullmatch(urlsplit(address).path) if address else None
    return day_first(found[3], found[2], found[1]) if found else None


def is_listing(address: str | None) -> bool:
    """Whether the address is that of a list: of a category, a tag, an author, a month, or a further page of one."""
    parts = urlsplit(address or "none")
    return bool(_LISTING_PATH.fullmatch(parts.path)) or bool(re.search(r"(?:^|&)page=\d+", parts.query))


def is_old_site(address: str | None) -> bool:
    """Whether the address is of the ColdFusion site."""
    return bool(address) and urlsplit(address or "").path.lower().endswith(".cfm")


def _says_description(page: Page) -> bool:
    said = [page.title, page.meta("description") or "", page.meta("og:site_name") or ""]
    return any(_SITE_DESCRIPTION.fullmatch(text) for text in (*said, *(line.text for line in page.lines)))
