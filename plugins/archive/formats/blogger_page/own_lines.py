"""Find the lines of the header or footer of a page's post, by which it is known without a title."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import unquote

from archive.blogger_ids import PostUrl, parse_post_url
from archive.formats.blogger_page.furniture import SHARE, Evidence, shows_time
from archive.formats.blogger_page.outline import Line, Outline
from archive.formats.blogger_page.post_lines import PostLines
from archive.markup.html_elements import attribute


@dataclass(frozen=True)
class OwnLineFinder:
    outline: Outline
    lines: PostLines
    comments: Sequence[int]
    """Where comments and their sections start."""

    def own_lines(self, address: PostUrl) -> Iterator[Line]:
        """Yield the lines that are of the header or footer of the page's post; those that are surest first."""
        lines = [line for line in self.outline.lines if not self.lines.furniture.in_menu[self.outline.around(line)]]
        comments = self.comments[0] if self.comments else len(self.outline.tokens)
        above = [line for line in lines if line.start < comments]
        in_article = [line for line in lines if line.start >= comments and self._is_in_article(line)]
        for is_own, among in (
            (self._links_here, above),
            (self._is_labelled, above),
            (self._shares_here, above),
            (self._links_here, lines),
            (self._is_labelled, in_article),
        ):
            yield from (
                line for line in among if any(is_own(number, address) for number in self.outline.elements_in(*line))
            )

    def _is_in_article(self, line: Line) -> bool:
        """Return True for a line in an article that holds no comment, such as a post below the comments."""
        article = self.lines.furniture.articles[self.outline.around(line)]
        start, end = self.lines.span(article)
        return article >= 0 and bisect_left(self.comments, start) == bisect_left(self.comments, end)

    def _links_here(self, number: int, address: PostUrl) -> bool:
        tag = self.outline.elements[number].tag
        written = attribute(tag, "href")
        linked = parse_post_url(written) if tag.name == "a" and "showComment=" not in written else None
        if not linked or linked.comment or linked.path != address.path:
            return False
        return any(self.lines.is_evidence(inner) for inner in self.outline.elements_in(*self.lines.span(number)))

    def _is_labelled(self, number: int, address: PostUrl) -> bool:
        kind = self.lines.furniture.kinds[number]
        is_label = kind is not None and kind.kind == "labels" and kind.evidence > Evidence.LIKELY
        return is_label or shows_time(self.outline.elements[number].landmarks)

    def _shares_here(self, number: int, address: PostUrl) -> bool:
        kind, tag = self.lines.furniture.kinds[number], self.outline.elements[number].tag
        is_share = kind is not None and kind.kind == SHARE and tag.name == "a"
        return is_share and ("postID=" in attribute(tag, "href") or address.path in unquote(attribute(tag, "href")))
