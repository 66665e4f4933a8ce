"""Measure what a text shows about each term it mentions; `archive.tags.scoring` turns the features into points.

Only what a reader could count on the page is measured.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate

from archive.tags.mentions import Collocates, Mention
from archive.tags.vocabulary import Term, wording_key
from archive.text import letters_only

QUOTED_SENTENCE = 0.5
"""Weight of a sentence that is quoted from another text."""
COMMENT, MOST_OF_COMMENTS = 0.1, 1.0
"""Weight of a comment that mentions the term, in sentences, and the most that all comments together can weigh."""
SENTENCE_START = 25
"""A mention starts its sentence if fewer characters come before it."""
MOST_SENTENCE_STARTS, MOST_NAME_WORDS, MOST_COLLOCATES = 3, 4, 6
MOST_COVERED = 80
"""Words of a paragraph credited to one mention, at most; this limits the effect of a very long paragraph."""
_TITLE = 2
"""Sentences that the title counts for when terms are ranked."""

Span = tuple[int, int]
_SENTENCE_END = re.compile(r"[.!?;:][\"'’”)\]]*\s|\n")


@dataclass(frozen=True)
class TermFeatures:
    """What a text shows about one term."""

    in_title: bool
    sentences: float
    """Sentences that mention it; quoted sentences and comments count for less."""
    related: int
    """Sentences that mention its related terms (`broader` and `related`), counted once for each of those terms."""
    rank: int
    """How many terms of the text are mentioned more."""
    name_words: int
    """Words of its longest wording, up to MOST_NAME_WORDS."""
    sentence_starts: int
    """Sentences in the author's own words that start with it, up to MOST_SENTENCE_STARTS."""
    coverage: float
    """Its share of the words of the text. The mentions in a paragraph share that paragraph's words."""
    collocates: int
    """How many of its companions the text has, up to MOST_COLLOCATES."""
    by_name: bool
    """True if one mention uses the label or the long form."""
    words_before: int
    """Words of the text before the first mention."""


class AnalysedText:
    """A text with its title, its sentences and its paragraphs."""

    def __init__(self, title: str, text: str, quoted: Sequence[Span]) -> None:
        """`text` has one paragraph per line; `quoted` are the character spans that come from other texts."""
        self.collocates = Collocates(letters_only(f"{title} {text}").split())
        self._text = text
        self._sentences = [0, *(match.end() for match in _SENTENCE_END.finditer(text))]
        self._lines = [0, *(match.end() for match in re.finditer("\n", text))]
        self._sizes = [len(line.split()) for line in text.split("\n")]
        self.size = max(sum(self._sizes), 1)
        self._quoted = sorted(quoted)
        self._quoted_to = list(accumulate((stop for _, stop in self._quoted), max))

    def sentence(self, mention: Mention) -> int:
        return bisect_right(self._sentences, mention.start) - 1

    def starts_sentence(self, mention: Mention) -> bool:
        return mention.start - self._sentences[self.sentence(mention)] < SENTENCE_START

    def paragraph(self, mention: Mention) -> int:
        return bisect_right(self._lines, mention.start) - 1

    def coverage(self, paragraph: int, mentions: int) -> float:
        """Return the share of the text that each of the `mentions` in a paragraph covers."""
        return min(self._sizes[paragraph] / mentions, MOST_COVERED) / self.size

    def words_before(self, mentions: Sequence[Mention]) -> int:
        first = min((mention.start for mention in mentions), default=len(self._text))
        return self._text.count(" ", 0, first) + self._text.count("\n", 0, first)

    def is_quoted(self, mention: Mention) -> bool:
        before = bisect_right(self._quoted, (mention.start, mention.start))
        return bool(before) and self._quoted_to[before - 1] > mention.start


def measure_features(
    text: AnalysedText, found: Mapping[str, Sequence[Mention]], comments: Mapping[str, int]
) -> dict[str, TermFeatures]:
    """Return the features of each term of `found`, by its id.

    `comments` has the number of comments on the text that mention each term.
    """
    bodies = {term_id: [each for each in mentions if not each.in_title] for term_id, mentions in found.items()}
    titled = {term_id for term_id, mentions in found.items() if len(bodies[term_id]) < len(mentions)}
    sentences = {term_id: len({text.sentence(each) for each in body}) for term_id, body in bodies.items()}
    words_before = {term_id: text.words_before(body) for term_id, body in bodies.items()}
    related = _related({term_id: mentions[0].term for term_id, mentions in found.items()}, sentences)
    coverage = _coverage(text, bodies)

    def prominence(term_id: str) -> tuple[int, int, int, str]:
        return -sentences[term_id] - _TITLE * (term_id in titled), -related[term_id], words_before[term_id], term_id

    rank = {term_id: number for number, term_id in enumerate(sorted(found, key=prominence))}
    return {
        term_id: TermFeatures(
            in_title=term_id in titled,
            sentences=_sentences(text, bodies[term_id]) + _comments(comments.get(term_id, 0)),
            related=related[term_id],
            rank=rank[term_id],
            name_words=min(max(len(each.wording.split()) for each in mentions), MOST_NAME_WORDS),
            sentence_starts=_sentence_starts(text, bodies[term_id]),
            coverage=coverage[term_id],
            collocates=min(text.collocates.count(mentions[0].term), MOST_COLLOCATES),
            by_name=any(wording_key(each.wording) in each.term.names for each in mentions),
            words_before=words_before[term_id],
        )
        for term_id, mentions in found.items()
    }


def _sentences(text: AnalysedText, body: Iterable[Mention]) -> float:
    is_quoted = {text.sentence(each): text.is_quoted(each) for each in body}
    return sum(QUOTED_SENTENCE if quoted else 1 for quoted in is_quoted.values())


def _comments(number: int) -> float:
    return min(COMMENT * number, MOST_OF_COMMENTS)


def _sentence_starts(text: AnalysedText, body: Iterable[Mention]) -> int:
    return min(sum(text.starts_sentence(each) and not text.is_quoted(each) for each in body), MOST_SENTENCE_STARTS)


def _related(mentioned: Mapping[str, Term], sentences: Mapping[str, int]) -> Counter[str]:
    """Count for each term, by id, the sentences that mention the terms it is linked with in either direction."""
    pairs = {frozenset((term.id, other)) for term in mentioned.values() for other in _links(term) if other in mentioned}
    found: Counter[str] = Counter()
    for one, other in map(sorted, pairs):
        found[one] += sentences[other]
        found[other] += sentences[one]
    return found


def _links(term: Term) -> Iterator[str]:
    yield from term.broader
    yield from term.related


def _coverage(text: AnalysedText, bodies: Mapping[str, Sequence[Mention]]) -> Mapping[str, float]:
    """Return the coverage of each term, by id; terms that only a title makes a tag cover nothing."""
    paragraphs: defaultdict[int, Counter[str]] = defaultdict(Counter)
    for body in bodies.values():
        for mention in (each for each in body if not each.term.title_only):
            paragraphs[text.paragraph(mention)][mention.term.id] += 1
    coverage: defaultdict[str, float] = defaultdict(float)
    for paragraph, counts in sorted(paragraphs.items()):
        each = text.coverage(paragraph, counts.total())
        for term_id, count in counts.items():
            coverage[term_id] += each * count
    return coverage
