"""Find the markers that Blogger prints between comments: "ReplyDelete", "Delete", "Replies" and "Reply".

Under each comment are the links "Reply" and "Delete", which extractors print as one word, "ReplyDelete", or one below
the other. Under each reply is "Delete" alone, and above the replies to a comment is "Replies". See "Comments in plain
text" in docs/formats.md.

The rule: a line is a marker only where the grammar allows one. Anywhere else it is a word of the comment.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from archive.formats.plain_text.furniture import is_furniture
from archive.formats.plain_text.lines import COMMENTS_HEADING, TextLine

NUMBERED = re.compile(r"([ \xa0]*)([0-9]{1,6})\.(?:\s(.*))?")
"""The first line of a comment: indentation, number and text."""

COMMENT_END, REPLY_END, REPLIES, REPLY_LINK = "ReplyDelete", "Delete", "Replies", "Reply"
ENDS = (COMMENT_END, REPLY_END)

_STARTS_TEXT = r"(?=[A-Z\"“'‘\d])"
_BEFORE_ITEM = r"(?=\s+\d+\.\s)"
_LEADING = re.compile(rf"\s*(ReplyDelete|(?<=ReplyDelete)Replies|(?:Replies|Delete)(?:{_STARTS_TEXT}|{_BEFORE_ITEM}))")
_ANYWHERE = re.compile("(ReplyDelete)")


def split_glued(lines: Sequence[TextLine]) -> list[TextLine]:
    """Put each marker that an extractor glued to a neighbour on a line of its own.

    "Delete" and "Replies" are split off only after the first "ReplyDelete"; before it they are ordinary words.
    """
    parts: list[TextLine] = []
    within = False
    for line in lines:
        within = within or COMMENT_END in line.text
        parts += _split_line(line) if within else [line]
    return parts


def rejoin_glued(lines: Sequence[TextLine]) -> list[TextLine]:
    """Undo `split_glued`, for lines that turn out not to be comments."""
    groups = (list(group) for _, group in groupby(lines, key=lambda line: line.number))
    return [TextLine(parts[0].number, "".join(part.text for part in parts)) for parts in groups]


def find_markers(lines: Sequence[TextLine]) -> list[str]:
    """Return, for each line of a comment section, the marker that it is, or an empty string."""
    following = _next_non_blank(lines)
    grammar = _MarkerGrammar(_top_indent(lines), _is_numbered(lines))
    found: list[str] = []
    previous, in_replies = "", False
    for line, after in zip(lines, following, strict=True):
        marker = "" if line.blank else grammar.marker(line, previous, after, in_replies)
        found.append(marker)
        in_replies = (in_replies or marker == REPLIES) and marker != COMMENT_END
        previous = previous if line.blank else marker or "text"
    return found


@dataclass(frozen=True)
class _MarkerGrammar:
    """The rules for markers, as far as this copy of the page kept indentation and numbers."""

    top_indent: int
    """Indentation of the end markers of comments. Those of replies are indented more, unless it is 0."""
    numbered: bool
    """True if the comments have numbers."""

    def marker(self, line: TextLine, previous: str, after: TextLine | None, in_replies: bool) -> str:
        """Return the marker that the line is, or an empty string.

        `previous` is the marker above it, or "text"; `after` is the next line that is not blank.
        """
        word = _end_word(line)
        if word == COMMENT_END or (line.glued and word in (REPLY_END, REPLIES)):
            return word
        if word == REPLY_END and previous == REPLY_LINK:
            return COMMENT_END
        if word == REPLY_END:
            return REPLY_END if self._ends_reply(line, after, in_replies) else ""
        if word == REPLIES:
            return REPLIES if previous == COMMENT_END or (after is not None and _number(after) == 1) else ""
        if word == REPLY_LINK and after is not None and _end_word(after) == REPLY_END:
            return REPLY_LINK
        return REPLY_LINK if word == REPLY_LINK and previous not in ("", "text") else ""

    def _ends_reply(self, line: TextLine, after: TextLine | None, in_replies: bool) -> bool:
        """Only a comment, a link or the end of the page can follow the end of a reply."""
        if self.top_indent and line.indent <= self.top_indent:
            return False
        if after is None or _number(after) is not None or after.collapsed == REPLY_LINK:
            return True
        if is_furniture(after) or COMMENTS_HEADING.fullmatch(after.collapsed):
            return True
        return in_replies and not self.numbered and _end_word(after) not in ENDS


def _top_indent(lines: Sequence[TextLine]) -> int:
    """Return the smallest indentation of a "ReplyDelete" on a line of its own."""
    return min((line.indent for line in lines if _end_word(line) == COMMENT_END and not line.glued), default=0)


def _is_numbered(lines: Sequence[TextLine]) -> bool:
    """Return True if the first line, or one below an end marker, starts with a number."""
    opens = True
    for line in lines:
        if line.blank:
            continue
        if opens and _number(line) is not None:
            return True
        opens = _end_word(line) in (*ENDS, REPLIES)
    return False


def _end_word(line: TextLine) -> str:
    return line.collapsed.replace(" ", "")


def _split_line(line: TextLine) -> Iterator[TextLine]:
    spans = _marker_spans(line.text)
    end = 0
    for (start, stop), glued in zip(spans, _glued(line.text, spans), strict=True):
        if line.text[end:start].strip():
            yield TextLine(line.number, line.text[end:start])
            end = start
        yield TextLine(line.number, line.text[end:stop], glued)
        end = stop
    if line.text[end:].strip() or not spans:
        yield TextLine(line.number, line.text[end:])


def _marker_spans(text: str) -> list[tuple[int, int]]:
    """Find "ReplyDelete" anywhere in a line, and the other markers at its start or after another marker."""
    spans: list[tuple[int, int]] = []
    found = _LEADING.match(text) or _ANYWHERE.search(text)
    while found:
        spans.append(found.span(1))
        found = _LEADING.match(text, found.end()) or _ANYWHERE.search(text, found.end())
    return spans


def _glued(text: str, spans: Sequence[tuple[int, int]]) -> list[bool]:
    """Say for each marker whether it is part of a word that is counted in another part of the line."""
    glued: list[bool] = []
    for chain in _chains(spans):
        start, stop = chain[0][0], chain[-1][1]
        outer = text[start - 1 : start] + text[stop : stop + 1]
        glued += [bool(outer.strip()) or at > 0 for at in range(len(chain))]
    return glued


def _chains(spans: Sequence[tuple[int, int]]) -> Iterator[list[tuple[int, int]]]:
    """Group spans that touch."""
    chain: list[tuple[int, int]] = []
    for span in spans:
        if chain and chain[-1][1] != span[0]:
            yield chain
            chain = []
        chain.append(span)
    if chain:
        yield chain


def _next_non_blank(lines: Sequence[TextLine]) -> list[TextLine | None]:
    following: list[TextLine | None] = []
    after: TextLine | None = None
    for line in reversed(lines):
        following.append(after)
        after = after if line.blank else line
    return following[::-1]


def _number(line: TextLine) -> int | None:
    found = NUMBERED.fullmatch(line.text)
    return int(found.group(2)) if found else None
