"""The A to Z indexes of topics: `/tags/` for all, and one for each kind, such as `/people/`.

People are sorted by surname, everything else by its label without "The".
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from archive.markup.typography import typeset_line
from archive.pages.lists import ListPage
from archive.pages.topics.topics import INDEX, KINDS, Topic, years_text
from archive.tags.vocabulary import Term
from archive.text import normalize

_SENTENCE = re.compile(r".+?[.!?](?=\s+[A-Z“]|$)")
_ACCENT = re.compile("[\u0300-\u036f]")
_DIGITS = "0–9"


@dataclass(frozen=True)
class IndexEntry:
    """A topic in an index."""

    label: str
    url: str
    line: str
    """The first sentence of the definition; may be empty."""
    count: int
    years: str
    """The first and last year of its posts; empty if none is dated."""


@dataclass(frozen=True)
class IndexLetter:
    """The topics under one letter."""

    name: str
    """"A", or "0–9"."""
    id: str
    """The id of its heading on the page."""
    entries: tuple[IndexEntry, ...]


def index_pages(topics: Iterable[Topic]) -> Iterator[ListPage]:
    """Yield every index, also of kinds without topics, because other pages link to them."""
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
    """Return the sort key of a term; people with the same surname are sorted by first name."""
    words = _index_words(term.label)
    if term.kind == "person":
        return words[-1], " ".join(words[:-1])
    return " ".join(words[words[0] == "the" and len(words) > 1 :]), ""


def first_sentence(text: str) -> str:
    found = _SENTENCE.match(text)
    return found.group() if found else text


def _letters(topics: Sequence[Topic]) -> list[IndexLetter]:
    """Group sorted `topics` by letter."""
    groups = groupby(topics, key=lambda topic: _letter(index_key(topic.term)[0]))
    return [IndexLetter(name, _id(name), tuple(map(_entry, group))) for name, group in groups]


def _letter(key: str) -> str:
    return key[0].upper() if key[0].isalpha() else _DIGITS


def _id(letter: str) -> str:
    return "digits" if letter == _DIGITS else f"letter-{letter.lower()}"


def _entry(topic: Topic) -> IndexEntry:
    line = typeset_line(first_sentence(topic.term.definition))
    return IndexEntry(topic.term.label, topic.url, line, len(topic.posts), years_text(topic.year_counts))


def _index_words(label: str) -> list[str]:
    """Return the words of `label` in lower case and without accents; there is at least one."""
    return re.findall(r"\w+", _ACCENT.sub("", unicodedata.normalize("NFKD", normalize(label))))
