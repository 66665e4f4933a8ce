"""Find series: posts and mailouts with the same name and a number in their titles, such as "Guest Blog 84".

Each title is first read alone for the series it could belong to ("On Hope (Part 2)", "News Roundup #10: Spring").
Years, dates, ages, amounts and numbers followed by more words are not series numbers. Then all titles together decide:
one number is not a series, unless the name is known or a title without a number is the first. Numbers are kept as
given; none is corrected.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from archive.slugs import make_unique, predict
from archive.text import MONTHS, WEEKDAYS, normalize, tokens

_MOST_NUMBERS = 4
"""A title with more numbers than this is a list of something else."""
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
"""Characters between a name and its number."""
_CLOSING = "'\"’”)]"
"""Characters that can end a name."""
_AFTER = re.compile(
    r"(?:\s+of\s+[0-9]{1,4}|/[0-9]{1,4}(?=\)))?[)\]]?"  # "Part 2 of 3", "(2/3)"
    r"(?:[\s!?.…'\"’”]*\Z|\s*[:;–—|]|\s*-\s|[.!?…]\s|\s+[(\[]|,?\s+(?i:part|pt)\b)"
)
"""What may follow the number: the end of the title, or a separator and a subtitle."""
_PARTS = frozenset(("part", "pt"))
_MARKERS = _PARTS | {"no", "nos", "nr", "num", "number"}
"""Words that belong to the number, not to the name."""
_COUNTING_WORDS = """
a about aged age ages all almost an and another around as at be between but by first for from has have in is just last
least less more most nearly next not of on only or our over some than that the these this those to top turns under until
up with your
"""
_DATES = tuple(normalize(name) for name in (*MONTHS, *WEEKDAYS))
_NEVER = frozenset((*_COUNTING_WORDS.split(), *_DATES, *(name[:3] for name in _DATES), "sept"))
"""After these words a number is an amount, an age or a date: "Top 10", "Aged 12", "Update June 24"."""
_GIVEN = """
act article band catch category channel clause covid grade level order paragraph regulation room route rule scale
schedule section tier wing
"""
_NAMING = frozenset(_GIVEN.split())
"""After these words a number is usually part of a name: "Section 90", "Catch 22", "Band 4"."""


@dataclass(frozen=True)
class TitleReading:
    """One way to split a title into the name of a series and a number."""

    key: str
    """Equal for names that differ only in case, spaces and punctuation (`name_key`)."""
    name: str
    """As written, with single spaces."""
    number: int
    naming: bool = False
    """True if the number may be part of a name, such as that of a section or a pay band."""


def name_key(name: str) -> str:
    """Return the letters and digits of `name` in lower case."""
    return "".join(tokens(name))


def read_title(title: str) -> Iterator[TitleReading]:
    """Yield every way to read a number in `title`, from left to right. Takes linear time."""
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
    """Return the value of digits or of two or more Roman numerals; after a marker, also of one numeral or a word."""
    if written.isdecimal():
        return int(written)
    if written in _ROMAN and (marker or len(written) > 1):
        return _ROMAN[written]
    return _WORDS.index(written.lower()) if marker and written.lower() in _WORDS else None


def _without_marker(name: str) -> tuple[str, str]:
    """Split a final "Part" or "No" from `name`; the marker is in lower case."""
    start = max(map(name.rfind, _BETWEEN)) + 1
    marker = normalize(name[start:])
    return (name[:start].rstrip(_BETWEEN), marker) if marker in _MARKERS else (name, "")


Gap = tuple[int, int]
"""The first and last of the consecutive numbers that are missing."""


@dataclass(frozen=True)
class SeriesText:
    """The reference, title and date of a post or mailout."""

    ref: str
    title: str
    day: date | None = None


@dataclass(frozen=True)
class Member:
    """A post or mailout in its series."""

    text: SeriesText
    number: int
    numbered: bool = True
    """False for a first title without a number: "Guest Blog", before "Guest Blog 2"."""


@dataclass(frozen=True)
class Series:
    """Posts and mailouts with the same name."""

    name: str
    """In its most frequent spelling."""
    slug: str
    members: tuple[Member, ...]
    """Sorted by number, then by date, undated ones last."""

    @property
    def numbers(self) -> tuple[int, ...]:
        """The different numbers in the archive, ascending."""
        return tuple(dict.fromkeys(member.number for member in self.members))

    def around(self, at: int) -> tuple[Member | None, Member, Member | None]:
        """Return the member at index `at` with its neighbours; None where there is none."""
        before = self.members[at - 1] if at else None
        return before, self.members[at], next(iter(self.members[at + 1 : at + 2]), None)

    @property
    def length(self) -> int:
        """How many numbers the series has at least: from 1 (or 0, if there is a 0) to the last."""
        return self.numbers[-1] - min(1, self.numbers[0]) + 1

    @property
    def days(self) -> tuple[date, ...]:
        """The known dates, ascending."""
        return tuple(sorted(member.text.day for member in self.members if member.text.day))


def gaps_between(numbers: Sequence[int]) -> Iterator[Gap]:
    """Yield the gaps between ascending `numbers`."""
    for before, after in pairwise(numbers):
        if after > before + 1:
            yield before + 1, after - 1


def gap_before(previous: Member | None, member: Member) -> Gap | None:
    """Return the gap between two neighbours or, before the first member, from number 1; None if there is none."""
    return next(gaps_between((previous.number if previous else 0, member.number)), None)


def find_series(texts: Iterable[SeriesText], names: Collection[str] = ()) -> tuple[Series, ...]:
    """Return the series among `texts`, sorted by name. The order of `texts` does not matter.

    `names` are the keys (`name_key`) of known names. For a series with a known name, a single number is enough; if the
    known name includes the number ("Covid-19"), it is not a series number.
    """
    ordered = sorted(texts, key=_by_day)
    read = [(text, [each for each in read_title(text.title) if _is_number(each, names)]) for text in ordered]
    first = {name_key(text.title): text for text, found in reversed(read) if not found}
    possible = _group_by_name(((text, each) for text, found in read for each in found), first, names)
    sizes = {key: len({member.number for member in members}) for key, (_, members) in possible.items()}
    chosen = ((text, _largest(found, sizes)) for text, found in read)
    groups = _group_by_name(((text, each) for text, each in chosen if each), first, names)
    return tuple(sorted(_with_slugs(groups), key=lambda series: (name_key(series.name), series.slug)))


_NumberedText = tuple[SeriesText, TitleReading]
_Groups = dict[str, tuple[list[str], tuple[Member, ...]]]
"""The spellings of each series' name and its members, by key."""


def _by_day(text: SeriesText) -> tuple[bool, date, str, str]:
    return text.day is None, text.day or date.min, text.ref, text.title


def _is_number(reading: TitleReading, names: Collection[str]) -> bool:
    return f"{reading.key}{reading.number}" not in names


def _largest(found: Sequence[TitleReading], sizes: Mapping[str, int]) -> TitleReading | None:
    """Return the reading for the largest series; of equally large ones, the first in the title."""
    return max((each for each in found if each.key in sizes), key=lambda each: sizes[each.key], default=None)


def _group_by_name(read: Iterable[_NumberedText], first: Mapping[str, SeriesText], names: Collection[str]) -> _Groups:
    """Group the readings by name and keep the groups that are series."""
    groups: defaultdict[str, list[_NumberedText]] = defaultdict(list)
    for text, reading in read:
        groups[reading.key].append((text, reading))
    return {
        key: ([reading.name for _, reading in group], members)
        for key, group in groups.items()
        if _is_series(group, members := _members(group, first.get(key)), key in names)
    }


def _members(group: Sequence[_NumberedText], first: SeriesText | None) -> tuple[Member, ...]:
    """Sort the members; `first`, a title without a number, is number 1 unless one exists or `first` is later."""
    members = [Member(text, reading.number) for text, reading in group]
    days = [text.day for text, _ in group if text.day]
    is_later = bool(first and first.day and days and first.day > min(days))
    if first and not is_later and all(member.number > 1 for member in members):
        members.append(Member(first, 1, numbered=False))
    return tuple(sorted(members, key=lambda member: (member.number, _by_day(member.text))))


def _is_series(group: Sequence[_NumberedText], members: Sequence[Member], known: bool) -> bool:
    numbers = {member.number for member in members}
    if any(reading.naming for _, reading in group):
        return any(number + 1 in numbers for number in numbers)
    if len(numbers) == 2 and not members[0].numbered:
        return known or 2 in numbers
    return known or len(numbers) > 1


def _with_slugs(groups: _Groups) -> Iterator[Series]:
    """Yield the series with unique slugs; the older of two with the same slug keeps it."""
    taken: set[str] = set()
    for key in sorted(groups, key=lambda key: (min(_by_day(member.text) for member in groups[key][1]), key)):
        names, members = groups[key]
        counts = Counter(names)
        slug = make_unique(_slug(counts), None, taken.__contains__)
        taken.add(slug)
        yield Series(min(counts, key=lambda name: (-counts[name], name)), slug, members)


def _slug(names: Iterable[str]) -> str:
    """Return the slug of the spelling with most words, because it rarely changes when the series grows."""
    return min((predict(name, None) for name in names), key=lambda slug: (-slug.count("-"), slug))
