"""The lines of a plain-text scrape, and the page furniture among them.

Lines are matched folded (no-break spaces as spaces, ends stripped) and kept raw: indentation means something.

The foot that Blogger prints under a post: who wrote it and when, and its labels.

The rule: it is a foot only where it ends the post. A line of the same look within a text stays there.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from archive.formats.records import OtherText


@dataclass(frozen=True)
class Line:
    """One line of the file, or what an extractor glued into one line."""

    number: int
    """Counted from 1."""
    text: str
    """Without its line end."""
    glued: bool = False
    """True for a marker that stood glued to the next word: it is no word of its own."""

    @property
    def folded(self) -> str:
        """The text for matching whole lines."""
        return " ".join(self.text.split())

    @property
    def indent(self) -> int:
        """How many spaces it begins with, no-break ones included."""
        return len(self.text) - len(self.text.lstrip(" \xa0"))

    @property
    def blank(self) -> bool:
        """True if it holds white space at most."""
        return not self.text.strip()


@dataclass(frozen=True)
class Spacing:
    """How a page sets its paragraphs apart."""

    spaced: bool
    """False if the extractor printed no blank lines, so that each line is a paragraph."""
    gap: int
    """Blank lines that usually stand between two paragraphs."""


_SPACED_FROM = 20
"""A page is spaced if at least one line in this many is blank. The seeds have one in two or three; the same pages with
their blank lines taken out by a careless hand keep up to one in fifty (double ones, no-break spaces)."""

IMAGE_DESCRIPTION = re.compile(
    r"Graph of Blogger page views|Image may contain: .+|No photo description available\.|Embedded image permalink"
    r"|[A-Z][\w.-]*(?: [A-Z&][\w.-]*){0,4}['’]s photo\.?"
)
"""Alternative texts of images, which extractors print as lines of the body (forms.md 2.2)."""

COMMENTS_HEADING = re.compile(r"(\d{1,6}) comments?:|No comments:")

_FURNITURE = re.compile(
    r"On Probation Blog|An attempt to help explain the mysteries.*|Showing posts with label .+ Show all posts"
    r"|Subscribe to:|Subscribe to: .*\(Atom\)|Post Comments \(Atom\)|Posts \(Atom\)|Post a Comment|Add comment"
    r"|Newer Posts?|Older Posts?|Home|Newer Posts? Home Older Posts?|Load more\.\.\.|View (?:web|mobile) version"
    r"|Powered by Blogger\.?|Show all posts|No comments:|Reply|Share this|Skip to main content"
    r"|Email This|BlogThis!|Share to \w+|Email This ?BlogThis! ?Share to .{1,60}"
)
"""Lines of the page around the posts: names, pagers, subscribe links (forms.md 2.2, 3.1). Matched as whole lines, and
only before the first and after the last line of a text: within one they may be the author's own words."""


def text_lines(text: str) -> list[Line]:
    """The lines of `text`, numbered."""
    return [Line(number, line) for number, line in enumerate(text.split("\n"), 1)]


def spacing(lines: Sequence[Line]) -> Spacing:
    """How the page `lines` sets its paragraphs apart."""
    inner = trimmed(lines)
    gaps = Counter(len(list(group)) for blank, group in groupby(inner, key=lambda line: line.blank) if blank)
    blanks = sum(length * count for length, count in gaps.items())
    usual = max(gaps, key=lambda length: (gaps[length], length), default=0)
    return Spacing(blanks * _SPACED_FROM >= len(inner) and blanks > 0, usual)


def is_furniture(line: Line) -> bool:
    """True if the whole line is page furniture."""
    return bool(_FURNITURE.fullmatch(line.folded))


def raw_of(lines: Sequence[Line]) -> str:
    """The lines as one text, without the markers that were glued to words."""
    return "\n".join(line.text for line in lines if not line.glued)


def extent(lines: Sequence[Line]) -> tuple[int, int]:
    """First and last line number."""
    return lines[0].number, lines[-1].number


def filled(lines: Sequence[Line]) -> list[Line]:
    """The lines that are not blank."""
    return [line for line in lines if not line.blank]


def trimmed(lines: Sequence[Line]) -> Sequence[Line]:
    """`lines` without blank ones at either end."""
    full = [at for at, line in enumerate(lines) if not line.blank]
    return lines[full[0] : full[-1] + 1] if full else []


def filled_before(lines: Sequence[Line], at: int) -> Line | None:
    """The nearest line above position `at` that is not blank."""
    return next((lines[above] for above in range(at - 1, -1, -1) if not lines[above].blank), None)


def without_tail_furniture(lines: Sequence[Line]) -> tuple[Sequence[Line], Sequence[Line]]:
    """`lines` up to their last word, and the furniture after it."""
    end = len(lines)
    while end and (lines[end - 1].blank or is_furniture(lines[end - 1])):
        end -= 1
    return lines[:end], lines[end:]


def rest_of(lines: Sequence[Line], reason: str, quarantined: bool = False) -> tuple[OtherText, ...]:
    """`lines` as a Rest, or nothing if they hold no word."""
    kept = trimmed([line for line in lines if not line.glued])
    return (OtherText(raw_of(kept), extent(kept), reason, quarantined),) if kept else ()


BYLINE = re.compile(r"Posted by (?P<author>.+?)(?P<moment> at \d{1,2}:\d\d.*| on .*\d{4}.*)?")
LABELS = re.compile(r"Labels: (?P<labels>.+)")


def is_footer(line: Line) -> bool:
    """True if the line is one that Blogger prints under a post: who wrote it, its labels, how many comments it has."""
    folded = line.folded
    byline = BYLINE.fullmatch(folded)
    return bool((byline and byline["moment"]) or LABELS.fullmatch(folded) or COMMENTS_HEADING.fullmatch(folded))


def without_foot(lines: Sequence[Line]) -> tuple[Sequence[Line], Sequence[Line]]:
    """The lines of a post, and those that Blogger prints below it: who wrote it, and its labels."""
    end = len(lines)
    while end and (lines[end - 1].blank or BYLINE.fullmatch(lines[end - 1].folded) or _labels(lines[end - 1])):
        end -= 1
    foot = lines[end:]
    sure = any(is_footer(line) for line in foot)
    return (lines[:end], foot) if sure else (lines, [])


def _labels(line: Line) -> tuple[str, ...]:
    found = LABELS.fullmatch(line.folded)
    return tuple(part.strip() for part in found["labels"].split(",") if part.strip()) if found else ()


def foot_facts(foot: Sequence[Line]) -> tuple[str | None, tuple[str, ...]]:
    """Author and labels."""
    authors = [found["author"] for line in foot if (found := BYLINE.fullmatch(line.folded))]
    labels = [label for line in foot for label in _labels(line)]
    return (authors[0] if authors else None), tuple(dict.fromkeys(labels))


def foot_remarks(lines: Sequence[Line]) -> list[str]:
    """A foot with more text below it: Blogger prints the date once for all posts of a day."""
    feet = [line for line in lines if (found := BYLINE.fullmatch(line.folded)) and found["moment"]]
    return [f"line {line.number}: the foot of a post; what follows may be a second post of the day" for line in feet]
