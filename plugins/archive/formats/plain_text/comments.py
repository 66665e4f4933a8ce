"""The comments of a plain-text post page (forms.md 1.12, 2.1: K1, K2, K4, K5).

Extractors print Blogger's threaded list as numbered items: two spaces and "1. " for a comment, four for a reply under
"Replies", and an end marker after each. So an item's own end marker says what it is, and nothing but an item follows an
end marker. That grammar needs neither indentation nor numbers, which some extractors lose; where a marker is lost, the
number that is next at its own indentation begins the next item.

What cannot be told apart is not taken apart: a reply without any marker stays text of the comment above it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from archive.formats.plain_text.comment_markers import ENDS, LINK, NUMBERED, REPLIES, REPLY_END, markers
from archive.formats.plain_text.comment_sections import only_furniture_follows
from archive.formats.plain_text.lines import Line, extent, filled, raw_of, trimmed, without_tail_furniture
from archive.formats.records import ParsedComment
from archive.markup.from_text import to_markdown
from archive.model import LeftOut

_REPLY_INDENT = 4


@dataclass
class _Item:
    """One comment while its lines are collected."""

    reply: bool
    """Until its end marker says so, whether it stands where a reply does."""
    indent: int
    number: int | None
    place: int = 0
    """The number that it has, or should have by the one before."""
    number_text: str = ""
    lines: list[Line] = field(default_factory=list)
    text: list[str] = field(default_factory=list)
    controls: list[str] = field(default_factory=list)
    ended: bool = False

    def add(self, line: Line, marker: str) -> None:
        """Take one more line, its text or the marker that it is."""
        self.lines.append(line)
        if not marker:
            self.text.append(line.text)
        elif not line.glued:
            self.controls.append(line.folded)
        if marker in ENDS and not self.ended:
            self.reply, self.ended = marker == REPLY_END, True


@dataclass(frozen=True)
class CommentSection:
    """The comments found, the lines around them that are none, and what a keeper should know."""

    comments: tuple[ParsedComment, ...]
    controls: tuple[Line, ...] = ()
    """Markers that stand above the first comment."""
    after: tuple[Line, ...] = ()
    remarks: tuple[str, ...] = ()


def read_comments(lines: Sequence[Line]) -> CommentSection:
    """The comments in `lines`, which begin after the heading."""
    if only_furniture_follows(lines, -1):
        return CommentSection((), after=tuple(lines))
    found = markers(lines)
    marked = any(marker in (*ENDS, REPLIES) for marker in found)
    lines, after = _without_tail(lines, found) if marked else without_tail_furniture(lines)
    collected = _Collected(marked)
    for line, marker in zip(lines, found, strict=False):
        collected.add(line, marker)
    items = collected.items
    return CommentSection(tuple(_found(items)), tuple(collected.loose), tuple(after), tuple(_remarks(items, marked)))


def _without_tail(lines: Sequence[Line], found: Sequence[str]) -> tuple[Sequence[Line], Sequence[Line]]:
    """The lines of comments, and those after the last that are none.

    What follows the last end marker is a comment whose own marker was cut off if it looks like one: numbered, under
    "Replies", or indented as the text of comments is.
    """
    last = max(at for at, marker in enumerate(found) if marker)
    tail = filled(lines[last + 1 :])
    if not tail:
        return lines, []
    if found[last] == REPLIES or NUMBERED.fullmatch(tail[0].text) or tail[0].indent >= _REPLY_INDENT:
        return without_tail_furniture(lines)
    return lines[: last + 1], lines[last + 1 :]


class _Collected:
    """Lines, one after the other, become items."""

    def __init__(self, marked: bool) -> None:
        self.items: list[_Item] = []
        self.loose: list[Line] = []
        self._marked = marked
        self._in_replies = False
        self._tops: list[_Item] = []

    def add(self, line: Line, marker: str) -> None:
        """Take the next line of the section."""
        if marker and not self.items:
            self.loose.append(line)
        elif marker:
            self._close(line, marker)
        elif line.blank and (not self.items or self.items[-1].ended):
            return
        else:
            self._add_text(line)

    def _close(self, line: Line, marker: str) -> None:
        item = self.items[-1]
        item.add(line, marker)
        if marker == REPLIES:
            item.ended, self._in_replies = True, True
        elif marker != LINK and not item.reply:
            self._in_replies = False

    def _add_text(self, line: Line) -> None:
        found = NUMBERED.fullmatch(line.text)
        open_item = self.items[-1] if self.items and not self.items[-1].ended else None
        if open_item is None:
            self._begin(line, found, self._in_replies and self._may_reply(found))
        elif found and self._is_next(found, open_item):
            self._begin(line, found, reply=open_item.reply and len(found[1]) == open_item.indent)
        else:
            open_item.add(line, "")

    def _begin(self, line: Line, found: re.Match[str] | None, reply: bool) -> None:
        place = self._next_place(reply)
        if found is None:
            item = _Item(reply, line.indent, None, place, "", [line], [line.text])
        else:
            item = _Item(reply, len(found[1]), int(found[2]), int(found[2]), f"{found[2]}.", [line], [found[3] or ""])
        self.items.append(item)
        if not reply:
            self._tops.append(item)

    def _next_place(self, reply: bool) -> int:
        before = self.items[-1] if reply and self.items else self._tops[-1] if self._tops else None
        return before.place + 1 if before and before.reply == reply else 1

    def _may_reply(self, found: re.Match[str] | None) -> bool:
        """Under "Replies", an item is a reply unless it is the next comment by number and by indentation."""
        return not (found and self._tops and self._follows(found, self._tops[-1]) and len(found[1]) < _REPLY_INDENT)

    def _is_next(self, found: re.Match[str], item: _Item) -> bool:
        """True if the line begins the next item although the one before has no end marker."""
        if self._marked and not found[1]:
            return False  # without indentation a numbered paragraph of a comment looks just like this
        return self._follows(found, item) or (item.reply and bool(self._tops) and self._follows(found, self._tops[-1]))

    @staticmethod
    def _follows(found: re.Match[str], item: _Item) -> bool:
        """True if the number is next to that of `item`, and stands where it does or would."""
        aligned = len(found[1]) == item.indent if item.number is not None else len(found[1]) < max(item.indent, 1)
        return int(found[2]) == item.place + 1 and aligned


def _found(items: Sequence[_Item]) -> Iterator[ParsedComment]:
    parent: int | None = None
    for at, item in enumerate(items):
        body, left_out = to_markdown(item.text)
        number = (LeftOut("comment number", item.number_text),) if item.number_text else ()
        controls = tuple(LeftOut("comment control", control) for control in item.controls)
        lines = trimmed(item.lines)
        yield ParsedComment(
            body, raw_of(lines), extent(lines), parent if item.reply else None, (*number, *left_out, *controls)
        )
        parent = parent if item.reply else at


def _remarks(items: Sequence[_Item], marked: bool) -> Iterator[str]:
    """Numbers that are missing or out of step, and numbered paragraphs that may be comments."""
    last = {True: 0, False: 0}
    for item in items:
        if not item.reply:
            last[True] = 0
        expected = last[item.reply] + 1
        where = f"line {item.lines[0].number}"
        if item.number is None:
            yield f"{where}: a comment without its number"
        elif item.number != expected:
            yield f"{where}: comment {item.number} where {expected} was expected"
        last[item.reply] = item.number or expected
        if not marked:
            yield from _possible_replies(item)


def _possible_replies(item: _Item) -> Iterator[str]:
    for line in item.lines[1:]:
        if NUMBERED.fullmatch(line.text):
            yield f"line {line.number}: a numbered paragraph that may be a reply; kept in the comment above it"
