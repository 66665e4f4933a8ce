"""Group the comments of a page into sections, one for each post, and note what is said about each comment."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import tzinfo
from zoneinfo import ZoneInfo

from archive.formats.blogger_page.builders import CommentBuilder, PageBuilder, PostBuilder, PrintedText, SectionBuilder
from archive.formats.blogger_page.comment_columns import ColumnFinder
from archive.formats.blogger_page.comment_regions import Owners
from archive.formats.blogger_page.dates import parse_attribute_time
from archive.formats.blogger_page.noting import note_comment, offers_more, printed_text
from archive.formats.blogger_page.outline import Element, Line, Outline, cut_end
from archive.markup.html_elements import attribute

_WORD = r"(?:co?mm?ent|kommen|koment|reac|réac|opmerk|respon|répon|antwort)\w*"
_HEADING = re.compile(
    rf"(?:\d+|\w+) {_WORD}(?: so far)? ?:?|{_WORD} ?:?(?: ?\(?\d+\)? ?:?)?|\d+ (?:repl(?:y|ies)|thoughts?) ?:?",
    re.IGNORECASE,
)
_COUNT = re.compile(r"\d+ [^\W\d]+ ?:?")
"""A heading in any language, if it is right above the comments."""
_HOME = ZoneInfo("Europe/London")
_LONGEST_HEADING = 4
_MEDIA = ("img", "iframe", "object", "embed")


@dataclass
class SectionReader:
    """Fills the sections of a page. `owners` is completed with comments that have no anchor."""

    outline: Outline
    page: PageBuilder
    owners: Owners
    outside: Sequence[int]
    """The numbers of the elements that are in no post or gadget."""
    headings: list[int] = field(default_factory=list)
    """The positions of headings above comments."""
    bylines: list[int] = field(default_factory=list)
    """The positions of names and times of comments."""
    marked: list[Element] = field(default_factory=list)
    """Elements that are marked as sections."""

    def read(self) -> None:
        self._mark_texts()
        self._known: set[CommentBuilder] = set()
        self._posts = [post for post in self.page.posts if post.has_content]
        self._post_starts = [post.starts for post in self._posts]
        self._sections: dict[PostBuilder | None, SectionBuilder] = {}
        owner_of = owners_of_elements(self.outline, self.owners)
        groups = [element.start for element in self.outline.elements if element.landmarks.begins_a_group]
        section_end = 0
        for number in self.outside:
            element, owner = self.outline.elements[number], owner_of[number]
            if element.landmarks.is_section:
                section_end = max(section_end, cut_end(element, groups))
                self._begin_section(element)
            if owner:
                self._note(owner, element)
            elif element.start < section_end and element.landmarks.is_heading:
                self._note_heading(element)
            if owner or element.start < section_end:
                self._section(element.start).incomplete |= offers_more(element.landmarks)
        starts: dict[CommentBuilder | None, int] = {}
        for start, owner in self.owners.items():
            starts[owner] = min(start, starts.get(owner, start))
        for section in self.page.sections:
            if section.comments and not section.heading:
                self._find_heading(section, starts[section.comments[0]])
        self._note_columns(owner_of)

    def _note_columns(self, owner_of: Sequence[CommentBuilder | None]) -> None:
        """Find names and times in the comments whose texts are not marked."""
        lines: dict[CommentBuilder, list[Line]] = {}
        for line in self.outline.lines:
            texts = (at for at in range(line.start, line.end) if self.outline.tokens[at].text.strip())
            owner = self.owners.get(next(texts, -1), owner_of[self.outline.around(line)])
            if owner and not owner.body_at:
                lines.setdefault(owner, []).append(line)
        for section in self.page.sections:
            own = {comment: lines[comment] for comment in section.comments if comment in lines}
            if len(own) == len(section.comments):
                finder = ColumnFinder(self.outline, _zone(section.post))
                self.bylines += [at for line in finder.note_columns(own) for at in range(line.start, line.end)]

    def _mark_texts(self) -> None:
        """Find the elements that themes use for the texts of comments. A second one in a comment starts another."""
        ends = [element.start for element in self.outline.elements if element.landmarks.ends_a_comment]
        owner_of = owners_of_elements(self.outline, self.owners)
        skip_to = 0
        for number in self.outside:
            element, owner = self.outline.elements[number], owner_of[number]
            if element.start < skip_to or not element.landmarks.is_comment_body:
                continue
            skip_to = cut_end(element, ends)
            if not self._has_content(element.start, skip_to):
                continue
            if owner is None or owner.body_at:
                owner = self.owners[element.start] = CommentBuilder(None)
            owner.body_at = (element.start + 1, skip_to)

    def _has_content(self, start: int, end: int) -> bool:
        inside = (self.outline.elements[number].tag.name for number in self.outline.elements_in(start, end))
        return self.outline.words(start, end) > 0 or any(name in _MEDIA for name in inside)

    def _begin_section(self, element: Element) -> None:
        section = self._section(element.start)
        section.declared = section.declared or attribute(element.tag, "data-num-comments")
        self.marked.append(element)

    def _note(self, comment: CommentBuilder, element: Element) -> None:
        if comment not in self._known:
            self._known.add(comment)
            self._section(element.start).comments.append(comment)
        start, end = comment.body_at or (0, 0)
        if start - 1 <= element.start < end:
            comment.removed |= "deleted-comment" in element.landmarks.names
        else:
            note_comment(comment, self.outline, element)

    def _note_heading(self, element: Element) -> None:
        section = self._section(element.start)
        if not section.heading and not section.comments:
            section.heading = printed_text(self.outline, element)
            self.headings.append(element.start)

    def _find_heading(self, section: SectionBuilder, start: int) -> None:
        """Find a heading such as "3 comments" right above the comments of a section that is not marked."""
        line = self._line_above(start)
        if line and is_comments_heading(self.outline, line):
            section.heading = PrintedText([self.outline.text(*line)])
            self.headings += range(line.start, line.end)

    def _line_above(self, position: int) -> Line | None:
        index = bisect_left(self.outline.lines, (position, 0)) - 1
        return self.outline.lines[index] if index >= 0 else None

    def _section(self, position: int) -> SectionBuilder:
        """Return the comments of the post that is above `position`, or of the only post."""
        post = self._post(position)
        if post not in self._sections:
            self._sections[post] = SectionBuilder(post)
            self.page.sections.append(self._sections[post])
        return self._sections[post]

    def _post(self, position: int) -> PostBuilder | None:
        if len(self._posts) == 1:
            return self._posts[0]
        index = bisect_right(self._post_starts, position) - 1
        return self._posts[index] if index >= 0 else None


def is_comments_heading(outline: Outline, line: Line) -> bool:
    """Return True for a line such as "3 comments" or "Comments (3)", in the languages of the larger blogs."""
    return outline.words(*line) <= _LONGEST_HEADING and bool(_HEADING.fullmatch(outline.text(*line)))


def count_above(outline: Outline, position: int) -> list[int]:
    """Return where the line right above that of the first comment starts, if it is a count: "1 Meinungen:"."""
    index = bisect_left(outline.lines, (position, 0)) - 1
    if index >= 0 and position < outline.lines[index].end:
        index -= 1
    while index >= 0 and outline.elements[outline.around(outline.lines[index])].tag.name in ("script", "style"):
        index -= 1
    line = outline.lines[index] if index >= 0 else None
    return [line.start] if line and _COUNT.fullmatch(outline.text(*line)) else []


def owners_of_elements(outline: Outline, owners: Owners) -> list[CommentBuilder | None]:
    """Return the comment that each element belongs to, by the number of the element."""
    found: list[CommentBuilder | None] = []
    for element in outline.elements:
        inherited = found[element.parent] if element.parent >= 0 else None
        found.append(owners.get(element.start, inherited))
    return found


def _zone(post: PostBuilder | None) -> tzinfo | None:
    """Return the blog's home zone if the time of the post is written in it."""
    written = (parse_attribute_time(text) for text in (post.times if post else ()))
    moments = [moment for moment in written if moment and moment.tzinfo]
    is_home = moments and all(moment.utcoffset() == moment.astimezone(_HOME).utcoffset() for moment in moments)
    return _HOME if is_home else None
