"""Parse the comments of a plain-text post page (K1, K2, K4 and K5 in docs/formats.md).

Extractors print Blogger's threaded comments as numbered items: two spaces and "1. " for a comment, four spaces for a
reply under "Replies", and an end marker after each. The end marker of an item says whether it is a comment or a reply,
and only an item can follow an end marker. This needs neither indentation nor numbers, which some extractors lose. Where
a marker is missing, the next number at the same indentation starts the next item.

The rule: never guess. A reply without any marker stays in the comment above it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from archive.formats.plain_text.comment_markers import ENDS, NUMBERED, REPLIES, REPLY_END, REPLY_LINK, find_markers
from archive.formats.plain_text.comment_sections import only_boilerplate_follows
from archive.formats.plain_text.furniture import split_trailing_furniture
from archive.formats.plain_text.lines import (
    TextLine,
    line_range,
    non_blank,
    raw_text,
    strip_blank_lines,
)
from archive.formats.records import ParsedComment
from archive.markup.from_text import text_to_markdown
from archive.model import LeftOut

_REPLY_INDENT = 4


@dataclass
class _CommentItem:
    """One comment while its lines are collected."""

    reply: bool
    """True if it is where replies are, until its end marker decides."""
    indent: int
    number: int | None
    place: int = 0
    """Its number, or the one it should have."""
    number_text: str = ""
    lines: list[TextLine] = field(default_factory=list)
    text: list[str] = field(default_factory=list)
    controls: list[str] = field(default_factory=list)
    ended: bool = False

    def add(self, line: TextLine, marker: str) -> None:
        self.lines.append(line)
        if not marker:
            self.text.append(line.text)
        elif not line.glued:
            self.controls.append(line.collapsed)
        if marker in ENDS and not self.ended:
            self.reply, self.ended = marker == REPLY_END, True


@dataclass(frozen=True)
class CommentSection:
    """The comments of a page, and the lines around them that belong to none."""

    comments: tuple[ParsedComment, ...]
    controls: tuple[TextLine, ...] = ()
    """Markers above the first comment."""
    after: tuple[TextLine, ...] = ()
    remarks: tuple[str, ...] = ()


def read_comments(lines: Sequence[TextLine]) -> CommentSection:
    """Parse the lines below the comments heading."""
    if only_boilerplate_follows(lines, -1):
        return CommentSection((), after=tuple(lines))
    line_markers = find_markers(lines)
    marked = any(marker in (*ENDS, REPLIES) for marker in line_markers)
    lines, after = _split_tail(lines, line_markers) if marked else split_trailing_furniture(lines)
    collector = _CommentCollector(marked)
    for line, marker in zip(lines, line_markers, strict=False):
        collector.add(line, marker)
    items = collector.items
    if not marked:
        _drop_reply_links(items)
    return CommentSection(
        tuple(_parsed(items)), tuple(collector.controls), tuple(after), tuple(_remarks(items, marked))
    )


def _split_tail(
    lines: Sequence[TextLine], line_markers: Sequence[str]
) -> tuple[Sequence[TextLine], Sequence[TextLine]]:
    """Split off the lines after the last comment.

    Text after the last end marker is a comment whose marker was cut off if it looks like one: numbered, under
    "Replies", or indented like comments.
    """
    last = max(at for at, marker in enumerate(line_markers) if marker)
    tail = non_blank(lines[last + 1 :])
    if not tail:
        return lines, []
    if line_markers[last] == REPLIES or NUMBERED.fullmatch(tail[0].text) or tail[0].indent >= _REPLY_INDENT:
        return split_trailing_furniture(lines)
    return lines[: last + 1], lines[last + 1 :]


class _CommentCollector:
    """Collects the lines of a section into items."""

    def __init__(self, marked: bool) -> None:
        self.items: list[_CommentItem] = []
        self.controls: list[TextLine] = []
        self._marked = marked
        self._in_replies = False
        self._tops: list[_CommentItem] = []

    def add(self, line: TextLine, marker: str) -> None:
        if marker and not self.items:
            self.controls.append(line)
        elif marker:
            self._close(line, marker)
        elif line.blank and (not self.items or self.items[-1].ended):
            return
        else:
            self._add_text(line)

    def _close(self, line: TextLine, marker: str) -> None:
        item = self.items[-1]
        item.add(line, marker)
        if marker == REPLIES:
            item.ended, self._in_replies = True, True
        elif marker != REPLY_LINK and not item.reply:
            self._in_replies = False

    def _add_text(self, line: TextLine) -> None:
        found = NUMBERED.fullmatch(line.text)
        open_item = self.items[-1] if self.items and not self.items[-1].ended else None
        if open_item is None:
            self._begin(line, found, self._in_replies and self._may_reply(found))
        elif found and self._is_next(found, open_item):
            self._begin(line, found, reply=open_item.reply and len(found[1]) == open_item.indent)
        else:
            open_item.add(line, "")

    def _begin(self, line: TextLine, found: re.Match[str] | None, reply: bool) -> None:
        place = self._next_place(reply)
        if found is None:
            item = _CommentItem(reply, line.indent, None, place, "", [line], [line.text])
        else:
            indent, number, text = len(found[1]), int(found[2]), found[3] or ""
            item = _CommentItem(reply, indent, number, number, f"{found[2]}.", [line], [text])
        self.items.append(item)
        if not reply:
            self._tops.append(item)

    def _next_place(self, reply: bool) -> int:
        before = self.items[-1] if reply and self.items else self._tops[-1] if self._tops else None
        return before.place + 1 if before and before.reply == reply else 1

    def _may_reply(self, found: re.Match[str] | None) -> bool:
        """Return False if the number and the indentation make it the next comment."""
        return not (found and self._tops and self._follows(found, self._tops[-1]) and len(found[1]) < _REPLY_INDENT)

    def _is_next(self, found: re.Match[str], item: _CommentItem) -> bool:
        """Return True if the line starts the next item although the previous one has no end marker."""
        if self._marked and not found[1]:
            return False  # without indentation, a numbered paragraph in a comment looks the same
        return self._follows(found, item) or (item.reply and bool(self._tops) and self._follows(found, self._tops[-1]))

    @staticmethod
    def _follows(found: re.Match[str], item: _CommentItem) -> bool:
        """Return True if the number is the next after that of `item`, at the same indentation."""
        aligned = len(found[1]) == item.indent if item.number is not None else len(found[1]) < max(item.indent, 1)
        return int(found[2]) == item.place + 1 and aligned


def _drop_reply_links(items: Sequence[_CommentItem]) -> None:
    """Take the link "Reply" for a control if it is the last line of each comment, where pages show no other link."""
    ends = [next((at for at in reversed(range(len(item.text))) if item.text[at].strip()), 0) for item in items]
    linked = [len(item.text) > 1 and item.text[at].strip() == REPLY_LINK for item, at in zip(items, ends, strict=True)]
    if len(items) > 1 and all(linked[:-1]):
        for item, at in zip(items, ends, strict=True):
            if item.text[at].strip() == REPLY_LINK and len(item.text) > 1:
                item.controls.append(item.text.pop(at).strip())


def _parsed(items: Sequence[_CommentItem]) -> Iterator[ParsedComment]:
    parent: int | None = None
    for at, item in enumerate(items):
        body, left_out = text_to_markdown(item.text)
        number = (LeftOut("comment number", item.number_text),) if item.number_text else ()
        controls = tuple(LeftOut("comment control", control) for control in item.controls)
        lines = strip_blank_lines(item.lines)
        yield ParsedComment(
            body, raw_text(lines), line_range(lines), parent if item.reply else None, (*number, *left_out, *controls)
        )
        parent = parent if item.reply else at


def _remarks(items: Sequence[_CommentItem], marked: bool) -> Iterator[str]:
    """Warn about numbers that are missing or out of order, and about numbered paragraphs that may be replies."""
    last = {True: 0, False: 0}
    for item in items:
        if not item.reply:
            last[True] = 0
        expected = last[item.reply] + 1
        where = f"line {item.lines[0].number}"
        if item.number is None:
            yield f"{where}: this comment has lost its number"
        elif item.number != expected:
            yield f"{where}: expected comment {expected} but found comment {item.number}"
        last[item.reply] = item.number or expected
        if not marked:
            yield from _possible_replies(item)


def _possible_replies(item: _CommentItem) -> Iterator[str]:
    for line in item.lines[1:]:
        if NUMBERED.fullmatch(line.text):
            yield f"line {line.number}: this numbered paragraph may be a reply; kept in the comment above it"
