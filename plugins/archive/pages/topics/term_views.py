"""What the page of a topic shows about its term: definition, dates, other names, and links to other terms.

A term that no post is about has no page; links to it lead to the glossary, if it has a definition.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from difflib import get_close_matches

from archive.markup.typography import typeset_line
from archive.pages.topics.glossary_marks import ADDRESS as GLOSSARY
from archive.pages.topics.topics import period, term_url
from archive.tags.vocabulary import Term, Vocabulary
from archive.text import letters_only, squeeze

_MOST_NAMES = 3
"""Other names shown, and ambiguous acronyms shown. The vocabulary lists the usual ones first."""
_ALIKE = 0.75
"""Words at least this similar (`difflib`) are spellings of the same word, or its singular and plural."""
_FORMS_OF_ADDRESS = ("Mr", "Mrs", "Ms", "Miss", "Dame", "Sir")
"""A name that starts with one of these is a short form of the label and not shown."""


@dataclass(frozen=True)
class TermLink:
    """A link to a term."""

    label: str
    url: str
    """The address of its page or its glossary entry; empty if it has neither."""
    in_glossary: bool = False


@dataclass(frozen=True)
class TermView:
    """A term as its page shows it; any text may be empty."""

    full: str
    """The long form."""
    definition: str
    period: str
    """When its subject existed, in words."""
    also_called: tuple[str, ...]
    """Its first few other names, then acronyms that can also mean something else."""
    offices: tuple[TermLink, ...]
    """The roles that a person is listed under."""
    part_of: tuple[TermLink, ...]
    """Its other broader terms."""
    includes: tuple[TermLink, ...]
    see_also: tuple[TermLink, ...]


class TermLinks:
    """The links between the terms of a vocabulary."""

    def __init__(self, vocabulary: Vocabulary, with_page: Collection[str]) -> None:
        """`with_page` are the ids of the terms that have a page."""
        self._by_id = vocabulary.by_id
        self._with_page = with_page
        self._narrower: defaultdict[str, list[str]] = defaultdict(list)
        for term in vocabulary.terms:
            for broader in term.broader:
                self._narrower[broader].append(term.id)

    def link(self, term: Term) -> TermLink:
        if term.id in self._with_page:
            return TermLink(term.label, term_url(term.id))
        if term.definition:
            return TermLink(term.label, f"{GLOSSARY}#{term.id}", in_glossary=True)
        return TermLink(term.label, "")

    def links(self, ids: Iterable[str]) -> tuple[TermLink, ...]:
        """Return links to the terms in alphabetical order, with links to the glossary last."""
        links = (self.link(self._by_id[term_id]) for term_id in ids)
        return tuple(sorted(links, key=lambda link: (link.in_glossary, link.label.casefold())))

    def narrower(self, term: Term) -> tuple[TermLink, ...]:
        """Return links to the terms that list `term` as broader."""
        return self.links(self._narrower[term.id])

    def offices(self, term: Term) -> list[str]:
        """Return the ids of the roles that a person is listed under."""
        return [broader for broader in term.broader if term.kind == "person" and self._by_id[broader].kind == "role"]


def term_view(term: Term, links: TermLinks) -> TermView:
    offices = links.offices(term)
    names = _other_names([term.label, term.full], term.variants)
    acronyms = _other_names([term.label, term.full, *names], filter(str.isupper, term.ambiguous))
    return TermView(
        full=typeset_line(term.full),
        definition=typeset_line(term.definition),
        period=period(term),
        also_called=(*names, *acronyms),
        offices=links.links(offices),
        part_of=links.links(broader for broader in term.broader if broader not in offices),
        includes=links.narrower(term),
        see_also=links.links(term.related),
    )


def _other_names(shown: Iterable[str], wordings: Iterable[str]) -> tuple[str, ...]:
    """Return the first few of `wordings` that are names, without other spellings of those in `shown`."""
    found: list[str] = []
    known = [name for name in shown if name]
    for name in filter(_is_name, wordings):
        if not any(_is_same_name(name, other) for other in known):
            found.append(name)
            known.append(name)
    return tuple(found[:_MOST_NAMES])


def _is_name(wording: str) -> bool:
    return wording[0].isupper() and wording.split()[0] not in _FORMS_OF_ADDRESS


def _is_same_name(name: str, other: str) -> bool:
    """Return True if the names have the same letters, or differ only in words that are nearly alike."""
    if squeeze(name) == squeeze(other):
        return True
    words, others = letters_only(name).split(), letters_only(other).split()
    different = [word for word in words if word not in others]
    return not different or any(get_close_matches(word, others, n=1, cutoff=_ALIKE) for word in different)
