"""The texts labelled with tags, and how far what is found in them is what a careful indexer would say.

One rule: the labels are the truth. Nothing here knows how the engine decides; `tests/labelled/TAGS.md` has the format.

    python tests/labelled_tags.py                   # the figures, and every fault in the texts that may be looked at
    python tests/labelled_tags.py --digests         # what labelled/tag_floors.toml says of the set
"""

from __future__ import annotations

import argparse
import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from pathlib import Path

from archive.duplicates.find import Findings
from archive.model import Post
from archive.tags.assign import Topics, topics_of
from archive.tags.vocabulary import Vocabulary
from archive.tags.vocabulary_file import read_vocabulary
from archive.text_reuse import Passage

FOLDER = Path(__file__).parent / "labelled"
NAME = "tags.jsonl"
SHIPPED = Path(__file__).parents[1] / "content" / "vocabulary.toml"
HALVES = ("looked at", "held out")


@dataclass(frozen=True)
class Case:
    """One text and what is to be said of it."""

    name: str
    post: Post
    asks: tuple[str, ...]
    quoted: tuple[tuple[int, int], ...]
    tags: frozenset[str]
    mentions: frozenset[str]
    allowed: frozenset[str]

    @cached_property
    def half(self) -> str:
        """Of the texts written last ("n…"), those that a digest chooses were never looked at, nor used for weights."""
        chosen = self.name.startswith("n") and hashlib.sha256(self.name.encode()).digest()[0] % 2 == 0
        return HALVES[1] if chosen else HALVES[0]


def read_tag_cases() -> tuple[Case, ...]:
    """All cases, in the order of the file."""
    return tuple(_case(json.loads(line)) for line in (FOLDER / NAME).read_text(encoding="utf-8").splitlines())


def _case(row: dict) -> Case:
    name = row["case"]
    day = date.fromisoformat(row["day"]) if row["day"] else None
    post = Post(f"tag:labelled,2010:{name}", row["kind"], f"/{name}.html", row["body"], row["title"], day)
    quoted = tuple((start, stop) for start, stop in row.get("quoted", ()))
    sets = (frozenset(row[key]) for key in ("tags", "mentions", "allowed"))
    return Case(name, post, tuple(row["asks"]), quoted, *sets)


def shipped() -> Vocabulary:
    return read_vocabulary(SHIPPED.read_text(encoding="utf-8"), SHIPPED.name)


def digest() -> str:
    """SHA-256 of the file of cases, in hex."""
    return hashlib.sha256((FOLDER / NAME).read_bytes()).hexdigest()


def topics_of_cases(cases: Iterable[Case], vocabulary: Vocabulary) -> dict[str, Topics]:
    """What is found in the cases as one archive, by the name of the case."""
    cases = tuple(cases)
    passages = [_passage(case, span) for case in cases for span in case.quoted]
    findings = Findings({}, (), (), (), (), tuple(passages), (), {}, ())
    return topics_of({case.name: case.post for case in cases}, findings, vocabulary)


def _passage(case: Case, span: tuple[int, int]) -> Passage:
    """The span as words from a text that is not here."""
    return Passage("", (0, span[1] - span[0]), case.name, span, span[1] - span[0], 1.0, "one", "")


@dataclass
class Marks:
    """What was right and wrong, and each fault in words."""

    counts: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)

    @property
    def precision(self) -> float:
        return self.counts["right"] / max(1, self.counts["right"] + self.counts["wrong"])

    @property
    def recall(self) -> float:
        return self.counts["right"] / max(1, self.counts["right"] + self.counts["missed"])

    def add(self, case: Case, found: frozenset[str], wanted: frozenset[str], allowed: frozenset[str]) -> None:
        right, wrong, missed = found & wanted, found - wanted - allowed, wanted - found
        self.counts.update(right=len(right), wrong=len(wrong), missed=len(missed))
        self.faults += (f"{case.name} ({', '.join(case.asks)}) WRONG: {term}" for term in sorted(wrong))
        self.faults += (f"{case.name} ({', '.join(case.asks)}) MISSED: {term}" for term in sorted(missed))

    def __str__(self) -> str:
        counts = ", ".join(f"{self.counts[what]} {what}" for what in ("right", "wrong", "missed"))
        return f"precision {self.precision:.3f}, recall {self.recall:.3f} ({counts})"


def tag_marks(cases: Iterable[Case], topics: dict[str, Topics]) -> Marks:
    """The tags of `cases`, held against their labels. What is `allowed` is neither right nor wrong."""
    marks = Marks()
    for case in cases:
        marks.add(case, frozenset(term.id for term in topics[case.name].why), case.tags, case.allowed)
    return marks


def mention_marks(cases: Iterable[Case], topics: dict[str, Topics]) -> Marks:
    """The same of the terms that are mentioned."""
    marks = Marks()
    for case in cases:
        found = frozenset(mention.term.id for mention in topics[case.name].mentions)
        marks.add(case, found, case.mentions, case.allowed)
    return marks


def asked_wordings(case: Case) -> Iterator[tuple[str, str]]:
    """("yes", "AP") for a text that has AP in the sense of a term, ("no", "AP") for one that has it otherwise."""
    for asked in case.asks:
        which, colon, wording = asked.partition(":")
        if colon and which in ("yes", "no"):
            yield which, wording


def renewed() -> str:
    """The parts of tag_floors.toml that say what the set is."""
    asks = Counter(asked.partition(":")[0] for case in read_tag_cases() for asked in case.asks)
    return "\n".join(("[least_cases]", *(f'"{kind}" = {number}' for kind, number in sorted(asks.items())), "",
                      "[digests]", f'"{NAME}" = "{digest()}"'))  # fmt: skip


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--digests", action="store_true", help="print what tag_floors.toml says of the set instead")
    if asked.parse_args().digests:
        print(renewed())
        return
    cases = read_tag_cases()
    topics = topics_of_cases(cases, shipped())
    for half in HALVES:
        print(half, tag_marks([case for case in cases if case.half == half], topics))
    print("all tags", tag_marks(cases, topics))
    print("mentions", mention_marks(cases, topics))
    print(*tag_marks((case for case in cases if case.half == HALVES[0]), topics).faults, sep="\n")


if __name__ == "__main__":
    main()
