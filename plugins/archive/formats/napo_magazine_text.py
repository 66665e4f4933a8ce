"""Parse plain-text copies of Napo's magazines: napomagazine.org.uk in two themes, and nqonline.org.

The rule: a line is the title of a neighbouring post only if the file itself shows it. Either the page's own title is
both above and below such lines, or two of them are close together above a title and the page ends with WordPress's
reply form (P1). A page with the reply form of WordPress.com is from NQ Online (P3), the only blog on WordPress.com that
the archive copies. These pages print no date. See P1 to P3 in docs/formats.md.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from archive.formats.napo_site.sites import DESCRIPTION
from archive.formats.plain_text.date_headings import parse_heading
from archive.formats.plain_text.furniture import COMMENT_FORM, HEADER, named_furniture
from archive.formats.plain_text.lines import (
    TextLine,
    measure_spacing,
    non_blank,
    other_text,
    split_lines,
    strip_blank_lines,
)
from archive.formats.plain_text.posts import read_page
from archive.formats.plain_text.titles import PostHead, read_undated_head
from archive.formats.records import ParsedText

_SITE = re.compile(rf"Napo Magazine\s[–—-]\s{DESCRIPTION} news\.?", re.IGNORECASE)
_REPLY = re.compile(r"Leave a (?:Reply|comment)(?: Cancel reply)?", re.IGNORECASE)
_OWN_FORM = re.compile(r"Your email address will not be published\b.*")
_COMMON_FORM = re.compile(r"Fill in your details below or click an icon to log in\b.*")
_FORM = re.compile(
    r"You are commenting using your .*|Reload Image|\S+ (?:photo|picture)|Cancel|Connecting to .*|Save my name.*"
    r"|Enter your comment here.*|Notify me of .*|Post Comment|Required fields are marked.*"
    r"|(?:Comment|Name|Email|Website)(?: \*)?"
)
NEIGHBOURS = "titles of neighbouring posts"
_LONGEST_TITLE = 130
"""Characters. The longest title in the sample scrapes has 39."""


@dataclass(frozen=True)
class _Parts:
    """The parts of a magazine page, as positions in its lines that are not blank."""

    form: str
    title: int
    """Position of its title, or of its text if it has no title."""
    end: int
    """Position of the reply form, or after the last line."""
    certain: bool = False
    """True if the title is printed twice."""


def recognises(text: str) -> bool:
    """Return True if the text itself shows that it is a page of one of the magazines."""
    return _parts(split_lines(text)) is not None


def read(text: str, one_post: bool) -> ParsedText:
    """Parse the page. `one_post` changes nothing, because such a page never has several texts."""
    del one_post
    lines = split_lines(text)
    full, parts = non_blank(lines), _parts(lines)
    if not parts:
        return ParsedText("text:P3", (), other_text(lines, "not a page of a magazine", quarantined=True))
    below = full[parts.end :]
    form = [line for line in below if _is_form(line)]
    others = [line for line in below if not _is_form(line)]
    inner = strip_blank_lines(lines[lines.index(full[parts.title]) : lines.index(full[parts.end - 1]) + 1])
    head = PostHead(1, inner[0].collapsed) if parts.certain else read_undated_head(inner, measure_spacing(inner))
    above = full[: parts.title]
    rest = [*named_furniture(above, NEIGHBOURS if parts.form == "P1" else HEADER), *named_furniture(form, COMMENT_FORM)]
    rest += other_text(others, "after the form for replies", quarantined=True)
    neighbours = [f"line {above[0].number}: left out the titles of neighbouring posts"] if parts.form == "P1" else []
    after = [f"line {line.number}: text after the reply form; quarantined" for line in others[:1]]
    remarks = (*neighbours, *head.remarks, *after)
    return ParsedText(f"text:{parts.form}", (read_page(inner, head),), tuple(rest), remarks)


def _parts(lines: Sequence[TextLine]) -> _Parts | None:
    full = non_blank(lines)
    if len(full) < 2 or parse_heading(full[0].text):
        return None
    if _SITE.fullmatch(full[0].collapsed):
        return _Parts("P2", 1, _reply_at(full) or len(full))
    reply = _reply_at(full)
    if twice := next((at for at in (2, 3) if _is_title_twice(full, at, reply)), None):
        return _Parts("P1", twice, reply or len(full), certain=True)
    if reply and _OWN_FORM.match(full[reply + 1].collapsed):
        return _Parts("P1", 2, reply) if reply > 2 and _starts_with_neighbours(full) else None
    return _Parts("P3", 0, reply) if reply else None


def _reply_at(full: Sequence[TextLine]) -> int | None:
    """Return the position of the heading of the reply form: the last such line with the form below it."""
    for at in range(len(full) - 2, 0, -1):
        after = full[at + 1].collapsed
        if _REPLY.fullmatch(full[at].collapsed) and (_OWN_FORM.match(after) or _COMMON_FORM.match(after)):
            return at
    return None


def _is_title_twice(full: Sequence[TextLine], at: int, reply: int | None) -> bool:
    """Return True if the first line is repeated at `at`, each time by itself, with text below."""
    between = full[1:at]
    if (
        at + 1 >= (reply or len(full))
        or full[at].collapsed != full[0].collapsed
        or not all(map(_is_short, full[: at + 1]))
    ):
        return False
    return _are_apart(full[0], between[0]) and _are_apart(between[-1], full[at]) and _are_apart(full[at], full[at + 1])


def _starts_with_neighbours(full: Sequence[TextLine]) -> bool:
    """Return True if the page starts with two short lines close together and a third by itself."""
    close = not _are_apart(full[0], full[1]) and _are_apart(full[1], full[2]) and _are_apart(full[2], full[3])
    return close and all(map(_is_short, full[:3]))


def _are_apart(one: TextLine, next_one: TextLine) -> bool:
    """Return True if there is a blank line between the two lines."""
    return next_one.number > one.number + 1


def _is_short(line: TextLine) -> bool:
    return len(line.collapsed) <= _LONGEST_TITLE


def _is_form(line: TextLine) -> bool:
    forms = (_REPLY, _OWN_FORM, _COMMON_FORM, _FORM)
    return any(form.fullmatch(line.collapsed) for form in forms)
