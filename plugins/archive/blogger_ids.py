"""Read Blogger's tag URIs and the addresses of its posts, pages and comments.

Two addresses are the same post if `parse_post_url` gives the same host and path. Scheme, "www.", country domain, port,
query (`m=1`, `showComment=`) and fragment make no difference. Listing pages are not posts ("Blogger addresses" and
"Blogger ids" in docs/formats.md).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import urlsplit

from archive.copied_urls import original_url, unquote_fully, with_plain_query

_TAG = re.compile(r"tag:(?:[\w.]+\.)?blogger\.com,\d{4}:blog-(\d+)(?:\.(?:post|page)-(\d+))?(?=\.|$)", re.ASCII)
_BLOGSPOT = re.compile(r"(.+)\.blogspot\.(?:com?\.)?[a-z]{2,3}")
_POST_PATH = re.compile(r"/(?:[0-9]{4}/(?:0[1-9]|1[0-2])|p)/[^/\s]+\.html")
_DIGITS = re.compile(r"[0-9]+")
_COMMENT_ANCHOR = re.compile(r"c([0-9]+)")
_COMMENT_FEED = re.compile(r"/feeds/(?:[0-9]+/)?([0-9]+)/comments/(?:default|full|summary)(?:/([0-9]+))?/?")


@dataclass(frozen=True)
class PostUrl:
    """The normalized address of a post or page."""

    host: str
    """In lower case, without "www.", with "blogspot.com" for its country domains; "" for an address without a host."""
    path: str
    """"/2017/06/slug.html", or "/p/slug.html" for a page; percent-decoded."""
    comment: str | None = None
    """Blogger's id of the comment that the address points to (digits)."""


@lru_cache(maxsize=1024)
def parse_post_url(url: str) -> PostUrl | None:
    """Parse the address of a post, page or comment, however it is written; None if it is not one.

    A path without a host ("/2017/06/slug.html") is accepted. For a copy in a web archive, a cache or a translator, the
    result is the original address. Never raises. The latest results are cached: each comment names its post.
    """
    try:
        parts = urlsplit(with_plain_query(original_url(url.strip())))
        host = normalize_host(parts.hostname or "")
    except ValueError:  # such as "http://[here]"
        return None
    path = unquote_fully(parts.path)
    if parts.scheme not in ("", "http", "https") or not _POST_PATH.fullmatch(path):
        return None
    anchor = _COMMENT_ANCHOR.fullmatch(parts.fragment)
    return PostUrl(host, path, anchor[1] if anchor else None)


def post_digits(tag_uri: str) -> str | None:
    """Return the id of the post, page or comment: "2" for "tag:blogger.com,1999:blog-1.post-2"."""
    return _tag_digits(tag_uri)[1]


def comment_feed_id(post_id: str, comment_id: str) -> str:
    """Return Blogger's tag URI of a comment or, if comment or post have no number, one made from the post's id."""
    if post_digits(post_id) and _DIGITS.fullmatch(comment_id):
        return f"tag:blogger.com,1999:blog-{blog_digits(post_id)}.post-{comment_id}"
    return f"{post_id}.comment-{comment_id}"


def blog_digits(tag_uri: str) -> str | None:
    """Return the id of the blog: "1" for "tag:blogger.com,1999:blog-1.post-2"."""
    return _tag_digits(tag_uri)[0]


@lru_cache(maxsize=4096)
def _tag_digits(tag_uri: str) -> tuple[str | None, str | None]:
    """Return the ids of the blog and of the post. The latest are cached: each comment names its post."""
    found = _TAG.match(tag_uri.strip())
    return (found[1], found[2]) if found else (None, None)


def normalize_tag_uri(tag_uri: str, kind: str = "post") -> str:
    """Write a post's tag URI with `kind` ("post" or "page"). A page is ".page-2" in exports, ".post-2" in Takeout.

    Anything else is returned unchanged.
    """
    blog, post = blog_digits(tag_uri), post_digits(tag_uri)
    return f"tag:blogger.com,1999:blog-{blog}.{kind}-{post}" if blog and post else tag_uri


def comment_feed_digits(url: str) -> tuple[str, str | None] | None:
    """Return (post id, comment id or None) from an address in a post's comment feed; None for other addresses.

    "https://www.blogger.com/feeds/1/2/comments/default/3?v=2" gives ("2", "3").
    """
    try:
        path = urlsplit(url.strip()).path if url else ""
    except ValueError:
        return None
    found = _COMMENT_FEED.fullmatch(path)
    return (found[1], found[2]) if found else None


def normalize_host(host: str) -> str:
    host = host.lower().rstrip(".").removeprefix("www.")
    blogspot = _BLOGSPOT.fullmatch(host)
    return f"{blogspot[1]}.blogspot.com" if blogspot else host
