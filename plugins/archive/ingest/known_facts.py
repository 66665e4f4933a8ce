"""What is known of a post from all its copies, to tell whether another copy can be of the same post."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields
from functools import reduce

from archive.ingest.copies import Copy
from archive.text import normalize, title_words


@dataclass(frozen=True)
class KnownFacts:
    """The facts of a post. An empty set means that none of its copies has the fact."""

    kinds: frozenset[str] = frozenset()
    days: frozenset[str] = frozenset()
    months: frozenset[str] = frozenset()
    """Those of its days or, if it has none, of its address."""
    titles: frozenset[str] = frozenset()
    """Normalized."""
    addresses: frozenset[str] = frozenset()
    """Those that a source states."""
    blogger_ids: frozenset[str] = frozenset()

    def __or__(self, other: KnownFacts) -> KnownFacts:
        return KnownFacts(*(getattr(self, each.name) | getattr(other, each.name) for each in fields(self)))

    def __len__(self) -> int:
        """Return how many facts are known."""
        return sum(bool(getattr(self, each.name)) for each in fields(self))

    def contradicts(self, other: KnownFacts) -> bool:
        """Return True if both know a fact and it differs: then they are two posts, whatever their words are."""
        pairs = ((getattr(self, each.name), getattr(other, each.name)) for each in fields(self))
        return any(one and another and one.isdisjoint(another) for one, another in pairs)

    def shared_with(self, other: KnownFacts) -> int:
        """Return how many of day and title are the same."""
        return (not self.days.isdisjoint(other.days)) + (not self.titles.isdisjoint(other.titles))


def facts_of(copies: Iterable[Copy]) -> KnownFacts:
    """Return what all `copies` of one post know together."""
    return reduce(KnownFacts.__or__, map(_facts, copies), KnownFacts())


def _facts(copy: Copy) -> KnownFacts:
    post = copy.post
    return KnownFacts(
        kinds=frozenset({post.kind}),
        days=frozenset({str(post.day)} if post.day else ()),
        months=frozenset({"{}-{:02}".format(*post.month)} if post.month else ()),
        titles=frozenset({normalize(title_words(post.title))} if post.title else ()),
        addresses=frozenset({copy.address} if copy.address else ()),
        blogger_ids=frozenset({copy.blogger_id} if copy.blogger_id else ()),
    )
