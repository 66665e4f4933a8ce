"""The notes beside passages: where the words come from, or who quotes them.

The rule: a note says no more than what is known, and few words: of many texts it names the most telling one, and leads
to the list of all.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from html import escape

from archive.pages.quotations.marks import PassageMark
from archive.pages.quotations.relations import NamedText, PassageEnd, Role, TimeOrder
from archive.text_reuse.direction import NAPO_KINDS

SECTION = "quotations"
"""Id of the part of a page that lists all its passages."""
_ONE_NOTE = 22
"""Passages that begin within so many words of each other have one note: none is shorter, so they overlap."""
_NAMED = 2
"""Of so many texts all are named; of more, one."""
_OPENING, _CLOSING = '<p class="from" data-pagefind-ignore>', "</p>"
_HEARD, _HEARD_END = '<span class="unseen">', "</span>"
_TAG = re.compile("<[^>]*>")
_SAID: dict[Role, tuple[str, str]] = {
    "from": ("From ", "from "),
    "earlier": ("Earlier in ", "in "),
    "quoted": ("Quoted in ", "in "),
    "later": ("Later in ", "in "),
    "also": ("Also in ", "in "),
    "again": ("Stands again ", ""),
}
"""In the order in which a note has them: what stands before the first text and before the second."""


def marks(ends: Sequence[PassageEnd]) -> list[PassageMark]:
    """The marks of one text, whose `ends` are in order: one for each passage, and a note with the first of those that
    begin together."""
    return [
        PassageMark(end.span, end.here.place(end.span[0]), "" if number else _note(group))
        for group in _groups(ends)
        for number, end in enumerate(group)
    ]


def without_repeated_notes(html: str) -> str:
    """`html` without the notes that read like the one directly before them: two passages of one block have the same
    source. What screen readers hear of the number of words is that of the first."""
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
    """Sides that share a note."""
    group: list[PassageEnd] = []
    for end in ends:
        if group and end.span[0] >= group[0].span[0] + _ONE_NOTE:
            yield group
            group = []
        group.append(end)
    yield group


def _note(group: Sequence[PassageEnd]) -> str:
    words = max(end.words for end in group)
    by_role = {role: [end for end in group if end.role == role] for role in _SAID}
    said = " ".join(f"<span>{_sentence(role, ends)}</span>" for role, ends in by_role.items() if ends)
    return f"{_OPENING}{_HEARD}Passage of {words:,} words. {_HEARD_END}{said}{_CLOSING}"


def _sentence(role: Role, ends: Sequence[PassageEnd]) -> str:
    """What the note says of the texts of `ends`, which are to this one what `role` says."""
    first, *others = sorted(_one_each(ends), key=_telling)
    before, between = _SAID[role]
    if role == "quoted" and first.within_page and not first.here.anchor:
        before = "Quoted below in "
    if len(others) >= _NAMED:
        return f'{before}{_link(first)} and <a href="#{SECTION}">{len(others):,} more</a>'
    return before + f" and {between}".join(map(_link, (first, *others)))


def _one_each(ends: Iterable[PassageEnd]) -> Iterator[PassageEnd]:
    """The first end for each other text; of places in the same text, all."""
    named: set[tuple[str, int]] = set()
    for end in ends:
        text = end.there.ref, end.there_span[0] if end.role == "again" else 0
        if text not in named:
            yield end
        named.add(text)


def _telling(end: PassageEnd) -> tuple[bool, TimeOrder, int]:
    """Sorts the most telling first: of sources the union's own papers, then by time."""
    return end.role == "from" and end.there.kind not in NAPO_KINDS, end.there.order, end.there_span[0]


def _link(end: PassageEnd) -> str:
    before, name, after = names_of(end)
    return f'{escape(before)}<a href="{escape(end.url)}">{escape(name)}</a>{escape(after)}'


def names_of(end: PassageEnd) -> tuple[str, str, str]:
    """What the other text is called: what stands before the link, the words of the link, and what stands after it."""
    if end.role == "again":
        return "", "further down" if end.there_span > end.span else "further up", ""
    if end.within_page:
        return "", end.there.comment or f"the {end.there.kind} above", ""
    return _before(end.there), end.there.title, _when(end.there)


def _before(text: NamedText) -> str:
    return f"{text.comment} on " if text.comment else ""


def _when(text: NamedText) -> str:
    """A comment without a time is said nothing of: "undated" after the title would be said of the post."""
    return f", {text.date_text}" if text.month or not text.comment else ""
