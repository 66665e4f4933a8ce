"""Which posts are worth a comparison as copies of one another, and what came of it.

The rule: no post is compared with all others. What makes two posts one is said in `copy_rules`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Mapping
from dataclasses import dataclass

from archive.duplicates.groups import Pair, neighbours
from archive.duplicates.rules import Compared, Reading, verdict
from archive.model import Post

LIKE_SHARE = 60
"""Per cent that make two texts worth a person's look."""


@dataclass(frozen=True)
class Likeness:
    """Two posts that were worth a comparison, and what came of it."""

    one: str
    """Ref of the one whose ref sorts first."""
    other: str
    words: int
    """How many words (`text.tokens`) the shorter one has."""
    shared: int
    """How many words both have in sequence."""
    same: bool
    """True if they are copies of one post."""
    reason: str
    """Why, or why not, in words with the numbers."""


def likenesses(posts: Mapping[str, Post]) -> tuple[Likeness, ...]:
    """What the posts (by ref) that may be copies of each other have in common, joined or not; sorted.

    No post is compared with all: candidates have one day and title, or begin or end with the same words. Of
    those, the pairs with one day and title, and with LIKE_SHARE of their words in common, are told.
    """
    texts = {ref: Reading(post) for ref, post in posts.items()}
    found = (_likeness(texts, *pair) for pair in sorted(_candidates(texts)))
    return tuple(likeness for likeness in found if likeness)


def _candidates(texts: Mapping[str, Reading]) -> set[Pair]:
    """The pairs to compare: of one day and title, or beginning or ending alike. In a large group each with its
    neighbours in the order of the words, and with the fullest: so n copies are found with some n comparisons."""
    groups: defaultdict[Hashable, list[str]] = defaultdict(list)
    for ref in sorted(texts):
        for key in (texts[ref].heading, texts[ref].beginning, texts[ref].end):
            if key:
                groups[key].append(ref)
    pairs: set[Pair] = set()
    for group in groups.values():
        if len(group) > 1:
            fullest = min(group, key=lambda ref: (-len(texts[ref].words), ref))
            others = sorted((ref for ref in group if ref != fullest), key=lambda ref: (texts[ref].words, ref))
            pairs.update(neighbours([fullest, *others]))
    return pairs


def _likeness(texts: Mapping[str, Reading], one: str, other: str) -> Likeness | None:
    """What the two have in common; None if that is not worth telling."""
    compared = Compared(texts[one], texts[other])
    if compared.share < LIKE_SHARE and not compared.same_heading:
        return None
    same, reason = verdict(compared)
    return Likeness(one, other, compared.words, compared.shared, same, reason)
