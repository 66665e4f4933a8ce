"""Find the anchors of a page's comments: `<li id="c123">`, `<a name="c123">`, or the comment's own permalink.

A permalink (`…?showComment=1500000000000#c123`) is only used if nothing else has the id. Of several links to one
comment, the one is its own that looks like most others: a list of recent comments or a reader may link to it too. If a
page has neither, each element that Blogger's themes use for the text of a comment starts one without an id.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Collection, Sequence

from archive.blogger_ids import parse_post_url
from archive.formats.blogger_page.builders import CommentBuilder, PageBuilder
from archive.formats.blogger_page.comment_regions import Anchor
from archive.formats.blogger_page.outline import Element, Outline
from archive.markup.html_elements import attribute

_SURE = 8
"""Digits that an id needs to be known as that of a comment by itself; a theme may have columns c1 and c2."""
_PERMALINK = re.compile(r"#c(\d+)$", re.ASCII)


def find_anchors(outline: Outline, page: PageBuilder, outside: Sequence[int]) -> list[Anchor]:
    """Return the anchors among the elements `outside` of posts and gadgets: one for each comment, in order."""
    elements = [outline.elements[number] for number in outside]
    links = _permalinks(outline, elements, page.address)
    anchors = _named(outline, elements, links.keys())
    if not anchors:
        anchors = [Anchor(link.start, CommentBuilder(digits), is_last=True) for digits, link in links.items()]
    if not anchors:
        bodies = (element for element in elements if element.landmarks.is_comment_body)
        anchors = [Anchor(element.start, CommentBuilder(None), is_last=True) for element in bodies]
    return sorted(anchors, key=lambda anchor: anchor.position)


def elements_outside(outline: Outline, page: PageBuilder) -> list[int]:
    """Return the numbers of the elements that are not in a title, post or gadget."""
    texts = sorted(at for post in page.posts for at in (post.title_at, post.body_at) if at)
    starts = [start for start, _ in texts]
    found: list[int] = []
    skip_to = 0
    for number, element in enumerate(outline.elements):
        index = bisect_right(starts, element.start) - 1
        if index >= 0:
            skip_to = max(skip_to, texts[index][1])
        if element.start < skip_to:
            continue
        found.append(number)
        if element.landmarks.is_widget and bisect_left(starts, element.end) == index + 1:
            skip_to = element.end
    return found


def _permalinks(outline: Outline, outside: Sequence[Element], address: str | None) -> dict[str, Element]:
    """Return the own permalinks of comments by the ids of the comments."""
    found: dict[str, list[Element]] = {}
    text_end = 0
    for element in outside:
        if element.landmarks.is_comment_body:
            text_end = max(text_end, element.end)
        if element.start < text_end:
            continue
        written = attribute(element.tag, "href") if element.tag.name == "a" else ""
        if (digits := _PERMALINK.search(written)) and _is_of_page(written, address):
            found.setdefault(digits[1], []).append(element)
    common = Counter(_look(outline, element) for elements in found.values() for element in elements)
    return {
        digits: max(elements, key=lambda element: common[_look(outline, element)]) for digits, elements in found.items()
    }


def _is_of_page(written: str, address: str | None) -> bool:
    if "showComment" not in written and not written.startswith("#"):
        return False
    own, linked = parse_post_url(address or ""), parse_post_url(written)
    return not own or not linked or own.path == linked.path


def _look(outline: Outline, element: Element) -> tuple[str, ...]:
    """Return what distinguishes links of one kind: their elements and classes, with those around them."""
    around = outline.elements[element.parent]
    return tuple(attribute(tag, "class") or tag.name for tag in (element.tag, around.tag))


def _named(outline: Outline, outside: Sequence[Element], linked: Collection[str]) -> list[Anchor]:
    """Return the anchors that are ids or names; of several with one id the first that has words, or the last."""
    found: dict[str, Element] = {}
    section_end = 0
    for element in outside:
        if element.landmarks.is_section:
            section_end = max(section_end, element.end)
        digits = element.landmarks.comment_digits
        if not digits:
            continue
        known = element.landmarks.is_comment or element.start < section_end or digits in linked
        if (known or len(digits) >= _SURE) and not _has_words(outline, found.get(digits)):
            found[digits] = element
    return [Anchor(element.start, CommentBuilder(digits)) for digits, element in found.items()]


def _has_words(outline: Outline, element: Element | None) -> bool:
    return element is not None and outline.words(element.start, element.end) > 0
