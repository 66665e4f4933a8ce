"""Find where the comments of a plain-text post page start.

The rule: a heading such as "15 comments:" starts the section if comments that can be told apart follow it, or nothing
does. Without a heading, end markers or numbered items at the end of the page do, if it is clear where the first one
starts. In every other case the lines belong to the post. See "Comments in plain text" in docs/formats.md.
"""

from __future__ import annotations

from collections.abc import Sequence

from archive.formats.plain_text.comment_markers import COMMENT_END, NUMBERED, find_markers
from archive.formats.plain_text.furniture import is_furniture, split_trailing_furniture
from archive.formats.plain_text.lines import (
    COMMENTS_HEADING,
    TextLine,
    is_footer,
)
from archive.markup.from_text import is_list_item

_TOP_INDENT, _TEXT_INDENT = 2, 4


def find_section_start(lines: Sequence[TextLine], alone: bool) -> int | None:
    """Return the position of the first line of the section, which is its heading if it has one, or None.

    `alone` means that the page has no other post, so that comments can follow without heading and markers.
    """
    end = _first_end(lines)
    if end is not None:
        return _start_of_marked(lines, end)
    headings = [at for at, line in enumerate(lines) if _is_heading(line)]
    if headings:
        return _heading_of_unmarked(lines, headings, alone)
    return _start_of_numbered(lines) if alone else None


def find_certain_start(lines: Sequence[TextLine]) -> int | None:
    """Return the start of a section that certainly has comments, which only the page of a single post has."""
    start = find_section_start(lines, alone=False)
    return None if start is None or only_boilerplate_follows(lines, start) else start


def find_count_heading(lines: Sequence[TextLine]) -> TextLine | None:
    """Return the last comments heading of a page whose comments cannot be told apart."""
    return next((line for line in reversed(lines) if _is_heading(line)), None)


def _is_heading(line: TextLine) -> bool:
    return line.indent < _TOP_INDENT and bool(COMMENTS_HEADING.fullmatch(line.collapsed))


def _first_end(lines: Sequence[TextLine]) -> int | None:
    """Return the position of the first "ReplyDelete", which cannot be an ordinary word."""
    return next((at for at, marker in enumerate(find_markers(lines)) if marker == COMMENT_END), None)


def _heading_of_unmarked(lines: Sequence[TextLine], headings: Sequence[int], alone: bool) -> int | None:
    """Return the heading above comments without markers, or above an empty section."""
    first_items = {at: _first_item_after(lines, at) for at in headings}
    indented = [at for at in headings if first_items[at] == _TOP_INDENT]
    if indented:
        return indented[0]
    last = headings[-1]
    if only_boilerplate_follows(lines, last):
        return last
    flat = [at for at in headings if first_items[at] is not None]
    if alone and flat:
        return flat[-1]
    second = _start_of_numbered(lines[last + 1 :])
    return last if alone and (second is not None or lines[last].collapsed == "1 comment:") else None


def _start_of_marked(lines: Sequence[TextLine], end: int) -> int:
    headings = [at for at in range(end) if _is_heading(lines[at])]
    if headings:
        return next((at for at in reversed(headings) if _first_item_after(lines, at) is not None), headings[-1])
    numbered = _last_first_item(lines, end) if _item_follows(lines, end) else None
    indented = _start_of_indented(lines, end)
    if numbered is None or (indented < end and any(not line.blank for line in lines[numbered + 1 : indented])):
        return indented
    return numbered


def _item_follows(lines: Sequence[TextLine], end: int) -> bool:
    following = next((line for line in lines[end + 1 :] if not line.blank and line.collapsed != "Replies"), None)
    return following is None or bool(NUMBERED.fullmatch(following.text))


def _last_first_item(lines: Sequence[TextLine], end: int) -> int | None:
    """Return the nearest item 1 above `end` that does not start a list, which an item 2 before `end` would show."""
    second: set[str] = set()
    for at in range(end - 1, -1, -1):
        found = NUMBERED.fullmatch(lines[at].text)
        if found and found[2] == "2":
            second.add(found[1])
        elif found and found[2] == "1" and found[1] not in second and len(found[1]) < _TEXT_INDENT:
            return at
    return None


def _start_of_indented(lines: Sequence[TextLine], end: int) -> int:
    """Return the first of the lines directly above `end` that are indented like comments, or `end`."""
    start = end
    while start and (lines[start - 1].blank or _is_indented(lines[start - 1])):
        start -= 1
    while start < end and lines[start].blank:
        start += 1
    return start


def _is_indented(line: TextLine) -> bool:
    """Return True for a line of a comment, with or without its number. Lists in a post are indented by two."""
    return line.indent >= _TEXT_INDENT or (line.indent == _TOP_INDENT and not is_list_item(line.collapsed))


def _first_item_after(lines: Sequence[TextLine], heading: int) -> int | None:
    """Return the indentation of item 1 if it is directly below the heading."""
    below = next((lines[at] for at in range(heading + 1, len(lines)) if not lines[at].blank), None)
    found = NUMBERED.fullmatch(below.text) if below else None
    return len(found[1]) if found and found[2] == "1" else None


def only_boilerplate_follows(lines: Sequence[TextLine], at: int) -> bool:
    """Return True if only boilerplate and footers follow position `at`."""
    return all(line.blank or is_furniture(line) or is_footer(line) for line in lines[at + 1 :])


def _start_of_numbered(lines: Sequence[TextLine]) -> int | None:
    """Return where items without heading and markers start: indented, after a blank line, and last on the page.

    Fewer than two items, or items below a line that ends in a colon, are a list in the post. The number of the first
    may be missing.
    """
    kept, _ = split_trailing_furniture(lines)
    start = len(kept)
    while start and (kept[start - 1].blank or kept[start - 1].indent >= _TOP_INDENT):
        start -= 1
    introduced = start > 0 and kept[start - 1].collapsed.endswith(":")
    second = next((at for at in range(start, len(kept)) if _is_item(kept[at], "2")), None)
    if second is None or introduced or not kept[second - 1].blank:
        return None
    first = next((at for at in range(start, second) if _is_item(kept[at], "1")), None)
    first = _start_of_indented(kept, second) if first is None else first
    return first if first < second and (first == 0 or kept[first - 1].blank) else None


def _is_item(line: TextLine, number: str) -> bool:
    found = NUMBERED.fullmatch(line.text)
    return bool(found and found[2] == number and len(found[1]) == _TOP_INDENT)
