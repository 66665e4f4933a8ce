"""Series: texts whose titles have a name in common and a number each, and what is missing between them.

One rule: a series is made by its titles together. One number alone makes none, unless the name is known from elsewhere
or a title without a number is the first. Numbers are shown as they are given: none is corrected or taken out.

The numbers in titles: "Guest Blog 84", "On Hope (Part 2)", "News Roundup #10: Spring".

The rule: a title is read alone, and only tells which series it may belong to; whether there is such a series, other
titles have to show (`series`). Years, dates, ages, amounts and numbers followed by more words are no numbers here.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from archive.slugs import distinct, predict
from archive.text import MONTHS, WEEKDAYS, normalize, tokens

_MOST_NUMBERS = 4
"""A title with more of them is a list of things."""
_YEARS = range(1900, 2100)
_ROMAN = {
    f"{tens}{units}": 10 * ten + unit
    for ten, tens in enumerate(("", "X", "XX", "XXX"))
    for unit, units in enumerate(("", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX"))
    if ten or unit
}
_COUNTED = "zero one two three four five six seven eight nine ten eleven twelve"
_WORDS = tuple(_COUNTED.split())
_NUMBER = re.compile(rf"(?<!\w)(?:[0-9]{{1,4}}|[IVX]{{1,7}}|(?i:{'|'.join(_WORDS)}))(?!\w)")
_BETWEEN = " \t\xa0#([-‐‑–—:;,.!?…|‘“"
"""What may stand between a name and its number."""
_CLOSING = "'\"’”)]"
"""What may stand at the end of a name."""
_AFTER = re.compile(
    r"(?:\s+of\s+[0-9]{1,4}|/[0-9]{1,4}(?=\)))?[)\]]?"  # "Part 2 of 3", "(2/3)"
    r"(?:[\s!?.…'\"’”]*\Z|\s*[:;–—|]|\s*-\s|[.!?…]\s|\s+[(\[]|,?\s+(?i:part|pt)\b)"
)
"""What stands between a number and what is added to it; or the end."""
_PARTS = frozenset(("part", "pt"))
_MARKERS = _PARTS | {"no", "nos", "nr", "num", "number"}
"""Words that belong to the number and not to the name."""
_SMALL_WORDS = """
a about aged age ages all almost an and another around as at be between but by first for from has have in is just last
least less more most nearly next not of on only or our over some than that the these this those to top turns under until
up with your
"""
_DATES = tuple(normalize(name) for name in (*MONTHS, *WEEKDAYS))
_NEVER = frozenset((*_SMALL_WORDS.split(), *_DATES, *(name[:3] for name in _DATES), "sept"))
"""After these a number is an amount, an age or a day: "Top 10", "Aged 12", "Update June 24"."""
_GIVEN = """
act article band catch category channel clause covid grade level order paragraph regulation room route rule scale
schedule section tier wing
"""
_NAMING = frozenset(_GIVEN.split())
"""After these a number is most often given: "Section 90", "Catch 22", "Band 4"."""


@dataclass(frozen=True)
class TitleReading:
    """One way to read a title as that of a member of a series."""

    key: str
    """The same for all names that differ in case, spaces and punctuation only (see `name_key`)."""
    name: str
    """As written, with single spaces."""
    number: int
    naming: bool = False
    """True where the number may be part of a name, like that of a section or a pay band."""


def name_key(name: str) -> str:
    """The letters and digits of `name`, folded."""
    return "".join(tokens(name))


def read_title(title: str) -> Iterator[TitleReading]:
    """How the numbers of `title` may be read, from its beginning on. Time is linear in its length."""
    found = list(_NUMBER.finditer(title))
    for match in found if len(found) <= _MOST_NUMBERS else ():
        if _AFTER.match(title, match.end()):
            yield from _reading(title[: match.start()], match[0])


def _reading(before: str, written: str) -> Iterator[TitleReading]:
    name, marker = _without_marker(before.rstrip(_BETWEEN))
    number = _value(written, marker)
    if number is None or number in _YEARS or not name_key(name):
        return
    plain = name.rstrip(_CLOSING)
    last = normalize(plain.split()[-1].lstrip(_BETWEEN))
    certain = marker in _PARTS or before.rstrip().endswith(("#", "(", "["))
    if certain or (plain[-1].isalpha() and last not in _NEVER):
        yield TitleReading(name_key(name), " ".join(name.split()), number, naming=last in _NAMING)


def _value(written: str, marker: str) -> int | None:
    """The number written in digits, in more than one Roman numeral or, after a marker, in any way."""
    if written.isdecimal():
        return int(written)
    if written in _ROMAN and (marker or len(written) > 1):
        return _ROMAN[written]
    return _WORDS.index(written.lower()) if marker and written.lower() in _WORDS else None


def _without_marker(name: str) -> tuple[str, str]:
    """`name` without a "Part" or "No" at its end, and that marker, folded."""
    start = max(map(name.rfind, _BETWEEN)) + 1
    marker = normalize(name[start:])
    return (name[:start].rstrip(_BETWEEN), marker) if marker in _MARKERS else (name, "")


Gap = tuple[int, int]
"""The first and the last number of a row that is missing."""


@dataclass(frozen=True)
class SeriesText:
    """A text, as far as series are concerned."""

    ref: str
    title: str
    day: date | None = None


@dataclass(frozen=True)
class Member:
    """A text in its series."""

    text: SeriesText
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


def find_series(texts: Iterable[SeriesText], names: Collection[str] = ()) -> tuple[Series, ...]:
    """The series among `texts`, by name. The order of `texts` does not matter; time is linear, but for sorting.

    `names` are known from elsewhere, as `name_key` makes them: with one of them a single number is a series. Where the
    number belongs to such a name ("Covid-19"), it is none.
    """
    ordered = sorted(texts, key=_by_day)
    read = [(text, [each for each in read_title(text.title) if _is_number(each, names)]) for text in ordered]
    first = {name_key(text.title): text for text, found in reversed(read) if not found}
    possible = _made(((text, each) for text, found in read for each in found), first, names)
    sizes = {key: len({member.number for member in members}) for key, (_, members) in possible.items()}
    chosen = ((text, _fullest(found, sizes)) for text, found in read)
    made = _made(((text, each) for text, each in chosen if each), first, names)
    return tuple(sorted(_named(made), key=lambda series: (name_key(series.name), series.slug)))


_Read = tuple[SeriesText, TitleReading]
_Made = dict[str, tuple[list[str], tuple[Member, ...]]]
"""By key: the wordings of the name, and the members."""


def _by_day(text: SeriesText) -> tuple[bool, date, str, str]:
    return text.day is None, text.day or date.min, text.ref, text.title


def _is_number(reading: TitleReading, names: Collection[str]) -> bool:
    return f"{reading.key}{reading.number}" not in names


def _fullest(found: Sequence[TitleReading], sizes: Mapping[str, int]) -> TitleReading | None:
    """That of the series with most numbers; of several the one that begins first in the title."""
    return max((each for each in found if each.key in sizes), key=lambda each: sizes[each.key], default=None)


def _made(read: Iterable[_Read], first: Mapping[str, SeriesText], names: Collection[str]) -> _Made:
    """The series that these readings make."""
    groups: defaultdict[str, list[_Read]] = defaultdict(list)
    for text, reading in read:
        groups[reading.key].append((text, reading))
    return {
        key: ([reading.name for _, reading in group], members)
        for key, group in groups.items()
        if _is_series(group, members := _members(group, first.get(key)), key in names)
    }


def _members(group: Sequence[_Read], first: SeriesText | None) -> tuple[Member, ...]:
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
