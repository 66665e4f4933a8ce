"""Read the head of a plain-text post: its date heading and its title.

The rule: only the line directly below a date heading, or the first line of a page without one, can be a title. If it
can as well be the start of the text, it is text, and the post has no title. See "Titles" in docs/formats.md.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from archive.formats.plain_text.comment_markers import NUMBERED
from archive.formats.plain_text.date_headings import DateHeading, parse_heading
from archive.formats.plain_text.furniture import is_furniture
from archive.formats.plain_text.lines import (
    BYLINE,
    COMMENTS_HEADING,
    IMAGE_DESCRIPTION,
    Spacing,
    TextLine,
    is_timed_byline,
)
from archive.markup.from_text import is_list_item, is_separator

_TITLE_WORDS, _TITLE_SIGNS = 20, 130
"""Limits of a title. The longest in the sample scrapes has 39 characters; paragraphs that start a page are longer."""
_SENTENCE_WORDS = 3
"""A longer line that ends like a sentence is text: no title in the sample scrapes ends like one."""
_PAGE_OF_POSTS = 3
"""The fewest posts that show how a page sets its titles. On a page of fewer, all titles can be missing."""
_TO_ALL = re.compile(
    r"(?:Dear|Hi|Hello) (?:all|everyone|colleagues?|members?|friends?)\W?|Colleagues\W?", re.IGNORECASE
)
_SALUTATION = re.compile(r"(?:Dear|Hi|Hello|Good (?:morning|afternoon|evening))\b.*", re.IGNORECASE)
_BARE_DAY = re.compile(r"([0-9]{1,2})/([0-9]{1,2})/([0-9]{4})")


@dataclass(frozen=True)
class PostHead:
    """The lines above the body of a post."""

    length: int
    """Number of lines."""
    title: str | None = None
    day: date | None = None
    heading: str = ""
    """The date heading as printed."""
    remarks: tuple[str, ...] = ()
    mailout: bool = False


def find_title_gap(texts: Sequence[Sequence[TextLine]], page: Spacing) -> int:
    """Return the largest number of blank lines between date and title on a page of these posts.

    It is the usual gap between paragraphs, or more if most posts have a wider gap with a possible title below it.
    """
    below = [(at - 1, lines) for lines in texts if (at := _first_below(lines)) is not None]
    wide = [gap for gap, lines in below if gap > page.gap and _can_be_title(lines, gap + 1, page)]
    return max(wide) if len(texts) >= _PAGE_OF_POSTS and len(wide) * 2 > len(texts) else page.gap


def read_dated_head(lines: Sequence[TextLine], heading: DateHeading, page: Spacing, gap: int) -> PostHead:
    """Read the head of a post that starts with its date heading.

    The next line of text is the title, unless it reads like text or is more than `gap` blank lines away; then the
    extractor has dropped the title (T0 in docs/formats.md).
    """
    raw = lines[0].text
    at = _first_below(lines)
    if at is not None and at - 1 <= gap and _can_be_title(lines, at, page):
        return PostHead(at + 1, lines[at].collapsed, heading.day, raw)
    missing = f"line {lines[0].number}: no title below this date; published without a title"
    return PostHead(1, None, heading.day, raw, () if at is None else (missing,))


def read_head_above(lines: Sequence[TextLine], headings: Sequence[DateHeading], page: Spacing) -> PostHead | None:
    """Read the head of a page of one post that prints the title above the date; return None if it does not.

    The title must be the only line above the date, and the line below the date must not be able to be one.
    """
    above = [at for at, line in enumerate(lines[: headings[0].at]) if not (line.blank or is_furniture(line))]
    if (
        len(headings) > 1
        or len(above) != 1
        or read_dated_head(lines[headings[0].at :], headings[0], page, page.gap).title
    ):
        return None
    title = lines[above[0]]
    if not _is_short_text(title.collapsed) or _is_sentence(title.collapsed) or not _reads_as_title(title.collapsed):
        return None
    length = headings[0].at - above[0] + 1
    return PostHead(length, title.collapsed, headings[0].day, lines[headings[0].at].text)


def _first_below(lines: Sequence[TextLine]) -> int | None:
    return next((at for at in range(1, len(lines)) if not lines[at].blank), None)


def read_undated_head(lines: Sequence[TextLine], page: Spacing) -> PostHead:
    """Read the head of a page without a date heading: that of a mailout, a title alone, or nothing."""
    mailout = _mailout_head(lines)
    if mailout or not lines or not _can_be_title(lines, 0, page) or not _reads_as_title(lines[0].collapsed):
        return mailout or PostHead(0)
    where = f"line {lines[0].number}"
    if not page.spaced:
        return PostHead(0, remarks=(f"{where}: this may be a title, but no blank line follows; kept as text",))
    return PostHead(1, lines[0].collapsed, remarks=(f"{where}: used as the title, although there is no date above it",))


def _mailout_head(lines: Sequence[TextLine]) -> PostHead | None:
    """Read a title and a date dd/mm/yyyy on a line of its own (M in docs/formats.md)."""
    first = [at for at, line in enumerate(lines[:4]) if not line.blank][:2]
    found = _BARE_DAY.fullmatch(lines[first[1]].collapsed) if len(first) == 2 else None
    title = lines[first[0]].collapsed if first else ""
    if not found or not _is_short_text(title) or _is_sentence(title):
        return None
    try:
        day = date(int(found.group(3)), int(found.group(2)), int(found.group(1)))
    except ValueError:
        return None
    return PostHead(first[1] + 1, title, day, lines[first[1]].text, mailout=True)


def _can_be_title(lines: Sequence[TextLine], at: int, page: Spacing) -> bool:
    line = lines[at].collapsed
    is_last = at + 1 == len(lines)
    alone = not page.spaced or is_last or lines[at + 1].blank or (at == 1 and _is_above_text(lines))
    alone = alone or is_timed_byline(lines[at + 1])
    return alone and _is_short_text(line) and not _is_sentence(line) and not _TO_ALL.fullmatch(line)


def _is_above_text(lines: Sequence[TextLine]) -> bool:
    """Return True if date, title and text are on three lines with nothing between, the text being a whole sentence."""
    title, text = lines[1].collapsed, lines[2].collapsed
    return parse_heading(lines[0].text) is not None and len(text) > len(title) and text.endswith((".", "!", "?"))


def _is_short_text(line: str) -> bool:
    """Return True if the line is short and is not an address, separator, list item, byline or the like."""
    if len(line) > _TITLE_SIGNS or len(line.split()) > _TITLE_WORDS or "://" in line:
        return False
    named = (COMMENTS_HEADING, IMAGE_DESCRIPTION, BYLINE, NUMBERED)
    return not (is_separator(line) or is_list_item(line) or any(form.fullmatch(line) for form in named))


def _is_sentence(line: str) -> bool:
    """Return True if the line ends like a sentence or introduces a quotation."""
    if line.endswith((":-", ":")):
        return True
    return line.endswith((".", ";", ",")) and not line.endswith("...") and len(line.split()) > _SENTENCE_WORDS


def _reads_as_title(line: str) -> bool:
    """Return False if the line, without a date heading above it, looks like the start of a text."""
    sentence = line.endswith((".", ",", ";")) and not line.endswith("...")
    return not sentence and line[:1] not in "\"“'‘" and not _SALUTATION.fullmatch(line)
