"""The furniture of one page: which elements are furniture, and which elements are inside one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from archive.formats.blogger_page.furniture import Evidence, Furniture, furniture_of
from archive.formats.blogger_page.outline import Outline

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
    ends: Sequence[int]
    """The positions of elements that are never above the text of a post on the same level."""

    def kind_around(self, number: int) -> str:
        """Return the kind of furniture that an element surely is in, or ""."""
        around = self.surely_in[number]
        found = self.kinds[around] if around >= 0 else None
        return found.kind if found else ""


def find_furniture(outline: Outline) -> PageFurniture:
    """Recognise the furniture of a page."""
    kinds = [furniture_of(element.landmarks) for element in outline.elements]
    surely_in: list[int] = []
    in_menu: list[bool] = []
    for number, (element, kind) in enumerate(zip(outline.elements, kinds, strict=True)):
        outer = element.parent
        sure = kind is not None and kind.evidence > Evidence.LIKELY
        surely_in.append(number if sure else surely_in[outer] if outer >= 0 else -1)
        in_menu.append(bool(sure and kind and kind.kind in ENDS) or (outer >= 0 and in_menu[outer]))
    ends = [
        element.start
        for element, kind in zip(outline.elements, kinds, strict=True)
        if kind and kind.kind in (ENDS if kind.evidence > Evidence.LIKELY else _LIKELY_ENDS) and element.tag.name != "a"
    ]
    return PageFurniture(kinds, surely_in, in_menu, ends)
