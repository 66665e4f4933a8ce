"""Pages of the union's Drupal site (forms.md 4.3: structure inferred; forms W0 to W4 are what is left of them as text).

The rule: a node that is no teaser is the page's one text; without one, the page is a list of teasers. "Share this" and
"Blog type:" stand outside the fields of the text, so they are furniture.
"""

from __future__ import annotations

from collections.abc import Sequence

from archive.formats.napo_site.articles import Article, Contents, first_heading, own_address, page_heading
from archive.formats.napo_site.bylines import author_said, list_date, when_in_head, when_printed, when_said
from archive.formats.napo_site.sites import absolute, is_listing, title_end
from archive.markup.html_pages import Element, Page, Stretch, first_of_class, outermost, stretch_of

_NODES = ("article", "div", "section", "li")
_TEASERS = frozenset(["node-teaser", "view-mode-teaser", "teaser", "node--view-mode-teaser"])
_TEXT_FIELDS = frozenset(
    [
        *("field-name-body", "field--name-body", "field-type-text-with-summary", "field-type-text-long"),
        *("field--type-text-with-summary", "field--type-text-long", "views-field-body"),
    ]
)
_TITLES = ("views-field-title", "field-name-title", "node-title", "node__title", "title")
_NO_TEXT = frozenset(
    [
        *(
            "links",
            "submitted",
            "field-name-post-date",
            "views-field-created",
            "views-field-view-node",
            "node-readmore",
        ),
        *(
            "comment-wrapper",
            "share",
            "sharethis-wrapper",
            "service-links",
            "field-name-field-blog-type",
            "node__links",
        ),
        *("field-name-field-tags", "views-field-name", "node__meta"),
    ]
)
_MAIN = ("block-system-main", "region-content", "main-content")


def has_form(page: Page) -> bool:
    """Whether the page has a node, rows of a list, or Drupal's name in its head."""
    return "drupal" in (page.meta("generator") or "").lower() or any(
        _is_node(element) or "views-row" in element.classes for element in page.elements
    )


def is_list(page: Page, address: str | None) -> bool:
    """Whether the page is a list of teasers."""
    return is_listing(address) or not _full_nodes(page)


def contents(page: Page, address: str | None) -> Contents:
    """The text of the page, or the teasers of its list."""
    if is_list(page, address):
        return Contents(tuple(_teaser(page, row, address) for row in _rows(page)))
    node, *others = _full_nodes(page)
    remarks = (f"{len(others)} more texts that are no teasers; they are left out as furniture",) if others else ()
    comments = outermost(page.inside(node), lambda element: "comment" in element.classes)
    aside = tuple((stretch_of(comment), "comment on a page of the union") for comment in comments)
    return Contents((_article(page, node, address),), aside, remarks)


def _is_node(element: Element) -> bool:
    return "node" in element.classes and element.name in _NODES


def _is_teaser(element: Element) -> bool:
    return "views-row" in element.classes or (_is_node(element) and not element.classes.isdisjoint(_TEASERS))


def _full_nodes(page: Page) -> list[Element]:
    found = outermost(page.elements, lambda element: _is_node(element) or _is_teaser(element))
    return [element for element in found if not _is_teaser(element)]


def _rows(page: Page) -> list[Element]:
    main = next((each for each in page.elements if each.attributes.get("id") in _MAIN), None)
    main = main or first_of_class(page.elements, *_MAIN)
    within = page.inside(main) if main else page.elements
    return outermost(within, lambda element: _is_teaser(element) or _is_node(element))


def _article(page: Page, node: Element, address: str | None) -> Article:
    inside = page.inside(node)
    title = page_heading(page, node, _TITLES)
    when = when_said(page, inside)
    when = when or when_in_head(page) or when
    return Article(
        body=_body(page, node, inside, [title] if title else []),
        title=title,
        title_end=title_end(page),
        url=address,
        day=when.day,
        published=when.published,
        author=author_said(page, inside) or page.meta("author"),
        remarks=when.remarks,
    )


def _teaser(page: Page, row: Element, address: str | None) -> Article:
    inside = page.inside(row)
    title = first_heading(page, inside, _TITLES)
    date = list_date(page, stretch_of(row))
    when = when_printed(page.text(date)) if date else when_said(page, inside)
    return Article(
        body=_body(page, row, inside, [stretch for stretch in (title, date) if stretch]),
        title=title,
        url=own_address(page, inside, title, address) or absolute(row.attributes.get("about"), address),
        day=when.day,
        published=when.published,
        author=author_said(page, inside),
        partial=True,
        remarks=when.remarks,
    )


def _body(page: Page, around: Element, inside: Sequence[Element], cut: list[Stretch]) -> tuple[Stretch, ...]:
    """The fields of the text; without any, all but what is known to be none."""
    fields = outermost(inside, lambda element: not element.classes.isdisjoint(_TEXT_FIELDS))
    content = first_of_class(inside, "content", "node__content") if _is_node(around) else None
    others = [stretch_of(element) for element in inside if not element.classes.isdisjoint(_NO_TEXT)]
    parts = fields or [content or around]
    return tuple(left for part in parts for left in Stretch(part.inner, part.end).without([*cut, *others]))
