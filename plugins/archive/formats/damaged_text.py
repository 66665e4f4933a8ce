"""Find words that were damaged before they reached the archive: lost ligatures, and text decoded twice.

The rule: damage is reported and never repaired, because the original may be at hand. Programs that extract text from
PDF files lose the single characters for "ff", "fi", "fl", "ffi" and "ffl", and leave a gap ("of ce", "di cult").
Programs that read UTF-8 as Windows-1252 leave "â€™" for an apostrophe.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain, pairwise
from typing import NamedTuple

_WORDS = re.findall(
    r"\w+",
    """
    office offices officer officers official officials officially difficult difficulty difficulties different
    differently difference differences effect effects effective effectively efficient efficiently efficiency effort
    efforts affect affects affected affecting afford affordable suffer suffers suffered suffering sufficient
    sufficiently offender offenders offence offences offending offered staffing staffed benefit benefits beneficial
    specific specifically specified significant significantly scientific confident confidential confidentiality
    confidence confirm confirmed confirms confirmation conflict conflicts identified identification qualified
    qualification qualifications justified justification classified notified notification verified satisfied modified
    certified certificate certificates clarified clarification defined definition definitely deficit reflect reflects
    reflected reflecting reflection refined influence influenced inflation profile profiles profit profits artificial
    superficial financial finances finally first figure figures findings final workflow cashflow overflow traffic
    simplified
    """,
)
"""Words of a union and of the probation service that PDF files print with a ligature."""
_LIGATURES = ("ffi", "ffl", "ff", "fi", "fl")
_ENGLISH = frozenset(["proles", "prots"])
"""Words that would be taken for others without their ligature."""
_SHORTEST_JOINED = 6
"""Letters; shorter words without their ligature may be names or abbreviations."""
_TWICE_DECODED = re.compile(r"â€[\x80-\xbf™œ“”˜¦šž]?|Ã[\x80-\xbfƒ†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]|Â[\xa0£©®°·«»½¼¾]")
_WORD = re.compile(r"\w+")
_SHOWN = 3


class _Word(NamedTuple):
    start: int
    stop: int
    text: str


@dataclass(frozen=True)
class Damage:
    """Damaged words of one kind, as they are written."""

    what: str
    examples: tuple[str, ...]
    count: int

    def joined(self, other: Damage) -> Damage:
        """Return the damage of two texts; it is of one kind."""
        return Damage(self.what, (self.examples + other.examples)[:_SHOWN], self.count + other.count)

    def sentence(self, where: str) -> str:
        """Return what to tell a keeper; `where` names the first text that has such words."""
        few = ", ".join(f"“{example}”" for example in dict.fromkeys(self.examples[:_SHOWN]))
        return f"{where}: {self.what} ({self.count}), such as {few}; kept as they are: compare them with the original"


def find_damage(text: str) -> Iterator[Damage]:
    """Yield what is damaged in `text`, by kind."""
    for what, found in (
        ("words that seem to have lost letters (ff, fi, fl)", _lost_ligatures(text)),
        ("words with characters that were decoded twice", _decoded_twice(text)),
    ):
        if found:
            yield Damage(what, tuple(found), len(found))


def _lost_ligatures(text: str) -> list[str]:
    if _FRAGMENTS.isdisjoint(text.lower().replace("\ufffd", " ").split()):
        return []
    words = pairwise(chain([None], _WORD.finditer(text)))
    return [
        " ".join(text[start : word.end()].split())
        for before, word in words
        if word
        and word[0].lower() in _FRAGMENTS
        and (start := _start_of_damage(_word_at(before), _word_at(word), text)) is not None
    ]


def _word_at(found: re.Match[str] | None) -> _Word:
    return _Word(found.start(), found.end(), found[0].lower()) if found else _Word(0, 0, "")


def _start_of_damage(before: _Word, word: _Word, text: str) -> int | None:
    """Return where a damaged word starts that ends with `word`; None if it is sound."""
    if word.text in _JOINED or (("", word.text) in _PARTED and text[word.start - 1 : word.start].isspace()):
        return word.start
    gap = text[before.stop : word.start]
    return before.start if (before.text, word.text) in _PARTED and not gap.strip(" \xa0\ufffd") else None


def _decoded_twice(text: str) -> list[str]:
    if "â€" not in text and "Ã" not in text and "Â" not in text:
        return []
    return [word for word in text.split() if _TWICE_DECODED.search(word)]


def _parted(word: str) -> Iterator[tuple[str, str]]:
    """Yield the two parts of `word` that are left without each ligature in it."""
    for ligature in _LIGATURES:
        left, found, right = word.partition(ligature)
        if found and right and left + right not in _ENGLISH:
            yield left, right


_PARTED = frozenset(parts for word in _WORDS for parts in _parted(word))
_JOINED = frozenset(left + right for left, right in _PARTED if left and len(left + right) >= _SHORTEST_JOINED)
_FRAGMENTS = _JOINED | {right for _, right in _PARTED}
