"""Terms of the vocabulary that look alike, so that one may be the other.

The rule: a hint for a person, never a verdict. Short wordings differ by a letter all the time ("CRC", "CRN"), so only
long ones are compared by letters.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

import numpy
from rapidfuzz.distance import Levenshtein
from rapidfuzz.process import cdist

from archive.tags.vocabulary import Term, Vocabulary, wording_key

LONG = 8
"""Letters and digits of a wording from which one letter more, less or other is a likeness."""


@dataclass(frozen=True)
class Likeness:
    """Two terms with wordings that meet, or nearly."""

    one: str
    other: str
    """Their ids."""
    wordings: tuple[str, str]
    """One of each."""
    why: str
    """In words."""


def alike(vocabulary: Vocabulary) -> tuple[Likeness, ...]:
    """The pairs of terms that look alike, each once, by the wordings that are most alike.

    Every wording is compared with every other in one call of a library: 5,000 wordings, which is what the vocabulary
    of November 2026 has, take 0.4 s of CPU.
    """
    wordings = [_Wording(term.id, text, wording_key(text)) for term in vocabulary.terms for text in _texts(term)]
    found: dict[tuple[str, str], Likeness] = {}
    for rank, one, other in sorted(_near(wordings)):
        if one.term_id != other.term_id:
            pair = Likeness(one.term_id, other.term_id, (one.text, other.text), _WHY[rank])
            found.setdefault((pair.one, pair.other), pair)
    return tuple(found[pair] for pair in sorted(found))


_WHY = ("the same wording", "differ in a plural, hyphen or space", "one letter apart")


class _Wording(NamedTuple):
    term_id: str
    text: str
    key: tuple[str, ...]

    @property
    def letters(self) -> str:
        return "".join(self.key)

    @property
    def singular(self) -> str:
        """Without an "s" at its end; the capital one of "CAS" makes no plural of "CA"."""
        return self.letters[: -self.text.endswith("s") or None]


def _near(wordings: list[_Wording]) -> Iterator[tuple[int, _Wording, _Wording]]:
    """Wordings that are alike, and how much; 0 is most."""
    letters = [wording.letters for wording in wordings]
    apart = cdist(letters, letters, scorer=Levenshtein.distance, score_cutoff=1, dtype=numpy.uint8)
    for one, other in numpy.argwhere(numpy.triu(apart <= 1, k=1)).tolist():
        rank = _rank(wordings[one], wordings[other])
        if rank is not None:
            yield rank, wordings[one], wordings[other]


def _rank(one: _Wording, other: _Wording) -> int | None:
    if one.key == other.key:
        return 0
    if one.singular == other.singular:
        return 1
    return 2 if min(len(one.letters), len(other.letters)) >= LONG else None


def _texts(term: Term) -> dict[str, None]:
    return dict.fromkeys(text for text in (term.label, term.full, *term.variants, *term.ambiguous) if text)
