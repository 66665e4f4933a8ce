"""Find every place where a text mentions a term of the vocabulary, in one pass.

A mention is what a careful reader would take for one. Whether the text is about the term is decided elsewhere
(`archive.tags.scoring`).

The head of `content/vocabulary.toml` explains the keys; this is how they are applied. The wordings of all terms are
searched for together, so time grows with the words of the text, not with the number of terms. Where wordings overlap,
only the longest is a mention: "Senior Probation Officer" is not a mention of "Probation Officer". An ambiguous wording
is a mention only if its term has evidence: a sure wording or a context word anywhere in the text, or a day of
publication within the term's dates. The day is no evidence for an acronym if the text has one of the `against` words.
For a wording with capitals, ENOUGH_COLLOCATES of the term's companions are evidence if there is no other. If two terms
have evidence for the same wording, neither is mentioned.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import accumulate
from typing import NamedTuple

from archive.tags.vocabulary import (
    CUE_ROLES,
    INSIDE,
    MENTION_ROLES,
    PARAGRAPH_END,
    Term,
    TrieNode,
    Vocabulary,
    Wording,
    WordingRole,
    folded_word,
    pieces_of,
    written_word,
)

ENOUGH_COLLOCATES = 3
_AROUND = f"_{INSIDE}"
"""Emphasis marks and closing quotes at the ends of a wording, which are not part of it."""


@dataclass(frozen=True)
class Mention:
    """One place where a term is mentioned."""

    term: Term
    wording: str
    """As written there."""
    in_title: bool
    start: int
    stop: int
    """Character offsets into the title or the text; `stop` is exclusive."""


class Collocates:
    """The companions of terms that a text has. The text is indexed when the first term is asked for.

    A companion counts once, however often the text has it.
    """

    def __init__(self, words: Sequence[str]) -> None:
        """`words` are those of the title and the text, in order; punctuation among them does no harm."""
        self._given = words

    def count(self, term: Term) -> int:
        """Return how many different companions of `term` the text has, with or without a final "s"."""
        words, phrases = term.companion_words
        found = {companion for word, companion in words.items() if word in self._words}
        return len(found) + sum(self._words.issuperset(first) and self._has(phrase) for first, phrase in phrases)

    def _has(self, phrase: str) -> bool:
        return f" {phrase} " in self._running_text or f" {phrase}s " in self._running_text

    @cached_property
    def _words(self) -> frozenset[str]:
        return frozenset(self._running_text.split())

    @cached_property
    def _running_text(self) -> str:
        return f" {' '.join(self._given)} ".casefold()


def find_mentions(title: str, text: str, day: date | None, vocabulary: Vocabulary) -> tuple[Mention, ...]:
    """Return the mentions in a title and text published on `day`, in order, those of the title first.

    `text` is plain text or Markdown; no mention runs across a blank line.
    """
    heading, body = pieces_of(title), pieces_of(text)
    words = [*heading[1::2], PARAGRAPH_END, *body[1::2]]
    meant = list(_meant(words, day, vocabulary, Collocates(words)))
    if not meant:
        return ()
    title_words = len(heading) // 2
    starts = [*_starts(heading), 0, *_starts(body)]
    found = []
    for term, match in meant:
        last = match.start + match.length - 1
        in_title = last < title_words
        stop = starts[last] + len(words[last])
        found.append(_mention(term, title if in_title else text, in_title, starts[match.start], stop))
    return tuple(found)


def _starts(pieces: list[str]) -> list[int]:
    """Return the offset of each word."""
    return list(accumulate(map(len, pieces)))[:-1:2]


def _mention(term: Term, text: str, in_title: bool, start: int, stop: int) -> Mention:
    bare = text[start:stop].lstrip(_AROUND)
    wording = bare.rstrip(_AROUND)
    start = stop - len(bare)
    return Mention(term, wording, in_title, start, start + len(wording))


class _WordingMatch(NamedTuple):
    start: int
    length: int
    wordings: tuple[Wording, ...]


def _meant(
    words: list[str], day: date | None, vocabulary: Vocabulary, collocates: Collocates
) -> Iterator[tuple[Term, _WordingMatch]]:
    """Yield each match that mentions exactly one term, in order, with that term."""
    matches = list(_matches(words, vocabulary))
    kept = _longest(match for match in matches if _can_overrule(match))
    cues = [wording for match in matches for wording in match.wordings if wording.role in CUE_ROLES]
    evident = {w.term.id for w in cues if w.role is WordingRole.CONTEXT}
    evident |= {w.term.id for match in kept for w in match.wordings if w.role is WordingRole.SURE}
    against = {w.term.id for w in cues if w.role is WordingRole.AGAINST}
    for match in kept:
        possible = {w.term.id: w for w in match.wordings if w.role in MENTION_ROLES}
        dated = (w for w in possible.values() if w.term.is_current(day))
        meant = evident & possible.keys() | {w.term.id for w in dated if not (w.is_acronym and w.term.id in against)}
        meant = meant or _best_by_collocates(possible, collocates)
        if len(meant) == 1:
            yield possible[meant.pop()].term, match


def _best_by_collocates(possible: Mapping[str, Wording], collocates: Collocates) -> set[str]:
    """Return the ids of the terms with the most companions in the text, if those are enough.

    Only wordings with capitals can do without better evidence.
    """
    counts = {term_id: collocates.count(wording.term) for term_id, wording in possible.items() if any(wording.written)}
    most = max(counts.values(), default=0)
    return {term_id for term_id, count in counts.items() if count == most} if most >= ENOUGH_COLLOCATES else set()


def _matches(words: list[str], vocabulary: Vocabulary) -> Iterator[_WordingMatch]:
    """Yield every match of a wording, whatever its role, overlapping or not."""
    roots = [(start, node) for start, node in enumerate(map(vocabulary.trie.__getitem__, words)) if node]
    for start, root in roots:
        node: TrieNode | None = root
        stop = start
        while node:
            stop += 1
            if fitting := _fitting(node, words[start:stop]) if node.strict else node.wordings:
                yield _WordingMatch(start, stop - start, fitting)
            node = node.after.get(folded_word(words[stop])) if stop < len(words) else None


def _fitting(node: TrieNode, words: list[str]) -> tuple[Wording, ...]:
    return tuple(wording for wording in node.wordings if _fits(wording, words))


def _fits(wording: Wording, words: list[str]) -> bool:
    written = wording.written
    return not written or all(
        must is None or must == written_word(word) for must, word in zip(written, words, strict=True)
    )


def _can_overrule(match: _WordingMatch) -> bool:
    """Return False for context and `against` words, which do not hide shorter wordings inside them."""
    return any(wording.role not in CUE_ROLES for wording in match.wordings)


def _longest(matches: Iterable[_WordingMatch]) -> list[_WordingMatch]:
    """Return the matches that no longer match overlaps, in order; of two equally long ones, the first."""
    taken: set[int] = set()
    kept = []
    for match in sorted(matches, key=lambda match: (-match.length, match.start)):
        places = range(match.start, match.start + match.length)
        if taken.isdisjoint(places):
            taken.update(places)
            kept.append(match)
    return sorted(kept, key=lambda match: match.start)
