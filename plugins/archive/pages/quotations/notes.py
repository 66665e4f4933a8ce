"""The notes beside passages, which say where the words come from or who quotes them.

The rule: a note says no more than is known, and is short: of many texts it names the most relevant one, and links to
the full list. Notes are written in Python, not in a template, because they go between the blocks of the HTML of a text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from html import escape

from archive.pages.quotations.marks import PassageMark
from archive.pages.quotations.relations import NamedText, PassageEnd, Role, TimeOrder
from archive.text_reuse.direction import NAPO_KINDS

SECTION = "quotations"
"""Id of the section of a page that lists its passages."""
_ONE_NOTE = 22
"""Passages that start within so many words of each other share a note. No passage is shorter, so they overlap."""
_NAMED = 2
"""All texts are named if there are no more than these, otherwise one."""
_OPENING, _CLOSING = '<p class="from" data-search-ignore>', "</p>"
_HEARD, _HEARD_END = '<span class="unseen">', "</span>"
_TAG = re.compile("<[^>]*>")
_WORDING: dict[Role, tuple[str, str]] = {
    "from": ("From ", "from "),
    "earlier": ("Earlier in ", "in "),
    "quoted": ("Quoted in ", "in "),
    "later": ("Later in ", "in "),
    "also": ("Also in ", "in "),
    "again": ("Repeated ", ""),
}
"""The words before the first and before the second text, in the order of the note."""


def marks(ends: Sequence[PassageEnd]) -> list[PassageMark]:
    """Return a mark for each passage of a text; passages that start together share one note, on the first mark."""
    return [
        PassageMark(end.span, end.here.place(end.span[0]), "" if number else _note(group))
        for group in _groups(ends)
        for number, end in enumerate(group)
    ]


def without_repeated_notes(html: str) -> str:
    """Return `html` without notes that say the same as the note directly before them.

    Two passages of a block often have the same source. Screen readers hear the number of words of the first.
    """
    first, *notes = html.split(_OPENING)
    kept, before = [first], ""
    for note in notes:
        said, _, rest = note.partition(_CLOSING)
        reads = _TAG.sub("", said.partition(_HEARD_END)[2])
        if reads == before:
            kept.append(rest)
        else:
            kept.append(_OPENING + note)
        before = "" if rest.strip() else reads
    return "".join(kept)


def _groups(ends: Iterable[PassageEnd]) -> Iterator[list[PassageEnd]]:
    group: list[PassageEnd] = []
    for end in ends:
        if group and end.span[0] >= group[0].span[0] + _ONE_NOTE:
            yield group
            group = []
        group.append(end)
    yield group


def _note(group: Sequence[PassageEnd]) -> str:
    words = max(end.words for end in group)
    by_role = {role: [end for end in group if end.role == role] for role in _WORDING}
    said = " ".join(f"<span>{_sentence(role, ends)}</span>" for role, ends in by_role.items() if ends)
    return f"{_OPENING}{_HEARD}Passage of {words:,} words. {_HEARD_END}{said}{_CLOSING}"


def _sentence(role: Role, ends: Sequence[PassageEnd]) -> str:
    """Return what the note says about the other texts of `ends`, which all have this role."""
    first, *others = sorted(_one_each(ends), key=_relevance)
    before, between = _WORDING[role]
    if role == "quoted" and first.within_page and not first.here.anchor:
        before = "Quoted below in "
    if len(others) >= _NAMED:
        return f'{before}{_link(first)} and <a href="#{SECTION}">{len(others):,} more</a>'
    return before + f" and {between}".join(map(_link, (first, *others)))


def _one_each(ends: Iterable[PassageEnd]) -> Iterator[PassageEnd]:
    """Yield the first end for each other text, and every one for places in the same text."""
    named: set[tuple[str, int]] = set()
    for end in ends:
        text = end.there.ref, end.there_span[0] if end.role == "again" else 0
        if text not in named:
            yield end
        named.add(text)


def _relevance(end: PassageEnd) -> tuple[bool, TimeOrder, int]:
    """Sort key: Napo's own papers first among sources, then by time."""
    return end.role == "from" and end.there.kind not in NAPO_KINDS, end.there.order, end.there_span[0]


def _link(end: PassageEnd) -> str:
    before, name, after = names_of(end)
    return f'{escape(before)}<a href="{escape(end.url)}">{escape(name)}</a>{escape(after)}'


def names_of(end: PassageEnd) -> tuple[str, str, str]:
    """Return how to name the other text: the words before the link, the link text, and the words after it."""
    if end.role == "again":
        return "", "further down" if end.there_span > end.span else "further up", ""
    if end.within_page:
        return "", end.there.comment or f"the {end.there.kind} above", ""
    return _before(end.there), end.there.title, _when(end.there)


def _before(text: NamedText) -> str:
    return f"{text.comment} on " if text.comment else ""


def _when(text: NamedText) -> str:
    """Return the date. A comment without a time has none, as "undated" would seem to be about its post."""
    return f", {text.date_text}" if text.month or not text.comment else ""
