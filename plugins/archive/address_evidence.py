"""What an address says about the text at it: whose site it is, on which day it was published, whether it is a list.

The rules: the host decides whose it is; a host that is neither Napo's nor a blog's says nothing. Only a whole day in
the address is a date, because a month is not. The address of a list is never that of a post. An address that is
missing, or that cannot be parsed, says nothing at all.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from enum import Enum
from urllib.parse import parse_qsl, urlsplit

from archive.blogger_ids import normalize_host, parse_post_url
from archive.copied_urls import original_url, plain_url

NAPO_HOSTS = ("napo.org.uk", "napomagazine.org.uk", "nqonline.org")
"""Napo's sites. Their subdomains are Napo's too."""
_NAPO_NAMES = frozenset(["napo", "napomagazine", "nqonline"])
_STAGING_WORDS = frozenset(["staging", "stage", "stg", "dev", "test", "testing", "beta", "uat", "preview", "demo"])
_STAGING_HOSTS = (".pantheonsite.io", ".wpengine.com", ".stackstaging.com", ".azurewebsites.net", ".wordpress.com")
"""Where agencies show a site before it is published: "napo-staging.example.org", "dev-napo.pantheonsite.io"."""
_BLOGSPOT = re.compile(r"[^.]+(?:\.[^.]+)*\.blogspot\.com")
_BLOG = re.compile(r".+\.(?:wordpress|typepad|livejournal|tumblr|substack|medium|dreamwidth|squarespace)\.(?:com|org)")
"""A blog at another company: a subdomain each."""
_DAY = re.compile(r"/([0-9]{4})/([0-9]{1,2})/([0-9]{1,2})(?:/|\Z)")
_LIST = re.compile(
    r"(?:/[^/]*)?/page/[0-9]+/?|/(?:category|tag|tags|author|label|labels|topics?|archives?)(?:/.*)?"
    r"|/search(?:/.*)?|/[0-9]{4}(?:/[0-9]{1,2}){0,2}/?|/[0-9]{4}(?:_[0-9]{2}){1,2}_archive\.html?"
    r"|/feeds?(?:/.*)?|/(?:index|default|home)(?:\.[a-z]{3,5})?",
    re.IGNORECASE,
)
_LIST_PARAMETERS = frozenset(
    ["page", "paged", "updated-max", "updated-min", "max-results", "by-date", "label", "cat", "q", "s", "m_list"]
)
_ITEM_PARAMETERS = frozenset(["p", "page_id", "attachment_id", "id", "u", "story"])
"""Parameters that name one text on a site that has them all at its home page, such as "/?p=123"."""


class Owner(Enum):
    """Whose site a host is."""

    NAPO = "the union's"
    THIS_BLOG = "the blog's"
    ANOTHER_BLOG = "another blog's"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class AddressEvidence:
    """What one address says."""

    host: str = ""
    """In lower case, without "www."; one spelling for all countries of blogspot.com. Empty if there is none."""
    owner: Owner = Owner.UNKNOWN
    day: date | None = None
    is_list: bool = False
    """True for a home page, a month, a label, a search and the next pages of a list."""


def evidence_of(address: str | None, blog_address: str | None = None) -> AddressEvidence:
    """Return what `address` says, given the address of this archive's blog. Never raises.

    Without `blog_address`, every blog on blogspot.com counts as this one.
    """
    try:
        parts = urlsplit(original_url(plain_url(address or "")))
    except ValueError:
        return AddressEvidence()
    host = host_of(address)
    if not address or parts.scheme not in ("", "http", "https"):
        return AddressEvidence()
    return AddressEvidence(host, owner_of(host, blog_address), _day(parts.path), is_list_url(address))


def is_list_url(address: str) -> bool:
    """Return True for the address of a list: a home page, a month, a label, a search, the next page of a list."""
    try:
        parts = urlsplit(original_url(plain_url(address)))
    except ValueError:
        return False
    if parse_post_url(address):
        return False
    named = {name for name, _ in parse_qsl(parts.query, keep_blank_values=True)}
    is_home = parts.path in ("", "/") and bool(parts.netloc or address.startswith("/"))
    if is_home and named & _ITEM_PARAMETERS:
        return False
    return is_home or bool(_LIST.fullmatch(parts.path)) or bool(named & _LIST_PARAMETERS)


def is_napo_host(host: str) -> bool:
    """Return True for a host of Napo's sites, their subdomains and their staging copies."""
    host = host.lower().rstrip(".")
    return any(host == own or host.endswith(f".{own}") for own in NAPO_HOSTS) or _is_napo_staging(host)


def _is_napo_staging(host: str) -> bool:
    pieces = set(re.split(r"[.-]", host))
    return bool(pieces & _NAPO_NAMES) and (bool(pieces & _STAGING_WORDS) or host.endswith(_STAGING_HOSTS))


def owner_of(host: str | None, blog_address: str | None = None) -> Owner:
    """Return whose site a host is, given in its one spelling.

    A blog with a domain of its own may be known by its name on blogspot.com too, so then no host is another blog's.
    """
    if not host:
        return Owner.UNKNOWN
    if is_napo_host(host):
        return Owner.NAPO
    own = host_of(blog_address)
    if host == own:
        return Owner.THIS_BLOG
    if _BLOGSPOT.fullmatch(host):
        return Owner.ANOTHER_BLOG if _BLOGSPOT.fullmatch(own) else Owner.THIS_BLOG
    return Owner.ANOTHER_BLOG if own and _BLOG.fullmatch(host) else Owner.UNKNOWN


def host_of(address: str | None) -> str:
    """Return the host of an address, or of the original of a copy, in one spelling; empty if there is none."""
    try:
        return normalize_host(urlsplit(original_url(plain_url(address or ""))).hostname or "")
    except ValueError:  # such as "http://[here]"
        return ""


def _day(path: str) -> date | None:
    found = _DAY.search(path)
    try:
        return date(int(found[1]), int(found[2]), int(found[3])) if found else None
    except ValueError:
        return None
