"""Who wrote a text and when, as the elements of its page say.

The rule: what the mark-up says for machines goes before what it prints; what cannot be read is None, with a remark.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from archive.foreign_html.page_elements import Element
from archive.markup.html_pages import Page, Stretch, first_of_class, stretch_of
from archive.union_pages.dates import day_said, instant, is_list_date

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
