"""Find which part of a page belongs to which comment, whatever its mark-up is.

Blogger anchors each comment: `c` and its digits are an id, a name, or the end of the comment's own permalink. These
anchors, and nothing else, tell where each comment begins. `comment_sides.py` says if they plainly begin or end their
comments; otherwise the evidence is, best first:

1. An element that is the anchor, or holds one anchor and nothing foreign, belongs to that comment as a whole. Within
   another comment, as replies and comments with unclosed elements are, only the element of the anchor does, unless it
   is empty.
2. Elements between two comments belong to the first. They belong to the second if the same kinds of elements precede
   the first comment of the page and don't follow the last, or if nothing follows the last.
3. After the last comment, elements belong to it as long as they are of the kinds that are between the others.

Words after the replies to a comment belong to nobody, unless the comment has no words before its replies.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from archive.formats.blogger_page.builders import CommentBuilder, Range
from archive.formats.blogger_page.comment_openings import OpeningFinder
from archive.formats.blogger_page.comment_sides import SideFinder
from archive.formats.blogger_page.outline import Outline

_DEEPER = 2
_MARKS_ONLY = ("a", "dt", "h1", "h2", "h3", "h4", "h5", "h6", "span", "td", "th")
"""Elements that may carry an anchor without holding the whole comment."""
Shape = tuple[str, str]
Owners = dict[int, CommentBuilder | None]
"""The comment that owns an element or text, by its position, until it ends; None if nobody does."""


@dataclass(frozen=True)
class Anchor:
    """An element by which the page says where a comment is."""

    position: int
    comment: CommentBuilder
    is_last: bool = False
    """True if it is printed at the end of a comment, as permalinks usually are."""


def find_regions(outline: Outline, anchors: Sequence[Anchor], foreign: Sequence[int]) -> Owners:
    """Return the owners of elements and texts. No comment has words of an element that starts at a `foreign` position
    beside it."""
    positions = [anchor.position for anchor in anchors]
    sides = SideFinder(outline, positions, foreign)
    is_last = any(anchor.is_last for anchor in anchors)
    spans = (OpeningFinder(outline, positions, foreign).spans() if is_last else []) or sides.spans()
    if spans:
        return _owners(outline, anchors, spans)
    if not anchors or (is_last and sides.is_contradictory()):
        return {}
    return _Division(outline, anchors, foreign).owners()


def _owners(outline: Outline, anchors: Sequence[Anchor], spans: Sequence[Range]) -> Owners:
    """Give each span to the comment of its anchor, and one that has no anchor to a comment without an id."""
    comments = [anchor.comment for anchor in anchors]
    comments += [CommentBuilder(None) for _ in spans[len(comments) :]]
    return {
        position: comment for comment, span in zip(comments, spans, strict=True) for position in outline.pieces(*span)
    }


@dataclass
class _Division:
    outline: Outline
    anchors: Sequence[Anchor]
    """In the order of the page."""
    foreign: Sequence[int]
    _owners: Owners = field(default_factory=dict)
    _starts: dict[int, int] = field(default_factory=dict)
    """The positions of the elements of comments, by the identity of the comment."""
    _pending: list[tuple[int, CommentBuilder | None]] = field(default_factory=list)
    """Elements that hold several anchors, with the comment around them."""

    def owners(self) -> Owners:
        self._positions = [anchor.position for anchor in self.anchors]
        self._pending.append((0, None))
        while self._pending:
            self._divide(*self._pending.pop())
        return self._owners

    def _divide(self, number: int, owner: CommentBuilder | None) -> None:
        """Give the children of an element to the comments whose anchors are in it."""
        children = [child for child in self.outline.children(number) if self._matters(child)]
        holding = [index for index, child in enumerate(children) if self._has_anchor(child)]
        if not holding:
            return
        thread = self._thread([children[index] for index in holding])
        if thread is not None:
            owner = self._own(self.outline.elements[number].start, thread)
        units = [self._unit(children[index], owner) for index in holding]
        if thread is None:
            self._give_others(children, holding, units, owner)

    def _give_others(
        self,
        children: Sequence[int],
        holding: Sequence[int],
        units: Sequence[CommentBuilder | None],
        owner: CommentBuilder | None,
    ) -> None:
        """Give the children without an anchor to the comments beside them."""
        before, after = children[: holding[0]], children[holding[-1] + 1 :]
        gaps = [children[left + 1 : right] for left, right in pairwise(holding)]
        leading = self._leading(before, gaps, after) if None not in units else 0
        for gap, left, right in zip(gaps, units, units[1:], strict=False):
            self._give(gap[: len(gap) - leading], left)
            self._give(gap[len(gap) - leading :], right)
        self._give(self._preceding(before, leading), units[0])
        if owner:
            has_words = self.outline.words(self._starts[id(owner)], children[holding[0]])
            self._give(after, None if has_words else owner)
        elif units[-1]:
            self._give(self._following(children[holding[-1]], gaps, after), units[-1])

    def _thread(self, holders: Sequence[int]) -> int | None:
        """Return the index of the anchor in one of the holders, if the others have the replies to its comment.

        Replies are deeper by two elements or more, and their element is unlike that of the comment.
        """
        depths = [self._depth(self._anchors_at(holder)[0]) for holder in holders]
        at = depths.index(min(depths))
        first, end = self._anchors_at(holders[at])
        others = [*holders[:at], *holders[at + 1 :]]
        is_single = (
            end - first == 1 and self._positions[first] != holders[at] and sorted(depths)[1:2] >= [depths[at] + _DEEPER]
        )
        return first if others and is_single and self._shape(holders[at]) not in self._shapes(others) else None

    def _depth(self, index: int) -> int:
        return self.outline.elements[self.outline.tokens[self._positions[index]].element].depth

    def _own(self, position: int, index: int) -> CommentBuilder:
        """Give an element to the comment of an anchor."""
        comment = self._owners[position] = self.anchors[index].comment
        self._starts[id(comment)] = position
        return comment

    def _matters(self, position: int) -> bool:
        return bool(self.outline.words(position, self.outline.end_of(position)) or self._has_anchor(position))

    def _has_anchor(self, position: int) -> bool:
        first, end = self._anchors_at(position)
        return first < end

    def _anchors_at(self, position: int) -> Range:
        """Return the indexes of the anchors in the element at `position`."""
        end = self.outline.end_of(position)
        return bisect_left(self._positions, position), bisect_left(self._positions, end)

    def _unit(self, position: int, owner: CommentBuilder | None) -> CommentBuilder | None:
        """Give an element to the comment that it holds; look into it later if it holds several."""
        first, end = self._anchors_at(position)
        is_anchor = self._positions[first] == position
        comment = None
        if is_anchor or (end - first == 1 and not self._is_foreign(position) and not (owner and self._is_whole(first))):
            comment = self._own(position, first)
        if not comment or end - first > 1:
            self._pending.append((self.outline.tokens[position].element, comment or owner))
        return comment

    def _is_whole(self, index: int) -> bool:
        """Return True if the element of an anchor holds its comment."""
        return not self._is_mark(self.anchors[index].position)

    def _is_foreign(self, position: int) -> bool:
        index = bisect_left(self.foreign, position)
        return index < len(self.foreign) and self.foreign[index] < self.outline.end_of(position)

    def _leading(self, before: Sequence[int], gaps: Sequence[Sequence[int]], after: Sequence[int]) -> int:
        """Return how many elements between two comments belong to the second."""
        if not gaps:
            return 0
        shapes = [self._shapes(gap) for gap in gaps]
        above, below = self._shapes(reversed(before)), self._shapes(after)
        ends = min(_alike(above, reversed(gap)) for gap in shapes)
        begins = min(_alike(below, gap) for gap in shapes)
        shortest = min(map(len, shapes))
        if self.anchors[0].is_last:
            return shortest if ends or not begins else shortest - begins
        if not self._begins_free(after):
            return shortest if self._begins_free(before[::-1]) else 0
        return min(ends, shortest - begins)

    def _begins_free(self, positions: Sequence[int]) -> bool:
        """Return True if the first of some elements may be a part of a comment."""
        return bool(positions) and not self._is_foreign(positions[0])

    def _preceding(self, before: Sequence[int], leading: int) -> Iterator[int]:
        """Yield the elements before the first comment that belong to it, from the last."""
        for child in reversed(before[max(len(before) - leading, 0) :]):
            if self._is_foreign(child):
                return
            yield child

    def _following(self, last: int, gaps: Sequence[Sequence[int]], after: Sequence[int]) -> Iterator[int]:
        """Yield the elements after the last comment that belong to it."""
        between = [self._shapes(gap) for gap in gaps if gap]
        if not between and (gaps or not self._is_mark(last)):
            return
        known = {shape for gap in between for shape in gap}
        closing = {gap[-1] for gap in between} if all(gap.count(gap[-1]) == 1 for gap in between) else set()
        shapes = self._shapes(after)
        shortest = min((len(gap) for gap in between), default=0)
        alike = any(shape == gap[index] for index, shape in enumerate(shapes[:shortest]) for gap in between)
        for index, (child, shape) in enumerate(zip(after, shapes, strict=True)):
            is_known = not between or shape in known or (alike and index < shortest)
            if self._is_foreign(child) or not is_known:
                return
            yield child
            if {shape} == closing:
                return

    def _is_mark(self, position: int) -> bool:
        element = self.outline.elements[self.outline.tokens[position].element]
        return element.tag.name in _MARKS_ONLY or not self.outline.words(position, element.end)

    def _shapes(self, positions: Iterable[int]) -> list[Shape]:
        return [self._shape(position) for position in positions]

    def _shape(self, position: int) -> Shape:
        token = self.outline.tokens[position]
        if token.kind == "text":
            return ("", "")
        tag = self.outline.elements[token.element].tag
        return (tag.name, str(tag.get("class") or ""))

    def _give(self, positions: Iterable[int], comment: CommentBuilder | None) -> None:
        for position in positions:
            self._owners[position] = comment


def _alike(first: Iterable[Shape], second: Iterable[Shape]) -> int:
    """Return how many shapes at the beginning of both are the same."""
    count = 0
    for one, other in zip(first, second, strict=False):
        if one != other:
            break
        count += 1
    return count
