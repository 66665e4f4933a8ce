"""The glossary: every term that has a definition, from A to Z, on one page.

A term is always found at `/glossary/#<id>`. So there is one page for all terms. In a large vocabulary it shows only the
first sentence of each definition, or only the names, and a page for each letter has the rest.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain, groupby

from archive.markup.typography import typeset_line
from archive.pages.lists import ListPage
from archive.pages.topics.glossary_marks import ADDRESS
from archive.pages.topics.indexes import first_sentence
from archive.pages.topics.topics import Topic, period
from archive.tags.acronyms import Glossary
from archive.tags.vocabulary import Term, Vocabulary, wording_key

_WHOLE, _SENTENCES = 250, 430
"""The most terms that the page shows in full, and with one sentence each; more are shown by name only. With the
vocabulary of 2026-11-30, 364 terms with a sentence each are 79 KB of HTML, 200 in full 65 KB."""
_ARTICLE = re.compile("the ", re.IGNORECASE)


@dataclass(frozen=True)
class GlossaryEntry:
    """A term, or an acronym with a link to its term."""

    order: tuple[str, ...]
    id: str
    """The id of the term."""
    label: str
    of: str = ""
    """For an acronym, the label of its term."""
    full: str = ""
    short: tuple[str, ...] = ()
    definition: str = ""
    facts: str = ""
    """Its kind and when it existed."""
    url: str = ""
    """The address of its tag page, if it has one."""

    @property
    def letter(self) -> str:
        first = self.order[0][:1].upper()
        return first if "A" <= first <= "Z" else "0–9"

    @property
    def shorter(self) -> GlossaryEntry:
        """The entry with only the first sentence of the definition."""
        return replace(self, definition=first_sentence(self.definition), facts="")

    @property
    def shortest(self) -> GlossaryEntry:
        """The entry with only its name."""
        return replace(self, full="", definition="", facts="", url="")


def glossary_pages(vocabulary: Vocabulary, topics: Iterable[Topic]) -> Iterator[ListPage]:
    """Yield the page of the glossary, and one for each letter if it is shortened. `topics` have a page to link to."""
    entries = _entries(vocabulary, {topic.term.id: topic.url for topic in topics})
    shown = _shortened(entries)
    by_letter = {} if shown == entries else _groups(entries)
    letters = _letters(shown, {letter: _letter_url(letter) for letter in by_letter})
    yield ListPage(ADDRESS, "glossary", {"letters": letters, "letter": None})
    for letter, group in by_letter.items():
        yield ListPage(_letter_url(letter), "glossary", {"letters": _letters(group, {}), "letter": letter})


def _shortened(entries: list[GlossaryEntry]) -> list[GlossaryEntry]:
    """Return what fits on one page: all of `entries`, or less of each and no separate acronyms."""
    terms = [each for each in entries if not each.of]
    if len(terms) <= _WHOLE:
        return entries
    return [each.shorter if len(terms) <= _SENTENCES else each.shortest for each in terms]


def _entries(vocabulary: Vocabulary, urls: Mapping[str, str]) -> list[GlossaryEntry]:
    glossary = Glossary(vocabulary)
    terms = [term for term in vocabulary.terms if term.definition]
    return sorted(
        chain.from_iterable(_term_entries(term, glossary.acronyms(term), urls.get(term.id, "")) for term in terms),
        key=lambda each: (each.letter, each.order, each.label, each.of),
    )


def _term_entries(term: Term, short: Sequence[str], url: str) -> Iterator[GlossaryEntry]:
    """Yield the entry of `term` and one for each of its acronyms."""
    facts = ". ".join(filter(None, (term.kind.capitalize(), period(term))))
    yield GlossaryEntry(
        order=_order(term),
        id=term.id,
        label=typeset_line(term.label),
        full=typeset_line(term.full) if term.full != term.label else "",
        short=tuple(short),
        definition=typeset_line(term.definition),
        facts=facts,
        url=url,
    )
    for acronym in short:
        yield GlossaryEntry(order=wording_key(acronym), id=term.id, label=acronym, of=typeset_line(term.label))


def _order(term: Term) -> tuple[str, ...]:
    """Return the sort key: people by last name, others without "The"."""
    words = wording_key(_ARTICLE.sub("", term.label, count=1) if _ARTICLE.match(term.label) else term.label)
    return (words[-1], *words[:-1]) if term.kind == "person" else words


def _groups(entries: Iterable[GlossaryEntry]) -> dict[str, list[GlossaryEntry]]:
    return {letter: list(group) for letter, group in groupby(entries, key=lambda each: each.letter)}


def _letters(entries: Iterable[GlossaryEntry], urls: Mapping[str, str]) -> list[dict[str, object]]:
    """Return the letters with their entries for the template; `urls` lead to the pages with full entries."""
    return [
        {"letter": letter, "anchor": _anchor(letter), "entries": group, "url": urls.get(letter, "")}
        for letter, group in _groups(entries).items()
    ]


def _anchor(letter: str) -> str:
    """Return the id of a letter's heading; ids of terms have no capitals, so they cannot clash."""
    return f"letter-{'0-9' if letter == '0–9' else letter}"


def _letter_url(letter: str) -> str:
    return f"{ADDRESS}{'0-9' if letter == '0–9' else letter.lower()}/"
