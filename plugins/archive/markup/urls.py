"""Turn the addresses in foreign HTML into addresses that this archive may link to.

The rule: the result is an absolute http, https or mailto address that is valid in `[…](<address>)`, or None. Nothing
is fetched, so only redirects that carry their target in the address are resolved.
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
"""Host and path, and the parameters that may hold the target. Addresses of Feedburner (`feedproxy.google.com/~r/…`),
Mailchimp and URL shorteners do not contain their target, so they stay."""
_MOST_REDIRECTS = 4

_TRACKING_PIXELS = re.compile(
    r"""https?://(?:
        [^/]*\.statcounter\.com | [^/]*\.sitemeter\.com | [^/]*\.quantserve\.com | [^/]*\.doubleclick\.net
      | [^/]*google-analytics\.com | pixel\.wp\.com | stats\.wordpress\.com | [^/]*\.feedsportal\.com
      | feeds\.feedburner\.com/~r/ | feeds\.wordpress\.com/1\.0/ | blogger\.googleusercontent\.com/tracker/
      | [^/]*\.list-manage\d*\.com/track/ | www\.facebook\.com/tr\b
    )""",
    re.VERBOSE,
)
"""Tracking pixels of Blogger and WordPress feeds, of mailouts and of common services."""

_LIKE_BUTTONS = re.compile(
    r"""https?://(?:
        (?:www\.|[a-z]{2}-[a-z]{2}\.)?facebook\.com/(?:v[0-9.]+/)?(?:plugins|widgets)/(?:like|likebox|share|follow|page|fan)\b
      | platform\.(?:twitter|x)\.com/widgets/(?:tweet|follow|hub|share)_?button
      | (?:apis|plusone)\.google\.com/\S*(?:fastbutton|\+1)
      | (?:[^/]*\.)?(?:addthis|addtoany|sharethis|linkwithin)\.com/
    )""",
    re.VERBOSE | re.IGNORECASE,
)
"""Frames that show a button for sharing and play nothing."""

_SAFE = "!#$%&'()*+,/:;=?@-._~"
_ENTITY_LIKE = re.compile(r"&(?=#?\w+;)")


def resolve_link(written: str, base_url: str | None = None) -> str | None:
    """Return the address for a `href`; None unless it is an http, https or mailto address."""
    address = _absolute(written, base_url, ("http", "https", "mailto"))
    for _ in range(_MOST_REDIRECTS):
        if not address or not (target := _target(address)):
            break
        address = target
    return address


def resolve_source(written: str, base_url: str | None = None) -> str | None:
    """Return the address of an image or player; None unless it is http or https (`data:` and `cid:` are not)."""
    return _absolute(written, base_url, ("http", "https"))


def is_tracking_pixel(address: str) -> bool:
    """Return True if the image at `address` is a known tracking pixel."""
    return bool(_TRACKING_PIXELS.match(address))


def is_like_button(address: str) -> bool:
    """Return True if the frame at `address` is a button of a social network."""
    return bool(_LIKE_BUTTONS.match(address))


def link_destination(address: str) -> str:
    """Return `address` as the destination of a Markdown link or image."""
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
    """Percent-encode the characters that would end or change a Markdown link."""
    safe = (c if c.isalnum() or c in _SAFE else quote(c, errors="replace") for c in text)
    return "".join(safe)


def _target(address: str) -> str | None:
    parts = urlsplit(address)
    for place, names in _REDIRECTORS:
        if place.fullmatch(f"{parts.netloc.lower()}{parts.path}"):
            values = parse_qs(parts.query)
            found = [value for name in names for value in values.get(name, ())]
            return _absolute(found[0], None, ("http", "https")) if found else None
    return None
