"""A keeper's decisions about duplicates, quotations and unplaced passages.

A decision overrides whatever the program finds. Decisions that contradict each other are all ignored and reported;
their order never matters. `decisions_file` reads and writes the file.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Literal

from archive.decisions.names import TextNames
from archive.text import tokens

Verdict = Literal["same", "different", "quotation", "no-quotation", "boilerplate", "no-repeat", "text-of"]
Pair = tuple[str, str]
"""Two refs, sorted."""

FILE_NAME = "decisions.toml"
"""The file in the content folder, which every complaint names."""
DECIDED = "a keeper decided so"
"""The reason of a passage or boilerplate that rests on a decision."""
BOILERPLATE_WORDS = 5
"""Words in a row by which boilerplate is recognised; fewer occur anywhere by chance (see `text_reuse.shingles`)."""


@dataclass(frozen=True)
class Decision:
    number: int
    """Its position in the file, from 1."""
    verdict: Verdict
    texts: tuple[str, ...] = ()
    """Names of texts, or refs once they are resolved. Two; for "quotation" the source and the quoting text; for
    "no-repeat" and "text-of" one; for "boilerplate" none."""
    begins: str = ""
    """First words of the passage or repeated block; "" for everything that the two texts share."""
    words: str = ""
    """The words that are boilerplate."""
    passage: str = ""
    """The name of an unplaced passage, which is a part of the text or boilerplate; see `ledger.passage_name`."""
    after: str = ""
    """Words of the text after whose paragraph the passage is placed; "" for its end."""
    why: str = ""

    @property
    def pair(self) -> Pair:
        """Its two texts, sorted. Only for decisions about two texts."""
        one, other = sorted(self.texts)
        return one, other

    @property
    def label(self) -> str:
        """What complaints call it."""
        return f"decision {self.number} ({self.verdict})"


@dataclass(frozen=True)
class Decisions:
    """All decisions about an archive."""

    entries: tuple[Decision, ...] = ()

    @cached_property
    def together(self) -> frozenset[Pair]:
        """Pairs of texts that are duplicates."""
        return frozenset(entry.pair for entry in self.entries if entry.verdict == "same")

    @cached_property
    def apart(self) -> frozenset[Pair]:
        """Pairs of texts that are not duplicates."""
        return frozenset(entry.pair for entry in self.entries if entry.verdict == "different")

    @cached_property
    def kept_repeats(self) -> Mapping[str, Sequence[tuple[str, ...]]]:
        """The first words (as tokens) of each block whose copy is shown too, by the ref of its text."""
        found: defaultdict[str, list[tuple[str, ...]]] = defaultdict(list)
        for entry in self.entries:
            if entry.verdict == "no-repeat":
                found[entry.texts[0]].append(first_tokens(entry))
        return dict(found)


def resolve(decisions: Decisions, ref_of: Mapping[str, str]) -> tuple[Decisions, tuple[str, ...]]:
    """Return the decisions that can be applied, with refs in place of names, and a line for each other one.

    `ref_of` maps each identifier of a text (ref, address, former addresses) to its ref. Names in the file may also be
    file names or full addresses.
    """
    names, known, complaints = TextNames(ref_of), [], []
    for entry in decisions.entries:
        refs = tuple(map(names.ref, entry.texts))
        found = replace(entry, texts=tuple(filter(None, refs)))
        unknown = [names.unknown(name) for name, ref in zip(entry.texts, refs, strict=True) if not ref]
        problems = [f"{problem}; correct the name or delete the decision" for problem in unknown]
        if not problems and (problem := pair_problem(found)):
            problems = [problem]
        complaints += [(entry.number, f"{FILE_NAME}: {entry.label}: {problem}") for problem in problems]
        known += [] if problems else [found]
    clashes = [*contradictions(known), *settled_twice(known)]
    complaints += [(group[-1].number, f"{FILE_NAME}: {contradiction_message(group)}") for group in clashes]
    refused = {entry for group in clashes for entry in group}
    accepted = tuple(entry for entry in known if entry not in refused)
    return replace(decisions, entries=accepted), tuple(line for _, line in sorted(complaints))


def pair_problem(entry: Decision) -> str | None:
    """Return why the two texts of a "same" or "different" decision cannot be compared, or None."""
    if entry.verdict not in ("same", "different"):
        return None
    if len(set(entry.texts)) == 1:
        return f"names one text twice, {entry.texts[0]}; name two texts or delete the decision"
    if len({"#" in name for name in entry.texts}) == 2:
        return (
            "names a post and a comment, which are never duplicates; name two posts or two comments, "
            "or delete the decision"
        )
    return None


def contradictions(entries: Iterable[Decision]) -> Iterator[tuple[Decision, ...]]:
    """Yield groups of decisions that contradict each other, each sorted by number."""
    entries = sorted(entries, key=lambda entry: (entry.texts, entry.number))
    for group in (*_same_and_different(entries), *_conflicting_quotations(entries)):
        yield tuple(sorted(group, key=lambda entry: entry.number))


def settled_twice(entries: Iterable[Decision]) -> Iterator[tuple[Decision, ...]]:
    """Yield groups of decisions that disagree about one unplaced passage, each sorted by number.

    Words such as "Well said!" may be a part of several texts, but then they are not boilerplate.
    """
    found: defaultdict[str, list[Decision]] = defaultdict(list)
    for entry in entries:
        if entry.passage:
            found[entry.passage].append(entry)
    for group in found.values():
        places = {entry.texts: entry.after for entry in group}
        disagree = any(places[entry.texts] != entry.after for entry in group)
        if disagree or len({entry.verdict for entry in group}) > 1:
            yield tuple(sorted(group, key=lambda entry: entry.number))


def contradiction_message(group: Sequence[Decision]) -> str:
    """Return the complaint about a contradiction, without the name of the file."""
    others = " and ".join(entry.label for entry in group[:-1])
    return f"{group[-1].label}: contradicts {others}; delete the wrong one"


def keeps_both_copies(decisions: Decisions, ref: str, words_of_copy: Sequence[str]) -> bool:
    """Return True if a keeper wants both copies of this repeated block of the text `ref`."""
    kept = decisions.kept_repeats.get(ref, ())
    copy = tuple(tokens(" ".join(words_of_copy))) if kept else ()
    return any(copy[: len(first)] == first for first in kept)


def first_tokens(entry: Decision) -> tuple[str, ...]:
    """Return the tokens that a passage or block must begin with."""
    return tuple(tokens(entry.begins))


def _same_and_different(entries: Sequence[Decision]) -> Iterator[tuple[Decision, ...]]:
    """Yield each "different" with a chain of "same" that joins its two texts, until there is no such chain left."""
    same = [entry for entry in entries if entry.verdict == "same"]
    different = [entry for entry in entries if entry.verdict == "different"]
    while different:
        neighbours = _neighbours(same)
        chains = [(entry, _chain(*entry.pair, neighbours)) for entry in different]
        broken = {link for _, chain in chains for link in chain}
        yield from ((entry, *chain) for entry, chain in chains if chain)
        same = [entry for entry in same if entry not in broken]
        different = [entry for entry, chain in chains if chain]


def _neighbours(same: Iterable[Decision]) -> dict[str, dict[str, Decision]]:
    found: defaultdict[str, dict[str, Decision]] = defaultdict(dict)
    for entry in same:
        one, other = entry.pair
        found[one].setdefault(other, entry)
        found[other].setdefault(one, entry)
    return found


def _chain(one: str, other: str, neighbours: Mapping[str, Mapping[str, Decision]]) -> tuple[Decision, ...]:
    """Return the shortest chain of decisions that joins two texts; () if there is none."""
    chains: dict[str, tuple[Decision, ...]] = {one: ()}
    waiting = deque([one])
    while waiting and other not in chains:
        text = waiting.popleft()
        for next_text, entry in neighbours.get(text, {}).items():
            if next_text not in chains:
                chains[next_text] = (*chains[text], entry)
                waiting.append(next_text)
    return chains.get(other, ())


def _conflicting_quotations(entries: Iterable[Decision]) -> Iterator[tuple[Decision, ...]]:
    """Yield decisions about one passage that disagree on who quotes whom, or whether it is a quotation."""
    found: defaultdict[tuple[Pair, tuple[str, ...]], list[Decision]] = defaultdict(list)
    for entry in entries:
        if entry.verdict in ("quotation", "no-quotation"):
            found[entry.pair, first_tokens(entry)].append(entry)
    for group in found.values():
        if len({entry.texts if entry.verdict == "quotation" else () for entry in group}) > 1:
            yield tuple(group)
