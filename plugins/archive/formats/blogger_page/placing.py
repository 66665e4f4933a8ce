"""Decide which part of a page each of its texts goes to.

Evidence, best first: the text of a title, post or comment; recognised furniture. What is neither is unplaced. What an
element holds counts more than the element: a menu with a comment in it was not closed, and is a menu only up to there.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from urllib.parse import unquote

from archive.blogger_ids import parse_post_url
from archive.formats.blogger_page.builders import CommentBuilder, Html, PageBuilder, Range
from archive.formats.blogger_page.comment_regions import Owners
from archive.formats.blogger_page.furniture import (
    ACTIONS,
    BYLINE,
    SHARE,
    UNKNOWN_GADGET,
    Evidence,
    Furniture,
    line_kind,
    phrase_kind,
)
from archive.formats.blogger_page.outline import Element, Line, Outline
from archive.formats.blogger_page.page_furniture import PageFurniture
from archive.formats.blogger_page.post_titles import HOME
from archive.markup.html_elements import attribute

_COMMENT_BYLINE = "comment byline"
_COMMENTS_HEADING = "comments heading"
_IN_COMMENTS = frozenset({ACTIONS, "comment form"})
"""Kinds that a link in a comment may be; a reader may link to anything else."""
_COMMENT_DATES = {"datetime", "comment-date"}
_LETTERS = re.compile(r"\w")
_FAR = 1 << 62


@dataclass(eq=False)
class Part:
    """A part of the page."""

    worth: int
    """3 for the text of a title, post or comment, whose tags are kept; 2 for unplaced text; 1 for furniture."""
    html: Html = field(default_factory=list)
    kind: str = ""
    """The kind of furniture."""
    may_hold_furniture: bool = False
    breaks: int = 0
    """How many tags that separate words came up to its last text."""
    spaces: int = 0
    """How many spaces and texts of any part came up to its last text."""


UNPLACED = Part(2)


@dataclass(frozen=True, slots=True)
class State:
    """What is known inside an element."""

    text: Part | None = None
    """The title, post or marked comment that it belongs to."""
    owner: CommentBuilder | None = None
    kind: str = ""
    """The kind of furniture that it is in, up to the position `kind_ends`."""
    kind_ends: int = 0
    line_kind: str = ""
    """The kind of furniture that it is in if all of its line is furniture."""


@dataclass
class Placing:
    """The part of each text of a page."""

    outline: Outline
    page: PageBuilder
    furniture: PageFurniture
    owners: Owners
    headings: frozenset[int]
    """The positions of headings above comments."""
    post_bylines: frozenset[int]
    """The positions of texts that are bylines of posts by what the page states."""
    bylines: frozenset[int]
    """The positions of names and times of comments."""
    states: list[State] = field(default_factory=list)
    """What is known inside each element, by its number."""
    parts: dict[int, Part] = field(default_factory=dict)
    """The part of each text and image by its position."""
    comments: dict[CommentBuilder, Part] = field(default_factory=dict)
    """The texts of comments that are not marked."""
    kinds: dict[str, Part] = field(default_factory=dict)
    """The furniture by kind."""

    def decide(self) -> None:
        self._texts = dict(self._marked_texts())
        self._contents = sorted({*self._texts, *(start for start, owner in self.owners.items() if owner)})
        self._titles = {post.title_at[0] for post in self.page.posts if post.title_at}
        self._has_posts = any(post.body_at and self.outline.words(*post.body_at) for post in self.page.posts)
        self._lacks_text = min(self._titles_without_text(), default=0)
        self._lacks_title = any(post.title is None for post in self.page.posts if post.has_content)
        self._areas = self._find_areas()
        address = parse_post_url(self.page.address or "")
        self._path = address.path if address else ""
        for number, element in enumerate(self.outline.elements):
            outer = self.states[element.parent] if number else State()
            self.states.append(self._inside(number, element, self._at(element.start, outer)))
        for position, token in enumerate(self.outline.tokens):
            if token.kind == "text":
                self.parts[position] = self._part(self._at(position, self.states[token.element]), position)
            elif token.kind == "start" and self.outline.elements[token.element].tag.name == "img":
                self.parts[position] = self._part(self.states[token.element], position)
        self._join_signs()
        for line in self.outline.lines:
            self._recognise_line(line)

    def _join_signs(self) -> None:
        """Give signs such as "|" between two buttons in a post to the furniture around them."""
        positions = list(self.parts)
        for before, at, after in zip(positions, positions[1:], positions[2:], strict=False):
            part, text = self.parts[before], self.outline.tokens[at].text
            is_between = part.kind and part is self.parts[after] and self.parts[at].may_hold_furniture
            if is_between and text.strip() and not any(map(str.isalnum, text)):
                self.parts[at] = part

    def _titles_without_text(self) -> Iterator[int]:
        """Yield the ends of the titles of posts whose text is not known: it may be in what looks like a menu."""
        return (post.title_at[1] for post in self.page.posts if post.title_at and post.body_at is None)

    def element_part(self, number: int) -> Part | None:
        """Return the title, post or comment that keeps the tags of an element."""
        part = self._part(self.states[number], self.outline.elements[number].start)
        return part if part.worth > UNPLACED.worth else None

    def owner_at(self, position: int) -> CommentBuilder | None:
        """Return the comment that a text belongs to."""
        return self._at(position, self._state(position)).owner

    def furniture_part(self, kind: str) -> Part:
        return self.kinds.setdefault(kind, Part(1, kind=kind))

    def _part(self, state: State, position: int) -> Part:
        if state.text:
            return state.text
        if state.kind and position < state.kind_ends:
            return self.furniture_part(state.kind)
        if state.owner and not state.owner.body_at:
            return self.comments.setdefault(state.owner, Part(3))
        return UNPLACED

    def _marked_texts(self) -> Iterator[tuple[int, Part]]:
        """Yield the outermost elements and texts of titles, posts and comments with their parts."""
        for at, part in self._ranges():
            yield from ((position, part) for position in self.outline.pieces(*at))

    def _ranges(self) -> Iterator[tuple[Range, Part]]:
        for post in self.page.posts:
            if post.title_at and post.title is not None:
                yield post.title_at, Part(3, post.title)
            if post.body_at and post.body is not None:
                yield post.body_at, Part(3, post.body, may_hold_furniture=True)
        for comment in (comment for section in self.page.sections for comment in section.comments):
            if comment.body_at:
                comment.body = []
                yield comment.body_at, Part(3, comment.body)

    def _find_areas(self) -> list[Range]:
        """Return where furniture must be sure: in each post, and from the first to the last comment."""
        areas = [(post.title_at[0], post.body_at[1]) for post in self.page.posts if post.title_at and post.body_at]
        owned = [(start, self.outline.end_of(start)) for start, owner in self.owners.items() if owner]
        if owned:
            areas.append((min(start for start, _ in owned), max(end for _, end in owned)))
        return sorted(areas)

    def _in_area(self, position: int) -> bool:
        index = bisect_right(self._areas, (position, _FAR)) - 1
        return index >= 0 and position < self._areas[index][1]

    def _at(self, position: int, outer: State) -> State:
        """Return the state at an element or text: a title, post or comment may start there."""
        if position in self._texts:
            return replace(outer, text=self._texts[position])
        if position in self.owners:
            outer = replace(outer, owner=self.owners[position], kind="")
        if position in self.bylines and not outer.text:
            return replace(outer, kind=_COMMENT_BYLINE, kind_ends=_FAR)
        if position in self.headings and not outer.text:
            return replace(outer, kind=_COMMENTS_HEADING, kind_ends=_FAR)
        return outer

    def _inside(self, number: int, element: Element, state: State) -> State:
        """Return the state inside an element, which may be furniture."""
        found = self.furniture.kinds[number]
        if state.text:
            is_furniture = found and state.text.may_hold_furniture and self._is_in_text(found, element)
            return replace(state, text=None, kind=found.kind, kind_ends=_FAR) if found and is_furniture else state
        if state.owner and self._is_byline(element, state.owner):
            return replace(state, kind=_COMMENT_BYLINE, kind_ends=_FAR)
        if not found:
            return state
        if found.evidence is Evidence.IN_LINES and not (state.owner and found.kind in _IN_COMMENTS):
            return replace(state, line_kind=found.kind)
        if self._counts(found, element, state):
            return replace(state, kind=found.kind, kind_ends=self._ends(element, found.kind))
        return state

    def _counts(self, found: Furniture, element: Element, state: State) -> bool:
        """Return True if furniture is sure enough at its place."""
        if state.owner and element.tag.name == "a":
            return found.kind in _IN_COMMENTS
        if found == UNKNOWN_GADGET:
            return self._is_beside_posts(element)
        is_after_title = self._lacks_text and element.start > self._lacks_text
        is_doubtful = is_after_title or self._in_area(element.start) or self._may_hold_title(found, element)
        return found.evidence > Evidence.LIKELY or not is_doubtful

    def _may_hold_title(self, found: Furniture, element: Element) -> bool:
        """Return True for a header without a link to the blog, if the title of a post is not known."""
        if found.kind != "header" or not self._lacks_title:
            return False
        inside = (self.outline.elements[number].tag for number in self.outline.elements_in(element.start, element.end))
        return not any(HOME.fullmatch(attribute(tag, "href")) for tag in inside if tag.name == "a")

    def _is_beside_posts(self, element: Element) -> bool:
        """Return True for a gadget of an unknown kind if the posts are known, and none is in it."""
        index = bisect_right(self._contents, element.start)
        holds = index < len(self._contents) and self._contents[index] < element.end
        return self._has_posts and not holds and not self._in_area(element.start)

    def _is_in_text(self, found: Furniture, element: Element) -> bool:
        """Return True for furniture in a post, such as a button that shares this page."""
        shares = found.kind == SHARE and found.evidence > Evidence.LIKELY and element.tag.name == "a"
        shares_page = shares and self._path and self._path in unquote(attribute(element.tag, "href"))
        return found.evidence is Evidence.IN_TEXTS or bool(shares_page)

    def _is_byline(self, element: Element, comment: CommentBuilder) -> bool:
        """Return True for the name or time of a comment, or its own permalink."""
        tag, names = element.tag, element.landmarks.names
        if tag.name == "a":
            address = attribute(tag, "href")
            return bool(address) and (address == comment.permalink or address.endswith(f"#c{comment.id}"))
        found = self.furniture.kinds[self.outline.tokens[element.start].element]
        dated = names & _COMMENT_DATES or (found and found.kind == BYLINE)
        return tag.name == "cite" or bool(dated)

    def _ends(self, element: Element, kind: str) -> int:
        """Return up to where an element is furniture: to its end, or to a post or comment in it."""
        index = bisect_right(self._contents, element.start)
        while index < len(self._contents) and kind == BYLINE and self._contents[index] in self._titles:
            index += 1
        first = self._contents[index] if index < len(self._contents) else _FAR
        return first if first < element.end else _FAR

    def _recognise_line(self, line: Line) -> None:
        """Turn unplaced text into furniture if all of its line is recognised."""
        texts = [at for at in range(line.start, line.end) if self._is_open(at)]
        if not texts:
            return
        kinds = [self._line_kind(at) for at in texts]
        known = [part for at in range(line.start, line.end) if (part := self.parts.get(at)) and part.worth == 1]
        if all(kinds) and (known or any(self._state(at).line_kind or at in self.post_bylines for at in texts)):
            kind = known[0].kind if known and known[0].kind == _COMMENT_BYLINE else ""
            for at, own in zip(texts, kinds, strict=True):
                self.parts[at] = self.furniture_part(kind or own)
        elif len(texts) == 1 and not known and (kind := line_kind(self.outline.tokens[texts[0]].text.strip()) or ""):
            self.parts[texts[0]] = self.furniture_part(kind)

    def _state(self, position: int) -> State:
        return self.states[self.outline.tokens[position].element]

    def _is_open(self, position: int) -> bool:
        """Return True for text that is unplaced, or for a sign in a comment that isn't marked."""
        part, text = self.parts.get(position), self.outline.tokens[position].text
        is_sign = (
            part is not None
            and part.worth == 3
            and not part.may_hold_furniture
            and self._state(position).text is None
            and not _LETTERS.search(text)
        )
        return (part is UNPLACED or is_sign) and bool(text.strip())

    def _line_kind(self, position: int) -> str:
        if position in self.post_bylines:
            return BYLINE
        return self._state(position).line_kind or phrase_kind(self.outline.tokens[position].text) or ""
