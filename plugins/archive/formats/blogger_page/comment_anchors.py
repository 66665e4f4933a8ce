"""Find the anchors of a page's comments: `<li id="c123">`, `<a name="c123">`, or the comment's own permalink.

A permalink (`…?showComment=1500000000000#c123`) is only used if no id or name is an anchor. Of several links to one
comment, the one is its own that looks like most others: a list of recent comments or a reader may link to it too. On a
page with none of these, permalinks without an id, links by which a comment is deleted, and elements that Blogger's
themes use for the texts of comments are the anchors, in this order.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence

from archive.blogger_ids import parse_post_url
from archive.formats.blogger_page.builders import CommentBuilder, PageBuilder
from archive.formats.blogger_page.comment_regions import Anchor
from archive.formats.blogger_page.landmarks import SURE_DIGITS
from archive.formats.blogger_page.outline import Element, Outline, cut_end
from archive.markup.html_elements import attribute

_PERMALINK = re.compile(r"#c(\d+)$", re.ASCII)
_TIME = re.compile(r"[?&;]showComment=(\d+)", re.ASCII)
_DELETE_LINK = re.compile(r"/delete-comment\.g\?.*\bpostID=(\d+)", re.ASCII)


def find_anchors(outline: Outline, page: PageBuilder, outside: Sequence[int]) -> list[Anchor]:
    """Return the anchors among the elements `outside` of posts and gadgets: one for each comment, in order."""
    elements = [outline.elements[number] for number in outside]
    links = [element for element in _without_texts(elements) if element.tag.name == "a"]
    permalinks = _one_for_each(outline, _matching(_PERMALINK, _own_links(links, page.address)))
    times = _one_for_each(outline, _matching(_TIME, _own_links(links, page.address)))
    anchors = (
        _named(outline, elements, permalinks.keys())
        or [_last(link, digits) for digits, link in permalinks.items()]
        or [_last(link, None) for link in times.values()]
        or [_last(link, digits) for digits, link in _one_for_each(outline, _matching(_DELETE_LINK, links)).items()]
        or [_last(element, None) for element in elements if element.landmarks.is_comment_body]
    )
    return sorted(anchors, key=lambda anchor: anchor.position)


def _last(element: Element, digits: str | None) -> Anchor:
    comment = CommentBuilder(digits, permalink=attribute(element.tag, "href") or None)
    return Anchor(element.start, comment, is_last=True)


def elements_outside(outline: Outline, page: PageBuilder) -> list[int]:
    """Return the numbers of the elements that are not in a title, post or gadget."""
    texts = sorted(at for post in page.posts for at in (post.title_at, post.body_at) if at)
    starts = [start for start, _ in texts]
    found: list[int] = []
    certain = [element.start for element in outline.elements if element.landmarks.is_certain]
    skip_to = 0
    for number, element in enumerate(outline.elements):
        index = bisect_right(starts, element.start) - 1
        if index >= 0:
            skip_to = max(skip_to, texts[index][1])
        if element.start < skip_to:
            continue
        found.append(number)
        holds = bisect_left(starts, element.end) > index + 1 or cut_end(element, certain) < element.end
        if element.landmarks.is_widget and not holds:
            skip_to = element.end
    return found


def _without_texts(outside: Sequence[Element]) -> Iterator[Element]:
    """Yield the elements that are not in the text of a comment, as far as texts are marked."""
    text_end = 0
    for element in outside:
        if element.landmarks.is_comment_body:
            text_end = max(text_end, element.end)
        if element.start >= text_end:
            yield element


def _own_links(links: Sequence[Element], address: str | None) -> list[Element]:
    """Return the links to comments on the page's own address; if it is unknown, on the address with most of them."""
    found: dict[str, list[Element]] = {}
    for link in links:
        written = attribute(link.tag, "href")
        if "showComment=" in written or _PERMALINK.match(written):
            linked = parse_post_url(written)
            found.setdefault(linked.path if linked else "", []).append(link)
    own = parse_post_url(address or "")
    elsewhere = [path for path in found if path]
    path = own.path if own else max(elsewhere, key=lambda path: len(found[path]), default="")
    return sorted([*found.get(path, []), *(found.get("", []) if path else [])], key=lambda link: link.start)


def _matching(pattern: re.Pattern[str], links: Iterable[Element]) -> Iterator[tuple[str, Element]]:
    for link in links:
        if found := pattern.search(attribute(link.tag, "href")):
            yield found[1], link


def _one_for_each(outline: Outline, links: Iterable[tuple[str, Element]]) -> dict[str, Element]:
    """Return one link for each comment: of several, the one that looks like most links to comments."""
    found: dict[str, list[Element]] = {}
    for key, link in links:
        found.setdefault(key, []).append(link)
    common = Counter(_look(outline, link) for several in found.values() for link in several)
    return {key: max(several, key=lambda link: common[_look(outline, link)]) for key, several in found.items()}


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
        if (known or len(digits) >= SURE_DIGITS) and not _has_words(outline, found.get(digits)):
            found[digits] = element
    return [Anchor(element.start, CommentBuilder(digits)) for digits, element in found.items()]


def _has_words(outline: Outline, element: Element | None) -> bool:
    return element is not None and outline.words(element.start, element.end) > 0
