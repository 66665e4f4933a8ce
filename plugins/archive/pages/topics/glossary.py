"""The glossary: every term that has a definition, A to Z, on one page.

The rule: `/glossary/#<id>` is where a term is, whatever the vocabulary grows to. So there is one page, and when it gets
too large it says less: of each term the first sentence, then that without a link, then no short forms by themselves,
then the names only. The whole is then on pages of their own, one for each letter.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain, groupby

from archive.markup.render import typeset_line
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
    """A term, or a short form that leads to one."""

    order: tuple[str, ...]
    id: str
    """Its anchor; that of the term it leads to, for a short form."""
    label: str
    of: str = ""
    """Of a short form: the label of the term it leads to."""
    full: str = ""
    short: tuple[str, ...] = ()
    definition: str = ""
    facts: str = ""
    """What kind of thing it is, and when it was there."""
    url: str = ""
    """Its tag page, from the root of the site, if it has one."""

    @property
    def letter(self) -> str:
        """Under which it stands."""
        first = self.order[0][:1].upper()
        return first if "A" <= first <= "Z" else "0–9"

    @property
    def shorter(self) -> GlossaryEntry:
        """With the first sentence of its definition."""
        return replace(self, definition=first_sentence(self.definition), facts="")

    @property
    def shortest(self) -> GlossaryEntry:
        """With its name only."""
        return replace(self, full="", definition="", facts="", url="")


def glossary_pages(vocabulary: Vocabulary, topics: Iterable[Topic]) -> Iterator[ListPage]:
    """All of them. `topics` are the terms that have a page."""
    entries = _entries(vocabulary, {topic.term.id: topic.url for topic in topics})
    shown = _shortened(entries)
    by_letter = {} if shown == entries else _groups(entries)
    letters = _letters(shown, {letter: _letter_url(letter) for letter in by_letter})
    yield ListPage(ADDRESS, "glossary", {"letters": letters, "letter": None})
    for letter, group in by_letter.items():
        yield ListPage(_letter_url(letter), "glossary", {"letters": _letters(group, {}), "letter": letter})


def _shortened(entries: list[GlossaryEntry]) -> list[GlossaryEntry]:
    """What one page shows of `entries`."""
    terms = [each for each in entries if not each.of]
    if len(terms) <= _WHOLE:
        return entries
    return [each.shorter if len(terms) <= _SENTENCES else each.shortest for each in terms]


def _entries(vocabulary: Vocabulary, urls: Mapping[str, str]) -> list[GlossaryEntry]:
    glossary = Glossary(vocabulary)
    terms = [term for term in vocabulary.terms if term.definition]
    return sorted(
        chain.from_iterable(_of_term(term, glossary.acronyms(term), urls.get(term.id, "")) for term in terms),
        key=lambda each: (each.letter, each.order, each.label, each.of),
    )


def _of_term(term: Term, short: Sequence[str], url: str) -> Iterator[GlossaryEntry]:
    """The entry of `term`, and one for each of its short forms that stands elsewhere."""
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
    """People stand under their last names; "The" counts for nothing."""
    words = wording_key(_ARTICLE.sub("", term.label, count=1) if _ARTICLE.match(term.label) else term.label)
    return (words[-1], *words[:-1]) if term.kind == "person" else words


def _groups(entries: Iterable[GlossaryEntry]) -> dict[str, list[GlossaryEntry]]:
    return {letter: list(group) for letter, group in groupby(entries, key=lambda each: each.letter)}


def _letters(entries: Iterable[GlossaryEntry], urls: Mapping[str, str]) -> list[dict[str, object]]:
    """For the template: the entries by letter, and where more is said of them."""
    return [
        {"letter": letter, "anchor": _anchor(letter), "entries": group, "url": urls.get(letter, "")}
        for letter, group in _groups(entries).items()
    ]


def _anchor(letter: str) -> str:
    """No term has such an id: theirs have no capitals."""
    return f"letter-{'0-9' if letter == '0–9' else letter}"


def _letter_url(letter: str) -> str:
    return f"{ADDRESS}{'0-9' if letter == '0–9' else letter.lower()}/"
