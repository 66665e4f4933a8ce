"""The terms of the vocabulary, and how their wordings are cut into words and indexed.

One rule: two wordings are the same if they differ only in case, hyphens or apostrophes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import Enum
from functools import cached_property, lru_cache
from typing import NamedTuple

from archive.text import letters_only, normalize

TERM_KINDS = ("organisation", "role", "person", "policy", "system", "programme", "place", "topic")
INSIDE = "'’‘ʼ\xad\u200b"
_LETTER = r"[\w\u0300-\u036f]"
_WORD = re.compile(
    rf"({_LETTER}++(?:[{INSIDE}]++{_LETTER}++)*+(?:(?:@|://|\.(?=\w))[^\s<>()\]]*)?[’']?"  # a word or an address
    r"|\n[^\S\n]*\n"  # the end of a paragraph
    r"|(?!(?<=\w)[-‐‑/](?=\w))[^\s*_\\])"  # a mark that parts; a hyphen or slash inside words does not
)
PARAGRAPH_END = "\n\n"
_DROPPED = str.maketrans("", "", INSIDE)


@dataclass(frozen=True)
class Term:
    """One `[[term]]` of the vocabulary; the fields are its keys."""

    id: str
    """Small letters, digits and hyphens. Never changes, so that addresses last."""
    label: str
    """What readers see. Also a sure wording, unless `ambiguous` has it."""
    kind: str
    """One of TERM_KINDS."""
    variants: tuple[str, ...] = ()
    """More sure wordings: they can mean nothing else."""
    ambiguous: tuple[str, ...] = ()
    """Wordings that need evidence. Capitals in them count."""
    context: tuple[str, ...] = ()
    """Words that are evidence for the ambiguous wordings, and no mention themselves."""
    against: tuple[str, ...] = ()
    """Signs of another sense: with one of them in the text, the day of publication is no evidence for an acronym."""
    companions: tuple[str, ...] = ()
    """Words that go with it: the more of them a text has, the more it is about the term. No mentions."""
    unless: tuple[str, ...] = ()
    """Wordings of something else that have one of this term's in them: "Scotland Yard" is no mention of Scotland."""
    since: date | None = None
    until: date | None = None
    """Posts published from `since` to `until`, both included, need no other evidence."""
    as_written: bool = False
    """True where capitals count in the sure wordings too."""
    title_only: bool = False
    """True for what is met nearly everywhere: only a mention in the title makes a tag."""
    at_least: int = 0
    """A text that mentions it fewer times is not about it, unless the title names it."""
    full: str = ""
    """The long form of a label that is an acronym or short. For readers: not looked for unless a variant."""
    definition: str = ""
    """One to three sentences for a reader who does not know the service; empty if nobody has written it yet."""
    began: str = ""
    """"2014", "2014-06" or "2014-06-01": when what the term stands for began; empty if not known for sure."""
    ended: str = ""
    """When it ended, likewise; empty if it goes on or the end is not known for sure."""
    broader: tuple[str, ...] = ()
    """Ids of the terms this one belongs under. Following them never leads back here."""
    related: tuple[str, ...] = ()
    """Ids of terms worth a look."""
    formerly: tuple[str, ...] = ()
    """Earlier ids of this term, which no term has now: their addresses lead to this one."""

    @property
    def sure(self) -> tuple[str, ...]:
        """The label, unless ambiguous, and the variants."""
        unsure = map(wording_key, self.ambiguous)
        return self.variants if wording_key(self.label) in unsure else (self.label, *self.variants)

    @cached_property
    def names(self) -> frozenset[tuple[str, ...]]:
        """The label and the long form, as `wording_key` makes them."""
        return frozenset(wording_key(name) for name in (self.label, self.full) if name)

    @cached_property
    def companion_words(self) -> tuple[dict[str, str], tuple[tuple[tuple[str, ...], str], ...]]:
        """The companions that are no wordings of it as well, as `plain` makes them: single words, by themselves and
        with an "s" at the end, each with the companion it stands for; phrases, each after its words but the last."""
        own = {letters_only(wording) for wording in (*self.sure, *self.ambiguous)}
        others = [each for each in dict.fromkeys(map(letters_only, self.companions)) if each not in own]
        words = {form: each for each in others if " " not in each for form in (f"{each}s", each)}
        return words, tuple((tuple(each.split()[:-1]), each) for each in others if " " in each)

    def current(self, day: date | None) -> bool:
        """True if the term has dates and `day` is known and within them."""
        if day is None or (self.since is None and self.until is None):
            return False
        return (self.since or day) <= day <= (self.until or day)


@dataclass(frozen=True)
class Vocabulary:
    """All terms, in the order of their ids, and what else the file says."""

    terms: tuple[Term, ...]
    series: tuple[str, ...] = ()
    """Names of series of the blog, of which one number is enough to know them by."""

    @cached_property
    def by_id(self) -> dict[str, Term]:
        """Every term by its id."""
        return {term.id: term for term in self.terms}

    @cached_property
    def wordings(self) -> dict[tuple[str, ...], tuple[Wording, ...]]:
        """What each run of folded words may stand for."""
        index: dict[tuple[str, ...], list[Wording]] = {}
        for wording in (wording for term in self.terms for wording in _wordings(term)):
            index.setdefault(wording.key, []).append(wording)
        return {key: tuple(found) for key, found in index.items()}

    @cached_property
    def roots(self) -> Roots:
        """The same as trees of words: what may come after a first word, down to the wordings."""
        root = Branch({}, ())
        for key, found in self.wordings.items():
            branch = root
            for word in key:
                branch = branch.after.setdefault(word, Branch({}, ()))
            branch.wordings = found
            branch.strict = any(wording.written for wording in found)
        return Roots(root.after)

    @cached_property
    def _named(self) -> dict[tuple[str, ...], Term]:
        """Terms by their sure wordings; a label goes before a variant."""
        variants = {wording_key(variant): term for term in reversed(self.terms) for variant in term.variants}
        return variants | {wording_key(term.label): term for term in reversed(self.terms)}

    def term_named(self, label: str) -> Term | None:
        """The term that `label` names: by its label or, failing that, one of its variants."""
        return self._named.get(wording_key(label))


class Role(Enum):
    """What a wording is to its term; the value is the field of `Term`."""

    SURE = "sure"
    AMBIGUOUS = "ambiguous"
    CONTEXT = "context"
    AGAINST = "against"
    UNLESS = "unless"


CALLING = (Role.SURE, Role.AMBIGUOUS)
"""The roles of what may be a mention."""
SIGNS = (Role.CONTEXT, Role.AGAINST)
"""The roles of what only tells the sense of others."""


class Wording(NamedTuple):
    term: Term
    role: Role
    key: tuple[str, ...]
    written: tuple[str | None, ...]
    """The words that must be met as written; None where capitals do not matter. Empty if they matter in none."""

    @property
    def is_acronym(self) -> bool:
        """True if it is one word in capitals, but for a plural's "s"."""
        return len(self.written) == 1 and bool(self.written[0]) and (self.written[0] or "").rstrip("s").isupper()


@dataclass
class Branch:
    """Wordings that begin alike."""

    after: dict[str, Branch]
    """By the next folded word."""
    wordings: tuple[Wording, ...]
    """Those that end here."""
    strict: bool = False
    """True if capitals count in one of them."""


class Roots(dict[str, Branch | None]):
    """The wordings that begin with a word, by the word as it is written; None if there are none. It remembers the
    words it is asked for: one look-up for each word of an archive is most of the work."""

    def __init__(self, folded: dict[str, Branch]) -> None:
        super().__init__()
        self._folded = folded

    def __missing__(self, word: str) -> Branch | None:
        self[word] = branch = self._folded.get(folded_word(word))
        return branch


def wording_key(wording: str) -> tuple[str, ...]:
    """The folded words of `wording`: equal for two that differ only in case, hyphens or apostrophes."""
    return tuple(map(folded_word, words_of(wording)))


def words_of(text: str) -> list[str]:
    """Words, addresses, punctuation marks and ends of paragraphs."""
    return pieces_of(text)[1::2]


def pieces_of(text: str) -> list[str]:
    """The same, and what is between them: every second piece, from the second on, is a word. Nothing is lost."""
    return _WORD.split(text)


def written_word(word: str) -> str:
    """`word` without apostrophes: "CRC's", "CRCs’" and "CRCs" are one."""
    return word.translate(_DROPPED).strip("_")


@lru_cache(maxsize=100_000)
def folded_word(word: str) -> str:
    return "and" if word == "&" else normalize(written_word(word))


def _wordings(term: Term) -> Iterator[Wording]:
    """Every wording of `term`, as it is and with an "s" at its end: a plural or a possessive."""
    roles = {role: getattr(term, role.value) for role in Role}
    for role, wording in ((role, wording) for role, wordings in roles.items() for wording in wordings):
        *first, last = words_of(wording)
        strict = role is Role.AMBIGUOUS or (role is Role.SURE and term.as_written)
        for words in ((*first, last), (*first, written_word(last) + "s")):
            written = tuple(written_word(word) if _capitals_count(word, strict) else None for word in words)
            written = written if any(written) else ()
            yield Wording(term, role, tuple(map(folded_word, words)), written)


def _capitals_count(word: str, strict: bool) -> bool:
    """True for "CRC", "nDelius" and "E3" always; for "Trust" where the wording is strict about capitals."""
    return any(letter.isupper() or letter.isdigit() for letter in (word if strict else word[1:]))
