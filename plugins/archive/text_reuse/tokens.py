"""Turn words into numbers: one key for each run of letters or digits, so that typography makes no difference.

A word has no key ("–", "…"), one ("Don’t" and "don't" have the same) or several ("well-known" has those of "well
known"). A key is a hash of the letters alone, so it is the same in every run, order and archive.
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

from archive.text import tokens as split_tokens
from archive.text_reuse.model import ComparableText


class TokenFlag:
    """Bits with what is known about a token besides its key. An enum would take ten times as long to test."""

    MIDDLE = 1
    """Four letters: somewhat telling."""
    LONG = 2
    """Five letters or more, or a number: telling. Shorter words follow each other by chance."""
    NUMBER = 4
    CAPITAL = 8
    OPENS_QUOTATION = 16
    """Its word starts with a quotation mark."""
    # The rest describe the words between the previous token and this one
    AFTER_STOP = 32
    AFTER_GAP = 64
    """An ellipsis."""
    AFTER_COLON = 128
    AFTER_INTRODUCTION = 256
    """":-", with which this blog introduces somebody else's words."""
    AFTER_SEPARATOR = 512
    """One of `ComparableText.breaks`, or "--oo00oo--": the author speaks again."""
    AFTER_HIDDEN = 1024
    """Hidden words ("" in `ComparableText.words`)."""


_OWN_FLAGS = (
    (TokenFlag.NUMBER, re.compile(r"\d")),
    (TokenFlag.CAPITAL, re.compile(r"^\W*(?!I\b)[^\W\d_a-z]")),
    (TokenFlag.OPENS_QUOTATION, re.compile(r"^[(\[]*[\"'“‘«„]")),
)
_FLAGS_AFTER = (
    (TokenFlag.AFTER_STOP, re.compile(r"[.!?:;•…][\"'”’)\]]*$|^\W+$")),
    (TokenFlag.AFTER_GAP, re.compile(r"…|\.\.|^\.$")),
    (TokenFlag.AFTER_COLON, re.compile(r":\W*$")),
    (TokenFlag.AFTER_INTRODUCTION, re.compile(r":[-–—]+\W*$")),
    (TokenFlag.AFTER_SEPARATOR, re.compile(r"^\W*o+0+o+\W*$", re.IGNORECASE)),
    (TokenFlag.AFTER_HIDDEN, re.compile(r"^$")),
)


@dataclass(frozen=True)
class Tokens:
    """The tokens of all texts, one text after another."""

    keys: NDArray[np.uint64]
    flags: NDArray[np.uint16]
    word_at: NDArray[np.int32]
    """By token: the offset of its word in its text."""
    ends: NDArray[np.int64]
    """By text: the position after its last token."""

    def followed_by(self, more: Tokens) -> Tokens:
        """Return these tokens and those of more texts."""
        if not len(more.ends):
            return self
        return Tokens(
            np.concatenate((self.keys, more.keys)),
            np.concatenate((self.flags, more.flags)),
            np.concatenate((self.word_at, more.word_at)),
            np.concatenate((self.ends, more.ends + len(self.keys))),
        )

    def chosen(self, keep: NDArray[np.bool_], texts: NDArray[np.bool_]) -> Tokens:
        """Return the tokens to `keep`, which are those of some `texts`."""
        ends = np.cumsum(np.diff(self.ends, prepend=0)[texts])
        return Tokens(self.keys[keep], self.flags[keep], self.word_at[keep], ends)


def tokens(texts: Iterable[ComparableText]) -> Tokens:
    """Return the tokens of `texts`, which are read one by one."""
    forms, codes = _WordForms(), array("i")
    starts, breaks = array("q", [0]), array("q")
    for text in texts:
        breaks.extend(starts[-1] + offset for offset in text.breaks)
        codes.extend(map(forms.__getitem__, text.words))
        starts.append(len(codes))
    return _expanded(forms, np.array(codes, dtype=np.int32), np.array(starts), np.array(breaks))


def keys_of(words: Iterable[str]) -> tuple[int, ...]:
    """Return the keys of the tokens of `words`."""
    return tuple(_key(token) for word in words for token in split_tokens(word))


class _WordForms(dict[str, int]):
    """Numbers each distinct word; the lists hold its keys and flags."""

    def __init__(self) -> None:
        super().__init__()
        self.keys_of: list[list[int]] = []
        self.flags_of: list[list[int]] = []
        self.flags_after: list[int] = []

    def __missing__(self, word: str) -> int:
        found = split_tokens(word)
        own = sum(flag for flag, pattern in _OWN_FLAGS if pattern.search(word))
        self.keys_of.append([_key(token) for token in found])
        self.flags_of.append([own | _weight(token) for token in found])
        self.flags_after.append(sum(flag for flag, pattern in _FLAGS_AFTER if pattern.search(word)))
        self[word] = len(self)
        return self[word]


def _key(token: str) -> int:
    return int.from_bytes(blake2b(token.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "little")


def _weight(token: str) -> int:
    if len(token) > 4 or token[0].isdigit():
        return TokenFlag.LONG
    return TokenFlag.MIDDLE if len(token) == 4 else 0


def _expanded(
    forms: _WordForms, codes: NDArray[np.int32], starts: NDArray[np.int64], breaks: NDArray[np.int64]
) -> Tokens:
    """Return the tokens of the words with the forms `codes`; texts and breaks start at the given words."""
    counts = np.array([len(keys) for keys in forms.keys_of], dtype=np.int32)
    before = np.concatenate(([0], np.cumsum(counts[codes], dtype=np.int64)))
    word = np.repeat(np.arange(len(codes), dtype=np.int32), counts[codes])
    nth = (np.arange(len(word)) - before[word]).astype(np.int32)
    chosen = (np.cumsum(counts) - counts)[codes[word]] + nth
    flags = np.array(list(chain.from_iterable(forms.flags_of)), dtype=np.uint16)[chosen]
    flags |= _flags_before(np.array(forms.flags_after, dtype=np.uint16)[codes], word)
    _set_flag(flags, before[starts], TokenFlag.AFTER_STOP)
    _set_flag(flags, np.searchsorted(word, breaks), TokenFlag.AFTER_SEPARATOR)
    keys = np.array(list(chain.from_iterable(forms.keys_of)), dtype=np.uint64)[chosen]
    lengths = np.diff(before[starts])
    return Tokens(keys, flags, word - np.repeat(starts[:-1], lengths).astype(np.int32), before[starts[1:]])


def _set_flag(flags: NDArray[np.uint16], places: NDArray[np.int64], flag: int) -> None:
    flags[places[places < len(flags)]] |= np.uint16(flag)


def _flags_before(flags_after: NDArray[np.uint16], word: NDArray[np.int32]) -> NDArray[np.uint16]:
    """Return, for each token, the flags of the words from the previous token's word on."""
    first = np.flatnonzero(np.diff(word, prepend=-1))
    found = np.zeros(len(word), dtype=np.uint16)
    if len(first):
        found[first[1:]] = np.bitwise_or.reduceat(flags_after, word[first])[:-1]
    return found
