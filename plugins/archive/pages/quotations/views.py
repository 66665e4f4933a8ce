"""What pages show of quotation, worked out once: a template may loop and choose, it may not compute.

Everything here is plain text, to be escaped by the template; addresses begin at the root of the site, or with "#" for
places on the page itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

from archive.markup.render import typeset_line
from archive.pages.quotations.notes import names_of
from archive.pages.quotations.relations import PassageEnd, Role, TextLinks
from archive.text import excerpt

_SHOWN = 10
"""Lines of a kind that are not folded."""
_OPENING_WORDS = 7
"""Of a passage, so many words are its name in the list."""
_KINDS: tuple[tuple[str, tuple[Role, ...]], ...] = (
    ("Quotes", ("from",)),
    ("Quoted by", ("quoted",)),
    ("Also elsewhere", ("earlier", "later", "also", "again")),
)
_RELATIONS: dict[Role, str] = {
    "from": "from",
    "quoted": "in",
    "earlier": "earlier in",
    "later": "later in",
    "also": "also in",
    "again": "again",
}


@dataclass(frozen=True)
class LinkView:
    """Another text, as this one calls it."""

    relation: str
    """"from", "in", "also in", …"""
    before: str
    """What stands before the link: "a comment by Jim on " or nothing."""
    text: str
    url: str
    date_iso: str
    date_text: str
    """Empty where the date of the page itself says enough."""


@dataclass(frozen=True)
class PassageView:
    """A passage of a page, and where else it stands."""

    opening: str
    url: str
    """Where it is on this page."""
    words: int
    comment: str
    """The comment it stands in, "a comment by Jim"; empty for the text itself."""
    other: LinkView


@dataclass(frozen=True)
class PassagesView:
    """The passages of one kind."""

    heading: str
    shown: tuple[PassageView, ...]
    folded: tuple[PassageView, ...]


def passages_view(links: Iterable[TextLinks], words_of: Callable[[str], Sequence[str]]) -> tuple[PassagesView, ...]:
    """All passages of a page, by kind. `links` are those of its text and of its comments, in the order of the page;
    `words_of` gives the words of a text by its ref.

    A passage that has both its places on the page is listed once, as its source has it.
    """
    ends = list(chain.from_iterable(each.ends for each in links))
    once = [end for end in ends if not (end.within_page and _is_told_there(end))]
    words = {ref: words_of(ref) for ref in dict.fromkeys(end.here.ref for end in once)}
    kinds = ((heading, [end for end in once if end.role in roles]) for heading, roles in _KINDS)
    return tuple(_kind(heading, found, words) for heading, found in kinds if found)


def link_view(end: PassageEnd) -> LinkView:
    """The other text of `end`, for its own page."""
    before, text, after = names_of(end)
    date_iso = end.there.date_iso if after else ""
    return LinkView(_RELATIONS[end.role], before, text, end.url, date_iso, after.removeprefix(", "))


def _is_told_there(end: PassageEnd) -> bool:
    if end.role in ("also", "again"):
        return (end.there.ref, end.there_span) < (end.here.ref, end.span)
    return end.role in ("from", "earlier")


def _kind(heading: str, ends: Sequence[PassageEnd], words: Mapping[str, Sequence[str]]) -> PassagesView:
    lines = tuple(_passage(end, words[end.here.ref]) for end in ends)
    return PassagesView(heading, lines[:_SHOWN], lines[_SHOWN:])


def _passage(end: PassageEnd, words: Sequence[str]) -> PassageView:
    begins = excerpt(" ".join(words[slice(*end.span)]), _OPENING_WORDS)
    return PassageView(
        opening=typeset_line(begins),
        url=f"#{end.here.place(end.span[0])}",
        words=end.words,
        comment=end.here.comment,
        other=link_view(end),
    )
