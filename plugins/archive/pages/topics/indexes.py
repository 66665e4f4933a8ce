"""The indexes of topics, A to Z: `/tags/` for all of them, and one for each kind, such as `/people/`.

The rule: people stand under their surnames, and everything else under its first letter, but "The" counts for nothing.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from archive.markup.render import typeset_line
from archive.pages.lists import ListPage
from archive.pages.topics.topics import INDEX, KINDS, Topic, years_text
from archive.tags.vocabulary import Term
from archive.text import normalize

_SENTENCE = re.compile(r".+?[.!?](?=\s+[A-Z“]|$)")
_ACCENT = re.compile("[\u0300-\u036f]")
_DIGITS = "0–9"


@dataclass(frozen=True)
class IndexEntry:
    """One topic of an index."""

    label: str
    url: str
    line: str
    """The first sentence of its definition; may be empty."""
    count: int
    years: str
    """The first and the last year; empty if no text of it has a date."""


@dataclass(frozen=True)
class Letter:
    """The topics that begin alike."""

    name: str
    """"A", or "0–9"."""
    id: str
    """Of its place on the page."""
    entries: tuple[IndexEntry, ...]


def index_pages(topics: Iterable[Topic]) -> Iterator[ListPage]:
    """All of them, those of kinds without topics too: other pages link to them."""
    ordered = sorted(topics, key=lambda topic: index_key(topic.term))
    of_kind = {kind: [topic for topic in ordered if topic.term.kind == kind] for kind in KINDS}
    links = [
        {"name": name, "url": url, "count": len(of_kind[kind])} for kind, (name, url) in KINDS.items() if of_kind[kind]
    ]
    yield ListPage(INDEX, "tags", {"letters": _letters(ordered), "kinds": links, "count": len(ordered)})
    for kind, (name, url) in KINDS.items():
        yield ListPage(
            url, "kind", {"heading_text": name, "kind": kind, "letters": _letters(of_kind[kind]), "kinds": links}
        )


def index_key(term: Term) -> tuple[str, str]:
    """Orders the terms of an index; those of one surname by their first names."""
    words = _plain(term.label)
    if term.kind == "person":
        return words[-1], " ".join(words[:-1])
    return " ".join(words[words[0] == "the" and len(words) > 1 :]), ""


def first_sentence(text: str) -> str:
    """The first sentence of a definition."""
    found = _SENTENCE.match(text)
    return found.group() if found else text


def _letters(topics: Sequence[Topic]) -> list[Letter]:
    """`topics` in order, by their first letter."""
    groups = groupby(topics, key=lambda topic: _letter(index_key(topic.term)[0]))
    return [Letter(name, _id(name), tuple(map(_entry, group))) for name, group in groups]


def _letter(key: str) -> str:
    return key[0].upper() if key[0].isalpha() else _DIGITS


def _id(letter: str) -> str:
    return "digits" if letter == _DIGITS else f"letter-{letter.lower()}"


def _entry(topic: Topic) -> IndexEntry:
    line = typeset_line(first_sentence(topic.term.definition))
    return IndexEntry(topic.term.label, topic.url, line, len(topic.posts), years_text(topic.year_counts))


def _plain(label: str) -> list[str]:
    """The words of `label`, at least one, folded and without accents."""
    return re.findall(r"\w+", _ACCENT.sub("", unicodedata.normalize("NFKD", normalize(label))))
