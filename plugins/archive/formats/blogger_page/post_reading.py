"""Complete the posts of a page, and find those that no mark of a theme tells.

A post is known by its marks, by a title that the page states or that links to it, or by a line of its header or footer.
What is its text is decided in `post_texts.py`.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from archive.blogger_ids import parse_post_url
from archive.formats.blogger_page.builders import PageBuilder, PostBuilder, PrintedText
from archive.formats.blogger_page.dates import parse_printed_day
from archive.formats.blogger_page.furniture import BYLINE
from archive.formats.blogger_page.noting import POSTED_BY, note_post, printed_text
from archive.formats.blogger_page.outline import Line, Outline
from archive.formats.blogger_page.own_lines import OwnLineFinder
from archive.formats.blogger_page.own_posts import OwnPosts
from archive.formats.blogger_page.page_furniture import PageFurniture
from archive.formats.blogger_page.post_lines import PostLines
from archive.formats.blogger_page.post_texts import TextFinder
from archive.formats.blogger_page.post_titles import TitleFinder
from archive.formats.blogger_page.stated_bylines import StatedByline
from archive.markup.html_elements import attribute

_MEDIA = ("img", "iframe", "object", "embed", "video", "audio")


@dataclass
class PostReader:
    """Completes the posts of a page, and adds those without marks."""

    outline: Outline
    page: PageBuilder
    furniture: PageFurniture
    comments: Sequence[int]
    """Where comments and their sections start."""
    bylines: list[int] = field(default_factory=list)
    """The positions of texts that are bylines of posts by what the page states."""

    def read(self) -> None:
        self.titles = TitleFinder(self.outline, self.furniture, self.comments)
        self.lines = PostLines(self.outline, self.furniture, StatedByline(self.page.author, self.page.day))
        self.texts = TextFinder(self.outline, self.page, self.lines, self.titles, self.comments)
        posts = self._drop_others()
        if not posts:
            self._add(self._titles())
            self._add_untitled()
        for before, post in pairwise([None, *posts]):
            if post and post.title is None:
                self._give_title(post, self._missing_title(post, before, len(posts) == 1))
        for post in self.page.posts:
            if post.title_at and not self._has_text(post):
                self._find_text(post, post.title_at[1])
        with_text = [post for post in self.page.posts if post.body_at]
        if len(with_text) == 1:
            self._note_byline(with_text[0])

    def _drop_others(self) -> list[PostBuilder]:
        """Drop what looks like posts and is none; return the posts with a title or text."""
        with_content = [post for post in self.page.posts if post.has_content]
        kept = OwnPosts(self.outline, self.page, self.titles).kept(with_content)
        self.page.posts = [post for post in self.page.posts if post in kept or not post.has_content]
        return kept

    def _missing_title(self, post: PostBuilder, before: PostBuilder | None, is_only: bool) -> list[Line]:
        """Return the line with the title of a post whose text alone is marked; nothing if there is none."""
        start = before.body_at[1] if before and before.body_at else 0
        end = post.body_at[0] if post.body_at else post.starts
        addresses = [*post.addresses, *([self.page.address] if is_only and self.page.address else [])]
        paths = dict.fromkeys(own.path for address in addresses if (own := parse_post_url(address)))
        found = next((title for path in paths if (title := self.titles.own_title(start, end, path))), None)
        if found or not is_only:
            return [found] if found else []
        return self.titles.stated_titles(self.page.titles)[:1] or self._heading_of_text(end)

    def _heading_of_text(self, start: int) -> list[Line]:
        """Return the heading right above the text of the only post of a page, unless it may be a date."""
        heading = self._heading_above(start) if self.page.address else None
        return [heading] if heading and not self.titles.may_be_date(heading) else []

    def _titles(self) -> list[Line]:
        """Return the titles of the page's posts; of the page of one post only that of this post."""
        own = parse_post_url(self.page.address or "")
        linked = self.titles.linked_titles(own.path if own else None)
        stated = self.titles.stated_titles(self.page.titles) if own or not self.page.address else []
        return self._with_most_text(stated) or linked

    def _with_most_text(self, lines: Sequence[Line]) -> list[Line]:
        """Return the line with most text up to the next one, if there is any line."""
        if len(lines) < 2:
            return list(lines)
        ends = [*(line.start for line in lines[1:]), len(self.outline.tokens)]
        found = [
            (self.texts.text_between(line.end, min(end, self.texts.limit(line.end))), line)
            for line, end in zip(lines, ends, strict=True)
        ]
        return [max(found, key=lambda each: self.lines.prose(each[0], each[1].end) if each[0] else 0)[1]]

    def _add(self, titles: Sequence[Line]) -> None:
        for line in titles:
            self._give_title(self._container(line.start), [line])

    def _container(self, start: int) -> PostBuilder:
        """Return the post of the empty container that starts last before `start`, or a new post."""
        empty = [post for post in self.page.posts if not post.has_content and post.starts <= start]
        post = empty[-1] if empty else PostBuilder(starts=start)
        self.page.posts += [] if empty else [post]
        return post

    def _add_untitled(self) -> None:
        """Add the post of a page of one post, if no title tells where it is but its header or footer does."""
        address = parse_post_url(self.page.address or "")
        own = OwnLineFinder(self.outline, self.lines, self.comments)
        line = next(own.own_lines(address), None) if address else None
        if not line or any(post.has_content for post in self.page.posts):
            return
        if title := self._heading_above(line.start):
            self._add([title])
        elif at := self.texts.text_at(line):
            post = self._container(at[0])
            post.body, post.body_at = [], at
            self._note(post, at[0], self.texts.limit(line.start))

    def _heading_above(self, end: int) -> Line | None:
        """Return the heading with which the smallest element begins that has words above `end`, apart from dates."""
        number = self.outline.tokens[end].element
        while number > 0:
            lines = self.outline.lines_in(self.outline.elements[number].start, end)
            if first := next(filter(self.lines.may_be_title, lines), None):
                return first if self.titles.is_heading(first) and not self.titles.is_of_blog(first, end) else None
            number = self.outline.elements[number].parent
        return None

    def _give_title(self, post: PostBuilder, lines: Sequence[Line]) -> None:
        for line in lines:
            post.title, post.title_at = [], (line.start, line.end)
            self._note_heading(post, line.start)
            tags = [self.outline.elements[number].tag for number in self.outline.elements_in(*line)]
            post.addresses[:0] = [attribute(tag, "href") for tag in tags if tag.name == "a" and tag.has_attr("href")]

    def _note_heading(self, post: PostBuilder, start: int) -> None:
        """Store the day that is printed in the line right above the title."""
        index = bisect_left(self.outline.lines, (start, 0)) - 1
        line = self.outline.lines[index] if index >= 0 else None
        if line and not post.heading and parse_printed_day(text := self.outline.text(*line)):
            post.heading = PrintedText([text])
            self.bylines += range(line.start, line.end)

    def _has_text(self, post: PostBuilder) -> bool:
        if not post.body_at:
            return False
        inside = (self.outline.elements[number].tag.name for number in self.outline.elements_in(*post.body_at))
        return self.outline.words(*post.body_at) > 0 or any(name in _MEDIA for name in inside)

    def _find_text(self, post: PostBuilder, start: int) -> None:
        assert post.title_at
        limit = self.texts.limit(start)
        at = self.texts.text_between(start, limit, is_marked=post.body_at is not None)
        if at := at or self.texts.text_above(post.title_at[0]):
            post.body, post.body_at = [], at
        self._note(post, start, limit)

    def _note(self, post: PostBuilder, start: int, limit: int) -> None:
        text = post.body_at or (start, start)
        for number in self.outline.elements_in(start, limit):
            if not text[0] <= self.outline.elements[number].start < text[1]:
                note_post(post, self.outline, self.outline.elements[number])
        for line in self.outline.lines_in(text[1], limit) if not post.author else ():
            found = POSTED_BY.match(self.outline.text(*line))
            if found and self.lines.parts(line, start) == BYLINE:
                post.author = PrintedText([found[1]])
                self.bylines += range(line.start, line.end)
                return

    def _note_byline(self, post: PostBuilder) -> None:
        """Store the labels that are linked in the byline above the text of the page's post."""
        if not post.title_at or not post.body_at:
            return
        for line in self.outline.lines_in(post.title_at[1], post.body_at[0]):
            if not self.lines.is_byline(line):
                continue
            labels = self.lines.labels(line)
            texts = (at for at in range(line.start, line.end) if self.outline.tokens[at].kind == "text")
            inside = [self.lines.span(number) for number in labels]
            self.bylines += [at for at in texts if not any(start <= at < end for start, end in inside)]
            if not post.labels:
                post.labels = [printed_text(self.outline, self.outline.elements[number]) for number in labels]
