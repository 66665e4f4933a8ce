"""Compare what is found in the labelled cases with the labels, which say what a careful reader would find.

The labels are the truth. Nothing here knows how the engine decides, and a label is only changed if a reader finds it
wrong, never because the engine misses it. tests/labelled/README.md describes the format. Run this file for the figures.
"""

from __future__ import annotations

import argparse
import hashlib
import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from itertools import combinations
from pathlib import Path

from archive.duplicates.find import Findings, find
from archive.model import Comment, Post
from archive.text import tokens
from archive.text_reuse import Passage

FOLDER = Path(__file__).parent / "labelled"
FILES = ("copies.jsonl", "quotations.jsonl")
LEAST_WORDS = 25
"""A passage of so many words must be found; a shorter one may be."""
RELATED = 12
"""Two cases that share so many tokens in a row are made from one text, so they are never in one archive."""

Span = tuple[int, int]
Pair = tuple[str, str]
Row = dict


@dataclass(frozen=True)
class Quotation:
    """A labelled passage."""

    source: str
    quoting: str
    source_span: Span
    quoting_span: Span
    known: bool
    """False if a reader cannot tell who quotes whom."""

    @property
    def is_wanted(self) -> bool:
        return min(stop - start for start, stop in (self.source_span, self.quoting_span)) >= LEAST_WORDS


@dataclass(frozen=True)
class Case:
    """A few texts with their labels. Refs contain the name of the case, so that cases can be combined."""

    name: str
    change: str
    row: Row

    def ref(self, written: str) -> str:
        """Return the ref in the archive for a ref in the file."""
        post, hash_, comment = written.partition("#")
        folder, _, slug = post.rpartition("/")
        return f"{folder}/{self.name}-{slug}{hash_}{comment}"

    @cached_property
    def bodies(self) -> dict[str, str]:
        return {self.ref(text["ref"]): text["body"] for text in self.row["texts"]}

    @cached_property
    def posts(self) -> dict[str, Post]:
        """The posts of the case, by ref."""
        comments: defaultdict[str, list[Comment]] = defaultdict(list)
        for text in self.row["texts"]:
            if text["kind"] == "comment":
                comments[text["ref"].partition("#")[0]].append(_comment(text))
        return {
            self.ref(text["ref"]): _post(self.ref(text["ref"]), text, comments[text["ref"]])
            for text in self.row["texts"]
            if text["kind"] != "comment"
        }

    @cached_property
    def quotations(self) -> tuple[Quotation, ...]:
        return tuple(
            Quotation(
                self.ref(each["source"]),
                self.ref(each["quoting"]),
                tuple(each["source_span"]),
                tuple(each["quoting_span"]),
                each["direction"] == "known",
            )
            for each in self.row["quotations"]
        )

    @cached_property
    def repeated(self) -> set[tuple[str, int]]:
        """(ref, offset) of each word that should be hidden as a repeat."""
        return {(self.ref(each["ref"]), at) for each in self.row["repeats"] for at in range(*each["span"])}

    @cached_property
    def unjudged(self) -> set[Pair]:
        """Pairs between which a passage is neither right nor wrong: the same form, or texts that should be joined."""
        alone = {(self.ref(each["ref"]),) * 2 for each in self.row["repeats"]}
        return self.pairs("unjudged") | self.pairs("same") | self.pairs("copies") | alone

    def pairs(self, key: str) -> set[Pair]:
        """Return all pairs within the groups of refs that the case has under `key`."""
        groups = [sorted(map(self.ref, group)) for group in self.row.get(key, ())]
        return {pair for group in groups for pair in combinations(group, 2)}

    @cached_property
    def shingles(self) -> frozenset[str]:
        return frozenset(
            " ".join(words[at : at + RELATED])
            for words in map(tokens, self.bodies.values())
            for at in range(len(words) - RELATED + 1)
        )


def _comment(text: Row) -> Comment:
    answered = text["parent"].partition("#c")[2] or None
    return Comment(text["ref"].partition("#c")[2], text["body"], answered, text.get("author"), _instant(text))


def _post(ref: str, text: Row, comments: Sequence[Comment]) -> Post:
    url = text.get("url")
    address = f"/{ref.removeprefix('posts/')}.html"
    return Post(
        id=f"tag:labelled,2010:{ref}",
        kind=text["kind"],
        permalink=address,
        body=text["body"],
        title=text["title"],
        day=date.fromisoformat(text["day"]) if text["day"] else None,
        published=_instant(text),
        permalink_known=url is not None,
        url=url,
        author=text.get("author"),
        comments=tuple(comments),
    )


def _instant(text: Row) -> datetime | None:
    return datetime.fromisoformat(text["published"]) if text.get("published") else None


def read_cases(names: Iterable[str] = FILES) -> tuple[Case, ...]:
    """Return all labelled cases, in the order of the files."""
    lines = (line for name in names for line in (FOLDER / name).read_text(encoding="utf-8").splitlines())
    return tuple(Case(row["case"], row["change"], row) for row in map(json.loads, lines))


def digest(name: str) -> str:
    """Return the SHA-256 of a file of cases, in hex."""
    return hashlib.sha256((FOLDER / name).read_bytes()).hexdigest()


def combine(cases: Iterable[Case]) -> list[list[Case]]:
    """Combine the cases into few archives, without two cases made from one text in the same archive.

    So everything found between two cases is wrong, and no text appears so often that it would be boilerplate.
    """
    filled: list[tuple[list[Case], set[str]]] = []
    for case in cases:
        archive = next((archive for archive in filled if case.shingles.isdisjoint(archive[1])), None)
        if archive is None:
            filled.append(archive := ([], set()))
        archive[0].append(case)
        archive[1].update(case.shingles)
    return [found for found, _ in filled]


@dataclass
class Results:
    """Counts of what was right and wrong, by kind of case, and a description of each fault."""

    counts: defaultdict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    faults: list[str] = field(default_factory=list)

    def add(self, case: Case, what: str, fault: str = "") -> None:
        self.counts[case.change][what] += 1
        if fault:
            self.faults.append(f"{case.name} ({case.change}) {what.upper()}: {fault}")

    @property
    def all(self) -> Counter[str]:
        return sum(self.counts.values(), Counter())

    def table(self) -> Iterator[str]:
        """Yield the figures as lines: one for each kind of case, and one for all."""
        yield f"{'kind of case':44}" + "".join(f"{name:>10}" for name in ("cases", *FIGURES))
        for change, counts in (*sorted(self.counts.items()), ("all", self.all)):
            shown = "".join(f"{_percent(figure):>10}" for figure in figures(counts).values())
            yield f"{change:44}{counts['cases']:>10}{shown}"


FIGURES = ("same", "comments", "repeats", "precision", "recall", "ends", "direction")
FALSE_JOINS = ("posts false", "comments false", "repeats false")


def figures(counts: Mapping[str, int]) -> dict[str, float | None]:
    """Return each of FIGURES, from 0 to 1; None if there were no such cases."""
    right_and_all = {
        "same": (counts["posts wanted"] - counts["posts missed"], counts["posts wanted"]),
        "comments": (counts["comments wanted"] - counts["comments missed"], counts["comments wanted"]),
        "repeats": (counts["repeats wanted"] - counts["repeats wrong"], counts["repeats wanted"]),
        "precision": (counts["passages"] - counts["passages false"], counts["passages"]),
        "recall": (counts["wanted"] - counts["missed"], counts["wanted"]),
        "ends": (counts["found"] - counts["ends wrong"], counts["found"]),
        "direction": (counts["found"] - counts["direction wrong"], counts["found"]),
    }
    return {name: right / of if of else None for name, (right, of) in right_and_all.items()}


def _percent(figure: float | None) -> str:
    return "" if figure is None else f"{100 * figure:.1f}"


def measured(archives: Iterable[Sequence[Case]]) -> Results:
    """Compare what is found in each of `archives` with the labels of its cases."""
    results = Results()
    for cases in archives:
        found = find({ref: post for case in cases for ref, post in case.posts.items()})
        _Judge(cases, found, results).judge()
    return results


class _Judge:
    """Judges what was found in one archive."""

    def __init__(self, cases: Sequence[Case], found: Findings, results: Results) -> None:
        self.cases, self.found, self.results = cases, found, results
        self.by_post = {ref: case for case in cases for ref in case.posts}
        self.bodies = {ref: body for case in cases for ref, body in case.bodies.items()}
        self.shown = {each.hidden: each.shown for each in found.duplicate_posts}

    def judge(self) -> None:
        for case in self.cases:
            self.results.add(case, "cases")
        same = {pair for case in self.cases for pair in case.pairs("same")}
        self._joins("posts", same, _pairs((each.shown, each.hidden) for each in self.found.duplicate_posts))
        twice = {self._shown_pair(*pair) for case in self.cases for pair in case.pairs("copies")}
        self._joins("comments", twice, _pairs((each.shown, each.hidden) for each in self.found.duplicate_comments))
        self._repeats()
        self._passages()

    def _joins(self, what: str, wanted: set[Pair], found: set[Pair]) -> None:
        for pair in sorted(wanted):
            self.results.add(self._case(pair[0]), f"{what} wanted")
        for pair in sorted(wanted - found):
            self.results.add(self._case(pair[0]), f"{what} missed", " | ".join(pair))
        for pair in sorted(found - wanted):
            self.results.add(self._case(pair[0]), f"{what} false", " | ".join(pair))

    def _repeats(self) -> None:
        once: defaultdict[str, set[tuple[str, int]]] = defaultdict(set)
        for each in self.found.repeats:
            if each.collapsed:
                once[self._case(each.ref).name] |= {(each.ref, at) for at in range(*each.span)}
        for case in self.cases:
            wanted, found = case.repeated, once[case.name]
            if wanted:
                self.results.add(case, "repeats wanted")
            if wanted != found:
                places = f"words {_places(found)}, labelled {_places(wanted)}"
                self.results.add(case, "repeats wrong" if wanted else "repeats false", places)

    def _passages(self) -> None:
        labelled: defaultdict[Pair, list[Quotation]] = defaultdict(list)
        for case in self.cases:
            for each in case.quotations:
                labelled[self._shown_pair(each.source, each.quoting)].append(each)
        reported: defaultdict[Pair, list[Passage]] = defaultdict(list)
        for passage in self.found.passages:
            reported[self._shown_pair(passage.one, passage.other)].append(passage)
        for pair, passages in sorted(reported.items()):
            self._reported(pair, passages, labelled[pair])
        for pair, quotations in sorted(labelled.items()):
            for each in quotations:
                self._labelled(each, reported.get(pair, ()))

    def _reported(self, pair: Pair, passages: Sequence[Passage], quotations: Sequence[Quotation]) -> None:
        case = self._case(pair[0])
        if pair in {self._shown_pair(*each) for each in case.unjudged}:
            return
        for passage in passages:
            right = any(_meet(passage, each) for each in quotations)
            self.results.add(case, "passages")
            if not right:
                self.results.add(case, "passages false", self._shown(passage))

    def _labelled(self, quotation: Quotation, passages: Sequence[Passage]) -> None:
        case, met = self._case(quotation.source), [each for each in passages if _meet(each, quotation)]
        if quotation.is_wanted:
            self.results.add(case, "wanted")
        if not met:
            return self.results.add(case, "missed", self._said(quotation)) if quotation.is_wanted else None
        self.results.add(case, "found")
        if not any(_ends_meet(each, quotation) for each in met):
            self.results.add(case, "ends wrong", f"{self._said(quotation)}, FOUND {self._shown(met[0])}")
        if not all(_is_directed(each, quotation) for each in met):
            self.results.add(case, "direction wrong", f"{self._said(quotation)}, FOUND {self._shown(met[0])}")
        return None

    def _shown_pair(self, *pair: str) -> Pair:
        """Return the two refs, sorted, with hidden posts replaced by the shown ones."""
        one, other = sorted(self._shown_ref(ref) for ref in pair)
        return one, other

    def _shown_ref(self, ref: str) -> str:
        post, hash_, comment = ref.partition("#")
        return self.shown.get(post, post) + hash_ + comment

    def _case(self, ref: str) -> Case:
        return self.by_post[ref.partition("#")[0]]

    def _said(self, quotation: Quotation) -> str:
        ends = (
            self._words(quotation.source, quotation.source_span),
            self._words(quotation.quoting, quotation.quoting_span),
        )
        known = "known" if quotation.known else "unknown"
        return f"LABELLED {known}\n    {quotation.source} {ends[0]}\n    {quotation.quoting} {ends[1]}\n   "

    def _shown(self, found: Passage) -> str:
        ends = self._words(found.one, found.one_span), self._words(found.other, found.other_span)
        return f"{found.direction}, {found.words} words\n    {found.one} {ends[0]}\n    {found.other} {ends[1]}"

    def _words(self, ref: str, span: Span) -> str:
        words = self.bodies.get(ref, "").split()[slice(*span)]
        return f"{span[0]}-{span[1]}: {' '.join(words[:7])} [...] {' '.join(words[-7:])}"


def _pairs(joined: Iterable[Pair]) -> set[Pair]:
    """Return all pairs within each group of a shown text and its hidden duplicates."""
    groups: defaultdict[str, set[str]] = defaultdict(set)
    for shown, hidden in joined:
        groups[shown] |= {shown, hidden}
    return {pair for group in groups.values() for pair in combinations(sorted(group), 2)}


def _meet(passage: Passage, quotation: Quotation) -> bool:
    """Return True if they overlap in both texts, by at least half of each."""
    return any(_overlap(a, c) and _overlap(b, d) for (a, b), (c, d) in _placed(passage, quotation))


def _ends_meet(passage: Passage, quotation: Quotation) -> bool:
    return any(found == told for found, told in _placed(passage, quotation))


def _placed(passage: Passage, quotation: Quotation) -> Iterator[tuple[tuple[Span, Span], tuple[Span, Span]]]:
    """The spans of both, those of one text in one place; either way round where a text quotes itself."""
    told = quotation.source_span, quotation.quoting_span
    yield (passage.one_span, passage.other_span), told if quotation.source <= quotation.quoting else told[::-1]
    if passage.one == passage.other:
        yield (passage.other_span, passage.one_span), told


def _overlap(one: Span, other: Span) -> bool:
    shared = min(one[1], other[1]) - max(one[0], other[0])
    return 2 * shared >= max(one[1] - one[0], other[1] - other[0])


def _is_directed(passage: Passage, quotation: Quotation) -> bool:
    return passage.source == (quotation.source if quotation.known else None)


def _places(words: Iterable[tuple[str, int]]) -> str:
    places: defaultdict[str, list[int]] = defaultdict(list)
    for ref, at in sorted(words):
        places[ref].append(at)
    return ", ".join(f"{ref} {at[0]}-{at[-1] + 1} ({len(at)})" for ref, at in places.items()) or "none"


def set_description() -> str:
    """Return the parts of floors.toml that describe the set: how many cases of each kind, and the digests."""
    kinds = Counter(case.change for case in read_cases())
    counted = (f"{json.dumps(change)} = {number}" for change, number in sorted(kinds.items()))
    digests = (f'"{name}" = "{digest(name)}"' for name in FILES)
    return "\n".join(("[least_cases]", *counted, "", "[digests]", *digests))


def main() -> None:
    asked = argparse.ArgumentParser(description="Print the figures of the labelled cases, and every fault.")
    asked.add_argument("--digests", action="store_true", help="print what floors.toml needs about the set instead")
    asked.add_argument("--only", default="", help="only kinds of case that contain these words")
    settings = asked.parse_args()
    if settings.digests:
        print(set_description())
        return
    cases = [case for case in read_cases() if settings.only in case.change]
    for heading, archives in (("EACH CASE ALONE", [[case] for case in cases]), ("COMBINED", combine(cases))):
        results = measured(archives)
        print(f"{heading} ({len(archives)} archives)", *results.table(), "", *results.faults, "", sep="\n")


if __name__ == "__main__":
    main()
