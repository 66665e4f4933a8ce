"""Series: texts whose titles have a name in common and a number each, and what is missing between them.

One rule: a series is made by its titles together. One number alone makes none, unless the name is known from elsewhere
or a title without a number is the first. Numbers are shown as they are given: none is corrected or taken out.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from archive.numbered_titles import Reading, name_key, readings
from archive.slugs import distinct, predict

Gap = tuple[int, int]
"""The first and the last number of a row that is missing."""


@dataclass(frozen=True)
class Titled:
    """A text, as far as series are concerned."""

    ref: str
    title: str
    day: date | None = None


@dataclass(frozen=True)
class Member:
    """A text in its series."""

    text: Titled
    number: int
    numbered: bool = True
    """False for a first one without a number: "Guest Blog", before "Guest Blog 2"."""


@dataclass(frozen=True)
class Series:
    """Texts with one name."""

    name: str
    """As most of them have it."""
    slug: str
    members: tuple[Member, ...]
    """By number; of one number by day, those without a day last."""

    @property
    def numbers(self) -> tuple[int, ...]:
        """Those that are there, each once, ascending."""
        return tuple(dict.fromkeys(member.number for member in self.members))

    def around(self, at: int) -> tuple[Member | None, Member, Member | None]:
        """The member that has `at` others before it, between its neighbours."""
        before = self.members[at - 1] if at else None
        return before, self.members[at], next(iter(self.members[at + 1 : at + 2]), None)

    @property
    def length(self) -> int:
        """How many numbers there are at least: from 1, or the first if that is 0, to the last."""
        return self.numbers[-1] - min(1, self.numbers[0]) + 1

    @property
    def days(self) -> tuple[date, ...]:
        """Those that are known, ascending."""
        return tuple(sorted(member.text.day for member in self.members if member.text.day))


def gaps_between(numbers: Sequence[int]) -> Iterator[Gap]:
    """What is missing between the first and the last of `numbers`, which ascend."""
    for before, after in pairwise(numbers):
        if after > before + 1:
            yield before + 1, after - 1


def gap_before(previous: Member | None, member: Member) -> Gap | None:
    """What is missing between two neighbours; before the first, what is missing from number 1 on."""
    return next(gaps_between((previous.number if previous else 0, member.number)), None)


def series_of(texts: Iterable[Titled], names: Collection[str] = ()) -> tuple[Series, ...]:
    """The series among `texts`, by name. The order of `texts` does not matter; time is linear, but for sorting.

    `names` are known from elsewhere, as `name_key` makes them: with one of them a single number is a series. Where the
    number belongs to such a name ("Covid-19"), it is none.
    """
    ordered = sorted(texts, key=_by_day)
    read = [(text, [each for each in readings(text.title) if _is_number(each, names)]) for text in ordered]
    first = {name_key(text.title): text for text, found in reversed(read) if not found}
    possible = _made(((text, each) for text, found in read for each in found), first, names)
    sizes = {key: len({member.number for member in members}) for key, (_, members) in possible.items()}
    chosen = ((text, _fullest(found, sizes)) for text, found in read)
    made = _made(((text, each) for text, each in chosen if each), first, names)
    return tuple(sorted(_named(made), key=lambda series: (name_key(series.name), series.slug)))


_Read = tuple[Titled, Reading]
_Made = dict[str, tuple[list[str], tuple[Member, ...]]]
"""By key: the wordings of the name, and the members."""


def _by_day(text: Titled) -> tuple[bool, date, str, str]:
    return text.day is None, text.day or date.min, text.ref, text.title


def _is_number(reading: Reading, names: Collection[str]) -> bool:
    return f"{reading.key}{reading.number}" not in names


def _fullest(found: Sequence[Reading], sizes: Mapping[str, int]) -> Reading | None:
    """That of the series with most numbers; of several the one that begins first in the title."""
    return max((each for each in found if each.key in sizes), key=lambda each: sizes[each.key], default=None)


def _made(read: Iterable[_Read], first: Mapping[str, Titled], names: Collection[str]) -> _Made:
    """The series that these readings make."""
    groups: defaultdict[str, list[_Read]] = defaultdict(list)
    for text, reading in read:
        groups[reading.key].append((text, reading))
    return {
        key: ([reading.name for _, reading in group], members)
        for key, group in groups.items()
        if _is_series(group, members := _members(group, first.get(key)), key in names)
    }


def _members(group: Sequence[_Read], first: Titled | None) -> tuple[Member, ...]:
    """In order; `first`, a title without a number, is number 1 unless there is one or it is known to be later."""
    members = [Member(text, reading.number) for text, reading in group]
    days = [text.day for text, _ in group if text.day]
    is_later = bool(first and first.day and days and first.day > min(days))
    if first and not is_later and all(member.number > 1 for member in members):
        members.append(Member(first, 1, numbered=False))
    return tuple(sorted(members, key=lambda member: (member.number, _by_day(member.text))))


def _is_series(group: Sequence[_Read], members: Sequence[Member], known: bool) -> bool:
    numbers = {member.number for member in members}
    if any(reading.naming for _, reading in group):
        return any(number + 1 in numbers for number in numbers)
    if len(numbers) == 2 and not members[0].numbered:
        return known or 2 in numbers
    return known or len(numbers) > 1


def _named(made: _Made) -> Iterator[Series]:
    """The older series has the plain slug, if two would have the same."""
    taken: set[str] = set()
    for key in sorted(made, key=lambda key: (min(_by_day(member.text) for member in made[key][1]), key)):
        names, members = made[key]
        counts = Counter(names)
        slug = distinct(_slug(counts), None, taken.__contains__)
        taken.add(slug)
        yield Series(min(counts, key=lambda name: (-counts[name], name)), slug, members)


def _slug(names: Iterable[str]) -> str:
    """That of the wording with most words, so that it seldom changes when there are more texts."""
    return min((predict(name, None) for name in names), key=lambda slug: (-slug.count("-"), slug))
