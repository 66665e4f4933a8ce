"""Who wrote an article of Napo's sites and when, from its mark-up or from a printed date in English.

The rules: a time in the mark-up goes before a printed one. A date in numbers that can be read in two ways is not used.
Drupal prints "Fri, 06/11/2015" with the month first by default, so there the weekday decides. See "Dates on Napo
pages" in docs/formats.md.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

from archive.markup.html_pages import Element, HtmlPage, SourceSpan, first_of_class, span_of
from archive.text import WEEKDAYS
from archive.times import ENGLISH_MONTHS, parse_iso_time

_MONTH = "|".join(sorted(ENGLISH_MONTHS, key=lambda name: (-len(name), name)))
_DAY_FIRST = re.compile(rf"\b(\d{{1,2}})(?:st|nd|rd|th)?\s+({_MONTH})\b\.?,?\s+(\d{{4}})\b", re.IGNORECASE | re.ASCII)
_MONTH_FIRST = re.compile(rf"\b({_MONTH})\b\.?\s+(\d{{1,2}})(?:st|nd|rd|th)?,?\s+(\d{{4}})\b", re.IGNORECASE | re.ASCII)
_NUMBERS = re.compile(r"(?<![\d/])(\d{1,2})/(\d{1,2})/(\d{4})(?![\d/])", re.ASCII)
_WEEKDAY = re.compile(rf"\b({'|'.join(day[:3] for day in WEEKDAYS)})(?:[a-z]*day)?\b", re.IGNORECASE)
_ALONE = re.compile(rf"\d{{1,2}}(?:st|nd|rd|th)\s+(?:{_MONTH})\s+\d{{4}}", re.IGNORECASE | re.ASCII)


def is_list_date(line: str) -> bool:
    """Return True for a line that is only a date as the lists of napo.org.uk print it, such as "06th Nov 2015"."""
    return bool(_ALONE.fullmatch(line))


def parse_date(text: str) -> date | None:
    """Find a date in words or numbers; return None if there is none, or if it does not exist or is ambiguous."""
    if found := _DAY_FIRST.search(text):
        return date_of(found[1], found[2], found[3])
    if found := _MONTH_FIRST.search(text):
        return date_of(found[2], found[1], found[3])
    return _date_in_numbers(text)


def date_of(day: str, month: str, year: str) -> date | None:
    """Return the date, or None if it does not exist. The month is a number or an English name."""
    try:
        return date(int(year), ENGLISH_MONTHS.get(month.lower()) or int(month), int(day))
    except ValueError:
        return None


def parse_time(text: str) -> tuple[date | None, datetime | None]:
    """Parse an ISO 8601 time: return it in UTC, or only its date if it has no time zone."""
    try:
        time = parse_iso_time(text.strip())
        return (time.date(), None) if time.tzinfo is None else (None, time.astimezone(UTC))
    except ValueError:
        return None, None


def _date_in_numbers(text: str) -> date | None:
    found = _NUMBERS.search(text)
    if not found:
        return None
    first, second, year = found.groups()
    both = {day for day in (date_of(first, second, year), date_of(second, first, year)) if day}
    if weekday := _WEEKDAY.search(text):
        both = {day for day in both if WEEKDAYS[day.weekday()][:3].lower() == weekday[1].lower()}
    return both.pop() if len(both) == 1 else None


_DATE_CLASSES = (
    *("entry-date", "published", "post-date", "field-name-post-date", "views-field-created", "date-display-single"),
    *("views-field-post-date", "submitted", "posted-on", "date"),
)
_AUTHOR_CLASSES = ("fn", "username", "author-name", "author", "entry-author")
_META_TIMES = ("article:published_time", "dcterms.date", "dcterms.created", "dc.date")


@dataclass(frozen=True)
class PublicationTime:
    """When an article was published, as far as its page says: an instant in UTC or only a day."""

    day: date | None = None
    published: datetime | None = None
    remarks: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.day or self.published)


def find_time(page: HtmlPage, elements: Sequence[Element]) -> PublicationTime:
    found = [_parse(text) for text in _times(page, elements)]
    return next((time for time in found if time), found[0] if found else PublicationTime())


def find_time_in_head(page: HtmlPage) -> PublicationTime:
    text = page.meta(*_META_TIMES)
    return _parse(text) if text else PublicationTime()


def parse_printed_time(text: str) -> PublicationTime:
    day = parse_date(text)
    return PublicationTime(
        day, remarks=() if day else (f'cannot read a date from "{text[:80]}"; published without one',)
    )


def find_author(page: HtmlPage, elements: Iterable[Element]) -> str | None:
    found = first_of_class(elements, *_AUTHOR_CLASSES)
    return (page.text(span_of(found)).removeprefix("By ").removeprefix("by ") or None) if found else None


def find_list_date(page: HtmlPage, stretch: SourceSpan) -> SourceSpan | None:
    """Find the line that is only a date, which lists print below a teaser."""
    dates = (line for line in page.lines_in(stretch) if is_list_date(line.text))
    return next((SourceSpan(line.start, line.end) for line in dates), None)


def _parse(text: str) -> PublicationTime:
    day, published = parse_time(text)
    return PublicationTime(day, published) if day or published else parse_printed_time(text)


def _times(page: HtmlPage, elements: Sequence[Element]) -> Iterator[str]:
    yield from (element.attributes["datetime"] for element in elements if _is_time(element))
    yield from (element.attributes["content"] for element in elements if _is_created(element))
    for name in _DATE_CLASSES:
        found = first_of_class(elements, name)
        if found and (text := page.text(span_of(found))):
            yield text


def _is_time(element: Element) -> bool:
    """Return True for `<time datetime="…">`, unless it is the time of a change."""
    changed = "updated" in element.classes and element.classes.isdisjoint(("published", "entry-date"))
    return element.name == "time" and not changed and bool(element.attributes.get("datetime"))


def _is_created(element: Element) -> bool:
    """Return True for Drupal's `<span property="dc:date dc:created" content="2015-11-06T10:20:00+00:00">`."""
    return "dc:created" in element.attributes.get("property", "").split() and bool(element.attributes.get("content"))
