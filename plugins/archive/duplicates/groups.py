"""Texts that belong together, found pair by pair.

The rule: what is to stay apart stays apart, directly and through a third.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

Pair = tuple[str, str]
"""Two refs, sorted."""

_NEAR = 8
"""How many texts of a group are compared with each one: all, where it is no larger than this."""
_BY_HAND = "a person decided that they are the same"


class DuplicateGroups:
    """Refs that belong together. A group never has two that are kept apart, and no join by rule brings together
    different facts: what is known of one group must be known of the other, or not be known."""

    def __init__(
        self, facts: Mapping[str, tuple[Hashable, ...]], together: Iterable[Pair], apart: Iterable[Pair]
    ) -> None:
        """`facts` has, for each ref, what must not differ; None is not known. The pairs are a person's verdicts."""
        self._groups = {ref: _Group([ref], [{each} - {None} for each in known]) for ref, known in facts.items()}
        self._apart: defaultdict[str, set[str]] = defaultdict(set)
        self._reasons: defaultdict[str, dict[str, str]] = defaultdict(dict)
        self.keep_apart(apart)
        for pair in sorted(together):
            self.join(pair, _BY_HAND, by_hand=True)

    def keep_apart(self, pairs: Iterable[Pair]) -> None:
        """From now on no join brings these together."""
        for one, other in pairs:
            self._apart[one].add(other)
            self._apart[other].add(one)

    def join(self, pair: Pair, reason: str, by_hand: bool = False) -> None:
        """Put the groups of the two together, if nothing speaks against it."""
        one, other = pair
        if one not in self._groups or other not in self._groups:
            return
        small, large = sorted((self._groups[one], self._groups[other]), key=lambda group: len(group.refs))
        if not self._may_join(small, large, by_hand):
            return
        self._reasons[one].setdefault(other, reason)
        self._reasons[other].setdefault(one, reason)
        if small is not large:
            large.take(small)
            self._groups.update(dict.fromkeys(small.refs, large))

    def of_several(self) -> Iterator[list[str]]:
        """The groups of two and more, each with its refs."""
        for ref, group in self._groups.items():
            if len(group.refs) > 1 and group.refs[0] == ref:
                yield group.refs

    def reason(self, shown: str, hidden: str) -> str:
        """Why the two are in one group; where nothing says so of them alone, why one is there at all."""
        reasons = self._reasons[hidden]
        if shown in reasons:
            return reasons[shown]
        other, reason = next(iter(reasons.items()))
        return f"through {other}: {reason}"

    def _may_join(self, small: _Group, large: _Group, by_hand: bool) -> bool:
        if small is large:
            return True
        if any(self._groups.get(foe) is large for ref in small.refs for foe in self._apart.get(ref, ())):
            return False
        return by_hand or all(
            mine <= others or others <= mine for mine, others in zip(small.known, large.known, strict=True)
        )


@dataclass(frozen=True)
class _Group:
    refs: list[str]
    known: list[set[Hashable]]

    def take(self, other: _Group) -> None:
        """Add what the other has."""
        self.refs.extend(other.refs)
        for mine, others in zip(self.known, other.known, strict=True):
            mine |= others


def neighbours(group: Sequence[str]) -> Iterator[Pair]:
    """Each ref with those shortly before it, and with the first."""
    for at, other in enumerate(group):
        for one in group[:at] if at <= _NEAR else [group[0], *group[at - _NEAR : at]]:
            yield min(one, other), max(one, other)
