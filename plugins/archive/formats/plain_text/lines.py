"""The lines of a plain-text page, and the footer that Blogger prints under a post.

The rule: compare a line with its white space collapsed, but keep it as it is, because indentation has a meaning. Lines
are a footer only after a text. Inside a text, the same lines are the author's own words.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from archive.formats.records import OtherText


@dataclass(frozen=True)
class TextLine:
    """One line of a file, or a part of one that an extractor had glued to its neighbour."""

    number: int
    """Counted from 1."""
    text: str
    """Without its newline."""
    glued: bool = False
    """True for a marker that was glued to the next word; it does not count as a word."""

    @property
    def collapsed(self) -> str:
        """The text with each run of white space as one space, to compare whole lines."""
        return " ".join(self.text.split())

    @property
    def indent(self) -> int:
        """The number of spaces at the start, including no-break spaces."""
        return len(self.text) - len(self.text.lstrip(" \xa0"))

    @property
    def blank(self) -> bool:
        """True if the line is empty or only white space."""
        return not self.text.strip()


@dataclass(frozen=True)
class Spacing:
    """How a page separates its paragraphs."""

    spaced: bool
    """False if the extractor printed no blank lines, so that each line is a paragraph."""
    gap: int
    """The usual number of blank lines between two paragraphs."""


_SPACED_FROM = 20
"""A page is spaced if at least one line in this many is blank. The sample scrapes have one in two or three; the same
pages with most blank lines removed keep up to one in fifty (double ones, no-break spaces)."""

IMAGE_DESCRIPTION = re.compile(
    r"Graph of Blogger page views|Image may contain: .+|No photo description available\.|Embedded image permalink"
    r"|[A-Z][\w.-]*(?: [A-Z&][\w.-]*){0,4}['’]s photo\.?"
)
"""Alt texts of images, which extractors print as lines of the body ("Bodies" in docs/formats.md)."""

COMMENTS_HEADING = re.compile(r"(\d{1,6}) comments?:|No comments:")


def split_lines(text: str) -> list[TextLine]:
    return [TextLine(number, line) for number, line in enumerate(text.split("\n"), 1)]


def measure_spacing(lines: Sequence[TextLine]) -> Spacing:
    """Measure how the lines of a page separate its paragraphs."""
    inner = strip_blank_lines(lines)
    gaps = Counter(len(list(group)) for blank, group in groupby(inner, key=lambda line: line.blank) if blank)
    blanks = sum(length * count for length, count in gaps.items())
    usual = max(gaps, key=lambda length: (gaps[length], length), default=0)
    return Spacing(blanks * _SPACED_FROM >= len(inner) and blanks > 0, usual)


def raw_text(lines: Sequence[TextLine]) -> str:
    """Join the lines, without the markers that were glued to words."""
    return "\n".join(line.text for line in lines if not line.glued)


def line_range(lines: Sequence[TextLine]) -> tuple[int, int]:
    """Return the numbers of the first and the last line."""
    return lines[0].number, lines[-1].number


def non_blank(lines: Sequence[TextLine]) -> list[TextLine]:
    return [line for line in lines if not line.blank]


def strip_blank_lines(lines: Sequence[TextLine]) -> Sequence[TextLine]:
    """Drop the blank lines at both ends."""
    full = [at for at, line in enumerate(lines) if not line.blank]
    return lines[full[0] : full[-1] + 1] if full else []


def non_blank_before(lines: Sequence[TextLine], at: int) -> TextLine | None:
    """Return the nearest line above position `at` that is not blank."""
    return next((lines[above] for above in range(at - 1, -1, -1) if not lines[above].blank), None)


def other_text(lines: Sequence[TextLine], reason: str, quarantined: bool = False) -> tuple[OtherText, ...]:
    """Make a OtherText of the lines, or nothing if they have no words."""
    kept = strip_blank_lines([line for line in lines if not line.glued])
    return (OtherText(raw_text(kept), line_range(kept), reason, quarantined),) if kept else ()


BYLINE = re.compile(r"[Pp]osted by (?P<author>.+?)(?P<moment> (?:at|@) \d{1,2}:\d\d.*| on .*\d{4}.*)?")
LABELS = re.compile(r"Labels: (?P<labels>.+)")


def is_timed_byline(line: TextLine) -> bool:
    """Return True for a byline with a time or a date, which only Blogger prints."""
    byline = BYLINE.fullmatch(line.collapsed)
    return bool(byline and byline["moment"])


def is_footer(line: TextLine) -> bool:
    """Return True for a line that Blogger prints under a post: byline with time, labels or number of comments."""
    return is_timed_byline(line) or bool(LABELS.fullmatch(line.collapsed) or COMMENTS_HEADING.fullmatch(line.collapsed))


def split_footer(lines: Sequence[TextLine]) -> tuple[Sequence[TextLine], Sequence[TextLine]]:
    """Split the lines of a post into its text and the footer with its byline and labels.

    "Posted by Pat" alone is not enough to make a footer: it needs a time, or labels beside it.
    """
    end = len(lines)
    while end and (lines[end - 1].blank or BYLINE.fullmatch(lines[end - 1].collapsed) or _labels(lines[end - 1])):
        end -= 1
    footer = lines[end:]
    return (lines[:end], footer) if any(is_footer(line) for line in footer) else (lines, [])


def _labels(line: TextLine) -> tuple[str, ...]:
    found = LABELS.fullmatch(line.collapsed)
    return tuple(part.strip() for part in found["labels"].split(",") if part.strip()) if found else ()


def parse_footer(footer: Sequence[TextLine]) -> tuple[str | None, tuple[str, ...]]:
    authors = [found["author"] for line in footer if (found := BYLINE.fullmatch(line.collapsed))]
    labels = [label for line in footer for label in _labels(line)]
    return (authors[0] if authors else None), tuple(dict.fromkeys(labels))


def footer_remarks(lines: Sequence[TextLine]) -> list[str]:
    """Warn about footers with more text below, because Blogger prints the date once for all posts of a day."""
    footers = [line for line in lines if (found := BYLINE.fullmatch(line.collapsed)) and found["moment"]]
    return [f"line {line.number}: this ends a post; a second post of the same day may follow" for line in footers]
