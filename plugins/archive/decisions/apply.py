"""What a person has decided about the passages that texts share, put into effect. Values only.

One rule: a verdict is obeyed whatever the score. Of two on one passage that with more words in `begins` counts; of
like ones, the one that claims no quotation.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import chain

from archive.decisions.decisions import NAME, ROW, SAID, Decision, Decisions, Pair, tokens_of
from archive.text import excerpt, tokens
from archive.text_reuse import Boilerplate, ComparableText, Passage, Span, TextReuse, compare_pair

_OWN_TOKENS = 14
"""A passage with so many tokens of its own, or half of it, says something besides boilerplate (`reuse.finding`)."""
_TEXTS_AT_HAND = 64
_NAMED_WORDS = 8
"""So many of the words that a person wrote are told in a complaint."""


def applied(
    found: TextReuse, decisions: Decisions, text_of: Callable[[str], ComparableText]
) -> tuple[TextReuse, tuple[str, ...]]:
    """What was found, as a person wants it, and a line for each verdict that had nothing to decide.

    The verdicts are `resolved`. `text_of` gives the text of a ref, or raises KeyError if it has no words to compare.
    """
    verdicts = _Verdicts(decisions.entries, text_of)
    settled = verdicts.settled(found.passages)
    empty = frozenset(filter(verdicts.is_boilerplate, settled))
    passages = tuple(passage for passage in settled if passage not in empty)
    standing = {*_still_withheld(found.boilerplate, passages), *map(verdicts.boilerplate, empty)}
    boilerplate = tuple(sorted(standing, key=lambda each: (each.places, each.reason)))
    verdicts.confirm(found.boilerplate)
    kept = replace(found, passages=passages, boilerplate=boilerplate)
    return kept, tuple(f"{NAME}: {entry.label}: {_idle(entry)}" for entry in verdicts.idle())


_Tokens = tuple[str, ...]
_Said = tuple[_Tokens, Decision]
"""What the words begin with, and what is said of them."""


class _Verdicts:
    """Verdicts on quotation, which remember those that had something to decide."""

    def __init__(self, entries: Iterable[Decision], text_of: Callable[[str], ComparableText]) -> None:
        self._text = lru_cache(_TEXTS_AT_HAND)(text_of)
        self._used: set[Decision] = set()
        self._on: defaultdict[Pair, list[_Said]] = defaultdict(list)
        self._rows: defaultdict[_Tokens, list[Decision]] = defaultdict(list)
        for entry in entries:
            if entry.verdict in ("quotation", "no-quotation"):
                self._on[entry.pair].append((tokens_of(entry), entry))
            elif entry.verdict == "boilerplate":
                for row in set(_rows(tokens(entry.words))):
                    self._rows[row].append(entry)

    def idle(self) -> list[Decision]:
        """Those that had nothing to decide, by number."""
        said = {entry for pair in self._on.values() for _, entry in pair}.union(*self._rows.values())
        return sorted(said - self._used, key=lambda entry: entry.number)

    def settled(self, passages: Iterable[Passage]) -> list[Passage]:
        """The passages that are quotation, with those that a person knows of, sorted."""
        by_pair: defaultdict[Pair, list[Passage]] = defaultdict(list)
        for passage in passages:
            by_pair[passage.one, passage.other].append(passage)
        pairs = by_pair.keys() | self._on.keys()
        return sorted((each for pair in pairs for each in self._between(pair, by_pair[pair])), key=_place)

    def _between(self, pair: Pair, passages: Sequence[Passage]) -> list[Passage]:
        if pair not in self._on:
            return list(passages)
        judged = [(passage, self._verdict(passage, self._on[pair], _begins)) for passage in passages]
        kept = [_told(*each) for each in judged if not each[1] or each[1].verdict == "quotation"]
        told = list(self._missed(pair))
        return [passage for passage in kept if not any(_gives_way(passage, other) for other in told)] + told

    def _missed(self, pair: Pair) -> Iterator[Passage]:
        """Passages that nobody found, of which a person has told."""
        missed = {
            entry.texts for _, entry in self._on[pair] if entry.verdict == "quotation" and entry not in self._used
        }
        on = [each for each in self._on[pair] if each[1].verdict == "no-quotation" or each[1] not in self._used]
        for texts in sorted(missed if pair[0] != pair[1] else ()):
            for passage in self._asked(*texts):
                entry = self._verdict(passage, on, _holds)
                if entry and entry.verdict == "quotation" and entry.texts == texts:
                    yield _told(passage, entry)

    def _asked(self, source: str, quoting: str) -> tuple[Passage, ...]:
        try:
            return compare_pair(self._text(source), self._text(quoting))
        except KeyError:
            return ()

    def _verdict(
        self, passage: Passage, on: Sequence[_Said], fits: Callable[[_Tokens, _Tokens], bool]
    ) -> Decision | None:
        """What a person says of it in `on`; `fits` says whether a side of it is what a quotation is about."""
        sides = list(self._sides(passage)) if any(first for first, _ in on) else [()]
        rules = {"quotation": fits, "no-quotation": _begins}
        said = [(first, entry) for first, entry in on if any(rules[entry.verdict](side, first) for side in sides)]
        self._used.update(entry for _, entry in said)
        return max(said, key=_weight)[1] if said else None

    def _sides(self, passage: Passage) -> Iterator[_Tokens]:
        for ref, span in ((passage.one, passage.one_span), (passage.other, passage.other_span)):
            yield _tokens(self._text(ref).words[slice(*span)])

    def is_boilerplate(self, passage: Passage) -> bool:
        """True if one side says next to nothing besides words that a person calls boilerplate."""
        if not self._rows or passage.reason == SAID:
            return False
        return any(map(self._says_nothing, self._sides(passage)))

    def _says_nothing(self, side: _Tokens) -> bool:
        common = [at for at, row in enumerate(_rows(side)) if row in self._rows]
        covered = {at + offset for at in common for offset in range(ROW)}
        if len(side) - len(covered) >= min(_OWN_TOKENS, len(side) / 2):
            return False
        self._used.update(entry for at in common for entry in self._rows[side[at : at + ROW]])
        return True

    def confirm(self, boilerplate: Iterable[Boilerplate]) -> None:
        """Remember the verdicts that say of words found to be boilerplate that they are."""
        places = (place for each in boilerplate for place in each.places)
        while self._rows and not self._used.issuperset(chain.from_iterable(self._rows.values())):
            place = next(places, None)
            if place is None:
                return
            ref, span = place
            rows = _rows(_tokens(self._text(ref).words[slice(*span)]))
            self._used.update(entry for row in rows for entry in self._rows.get(row, ()))

    def boilerplate(self, passage: Passage) -> Boilerplate:
        """A passage that is none, as words that belong to nobody."""
        places = ((passage.one, passage.one_span), (passage.other, passage.other_span))
        return Boilerplate(places, len({self._text(ref).thread for ref, _ in places}), SAID)


def _tokens(words: Iterable[str]) -> _Tokens:
    return tuple(tokens(" ".join(words)))


def _rows(found: Sequence[str]) -> Iterator[_Tokens]:
    return (tuple(found[at : at + ROW]) for at in range(len(found) - ROW + 1))


def _begins(side: _Tokens, first: _Tokens) -> bool:
    return side[: len(first)] == first


def _holds(side: _Tokens, first: _Tokens) -> bool:
    return any(side[at : at + len(first)] == first for at in range(len(side) + 1))


def _weight(said: _Said) -> tuple[int, bool, tuple[str, ...], _Tokens]:
    first, entry = said
    return len(first), entry.verdict == "no-quotation", entry.texts, first


def _told(passage: Passage, quotation: Decision | None) -> Passage:
    """The passage as a person has told of it, if one has."""
    if not quotation:
        return passage
    source = quotation.texts[0]
    if passage.one == passage.other:
        return replace(passage, reason=SAID)
    return replace(passage, direction="one" if source == passage.one else "other", reason=SAID)


def _still_withheld(boilerplate: Iterable[Boilerplate], passages: Iterable[Passage]) -> Iterator[Boilerplate]:
    """Without the forms, filled in by two texts, of which a person says that one quotes the other."""
    told: defaultdict[Pair, list[Passage]] = defaultdict(list)
    for passage in passages:
        if passage.reason == SAID:
            told[passage.one, passage.other].append(passage)
    for each in boilerplate:
        (one, one_span), (other, other_span) = each.places[0], each.places[-1]
        on = told.get((one, other), ()) if len(each.places) == 2 else ()
        if not any(_meet(passage.one_span, one_span) and _meet(passage.other_span, other_span) for passage in on):
            yield each


def _gives_way(passage: Passage, told: Passage) -> bool:
    """True if another passage, which a person has told of, has the same words in both texts."""
    decided = passage.reason == SAID and passage.direction != told.direction
    overlap = _meet(passage.one_span, told.one_span) and _meet(passage.other_span, told.other_span)
    return overlap and not decided


def _meet(one: Span, other: Span) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def _place(passage: Passage) -> tuple[str, str, Span, Span]:
    return passage.one, passage.other, passage.one_span, passage.other_span


def _idle(entry: Decision) -> str:
    """What a person is told of a verdict that has nothing to decide."""
    if entry.verdict == "boilerplate":
        return "no passage consists of these words any more; take it out"
    if entry.begins:
        begins = excerpt(entry.begins, _NAMED_WORDS)
        return f'these two texts share no passage that begins "{begins}"; copy its first words, or take it out'
    return "these two texts share no passage any more; take it out"
