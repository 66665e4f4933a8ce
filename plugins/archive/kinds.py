"""What a text is, for readers: a post or page of the blog, a mailout, or a page of the union's web site.

The rule: a kind "page" is the union's unless something says that it is the blog's own: an id of Blogger's, or the
address that Blogger gives pages, `/p/about.html` (forms.md 2.3).
"""

from __future__ import annotations

import re

from archive.blogger_ids import canonical, post_digits
from archive.model import Post

BLOG_PAGE = "Page of the blog"
_LABELS = {"post": "Blog post", "mailout": "Mailout", "page": "Union web page"}
_BLOG_PAGES = "/p/"
_OF_MAILOUTS = re.compile(r"latest from napo\b", re.IGNORECASE)


def kind_label(post: Post) -> str:
    """The kind of `post` in words."""
    return BLOG_PAGE if is_blog_page(post) else _LABELS[post.kind]


def is_of_blog(post: Post) -> bool:
    """True for a post or page of the blog; False for what came from the union."""
    return post.kind == "post" or is_blog_page(post)


def is_blog_page(post: Post) -> bool:
    """True for one of the blog's pages beside its posts, such as "About"."""
    return post.kind == "page" and (post_digits(post.id) is not None or _has_page_address(post))


def carries_mailout(post: Post) -> bool:
    """True for a post of the blog's series that hands on the union's mailouts, word for word (forms.md 1.2)."""
    return post.kind == "post" and bool(_OF_MAILOUTS.match(post.title or ""))


def _has_page_address(post: Post) -> bool:
    addresses = (canonical(post.permalink), canonical(post.url or ""))
    return any(address and address.path.startswith(_BLOG_PAGES) for address in addresses)
