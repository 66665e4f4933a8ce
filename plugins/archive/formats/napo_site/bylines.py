"""Who wrote a text and when, as the elements of its page say.

The rule: what the mark-up says for machines goes before what it prints; what cannot be read is None, with a remark.

Days and instants as the union's pages print them. English always.

The rule: a date that can be read two ways is none. Drupal prints "Fri, 06/11/2015" month first unless it was told
otherwise, so there the weekday decides; the old site's bylines are day first (forms.md 2.1: W5).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

from archive.markup.html_pages import Element, Page, Stretch, first_of_class, stretch_of
from archive.text import MONTHS, WEEKDAYS

_MONTH_NUMBERS = {
    **{name.lower(): number for number, name in enumerate(MONTHS, 1)},
    **{name[:3].lower(): number for number, name in enumerate(MONTHS, 1)},
    "sept": 9,
}
_MONTH = "|".join(sorted(_MONTH_NUMBERS, key=lambda name: (-len(name), name)))
_DAY_FIRST = re.compile(rf"\b(\d{{1,2}})(?:st|nd|rd|th)?\s+({_MONTH})\b\.?,?\s+(\d{{4}})\b", re.IGNORECASE | re.ASCII)
_MONTH_FIRST = re.compile(rf"\b({_MONTH})\b\.?\s+(\d{{1,2}})(?:st|nd|rd|th)?,?\s+(\d{{4}})\b", re.IGNORECASE | re.ASCII)
_NUMBERS = re.compile(r"(?<![\d/])(\d{1,2})/(\d{1,2})/(\d{4})(?![\d/])", re.ASCII)
_WEEKDAY = re.compile(rf"\b({'|'.join(day[:3] for day in WEEKDAYS)})(?:[a-z]*day)?\b", re.IGNORECASE)
_ALONE = re.compile(rf"\d{{1,2}}(?:st|nd|rd|th)\s+(?:{_MONTH})\s+\d{{4}}", re.IGNORECASE | re.ASCII)


def is_list_date(line: str) -> bool:
    """True for a line that is a date as the lists of the union's site print it, such as "06th Nov 2015"."""
    return bool(_ALONE.fullmatch(line))


def day_said(text: str) -> date | None:
    """The day that `text` names in words or numbers; None if it names none, no real one, or one of two."""
    if found := _DAY_FIRST.search(text):
        return _day(found[3], found[2], found[1])
    if found := _MONTH_FIRST.search(text):
        return _day(found[3], found[1], found[2])
    return _day_in_numbers(text)


def day_first(day: str, month: str, year: str) -> date | None:
    """The day of three numbers; None if there is no such day."""
    return _day(year, month, day)


def instant(text: str) -> tuple[date | None, datetime | None]:
    """The day and the instant, in UTC, of an ISO 8601 time: without a zone only its day; (None, None) if it is none."""
    try:
        said = datetime.fromisoformat(text.strip())
        return (said.date(), None) if said.tzinfo is None else (None, said.astimezone(UTC))
    except (ValueError, OverflowError):
        return None, None


def _day_in_numbers(text: str) -> date | None:
    found = _NUMBERS.search(text)
    if not found:
        return None
    first, second, year = found.groups()
    both = {day for day in (_day(year, second, first), _day(year, first, second)) if day}
    if weekday := _WEEKDAY.search(text):
        both = {day for day in both if WEEKDAYS[day.weekday()][:3].lower() == weekday[1].lower()}
    return both.pop() if len(both) == 1 else None


def _day(year: str, month: str, day: str) -> date | None:
    try:
        return date(int(year), _MONTH_NUMBERS.get(month.lower()) or int(month), int(day))
    except ValueError:
        return None


_DATE_CLASSES = (
    *("entry-date", "published", "post-date", "field-name-post-date", "views-field-created", "date-display-single"),
    *("views-field-post-date", "submitted", "posted-on", "date"),
)
_AUTHOR_CLASSES = ("fn", "username", "author-name", "author", "entry-author")
_META_TIMES = ("article:published_time", "dcterms.date", "dcterms.created", "dc.date")


@dataclass(frozen=True)
class When:
    """The time of a text."""

    day: date | None = None
    published: datetime | None = None
    remarks: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.day or self.published)


def when_said(page: Page, elements: Sequence[Element]) -> When:
    """The time that `elements`, those of one text, give it."""
    found = [_read(said) for said in _times(page, elements)]
    return next((when for when in found if when), found[0] if found else When())


def when_in_head(page: Page) -> When:
    """The time that the head of a page gives its one text."""
    said = page.meta(*_META_TIMES)
    return _read(said) if said else When()


def when_printed(text: str) -> When:
    """The day that `text` names."""
    day = day_said(text)
    return When(day) if day else When(remarks=(f'no day can be read from "{text[:80]}"; published without one',))


def author_said(page: Page, elements: Iterable[Element]) -> str | None:
    """The author that the elements of one text name."""
    found = first_of_class(elements, *_AUTHOR_CLASSES)
    return (page.text(stretch_of(found)).removeprefix("By ").removeprefix("by ") or None) if found else None


def list_date(page: Page, stretch: Stretch) -> Stretch | None:
    """The line of the stretch that is a date alone: lists print it under a teaser (forms.md 2.1: W2)."""
    dates = (line for line in page.lines_in(stretch) if is_list_date(line.text))
    return next((Stretch(line.start, line.end) for line in dates), None)


def _read(said: str) -> When:
    day, published = instant(said)
    return When(day, published) if day or published else when_printed(said)


def _times(page: Page, elements: Sequence[Element]) -> Iterator[str]:
    yield from (element.attributes["datetime"] for element in elements if _is_time(element))
    yield from (element.attributes["content"] for element in elements if _is_created(element))
    for name in _DATE_CLASSES:
        found = first_of_class(elements, name)
        if found and (text := page.text(stretch_of(found))):
            yield text


def _is_time(element: Element) -> bool:
    """`<time datetime="…">`, unless it says when a text was changed."""
    changed = "updated" in element.classes and element.classes.isdisjoint(("published", "entry-date"))
    return element.name == "time" and not changed and bool(element.attributes.get("datetime"))


def _is_created(element: Element) -> bool:
    """Drupal's `<span property="dc:date dc:created" content="2015-11-06T10:20:00+00:00">`."""
    return "dc:created" in element.attributes.get("property", "").split() and bool(element.attributes.get("content"))
