"""What a text is about: the few of the terms it mentions that make tags, with the words that called for each.

One rule: when in doubt, no tag. A wrong tag sends readers astray; a missing one costs them a search.

A term that the title names is a tag. Any other has points: so many for each of the signs that the text shows of it
(`archive.tags.features`), and is a tag if they come to ENOUGH. What nearly all texts mention is a tag by its title
only.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import log

from archive.tags.features import Signs, Span, Text, signs_of
from archive.tags.mentions import Mention
from archive.tags.vocabulary import Term

FEW, MOST = 4, 8
"""Tags of one text. After the first few, MORE_THAN_ENOUGH points are asked for: a long text touches a lot."""
MORE_THAN_ENOUGH = 2.5
"""Of the tags of 23 real posts 45 are doubtful with it, and would be 69 without; 59 are right, and would be 60."""
EVERYWHERE = 0.5
"""A term that more than such a share of the texts mention is no subject of one."""
USUAL_SHARE = 0.02
"""Of the texts of an archive, those that mention a term; taken where it is not known. The geometric mean of the terms
in the labelled texts."""

# Logistic regression on texts that two readers had labelled; `python tests/labelled_weights.py` prints these lines.
# tests/labelled/TAGS.md has the story.
POINTS = {
    "title": 2.79,
    "sentences": 0.95,
    "related terms": 0.63,
    "others named more": -0.80,
    "length of name": 0.33,
    "begins sentences": 0.95,
    "room": 0.48,
    "companions": 0.79,
    "called by name": 1.26,
    "named late": -0.40,
    "named by few texts": 0.53,
}
KINDS = {
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
class Weighed:
    """A term that a text mentions, and how much speaks for the text's being about it."""

    term: Term
    found: tuple[Mention, ...]
    signs: Signs
    share: float
    """Of the texts of the archive, those that mention it."""

    @cached_property
    def points(self) -> float:
        """For all signs."""
        return KINDS[self.term.kind] + sum(self.told.values())

    @property
    def told(self) -> dict[str, float]:
        """The points for each sign."""
        return {name: POINTS[name] * value for name, value in values(self.signs, self.share).items()}

    @property
    def titles_only(self) -> bool:
        """True of what is mentioned nearly everywhere: only a title makes it a tag."""
        return self.term.title_only or self.share > EVERYWHERE

    @property
    def is_salient(self) -> bool:
        """True if the text is about it."""
        if self.signs.in_title:
            return True
        return not self.titles_only and len(self.found) >= self.term.at_least and self.points >= ENOUGH

    @property
    def wordings(self) -> tuple[str, ...]:
        """The words that call for it, each wording once, in order."""
        return tuple(dict.fromkeys(mention.wording for mention in self.found))


def values(signs: Signs, share: float) -> dict[str, float]:
    """The signs as POINTS takes them: what has no upper end as a logarithm, so that the tenth sentence says less than
    the second."""
    return {
        "title": float(signs.in_title),
        "sentences": log(signs.sentences + 0.3),
        "related terms": log(signs.related + 0.3),
        "others named more": log(signs.ahead + 0.3),
        "length of name": float(signs.words),
        "begins sentences": float(signs.begun),
        "room": log(signs.room + 0.02),
        "companions": float(signs.companions),
        "called by name": float(signs.by_name),
        "named late": log(signs.before + 5),
        "named by few texts": -log(share),
    }


def chosen(found: Iterable[Weighed]) -> Iterator[Weighed]:
    """What the text is about. `found` are the terms it mentions, the most telling first."""
    for number, each in enumerate(each for each in found if each.is_salient):
        if number < FEW or each.signs.in_title or each.points >= MORE_THAN_ENOUGH:
            yield each


def weighed(
    found: Iterable[Mention],
    title: str,
    text: str,
    quoted: Sequence[Span] = (),
    shares: Mapping[str, float] | None = None,
    comments: Mapping[str, int] | None = None,
) -> tuple[Weighed, ...]:
    """The terms of `found`, which `mentions` has found in `text` and `title`; the most telling first.

    `quoted` are spans of characters of `text` that are words from elsewhere. By id of a term, `shares` has the share of
    all texts of the archive that mention it, `comments` the number of comments on this text that do.
    """
    by_id: dict[str, list[Mention]] = {}
    for mention in found:
        by_id.setdefault(mention.term.id, []).append(mention)
    signs = signs_of(Text(title, text, quoted), by_id, comments or {})
    terms = (
        Weighed(its[0].term, tuple(its), signs[term_id], (shares or {}).get(term_id, USUAL_SHARE))
        for term_id, its in by_id.items()
    )
    return tuple(sorted(terms, key=lambda each: (not each.signs.in_title, -each.points, each.term.id)))
