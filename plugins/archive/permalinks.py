"""Where a text stands on this site.

A post keeps its Blogger address, `/2017/06/slug.html`. Where that is unknown it is predicted by Blogger's rules
(`slugs.py`) and gives way to the true one when that arrives. Mailouts and pages of the union's site have addresses
of this site's own, `/mailouts/2021/slug.html`; what has no day stands in a folder `undated`.
"""

from __future__ import annotations

from collections.abc import Iterable

from archive import slugs
from archive.model import Post
from archive.rendering import to_text

_OPENING_WORDS = 30
"""Words of an untitled text that a slug may be made of; Blogger takes fewer, and the slug rule cuts them."""


class Taken:
    """The addresses that are in use."""

    def __init__(self, permalinks: Iterable[str]) -> None:
        """`permalinks`: those in use from the start."""
        self._permalinks = set(permalinks)

    def add(self, permalink: str) -> None:
        """Note that `permalink` is in use."""
        self._permalinks.add(permalink)

    def __contains__(self, permalink: str) -> bool:
        """Whether `permalink` is in use."""
        return permalink in self._permalinks


def predicted_permalink(post: Post, taken: Taken) -> str:
    """An address for a post that has none, which no other text has."""
    folder = _folder(post)
    opening = " ".join(to_text(post.body).split()[:_OPENING_WORDS])
    slug = slugs.predict(post.title or "", post.day, opening)
    return f"{folder}/{slugs.distinct(slug, post.day, lambda other: f'{folder}/{other}.html' in taken)}.html"


def _folder(post: Post) -> str:
    if post.kind == "post":
        return f"/{post.day:%Y/%m}" if post.day else "/undated"
    return f"/mailouts/{post.day.year}" if post.day else "/mailouts/undated"
