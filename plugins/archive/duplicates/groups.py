"""Group texts that are duplicates of each other, from pairs.

Texts that must stay apart are never in one group, not even through a third text.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from archive.decisions.decisions import Pair

_NEARBY = 8
"""How many texts of a group each one is compared with: all, if the group is no larger than this."""
_DECIDED = "a keeper decided that they are the same"


class DuplicateGroups:
    """Groups of refs.

    A group never contains two refs that are kept apart. Unless a keeper decided it, texts with different facts are
    never joined: each fact must be the same in both groups, or unknown in one of them.
    """

    def __init__(
        self, facts: Mapping[str, tuple[Hashable, ...]], together: Iterable[Pair], apart: Iterable[Pair]
    ) -> None:
        """`facts` maps each ref to what must not differ (None: unknown). The pairs are a keeper's decisions."""
        self._groups = {ref: _Group([ref], [{each} - {None} for each in known]) for ref, known in facts.items()}
        self._apart: defaultdict[str, set[str]] = defaultdict(set)
        self._reasons: defaultdict[str, dict[str, str]] = defaultdict(dict)
        self.keep_apart(apart)
        for pair in sorted(together):
            self.join(pair, _DECIDED, decided=True)

    def keep_apart(self, pairs: Iterable[Pair]) -> None:
        """Never join these from now on."""
        for one, other in pairs:
            self._apart[one].add(other)
            self._apart[other].add(one)

    def join(self, pair: Pair, reason: str, decided: bool = False) -> None:
        """Join the groups of the two, unless something forbids it."""
        one, other = pair
        if one not in self._groups or other not in self._groups:
            return
        small, large = sorted((self._groups[one], self._groups[other]), key=lambda group: len(group.refs))
        if not self._may_join(small, large, decided):
            return
        self._reasons[one].setdefault(other, reason)
        self._reasons[other].setdefault(one, reason)
        if small is not large:
            large.add(small)
            self._groups.update(dict.fromkeys(small.refs, large))

    def with_duplicates(self) -> Iterator[list[str]]:
        """Yield the refs of each group that has more than one."""
        for ref, group in self._groups.items():
            if len(group.refs) > 1 and group.refs[0] == ref:
                yield group.refs

    def reason(self, shown: str, hidden: str) -> str:
        """Return why the two are in one group, or, if they were joined through others, why `hidden` is in it."""
        reasons = self._reasons[hidden]
        if shown in reasons:
            return reasons[shown]
        other, reason = next(iter(reasons.items()))
        return f"through {other}: {reason}"

    def _may_join(self, small: _Group, large: _Group, decided: bool) -> bool:
        if small is large:
            return True
        if any(self._groups.get(foe) is large for ref in small.refs for foe in self._apart.get(ref, ())):
            return False
        return decided or all(
            mine <= others or others <= mine for mine, others in zip(small.known, large.known, strict=True)
        )


@dataclass(frozen=True)
class _Group:
    refs: list[str]
    known: list[set[Hashable]]
    """The known values of each fact."""

    def add(self, other: _Group) -> None:
        self.refs.extend(other.refs)
        for mine, others in zip(self.known, other.known, strict=True):
            mine |= others


def nearby_pairs(group: Sequence[str]) -> Iterator[Pair]:
    """Pair each ref with the few before it and with the first."""
    for at, other in enumerate(group):
        for one in group[:at] if at <= _NEARBY else [group[0], *group[at - _NEARBY : at]]:
            yield min(one, other), max(one, other)
