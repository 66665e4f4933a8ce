"""Where a text names the terms of the vocabulary: every place, in one pass.

The rule: a mention is what a careful reader would take for one; whether the text is about the term is another question
(`archive.tags.scoring`).

`content/vocabulary.toml` says in plain words what its keys do. Here is how that is carried out. Title and text are cut
into words, and the wordings of all terms are looked for together: time grows with the words, not with the terms. Of
two that overlap, only the longer is a mention: "Senior Probation Officer" is no mention of "Probation Officer". An
ambiguous wording is one only if its term has evidence: a sure wording or a context word anywhere in the same text, or
a day of publication within the term's dates; the day is none for an acronym if a word speaks `against` it. For a name,
which has capitals, COMPANY of the term's companions are evidence if there is no other. If two terms have evidence for
it, neither gets the mention.

The companions of terms that a text has: words that go with a term, as the vocabulary lists them.

The rule: one companion says nothing, and the same one twice no more than once.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import accumulate
from typing import NamedTuple

from archive.tags.vocabulary import (
    CALLING,
    INSIDE,
    PARAGRAPH_END,
    SIGNS,
    Branch,
    Role,
    Term,
    Vocabulary,
    Wording,
    folded_word,
    pieces_of,
    written_word,
)


class Company:
    """A text that can be asked for companions. Nothing is done before it is asked."""

    def __init__(self, words: Sequence[str]) -> None:
        """`words` are those of the text with its title, in order; it may have marks among them."""
        self._given = words

    def of(self, term: Term) -> int:
        """How many different companions of `term` it has, with or without an "s" at their ends."""
        words, phrases = term.companion_words
        met = {companion for word, companion in words.items() if word in self._words}
        return len(met) + sum(self._words.issuperset(first) and self._has(phrase) for first, phrase in phrases)

    def _has(self, phrase: str) -> bool:
        return f" {phrase} " in self._running or f" {phrase}s " in self._running

    @cached_property
    def _words(self) -> frozenset[str]:
        return frozenset(self._running.split())

    @cached_property
    def _running(self) -> str:
        return f" {' '.join(self._given)} ".casefold()


COMPANY = 3
"""So many companions of a term are evidence."""
_AROUND = f"_{INSIDE}"
"""What the first and the last word of a wording may have about them and is not shown: emphasis, a closing quote."""


@dataclass(frozen=True)
class Mention:
    """One place where a term is named."""

    term: Term
    wording: str
    """As it is written there."""
    in_title: bool
    start: int
    stop: int
    """Offsets in characters into the title or the text, stop not included."""


def mentions(title: str, text: str, day: date | None, vocabulary: Vocabulary) -> tuple[Mention, ...]:
    """All that `title` and `text`, published on `day`, name of `vocabulary`, in order, the title first.

    `text` is plain or Markdown; nothing is found across a blank line in it.
    """
    heading, body = pieces_of(title), pieces_of(text)
    words = [*heading[1::2], PARAGRAPH_END, *body[1::2]]
    called = list(_called(words, day, vocabulary, Company(words)))
    if not called:
        return ()
    before = len(heading) // 2
    starts = [*_starts(heading), 0, *_starts(body)]
    found = []
    for term, match in called:
        last = match.start + match.length - 1
        in_title = last < before
        stop = starts[last] + len(words[last])
        found.append(_mention(term, title if in_title else text, in_title, starts[match.start], stop))
    return tuple(found)


def _starts(pieces: list[str]) -> list[int]:
    """Where each word begins."""
    return list(accumulate(map(len, pieces)))[:-1:2]


def _mention(term: Term, text: str, in_title: bool, start: int, stop: int) -> Mention:
    bare = text[start:stop].lstrip(_AROUND)
    wording = bare.rstrip(_AROUND)
    start = stop - len(bare)
    return Mention(term, wording, in_title, start, start + len(wording))


class _Match(NamedTuple):
    start: int
    length: int
    wordings: tuple[Wording, ...]


def _called(
    words: list[str], day: date | None, vocabulary: Vocabulary, company: Company
) -> Iterator[tuple[Term, _Match]]:
    """What is mentioned where, in order."""
    matches = list(_matches(words, vocabulary))
    kept = _longest(match for match in matches if _takes_its_words(match))
    signs = [wording for match in matches for wording in match.wordings if wording.role in SIGNS]
    evident = {w.term.id for w in signs if w.role is Role.CONTEXT}
    evident |= {w.term.id for match in kept for w in match.wordings if w.role is Role.SURE}
    against = {w.term.id for w in signs if w.role is Role.AGAINST}
    for match in kept:
        called = {w.term.id: w for w in match.wordings if w.role in CALLING}
        dated = (w for w in called.values() if w.term.current(day))
        meant = evident & called.keys() | {w.term.id for w in dated if not (w.is_acronym and w.term.id in against)}
        meant = meant or _accompanied(called, company)
        if len(meant) == 1:
            yield called[meant.pop()].term, match


def _accompanied(called: Mapping[str, Wording], company: Company) -> set[str]:
    """The ids of the terms that most companions speak for, if they are enough. Only a name, with capitals, may need no
    better evidence."""
    numbers = {term_id: company.of(wording.term) for term_id, wording in called.items() if any(wording.written)}
    most = max(numbers.values(), default=0)
    return {term_id for term_id, number in numbers.items() if number == most} if most >= COMPANY else set()


def _matches(words: list[str], vocabulary: Vocabulary) -> Iterator[_Match]:
    """Everything in `words` that is a wording or a context word, overlapping or not."""
    begun = [(start, branch) for start, branch in enumerate(map(vocabulary.roots.__getitem__, words)) if branch]
    for start, root in begun:
        branch: Branch | None = root
        stop = start
        while branch:
            stop += 1
            if fitting := _fitting(branch, words[start:stop]) if branch.strict else branch.wordings:
                yield _Match(start, stop - start, fitting)
            branch = branch.after.get(folded_word(words[stop])) if stop < len(words) else None


def _fitting(branch: Branch, words: list[str]) -> tuple[Wording, ...]:
    return tuple(wording for wording in branch.wordings if _fits(wording, words))


def _fits(wording: Wording, words: list[str]) -> bool:
    written = wording.written
    return not written or all(
        must is None or must == written_word(word) for must, word in zip(written, words, strict=True)
    )


def _takes_its_words(match: _Match) -> bool:
    """False for what is only a sign."""
    return any(wording.role not in SIGNS for wording in match.wordings)


def _longest(matches: Iterable[_Match]) -> list[_Match]:
    """The matches that no longer one overlaps; of equal ones, the first."""
    taken: set[int] = set()
    kept = []
    for match in sorted(matches, key=lambda match: (-match.length, match.start)):
        places = range(match.start, match.start + match.length)
        if taken.isdisjoint(places):
            taken.update(places)
            kept.append(match)
    return sorted(kept, key=lambda match: match.start)
