"""Where a teaser says that its whole text stands.

The rule: where its title leads, else its "Read more"; any other link in it is its author's.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain

from archive.foreign_html.page_elements import Element
from archive.formats.napo_site.sites import absolute
from archive.markup.html_pages import Page, Stretch, stretch_of

_LONGEST_BEGINNING = 200
"""Characters of a link, below its own tag, in which its first words stand. One that nobody closes runs to the end of
the page."""
_MORE = ("views-more-link", "more-link", "read-more", "node-readmore", "views-field-view-node")


def own_address(page: Page, inside: Sequence[Element], title: Stretch | None, base_url: str | None) -> str | None:
    """The address of the text whose teaser has the elements `inside`."""
    links = [element for element in inside if element.name == "a" and element.attributes.get("href")]
    more = [stretch_of(element) for element in inside if not element.classes.isdisjoint(_MORE)][:1]
    leading = (link for place in [*([title] if title else []), *more] for link in links if _stands_in(link, place))
    found = next(chain(leading, (link for link in links if _is_more(page, link))), None)
    return absolute(found.attributes["href"], base_url) if found else None


def _stands_in(link: Element, place: Stretch) -> bool:
    return place.start <= link.start < place.end


def _is_more(page: Page, link: Element) -> bool:
    beginning = Stretch(link.inner, min(link.end, link.inner + _LONGEST_BEGINNING))
    return link.attributes.get("rel") == "bookmark" or page.text(beginning).lower().startswith("read more")
