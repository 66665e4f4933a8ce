"""What a text shows of each term it mentions, as numbers, before anything is made of them (`archive.tags.scoring`).

The rule: only what a reader could count on the page with a finger. What the text says of the world is not looked at.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate

from archive.tags.mentions import Company, Mention
from archive.tags.vocabulary import Term, wording_key
from archive.text import letters_only

QUOTED = 0.5
"""A sentence in words from elsewhere counts for so much of one."""
COMMENT, MOST_OF_COMMENTS = 0.1, 1.0
"""A comment that mentions the term counts for so much of a sentence, all of them together for no more than the last."""
BEGINNING = 25
"""A mention begins a sentence if no more characters of it stand before."""
MOST_BEGUN, MOST_WORDS, MOST_COMPANIONS = 3, 4, 6
MOST_ROOM = 80
"""Words of a paragraph that one mention can have, so that one in a paragraph without end does not have it all."""
_TITLE = 2
"""So many sentences does the title count for where terms are put in order."""

Span = tuple[int, int]
_SENTENCE_END = re.compile(r"[.!?;:][\"'’”)\]]*\s|\n")


@dataclass(frozen=True)
class Signs:
    """What a text shows of one term."""

    in_title: bool
    sentences: float
    """That mention it; those quoted, and comments, count for a part."""
    related: int
    """Sentences with terms it belongs with (`broader` and `related` in the vocabulary), each term for itself."""
    ahead: int
    """Terms of the text that are mentioned more."""
    words: int
    """Of the longest wording, up to MOST_WORDS."""
    begun: int
    """Sentences that begin with it, in the author's own words, up to MOST_BEGUN."""
    room: float
    """Its share of the words of the text: those of each paragraph are shared out among the mentions in it."""
    companions: int
    """Different words of the text that go with it, up to MOST_COMPANIONS."""
    by_name: bool
    """True if it is called by its label or its long form."""
    before: int
    """Words of the text before the first mention."""


class Text:
    """A text with its title, and where its sentences and paragraphs begin."""

    def __init__(self, title: str, text: str, quoted: Sequence[Span]) -> None:
        """`text` has a paragraph on each line; `quoted` are spans of characters of it that are from elsewhere."""
        self.company = Company(letters_only(f"{title} {text}").split())
        self._text = text
        self._sentences = [0, *(match.end() for match in _SENTENCE_END.finditer(text))]
        self._lines = [0, *(match.end() for match in re.finditer("\n", text))]
        self._sizes = [len(line.split()) for line in text.split("\n")]
        self.size = max(sum(self._sizes), 1)
        self._quoted = sorted(quoted)
        self._quoted_to = list(accumulate((stop for _, stop in self._quoted), max))

    def sentence(self, mention: Mention) -> int:
        return bisect_right(self._sentences, mention.start) - 1

    def begins(self, mention: Mention) -> bool:
        return mention.start - self._sentences[self.sentence(mention)] < BEGINNING

    def paragraph(self, mention: Mention) -> int:
        return bisect_right(self._lines, mention.start) - 1

    def room(self, paragraph: int, mentions: int) -> float:
        """What each of the `mentions` in it has of the words of the text."""
        return min(self._sizes[paragraph] / mentions, MOST_ROOM) / self.size

    def words_before(self, mentions: Sequence[Mention]) -> int:
        first = min((mention.start for mention in mentions), default=len(self._text))
        return self._text.count(" ", 0, first) + self._text.count("\n", 0, first)

    def is_quoted(self, mention: Mention) -> bool:
        before = bisect_right(self._quoted, (mention.start, mention.start))
        return bool(before) and self._quoted_to[before - 1] > mention.start


def signs_of(text: Text, found: Mapping[str, Sequence[Mention]], comments: Mapping[str, int]) -> dict[str, Signs]:
    """Of each term in `found`, by its id. `comments` has the number of comments on the text that mention a term."""
    bodies = {term_id: [each for each in its if not each.in_title] for term_id, its in found.items()}
    titled = {term_id for term_id, its in found.items() if len(bodies[term_id]) < len(its)}
    sentences = {term_id: len({text.sentence(each) for each in body}) for term_id, body in bodies.items()}
    before = {term_id: text.words_before(body) for term_id, body in bodies.items()}
    related = _related({term_id: its[0].term for term_id, its in found.items()}, sentences)
    rooms = _rooms(text, bodies)

    def prominence(term_id: str) -> tuple[int, int, int, str]:
        return -sentences[term_id] - _TITLE * (term_id in titled), -related[term_id], before[term_id], term_id

    ahead = {term_id: number for number, term_id in enumerate(sorted(found, key=prominence))}
    return {
        term_id: Signs(
            in_title=term_id in titled,
            sentences=_sentences(text, bodies[term_id]) + _of_comments(comments.get(term_id, 0)),
            related=related[term_id],
            ahead=ahead[term_id],
            words=min(max(len(each.wording.split()) for each in its), MOST_WORDS),
            begun=min(sum(text.begins(each) and not text.is_quoted(each) for each in bodies[term_id]), MOST_BEGUN),
            room=rooms[term_id],
            companions=min(text.company.of(its[0].term), MOST_COMPANIONS),
            by_name=any(wording_key(each.wording) in each.term.names for each in its),
            before=before[term_id],
        )
        for term_id, its in found.items()
    }


def _sentences(text: Text, body: Iterable[Mention]) -> float:
    everywhere = {text.sentence(each): text.is_quoted(each) for each in body}
    return sum(QUOTED if is_quoted else 1 for is_quoted in everywhere.values())


def _of_comments(number: int) -> float:
    return min(COMMENT * number, MOST_OF_COMMENTS)


def _related(mentioned: Mapping[str, Term], sentences: Mapping[str, int]) -> Counter[str]:
    """By id, the sentences with terms that are related to each, in either direction."""
    pairs = {frozenset((term.id, other)) for term in mentioned.values() for other in _links(term) if other in mentioned}
    found: Counter[str] = Counter()
    for one, other in map(sorted, pairs):
        found[one] += sentences[other]
        found[other] += sentences[one]
    return found


def _links(term: Term) -> Iterator[str]:
    yield from term.broader
    yield from term.related


def _rooms(text: Text, bodies: Mapping[str, Sequence[Mention]]) -> Mapping[str, float]:
    """By id, the share of each. What is mentioned nearly everywhere takes no room."""
    paragraphs: defaultdict[int, Counter[str]] = defaultdict(Counter)
    for body in bodies.values():
        for mention in (each for each in body if not each.term.title_only):
            paragraphs[text.paragraph(mention)][mention.term.id] += 1
    rooms: defaultdict[str, float] = defaultdict(float)
    for paragraph, counts in sorted(paragraphs.items()):
        each = text.room(paragraph, counts.total())
        for term_id, count in counts.items():
            rooms[term_id] += each * count
    return rooms
