"""Blogger's names for things: tag URIs, and the addresses of posts, pages and comments (forms.md 2.3 and 3.3).

The rule: two addresses that `canonical` gives the same host and path are one post. Scheme, "www.", country domain,
port, query (`m=1`, `showComment=`) and fragment make no difference; listing pages are never a post and have no
canonical form.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

_TAG = re.compile(r"tag:(?:[\w.]+\.)?blogger\.com,\d{4}:blog-(\d+)(?:\.(?:post|page)-(\d+))?(?=\.|$)", re.ASCII)
_BLOGSPOT = re.compile(r"(.+)\.blogspot\.(?:com?\.)?[a-z]{2,3}")
_PATH = re.compile(r"/(?:[0-9]{4}/(?:0[1-9]|1[0-2])|p)/[^/\s]+\.html")
_CAPTURED = re.compile(r"https?://web\.archive\.org/web/[0-9]+[a-z_]*/(?=https?://)", re.IGNORECASE)
_COMMENT_ANCHOR = re.compile(r"c([0-9]+)")
_COMMENT_FEED = re.compile(r"/feeds/(?:[0-9]+/)?([0-9]+)/comments/(?:default|full|summary)(?:/([0-9]+))?/?")


@dataclass(frozen=True)
class Address:
    """Where a post or page of a Blogger blog stands."""

    host: str
    """In lower case, "www." left off, the country domains of blogspot as "blogspot.com"; "" if it was not said."""
    path: str
    """"/2017/06/slug.html", or "/p/slug.html" for a page; percent-encoding undone."""
    comment: str | None = None
    """Blogger's digits of the comment that the address points to."""


def canonical(url: str) -> Address | None:
    """The post, page or comment that `url` points to, whichever way it is written; None if it is none of them.

    A path without a host ("/2017/06/slug.html") is an address too, and that of a capture in the Internet Archive is
    the address that was captured. Never raises.
    """
    try:
        parts = urlsplit(_CAPTURED.sub("", url.strip()))
        host = _folded(parts.hostname or "")
    except ValueError:  # such as "http://[here]"
        return None
    path = unquote(parts.path)
    if parts.scheme not in ("", "http", "https") or not _PATH.fullmatch(path):
        return None
    anchor = _COMMENT_ANCHOR.fullmatch(parts.fragment)
    return Address(host, path, anchor[1] if anchor else None)


def post_digits(tag_uri: str) -> str | None:
    """The digits of the post, page or comment that a tag URI names: "2" of "tag:blogger.com,1999:blog-1.post-2"."""
    found = _TAG.match(tag_uri.strip())
    return found[2] if found else None


def blog_digits(tag_uri: str) -> str | None:
    """The digits of the blog that a tag URI names or is of: "1" of "tag:blogger.com,1999:blog-1.post-2"."""
    found = _TAG.match(tag_uri.strip())
    return found[1] if found else None


def post_tag(tag_uri: str, kind: str = "post") -> str:
    """One spelling of a post's tag URI: a classic export says ".page-2" of a page, a Takeout ".post-2".

    What is no tag URI of a post stays as it is. `kind` is "post" or "page"."""
    blog, post = blog_digits(tag_uri), post_digits(tag_uri)
    return f"tag:blogger.com,1999:blog-{blog}.{kind}-{post}" if blog and post else tag_uri


def comment_feed_digits(url: str) -> tuple[str, str | None] | None:
    """(post, comment or None) of an address below a post's feed of comments, with or without the blog's digits:
    ("2", "3") of "https://www.blogger.com/feeds/1/2/comments/default/3?v=2"; None if it is no such address."""
    try:
        path = urlsplit(url.strip()).path
    except ValueError:
        return None
    found = _COMMENT_FEED.fullmatch(path)
    return (found[1], found[2]) if found else None


def _folded(host: str) -> str:
    host = host.lower().rstrip(".").removeprefix("www.")
    blogspot = _BLOGSPOT.fullmatch(host)
    return f"{blogspot[1]}.blogspot.com" if blogspot else host
