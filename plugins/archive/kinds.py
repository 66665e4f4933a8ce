"""Name the kind of a text for readers: blog post, page of the blog, mailout, or page from Napo's website.

A "page" is Napo's unless it has one of Blogger's ids or the address that Blogger gives to pages, `/p/about.html`
("Blogger addresses" in docs/formats.md). The labels are filter values in the addresses of searches, so they don't
change.
"""

from __future__ import annotations

import re

from archive.blogger_ids import parse_post_url, post_digits
from archive.model import Post

BLOG_PAGE = "Page of the blog"
_LABELS = {"post": "Blog post", "mailout": "Mailout", "page": "Union web page"}
_BLOG_PAGES = "/p/"
_MAILOUT_SERIES = re.compile(r"latest from napo\b", re.IGNORECASE)


def kind_label(post: Post) -> str:
    """Return the label of the kind."""
    return BLOG_PAGE if is_blog_page(post) else _LABELS[post.kind]


def is_of_blog(post: Post) -> bool:
    """Return True for a post or page of the blog, False for mailouts and pages from Napo."""
    return post.kind == "post" or is_blog_page(post)


def is_blog_page(post: Post) -> bool:
    """Return True for one of the blog's static pages, such as "About"."""
    return post.kind == "page" and (post_digits(post.id) is not None or _has_page_address(post))


def carries_mailout(post: Post) -> bool:
    """Return True for a post of the blog's series that reproduces Napo's mailouts.

    See "Posts that carry mailouts" in docs/formats.md.
    """
    return post.kind == "post" and bool(_MAILOUT_SERIES.match(post.title or ""))


def _has_page_address(post: Post) -> bool:
    addresses = (parse_post_url(post.permalink), parse_post_url(post.url or ""))
    return any(address and address.path.startswith(_BLOG_PAGES) for address in addresses)
