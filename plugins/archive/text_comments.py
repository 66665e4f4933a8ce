"""The comments of a plain-text post page (forms.md 1.12, 2.1: K1, K2, K4, K5).

Extractors print Blogger's threaded list as numbered items: two spaces and "1. " for a comment, four for a reply under
"Replies", and the two links "Reply" and "Delete" after each comment as the one word "ReplyDelete", after each reply as
"Delete". So an item's own end marker says what it is, and nothing but an item follows an end marker. That grammar
needs neither indentation nor numbers, which some extractors lose; where they are there, they are held against it.

What cannot be told apart is not taken apart: the lines then stay in the post.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from archive.records import FoundComment, LeftOut
from archive.text_lines import Line, extent, filled, is_furniture, raw_of, trimmed, without_tail_furniture
from archive.text_to_markdown import to_markdown

HEADING = re.compile(r"(\d+) comments?:|No comments:")
_ITEM = re.compile(r"( *)(\d+)\.(?: (.*))?")
_TOP_INDENT, _REPLY_INDENT = 2, 4
_MARKERS = ("ReplyDelete", "Delete", "Replies", "Reply")
_GLUED_BEFORE = re.compile(r"\s*(ReplyDelete|Replies(?=[A-Z\"“'‘\d])|Delete(?=[A-Z\"“'‘\d]|\s+\d+\. ))")
_GLUED_AFTER = re.compile(r"(.*\S)(ReplyDelete)\s*")


@dataclass
class _Item:
    """One comment while its lines are collected."""

    reply: bool
    number: int | None
    number_text: str = ""
    lines: list[Line] = field(default_factory=list)
    text: list[str] = field(default_factory=list)
    markers: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class CommentSection:
    """The comments found, the lines after them that are none, and what a keeper should know."""

    comments: tuple[FoundComment, ...]
    after: tuple[Line, ...] = ()
    remarks: tuple[str, ...] = ()


def unglued(lines: Sequence[Line]) -> list[Line]:
    """`lines` with each marker that an extractor glued to a neighbour on a line of its own."""
    return [part for line in lines for part in _unglued(line)]


def section_start(lines: Sequence[Line]) -> int | None:
    """Position of the first line of the comments (their heading, if there is one); None if there are none.

    A heading counts only if comments follow it or nothing does. Without a heading, numbered items count if each
    stands apart and nothing but items follows to the end of the post: a list in the post itself does neither.
    """
    for at, line in enumerate(lines):
        if HEADING.fullmatch(line.folded) and _is_section(lines[at + 1 :]):
            return at
    return _start_without_heading(lines)


def read_comments(lines: Sequence[Line]) -> CommentSection:
    """The comments in `lines`, which begin after the heading."""
    if any(_is_end(lines, at) for at in range(len(lines))):
        items, after = _marked_items(lines)
    else:
        kept, tail = without_tail_furniture(lines)
        items, after = _numbered_items(kept), list(tail)
    return CommentSection(tuple(_found(items)), tuple(after), tuple(_remarks(items)))


def _unglued(line: Line) -> list[Line]:
    found = _GLUED_BEFORE.match(line.text)
    if found and line.text[found.end() :].strip():
        rest = line.text[found.end() :]
        marker = Line(line.number, found.group(1), glued=not rest[0].isspace())
        return [marker, *_unglued(Line(line.number, rest))]
    found = _GLUED_AFTER.fullmatch(line.text)
    if found:
        glued = not found.group(1).endswith((" ", "\xa0")) and line.text.split()[-1] != found.group(2)
        return [Line(line.number, found.group(1)), Line(line.number, found.group(2), glued=glued)]
    return [line]


def _is_section(lines: Sequence[Line]) -> bool:
    rest = [line for line in filled(lines) if not is_furniture(line)]
    if not rest or _is_end_word(rest[0]):
        return True
    if any(_is_end_word(line) for line in rest):
        return True
    first = _ITEM.fullmatch(rest[0].text)
    return bool(first and first.group(2) == "1")


def _start_without_heading(lines: Sequence[Line]) -> int | None:
    for at, line in enumerate(lines):
        item = _ITEM.fullmatch(line.text)
        if not item or len(item.group(1)) != _TOP_INDENT or item.group(2) not in ("1", "2"):
            continue
        start = at if item.group(2) == "1" else _start_of_unnumbered(lines, at)
        if start is not None and _only_items_follow(lines, start, at):
            return start
    return None


def _start_of_unnumbered(lines: Sequence[Line], second: int) -> int | None:
    """Where the first comment begins whose number was lost: an indented paragraph before item 2."""
    start = second
    while start and (
        lines[start - 1].blank or lines[start - 1].indent >= _REPLY_INDENT or _is_end_word(lines[start - 1])
    ):
        start -= 1
    while start < second and lines[start].blank:
        start += 1
    return start if start < second else None


def _only_items_follow(lines: Sequence[Line], start: int, first_item: int) -> bool:
    rest, _ = without_tail_furniture(lines[start:])
    marked = any(_is_end_word(line) for line in rest)
    if not all(line.blank or line.indent >= _TOP_INDENT or _is_end_word(line) for line in rest) and not marked:
        return False
    apart = start == 0 or lines[start - 1].blank
    return marked or (apart and any(line.blank for line in lines[first_item : start + len(rest)]))


def _is_end_word(line: Line) -> bool:
    return line.folded in ("ReplyDelete", "Delete")


def _is_end(lines: Sequence[Line], at: int) -> bool:
    """True if the line ends an item: a marker with an item, another marker or nothing after it."""
    if not _is_end_word(lines[at]):
        return False
    if lines[at].folded == "ReplyDelete" or lines[at].glued:
        return True
    following = next((line for line in lines[at + 1 :] if not line.blank), None)
    return (
        following is None
        or following.folded in _MARKERS
        or is_furniture(following)
        or bool(_ITEM.fullmatch(following.text))
    )


def _marked_items(lines: Sequence[Line]) -> tuple[list[_Item], list[Line]]:
    """Items by their end markers, and what follows the last one."""
    ends = [at for at in range(len(lines)) if _is_end(lines, at)]
    items: list[_Item] = []
    start = 0
    for end in ends:
        items += _items_of(lines[start:end], reply=lines[end].folded == "Delete")
        if items:
            items[-1].lines.append(lines[end])
            items[-1].markers += [] if lines[end].glued else [lines[end].folded]
        start = end + 1
    return _with_tail(items, lines[start:])


def _with_tail(items: list[_Item], tail: Sequence[Line]) -> tuple[list[_Item], list[Line]]:
    """A numbered item without an end marker is still a comment: the copy was cut there."""
    rest = filled(tail)
    opened = bool(rest) and (rest[0].folded == "Replies" or bool(_ITEM.fullmatch(rest[0].text)))
    if not opened:
        return items, list(tail)
    kept, furniture = without_tail_furniture(tail)
    is_reply = rest[0].folded == "Replies" or rest[0].indent >= _REPLY_INDENT
    return items + _items_of(kept, reply=is_reply and bool(items)), list(furniture)


def _items_of(lines: Sequence[Line], reply: bool) -> list[_Item]:
    """The items between two end markers: one, or more where a marker between them was lost."""
    lines = trimmed(lines)
    opening = [line for line in lines[:2] if line.folded in ("Replies", "Reply")]
    body = lines[len(opening) :] if [*lines[: len(opening)]] == opening else lines
    opening = list(lines[: len(lines) - len(body)])
    items: list[_Item] = []
    for line in body:
        found = _ITEM.fullmatch(line.text)
        if not items or (found and _begins_next(found, items[-1])):
            items.append(_begun(line, found, reply if not items else items[-1].reply))
        else:
            items[-1].lines.append(line)
            items[-1].text.append(line.text)
    if items:
        items[0].lines[:0] = opening
        items[0].markers[:0] = [line.folded for line in opening if not line.glued]
    return items


def _begins_next(found: re.Match[str], item: _Item) -> bool:
    indent = _REPLY_INDENT if item.reply else _TOP_INDENT
    return len(found.group(1)) == indent and item.number is not None and int(found.group(2)) == item.number + 1


def _begun(line: Line, found: re.Match[str] | None, reply: bool) -> _Item:
    if found is None:
        return _Item(reply, None, "", [line], [line.text])
    return _Item(reply, int(found.group(2)), f"{found.group(2)}.", [line], [found.group(3) or ""])


def _numbered_items(lines: Sequence[Line]) -> list[_Item]:
    """Items by their numbers alone."""
    return _items_of(lines, reply=False)


def _found(items: Sequence[_Item]) -> list[FoundComment]:
    comments: list[FoundComment] = []
    parent: int | None = None
    for at, item in enumerate(items):
        body, left_out = to_markdown(item.text)
        if item.number_text:
            left_out = (LeftOut("comment number", item.number_text), *left_out)
        left_out += tuple(LeftOut("comment control", marker) for marker in item.markers)
        parent_of_this = parent if item.reply else None
        comments.append(FoundComment(body, raw_of(item.lines), extent(item.lines), parent_of_this, left_out))
        if not item.reply:
            parent = at
    return comments


def _remarks(items: Sequence[_Item]) -> list[str]:
    """Numbers that are missing or out of step."""
    remarks = []
    last = {True: 0, False: 0}
    for item in items:
        if not item.reply:
            last[True] = 0
        expected = last[item.reply] + 1
        if item.number is None:
            remarks.append(f"line {item.lines[0].number}: a comment without its number")
        elif item.number != expected:
            remarks.append(f"line {item.lines[0].number}: comment {item.number} where {expected} was expected")
        last[item.reply] = item.number or expected
    return remarks
