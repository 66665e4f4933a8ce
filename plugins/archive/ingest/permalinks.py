"""Predict the permalink of a post or mailout whose original address is unknown.

A post keeps its Blogger address, `/2017/06/slug.html`. Where that is unknown it is predicted by Blogger's rules
(`slugs.py`), and the original one replaces it when a source has it. Mailouts and pages of Napo's site have addresses of
this site's own, `/mailouts/2021/slug.html`. Without a day they go into a folder called `undated`.
"""

from __future__ import annotations

from collections.abc import Callable

from archive import slugs
from archive.markup.render import to_text
from archive.model import Post
from archive.text import excerpt

_EXCERPT_LENGTH = 30
"""Words of an untitled post that its slug may be made from. Blogger uses fewer, and the slug rule shortens them."""


def predict_permalink(post: Post, is_taken: Callable[[str], bool]) -> str:
    """Return a permalink for `post` that is not taken."""
    folder = _folder(post)
    start = "" if post.title else excerpt(to_text(post.body), _EXCERPT_LENGTH)
    slug = slugs.predict(post.title or "", post.day, start)
    return f"{folder}/{slugs.make_unique(slug, post.day, lambda other: is_taken(f'{folder}/{other}.html'))}.html"


def _folder(post: Post) -> str:
    if post.kind == "post":
        return f"/{post.day.year:04}/{post.day.month:02}" if post.day else "/undated"
    return f"/mailouts/{post.day.year:04}" if post.day else "/mailouts/undated"
