"""Words as numbers: one key for each run of letters or digits, so that typography cannot tell two texts apart.

A word has no key ("–", "…"), one ("Don’t" and "don't" have the same) or several ("well-known" has those of "well
known"). Keys are hashes of the letters alone: they are the same in every run, order and archive.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import blake2b
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from archive.text import tokens as tokens_of
from archive.text_reuse.model import ComparableText


class TokenFlag:
    """What is known of a token besides its key: bits. Not an enum, whose bits take ten times as long to look at."""

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
    """One of `Text.breaks`, or "--oo00oo--": somebody else speaks no more."""
    AFTER_HIDDEN = 1024
    """Words that are not shown, "" in `Text.words`, stand before it."""


_OWN = (
    (TokenFlag.NUMBER, re.compile(r"\d")),
    (TokenFlag.CAPITAL, re.compile(r"^\W*(?!I\b)[^\W\d_a-z]")),
    (TokenFlag.OPENS, re.compile(r"^[(\[]*[\"'“‘«„]")),
)
_LATER = (
    (TokenFlag.AFTER_STOP, re.compile(r"[.!?:;•…][\"'”’)\]]*$|^\W+$")),
    (TokenFlag.AFTER_GAP, re.compile(r"…|\.\.|^\.$")),
    (TokenFlag.AFTER_COLON, re.compile(r":\W*$")),
    (TokenFlag.AFTER_INTRODUCTION, re.compile(r":[-–—]+\W*$")),
    (TokenFlag.AFTER_SEPARATOR, re.compile(r"^\W*o+0+o+\W*$", re.IGNORECASE)),
    (TokenFlag.AFTER_HIDDEN, re.compile(r"^$")),
)


@dataclass(frozen=True)
class Tokens:
    """The tokens of one text after the other."""

    keys: NDArray[np.uint64]
    flags: NDArray[np.uint16]
    word_at: NDArray[np.int32]
    """Offset, in its text, of the word a token belongs to."""
    ends: NDArray[np.int64]
    """Position after the last token of each text."""

    def followed_by(self, more: Tokens) -> Tokens:
        """These tokens, and those of more texts."""
        return Tokens(
            np.concatenate((self.keys, more.keys)),
            np.concatenate((self.flags, more.flags)),
            np.concatenate((self.word_at, more.word_at)),
            np.concatenate((self.ends, more.ends + len(self.keys))),
        )

    def chosen(self, keep: NDArray[np.bool_], texts: NDArray[np.bool_]) -> Tokens:
        """The tokens to `keep`, which are those of some `texts`."""
        ends = np.cumsum(np.diff(self.ends, prepend=0)[texts])
        return Tokens(self.keys[keep], self.flags[keep], self.word_at[keep], ends)


def tokens(texts: Iterable[ComparableText]) -> Tokens:
    """The tokens of `texts`. Each text may be forgotten once it is read."""
    forms, codes = _Forms(), array("i")
    starts, breaks = array("q", [0]), array("q")
    for text in texts:
        breaks.extend(starts[-1] + offset for offset in text.breaks)
        codes.extend(map(forms.__getitem__, text.words))
        starts.append(len(codes))
    return _expanded(forms, np.array(codes, dtype=np.int32), np.array(starts), np.array(breaks))


class _Forms(dict[str, int]):
    """The number of each different word; the lists have what belongs to it."""

    def __init__(self) -> None:
        super().__init__()
        self.keys_of: list[list[int]] = []
        self.flags_of: list[list[int]] = []
        self.later: list[int] = []

    def __missing__(self, word: str) -> int:
        found = tokens_of(word)
        own = sum(flag for flag, pattern in _OWN if pattern.search(word))
        self.keys_of.append([_key(token) for token in found])
        self.flags_of.append([own | _weight(token) for token in found])
        self.later.append(sum(flag for flag, pattern in _LATER if pattern.search(word)))
        self[word] = len(self)
        return self[word]


def _key(token: str) -> int:
    return int.from_bytes(blake2b(token.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "little")


def _weight(token: str) -> int:
    if len(token) > 4 or token[0].isdigit():
        return TokenFlag.LONG
    return TokenFlag.MIDDLE if len(token) == 4 else 0


def _expanded(forms: _Forms, codes: NDArray[np.int32], starts: NDArray[np.int64], breaks: NDArray[np.int64]) -> Tokens:
    """The tokens of the words whose forms are `codes`; texts start, and separators stand, before the given words."""
    counts = np.array([len(keys) for keys in forms.keys_of], dtype=np.int32)
    before = np.concatenate(([0], np.cumsum(counts[codes], dtype=np.int64)))
    word = np.repeat(np.arange(len(codes), dtype=np.int32), counts[codes])
    nth = (np.arange(len(word)) - before[word]).astype(np.int32)
    chosen = (np.cumsum(counts) - counts)[codes[word]] + nth
    flags = np.array(list(chain.from_iterable(forms.flags_of)), dtype=np.uint16)[chosen]
    flags |= _flags_before(np.array(forms.later, dtype=np.uint16)[codes], word)
    _set_flag(flags, before[starts], TokenFlag.AFTER_STOP)
    _set_flag(flags, np.searchsorted(word, breaks), TokenFlag.AFTER_SEPARATOR)
    keys = np.array(list(chain.from_iterable(forms.keys_of)), dtype=np.uint64)[chosen]
    lengths = np.diff(before[starts])
    return Tokens(keys, flags, word - np.repeat(starts[:-1], lengths).astype(np.int32), before[starts[1:]])


def _set_flag(flags: NDArray[np.uint16], places: NDArray[np.int64], flag: int) -> None:
    flags[places[places < len(flags)]] |= np.uint16(flag)


def _flags_before(later: NDArray[np.uint16], word: NDArray[np.int32]) -> NDArray[np.uint16]:
    """For each token what the words from the one of the token before on say of it."""
    first = np.flatnonzero(np.diff(word, prepend=-1))
    found = np.zeros(len(word), dtype=np.uint16)
    if len(first):
        found[first[1:]] = np.bitwise_or.reduceat(later, word[first])[:-1]
    return found
