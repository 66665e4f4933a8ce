"""Parse plain-text copies of a feed reader's list of entries from the blog and Napo's sites (F in docs/formats.md).

The rule: each entry is a teaser, so it is partial and never replaces a whole post. Its age ("5h ago") counts from when
somebody opened the reader, so it gives no date. Entries of other blogs are left out by name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from archive.formats.plain_text.date_headings import parse_heading
from archive.formats.plain_text.lines import TextLine, line_range, non_blank, other_text, raw_text, split_lines
from archive.formats.records import OtherText, ParsedPost, ParsedText
from archive.markup.from_text import text_to_markdown
from archive.model import LeftOut

_VISIT = "Visit website"
_AGE = re.compile(r"\d{1,4} ?(?:s|m|mins?|h|hrs?|d|days?|w|weeks?|mo|months?|y|years?) ago", re.IGNORECASE | re.ASCII)
_KINDS = ((re.compile(r"On Probation Blog", re.IGNORECASE), "post"), (re.compile(r"Napo\b.*|NQ ?Online.*"), "page"))
_OTHER_BLOG = "a post of another blog"
_NAMES = 3
"""Lines above the age of an entry: title, blog, author."""


def recognises(text: str) -> bool:
    """Return True if the text has the age and the end of an entry and does not start with a date heading."""
    lines = [line.collapsed for line in non_blank(split_lines(text))]
    if _VISIT not in lines or parse_heading(lines[0]):
        return False
    return any(_AGE.fullmatch(line) for line in lines[_NAMES - 1 : lines.index(_VISIT)])


def read(text: str, one_post: bool) -> ParsedText:
    """Parse the entries. `one_post` changes nothing, because a list is never a single post."""
    del one_post
    posts: list[ParsedPost] = []
    rest: list[OtherText] = []
    remarks: list[str] = []
    for entry in _entries(non_blank(split_lines(text))):
        age = next((at for at, line in enumerate(entry) if _AGE.fullmatch(line.collapsed)), 0)
        names = _names(entry, age)
        if not names:
            rest += other_text(entry, "in a list of a feed reader, not as an entry", quarantined=True)
            remarks.append(f"line {entry[0].number}: not an entry of a feed reader; quarantined")
            continue
        top = age - names
        rest += other_text(entry[:top], "above an entry of a feed reader", quarantined=True)
        kind = _kind(entry[top + 1])
        if kind:
            posts.append(_post(entry[top:], names, kind))
        else:
            rest += other_text(entry[top:], f"{_OTHER_BLOG}: {entry[top + 1].collapsed}")
            remarks.append(f"line {entry[top].number}: left out {_OTHER_BLOG}, {entry[top + 1].collapsed}")
    return ParsedText("text:F", tuple(posts), tuple(rest), tuple(remarks))


def _entries(lines: Sequence[TextLine]) -> Iterator[Sequence[TextLine]]:
    """Split the lines after each "Visit website"."""
    top = 0
    for at, line in enumerate(lines, 1):
        if line.collapsed == _VISIT or at == len(lines):
            yield lines[top:at]
            top = at


def _names(entry: Sequence[TextLine], age: int) -> int:
    """Return how many lines above the age name the entry: title, blog and author, or no author; 0 if it is none."""
    if entry[-1].collapsed != _VISIT or age < _NAMES - 1:
        return 0
    return _NAMES if age >= _NAMES else _NAMES - 1 if _kind(entry[age - 1]) else 0


def _kind(blog: TextLine) -> str | None:
    return next((kind for name, kind in _KINDS if name.fullmatch(blog.collapsed)), None)


def _post(lines: Sequence[TextLine], names: int, kind: str) -> ParsedPost:
    """Parse an entry: title, blog, author if it is named, age, the lines of the teaser, and "Visit website"."""
    (title, blog, *authors), age, (*teaser, visit) = lines[:names], lines[names], lines[names + 1 :]
    markdown, left_out = text_to_markdown([line.text for line in teaser], line_is_paragraph=True)
    bylines = [LeftOut("byline", author.text) for author in authors]
    dropped = (*bylines, *(LeftOut("feed reader", line.text) for line in (blog, age, visit)))
    return ParsedPost(
        kind=kind,
        body=markdown,
        raw=raw_text(lines),
        lines=line_range(lines),
        title=title.collapsed,
        author=authors[0].collapsed if authors else None,
        left_out=(*dropped, *left_out),
        partial=True,
    )
