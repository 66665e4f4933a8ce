"""Where the comments of a plain-text post page begin.

The rule: a heading such as "15 comments:" counts if comments follow it that can be told apart, or nothing does.
Without a heading, end markers or numbered items at the end of the page count, if it is clear where the first begins. In
every other case the lines are the post's own (forms.md 1.12, 2.1).
"""

from __future__ import annotations

from collections.abc import Sequence

from archive.formats.plain_text.comment_markers import NUMBERED, TOP_END, markers
from archive.formats.plain_text.lines import COMMENTS_HEADING, Line, is_footer, is_furniture, without_tail_furniture
from archive.markup.from_text import is_list_item

_TOP_INDENT, _TEXT_INDENT = 2, 4


def section_start(lines: Sequence[Line], alone: bool) -> int | None:
    """Position of the first line of the comments (their heading, if there is one); None if there are none.

    `alone`: nothing but this post is on the page, so that comments may follow it without heading and markers.
    """
    end = _first_end(lines)
    if end is not None:
        return _start_of_marked(lines, end)
    headings = [at for at, line in enumerate(lines) if _is_heading(line)]
    if headings:
        return _heading_of_unmarked(lines, headings, alone)
    return _start_of_numbered(lines) if alone else None


def certain_start(lines: Sequence[Line]) -> int | None:
    """The same of comments that stand on the page beyond doubt, as they do on the page of a single post only."""
    start = section_start(lines, alone=False)
    return None if start is None or only_furniture_follows(lines, start) else start


def bare_count(lines: Sequence[Line]) -> Line | None:
    """The last line that says how many comments there are, where they cannot be told apart."""
    return next((line for line in reversed(lines) if _is_heading(line)), None)


def _is_heading(line: Line) -> bool:
    return line.indent < _TOP_INDENT and bool(COMMENTS_HEADING.fullmatch(line.folded))


def _first_end(lines: Sequence[Line]) -> int | None:
    """Position of the first "ReplyDelete", which is no word of any language."""
    return next((at for at, marker in enumerate(markers(lines)) if marker == TOP_END), None)


def _heading_of_unmarked(lines: Sequence[Line], headings: Sequence[int], alone: bool) -> int | None:
    """The heading above comments that have no markers, or above none."""
    first_items = {at: _first_item_after(lines, at) for at in headings}
    indented = [at for at in headings if first_items[at] == _TOP_INDENT]
    if indented:
        return indented[0]
    last = headings[-1]
    if only_furniture_follows(lines, last):
        return last
    flat = [at for at in headings if first_items[at] is not None]
    if alone and flat:
        return flat[-1]
    second = _start_of_numbered(lines[last + 1 :])
    return last if alone and (second is not None or lines[last].folded == "1 comment:") else None


def _start_of_marked(lines: Sequence[Line], end: int) -> int:
    headings = [at for at in range(end) if _is_heading(lines[at])]
    if headings:
        return next((at for at in reversed(headings) if _first_item_after(lines, at) is not None), headings[-1])
    numbered = _last_first_item(lines, end) if _item_follows(lines, end) else None
    indented = _start_of_indented(lines, end)
    if numbered is None or (indented < end and any(not line.blank for line in lines[numbered + 1 : indented])):
        return indented
    return numbered


def _item_follows(lines: Sequence[Line], end: int) -> bool:
    following = next((line for line in lines[end + 1 :] if not line.blank and line.folded != "Replies"), None)
    return following is None or bool(NUMBERED.fullmatch(following.text))


def _last_first_item(lines: Sequence[Line], end: int) -> int | None:
    """The nearest item 1 above `end` that is not the first of a list: none with number 2 follows it before `end`."""
    second: set[str] = set()
    for at in range(end - 1, -1, -1):
        found = NUMBERED.fullmatch(lines[at].text)
        if found and found[2] == "2":
            second.add(found[1])
        elif found and found[2] == "1" and found[1] not in second and len(found[1]) < _TEXT_INDENT:
            return at
    return None


def _start_of_indented(lines: Sequence[Line], end: int) -> int:
    """Where the lines above `end` begin that are indented as the text of a comment is; `end` if none is."""
    start = end
    while start and (lines[start - 1].blank or _is_indented(lines[start - 1])):
        start -= 1
    while start < end and lines[start].blank:
        start += 1
    return start


def _is_indented(line: Line) -> bool:
    """True for text of a comment, with or without its number; the items of a post's list are indented by two."""
    return line.indent >= _TEXT_INDENT or (line.indent == _TOP_INDENT and not is_list_item(line.folded))


def _first_item_after(lines: Sequence[Line], heading: int) -> int | None:
    """The indentation of item 1, if it stands directly below the heading."""
    below = next((lines[at] for at in range(heading + 1, len(lines)) if not lines[at].blank), None)
    found = NUMBERED.fullmatch(below.text) if below else None
    return len(found[1]) if found and found[2] == "1" else None


def only_furniture_follows(lines: Sequence[Line], at: int) -> bool:
    """True if nothing stands below position `at` but what Blogger prints at the foot of a post or page."""
    return all(line.blank or is_furniture(line) or is_footer(line) for line in lines[at + 1 :])


def _start_of_numbered(lines: Sequence[Line]) -> int | None:
    """Where items begin that have neither heading nor markers: indented, set apart, and last on the page.

    At least two are needed (forms.md 1.12), and no introduction above them, or they are a list of the post. The number
    of the first may be lost.
    """
    kept, _ = without_tail_furniture(lines)
    start = len(kept)
    while start and (kept[start - 1].blank or kept[start - 1].indent >= _TOP_INDENT):
        start -= 1
    introduced = start > 0 and kept[start - 1].folded.endswith(":")
    second = next((at for at in range(start, len(kept)) if _is_item(kept[at], "2")), None)
    if second is None or introduced or not kept[second - 1].blank:
        return None
    first = next((at for at in range(start, second) if _is_item(kept[at], "1")), None)
    first = _start_of_indented(kept, second) if first is None else first
    return first if first < second and (first == 0 or kept[first - 1].blank) else None


def _is_item(line: Line, number: str) -> bool:
    found = NUMBERED.fullmatch(line.text)
    return bool(found and found[2] == number and len(found[1]) == _TOP_INDENT)
