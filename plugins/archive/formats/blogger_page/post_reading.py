"""Find the texts of posts that no mark of a theme tells.

The text of a post is what is between its title and its footer. Lines of headers and footers such as "Posted by" are
known by what they hold: a permalink, a label, a date. The text is the longest passage above the last of these lines. If
there is none, it is the passage after the title in the smallest element that has most of the words on the page that
aren't links. Words beside the text stay unplaced.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from urllib.parse import unquote

from archive.blogger_ids import PostUrl, parse_post_url
from archive.formats.blogger_page.builders import PageBuilder, PostBuilder, PrintedText, Range
from archive.formats.blogger_page.dates import parse_printed_day
from archive.formats.blogger_page.furniture import (
    BYLINE,
    SHARE,
    Evidence,
    Furniture,
    line_kind,
    phrase_kind,
    shows_time,
)
from archive.formats.blogger_page.noting import POSTED_BY, note_post, printed_text
from archive.formats.blogger_page.outline import Line, Outline
from archive.formats.blogger_page.page_furniture import PageFurniture
from archive.formats.blogger_page.post_titles import HOME, TitleFinder
from archive.formats.blogger_page.stated_bylines import StatedByline
from archive.markup.html_elements import attribute

_LETTERS = re.compile(r"\w")
_MEDIA = ("img", "iframe", "object", "embed", "video", "audio")
_MOST_WORDS_BESIDE = 6
"""Words that a line may have beside a date or label and still be part of a header or footer: "Posted by … at …"."""
_LONGEST_DAY = 5
"""Words of a printed date: "Wednesday, 26 May 2021"."""
_FOOTERS = frozenset({"labels", "comment form", "actions", "pager", "feed links"})
"""What is below the text of a post, never above it."""
_PARTING = frozenset({BYLINE, "labels", "read-more link", "actions", "date heading", "comment form"})
"""Furniture that parts a post from its header and footer."""


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
        self._stated = StatedByline(self.page.author, self.page.day)
        self._others = (self.comments, self.furniture.ends)
        self.titles = TitleFinder(self.outline, self.furniture, self.comments)
        posts = self._drop_others([post for post in self.page.posts if post.has_content])
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

    def _drop_others(self, posts: list[PostBuilder]) -> list[PostBuilder]:
        """Drop what looks like posts and is none: all are in one gadget, and on the page of one post this is all."""
        own = parse_post_url(self.page.address or "")
        kept = self._of_main_gadget(posts)
        if own:
            kept = [post for post in kept if not self._is_elsewhere(post, own)]
            kept.sort(
                key=lambda post: (self._is_own(post, own), self._is_stated(post), post.body_at is not None),
                reverse=True,
            )
            kept = kept[:1]
        self.page.posts = [post for post in self.page.posts if post in kept or not post.has_content]
        return kept

    def _of_main_gadget(self, posts: list[PostBuilder]) -> list[PostBuilder]:
        """Return the posts of the gadget that has most posts with an id, and most posts."""
        gadgets = [self.titles.gadget_around(post.starts) for post in posts]
        known = Counter(gadget for post, gadget in zip(posts, gadgets, strict=True) if post.digits)
        counts = Counter(gadgets)
        main = max(gadgets, key=lambda gadget: (known[gadget], counts[gadget]), default=0)
        return [post for post, gadget in zip(posts, gadgets, strict=True) if gadget == main]

    def _is_elsewhere(self, post: PostBuilder, own: PostUrl) -> bool:
        is_linked = post.title_at is not None and self.titles.links_elsewhere(*post.title_at, own.path)
        return is_linked and not self._is_own(post, own) and not self._is_stated(post)

    def _is_own(self, post: PostBuilder, own: PostUrl) -> bool:
        addresses = (parse_post_url(address) for address in post.addresses)
        return post.digits is not None or any(each and each.path == own.path for each in addresses)

    def _is_stated(self, post: PostBuilder) -> bool:
        return post.title_at is not None and self.outline.text(*post.title_at) in self.page.titles

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
            (self._text_between(line.end, min(end, self._limit(line.end))), line)
            for line, end in zip(lines, ends, strict=True)
        ]
        return [max(found, key=lambda each: self._prose(each[0], each[1].end) if each[0] else 0)[1]]

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
        line = next(self._own_lines(address), None) if address else None
        if not line or any(post.has_content for post in self.page.posts):
            return
        if title := self._heading_above(line.start):
            self._add([title])
        elif at := self._text_at(line):
            post = self._container(at[0])
            post.body, post.body_at = [], at
            self._note(post, at[0], self._limit(line.start))

    def _text_at(self, line: Line) -> Range | None:
        """Return the text above a line of a footer, or below one of a header if another of the footer follows."""
        above = self._text_above(line.start)
        below = self._text_between(line.end, self._limit(line.end), is_marked=True)
        found = [each for each in (above, below) if each]
        return max(found, key=lambda each: self._prose(each, each[0]), default=None)

    def _own_lines(self, address: PostUrl) -> Iterator[Line]:
        """Yield the lines that are of the header or footer of the page's post; those that are surest first."""
        lines = [line for line in self.outline.lines if not self.furniture.in_menu[self.outline.around(line)]]
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
        article = self.furniture.articles[self.outline.around(line)]
        start, end = self._span(article)
        return article >= 0 and bisect_left(self.comments, start) == bisect_left(self.comments, end)

    def _links_here(self, number: int, address: PostUrl) -> bool:
        tag = self.outline.elements[number].tag
        written = attribute(tag, "href")
        linked = parse_post_url(written) if tag.name == "a" and "showComment=" not in written else None
        if not linked or linked.comment or linked.path != address.path:
            return False
        return any(self._is_evidence(inner) for inner in self.outline.elements_in(*self._span(number)))

    def _is_labelled(self, number: int, address: PostUrl) -> bool:
        kind = self.furniture.kinds[number]
        is_label = kind is not None and kind.kind == "labels" and kind.evidence > Evidence.LIKELY
        return is_label or shows_time(self.outline.elements[number].landmarks)

    def _shares_here(self, number: int, address: PostUrl) -> bool:
        kind, tag = self.furniture.kinds[number], self.outline.elements[number].tag
        is_share = kind is not None and kind.kind == SHARE and tag.name == "a"
        return is_share and ("postID=" in attribute(tag, "href") or address.path in unquote(attribute(tag, "href")))

    def _span(self, number: int) -> Range:
        return self.outline.elements[number].start, self.outline.elements[number].end

    def _heading_above(self, end: int) -> Line | None:
        """Return the heading with which the smallest element begins that has words above `end`, apart from dates."""
        number = self.outline.tokens[end].element
        while number > 0:
            lines = self.outline.lines_in(self.outline.elements[number].start, end)
            known = (line for line in lines if self._is_prose(line, 0) and not self._parts(line, 0))
            if first := next((line for line in known if not (self._is_trail(line) or self._is_byline(line))), None):
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
        limit = self._limit(start)
        at = self._text_between(start, limit, is_marked=post.body_at is not None)
        if at := at or self._text_above(post.title_at[0]):
            post.body, post.body_at = [], at
        self._note(post, start, limit)

    def _note(self, post: PostBuilder, start: int, limit: int) -> None:
        text = post.body_at or (start, start)
        for number in self.outline.elements_in(start, limit):
            if not text[0] <= self.outline.elements[number].start < text[1]:
                note_post(post, self.outline, self.outline.elements[number])
        for line in self.outline.lines_in(text[1], limit) if not post.author else ():
            found = POSTED_BY.match(self.outline.text(*line))
            if found and self._parts(line, start) == BYLINE:
                post.author = PrintedText([found[1]])
                self.bylines += range(line.start, line.end)
                return

    def _note_byline(self, post: PostBuilder) -> None:
        """Store the labels that are linked in the byline above the text of the page's post."""
        if not post.title_at or not post.body_at:
            return
        for line in self.outline.lines_in(post.title_at[1], post.body_at[0]):
            if not self._is_byline(line):
                continue
            labels = self._labels(line)
            texts = (at for at in range(line.start, line.end) if self.outline.tokens[at].kind == "text")
            inside = [self._span(number) for number in labels]
            self.bylines += [at for at in texts if not any(start <= at < end for start, end in inside)]
            if not post.labels:
                post.labels = [printed_text(self.outline, self.outline.elements[number]) for number in labels]

    def _is_byline(self, line: Line) -> bool:
        """Return True for a line with nothing but labels and what the page states of its post."""
        edges = [line.start, *(edge for number in self._labels(line) for edge in self._span(number)), line.end]
        outside = [self.outline.text(start, end) for start, end in zip(edges[::2], edges[1::2], strict=True)]
        return self._stated.matches(" ".join(" ".join(outside).split()))

    def _labels(self, line: Line) -> list[int]:
        found = ((number, self.furniture.kinds[number]) for number in self.outline.elements_in(*line))
        return [
            number
            for number, kind in found
            if kind and kind.kind == "labels" and self.outline.elements[number].tag.name == "a"
        ]

    def _limit(self, start: int) -> int:
        """Return where the footer of the post with a title before `start` ends at the latest."""
        later = sorted(post.starts for post in self.page.posts if post.starts >= start)
        found = ((starts, bisect_left(starts, start)) for starts in (later, *self._others))
        gadget = self.outline.elements[self.titles.gadget_around(start)]
        return min([gadget.end, *(starts[index] for starts, index in found if index < len(starts))])

    def _text_between(self, start: int, limit: int, is_marked: bool = False) -> Range | None:
        """Return the longest passage of a range above its footer. `is_marked` means that an empty text is marked."""
        parting = list(self._parting(start, limit))
        edges = [start, *(edge for line, _ in parting for edge in line), limit]
        *above, last = zip(edges[::2], edges[1::2], strict=True)
        passages = [passage for passage in above if self._prose(passage, start)]
        if not passages and not is_marked and not any(kind in _FOOTERS for _, kind in parting):
            passages = [self._within_container(last)]
        best = max(passages, key=lambda passage: self._prose(passage, start), default=None)
        return best if best and self._prose(best, start) else None

    def _parting(self, start: int, limit: int) -> Iterator[tuple[Line, str]]:
        """Yield the lines of a range that are in a header or footer, with their kinds.

        Below the footer of a post, lines such as "Newer Post" end the range.
        """
        found = has_prose = False
        for line in self.outline.lines_in(start, limit):
            kind = self._parts(line, start) or (BYLINE if not has_prose and self._is_byline(line) else "")
            if found and kind and kind not in _PARTING:
                return
            found |= kind in _PARTING
            has_prose |= not kind and self._is_prose(line, start)
            if kind:
                yield line, kind

    def _text_above(self, end: int) -> Range | None:
        """Return the text of a post whose title or permalink is below it, in the smallest element around both."""
        number = self.outline.tokens[end].element
        while number > 0:
            start = self._after_trail(self.outline.elements[number].start, end)
            if start < end and (at := self._text_between(start, end)):
                posts = sorted(post.body_at[0] for post in self.page.posts if post.body_at)
                others = (bisect_left(starts, end) - bisect_left(starts, start) for starts in (posts, *self._others))
                return None if any(others) else at
            number = self.outline.elements[number].parent
        return None

    def _parts(self, line: Line, start: int) -> str:
        """Return the kind of a line in the header or footer of the post with a title before `start`; else ""."""
        words = self.outline.words(*line)
        if words <= _LONGEST_DAY and (kind := _label_or_day(self.outline.text(*line))):
            return kind
        if around := self._surely(line, start):
            return around.kind if around.kind in _PARTING else ""
        evidence = [number for number in self.outline.elements_in(*line) if self._is_evidence(number)]
        if not evidence or words - self._words_in(evidence) > _MOST_WORDS_BESIDE:
            return ""
        found = self.furniture.kinds[evidence[0]]
        return found.kind if found else ""

    def _surely(self, line: Line, start: int) -> Furniture | None:
        """Return what furniture a line is in that starts after `start`."""
        number = self.furniture.surely_in[self.outline.around(line)]
        return self.furniture.kinds[number] if number >= 0 and self.outline.elements[number].start >= start else None

    def _is_evidence(self, number: int) -> bool:
        kind = self.furniture.kinds[number]
        return kind is not None and kind.kind in _PARTING and (kind.evidence > Evidence.LIKELY or kind.kind == BYLINE)

    def _words_in(self, numbers: Iterable[int]) -> int:
        """Return the number of words in elements, some of which may be in others."""
        words = end = 0
        for number in numbers:
            element = self.outline.elements[number]
            words += self.outline.words(max(element.start, end), element.end)
            end = max(end, element.end)
        return words

    def _prose(self, passage: Range, start: int) -> int:
        """Return the number of words of a passage that are neither furniture nor only links."""
        lines = (line for line in self.outline.lines_in(*passage) if self._is_prose(line, start))
        return sum(self.outline.words(*line) for line in lines if not self._links(line))

    def _is_prose(self, line: Line, start: int) -> bool:
        return self._has_letters(line) and not self._surely(line, start)

    def _has_letters(self, line: Line) -> bool:
        return any(_LETTERS.search(token.text) for token in self.outline.tokens[line.start : line.end])

    def _is_trail(self, line: Line) -> bool:
        """Return True for links in a row that only signs part, such as "Home › News", above the title of a post."""
        links = [number for number in self.outline.elements_in(*line) if self.outline.elements[number].tag.name == "a"]
        linked = "".join(self.outline.text(*self._span(number)) for number in links)
        return bool(links[1:]) and _letters(linked) == _letters(self.outline.text(*line))

    def _after_trail(self, start: int, end: int) -> int:
        """Return the start of a range without a trail above the text that begins at the home page."""
        first = next((line for line in self.outline.lines_in(start, end) if self._is_prose(line, start)), None)
        is_home = first and any(self._leads_home(number) for number in self.outline.elements_in(*first))
        return first.end if first and is_home and self._is_trail(first) else start

    def _leads_home(self, number: int) -> bool:
        return bool(HOME.fullmatch(attribute(self.outline.elements[number].tag, "href")))

    def _links(self, line: Line) -> bool:
        inside = self.outline.elements_in(*line)
        links = [number for number in inside if self.outline.elements[number].tag.name == "a"]
        return bool(links) and self._words_in(links) == self.outline.words(*line)

    def _within_container(self, passage: Range) -> Range:
        """Cut a passage at the end of the smallest element around its start that has most of its words."""
        start, end = passage
        lines = [line for line in self.outline.lines_in(start, end) if not self._links(line)]
        wanted, words = sum(self.outline.words(*line) for line in lines) / 2, 0
        for line in lines:
            words += self.outline.words(*line)
            if words >= wanted:
                middle = line.start
                break
        else:
            return passage
        number = self.outline.tokens[start].element
        while number > 0 and self.outline.elements[number].end <= middle:
            number = self.outline.elements[number].parent
        return start, min(end, self.outline.elements[number].end)


def _letters(text: str) -> str:
    return "".join(_LETTERS.findall(text))


def _label_or_day(text: str) -> str:
    return phrase_kind(text) or line_kind(text) or ("date heading" if parse_printed_day(text) else "")
