"""The names that posts and comments have in decisions: refs, addresses, former addresses and file names.

A name that no text has is reported with the nearest name, never guessed.
"""

from __future__ import annotations

from collections.abc import Mapping
from difflib import get_close_matches
from functools import cached_property
from urllib.parse import unquote

from archive.model import Comment, Post
from archive.text import excerpt

_EXCERPT_WORDS = 8
"""How much of a name a complaint repeats."""


def refs_by_name(posts: Mapping[str, Post]) -> dict[str, str]:
    """Map every identifier of a post or comment (ref, permalink, former addresses) to its ref."""
    names: dict[str, str] = {}
    for ref, post in sorted(posts.items()):
        for name in (ref, post.permalink, *post.aliases):
            names.setdefault(name, ref)
            for comment in post.comments:
                for id_ in (comment.id, *comment.aliases):
                    names.setdefault(f"{name}#c{id_}", comment_ref(ref, comment))
    return names


def comment_ref(ref: str, comment: Comment) -> str:
    """Return the ref of a comment on the post `ref`."""
    return f"{ref}#c{comment.id}"


def page_of(name: str) -> str:
    """Return the address or file of the post in `name`, as it is in `refs_by_name`."""
    return _page_and_anchor(name)[0]


class TextNames:
    """Look up texts by ref, address, former address or file name."""

    def __init__(self, ref_of: Mapping[str, str]) -> None:
        self._ref_of = ref_of

    def ref(self, name: str) -> str | None:
        """Return the ref of the text called `name`, or None."""
        page, sign, anchor = _page_and_anchor(name)
        post = self._ref_of.get(page)
        return self._ref_of.get(f"{post}#{anchor}") if sign else post

    def unknown(self, name: str) -> str:
        """Return the complaint about a name that no text has."""
        near = self._nearest(name)
        hint = f"; the nearest is {near}" if near else ""
        return f'no text here is called "{excerpt(name, _EXCERPT_WORDS)}"{hint}'

    def _nearest(self, name: str) -> str | None:
        page, _, anchor = _page_and_anchor(name)
        post = self._ref_of.get(page)
        if not post:
            page = page.removesuffix(".html")
            near = get_close_matches(page, self._likely(page), 1) or get_close_matches(page, self._posts, 1)
            return next(iter(near), None)
        ids = [ref.removeprefix(f"{post}#") for ref in self._refs if ref.startswith(f"{post}#")]
        return next((f"{post}#{near}" for near in get_close_matches(anchor, ids, 1)), post)

    def _likely(self, page: str) -> list[str]:
        """Return the posts in the same folder or with the same slug; comparing with all posts is slow."""
        folder, _, slug = page.rpartition("/")
        return [ref for ref in self._posts if (folder and f"{folder}/" in ref) or ref.endswith(f"/{slug}")]

    @cached_property
    def _refs(self) -> list[str]:
        return sorted(set(self._ref_of.values()))

    @cached_property
    def _posts(self) -> list[str]:
        return [ref for ref in self._refs if "#" not in ref]


def _page_and_anchor(name: str) -> tuple[str, str, str]:
    """Split a name at "#", without the host and query of an address or the folder and suffix of a file."""
    page, sign, anchor = name.strip().partition("#")
    page = page.partition("?")[0]
    if page.lower().startswith(("http://", "https://")):
        return unquote("/" + page.split("/", 3)[-1]), sign, anchor
    page = page.replace("\\", "/").removeprefix("content/")
    return page.removesuffix(".md").removesuffix(".comments"), sign, anchor
