"""Blogger's ids in the links of a page: its feeds, and Blogger's own scripts for posts.

`…/feeds/<post>/comments/default` and `…/feeds/<blog>/posts/default` are in the head; "comment.g?blogID=…&postID=…" is
below a post. The rule: a link below a post counts only if all such links of the page name the same post. Scripts that
take the id of a comment in the same parameter don't count.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from urllib.parse import urlsplit

from archive.blogger_ids import comment_feed_digits
from archive.copied_urls import original_url, plain_url
from archive.formats.page_statements.statements import Said, Statement
from archive.markup.html_pages import Element

_BLOG_FEED = re.compile(r"/feeds/([0-9]{5,25})/(?:posts|[0-9]+/comments)/|//www\.blogger\.com/atom/([0-9]{5,25})\Z")
_RSD = re.compile(r"/rsd\.g\?(?:.*&)?blogID=([0-9]{5,25})", re.IGNORECASE)
_POST_SCRIPTS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"/(?:comment|comment-iframe|post-edit|share-post|email-post)\.g\?(?:[^#]*&)?blogID=(?P<blog>[0-9]{5,25})"
        r"&(?:[^#]*&)?postID=(?P<post>[0-9]{5,25})",
        r"/comment/frame/(?P<blog>[0-9]{5,25})\?(?:[^#]*&)?po=(?P<post>[0-9]{5,25})",
        r"/comment/fullpage/(?:post|page)/(?P<blog>[0-9]{5,25})/(?P<post>[0-9]{5,25})",
    )
)


def link_statements(elements: Iterable[Element]) -> Said:
    """Return the ids in the links among `elements`."""
    said: Said = {}
    in_scripts: set[tuple[str, str]] = set()
    for element in elements:
        if element.name in ("a", "link", "iframe"):
            written = element.attributes.get("href") or element.attributes.get("src", "")
            if element.name == "link":
                _note_feed(original_url(plain_url(written)), said)
            elif found := _in_post_script(written):
                in_scripts.add((found["blog"], found["post"]))
    if len(in_scripts) == 1:
        blog, post = in_scripts.pop()
        _note("blog_id", blog, "the links below the post", said)
        _note("post_id", post, "the links below the post", said)
    return said


def _in_post_script(written: str) -> re.Match[str] | None:
    if "blogID" not in written and "/comment/" not in written:
        return None
    address = original_url(plain_url(written))
    return next((found for pattern in _POST_SCRIPTS if (found := pattern.search(address))), None)


def _note(fact: str, value: str, where: str, said: Said) -> None:
    said.setdefault(fact, []).append(Statement(value, where, is_explicit=False))


def _note_feed(address: str, said: Said) -> None:
    if found := _BLOG_FEED.search(address) or _RSD.search(address):
        _note("blog_id", next(filter(None, found.groups())), "a feed's address", said)
    if feed := _comment_feed(address):
        _note("post_id", feed, "the comment feed's address", said)


def _comment_feed(address: str) -> str | None:
    """Return the post's id in the address of its comment feed. A mirror may have appended "index.html"."""
    try:
        path = urlsplit(address).path
    except ValueError:  # such as "http://[here]"
        return None
    at = path.find("/feeds/")
    found = comment_feed_digits(re.sub(r"/index\.\w+\Z", "", path[at:])) if at >= 0 else None
    return found[0] if found else None
