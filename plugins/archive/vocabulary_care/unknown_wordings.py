"""What a text says that may be worth a term: acronyms, and names of two capitalised words and more.

The rules are rough and cheap, for a person looks the list over. What stands in capitals only because its line or its
sentence does is no sign of anything, so such lines are skipped and the beginnings of sentences are kept apart.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import chain
from typing import NamedTuple

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
