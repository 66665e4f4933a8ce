"""Apply a keeper's decisions to the passages that were found.

A decision counts whatever a passage scores. If several apply to one passage, the one with the longest `begins`
counts; of equally long ones, "no-quotation".
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import chain

from archive.decisions.decisions import (
    BOILERPLATE_WORDS,
    DECIDED,
    FILE_NAME,
    Decision,
    Decisions,
    Pair,
    first_tokens,
)
from archive.text import excerpt
from archive.text_reuse import Boilerplate, ComparableText, Passage, Span, TextReuse, compare_pair, keys_of

_OWN_TOKENS = 14
"""A passage with so many tokens of its own, or half of it, is more than boilerplate (see `text_reuse.find`)."""
_TEXTS_IN_MEMORY = 64
_EXCERPT_WORDS = 8
"""How many words of `begins` a complaint repeats."""

_Tokens = tuple[int, ...]
"""Keys of tokens (`text_reuse.keys_of`)."""
KeysAt = Callable[[str, Span], _Tokens]
"""Returns the keys of the tokens of a span of words of the text with this ref."""
_Rule = tuple[_Tokens, Decision]
"""A decision with the first tokens of the passages it is about."""


def apply_decisions(
    found: TextReuse, decisions: Decisions, text_of: Callable[[str], ComparableText], keys_at: KeysAt | None = None
) -> tuple[TextReuse, tuple[str, ...]]:
    """Return `found` as corrected by `decisions`, and a line for each decision that had nothing to apply to.

    The decisions are resolved. `text_of` returns the text of a ref, or raises KeyError if it was not compared. Reading
    a text is slow; `keys_at` may know its tokens without.
    """
    corrections = _Corrections(decisions.entries, text_of, keys_at)
    corrected = corrections.passages(found.passages)
    empty = frozenset(filter(corrections.is_boilerplate, corrected))
    passages = tuple(passage for passage in corrected if passage not in empty)
    withheld = {*_without_confirmed(found.boilerplate, passages), *map(corrections.boilerplate, empty)}
    boilerplate = tuple(sorted(withheld, key=lambda each: (each.places, each.reason)))
    corrections.confirm(found.boilerplate)
    complaints = tuple(f"{FILE_NAME}: {entry.label}: {_unused(entry)}" for entry in corrections.unused())
    return replace(found, passages=passages, boilerplate=boilerplate), complaints


class _Corrections:
    """Decisions about quotations and boilerplate; remembers which of them were used."""

    def __init__(
        self, entries: Iterable[Decision], text_of: Callable[[str], ComparableText], keys_at: KeysAt | None
    ) -> None:
        self._text = lru_cache(_TEXTS_IN_MEMORY)(text_of)
        self._keys_at = keys_at or (lambda ref, span: keys_of(self._text(ref).words[slice(*span)]))
        self._used: set[Decision] = set()
        self._rules: defaultdict[Pair, list[_Rule]] = defaultdict(list)
        self._boilerplate: defaultdict[_Tokens, list[Decision]] = defaultdict(list)
        for entry in entries:
            if entry.verdict in ("quotation", "no-quotation"):
                self._rules[entry.pair].append((keys_of(entry.begins.split()), entry))
            elif entry.verdict == "boilerplate":
                for shingle in set(_shingles(keys_of(entry.words.split()))):
                    self._boilerplate[shingle].append(entry)

    def unused(self) -> list[Decision]:
        """Return the decisions that had nothing to apply to, by number."""
        known = {entry for pair in self._rules.values() for _, entry in pair}.union(*self._boilerplate.values())
        return sorted(known - self._used, key=lambda entry: entry.number)

    def passages(self, passages: Iterable[Passage]) -> list[Passage]:
        """Return the passages that are quotations, including those that only a keeper knows of, sorted."""
        by_pair: defaultdict[Pair, list[Passage]] = defaultdict(list)
        for passage in passages:
            by_pair[passage.one, passage.other].append(passage)
        pairs = by_pair.keys() | self._rules.keys()
        return sorted((each for pair in pairs for each in self._of_pair(pair, by_pair[pair])), key=_position)

    def _of_pair(self, pair: Pair, passages: Sequence[Passage]) -> list[Passage]:
        if pair not in self._rules:
            return list(passages)
        judged = [(passage, self._decision(passage, self._rules[pair], _begins)) for passage in passages]
        kept = [_as_decided(*each) for each in judged if not each[1] or each[1].verdict == "quotation"]
        added = list(self._missed(pair))
        return [passage for passage in kept if not any(_is_replaced(passage, other) for other in added)] + added

    def _missed(self, pair: Pair) -> Iterator[Passage]:
        """Yield the passages a keeper added that the engine missed."""
        missed = {
            entry.texts for _, entry in self._rules[pair] if entry.verdict == "quotation" and entry not in self._used
        }
        rules = [each for each in self._rules[pair] if each[1].verdict == "no-quotation" or each[1] not in self._used]
        for texts in sorted(missed if pair[0] != pair[1] else ()):
            for passage in self._compare(*texts):
                entry = self._decision(passage, rules, _contains)
                if entry and entry.verdict == "quotation" and entry.texts == texts:
                    yield _as_decided(passage, entry)

    def _compare(self, source: str, quoting: str) -> tuple[Passage, ...]:
        try:
            return compare_pair(self._text(source), self._text(quoting))
        except KeyError:
            return ()

    def _decision(
        self, passage: Passage, rules: Sequence[_Rule], fits: Callable[[_Tokens, _Tokens], bool]
    ) -> Decision | None:
        """Return the decision about `passage`; `fits` says whether a "quotation" is about one side of it."""
        sides = list(self._sides(passage)) if any(first for first, _ in rules) else [()]
        tests = {"quotation": fits, "no-quotation": _begins}
        about = [(first, entry) for first, entry in rules if any(tests[entry.verdict](side, first) for side in sides)]
        self._used.update(entry for _, entry in about)
        return max(about, key=_precedence)[1] if about else None

    def _sides(self, passage: Passage) -> Iterator[_Tokens]:
        yield self._keys_at(passage.one, passage.one_span)
        yield self._keys_at(passage.other, passage.other_span)

    def is_boilerplate(self, passage: Passage) -> bool:
        """Return True if one side is next to nothing but words that a keeper called boilerplate."""
        if not self._boilerplate or passage.reason == DECIDED:
            return False
        return any(map(self._is_covered, self._sides(passage)))

    def _is_covered(self, side: _Tokens) -> bool:
        common = [at for at, shingle in enumerate(_shingles(side)) if shingle in self._boilerplate]
        covered = {at + offset for at in common for offset in range(BOILERPLATE_WORDS)}
        if len(side) - len(covered) >= min(_OWN_TOKENS, len(side) / 2):
            return False
        self._used.update(entry for at in common for entry in self._boilerplate[side[at : at + BOILERPLATE_WORDS]])
        return True

    def confirm(self, boilerplate: Iterable[Boilerplate]) -> None:
        """Count decisions as used if the engine itself found their words to be boilerplate."""
        places = (place for each in boilerplate for place in each.places)
        while self._boilerplate and not self._used.issuperset(chain.from_iterable(self._boilerplate.values())):
            place = next(places, None)
            if place is None:
                return
            ref, span = place
            shingles = _shingles(self._keys_at(ref, span))
            self._used.update(entry for shingle in shingles for entry in self._boilerplate.get(shingle, ()))

    def boilerplate(self, passage: Passage) -> Boilerplate:
        """Turn a passage into boilerplate."""
        places = ((passage.one, passage.one_span), (passage.other, passage.other_span))
        return Boilerplate(places, len({self._text(ref).thread for ref, _ in places}), DECIDED)


def _shingles(found: Sequence[int]) -> Iterator[_Tokens]:
    return (tuple(found[at : at + BOILERPLATE_WORDS]) for at in range(len(found) - BOILERPLATE_WORDS + 1))


def _begins(side: _Tokens, first: _Tokens) -> bool:
    return side[: len(first)] == first


def _contains(side: _Tokens, first: _Tokens) -> bool:
    return any(side[at : at + len(first)] == first for at in range(len(side) + 1))


def _precedence(rule: _Rule) -> tuple[int, bool, tuple[str, ...], tuple[str, ...]]:
    first, entry = rule
    return len(first), entry.verdict == "no-quotation", entry.texts, first_tokens(entry)


def _as_decided(passage: Passage, quotation: Decision | None) -> Passage:
    """Return the passage with the direction that a keeper decided, if one did."""
    if not quotation:
        return passage
    source = quotation.texts[0]
    if passage.one == passage.other:
        return replace(passage, reason=DECIDED)
    return replace(passage, direction="one" if source == passage.one else "other", reason=DECIDED)


def _without_confirmed(boilerplate: Iterable[Boilerplate], passages: Iterable[Passage]) -> Iterator[Boilerplate]:
    """Drop forms shared by two texts if a keeper decided that one text quotes the other."""
    decided: defaultdict[Pair, list[Passage]] = defaultdict(list)
    for passage in passages:
        if passage.reason == DECIDED:
            decided[passage.one, passage.other].append(passage)
    for each in boilerplate:
        (one, one_span), (other, other_span) = each.places[0], each.places[-1]
        quotations = decided.get((one, other), ()) if len(each.places) == 2 else ()
        if not any(_overlap(q.one_span, one_span) and _overlap(q.other_span, other_span) for q in quotations):
            yield each


def _is_replaced(passage: Passage, added: Passage) -> bool:
    """Return True if a passage that a keeper added has the same words in both texts."""
    conflicting = passage.reason == DECIDED and passage.direction != added.direction
    overlap = _overlap(passage.one_span, added.one_span) and _overlap(passage.other_span, added.other_span)
    return overlap and not conflicting


def _overlap(one: Span, other: Span) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def _position(passage: Passage) -> tuple[str, str, Span, Span]:
    return passage.one, passage.other, passage.one_span, passage.other_span


def _unused(entry: Decision) -> str:
    """Return the complaint about a decision that has nothing to apply to."""
    if entry.verdict == "boilerplate":
        return "no passage consists of these words any more; delete the decision"
    if entry.begins:
        begins = excerpt(entry.begins, _EXCERPT_WORDS)
        return f'these two texts share no passage that begins "{begins}"; correct the words or delete the decision'
    return "these two texts no longer share a passage; delete the decision"
