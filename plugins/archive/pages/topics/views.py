"""What the page of a topic tells of its term: what it is, when it was there, how it is written, what it belongs with.

The rule: a term that no text of this archive is about has no page; links to it lead to the glossary, if that has it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from difflib import get_close_matches

from archive.markup.render import typeset_line
from archive.pages.topics.glossary_marks import ADDRESS as GLOSSARY
from archive.pages.topics.topics import period, term_url
from archive.tags.vocabulary import Term, Vocabulary
from archive.text import letters_only, squeeze

_MOST_NAMES = 3
"""Shown of either sort. The vocabulary lists the usual ones first, and misspellings and nicknames after them."""
_ALIKE = 0.75
"""Two words with so great a part in common (`difflib`) are one: misspelt, or in another number."""
_ADDRESSES = ("Mr", "Mrs", "Ms", "Miss", "Dame", "Sir")
"""A name that begins so is short for the label."""


@dataclass(frozen=True)
class TermLink:
    """A term that another page leads to."""

    label: str
    url: str
    """Of its page or of its place in the glossary; empty if it has neither."""
    in_glossary: bool = False
    """True if that is where the link leads."""


@dataclass(frozen=True)
class TermView:
    """All but the texts."""

    full: str
    """The long form; may be empty."""
    definition: str
    """May be empty."""
    period: str
    """In words; may be empty."""
    also: tuple[str, ...]
    """Other names of it: the first few wordings that are written with capitals."""
    at_times: tuple[str, ...]
    """Acronyms that mean it only where the text makes that clear."""
    offices: tuple[TermLink, ...]
    """Of a person: the roles among what it belongs under."""
    broader: tuple[TermLink, ...]
    """What else it belongs under."""
    narrower: tuple[TermLink, ...]
    related: tuple[TermLink, ...]


class Relations:
    """How terms belong together."""

    def __init__(self, vocabulary: Vocabulary, with_page: Collection[str]) -> None:
        """`with_page` has the ids of the terms that have a page."""
        self._by_id = vocabulary.by_id
        self._with_page = with_page
        self._narrower: defaultdict[str, list[str]] = defaultdict(list)
        for term in vocabulary.terms:
            for broader in term.broader:
                self._narrower[broader].append(term.id)

    def link(self, term: Term) -> TermLink:
        """The link to `term`."""
        if term.id in self._with_page:
            return TermLink(term.label, term_url(term.id))
        if term.definition:
            return TermLink(term.label, f"{GLOSSARY}#{term.id}", in_glossary=True)
        return TermLink(term.label, "")

    def links(self, ids: Iterable[str]) -> tuple[TermLink, ...]:
        """The links to the terms of `ids`, A to Z, those that lead to the glossary last."""
        links = (self.link(self._by_id[term_id]) for term_id in ids)
        return tuple(sorted(links, key=lambda link: (link.in_glossary, link.label.casefold())))

    def narrower(self, term: Term) -> tuple[TermLink, ...]:
        """The links to the terms that belong under `term`."""
        return self.links(self._narrower[term.id])

    def offices(self, term: Term) -> list[str]:
        """The ids of the roles that a person has."""
        return [broader for broader in term.broader if term.kind == "person" and self._by_id[broader].kind == "role"]


def term_view(term: Term, relations: Relations) -> TermView:
    """What the page of `term` tells of it."""
    offices = relations.offices(term)
    also = _names_unlike([term.label, term.full], term.variants)
    return TermView(
        full=typeset_line(term.full),
        definition=typeset_line(term.definition),
        period=period(term),
        also=also,
        at_times=_names_unlike([term.label, term.full, *also], filter(str.isupper, term.ambiguous)),
        offices=relations.links(offices),
        broader=relations.links(broader for broader in term.broader if broader not in offices),
        narrower=relations.narrower(term),
        related=relations.links(term.related),
    )


def _names_unlike(shown: Iterable[str], wordings: Iterable[str]) -> tuple[str, ...]:
    """The first names among `wordings` that are no other spelling of what is `shown` or of one another."""
    found: list[str] = []
    known = [name for name in shown if name]
    for name in filter(_is_name, wordings):
        if not any(_is_spelling(name, other) for other in known):
            found.append(name)
            known.append(name)
    return tuple(found[:_MOST_NAMES])


def _is_name(wording: str) -> bool:
    return wording[0].isupper() and wording.split()[0] not in _ADDRESSES


def _is_spelling(name: str, other: str) -> bool:
    """True if they have the same letters, or a word of one is nearly one of the other."""
    if squeeze(name) == squeeze(other):
        return True
    words, others = letters_only(name).split(), letters_only(other).split()
    strange = [word for word in words if word not in others]
    return not strange or any(get_close_matches(word, others, n=1, cutoff=_ALIKE) for word in strange)
