"""Passages on their pages: all of them marked, in both places.

The rule: nothing leads to a place that is not there. A passage whose words are not found in the HTML of one of its
pages (`passage_marks` leaves such marks out) is not shown anywhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from archive.pages.quotations.marks import marked
from archive.pages.quotations.notes import marks, without_echoes
from archive.pages.quotations.page_texts import PageText
from archive.pages.quotations.relations import Side, Web, webs
from archive.text_reuse import Passage

_ID = re.compile(r' id="([^"]*)"')


def marked_texts(texts: Mapping[str, PageText], passages: Iterable[Passage]) -> tuple[dict[str, Web], dict[str, str]]:
    """The webs of `texts`, and the HTML of each text that has one with its marks and notes. Both are by ref."""
    names = {ref: text.name for ref, text in texts.items()}
    kept = list(passages)
    found: dict[str, Web] = {}
    html: dict[str, str] = {}
    while True:
        before, found = found, webs(names, kept)
        html = {ref: html[ref] if web == before.get(ref) else _marked(texts[ref], web) for ref, web in found.items()}
        places = {ref: frozenset(_ID.findall(html[ref])) for ref in found}
        missing = {(ref, side.span[0]) for ref, web in found.items() for side in _misplaced(web, places[ref])}
        if not missing:
            return found, html
        kept = [passage for passage in kept if missing.isdisjoint(_places(passage))]


def _marked(text: PageText, web: Web) -> str:
    return without_echoes(marked(text.html, text.words, marks(web.sides)))


def _misplaced(web: Web, places: frozenset[str]) -> Iterable[Side]:
    return (side for side in web.sides if side.here.place(side.span[0]) not in places)


def _places(passage: Passage) -> set[tuple[str, int]]:
    return {(passage.one, passage.one_span[0]), (passage.other, passage.other_span[0])}
