"""Read the texts labelled with tags, and compare the tags found in them with the labels.

The labels are the truth, and nothing here knows how tags are chosen. `tests/labelled/TAGS.md` describes the format.

    python tests/labelled_tags.py                   # precision and recall, and every fault in the texts to look at
    python tests/labelled_tags.py --digests         # the counts and the digest for labelled/tag_floors.toml
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
from archive.tags.assign import TextTopics, assign_topics
from archive.tags.vocabulary import Vocabulary
from archive.tags.vocabulary_file import read_vocabulary
from archive.text_reuse import Passage

FOLDER = Path(__file__).parent / "labelled"
NAME = "tags.jsonl"
SHIPPED = Path(__file__).parents[1] / "content" / "vocabulary.toml"
HALVES = ("looked at", "held out")


@dataclass(frozen=True)
class LabelledText:
    """One text with its labels; `tests/labelled/TAGS.md` describes the fields."""

    name: str
    post: Post
    asks: tuple[str, ...]
    quoted: tuple[tuple[int, int], ...]
    tags: frozenset[str]
    mentions: frozenset[str]
    allowed: frozenset[str]

    @cached_property
    def half(self) -> str:
        """Whether the text was looked at and used for the weights; a hash holds out half of the later ones ("n…")."""
        chosen = self.name.startswith("n") and hashlib.sha256(self.name.encode()).digest()[0] % 2 == 0
        return HALVES[1] if chosen else HALVES[0]


def read_labelled_texts() -> tuple[LabelledText, ...]:
    return tuple(_labelled_text(json.loads(line)) for line in (FOLDER / NAME).read_text(encoding="utf-8").splitlines())


def _labelled_text(row: dict) -> LabelledText:
    name = row["case"]
    day = date.fromisoformat(row["day"]) if row["day"] else None
    post = Post(f"tag:labelled,2010:{name}", row["kind"], f"/{name}.html", row["body"], row["title"], day)
    quoted = tuple((start, stop) for start, stop in row.get("quoted", ()))
    sets = (frozenset(row[key]) for key in ("tags", "mentions", "allowed"))
    return LabelledText(name, post, tuple(row["asks"]), quoted, *sets)


def shipped() -> Vocabulary:
    return read_vocabulary(SHIPPED.read_text(encoding="utf-8"), SHIPPED.name)


def digest() -> str:
    """Return the SHA-256 hash of the file of texts, in hex."""
    return hashlib.sha256((FOLDER / NAME).read_bytes()).hexdigest()


def topics_of(texts: Iterable[LabelledText], vocabulary: Vocabulary) -> dict[str, TextTopics]:
    """Return the topics of each text, by name, with all texts as one archive."""
    texts = tuple(texts)
    passages = [_passage(text, span) for text in texts for span in text.quoted]
    findings = Findings({}, (), (), (), (), tuple(passages), (), {}, ())
    return assign_topics({text.name: text.post for text in texts}, findings, vocabulary)


def _passage(text: LabelledText, span: tuple[int, int]) -> Passage:
    """Return a passage that quotes a text outside the archive."""
    return Passage("", (0, span[1] - span[0]), text.name, span, span[1] - span[0], 1.0, "one", "")


@dataclass
class TagResults:
    """How many tags or mentions were right, wrong and missed, with a line for each fault."""

    counts: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)

    @property
    def precision(self) -> float:
        return self.counts["right"] / max(1, self.counts["right"] + self.counts["wrong"])

    @property
    def recall(self) -> float:
        return self.counts["right"] / max(1, self.counts["right"] + self.counts["missed"])

    def add(self, text: LabelledText, found: frozenset[str], wanted: frozenset[str], allowed: frozenset[str]) -> None:
        right, wrong, missed = found & wanted, found - wanted - allowed, wanted - found
        self.counts.update(right=len(right), wrong=len(wrong), missed=len(missed))
        self.faults += (f"{text.name} ({', '.join(text.asks)}) WRONG: {term}" for term in sorted(wrong))
        self.faults += (f"{text.name} ({', '.join(text.asks)}) MISSED: {term}" for term in sorted(missed))

    def __str__(self) -> str:
        counts = ", ".join(f"{self.counts[what]} {what}" for what in ("right", "wrong", "missed"))
        return f"precision {self.precision:.3f}, recall {self.recall:.3f} ({counts})"


def compare_tags(texts: Iterable[LabelledText], topics: dict[str, TextTopics]) -> TagResults:
    """Compare the tags of `texts` with their labels. A tag in `allowed` is neither right nor wrong."""
    results = TagResults()
    for text in texts:
        results.add(text, frozenset(term.id for term in topics[text.name].why), text.tags, text.allowed)
    return results


def compare_mentions(texts: Iterable[LabelledText], topics: dict[str, TextTopics]) -> TagResults:
    """Compare the terms that `texts` mention with their labels."""
    results = TagResults()
    for text in texts:
        found = frozenset(mention.term.id for mention in topics[text.name].mentions)
        results.add(text, found, text.mentions, text.allowed)
    return results


def asked_wordings(text: LabelledText) -> Iterator[tuple[str, str]]:
    """Yield ("yes", "AP") if the text uses AP in the sense of a term, ("no", "AP") if it uses it in another sense."""
    for asked in text.asks:
        which, colon, wording = asked.partition(":")
        if colon and which in ("yes", "no"):
            yield which, wording


def counts_and_digest() -> str:
    """Return the parts of tag_floors.toml that identify the set."""
    asks = Counter(asked.partition(":")[0] for text in read_labelled_texts() for asked in text.asks)
    return "\n".join(("[least_cases]", *(f'"{kind}" = {number}' for kind, number in sorted(asks.items())), "",
                      "[digests]", f'"{NAME}" = "{digest()}"'))  # fmt: skip


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument(
        "--digests", action="store_true", help="print the counts and the digest for tag_floors.toml instead"
    )
    if asked.parse_args().digests:
        print(counts_and_digest())
        return
    texts = read_labelled_texts()
    topics = topics_of(texts, shipped())
    for half in HALVES:
        print(half, compare_tags([text for text in texts if text.half == half], topics))
    print("all tags", compare_tags(texts, topics))
    print("mentions", compare_mentions(texts, topics))
    print(*compare_tags((text for text in texts if text.half == HALVES[0]), topics).faults, sep="\n")


if __name__ == "__main__":
    main()
