"""What the vocabulary says of a text: the few terms it is about, and the words that called for each.

One rule: when in doubt, no tag. A wrong tag sends readers astray; a missing one costs them a search.

`content/vocabulary.toml` says in plain words what its keys do. Here is how that is carried out. Title and
text are cut into words, and the wordings of all terms are looked for in one pass. Of two that overlap, only
the longer is a mention: "Senior Probation Officer" is no mention of "Probation Officer". An ambiguous wording
is one only if its term has evidence: a sure wording or a context word anywhere in the same text, or a day of
publication within the term's dates. If two terms have evidence for it, neither gets the mention.
"""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields
from datetime import date
from enum import Enum
from functools import cached_property, lru_cache
from itertools import pairwise
from typing import NamedTuple

from archive.errors import BrokenSettings
from archive.text import fold

# The numbers below were set by reading the tags of 23 real posts (57 to 4,240 words), November 2026.

AT_LEAST = {
    "organisation": 3,
    "role": 5,
    "person": 2,
    "policy": 3,
    "system": 3,
    "programme": 3,
    "place": 5,
    "topic": 3,
}
"""The kinds of term, and how many mentions make a tag of one."""

LONG = 800
"""A long text asks for one mention in so many words, if that is more."""

SHORT = 100
"""A short text asks for one mention and one more in so many words, if that is less."""

NEAR = 12
"""Mentions of one term no further apart than so many words count as one: "Target Operating Model (TOM)"."""

OPENING = 40
"""A mention among the first so many words of the text counts for one more."""

_INSIDE = "'’‘ʼ\xad\u200b"
_LETTER = r"[\w\u0300-\u036f]"
_WORD = re.compile(
    rf"{_LETTER}+(?:[{_INSIDE}]+{_LETTER}+)*(?:(?:@|://|\.(?=\w))[^\s<>()\]]*)?[’']?"  # a word or an address
    r"|\n[^\S\n]*\n"  # the end of a paragraph
    r"|(?!(?<=\w)[-‐‑/](?=\w))[^\s*_\\]"  # a mark that parts; a hyphen or slash inside words does not
)
_PARAGRAPH_END = "\n\n"
_DROPPED = str.maketrans("", "", _INSIDE)
_ID = re.compile("[a-z0-9]+(?:-[a-z0-9]+)*")


@dataclass(frozen=True)
class Term:
    """One `[[term]]` of the vocabulary; the fields are its keys."""

    id: str
    """Small letters, digits and hyphens. Never changes, so that addresses last."""
    label: str
    """What readers see. Also a sure wording, unless `ambiguous` has it."""
    kind: str
    """A key of AT_LEAST."""
    variants: tuple[str, ...] = ()
    """More sure wordings: they can mean nothing else."""
    ambiguous: tuple[str, ...] = ()
    """Wordings that need evidence. Capitals in them count."""
    context: tuple[str, ...] = ()
    """Words that are evidence for the ambiguous wordings, and no mention themselves."""
    since: date | None = None
    until: date | None = None
    """Posts published from `since` to `until`, both included, need no other evidence."""
    as_written: bool = False
    """True where capitals count in the sure wordings too."""
    title_only: bool = False
    """True for what is met nearly everywhere: only a mention in the title makes a tag."""
    at_least: int = 0
    """How many mentions make a tag; 0 for the number usual for its kind."""

    @property
    def sure(self) -> tuple[str, ...]:
        """The label, unless ambiguous, and the variants."""
        unsure = map(wording_key, self.ambiguous)
        return self.variants if wording_key(self.label) in unsure else (self.label, *self.variants)

    def current(self, day: date | None) -> bool:
        """True if the term has dates and `day` is known and within them."""
        if day is None or (self.since is None and self.until is None):
            return False
        return (self.since or day) <= day <= (self.until or day)


@dataclass(frozen=True)
class Vocabulary:
    """All terms, in the order of their ids."""

    terms: tuple[Term, ...]

    @cached_property
    def wordings(self) -> dict[tuple[str, ...], tuple[_Wording, ...]]:
        """What each run of folded words may stand for."""
        index: dict[tuple[str, ...], list[_Wording]] = {}
        for wording in (wording for term in self.terms for wording in _wordings(term)):
            index.setdefault(wording.key, []).append(wording)
        return {key: tuple(found) for key, found in index.items()}

    @cached_property
    def lengths(self) -> dict[str, tuple[int, ...]]:
        """For each folded word that wordings begin with: how many words those have."""
        lengths: dict[str, set[int]] = {}
        for key in self.wordings:
            lengths.setdefault(key[0], set()).add(len(key))
        return {word: tuple(sorted(found)) for word, found in lengths.items()}


@dataclass(frozen=True)
class Tag:
    """A term that a text is about."""

    term: Term
    mentions: int
    found: tuple[str, ...]
    """The words that called for it, each wording once, in order; with spaces for the hyphens of the text."""


def tags_of(title: str, text: str, day: date | None, vocabulary: Vocabulary, limit: int = 8) -> tuple[Tag, ...]:
    """What a post with this `title` and `text`, published on `day`, is about: most salient first, or nothing.

    `text` is Markdown or plain, with blank lines between paragraphs. At most `limit` tags.
    """
    heading = _words_of(title)
    words = [*heading, _PARAGRAPH_END, *_words_of(text)]
    mentions: dict[str, list[_Match]] = {}
    for term_id, match in _mentions(words, day, vocabulary):
        mentions.setdefault(term_id, []).append(match)
    found = [(term, mentions[term.id]) for term in vocabulary.terms if term.id in mentions]
    weighed = [(_salience(term, matches, len(heading), len(words)), term, matches) for term, matches in found]
    salient = sorted((entry for entry in weighed if entry[0] >= 1), key=lambda entry: -entry[0])
    return tuple(_tag(term, matches, words) for _, term, matches in salient[:limit])


def term_for_label(label: str, vocabulary: Vocabulary) -> Term | None:
    """The term that a source's `label` names: by the term's label or, failing that, one of its variants."""
    key = wording_key(label)
    named = [term for term in vocabulary.terms if wording_key(term.label) == key]
    called = [term for term in vocabulary.terms if key in map(wording_key, term.variants)]
    return next(iter(named + called), None)


def wording_key(wording: str) -> tuple[str, ...]:
    """The folded words of `wording`: equal for two that differ only in case, hyphens or apostrophes."""
    return tuple(map(_folded, _words_of(wording)))


def read_vocabulary(text: str, name: str) -> Vocabulary:
    """The vocabulary in `text`, the TOML of a file called `name`.

    Raises BrokenSettings with one line for each problem, naming the file and the entry.
    """
    entries = _entries(text, name)
    faults = [list(_entry_faults(entry)) for entry in entries]
    terms = [_term(entry) for entry, found in zip(entries, faults, strict=True) if not found]
    problems = [
        f"{name}: term {number} ({entry.get('id', 'no id')}): {fault}"
        for number, (entry, found) in enumerate(zip(entries, faults, strict=True), start=1)
        for fault in found
    ]
    problems += [f"{name}: {fault}" for fault in (*_repeats(entries), *_claim_faults(terms))]
    if problems:
        raise BrokenSettings("\n".join(problems))
    return Vocabulary(tuple(sorted(terms, key=lambda term: term.id)))


class _Role(Enum):
    SURE = "sure"
    AMBIGUOUS = "ambiguous"
    CONTEXT = "context"


class _Wording(NamedTuple):
    term: Term
    role: _Role
    key: tuple[str, ...]
    written: tuple[str | None, ...]
    """The words that must be met as written; None where capitals do not matter."""


class _Match(NamedTuple):
    start: int
    length: int
    wordings: tuple[_Wording, ...]


def _words_of(text: str) -> list[str]:
    """Words, addresses, punctuation marks and ends of paragraphs."""
    return _WORD.findall(text)


def _written(word: str) -> str:
    """`word` without apostrophes: "CRC's", "CRCs’" and "CRCs" are one."""
    return word.translate(_DROPPED).strip("_")


@lru_cache(maxsize=100_000)
def _folded(word: str) -> str:
    return "and" if word == "&" else fold(_written(word))


def _wordings(term: Term) -> Iterator[_Wording]:
    """Every wording of `term`, as it is and with an "s" at its end: a plural or a possessive."""
    roles = ((_Role.SURE, term.sure), (_Role.AMBIGUOUS, term.ambiguous), (_Role.CONTEXT, term.context))
    for role, wording in ((role, wording) for role, wordings in roles for wording in wordings):
        *first, last = _words_of(wording)
        strict = role is _Role.AMBIGUOUS or (role is _Role.SURE and term.as_written)
        for words in ((*first, last), (*first, _written(last) + "s")):
            written = tuple(_written(word) if _capitals_count(word, strict) else None for word in words)
            yield _Wording(term, role, tuple(map(_folded, words)), written)


def _capitals_count(word: str, strict: bool) -> bool:
    """True for "CRC", "nDelius" and "E3" always; for "Trust" where the wording is strict about capitals."""
    return any(letter.isupper() or letter.isdigit() for letter in (word if strict else word[1:]))


def _matches(words: list[str], vocabulary: Vocabulary) -> Iterator[_Match]:
    """Everything in `words` that is a wording or a context word, overlapping or not."""
    folded = list(map(_folded, words))
    lengths, wordings = vocabulary.lengths, vocabulary.wordings
    for start in (place for place, word in enumerate(folded) if word in lengths):
        for length in lengths[folded[start]]:
            called = wordings.get(tuple(folded[start : start + length]), ())
            fitting = tuple(wording for wording in called if _fits(wording, words[start : start + length]))
            if fitting:
                yield _Match(start, length, fitting)


def _fits(wording: _Wording, words: list[str]) -> bool:
    return all(must is None or must == _written(word) for must, word in zip(wording.written, words, strict=True))


def _mentions(words: list[str], day: date | None, vocabulary: Vocabulary) -> Iterator[tuple[str, _Match]]:
    """What is mentioned where, in order: ids of terms."""
    matches = list(_matches(words, vocabulary))
    kept = _longest((match for match in matches if _calls(match)), len(words))
    evident = {w.term.id for match in matches for w in match.wordings if w.role is _Role.CONTEXT}
    evident |= {w.term.id for match in kept for w in match.wordings if w.role is _Role.SURE}
    for match in kept:
        called = {w.term.id: w.term for w in match.wordings if w.role is not _Role.CONTEXT}
        meant = [term_id for term_id, term in called.items() if term_id in evident or term.current(day)]
        if len(meant) == 1:
            yield meant[0], match


def _calls(match: _Match) -> bool:
    """False for what is only a context word."""
    return any(wording.role is not _Role.CONTEXT for wording in match.wordings)


def _longest(matches: Iterable[_Match], count: int) -> list[_Match]:
    """The matches that no longer one overlaps; of equal ones, the first. `count`: words in the text."""
    taken = bytearray(count)
    kept = []
    for match in sorted(matches, key=lambda match: (-match.length, match.start)):
        span = slice(match.start, match.start + match.length)
        if not any(taken[span]):
            taken[span] = b"\1" * match.length
            kept.append(match)
    return sorted(kept)


def _salience(term: Term, found: list[_Match], heading: int, count: int) -> float:
    """How many times over the mentions `found` make a tag of `term`; below 1, none. A title counts for two.

    Dividing by what is asked puts a rare term before a common one. The first `heading` of the `count` words
    are the title.
    """
    in_title = found[0].start < heading
    if term.title_only and not in_title:
        return 0.0
    opened = any(heading < match.start <= heading + OPENING for match in found)
    apart = 1 + sum(after.start - before.start > NEAR for before, after in pairwise(found))
    usual = term.at_least or AT_LEAST[term.kind]
    asked = max(min(usual, 1 + count // SHORT), count // LONG)
    return (apart + opened) / asked + 2 * in_title


def _tag(term: Term, found: list[_Match], words: list[str]) -> Tag:
    shown = (" ".join(words[match.start : match.start + match.length]) for match in found)
    return Tag(term, len(found), tuple(dict.fromkeys(text.strip(f"_{_INSIDE}") for text in shown)))


_SHAPES: dict[str, tuple[type, str]] = {
    **dict.fromkeys(("id", "label", "kind"), (str, "text in quotation marks")),
    **dict.fromkeys(("variants", "ambiguous", "context"), (list, "a list of texts in quotation marks")),
    **dict.fromkeys(("since", "until"), (date, "a date such as 2014-06-01, without quotation marks")),
    **dict.fromkeys(("as_written", "title_only"), (bool, "true or false")),
    "at_least": (int, "a whole number"),
}


def _entries(text: str, name: str) -> list[dict[str, object]]:
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise BrokenSettings(f"{name}: not readable as TOML: {error}") from error
    entries = document.pop("term", [])
    if document or not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        strangers = ", ".join(document) or "term"
        raise BrokenSettings(f"{name}: may hold only [[term]] entries, and has something else called {strangers}")
    return entries


def _term(entry: dict[str, object]) -> Term:
    values = {key: tuple(value) if isinstance(value, list) else value for key, value in entry.items()}
    return Term(**values)  # type: ignore[arg-type]  # _entry_faults has found nothing wrong


def _entry_faults(entry: dict[str, object]) -> Iterator[str]:
    """What is wrong with an entry by itself."""
    for key in ("id", "label", "kind"):
        if key not in entry:
            yield f"has no {key}"
    for key, value in entry.items():
        if key not in _SHAPES:
            yield f"unknown key {key}; keys are {', '.join(field.name for field in fields(Term))}"
        elif type(value) is not _SHAPES[key][0]:
            yield f"{key} must be {_SHAPES[key][1]}"
        else:
            yield from _value_faults(key, value)
    since, until = entry.get("since"), entry.get("until")
    if isinstance(since, date) and isinstance(until, date) and since > until:
        yield "since is later than until"


def _value_faults(key: str, value: object) -> Iterator[str]:
    """What is wrong with a value of the right type."""
    if isinstance(value, list) and not all(isinstance(text, str) and _has_letters(text) for text in value):
        yield f"{key} holds something that is empty or not in quotation marks"
    if key == "id" and not _ID.fullmatch(str(value)):
        yield "id may have small letters a to z, digits and single hyphens only"
    if key == "label" and not _has_letters(str(value)):
        yield "label is empty"
    if key == "label" and ";" in str(value):
        yield 'label may not have ";" in it, which parts the tags of a content file'
    if key == "at_least" and isinstance(value, int) and value < 1:
        yield "at_least must be 1 or more"
    if key == "kind" and value not in AT_LEAST:
        yield f"unknown kind {value}; kinds are {', '.join(AT_LEAST)}"


def _has_letters(text: str) -> bool:
    return any(map(str.isalnum, text))


def _repeats(entries: list[dict[str, object]]) -> Iterator[str]:
    """Ids and labels that more than one entry has."""
    for key in ("id", "label"):
        times = Counter(fold(str(entry[key])) for entry in entries if key in entry)
        yield from (f'{count} terms have the {key} "{value}"' for value, count in times.items() if count > 1)


def _claim_faults(terms: list[Term]) -> Iterator[str]:
    """Wordings that two terms claim though one of them is sure of it, or that one term claims both ways."""
    clashes: dict[str, str] = {}
    for key, called in Vocabulary(tuple(terms)).wordings.items():
        claims = {(wording.term.id, wording.role) for wording in called if wording.role is not _Role.CONTEXT}
        if len(claims) > 1 and any(role is _Role.SURE for _, role in claims):
            clashes.setdefault(" and ".join(sorted({term_id for term_id, _ in claims})), " ".join(key))
    for claimants, wording in clashes.items():
        yield f'"{wording}" is claimed by {claimants}: make it ambiguous, and nothing else, in each'
