"""Blogger's ids in the links of a page's head: `…/feeds/<post>/comments/default`, `…/feeds/<blog>/posts/default`."""

from __future__ import annotations

import re
from collections.abc import Iterable
from urllib.parse import urlsplit

from archive.blogger_ids import comment_feed_digits
from archive.copied_urls import original_url, plain_url
from archive.formats.page_statements.statements import Said, Statement
from archive.markup.html_pages import Element

_BLOG_FEED = re.compile(r"/feeds/([0-9]{5,25})/(?:posts|[0-9]+/comments)/")
_RSD = re.compile(r"/rsd\.g\?(?:.*&)?blogID=([0-9]{5,25})", re.IGNORECASE)


def feed_statements(elements: Iterable[Element]) -> Said:
    """Return the ids in the `<link>` tags among `elements`."""
    said: Said = {}
    for link in elements:
        address = original_url(plain_url(link.attributes.get("href", ""))) if link.name == "link" else ""
        if found := _BLOG_FEED.search(address) or _RSD.search(address):
            said.setdefault("blog_id", []).append(Statement(found[1], "a feed's address", is_explicit=False))
        if feed := _comment_feed(address):
            said.setdefault("post_id", []).append(Statement(feed, "the comment feed's address", is_explicit=False))
    return said


def _comment_feed(address: str) -> str | None:
    """Return the post's id in the address of its comment feed. A mirror may have appended "index.html"."""
    try:
        path = urlsplit(address).path
    except ValueError:
        return None
    at = path.find("/feeds/")
    found = comment_feed_digits(re.sub(r"/index\.\w+\Z", "", path[at:])) if at >= 0 else None
    return found[0] if found else None
