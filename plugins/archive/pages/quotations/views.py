"""What pages list about quotations, ready for the templates: a template may loop and choose, but not compute.

All fields are plain text, to be escaped by the template. Links start at the root of the site, or with "#" on the page.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

from archive.markup.typography import typeset_opening
from archive.pages.quotations.notes import names_of
from archive.pages.quotations.relations import PassageEnd, Role, TextLinks

_SHOWN = 10
"""Passages of a kind that are shown at once; the others are folded away."""
_OPENING_WORDS = 7
"""Words of a passage that name it in the list."""
_CONTEXT_WORDS = 200
"""Words on each side of a passage that may decide what its marks are."""
_KINDS: tuple[tuple[str, tuple[Role, ...]], ...] = (
    ("Quotes", ("from",)),
    ("Quoted by", ("quoted",)),
    ("Also in", ("earlier", "later", "also", "again")),
)
_RELATIONS: dict[Role, str] = {
    "from": "from",
    "quoted": "in",
    "earlier": "earlier in",
    "later": "later in",
    "also": "also in",
    "again": "repeated",
}


@dataclass(frozen=True)
class LinkView:
    """A link to another text that has the passage."""

    relation: str
    """The word before it, such as "from", "in" or "also in"."""
    before: str
    """Words before the link, such as "a comment by Jim on "."""
    text: str
    url: str
    date_iso: str
    date_text: str
    """Empty for a text on the same page."""


@dataclass(frozen=True)
class PassageView:
    """A passage of a page, and another text that has it."""

    opening: str
    url: str
    """Link to it on this page."""
    words: int
    comment: str
    """The comment that it is in, such as "a comment by Jim"; empty for the post itself."""
    other: LinkView


@dataclass(frozen=True)
class PassagesView:
    """The passages of one kind."""

    heading: str
    shown: tuple[PassageView, ...]
    folded: tuple[PassageView, ...]


def passages_view(links: Iterable[TextLinks], words_of: Callable[[str], Sequence[str]]) -> tuple[PassagesView, ...]:
    """Return all passages of a page, by kind.

    `links` are those of the post and its comments, in the order of the page; `words_of` returns the words of a text by
    its ref. A passage with both ends on the page is listed once, from the point of view of its source.
    """
    ends = list(chain.from_iterable(each.ends for each in links))
    once = [end for end in ends if not (end.within_page and _is_listed_at_other_end(end))]
    words = {ref: words_of(ref) for ref in dict.fromkeys(end.here.ref for end in once)}
    kinds = ((heading, [end for end in once if end.role in roles]) for heading, roles in _KINDS)
    return tuple(_kind(heading, found, words) for heading, found in kinds if found)


def _link_view(end: PassageEnd) -> LinkView:
    """Return the link to the other text of `end`."""
    before, text, after = names_of(end)
    date_iso = end.there.date_iso if after else ""
    return LinkView(_RELATIONS[end.role], before, text, end.url, date_iso, after.removeprefix(", "))


def _is_listed_at_other_end(end: PassageEnd) -> bool:
    if end.role in ("also", "again"):
        return (end.there.ref, end.there_span) < (end.here.ref, end.span)
    return end.role in ("from", "earlier")


def _kind(heading: str, ends: Sequence[PassageEnd], words: Mapping[str, Sequence[str]]) -> PassagesView:
    lines = tuple(_passage(end, words[end.here.ref]) for end in ends)
    return PassagesView(heading, lines[:_SHOWN], lines[_SHOWN:])


def _passage(end: PassageEnd, words: Sequence[str]) -> PassageView:
    start, stop = end.span
    parts = (slice(start, stop), slice(max(0, start - _CONTEXT_WORDS), start), slice(stop, stop + _CONTEXT_WORDS))
    passage, before, after = (" ".join(words[part]) for part in parts)
    return PassageView(
        opening=typeset_opening(passage, _OPENING_WORDS, before, after),
        url=f"#{end.here.place(end.span[0])}",
        words=end.words,
        comment=end.here.comment,
        other=_link_view(end),
    )
