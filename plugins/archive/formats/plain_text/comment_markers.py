"""The words that Blogger prints between comments, and how a scrape shows them.

Under each comment stand the links "Reply" and "Delete", printed as the one word "ReplyDelete"; under each reply stands
"Delete" alone; above the replies of a comment stands "Replies". Any of these may also be a word of a comment. A line is
a marker only where the grammar has a place for it (forms.md 1.12).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from archive.formats.plain_text.lines import COMMENTS_HEADING, Line, is_furniture

NUMBERED = re.compile(r"([ \xa0]*)([0-9]{1,6})\.(?:\s(.*))?")
"""The first line of a comment: its indentation, number and text."""

TOP_END, REPLY_END, REPLIES, LINK = "ReplyDelete", "Delete", "Replies", "Reply"
ENDS = (TOP_END, REPLY_END)

_STARTS_TEXT = r"(?=[A-Z\"“'‘\d])"
_BEFORE_ITEM = r"(?=\s+\d+\.\s)"
_LEADING = re.compile(rf"\s*(ReplyDelete|(?<=ReplyDelete)Replies|(?:Replies|Delete)(?:{_STARTS_TEXT}|{_BEFORE_ITEM}))")
_ANYWHERE = re.compile("(ReplyDelete)")


def unglued(lines: Sequence[Line]) -> list[Line]:
    """`lines` with each marker that an extractor glued to a neighbour on a line of its own.

    "Delete" and "Replies" are parted only from what follows the first "ReplyDelete": before it they are words.
    """
    parts: list[Line] = []
    within = False
    for line in lines:
        within = within or TOP_END in line.text
        parts += _unglued(line) if within else [line]
    return parts


def reglued(lines: Sequence[Line]) -> list[Line]:
    """`lines` with the parts of each line joined again: the inverse of `unglued`, for what is no comment."""
    groups = (list(group) for _, group in groupby(lines, key=lambda line: line.number))
    return [Line(parts[0].number, "".join(part.text for part in parts)) for parts in groups]


def markers(lines: Sequence[Line]) -> list[str]:
    """For each line of a section of comments the marker that it is, or ""."""
    following = _filled_after(lines)
    grammar = _Grammar(_top_indent(lines), _is_numbered(lines))
    found: list[str] = []
    previous, in_replies = "", False
    for line, after in zip(lines, following, strict=True):
        marker = "" if line.blank else grammar.marker(line, previous, after, in_replies)
        found.append(marker)
        in_replies = (in_replies or marker == REPLIES) and marker != TOP_END
        previous = previous if line.blank else marker or "text"
    return found


@dataclass(frozen=True)
class _Grammar:
    """What this copy of the page kept of the grammar."""

    top_indent: int
    """Of the end markers of comments; those of replies stand deeper unless it is 0."""
    numbered: bool
    """Whether its comments have their numbers."""

    def marker(self, line: Line, previous: str, after: Line | None, in_replies: bool) -> str:
        """The marker that a line is between the marker or text `previous` and the line `after`, or ""."""
        word = _end_word(line)
        if word == TOP_END or (line.glued and word in (REPLY_END, REPLIES)):
            return word
        if word == REPLY_END:
            return REPLY_END if self._ends_reply(line, after, in_replies) else ""
        if word == REPLIES:
            return REPLIES if previous == TOP_END or (after is not None and _number(after) == 1) else ""
        return LINK if word == LINK and previous not in ("", "text") else ""

    def _ends_reply(self, line: Line, after: Line | None, in_replies: bool) -> bool:
        """Nothing but an item, a link or the end follows the end of a reply."""
        if self.top_indent and line.indent <= self.top_indent:
            return False
        if after is None or _number(after) is not None or after.folded == LINK:
            return True
        if is_furniture(after) or COMMENTS_HEADING.fullmatch(after.folded):
            return True
        return in_replies and not self.numbered and _end_word(after) not in ENDS


def _top_indent(lines: Sequence[Line]) -> int:
    """The least indentation of a "ReplyDelete" on a line of its own."""
    return min((line.indent for line in lines if _end_word(line) == TOP_END and not line.glued), default=0)


def _is_numbered(lines: Sequence[Line]) -> bool:
    """True if the first line, or one below an end marker, begins with a number."""
    opens = True
    for line in lines:
        if line.blank:
            continue
        if opens and _number(line) is not None:
            return True
        opens = _end_word(line) in (*ENDS, REPLIES)
    return False


def _end_word(line: Line) -> str:
    return line.folded.replace(" ", "")


def _unglued(line: Line) -> Iterator[Line]:
    spans = _marker_spans(line.text)
    end = 0
    for (start, stop), glued in zip(spans, _glued(line.text, spans), strict=True):
        if line.text[end:start].strip():
            yield Line(line.number, line.text[end:start])
            end = start
        yield Line(line.number, line.text[end:stop], glued)
        end = stop
    if line.text[end:].strip() or not spans:
        yield Line(line.number, line.text[end:])


def _marker_spans(text: str) -> list[tuple[int, int]]:
    """Where the markers of a line are: "ReplyDelete" anywhere, the others where the line or a marker precedes them."""
    spans: list[tuple[int, int]] = []
    found = _LEADING.match(text) or _ANYWHERE.search(text)
    while found:
        spans.append(found.span(1))
        found = _LEADING.match(text, found.end()) or _ANYWHERE.search(text, found.end())
    return spans


def _glued(text: str, spans: Sequence[tuple[int, int]]) -> list[bool]:
    """For each marker whether it is part of a word that another part of the line accounts for."""
    glued: list[bool] = []
    for chain in _chains(spans):
        start, stop = chain[0][0], chain[-1][1]
        outer = text[start - 1 : start] + text[stop : stop + 1]
        glued += [bool(outer.strip()) or at > 0 for at in range(len(chain))]
    return glued


def _chains(spans: Sequence[tuple[int, int]]) -> Iterator[list[tuple[int, int]]]:
    """The spans, those that touch together."""
    chain: list[tuple[int, int]] = []
    for span in spans:
        if chain and chain[-1][1] != span[0]:
            yield chain
            chain = []
        chain.append(span)
    if chain:
        yield chain


def _filled_after(lines: Sequence[Line]) -> list[Line | None]:
    following: list[Line | None] = []
    after: Line | None = None
    for line in reversed(lines):
        following.append(after)
        after = after if line.blank else line
    return following[::-1]


def _number(line: Line) -> int | None:
    found = NUMBERED.fullmatch(line.text)
    return int(found.group(2)) if found else None
