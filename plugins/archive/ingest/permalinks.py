"""Where a text stands on this site.

A post keeps its Blogger address, `/2017/06/slug.html`. Where that is unknown it is predicted by Blogger's rules
(`slugs.py`) and gives way to the true one when that arrives. Mailouts and pages of the union's site have addresses
of this site's own, `/mailouts/2021/slug.html`; what has no day stands in a folder `undated`.
"""

from __future__ import annotations

from collections.abc import Callable

from archive import slugs
from archive.markup.render import to_text
from archive.model import Post
from archive.text import excerpt

_OPENING_WORDS = 30
"""Words of an untitled text that a slug may be made of; Blogger takes fewer, and the slug rule cuts them."""


def slug_opening(body: str) -> str:
    """What the slug of a text without a title may be made of."""
    return excerpt(to_text(body), _OPENING_WORDS)


def predicted_permalink(post: Post, start: str, taken: Callable[[str], bool]) -> str:
    """An address for a post that has none. `start` is its `slug_opening`; `taken` says which addresses others have."""
    folder = _folder(post)
    slug = slugs.predict(post.title or "", post.day, start)
    return f"{folder}/{slugs.distinct(slug, post.day, lambda other: taken(f'{folder}/{other}.html'))}.html"


def _folder(post: Post) -> str:
    if post.kind == "post":
        return f"/{post.day.year:04}/{post.day.month:02}" if post.day else "/undated"
    return f"/mailouts/{post.day.year:04}" if post.day else "/mailouts/undated"
