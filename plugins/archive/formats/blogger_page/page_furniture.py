"""The furniture of one page: which elements are furniture, and which elements are inside one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from archive.formats.blogger_page.furniture import GADGET, Evidence, Furniture, furniture_of
from archive.formats.blogger_page.outline import Element, Outline

ENDS = frozenset({"navigation", "sidebar", "footer", "pager", "feed links", "comment form", "gadget", "backlinks"})
"""Kinds that are never between the title of a post and its text."""

_LIKELY_ENDS = frozenset({"sidebar", "footer"})


@dataclass(frozen=True)
class PageFurniture:
    kinds: Sequence[Furniture | None]
    """What kind of furniture each element is, by the number of the element."""
    surely_in: Sequence[int]
    """The innermost element around each element (or itself) that is surely furniture; -1 if there is none."""
    in_menu: Sequence[bool]
    """True for each element in something that is surely beside the posts, such as a gadget."""
    articles: Sequence[int]
    """The innermost article around each element (or itself); -1 if there is none."""
    ends: Sequence[int]
    """The positions of elements that are never above the text of a post on the same level. The footer of an article
    is none of them: it may be that of the post."""

    def kind_around(self, number: int) -> str:
        """Return the kind of furniture that an element surely is in, or ""."""
        around = self.surely_in[number]
        found = self.kinds[around] if around >= 0 else None
        return found.kind if found else ""


def find_furniture(outline: Outline) -> PageFurniture:
    """Recognise the furniture of a page."""
    kinds: list[Furniture | None] = []
    surely_in: list[int] = []
    in_menu: list[bool] = []
    articles: list[int] = []
    for number, element in enumerate(outline.elements):
        outer = element.parent
        around = surely_in[outer] if outer >= 0 else -1
        kind = _within(kinds[around] if around >= 0 else None, furniture_of(element.landmarks))
        sure = kind is not None and kind.evidence > Evidence.LIKELY
        kinds.append(kind)
        surely_in.append(number if sure else around)
        in_menu.append(bool(sure and kind and kind.kind in ENDS) or (outer >= 0 and in_menu[outer]))
        articles.append(number if element.tag.name == "article" else articles[outer] if outer >= 0 else -1)
    ends = [
        element.start
        for element, kind, article in zip(outline.elements, kinds, articles, strict=True)
        if kind and _is_end(element, kind) and not (article >= 0 and element.tag.name == "footer")
    ]
    return PageFurniture(kinds, surely_in, in_menu, articles, ends)


def _within(outer: Furniture | None, found: Furniture | None) -> Furniture | None:
    """Return `found` as it counts in `outer`: the header of the page is in no gadget, and `blog-title` may be there."""
    return None if outer and found and outer.kind == GADGET and found.kind == "header" else found


def _is_end(element: Element, kind: Furniture) -> bool:
    return kind.kind in (ENDS if kind.evidence > Evidence.LIKELY else _LIKELY_ENDS) and element.tag.name != "a"
