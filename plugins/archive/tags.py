"""What the vocabulary says of a text: the few terms it is about, and the words that called for each.

One rule: when in doubt, no tag. A wrong tag sends readers astray; a missing one costs them a search.

`content/vocabulary.toml` says in plain words what its keys do. Here is how that is carried out. Title and
text are cut into words, and the wordings of all terms are looked for in one pass. Of two that overlap, only
the longer is a mention: "Senior Probation Officer" is no mention of "Probation Officer". An ambiguous wording
is one only if its term has evidence: a sure wording or a context word anywhere in the same text, or a day of
publication within the term's dates. If two terms have evidence for it, neither gets the mention.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import NamedTuple

from archive.vocabulary import (
    AT_LEAST,
    INSIDE,
    PARAGRAPH_END,
    Role,
    Term,
    Vocabulary,
    Wording,
    folded_word,
    words_of,
    written_word,
)

# The numbers below were set by reading the tags of 23 real posts (57 to 4,240 words), November 2026.

LONG = 800
"""A long text asks for one mention in so many words, if that is more."""

SHORT = 100
"""A short text asks for one mention and one more in so many words, if that is less."""

NEAR = 12
"""Mentions of one term no further apart than so many words count as one: "Target Operating Model (TOM)"."""

OPENING = 40
"""A mention among the first so many words of the text counts for one more."""


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
    heading = words_of(title)
    words = [*heading, PARAGRAPH_END, *words_of(text)]
    mentions: dict[str, list[_Match]] = {}
    for term_id, match in _mentions(words, day, vocabulary):
        mentions.setdefault(term_id, []).append(match)
    found = [(term, mentions[term.id]) for term in vocabulary.terms if term.id in mentions]
    weighed = [(_salience(term, matches, len(heading), len(words)), term, matches) for term, matches in found]
    salient = sorted((entry for entry in weighed if entry[0] >= 1), key=lambda entry: -entry[0])
    return tuple(_tag(term, matches, words) for _, term, matches in salient[:limit])


class _Match(NamedTuple):
    start: int
    length: int
    wordings: tuple[Wording, ...]


def _matches(words: list[str], vocabulary: Vocabulary) -> Iterator[_Match]:
    """Everything in `words` that is a wording or a context word, overlapping or not."""
    folded = list(map(folded_word, words))
    lengths, wordings = vocabulary.lengths, vocabulary.wordings
    for start in (place for place, word in enumerate(folded) if word in lengths):
        for length in lengths[folded[start]]:
            called = wordings.get(tuple(folded[start : start + length]), ())
            fitting = tuple(wording for wording in called if _fits(wording, words[start : start + length]))
            if fitting:
                yield _Match(start, length, fitting)


def _fits(wording: Wording, words: list[str]) -> bool:
    return all(must is None or must == written_word(word) for must, word in zip(wording.written, words, strict=True))


def _mentions(words: list[str], day: date | None, vocabulary: Vocabulary) -> Iterator[tuple[str, _Match]]:
    """What is mentioned where, in order: ids of terms."""
    matches = list(_matches(words, vocabulary))
    kept = _longest((match for match in matches if _calls(match)), len(words))
    evident = {w.term.id for match in matches for w in match.wordings if w.role is Role.CONTEXT}
    evident |= {w.term.id for match in kept for w in match.wordings if w.role is Role.SURE}
    for match in kept:
        called = {w.term.id: w.term for w in match.wordings if w.role is not Role.CONTEXT}
        meant = [term_id for term_id, term in called.items() if term_id in evident or term.current(day)]
        if len(meant) == 1:
            yield meant[0], match


def _calls(match: _Match) -> bool:
    """False for what is only a context word."""
    return any(wording.role is not Role.CONTEXT for wording in match.wordings)


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
    return Tag(term, len(found), tuple(dict.fromkeys(text.strip(f"_{INSIDE}") for text in shown)))
