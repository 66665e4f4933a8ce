"""Words as numbers: one key for each run of letters and digits, so that typography cannot tell two texts apart.

A word has no key ("–", "…"), one ("Don’t" and "don't" have the same) or several ("well-known" has those of "well
known"). Keys are hashes of the letters alone: they are the same in every run, order and archive.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntFlag
from hashlib import blake2b
from itertools import accumulate
from unicodedata import normalize

import numpy as np
from numpy.typing import NDArray

from archive.reuse.values import Text
from archive.text import fold


class Mark(IntFlag):
    """What is known of a token besides its key."""

    MIDDLE = 1
    """Four letters: says something."""
    LONG = 2
    """Five letters and more, or a number: says much. Shorter words stand next to each other by chance."""
    NUMBER = 4
    CAPITAL = 8
    OPENS = 16
    """Its word starts with a quotation mark."""
    # Of the words from the token before up to this one
    AFTER_STOP = 32
    AFTER_GAP = 64
    """An ellipsis stands before it."""
    AFTER_COLON = 128
    AFTER_INTRODUCTION = 256
    """":-" stands before it: this blog's way to say that somebody else speaks from here on."""
    AFTER_SEPARATOR = 512
    """"--oo00oo--": somebody else speaks no more."""


_TOKEN = re.compile(r"[^\W_]+")
_OWN = (
    (Mark.NUMBER, re.compile(r"\d")),
    (Mark.CAPITAL, re.compile(r"^\W*(?!I\b)[^\W\d_a-z]")),
    (Mark.OPENS, re.compile(r"^[(\[]*[\"'“‘«„]")),
)
_LATER = (
    (Mark.AFTER_STOP, re.compile(r"[.!?:;•…][\"'”’)\]]*$|^\W+$")),
    (Mark.AFTER_GAP, re.compile(r"…|\.\.")),
    (Mark.AFTER_COLON, re.compile(r":\W*$")),
    (Mark.AFTER_INTRODUCTION, re.compile(r":[-–—]+\W*$")),
    (Mark.AFTER_SEPARATOR, re.compile(r"^\W*o+0+o+\W*$", re.IGNORECASE)),
)


@dataclass(frozen=True)
class Tokens:
    """The tokens of one text after the other."""

    keys: NDArray[np.uint64]
    marks: NDArray[np.uint16]
    word_at: NDArray[np.int32]
    """Offset, in its text, of the word a token belongs to."""
    ends: NDArray[np.int64]
    """Position after the last token of each text."""


def tokens(texts: Iterable[Text]) -> tuple[Tokens, NDArray[np.int64]]:
    """The tokens of `texts`, and the number of words of each text. Each text may be forgotten once it is read."""
    forms, codes = _Forms(), array("i")
    word_ends = array("q")
    for text in texts:
        codes.extend(map(forms.__getitem__, text.words))
        word_ends.append(len(codes))
    ends = np.array(word_ends, dtype=np.int64)
    return _expanded(forms, np.array(codes, dtype=np.int32), ends), np.diff(ends, prepend=0)


class _Forms(dict[str, int]):
    """The number of each different word; the lists have what belongs to it."""

    def __init__(self) -> None:
        super().__init__()
        self.keys_of: list[list[int]] = []
        self.marks_of: list[list[int]] = []
        self.later: list[int] = []

    def __missing__(self, word: str) -> int:
        found = _TOKEN.findall(fold(normalize("NFKC", word)).replace("'", ""))
        own = sum(mark for mark, pattern in _OWN if pattern.search(word))
        self.keys_of.append([_key(token) for token in found])
        self.marks_of.append([own | _weight(token) for token in found])
        self.later.append(sum(mark for mark, pattern in _LATER if pattern.search(word)))
        self[word] = len(self)
        return self[word]


def _key(token: str) -> int:
    return int.from_bytes(blake2b(token.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "little")


def _weight(token: str) -> int:
    if len(token) > 4 or token.isdigit():
        return Mark.LONG
    return Mark.MIDDLE if len(token) == 4 else 0


def _expanded(forms: _Forms, codes: NDArray[np.int32], word_ends: NDArray[np.int64]) -> Tokens:
    """The tokens of the words whose forms are `codes`."""
    counts = np.array([len(keys) for keys in forms.keys_of] or [0], dtype=np.int32)
    firsts = np.array(list(accumulate(counts.tolist(), initial=0)), dtype=np.int32)
    before = np.concatenate(([0], np.cumsum(counts[codes], dtype=np.int64)))
    word = np.repeat(np.arange(len(codes), dtype=np.int32), counts[codes])
    chosen = firsts[codes[word]] + (np.arange(len(word)) - before[word]).astype(np.int32)
    text_starts = np.concatenate(([0], word_ends))[:-1]
    ends = before[word_ends]
    shift = np.repeat(text_starts.astype(np.int32), np.diff(ends, prepend=0))
    marks = np.array([mark for group in forms.marks_of for mark in group], dtype=np.uint16)[chosen]
    marks |= _marks_before(np.array(forms.later or [0], dtype=np.uint16)[codes], word)
    marks[np.unique(np.concatenate(([0], ends))[:-1][np.diff(ends, prepend=0) > 0])] |= np.uint16(Mark.AFTER_STOP)
    keys = np.array([key for group in forms.keys_of for key in group], dtype=np.uint64)[chosen]
    return Tokens(keys, marks, word - shift, ends)


def _marks_before(later: NDArray[np.uint16], word: NDArray[np.int32]) -> NDArray[np.uint16]:
    """For each token what the words from the one of the token before on say of it."""
    first = np.flatnonzero(np.diff(word, prepend=-1))
    found = np.zeros(len(word), dtype=np.uint16)
    if len(first):
        found[first[1:]] = np.bitwise_or.reduceat(later, word[first])[:-1]
    return found
