"""The title of a text, by the elements that can hold one.

The rule: a heading outside the text is its title only if the page has one main heading; failing that the page's own
`<title>`, without the name of the site, is.
"""

from __future__ import annotations

from collections.abc import Iterable

from archive.foreign_html.page_elements import Element
from archive.markup.html_pages import Page, Stretch, stretch_of
from archive.markup.html_words import PARTING

_HEADINGS = frozenset(["h1", "h2", "h3", "h4"])
_PAGE_TITLES = frozenset(["page-title", "page-header"])
_MOST_HEADINGS = 5
"""Main headings. A page with more has no one heading; each costs a look at the whole page."""
_SITE = frozenset(["site-name", "site-title", "site-slogan", "logo", "branding", "element-invisible"])


def first_heading(page: Page, elements: Iterable[Element], classes: tuple[str, ...]) -> Stretch | None:
    """Where the title stands among `elements`: what is of the first of `classes` that any has, else a heading."""
    known = [element for element in elements if element.name in PARTING and page.first_line(stretch_of(element))]
    of_class = (element for name in classes for element in known if name in element.classes)
    headings = (element for element in known if element.name in _HEADINGS)
    return next((stretch_of(element) for found in (of_class, headings) for element in found), None)


def page_heading(page: Page, text: Element, classes: tuple[str, ...]) -> Stretch | None:
    """Where the title of a page's one text stands, inside it or above it."""
    inside = first_heading(page, (element for element in page.inside(text) if _can_head(element, classes)), classes)
    outside = [element for element in page.elements if _is_page_title(element) and page.first_line(stretch_of(element))]
    found = outside[:1] or _main_heading(page)
    return stretch_of(found[0]) if found else inside or _title_element(page)


def _can_head(element: Element, classes: tuple[str, ...]) -> bool:
    """Inside the text only what is called its title: other headings are its own."""
    return element.name == "h1" or not element.classes.isdisjoint(classes)


def _is_page_title(element: Element) -> bool:
    return element.name in _HEADINGS and (
        element.attributes.get("id") in _PAGE_TITLES or not element.classes.isdisjoint(_PAGE_TITLES)
    )


def _main_heading(page: Page) -> list[Element]:
    """The one h1 that is not the name of the site."""
    found = [element for element in page.elements if element.name == "h1"]
    others = [each for each in found if not _names_site(page, each)] if len(found) <= _MOST_HEADINGS else []
    return others if len(others) == 1 else []


def _names_site(page: Page, heading: Element) -> bool:
    names = {heading.attributes.get("id", ""), *heading.classes}
    within = (element for element in page.elements if element.start <= heading.start < element.end)
    around = {name for element in within for name in (element.attributes.get("id", ""), *element.classes)}
    return not _SITE.isdisjoint(names | around) or not page.first_line(stretch_of(heading))


def _title_element(page: Page) -> Stretch | None:
    return next((stretch_of(element) for element in page.elements if element.name == "title" and page.title), None)
