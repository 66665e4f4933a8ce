"""The labelled cases as archives, and how far what is found in them is what a careful reader would say.

One rule: the cases are the truth. Nothing here knows how the engine decides, and a case is changed only when a reader
finds it wrong, never because it is missed. `tests/labelled/README.md` has the format; run this file for the figures.
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
"""From here up a passage must be found (issue 4); a shorter one may be."""
RELATED = 12
"""Two cases that share so many tokens in a row are made of one text: what is found between them is not judged."""

Span = tuple[int, int]
Pair = tuple[str, str]
Row = dict


@dataclass(frozen=True)
class Quotation:
    """A passage that two texts share, as labelled."""

    source: str
    quoting: str
    source_span: Span
    quoting_span: Span
    known: bool
    """False where a reader cannot tell who quotes whom."""

    @property
    def is_wanted(self) -> bool:
        return min(stop - start for start, stop in (self.source_span, self.quoting_span)) >= LEAST_WORDS


@dataclass(frozen=True)
class Case:
    """A few texts and all that is to be said of them. Its refs hold its name, so that cases can share a shelf."""

    name: str
    change: str
    row: Row

    def ref(self, written: str) -> str:
        """The ref of a text in the archive, from that in the file."""
        post, hash_, comment = written.partition("#")
        folder, _, slug = post.rpartition("/")
        return f"{folder}/{self.name}-{slug}{hash_}{comment}"

    @cached_property
    def bodies(self) -> dict[str, str]:
        return {self.ref(text["ref"]): text["body"] for text in self.row["texts"]}

    @cached_property
    def posts(self) -> dict[str, Post]:
        """Its texts as an archive of their own, by ref."""
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
        """(ref, place) of each word that is to be shown once."""
        return {(self.ref(each["ref"]), at) for each in self.row["repeats"] for at in range(*each["span"])}

    @cached_property
    def unjudged(self) -> set[Pair]:
        """Texts between which a passage is neither right nor wrong: on one form, or joined if all goes well."""
        alone = {(self.ref(each["ref"]),) * 2 for each in self.row["repeats"]}
        return self.pairs("unjudged") | self.pairs("same") | self.pairs("copies") | alone

    def pairs(self, key: str) -> set[Pair]:
        """All pairs within the groups of refs that the case has under `key`."""
        groups = [sorted(map(self.ref, group)) for group in self.row.get(key, ())]
        return {pair for group in groups for pair in combinations(group, 2)}

    @cached_property
    def runs(self) -> frozenset[str]:
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
    """All labelled cases, in the order of the files."""
    lines = (line for name in names for line in (FOLDER / name).read_text(encoding="utf-8").splitlines())
    return tuple(Case(row["case"], row["change"], row) for row in map(json.loads, lines))


def digest(name: str) -> str:
    """SHA-256 of a file of cases, in hex."""
    return hashlib.sha256((FOLDER / name).read_bytes()).hexdigest()


def shelves(cases: Iterable[Case]) -> list[list[Case]]:
    """The cases on as few shelves as come of it, no two that are made of one text on the same shelf.

    So a shelf is an archive in which everything found between two cases is wrong, and in which no text stands so often
    that it would rightly be taken for boilerplate.
    """
    filled: list[tuple[list[Case], set[str]]] = []
    for case in cases:
        shelf = next((shelf for shelf in filled if case.runs.isdisjoint(shelf[1])), None)
        if shelf is None:
            filled.append(shelf := ([], set()))
        shelf[0].append(case)
        shelf[1].update(case.runs)
    return [found for found, _ in filled]


@dataclass
class Marks:
    """What was right and wrong, counted for each kind of change, and each fault in words."""

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
        """The figures as lines: one for each kind of change, and one for all."""
        yield f"{'kind of change':44}" + "".join(f"{name:>10}" for name in ("cases", *FIGURES))
        for change, counts in (*sorted(self.counts.items()), ("all", self.all)):
            shown = "".join(f"{_percent(figure):>10}" for figure in figures(counts).values())
            yield f"{change:44}{counts['cases']:>10}{shown}"


FIGURES = ("same", "comments", "repeats", "precision", "recall", "ends", "direction")
FALSE_JOINS = ("posts false", "comments false", "repeats false")


def figures(counts: Mapping[str, int]) -> dict[str, float | None]:
    """Each of FIGURES, from 0 to 1; None where there was nothing to be right or wrong about."""
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


def measured(archives: Iterable[Sequence[Case]]) -> Marks:
    """What is found in each of `archives`, held against the labels of its cases."""
    marks = Marks()
    for cases in archives:
        found = find({ref: post for case in cases for ref, post in case.posts.items()})
        _Judge(cases, found, marks).judge()
    return marks


class _Judge:
    """One archive, what was found in it, and the marks it gets."""

    def __init__(self, cases: Sequence[Case], found: Findings, marks: Marks) -> None:
        self.cases, self.found, self.marks = cases, found, marks
        self.by_post = {ref: case for case in cases for ref in case.posts}
        self.bodies = {ref: body for case in cases for ref, body in case.bodies.items()}
        self.shown = {each.hidden: each.shown for each in found.duplicate_posts}

    def judge(self) -> None:
        for case in self.cases:
            self.marks.add(case, "cases")
        same = {pair for case in self.cases for pair in case.pairs("same")}
        self._joins("posts", same, _pairs((each.shown, each.hidden) for each in self.found.duplicate_posts))
        twice = {self._now(*pair) for case in self.cases for pair in case.pairs("copies")}
        self._joins("comments", twice, _pairs((each.shown, each.hidden) for each in self.found.duplicate_comments))
        self._repeats()
        self._passages()

    def _joins(self, what: str, wanted: set[Pair], found: set[Pair]) -> None:
        for pair in sorted(wanted):
            self.marks.add(self._case(pair[0]), f"{what} wanted")
        for pair in sorted(wanted - found):
            self.marks.add(self._case(pair[0]), f"{what} missed", " | ".join(pair))
        for pair in sorted(found - wanted):
            self.marks.add(self._case(pair[0]), f"{what} false", " | ".join(pair))

    def _repeats(self) -> None:
        once: defaultdict[str, set[tuple[str, int]]] = defaultdict(set)
        for each in self.found.repeats:
            if each.collapsed:
                once[self._case(each.ref).name] |= {(each.ref, at) for at in range(*each.span)}
        for case in self.cases:
            wanted, found = case.repeated, once[case.name]
            if wanted:
                self.marks.add(case, "repeats wanted")
            if wanted != found:
                places = f"words {_places(found)}, labelled {_places(wanted)}"
                self.marks.add(case, "repeats wrong" if wanted else "repeats false", places)

    def _passages(self) -> None:
        labelled: defaultdict[Pair, list[Quotation]] = defaultdict(list)
        for case in self.cases:
            for each in case.quotations:
                labelled[self._now(each.source, each.quoting)].append(each)
        reported: defaultdict[Pair, list[Passage]] = defaultdict(list)
        for passage in self.found.passages:
            reported[self._now(passage.one, passage.other)].append(passage)
        for pair, passages in sorted(reported.items()):
            self._reported(pair, passages, labelled[pair])
        for pair, quotations in sorted(labelled.items()):
            for each in quotations:
                self._labelled(each, reported.get(pair, ()))

    def _reported(self, pair: Pair, passages: Sequence[Passage], quotations: Sequence[Quotation]) -> None:
        case = self._case(pair[0])
        if pair in {self._now(*each) for each in case.unjudged}:
            return
        for passage in passages:
            right = any(_meet(passage, each) for each in quotations)
            self.marks.add(case, "passages")
            if not right:
                self.marks.add(case, "passages false", self._shown(passage))

    def _labelled(self, quotation: Quotation, passages: Sequence[Passage]) -> None:
        case, met = self._case(quotation.source), [each for each in passages if _meet(each, quotation)]
        if quotation.is_wanted:
            self.marks.add(case, "wanted")
        if not met:
            return self.marks.add(case, "missed", self._said(quotation)) if quotation.is_wanted else None
        self.marks.add(case, "found")
        if not any(_ends_meet(each, quotation) for each in met):
            self.marks.add(case, "ends wrong", f"{self._said(quotation)}, FOUND {self._shown(met[0])}")
        if not all(_is_directed(each, quotation) for each in met):
            self.marks.add(case, "direction wrong", f"{self._said(quotation)}, FOUND {self._shown(met[0])}")
        return None

    def _now(self, *pair: str) -> Pair:
        """The two refs, sorted, after copies of a post have become one."""
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
    """All pairs of the groups that the joined pairs make: what is shown, with all that is hidden behind it."""
    groups: defaultdict[str, set[str]] = defaultdict(set)
    for shown, hidden in joined:
        groups[shown] |= {shown, hidden}
    return {pair for group in groups.values() for pair in combinations(sorted(group), 2)}


def _meet(passage: Passage, quotation: Quotation) -> bool:
    """True if they overlap in both texts, by at least half of each."""
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


def renewed() -> str:
    """The parts of floors.toml that say what the set is: how many cases of each kind, and the digests."""
    kinds = Counter(case.change for case in read_cases())
    counted = (f"{json.dumps(change)} = {number}" for change, number in sorted(kinds.items()))
    digests = (f'"{name}" = "{digest(name)}"' for name in FILES)
    return "\n".join(("[least_cases]", *counted, "", "[digests]", *digests))


def main() -> None:
    asked = argparse.ArgumentParser(description="How the labelled cases come out, and every fault.")
    asked.add_argument("--digests", action="store_true", help="print what floors.toml says of the set instead")
    asked.add_argument("--only", default="", help="only the kinds of change with these words in them")
    settings = asked.parse_args()
    if settings.digests:
        print(renewed())
        return
    cases = [case for case in read_cases() if settings.only in case.change]
    for heading, archives in (("EACH CASE ALONE", [[case] for case in cases]), ("ON SHELVES", shelves(cases))):
        marks = measured(archives)
        print(f"{heading} ({len(archives)} archives)", *marks.table(), "", *marks.faults, "", sep="\n")


if __name__ == "__main__":
    main()
