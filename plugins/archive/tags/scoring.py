"""Choose a text's tags from the vocabulary terms it mentions.

When in doubt, no tag: a wrong one misleads readers, a missing one costs them a search. A term in the title is a tag.
Any other term gets points for its features (`archive.tags.features`) and is a tag if they reach ENOUGH. A term that
nearly every text mentions is a tag only if it is in the title.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import log

from archive.tags.features import AnalysedText, Span, TermFeatures, measure_features
from archive.tags.mentions import Mention
from archive.tags.vocabulary import Term

FEW, MOST = 4, 8
"""Tags of one text. After the first few, a tag needs MORE_THAN_ENOUGH points: long texts touch on many subjects."""
MORE_THAN_ENOUGH = 2.5
"""With it, 45 of the tags of 23 real posts are doubtful and 59 right; without it, 69 and 60 (November 2026)."""
EVERYWHERE = 0.5
"""A term that a larger share of all texts mentions does not tell texts apart."""
USUAL_SHARE = 0.02
"""Share of the texts that mention a term, where it is not known: the geometric mean in the labelled texts."""

# Logistic regression on texts labelled by two readers; `python tests/labelled_weights.py` prints these lines.
# tests/labelled/TAGS.md describes how they were labelled.
POINTS = {
    "title": 2.79,
    "sentences": 0.95,
    "related terms": 0.63,
    "rank": -0.80,
    "length of name": 0.33,
    "sentence starts": 0.95,
    "coverage": 0.48,
    "companions": 0.79,
    "called by name": 1.26,
    "mentioned late": -0.40,
    "rare term": 0.53,
}
KIND_POINTS = {
    "organisation": -3.48,
    "role": -4.85,
    "person": -2.01,
    "policy": -0.85,
    "system": -3.28,
    "programme": -1.31,
    "place": -3.91,
    "topic": -0.87,
}
ENOUGH = 0.18


@dataclass(frozen=True)
class ScoredTerm:
    """A term that a text mentions, with the evidence that the text is about it."""

    term: Term
    found: tuple[Mention, ...]
    features: TermFeatures
    share: float
    """Share of the texts of the archive that mention it."""

    @cached_property
    def points(self) -> float:
        return KIND_POINTS[self.term.kind] + sum(self.points_by_feature.values())

    @property
    def points_by_feature(self) -> dict[str, float]:
        return {name: POINTS[name] * value for name, value in feature_values(self.features, self.share).items()}

    @property
    def titles_only(self) -> bool:
        """True if nearly every text mentions the term, so that only a title makes it a tag."""
        return self.term.title_only or self.share > EVERYWHERE

    @property
    def is_salient(self) -> bool:
        """True if the text is about the term."""
        if self.features.in_title:
            return True
        return not self.titles_only and len(self.found) >= self.term.at_least and self.points >= ENOUGH

    @property
    def wordings(self) -> tuple[str, ...]:
        """The different wordings of its mentions, in order."""
        return tuple(dict.fromkeys(mention.wording for mention in self.found))


def feature_values(features: TermFeatures, share: float) -> dict[str, float]:
    """Return the values that POINTS multiplies.

    Values without an upper limit are logarithms, so that the tenth sentence adds less than the second.
    """
    return {
        "title": float(features.in_title),
        "sentences": log(features.sentences + 0.3),
        "related terms": log(features.related + 0.3),
        "rank": log(features.rank + 0.3),
        "length of name": float(features.name_words),
        "sentence starts": float(features.sentence_starts),
        "coverage": log(features.coverage + 0.02),
        "companions": float(features.collocates),
        "called by name": float(features.by_name),
        "mentioned late": log(features.words_before + 5),
        "rare term": -log(share),
    }


def choose_tags(found: Iterable[ScoredTerm]) -> Iterator[ScoredTerm]:
    """Yield the terms that a text is about, from all that it mentions, best first."""
    for number, each in enumerate(each for each in found if each.is_salient):
        if number < FEW or each.features.in_title or each.points >= MORE_THAN_ENOUGH:
            yield each


def score_terms(
    found: Iterable[Mention],
    title: str,
    text: str,
    quoted: Sequence[Span] = (),
    shares: Mapping[str, float] | None = None,
    comments: Mapping[str, int] | None = None,
) -> tuple[ScoredTerm, ...]:
    """Return the terms of `found`, which are the mentions in `text` and `title`, best first.

    `quoted` are the character spans of `text` that come from other texts. By term id, `shares` is the share of the
    archive's texts that mention the term, and `comments` the number of comments on this text that do.
    """
    by_id: dict[str, list[Mention]] = {}
    for mention in found:
        by_id.setdefault(mention.term.id, []).append(mention)
    features = measure_features(AnalysedText(title, text, quoted), by_id, comments or {})
    terms = (
        ScoredTerm(mentions[0].term, tuple(mentions), features[term_id], (shares or {}).get(term_id, USUAL_SHARE))
        for term_id, mentions in by_id.items()
    )
    return tuple(sorted(terms, key=lambda each: (not each.features.in_title, -each.points, each.term.id)))
