"""The terms of the vocabulary, and the index of their wordings.

Two wordings are the same if they differ only in case, hyphens or apostrophes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from enum import Enum
from functools import cached_property, lru_cache
from typing import NamedTuple

from archive.text import letters_only, normalize

TERM_KINDS = ("organisation", "role", "person", "policy", "system", "programme", "place", "topic")
INSIDE = "'’‘ʼ\xad\u200b"
_LETTER = r"[\w\u0300-\u036f]"
_WORD = re.compile(
    rf"({_LETTER}++(?:[{INSIDE}]++{_LETTER}++)*+(?:(?:@|://|\.(?=\w))[^\s<>()\]]*)?[’']?"  # a word, address or URL
    r"|\n[^\S\n]*\n"  # the end of a paragraph
    r"|(?!(?<=\w)[-‐‑/](?=\w))[^\s*_\\])"  # punctuation, but not a hyphen or slash inside a word
)
PARAGRAPH_END = "\n\n"
_DROPPED = str.maketrans("", "", INSIDE)


@dataclass(frozen=True)
class Term:
    """One `[[term]]` of the vocabulary; the fields are its keys."""

    id: str
    """Lower-case letters, digits and hyphens. The address of the tag page, so it should not change."""
    label: str
    """What readers see. It is also a sure wording, unless it is listed in `ambiguous`."""
    kind: str
    """One of TERM_KINDS."""
    variants: tuple[str, ...] = ()
    """Other sure wordings, which can mean nothing but this term."""
    ambiguous: tuple[str, ...] = ()
    """Wordings that need evidence. They are case-sensitive."""
    context: tuple[str, ...] = ()
    """Words that are evidence for the ambiguous wordings, but not mentions themselves."""
    against: tuple[str, ...] = ()
    """Words that suggest another sense: if the text has one, its date is no evidence for an acronym."""
    companions: tuple[str, ...] = ()
    """Words that often appear in texts about the term (collocates). They raise its score but are not mentions."""
    unless: tuple[str, ...] = ()
    """Longer names that contain a wording of this term but mean something else, such as "Scotland Yard"."""
    since: date | None = None
    until: date | None = None
    """In posts published from `since` to `until`, inclusive, ambiguous wordings need no other evidence."""
    as_written: bool = False
    """True if the sure wordings are case-sensitive too."""
    title_only: bool = False
    """True if nearly every text mentions the term, so that only a mention in the title makes it a tag."""
    at_least: int = 0
    """Fewest mentions that make it a tag, unless it is in the title."""
    full: str = ""
    """The long form of a short label or acronym. Shown to readers; not searched for unless it is also a variant."""
    definition: str = ""
    """One to three sentences for readers who do not know the probation service; may be empty."""
    began: str = ""
    """When the subject began, as "2014", "2014-06" or "2014-06-01"; empty if that is not certain."""
    ended: str = ""
    """When it ended, in the same form; empty if it continues or the end is not certain."""
    broader: tuple[str, ...] = ()
    """Ids of the terms that this one is part of. There are no cycles."""
    related: tuple[str, ...] = ()
    """Ids of the terms that readers may also want to see."""
    formerly: tuple[str, ...] = ()
    """Earlier ids of this term; their addresses redirect to it. No term uses them now."""

    @property
    def sure(self) -> tuple[str, ...]:
        """The wordings that need no evidence: the label, unless ambiguous, and the variants."""
        unsure = map(wording_key, self.ambiguous)
        return self.variants if wording_key(self.label) in unsure else (self.label, *self.variants)

    @cached_property
    def names(self) -> frozenset[tuple[str, ...]]:
        """The keys (`wording_key`) of the label and the long form."""
        return frozenset(wording_key(name) for name in (self.label, self.full) if name)

    @cached_property
    def companion_words(self) -> tuple[dict[str, str], tuple[tuple[tuple[str, ...], str], ...]]:
        """The companions that are not also wordings of the term, as two collections.

        The first maps each single word, with and without a final "s", to its companion. The second has the phrases,
        each with all its words but the last.
        """
        own = {letters_only(wording) for wording in (*self.sure, *self.ambiguous)}
        others = [each for each in dict.fromkeys(map(letters_only, self.companions)) if each not in own]
        words = {form: each for each in others if " " not in each for form in (f"{each}s", each)}
        return words, tuple((tuple(each.split()[:-1]), each) for each in others if " " in each)

    def is_current(self, day: date | None) -> bool:
        """Return True if `day` is within `since` and `until`; False if it is unknown or the term has neither."""
        if day is None or (self.since is None and self.until is None):
            return False
        return (self.since or day) <= day <= (self.until or day)


@dataclass(frozen=True)
class Vocabulary:
    """Everything in `vocabulary.toml`."""

    terms: tuple[Term, ...]
    """Sorted by id."""
    series: tuple[str, ...] = ()
    """Names of the blog's series; a single numbered title is enough to recognise these."""

    @cached_property
    def by_id(self) -> dict[str, Term]:
        return {term.id: term for term in self.terms}

    @cached_property
    def wordings(self) -> dict[tuple[str, ...], tuple[Wording, ...]]:
        """The wordings by their folded words."""
        index: dict[tuple[str, ...], list[Wording]] = {}
        for wording in (wording for term in self.terms for wording in _wordings(term)):
            index.setdefault(wording.key, []).append(wording)
        return {key: tuple(found) for key, found in index.items()}

    @cached_property
    def trie(self) -> Trie:
        """The wordings as a trie over folded words."""
        root = TrieNode({}, ())
        for key, found in self.wordings.items():
            node = root
            for word in key:
                node = node.after.setdefault(word, TrieNode({}, ()))
            node.wordings = found
            node.strict = any(wording.written for wording in found)
        return Trie(root.after)

    @cached_property
    def _named(self) -> dict[tuple[str, ...], Term]:
        """Terms by label or variant; labels take precedence."""
        variants = {wording_key(variant): term for term in reversed(self.terms) for variant in term.variants}
        return variants | {wording_key(term.label): term for term in reversed(self.terms)}

    def term_named(self, label: str) -> Term | None:
        """Return the term with that label or, if there is none, with that variant."""
        return self._named.get(wording_key(label))


class WordingRole(Enum):
    """What a wording is to its term; the value is the name of the field of `Term`."""

    SURE = "sure"
    AMBIGUOUS = "ambiguous"
    CONTEXT = "context"
    AGAINST = "against"
    UNLESS = "unless"


MENTION_ROLES = (WordingRole.SURE, WordingRole.AMBIGUOUS)
"""Wordings that can be mentions."""
CUE_ROLES = (WordingRole.CONTEXT, WordingRole.AGAINST)
"""Wordings that only help to tell which sense of an ambiguous wording is meant."""


class Wording(NamedTuple):
    term: Term
    role: WordingRole
    key: tuple[str, ...]
    written: tuple[str | None, ...]
    """For each word its exact spelling, or None if case does not matter; empty if it matters in no word."""

    @property
    def is_acronym(self) -> bool:
        """True if it is one word in capitals, apart from a plural "s"."""
        return len(self.written) == 1 and bool(self.written[0]) and (self.written[0] or "").rstrip("s").isupper()


@dataclass
class TrieNode:
    """Wordings that begin with the same words."""

    after: dict[str, TrieNode]
    """The nodes for one more word, by that word, folded."""
    wordings: tuple[Wording, ...]
    """Wordings that end here."""
    strict: bool = False
    """True if one of `wordings` is case-sensitive."""


class Trie(dict[str, TrieNode | None]):
    """The node for each first word, by the word as written; None if no wording starts with it.

    It remembers every word it is asked for, because looking up each word of the archive is most of the work.
    """

    def __init__(self, folded: dict[str, TrieNode]) -> None:
        super().__init__()
        self._folded = folded

    def __missing__(self, word: str) -> TrieNode | None:
        self[word] = node = self._folded.get(folded_word(word))
        return node


def nearest(name: str, names: Iterable[str]) -> str:
    """Return "; the nearest is …" for an error message about an unknown `name`; empty if nothing is close."""
    return "".join(f"; the nearest is {near}" for near in get_close_matches(name, list(names), n=1))


def wording_key(wording: str) -> tuple[str, ...]:
    """Return the folded words of `wording`; equal for wordings that are the same."""
    return tuple(map(folded_word, words_of(wording)))


def words_of(text: str) -> list[str]:
    """Return the words, URLs, punctuation marks and paragraph ends of `text`."""
    return pieces_of(text)[1::2]


def pieces_of(text: str) -> list[str]:
    """Return the same with everything between them, so that the pieces joined are `text`. The odd pieces are words."""
    return _WORD.split(text)


def written_word(word: str) -> str:
    """Return `word` without apostrophes: "CRC's", "CRCs’" and "CRCs" are the same."""
    return word.translate(_DROPPED).strip("_")


@lru_cache(maxsize=100_000)
def folded_word(word: str) -> str:
    return "and" if word == "&" else normalize(written_word(word))


def _wordings(term: Term) -> Iterator[Wording]:
    """Yield every wording of `term`, as it is and with a final "s" (a plural or possessive)."""
    roles = {role: getattr(term, role.value) for role in WordingRole}
    for role, wording in ((role, wording) for role, wordings in roles.items() for wording in wordings):
        *first, last = words_of(wording)
        strict = role is WordingRole.AMBIGUOUS or (role is WordingRole.SURE and term.as_written)
        for words in ((*first, last), (*first, written_word(last) + "s")):
            written = tuple(written_word(word) if _is_case_sensitive(word, strict) else None for word in words)
            written = written if any(written) else ()
            yield Wording(term, role, tuple(map(folded_word, words)), written)


def _is_case_sensitive(word: str, strict: bool) -> bool:
    """Return True for words such as "CRC", "nDelius" and "E3", and for "Trust" if the wording is `strict`."""
    return any(letter.isupper() or letter.isdigit() for letter in (word if strict else word[1:]))
