"""Counts what may be worth a term over a whole archive: where it stands, how it is written, when it was said.

The rule: texts come in order, each post followed by its comments, and once; so memory grows with the wordings, not
with the words.

What a text says that may be worth a term: acronyms, and names of two capitalised words and more.

The rules are rough and cheap, for a person looks the list over. What stands in capitals only because its line or its
sentence does is no sign of anything, so such lines are skipped and the beginnings of sentences are kept apart.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Set
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain
from typing import NamedTuple

from archive.tags.acronyms import find_expansions
from archive.tags.vocabulary import wording_key
from archive.text import words

_CAPITALISED = re.compile(r"(?<![\w@/’'.])(?=[a-z]{0,2}[A-ZÀ-Þ])(?![\w.+-]{0,40}@)[^\W_]+(?:[’'‐‑-][^\W_]+)*[’']?")
_LONGER = re.compile(r"(?<![\w’'])[^\W\d_]{4,}")
_ACRONYM = re.compile(r"(?:[A-Z][^\WA-Z_]*[A-Z]|[a-z]{1,2}[A-Z])[^\W_]*")
_FAMILY = re.compile(r"(?:Mac|Mc|Fitz)[A-Z][a-z]+")
_SHORT_ROMAN = re.compile(r"X{0,3}(?:IX|IV|V?I{0,3})")
_ROMAN = re.compile(r"(?=.{4})M{0,3}(?:CM|CD|D?C{0,3})(?:XC|XL|L?X{0,3})(?:IX|IV|V?I{0,3})")
"""Shorter ones of other letters may be acronyms: "CV", "CD", "DC"."""
_PLURAL = re.compile("(?<=[A-Z][A-Z0-9])s$")
_OWNED = re.compile("(?:[’']s|(?<!s)[’'])$")
_OF_IT = re.compile("[’']s?$")
_HYPHEN = re.compile("[‐‑-]")
_JOINED = re.compile(r"[ \xa0](?:(?:of|for)(?: the)? |(and|&) |(?:de|van) )?")
_AND = re.compile(" (?:and|&) ")
_NEW_SENTENCE = re.compile(r"(?:^|[.!?:…]\W{0,4}\s|\d[.)]\s|[“\"‘])[^\w]*$")
_OWNER = re.compile(r"(?<!Majesty)(?<!Children)(?<!Women)(?<!People)(?<!King)(?<!Queen)[’']s$")
"""Ends a name: "Chris Grayling’s | Ministry of Justice". Not so in "Her Majesty’s Inspectorate"."""
_PARTING = frozenset(
    words(
        "Mr Mrs Ms Miss Dr Prof Professor Rev "
        "I I'm I've I'd I'll A An The This That These Those It He She We You They My Our Your His Their Its And But Or "
        "If In On At To By As Is Are Was Were Not No Yes So For From With When Where What Why How Who Which There Here "
        "Then Of Be Do Did Does Has Have Had Can Could Would Should Please Dear Also However All Any Some Monday "
        "Tuesday Wednesday Thursday Friday Saturday Sunday January February March June July September October November "
        "December"
    )
)
"""End a name, and are no part of one; May, Will, April and August may be."""

KNOWN, PARTS = 1, 2


class Unknown(NamedTuple):
    """One place where something stands that the vocabulary may lack."""

    wording: str
    """As written, without a plural or possessive of an acronym."""
    is_name: bool
    begins: bool
    """True where a sentence begins with it, so that its first capital says nothing."""
    start: int
    stop: int
    """Offsets into the text."""


def unknown_in(text: str, marks: bytearray) -> Iterator[Unknown]:
    """What stands in `text` outside the mentions: `marks` has for each character 0, KNOWN or PARTS.

    A name that is KNOWN all over is no news; PARTS (a person, an office) end a name.
    """
    start = 0
    for line in text.split("\n"):
        capitalised = list(_CAPITALISED.finditer(text, start, start + len(line)))
        if capitalised and line != line.upper():
            yield from _acronyms(capitalised, marks)
            if len(capitalised) > 1 and not is_heading(line):
                yield from chain.from_iterable(
                    _name(text, run, marks, start) for run in _runs(text, capitalised, marks)
                )
        start += len(line) + 1


def is_heading(line: str) -> bool:
    """True if all longer words of `line` have capitals, so that a capital in it says nothing."""
    longer = _LONGER.findall(line)
    return not any(word[0].islower() for word in longer)


def is_signature(line: str) -> bool:
    """True if `line` is two or three capitalised words and nothing else."""
    found = words(line.strip(" *_-–—.,"))
    return 2 <= len(found) <= 3 and all(map(_CAPITALISED.fullmatch, found))


def _acronyms(capitalised: list[re.Match[str]], marks: bytearray) -> Iterator[Unknown]:
    for word in capitalised:
        at = word.start()
        for part in _HYPHEN.split(word[0]):
            wording = acronym(part)
            if wording and not marks[at]:
                yield Unknown(wording, False, False, at, at + len(wording))
            at += len(part) + 1


@lru_cache(maxsize=100_000)
def acronym(word: str) -> str:
    """The acronym that `word` is, without an "s" of number or of owner; empty if it is none."""
    bare = _PLURAL.sub("", _OF_IT.sub("", word))
    if not _ACRONYM.fullmatch(bare) or _FAMILY.fullmatch(bare):
        return ""
    return "" if _SHORT_ROMAN.fullmatch(bare) or _ROMAN.fullmatch(bare) else bare


def _runs(text: str, capitalised: list[re.Match[str]], marks: bytearray) -> Iterator[list[re.Match[str]]]:
    """Words that may be one name."""
    run: list[re.Match[str]] = []
    for word in capitalised:
        if run and not _joined(text, run, word, marks):
            yield run
            run = []
        if word[0].replace("’", "'") in _PARTING or marks[word.start()] == PARTS:
            yield run
            run = []
        else:
            run.append(word)
    yield run


def _joined(text: str, run: list[re.Match[str]], word: re.Match[str], marks: bytearray) -> bool:
    """Whether the name goes on. "and" goes on in "Police and Crime", "for Work and Pensions", not between names."""
    between = _JOINED.fullmatch(text, run[-1].end(), word.start())
    if not between or _OWNER.search(run[-1][0]):
        return False
    if not between[1]:
        return True
    before = text[run[0].start() : run[-1].end()]
    return (len(run) == 1 and not marks[run[0].start()]) or " for " in before


def _name(text: str, run: list[re.Match[str]], marks: bytearray, line: int) -> Iterator[Unknown]:
    """The name that `run` is, if it has two words, one of which is no acronym, and says something new."""
    if len(run) < 2 or all(marks[word.start()] for word in run) or all(acronym(word[0]) for word in run):
        return
    start, stop = run[0].start(), run[-1].end()
    if len(run) == 2 and _AND.search(text, start, stop):
        return
    wording = _OWNED.sub("", text[start:stop])
    begins = bool(_NEW_SENTENCE.search(text[max(line, start - 8) : start]))
    yield Unknown(wording, True, begins, start, start + len(wording))


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
        for short, long in find_expansions(text.text) if "(" in text.text else ():
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
