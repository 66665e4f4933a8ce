"""The foot that Blogger prints under a post: who wrote it and when, and its labels.

The rule: it is a foot only where it ends the post. A line of the same look within a text stays there.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from archive.formats.plain_text.lines import COMMENTS_HEADING, Line

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
