"""Collect acronyms and names that the vocabulary may lack, over a whole archive.

The rules are rough and cheap, because a person reviews the list. Capitals say nothing in a line of capitals or in a
heading, so such lines are skipped; names that only ever start a sentence are left out.

Texts are added once each and in order, every post followed by its comments. Memory grows with the number of different
wordings, not with the length of the texts.
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

_CAPITALISED = re.compile(r"(?<![\w@/’'.])(?=[a-z]{0,2}[A-ZÀ-Þ])(?![\w.+-]{0,40}@)[^\W_]+(?:[’'‐‑-][^\W_]+)*[’']?")
_LONGER = re.compile(r"(?<![\w’'])[^\W\d_]{4,}")
_ACRONYM = re.compile(r"(?:[A-Z][^\WA-Z_]*[A-Z]|[a-z]{1,2}[A-Z])[^\W_]*")
_FAMILY = re.compile(r"(?:Mac|Mc|Fitz)[A-Z][a-z]+")
_SHORT_ROMAN = re.compile(r"X{0,3}(?:IX|IV|V?I{0,3})")
_ROMAN = re.compile(r"(?=.{4})M{0,3}(?:CM|CD|D?C{0,3})(?:XC|XL|L?X{0,3})(?:IX|IV|V?I{0,3})")
"""Roman numerals of four letters and more; shorter ones such as "CV", "CD" and "DC" may be acronyms."""
_PLURAL = re.compile("(?<=[A-Z][A-Z0-9])s$")
_POSSESSIVE = re.compile("(?:[’']s|(?<!s)[’'])$")
_ANY_POSSESSIVE = re.compile("[’']s?$")
_HYPHEN = re.compile("[‐‑-]")
_JOINED = re.compile(r"[ \xa0](?:(?:of|for)(?: the)? |(and|&) |(?:de|van) )?")
_AND = re.compile(" (?:and|&) ")
_NEW_SENTENCE = re.compile(r"(?:^|[.!?:…]\W{0,4}\s|\d[.)]\s|[“\"‘])[^\w]*$")
_ENDING_POSSESSIVE = re.compile(r"(?<!Majesty)(?<!Children)(?<!Women)(?<!People)(?<!King)(?<!Queen)[’']s$")
"""A possessive that ends a name: "Chris Grayling’s | Ministry of Justice", but not "Her Majesty’s Inspectorate"."""
_WORDS_AFTER_NAMES = """
    Mr Mrs Ms Miss Dr Prof Professor Rev
    I I'm I've I'd I'll A An The This That These Those It He She We You They My Our Your His Their Its And But Or
    If In On At To By As Is Are Was Were Not No Yes So For From With When Where What Why How Who Which There Here
    Then Of Be Do Did Does Has Have Had Can Could Would Should Please Dear Also However All Any Some Monday
    Tuesday Wednesday Thursday Friday Saturday Sunday January February March June July September October November
    December
    """
_NEVER_IN_NAMES = frozenset(_WORDS_AFTER_NAMES.split())
"""Words that end a name and are not part of one. May, Will, April and August can be part of one."""

KNOWN, ENDS_NAME = 1, 2
"""Marks of characters inside a mention: of any term, and of a term that ends a name, such as a person or an office."""


class UnknownWording(NamedTuple):
    """One occurrence of an acronym or name that the vocabulary may lack."""

    wording: str
    """As written; acronyms without a plural or possessive ending."""
    is_name: bool
    starts_sentence: bool
    """If True, its first capital says nothing."""
    start: int
    stop: int
    """Character offsets into the text; `stop` is exclusive."""


def find_unknown(text: str, marks: bytearray) -> Iterator[UnknownWording]:
    """Yield the acronyms and names in `text` that are not mentions.

    `marks` has 0, KNOWN or ENDS_NAME for each character. A name whose words are all KNOWN is not new.
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
    """Return True if every longer word of `line` starts with a capital."""
    longer = _LONGER.findall(line)
    return not any(word[0].islower() for word in longer)


def is_signature(line: str) -> bool:
    """Return True if `line` consists of two or three capitalised words."""
    found = line.strip(" *_-–—.,").split()
    return 2 <= len(found) <= 3 and all(map(_CAPITALISED.fullmatch, found))


def _acronyms(capitalised: list[re.Match[str]], marks: bytearray) -> Iterator[UnknownWording]:
    for word in capitalised:
        at = word.start()
        for part in _HYPHEN.split(word[0]):
            wording = acronym(part)
            if wording and not marks[at]:
                yield UnknownWording(wording, False, False, at, at + len(wording))
            at += len(part) + 1


@lru_cache(maxsize=100_000)
def acronym(word: str) -> str:
    """Return `word` without a plural or possessive "s" if it is an acronym, otherwise an empty string."""
    bare = _PLURAL.sub("", _ANY_POSSESSIVE.sub("", word))
    if not _ACRONYM.fullmatch(bare) or _FAMILY.fullmatch(bare):
        return ""
    return "" if _SHORT_ROMAN.fullmatch(bare) or _ROMAN.fullmatch(bare) else bare


def _runs(text: str, capitalised: list[re.Match[str]], marks: bytearray) -> Iterator[list[re.Match[str]]]:
    """Split the capitalised words of a line into runs that may be one name each."""
    run: list[re.Match[str]] = []
    for word in capitalised:
        if run and not _continues(text, run, word, marks):
            yield run
            run = []
        if word[0].replace("’", "'") in _NEVER_IN_NAMES or marks[word.start()] == ENDS_NAME:
            yield run
            run = []
        else:
            run.append(word)
    yield run


def _continues(text: str, run: list[re.Match[str]], word: re.Match[str], marks: bytearray) -> bool:
    """Return True if `word` continues the name in `run`.

    "and" continues a name in "Police and Crime" and "for Work and Pensions", but not between two names.
    """
    between = _JOINED.fullmatch(text, run[-1].end(), word.start())
    if not between or _ENDING_POSSESSIVE.search(run[-1][0]):
        return False
    if not between[1]:
        return True
    before = text[run[0].start() : run[-1].end()]
    return (len(run) == 1 and not marks[run[0].start()]) or " for " in before


def _name(text: str, run: list[re.Match[str]], marks: bytearray, line: int) -> Iterator[UnknownWording]:
    """Yield the name in `run`, if it has two or more words, not all acronyms, and is not all known."""
    if len(run) < 2 or all(marks[word.start()] for word in run) or all(acronym(word[0]) for word in run):
        return
    start, stop = run[0].start(), run[-1].end()
    if len(run) == 2 and _AND.search(text, start, stop):
        return
    wording = _POSSESSIVE.sub("", text[start:stop])
    starts_sentence = bool(_NEW_SENTENCE.search(text[max(line, start - 8) : start]))
    yield UnknownWording(wording, True, starts_sentence, start, start + len(wording))


_AROUND = 48
"""Characters shown on each side of an example."""
_EXAMPLES = 2
_LOWER_CASE = re.compile(r"(?<![\w’'])[a-z]{2,}")


@dataclass(frozen=True)
class Example:
    """A wording with the words around it."""

    ref: str
    text: str


@dataclass(frozen=True)
class TermCandidate:
    """An acronym or a name that the vocabulary does not know."""

    wording: str
    """In its most frequent spelling."""
    threads: int
    """Posts that have it in their text or comments."""
    posts: int
    comments: int
    """Posts and comments that have it."""
    times: int
    """How often it occurs in all."""
    first: int | None
    last: int | None
    """First and last year; None if no text that has it is dated."""
    expansions: tuple[str, ...]
    """The long forms that texts give for it, most frequent first."""
    examples: tuple[Example, ...]


class ReviewedText(NamedTuple):
    """A post with its title, or a comment."""

    ref: str
    thread: int
    """The same number for a post and all its comments."""
    is_comment: bool
    year: int | None
    text: str
    """The visible text, with blank lines between paragraphs."""


class _TextFacts(NamedTuple):
    """What is remembered about a text."""

    thread: int
    is_comment: bool
    year: int | None


class CandidateCounter:
    """Counts acronyms and names as texts are added."""

    def __init__(self, known: Set[tuple[str, ...]]) -> None:
        """`known` has the keys of the vocabulary's wordings (`wording_key`)."""
        self._known = known
        self._texts: list[_TextFacts] = []
        self._acronyms: dict[str, _Occurrences] = {}
        self._names: dict[str, _Occurrences] = {}
        self._lower_case: Counter[str] = Counter()
        self._long_forms: defaultdict[str, Counter[str]] = defaultdict(Counter)

    def add(self, text: ReviewedText, marks: bytearray) -> None:
        """Count what `find_unknown` finds in a text."""
        number = len(self._texts)
        self._texts.append(_TextFacts(text.thread, text.is_comment, text.year))
        self._lower_case.update(_LOWER_CASE.findall(text.text))
        for unknown in find_unknown(text.text, marks):
            seen = self._names if unknown.is_name else self._acronyms
            seen.setdefault(unknown.wording, _Occurrences()).add(number, text, unknown)
        for short, long in find_expansions(text.text) if "(" in text.text else ():
            self._long_forms[_key(short)][" ".join(long.split())] += 1

    def acronyms(self) -> Iterator[TermCandidate]:
        """Yield the acronyms, without ordinary words in capitals; spellings that differ only in case are merged."""
        for key, wordings in self._by_key(self._acronyms).items():
            merged = _merged(wordings)
            if self._lower_case[key] <= len(merged.inside):
                yield self._candidate(merged, key)

    def names(self) -> Iterator[TermCandidate]:
        """Yield the names that occur inside a sentence at least once.

        One that only starts sentences may be a name after another word, as in "Yesterday Jane Austen".
        """
        found = {key: _merged(wordings) for key, wordings in self._by_key(self._names).items()}
        for key in [key for key, occurrences in found.items() if not occurrences.inside]:
            if rest := found.get(key.partition(" ")[2]):
                rest.starting += found[key].starting
        yield from (self._candidate(occurrences, key) for key, occurrences in found.items() if occurrences.inside)

    def _by_key(self, found: dict[str, _Occurrences]) -> dict[str, dict[str, _Occurrences]]:
        """Group the spellings of each wording that the vocabulary lacks by the folded words."""
        by_key: defaultdict[str, dict[str, _Occurrences]] = defaultdict(dict)
        for wording, occurrences in found.items():
            if (words := wording_key(wording)) not in self._known:
                by_key[" ".join(words)][wording] = occurrences
        return by_key

    def _candidate(self, found: _Occurrences, key: str) -> TermCandidate:
        numbers = [*found.inside, *found.starting]
        places = [self._texts[number] for number in set(numbers)]
        years = {place.year for place in places if place.year}
        comments = sum(place.is_comment for place in places)
        long = self._long_forms.get(key, Counter())
        return TermCandidate(
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


class _Occurrences:
    """Where one wording occurs."""

    __slots__ = ("examples", "inside", "starting", "wording")

    def __init__(self, wording: str = "") -> None:
        self.wording = wording
        self.inside: list[int] = []
        """The numbers of the texts, once for each occurrence inside a sentence."""
        self.starting: list[int] = []
        """The same for occurrences at the start of a sentence."""
        self.examples: list[tuple[int, Example]] = []
        """Examples with their threads: from two threads if possible, otherwise two from one thread."""

    def add(self, number: int, text: ReviewedText, unknown: UnknownWording) -> None:
        (self.starting if unknown.starts_sentence else self.inside).append(number)
        if self._is_worth_showing(text.thread, text.ref):
            self._show(text.thread, Example(text.ref, _around(text.text, unknown.start, unknown.stop)))

    def join(self, other: _Occurrences) -> None:
        self.inside += other.inside
        self.starting += other.starting
        for thread, example in other.examples:
            if self._is_worth_showing(thread, example.ref):
                self._show(thread, example)

    def _is_worth_showing(self, thread: int, ref: str) -> bool:
        if len(self.examples) < _EXAMPLES:
            return all(example.ref != ref for _, example in self.examples)
        return len({thread for thread, _ in self.examples}) == 1 and thread != self.examples[0][0]

    def _show(self, thread: int, example: Example) -> None:
        self.examples[_EXAMPLES - 1 :] = [(thread, example)]


def _merged(wordings: dict[str, _Occurrences]) -> _Occurrences:
    """Merge all spellings under the most frequent one."""
    order = sorted(wordings, key=lambda wording: (-len(wordings[wording].inside), wording))
    merged = _Occurrences(order[0])
    for wording in order:
        merged.join(wordings[wording])
    return merged


def _around(text: str, start: int, stop: int) -> str:
    """Return the whole words around an occurrence."""
    begin, end = max(0, start - _AROUND), min(len(text), stop + _AROUND)
    before = text[begin:start].partition(" ")[2] if begin else text[begin:start]
    after = text[stop:end].rpartition(" ")[0] if end < len(text) else text[stop:end]
    shown = " ".join(f"{before}{text[start:stop]}{after}".split())
    return f"{'…' * (begin > 0)}{shown}{'…' * (end < len(text))}"


def _key(wording: str) -> str:
    return " ".join(wording_key(wording))
