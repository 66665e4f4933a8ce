"""What a person may call a text: its ref, an address, an earlier address, a file; and what is said of any other name.

One rule: a name is never guessed. One that no text has is told to the person, with the nearest that one has.
"""

from __future__ import annotations

from collections.abc import Mapping
from difflib import get_close_matches
from functools import cached_property
from urllib.parse import unquote

from archive.text import opening

_NAMED_WORDS = 8
"""So much of a name is told in a complaint."""


class TextNames:
    """Every name of every text."""

    def __init__(self, ref_of: Mapping[str, str]) -> None:
        self._ref_of = ref_of

    def ref(self, name: str) -> str | None:
        """The ref of the text called `name`."""
        page, sign, anchor = _page_and_anchor(name)
        post = self._ref_of.get(page)
        return self._ref_of.get(f"{post}#{anchor}") if sign else post

    def unknown(self, name: str) -> str:
        """What a person is told of a name that is no text's."""
        near = self._nearest(name)
        cure = f"; the nearest is {near}" if near else ""
        return f'no text here is called "{opening(name, _NAMED_WORDS)}"{cure}'

    def _nearest(self, name: str) -> str | None:
        page, _, anchor = _page_and_anchor(name)
        post = self._ref_of.get(page)
        if not post:
            page = page.removesuffix(".html")
            near = get_close_matches(page, self._like(page), 1) or get_close_matches(page, self._posts, 1)
            return next(iter(near), None)
        ids = [ref.removeprefix(f"{post}#") for ref in self._refs if ref.startswith(f"{post}#")]
        return next((f"{post}#{near}" for near in get_close_matches(anchor, ids, 1)), post)

    def _like(self, page: str) -> list[str]:
        """The posts of its folder and those of its slug: to compare a name with all takes its time."""
        folder, _, slug = page.rpartition("/")
        return [ref for ref in self._posts if (folder and f"{folder}/" in ref) or ref.endswith(f"/{slug}")]

    @cached_property
    def _refs(self) -> list[str]:
        return sorted(set(self._ref_of.values()))

    @cached_property
    def _posts(self) -> list[str]:
        return [ref for ref in self._refs if "#" not in ref]


def _page_and_anchor(name: str) -> tuple[str, str, str]:
    """A name without what may stand around it: host and query of an address, folder and suffix of a file."""
    page, sign, anchor = name.strip().partition("#")
    page = page.partition("?")[0]
    if page.lower().startswith(("http://", "https://")):
        return unquote("/" + page.split("/", 3)[-1]), sign, anchor
    page = page.replace("\\", "/").removeprefix("content/")
    return page.removesuffix(".md").removesuffix(".comments"), sign, anchor
