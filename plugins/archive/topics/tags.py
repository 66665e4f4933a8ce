"""What a text is about: the few of the terms it mentions that make tags, with the words that called for each.

One rule: when in doubt, no tag. A wrong tag sends readers astray; a missing one costs them a search.

A term that the title names is a tag. Of any other the text has to say enough: it has a strength, and is a tag if that
is at least what is asked of it.

- The strength begins with the mentions in the author's own words, one for each sentence, and with the paragraphs they
  stand in: three mentions in three places say more than three in a row. The words that a text quotes count for less.
- It is multiplied where the title or the opening has the term, where it is called by more than one name, and for the
  related terms (`broader` and `related` in the vocabulary) that are mentioned with it.
- More is asked of some kinds of term than of others, of a term that many texts mention, and in a long text or one that
  mentions much. A term that nearly all texts mention is a tag only by their titles.
- Comments never make a tag by themselves: they only strengthen what the text itself mentions.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import accumulate
from math import sqrt

from archive.topics.mentions import Mention, mentions
from archive.vocabulary import AT_LEAST, Term, Vocabulary

MOST = 8
"""Tags of one text."""

# The numbers below were set in November 2026 on a half of tests/labelled/tags.jsonl, chosen by a digest: a fit of the
# logarithms (logistic regression) gave the first values, which were rounded. LENGTH was set on 23 real posts of 57 to
# 4,240 words. After that the figures of the other half were taken; see tests/labelled/tag_floors.toml.

TITLE = 2.2
OPENING = 1.35
"""If a mention is among the first OPENING_WORDS of the text."""
OPENING_WORDS = 40
OTHER_WORDING = 1.4
"""If it is called by more than one name."""
COMPANY = 1.3
"""For each related term that is mentioned as well, up to MOST_COMPANY."""
MOST_COMPANY = 3
QUOTED = 0.5
"""A mention in words from elsewhere counts for so much of one."""
COMMENT, MOST_OF_COMMENTS = 0.1, 1.0
"""A comment that mentions the term counts for so much of a mention, all of them together for no more than the last."""

USUAL_SHARE = 0.02
"""Of the texts of an archive that mention a term; taken where it is not known."""
RARITY = 0.1
"""The power to which the share is raised, in what is asked."""
EVERYWHERE = 0.5
"""A term that more than such a share of the texts mention is no subject of one."""
LENGTH, USUAL_WORDS = 0.25, 1000
CROWD, USUAL_MENTIONS = 0.2, 30
"""With such powers of the words of the text and of all mentions in it grows what is asked."""

Span = tuple[int, int]
_SENTENCE_END = re.compile(r"[.!?;:][\"'’”)\]]*\s|\n")


@dataclass(frozen=True)
class Tag:
    """A term that a text is about."""

    term: Term
    mentions: int
    found: tuple[str, ...]
    """The words that called for it, each wording once, in order."""


@dataclass(frozen=True)
class Weighed:
    """A term that a text mentions, and how much it says of it."""

    term: Term
    found: tuple[Mention, ...]
    strength: float
    asked: float
    titles_only: bool
    """True of what is mentioned nearly everywhere: only a title makes it a tag."""

    @property
    def in_title(self) -> bool:
        """True if the title names it."""
        return any(mention.in_title for mention in self.found)

    @property
    def is_salient(self) -> bool:
        """True if the text is about it."""
        return self.in_title or (not self.titles_only and self.strength >= self.asked)

    @property
    def tag(self) -> Tag:
        """As a tag."""
        return Tag(self.term, len(self.found), tuple(dict.fromkeys(mention.wording for mention in self.found)))


def tags_of(
    title: str, text: str, day: date | None, vocabulary: Vocabulary, limit: int = MOST, quoted: Sequence[Span] = ()
) -> tuple[Tag, ...]:
    """What a text with this `title`, published on `day`, is about: most telling first, or nothing.

    `text` has a paragraph on each line. At most `limit` tags. `quoted`: as for `weighed`.
    """
    found = weighed(mentions(title, text, day, vocabulary), text, quoted)
    return tuple(each.tag for each in found if each.is_salient)[:limit]


def weighed(
    found: Iterable[Mention],
    text: str,
    quoted: Sequence[Span] = (),
    shares: Mapping[str, float] | None = None,
    comments: Mapping[str, int] | None = None,
) -> tuple[Weighed, ...]:
    """The terms of `found`, which `mentions` has found in `text` and its title; the most telling first.

    `quoted` are spans of characters of `text` that are words from elsewhere. By id of a term, `shares` has the share of
    all texts of the archive that mention it, `comments` the number of comments on this text that do.
    """
    by_id: dict[str, list[Mention]] = {}
    for mention in found:
        by_id.setdefault(mention.term.id, []).append(mention)
    scales = _Scales(text, quoted, by_id, shares or {}, comments or {})
    terms = (scales.weighed(its[0].term, its) for its in by_id.values())
    return tuple(sorted(terms, key=lambda each: (-each.strength / each.asked, each.term.id)))


class _Scales:
    """One text, on which the terms it mentions are weighed."""

    def __init__(
        self,
        text: str,
        quoted: Sequence[Span],
        by_id: Mapping[str, Sequence[Mention]],
        shares: Mapping[str, float],
        comments: Mapping[str, int],
    ) -> None:
        self._sentences = [match.end() for match in _SENTENCE_END.finditer(text)]
        self._lines = [match.end() for match in re.finditer("\n", text)]
        self._opening = _opening(text)
        self._quoted = sorted(quoted)
        self._quoted_to = list(accumulate((stop for _, stop in self._quoted), max))
        self._company = _company(its[0].term for its in by_id.values())
        self._shares, self._comments = shares, comments
        mentioned = sum(map(len, by_id.values()))
        length = max(len(text.split()), 1) / USUAL_WORDS
        self._demand = length**LENGTH * (mentioned / USUAL_MENTIONS) ** CROWD

    def weighed(self, term: Term, found: Sequence[Mention]) -> Weighed:
        share = self._shares.get(term.id, USUAL_SHARE)
        asked = (term.at_least or AT_LEAST[term.kind]) * self._demand * (share / USUAL_SHARE) ** RARITY
        only_titles = term.title_only or share > EVERYWHERE
        return Weighed(term, tuple(found), self._strength(term, found), asked, only_titles)

    def _strength(self, term: Term, found: Sequence[Mention]) -> float:
        body = [mention for mention in found if not mention.in_title]
        own = [mention for mention in body if not self._is_quoted(mention)]
        from_comments = min(COMMENT * self._comments.get(term.id, 0), MOST_OF_COMMENTS)
        strength = from_comments + max(QUOTED * self._spread(body), self._spread(own), len(body) < len(found))
        strength *= TITLE if len(body) < len(found) else 1
        strength *= OPENING if any(mention.start < self._opening for mention in own) else 1
        strength *= OTHER_WORDING if len({_name(mention) for mention in found}) > 1 else 1
        return strength * COMPANY ** min(self._company[term.id], MOST_COMPANY)

    def _spread(self, found: Sequence[Mention]) -> float:
        """The mean (geometric) of the numbers of sentences and of paragraphs that have a mention."""
        sentences = {bisect_right(self._sentences, mention.start) for mention in found}
        lines = {bisect_right(self._lines, mention.start) for mention in found}
        return sqrt(len(sentences) * len(lines))

    def _is_quoted(self, mention: Mention) -> bool:
        before = bisect_right(self._quoted, (mention.start, mention.start))
        return bool(before) and self._quoted_to[before - 1] > mention.start


def _opening(text: str) -> int:
    """The offset at which the opening of `text` ends."""
    words = re.finditer(r"\S+", text)
    ends = [match.end() for _, match in zip(range(OPENING_WORDS), words, strict=False)]
    return ends[-1] if ends else 0


def _name(mention: Mention) -> str:
    """A wording without what makes a plural or a possessive of it."""
    return mention.wording.casefold().rstrip("s’'")


def _company(mentioned: Iterable[Term]) -> Counter[str]:
    """By id, how many of the terms are related to each, in either direction."""
    terms = {term.id: term for term in mentioned}
    pairs = {frozenset((term.id, other)) for term in terms.values() for other in _links(term) if other in terms}
    return Counter(term_id for pair in pairs for term_id in pair)


def _links(term: Term) -> Iterator[str]:
    yield from term.broader
    yield from term.related
