"""Find the titles of posts that no mark of a theme tells.

Evidence, best first: a heading with the very title that the page states in its head; another line with it; a line that
is a link to a post, if a permalink to the same post follows.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from archive.blogger_ids import parse_post_url
from archive.formats.blogger_page.landmarks import POST_ANCHOR
from archive.formats.blogger_page.outline import Element, Line, Outline
from archive.formats.blogger_page.page_furniture import PageFurniture
from archive.markup.html_elements import attribute

_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
HOME = re.compile(r"(?:https?:)?//[^/]+/?(?:index\.html)?|/|(?:\.\./)+index\.html", re.IGNORECASE)
_YEAR = re.compile(r"\b(?:19|20)[0-9]{2}\b")
_LONGEST_DAY = 5
"""Words of a printed date: "Wednesday, 26 May 2021"."""
_SEPARATOR = re.compile(r"\s*[:|–—·»«~-]\s*")


@dataclass(frozen=True)
class TitleFinder:
    outline: Outline
    furniture: PageFurniture
    comments: Sequence[int]
    """Where comments and their sections start."""

    def stated_titles(self, titles: Sequence[str]) -> list[Line]:
        """Return the headings with one of the `titles` of the page, or the lines; not those with that of the blog."""
        longest = max((len(title) for title in titles), default=0)
        lines = [line for line in self._lines() if self._is_one(line, titles, longest) and not self.is_of_blog(line)]
        headings = [line for line in lines if self.is_heading(line) and not self._is_item(line)]
        return headings or [line for line in lines if not self._is_link(line)]

    def linked_titles(self, only: str | None) -> list[Line]:
        """Return the lines that link to a post to which a permalink follows, in the order of the page.

        If `only` is given, it is the path of the post. Otherwise all titles are in the same gadget: the one with most.
        """
        links: dict[str, Line] = {}
        found: dict[str, Line] = {}
        for line in self._lines():
            for number in self.outline.elements_in(*line):
                element = self.outline.elements[number]
                path = _post_path(element)
                is_whole = self.outline.words(*line) == self.outline.words(element.start, element.end)
                if path and is_whole and self._is_titled(number):
                    found.setdefault(path, line)
                elif path and _is_permalink(element) and path in links and self._are_together(links[path], line):
                    found.setdefault(path, links[path])
                elif path and is_whole and "#" not in attribute(element.tag, "href"):
                    links[path] = line
        if only:
            return [found[only]] if only in found else []
        gadgets = [self.gadget_around(line.start) for line in found.values()]
        most = Counter(gadgets).most_common(1)
        return sorted(line for line, gadget in zip(found.values(), gadgets, strict=True) if gadget == most[0][0])

    def _are_together(self, title: Line, permalink: Line) -> bool:
        """Return True if two lines are in the same gadget: a list of posts elsewhere is not above their texts."""
        return self.gadget_around(title.start) == self.gadget_around(permalink.start)

    def _is_titled(self, number: int) -> bool:
        """Return True for a permalink that is no time: it is the title."""
        return "bookmark" in attribute(self.outline.elements[number].tag, "rel") and not self.furniture.kinds[number]

    def own_title(self, start: int, end: int, path: str) -> Line | None:
        """Return the last line of a range that as a whole is a link to the post with that path, and may be no date."""
        found = (line for line in reversed(self.outline.lines_in(start, end)) if self._links_to(line, path))
        return next((line for line in found if not self.may_be_date(line)), None)

    def may_be_date(self, line: Line) -> bool:
        """Return True for a short line with a year, in any language."""
        return self.outline.words(*line) <= _LONGEST_DAY and bool(_YEAR.search(self.outline.text(*line)))

    def links_elsewhere(self, start: int, end: int, path: str) -> bool:
        """Return True for a title that is a link to another post."""
        linked = {_post_path(self.outline.elements[number]) for number in self.outline.elements_in(start, end)}
        return bool(linked - {None}) and path not in linked

    def _links_to(self, line: Line, path: str) -> bool:
        inside = (self.outline.elements[number] for number in self.outline.elements_in(*line))
        words = self.outline.words(*line)
        return any(
            _post_path(one) == path
            and "#" not in attribute(one.tag, "href")
            and self.outline.words(one.start, one.end) == words
            for one in inside
        )

    def gadget_around(self, position: int) -> int:
        """Return the number of the gadget around a position; 0 if it is in none."""
        number = self.outline.tokens[position].element
        while number > 0 and not self.outline.elements[number].tag.has_attr("data-version"):
            number = self.outline.elements[number].parent
        return max(number, 0)

    def _lines(self) -> Iterator[Line]:
        """Yield the lines that are neither in the head of the page nor in gadgets, menus or comments."""
        head = next((element.end for element in self.outline.elements if element.tag.name == "head"), 0)
        comments = self.comments[0] if self.comments else len(self.outline.tokens)
        for line in self.outline.lines:
            is_beside = line.start < head or self.furniture.in_menu[self.outline.around(line)]
            if not is_beside and (line.start < comments or self.is_heading(line)):
                yield line

    def _is_one(self, line: Line, titles: Sequence[str], longest: int) -> bool:
        if self.outline.words(*line) > longest:
            return False
        text = self.outline.text(*line)
        return any(_is_title(text, title) for title in titles)

    def _is_link(self, line: Line) -> bool:
        """Return True for a line in a link, as in a list of posts."""
        number = self.outline.around(line)
        while number > 0 and self.outline.elements[number].tag.name != "a":
            number = self.outline.elements[number].parent
        return number > 0

    def _is_item(self, line: Line) -> bool:
        """Return True for a heading in a link, as in a list of posts; the title of a post is a link in a heading."""
        number = self.outline.around(line)
        while number > 0 and self.outline.elements[number].tag.name not in _HEADINGS:
            number = self.outline.elements[number].parent
        parent = self.outline.elements[number].parent if number > 0 else -1
        while parent > 0 and self.outline.elements[parent].tag.name != "a":
            parent = self.outline.elements[parent].parent
        return parent > 0

    def is_of_blog(self, line: Line, own: int = 0) -> bool:
        """Return True for a line in the page's header, or in a gadget without a permalink; or a link to the blog.

        `own` is a position that is known to be in the gadget of the post.
        """
        number = self.outline.around(line)
        if self.furniture.kind_around(number) == "header":
            return True
        while number > 0 and not self.outline.elements[number].tag.has_attr("data-version"):
            if HOME.fullmatch(attribute(self.outline.elements[number].tag, "href")):
                return True
            number = self.outline.elements[number].parent
        gadget = self.outline.elements[number]
        return number > 0 and not (gadget.start <= own < gadget.end or self._holds_posts(gadget))

    def _holds_posts(self, gadget: Element) -> bool:
        """Return True for a gadget that is known to hold posts, or has a permalink or comments in it."""
        inside = (self.outline.elements[number] for number in self.outline.elements_in(gadget.start, gadget.end))
        commented = bisect_left(self.comments, gadget.start) < bisect_left(self.comments, gadget.end)
        return gadget.landmarks.is_blog or commented or any(map(_is_permalink, inside))

    def is_heading(self, line: Line) -> bool:
        """Return True for a line in a heading, or a bold one at the anchor of a post, as in the oldest themes."""
        return self._is_in_heading(line) or self._is_bold_at_anchor(line)

    def _is_bold_at_anchor(self, line: Line) -> bool:
        inside = [self.outline.elements[number] for number in self.outline.elements_in(*line)]
        bold = (element for element in inside if element.tag.name in ("b", "strong"))
        return any(POST_ANCHOR.fullmatch(attribute(element.tag, "name")) for element in inside) and any(
            self.outline.words(element.start, element.end) == self.outline.words(*line) for element in bold
        )

    def _is_in_heading(self, line: Line) -> bool:
        number = self.outline.around(line)
        while number >= 0 and self.outline.elements[number].end <= line.end:
            if self.outline.elements[number].tag.name in _HEADINGS:
                return True
            number = self.outline.elements[number].parent
        return False


def _is_title(text: str, stated: str) -> bool:
    """Return True if the stated title is `text`, perhaps with the name of the blog: "The blog: The post"."""
    if not text or text == stated:
        return bool(text)
    beside = stated.removeprefix(text) if stated.startswith(text) else stated.removesuffix(text)[::-1]
    return beside != stated[::-1] and bool(_SEPARATOR.match(beside))


def _post_path(element: Element) -> str | None:
    address = parse_post_url(attribute(element.tag, "href")) if element.tag.name == "a" else None
    return address.path if address else None


def _is_permalink(element: Element) -> bool:
    return "bookmark" in attribute(element.tag, "rel").split() or "timestamp-link" in element.landmarks.names
