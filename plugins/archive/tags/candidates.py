"""Counts what may be worth a term over a whole archive: where it stands, how it is written, when it was said.

The rule: texts come in order, each post followed by its comments, and once; so memory grows with the wordings, not
with the words.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Set
from dataclasses import dataclass
from typing import NamedTuple

from archive.tags.vocabulary import wording_key
from archive.vocabulary_care.expansions import expansions
from archive.vocabulary_care.unknown_wordings import Unknown, unknown_in

_AROUND = 48
"""Characters of an example on each side."""
_EXAMPLES = 2
_SMALL = re.compile(r"(?<![\w’'])[a-z]{2,}")


@dataclass(frozen=True)
class Example:
    """One place where a wording stands."""

    ref: str
    text: str
    """A few words around it, white space folded."""


@dataclass(frozen=True)
class Candidate:
    """An acronym or a name that the vocabulary does not know."""

    wording: str
    """As it is written most often."""
    threads: int
    """Posts in which, or in whose comments, it stands."""
    posts: int
    comments: int
    """Those in which it stands."""
    times: int
    """How often it stands in them."""
    first: int | None
    last: int | None
    """Years; None if no text in which it stands has a date."""
    expansions: tuple[str, ...]
    """What it stands for where the text says so, most frequent first."""
    examples: tuple[Example, ...]


class ReviewedText(NamedTuple):
    """A post with its title, or a comment."""

    ref: str
    thread: int
    """One number for a post and its comments."""
    is_comment: bool
    year: int | None
    text: str
    """What readers see, with blank lines between paragraphs."""


class _Place(NamedTuple):
    """What is kept of a text."""

    thread: int
    is_comment: bool
    year: int | None


class Tally:
    """What has been found so far."""

    def __init__(self, known: Set[tuple[str, ...]]) -> None:
        """`known` has the wording keys of the vocabulary."""
        self._known = known
        self._texts: list[_Place] = []
        self._acronyms: dict[str, _Sightings] = {}
        self._names: dict[str, _Sightings] = {}
        self._small: Counter[str] = Counter()
        self._long: defaultdict[str, Counter[str]] = defaultdict(Counter)

    def add(self, text: ReviewedText, marks: bytearray) -> None:
        """`marks`: see `unknown_in`."""
        number = len(self._texts)
        self._texts.append(_Place(text.thread, text.is_comment, text.year))
        self._small.update(_SMALL.findall(text.text))
        for unknown in unknown_in(text.text, marks):
            seen = self._names if unknown.is_name else self._acronyms
            seen.setdefault(unknown.wording, _Sightings()).add(number, text, unknown)
        for short, long in expansions(text.text) if "(" in text.text else ():
            self._long[_key(short)][" ".join(long.split())] += 1

    def acronyms(self) -> Iterator[Candidate]:
        """Those that are no ordinary words in capitals, those that differ in capitals only together."""
        for key, wordings in self._by_key(self._acronyms).items():
            merged = _merged(wordings)
            if self._small[key] <= len(merged.places):
                yield self._candidate(merged, key)

    def names(self) -> Iterator[Candidate]:
        """Those that stand somewhere else than at the beginning of a sentence.

        What stands only there may be a name with another word before it: "Yesterday Jane Austen".
        """
        found = {key: _merged(wordings) for key, wordings in self._by_key(self._names).items()}
        for key in [key for key, sightings in found.items() if not sightings.places]:
            if rest := found.get(key.partition(" ")[2]):
                rest.begins += found[key].begins
        yield from (self._candidate(sightings, key) for key, sightings in found.items() if sightings.places)

    def _by_key(self, found: dict[str, _Sightings]) -> dict[str, dict[str, _Sightings]]:
        """The wordings that the vocabulary lacks, by their folded words."""
        by_key: defaultdict[str, dict[str, _Sightings]] = defaultdict(dict)
        for wording, sightings in found.items():
            if (words := wording_key(wording)) not in self._known:
                by_key[" ".join(words)][wording] = sightings
        return by_key

    def _candidate(self, found: _Sightings, key: str) -> Candidate:
        numbers = [*found.places, *found.begins]
        places = [self._texts[number] for number in set(numbers)]
        years = {place.year for place in places if place.year}
        comments = sum(place.is_comment for place in places)
        long = self._long.get(key, Counter())
        return Candidate(
            wording=found.wording,
            threads=len({place.thread for place in places}),
            posts=len(places) - comments,
            comments=comments,
            times=len(numbers),
            first=min(years, default=None),
            last=max(years, default=None),
            expansions=tuple(sorted(long, key=lambda text: (-long[text], text))),
            examples=tuple(example for _, example in found.examples),
        )


class _Sightings:
    """Where a wording stands."""

    __slots__ = ("begins", "examples", "places", "wording")

    def __init__(self, wording: str = "") -> None:
        self.wording = wording
        self.places: list[int] = []
        """Numbers of texts, one for each time."""
        self.begins: list[int] = []
        """Where a sentence begins with it."""
        self.examples: list[tuple[int, Example]] = []
        """With their threads: the first of each of two threads, or two of one if it is in no other."""

    def add(self, number: int, text: ReviewedText, unknown: Unknown) -> None:
        (self.begins if unknown.begins else self.places).append(number)
        if self._is_worth_showing(text.thread, text.ref):
            self._show(text.thread, Example(text.ref, _around(text.text, unknown.start, unknown.stop)))

    def join(self, other: _Sightings) -> None:
        self.places += other.places
        self.begins += other.begins
        for thread, example in other.examples:
            if self._is_worth_showing(thread, example.ref):
                self._show(thread, example)

    def _is_worth_showing(self, thread: int, ref: str) -> bool:
        if len(self.examples) < _EXAMPLES:
            return all(example.ref != ref for _, example in self.examples)
        return len({thread for thread, _ in self.examples}) == 1 and thread != self.examples[0][0]

    def _show(self, thread: int, example: Example) -> None:
        self.examples[_EXAMPLES - 1 :] = [(thread, example)]


def _merged(wordings: dict[str, _Sightings]) -> _Sightings:
    """All together, under the wording that is written most often."""
    order = sorted(wordings, key=lambda wording: (-len(wordings[wording].places), wording))
    merged = _Sightings(order[0])
    for wording in order:
        merged.join(wordings[wording])
    return merged


def _around(text: str, start: int, stop: int) -> str:
    """The words about a place, cut between words."""
    begin, end = max(0, start - _AROUND), min(len(text), stop + _AROUND)
    before = text[begin:start].partition(" ")[2] if begin else text[begin:start]
    after = text[stop:end].rpartition(" ")[0] if end < len(text) else text[stop:end]
    shown = " ".join(f"{before}{text[start:stop]}{after}".split())
    return f"{'…' * (begin > 0)}{shown}{'…' * (end < len(text))}"


def _key(wording: str) -> str:
    return " ".join(wording_key(wording))
