"""Find copies of which only the beginning is left: teasers, summaries, and texts that break off.

Texts are compared by their letters and digits alone. So a text may be cut within a word, and typography, list marks and
missing spaces make no difference. What a list prints after a teaser ("… Read more") is not part of its text.

The rule: a beginning joins a post only if nothing that is known of the two differs, and if it is the beginning of no
other post. `duplicates/rules.py` has the table with the number of words that are needed.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

from archive.ingest.known_facts import KnownFacts
from archive.text import letters_only

NAMED_WORDS = 8
"""A beginning needs at least so many words if it has either the day or the title in common with the whole text."""
BARE_WORDS = 20
"""The same if it has neither. Openings that recur in the sample scrapes, such as thanks to a reader, are shorter."""
_MOST_POSTS = 50
"""A text that begins more posts than this belongs to none of them."""
_TEASER_END = re.compile(
    r"[\s.\[(\">|-]*(?:(?:read|see|show|view) (?:more|on|the rest|the full \w+)|continue reading|keep reading|more)"
    r"[\s.\])\">|-]*$"
)
"""What lists print after a teaser, in normalized text."""
_END_SPAN = 60
"""Characters in which that is looked for."""


def letters_of(normalized: str) -> str:
    """Return the letters and digits of a text, without what a list prints after a teaser."""
    return letters_only(_without_link(normalized)).replace(" ", "")


def words_of_link(normalized: str) -> int:
    """Return how many words at the end of a text are what a list prints after a teaser."""
    return len(normalized.split()) - len(_without_link(normalized).split())


def is_beginning(copy: str, whole: str) -> bool:
    """Return True if one normalized text is the beginning of the other."""
    return letters_of(whole).startswith(letters_of(copy))


def _without_link(normalized: str) -> str:
    return normalized[:-_END_SPAN] + _TEASER_END.sub("", normalized[-_END_SPAN:])


@dataclass(frozen=True)
class Beginning:
    """A text that may be the beginning of others."""

    letters: str
    words: int
    facts: KnownFacts
    is_partial: bool
    """True if the text itself shows that it goes on."""

    @property
    def is_identified(self) -> bool:
        """True if its day and title are known."""
        return bool(self.facts.days and self.facts.titles)


def join_beginnings(texts: Sequence[Beginning]) -> tuple[list[list[int]], dict[int, list[int]]]:
    """Return the positions of the texts of each post, and for each text that begins several posts, one text of each.

    A text is looked at after all those that begin with it, so that the posts it can be the beginning of are settled.
    """
    members: defaultdict[int, list[int]] = defaultdict(list)
    """The texts of each post, by the position of its first one."""
    facts = [text.facts for text in texts]
    within: dict[int, list[int]] = {}
    """The posts that begin with each text, or as many of them as show that they are too many."""
    doubts: dict[int, list[int]] = {}
    for at, extensions in _innermost_first(texts):
        posts = list(dict.fromkeys(chain(*(within.pop(other) for other in extensions))))
        found = _closest(texts[at], posts, facts) if len(posts) <= _MOST_POSTS else []
        post = found[0] if len(found) == 1 else at
        if len(found) > 1:
            doubts[at] = found
        members[post].append(at)
        facts[post] |= texts[at].facts
        within[at] = list(dict.fromkeys((*posts, post)))[: _MOST_POSTS + 1]
    return [sorted(members[post]) for post in sorted(members)], doubts


def _innermost_first(texts: Sequence[Beginning]) -> Iterator[tuple[int, list[int]]]:
    """Yield each text with those that begin with it, but not those that begin with one of these.

    Of equal texts, the one of which more is known counts as the longer one.
    """
    order = sorted(range(len(texts)), key=lambda at: (texts[at].letters, len(texts[at].facts), at))
    after: dict[int, int] = {}
    """For each place in the order, the next one whose text does not begin with that text."""
    for place in reversed(range(len(order))):
        extensions: list[int] = []
        below = place + 1
        while below < len(order) and texts[order[below]].letters.startswith(texts[order[place]].letters):
            extensions.append(order[below])
            below = after[below]
        after[place] = below
        yield order[place], extensions


def _closest(text: Beginning, posts: Iterable[int], facts: Sequence[KnownFacts]) -> list[int]:
    """Return those of `posts` that `text` can be the beginning of and that have most in common with it."""
    shared = {post: text.facts.shared_with(facts[post]) for post in posts if _may_begin(text, facts[post])}
    most = max(shared.values(), default=0)
    return [post for post, count in shared.items() if count == most]


def _may_begin(text: Beginning, whole: KnownFacts) -> bool:
    """Return True if nothing speaks against it: different facts, too few words, or a whole post of its own.

    A text with day and title is not taken for the beginning of one without either, unless it shows that it goes on:
    the longer one may quote it.
    """
    if not text.letters or text.facts.contradicts(whole):
        return False
    shared = text.facts.shared_with(whole)
    if shared == 0 and text.is_identified and not text.is_partial:
        return False
    return text.words >= (BARE_WORDS, NAMED_WORDS, 1)[shared]
