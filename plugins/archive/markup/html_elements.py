"""Read the attributes of an HTML element: whether it is shown, how its words look, what it links to.

The rule: only attributes and inline styles count. Style sheets are not read, so the effect of a class is not known.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Protocol

from archive.markup.html_tree import Element
from archive.markup.html_words import HIDDEN_STYLE
from archive.markup.urls import is_like_button, is_tracking_pixel, resolve_source

_BOLD = re.compile(r"font-weight\s*:\s*(?:(bold|[6-9]00)|normal|[1-5]00)", re.IGNORECASE)
_SLANTED = re.compile(r"font-style\s*:\s*(?:(italic|oblique)|normal)", re.IGNORECASE)
_CODE = ("code", "kbd", "samp", "tt")
_PIXELS = re.compile(r"\s*(\d+)(?:\.\d+)?\s*(?:px)?\s*", re.IGNORECASE)
_STYLE_PIXELS = re.compile(r"(?<![\w-])(?:width|height)\s*:\s*(\d+)(?:\.\d+)?\s*(?:px)?\s*(?:[;!]|$)", re.IGNORECASE)
_LARGEST_SPACER = 2
_WIDEST_CELL = 1_000
"""As in browsers."""
_WITH_FALLBACK = ("audio", "canvas", "object", "video")
_BLOCKS = ("blockquote", "br", "div", "h1", "h2", "h3", "h4", "li", "p", "table")
_PLAYER_PARTS = ("param", "embed", "source", "iframe")
_PLAYER_PARAMETERS = ("movie", "src", "url", "filename")


class HtmlTag(Protocol):
    """An element of this package's tree or of Beautiful Soup's."""

    name: str

    def get(self, key: str, /) -> object:
        """Return the attribute `key`; None if it is missing."""

    def has_attr(self, key: str, /) -> bool:
        """Return True if it has the attribute `key`."""


def attribute(tag: HtmlTag, name: str) -> str:
    """Return the attribute as written; empty if it is missing."""
    return str(tag.get(name) or "")


def is_hidden(tag: HtmlTag) -> bool:
    """Return True for a hidden element, but not for a whole page: some pages stay hidden until a script runs."""
    if tag.name in ("html", "body"):
        return False
    return tag.has_attr("hidden") or bool(HIDDEN_STYLE.search(attribute(tag, "style")))


def inline_mark(tag: Element, around: str) -> str:
    """Return the Markdown mark for an inline element inside the mark `around`; strong overrides emphasis.

    Code stays code, whatever is in it. A style overrides the element: Google Docs wraps whole documents in
    `<b style="font-weight:normal">`.
    """
    if tag.name in _CODE or around == "`":
        return "`"
    bold = _style(tag, _BOLD, tag.name in ("b", "strong") or around == "**")
    slanted = _style(tag, _SLANTED, tag.name in ("i", "em") or around == "*")
    return "**" if bold else "*" if slanted else ""


def image_address(tag: Element, base_url: str | None) -> str | None:
    """Return the image's address (`data-src` for lazy loading); None for spacers, tracking pixels and hidden images."""
    written = [attribute(tag, name) for name in ("src", "data-src")]
    address = next((found for src in written if (found := resolve_source(src, base_url))), None)
    if not address or is_hidden(tag) or _is_spacer(tag) or is_tracking_pixel(address):
        return None
    return address


def player_address(tag: Element, base_url: str | None) -> str | None:
    """Return the address that an iframe, object, embed, video or audio element plays; None if it has none."""
    sources = (address for src in _player_sources(tag) if (address := resolve_source(src, base_url)))
    return next((address for address in sources if not is_like_button(address)), None)


def has_fallback(tag: Element) -> bool:
    """Return True for players that may contain fallback content."""
    return tag.name in _WITH_FALLBACK


def is_unclosed_player(tag: Element) -> bool:
    """Return True if a player contains blocks, because its end tag is missing and it encloses the rest of the post."""
    return has_fallback(tag) and tag.contains(_BLOCKS)


def span_of_cell(tag: Element, name: str) -> int:
    """Return how many columns ("colspan") or rows ("rowspan") a table cell covers; 0 rows mean all that follow."""
    written = attribute(tag, name).strip()
    span = int(written) if re.fullmatch(r"[0-9]{1,6}", written) else 1
    return min(span, _WIDEST_CELL) if span or name == "colspan" else _WIDEST_CELL


def _style(tag: Element, pattern: re.Pattern[str], otherwise: bool) -> bool:
    found = pattern.search(attribute(tag, "style"))
    return bool(found.group(1)) if found else otherwise


def _is_spacer(tag: Element) -> bool:
    sizes = [found.group(1) for name in ("width", "height") if (found := _PIXELS.fullmatch(attribute(tag, name)))]
    sizes += _STYLE_PIXELS.findall(attribute(tag, "style"))
    return any(int(size) <= _LARGEST_SPACER for size in sizes)


def _player_sources(tag: Element) -> Iterator[str]:
    for name in ("src", "data-src", "data"):
        yield attribute(tag, name)
    for part in tag.elements(_PLAYER_PARTS) if has_fallback(tag) else ():
        if part.name != "param" or attribute(part, "name").lower() in _PLAYER_PARAMETERS:
            yield attribute(part, "value" if part.name == "param" else "src")
