"""Addresses as foreign HTML has them, made into ones that this archive may link to.

The rule: what comes out is an absolute http, https or mailto address that stands unharmed in `[…](<address>)`, or
nothing. Nothing is fetched: only redirectors that carry the target in the address itself are unwrapped.
"""

from __future__ import annotations

import re
from urllib.parse import parse_qs, quote, urljoin, urlsplit

from archive.text import clean

_REDIRECTORS = (
    (re.compile(r"www\.google\.[a-z.]+/url"), ("q", "url")),  # links pasted from results, Docs and Gmail
    (re.compile(r"www\.blogger\.com/blogin\.g"), ("blogspotURL",)),  # the "adult content" gate
    (re.compile(r"www\.youtube\.com/redirect"), ("q",)),
    (re.compile(r"lm?\.facebook\.com/l\.php"), ("u",)),
    (re.compile(r"t\.umblr\.com/redirect"), ("z",)),
    (re.compile(r"[a-z0-9.]+\.safelinks\.protection\.outlook\.com/"), ("url",)),  # office mail
)
"""Host and path, and the parameters that may hold the target. Feedburner's (`feedproxy.google.com/~r/…`), Mailchimp's
and URL shorteners' addresses do not say where they lead: they stay."""
_MOST_REDIRECTS = 4

_COUNTERS = re.compile(
    r"""https?://(?:
        [^/]*\.statcounter\.com | [^/]*\.sitemeter\.com | [^/]*\.quantserve\.com | [^/]*\.doubleclick\.net
      | [^/]*google-analytics\.com | pixel\.wp\.com | stats\.wordpress\.com | [^/]*\.feedsportal\.com
      | feeds\.feedburner\.com/~r/ | feeds\.wordpress\.com/1\.0/ | blogger\.googleusercontent\.com/tracker/
      | [^/]*\.list-manage\d*\.com/track/ | www\.facebook\.com/tr\b
    )""",
    re.VERBOSE,
)
"""Images that count readers: of Blogger and WordPress feeds, of mailings, and of the usual services."""

_SAFE = "!#$%&'()*+,/:;=?@-._~"
_ENTITY_LIKE = re.compile(r"&(?=#?\w+;)")


def resolve_link(written: str, base_url: str | None = None) -> str | None:
    """The address to link to for the `href` that is `written`; None if it is none, or not http, https or mailto."""
    address = _absolute(written, base_url, ("http", "https", "mailto"))
    for _ in range(_MOST_REDIRECTS):
        if not address or not (target := _target(address)):
            break
        address = target
    return address


def resolve_source(written: str, base_url: str | None = None) -> str | None:
    """The address of an image or player; None if it is none, or not http or https (`data:`, `cid:`)."""
    return _absolute(written, base_url, ("http", "https"))


def is_tracking_pixel(address: str) -> bool:
    """Whether the image at `address` is a known counter of readers."""
    return bool(_COUNTERS.match(address))


def link_destination(address: str) -> str:
    """`address` as it stands between the brackets of a link or image in Markdown."""
    return f"<{_ENTITY_LIKE.sub('&amp;', address)}>"


def _absolute(written: str, base_url: str | None, schemes: tuple[str, ...]) -> str | None:
    try:
        address = _joined("".join(clean(written).strip().splitlines()), base_url)
        parts = urlsplit(address)
    except ValueError:  # such as "http://[here]"
        return None
    if parts.scheme not in schemes or not (parts.path if parts.scheme == "mailto" else parts.netloc):
        return None
    return f"{parts.scheme}:{_encoded(address.split(':', 1)[1])}"


def _joined(written: str, base_url: str | None) -> str:
    if written.startswith("//"):
        return f"https:{written}"
    return urljoin(base_url, written) if base_url and written else written


def _encoded(text: str) -> str:
    """`text` with the characters that would end or change a link in Markdown percent-encoded, no others."""
    return "".join(sign if sign.isalnum() or sign in _SAFE else quote(sign, errors="replace") for sign in text)


def _target(address: str) -> str | None:
    parts = urlsplit(address)
    for place, names in _REDIRECTORS:
        if place.fullmatch(f"{parts.netloc.lower()}{parts.path}"):
            values = parse_qs(parts.query)
            found = [value for name in names for value in values.get(name, ())]
            return _absolute(found[0], None, ("http", "https")) if found else None
    return None
