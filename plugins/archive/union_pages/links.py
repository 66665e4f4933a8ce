"""Where a teaser says that its whole text stands.

The rule: where its title leads, else its "Read more"; any other link in it is its author's.
"""

from __future__ import annotations

from collections.abc import Sequence

from archive.foreign_html.page_elements import Element
from archive.foreign_html.pages import Page, Stretch, stretch_of
from archive.union_pages.sites import absolute

_MORE = ("views-more-link", "more-link", "read-more", "node-readmore", "views-field-view-node")


def own_address(page: Page, inside: Sequence[Element], title: Stretch | None, base_url: str | None) -> str | None:
    """The address of the text whose teaser has the elements `inside`."""
    links = [element for element in inside if element.name == "a" and element.attributes.get("href")]
    more = [stretch_of(element) for element in inside if not element.classes.isdisjoint(_MORE)][:1]
    leading = [link for place in [*([title] if title else []), *more] for link in links if _stands_in(link, place)]
    leading += [link for link in links if _is_more(page, link)]
    return absolute(leading[0].attributes["href"], base_url) if leading else None


def _stands_in(link: Element, place: Stretch) -> bool:
    return place.start <= link.start < place.end


def _is_more(page: Page, link: Element) -> bool:
    return link.attributes.get("rel") == "bookmark" or page.text(stretch_of(link)).lower().startswith("read more")
