"""Find the places within a text that its own links lead to, such as footnotes.

The rule: a link leads to a place on our page only if the text has that place. Editors write the address of the page, of
Blogger's editor or of a file on the author's computer in front of the name, so any of these counts as the same page.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from urllib.parse import unquote

from archive.markup.html_elements import attribute
from archive.markup.html_tree import Element
from archive.text import clean

_SAME_PAGE = re.compile(
    r"(?:https?://(?:www|draft)\.blogger\.com/(?:post-|blog/post/|blogger\.g|rte)[^#]*|file:[^#]*|about:blank)?",
    re.IGNORECASE,
)
_NOT_IN_NAME = re.compile(r"[^\w.:-]")


class TextTargets:
    """The names in a text that are both a place and the target of a link."""

    def __init__(self, page: str, names: Iterable[str]) -> None:
        self._page = page
        self._names = frozenset(names)
        self._free = set(self._names)

    @classmethod
    def in_page(cls, page: Element, base_url: str | None) -> TextTargets:
        """Return the targets in the `page` that has the address `base_url`."""
        targets = cls((base_url or "").partition("#")[0], ())
        links = page.elements(["a"])
        linked = {name for tag in links if (name := targets._fragment(attribute(tag, "href")))}
        if not linked:
            return targets
        return cls(targets._page, linked & {name for tag in page.elements() for name in _names(tag)})

    def of(self, tag: Element) -> tuple[str, ...]:
        """Return the targets at the start of `tag`. Of several places with one name, the first counts."""
        if not self._free:
            return ()
        found = [name for name in _names(tag) if name in self._free]
        self._free.difference_update(found)
        return tuple(dict.fromkeys(map(_written, found)))

    def link(self, href: str) -> str | None:
        """Return the link to a place in this text; None for any other."""
        name = self._fragment(href) if self._names else None
        return f"#{_written(name)}" if name in self._names and name else None

    def _fragment(self, href: str) -> str | None:
        if "#" not in href:
            return None
        address, _, name = clean(href).strip().partition("#")
        return unquote(name) if _SAME_PAGE.fullmatch(address) or (self._page and address == self._page) else None


NO_TARGETS = TextTargets("", ())
"""What a text without links to itself has."""


def _names(tag: Element) -> list[str]:
    names = ("id", "name") if tag.name == "a" else ("id",)
    return [clean(attribute(tag, name)).strip() for name in names if tag.has_attr(name)]


def _written(name: str) -> str:
    return _NOT_IN_NAME.sub("-", name)
