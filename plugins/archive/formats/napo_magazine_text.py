"""Plain-text copies of the union's magazines: napomagazine.org.uk in two themes, nqonline.org (forms.md 2.1: P1-P3).

The rule: a line is taken for the title of a neighbouring post only if the file itself shows it: the post's own title
stands both above and below such lines (P1), or two of them stand close together above a title, and the form for replies
that WordPress prints ends the page. A page with WordPress.com's own form is one of NQ Online (P3): no other of its
blogs is copied here. Neither prints a date; an address in which it stands is known to others, not here.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from archive.formats.plain_text.date_headings import parse_heading
from archive.formats.plain_text.lines import (
    TextLine,
    line_range,
    non_blank,
    raw_text,
    rest_of,
    spacing,
    strip_blank_lines,
    text_lines,
)
from archive.formats.plain_text.titles import PostHead, read_undated_head
from archive.formats.records import ParsedPost, ParsedText
from archive.markup.from_text import to_markdown

_SITE = re.compile(
    r"Napo Magazine\s[–—-]\sThe Trade Union, Professional Association and campaigning organisation"
    r" for Probation and Family Court staff news\.?",
    re.IGNORECASE,
)
_REPLY = re.compile(r"Leave a (?:Reply|comment)(?: Cancel reply)?", re.IGNORECASE)
_OWN_FORM = re.compile(r"Your email address will not be published\b.*")
_COMMON_FORM = re.compile(r"Fill in your details below or click an icon to log in\b.*")
_FORM = re.compile(
    r"You are commenting using your .*|Reload Image|\S+ (?:photo|picture)|Cancel|Connecting to .*|Save my name.*"
    r"|Enter your comment here.*|Notify me of .*|Post Comment|Required fields are marked.*"
    r"|(?:Comment|Name|Email|Website)(?: \*)?"
)
_TITLE_SIGNS = 130
"""The longest title of the real pages has 39 signs."""


@dataclass(frozen=True)
class _Parts:
    """How a page of a magazine is made up; positions in its lines that have words."""

    form: str
    title: int
    """Where its own title stands, or its text if it has none."""
    end: int
    """Where the form for replies begins, or past the last line."""
    certain: bool = False
    """True if the title is printed twice."""


def recognises(text: str) -> bool:
    """True if the text shows by itself that it is a page of one of the magazines."""
    return _parts(text_lines(text)) is not None


def read(text: str, one_post: bool) -> ParsedText:
    """The page in `text`. It is always a single text, so `one_post` changes nothing."""
    del one_post
    lines = text_lines(text)
    full, parts = non_blank(lines), _parts(lines)
    if not parts:
        return ParsedText("text:P3", (), rest_of(lines, "not a page of a magazine", quarantined=True))
    below = full[parts.end :]
    form = [line for line in below if _is_form(line)]
    others = [line for line in below if not _is_form(line)]
    inner = strip_blank_lines(lines[lines.index(full[parts.title]) : lines.index(full[parts.end - 1]) + 1])
    post, remarks = _page(inner, parts.certain)
    above = full[: parts.title]
    rest = [*rest_of(above, "page furniture"), *rest_of(form, "page furniture")]
    rest += rest_of(others, "after the form for replies", quarantined=True)
    said = [f"line {above[0].number}: the titles of neighbouring posts, left out"] if parts.form == "P1" else []
    after = [f"line {line.number}: text after the form for replies; set aside" for line in others[:1]]
    return ParsedText(f"text:{parts.form}", (post,), tuple(rest), (*said, *remarks, *after))


def _page(lines: Sequence[TextLine], certain: bool) -> tuple[ParsedPost, tuple[str, ...]]:
    head = PostHead(1, lines[0].collapsed) if certain else read_undated_head(lines, spacing(lines))
    body = lines[head.length :]
    markdown, left_out = to_markdown([line.text for line in body], line_is_paragraph=not spacing(body).spaced)
    post = ParsedPost(
        kind="page",
        body=markdown,
        raw=raw_text(lines),
        lines=line_range(lines),
        title=head.title,
        day=head.day,
        heading=head.heading,
        left_out=left_out,
    )
    return post, head.remarks


def _parts(lines: Sequence[TextLine]) -> _Parts | None:
    full = non_blank(lines)
    if len(full) < 2 or parse_heading(full[0].text):
        return None
    if _SITE.fullmatch(full[0].collapsed):
        return _Parts("P2", 1, _reply_at(full) or len(full))
    reply = _reply_at(full)
    if twice := next((at for at in (2, 3) if _frames(full, at, reply)), None):
        return _Parts("P1", twice, reply or len(full), certain=True)
    if reply and _OWN_FORM.match(full[reply + 1].collapsed):
        return _Parts("P1", 2, reply) if reply > 2 and _neighbours(full) else None
    return _Parts("P3", 0, reply) if reply else None


def _reply_at(full: Sequence[TextLine]) -> int | None:
    """Position of the heading of the form for replies: the last such line that the form follows."""
    for at in range(len(full) - 2, 0, -1):
        after = full[at + 1].collapsed
        if _REPLY.fullmatch(full[at].collapsed) and (_OWN_FORM.match(after) or _COMMON_FORM.match(after)):
            return at
    return None


def _frames(full: Sequence[TextLine], at: int, reply: int | None) -> bool:
    """Whether the first line stands again at `at`, each time by itself, with text below."""
    between = full[1:at]
    if (
        at + 1 >= (reply or len(full))
        or full[at].collapsed != full[0].collapsed
        or not all(map(_is_short, full[: at + 1]))
    ):
        return False
    return _part(full[0], between[0]) and _part(between[-1], full[at]) and _part(full[at], full[at + 1])


def _neighbours(full: Sequence[TextLine]) -> bool:
    """Whether the page begins with two short lines close together, then a third by itself."""
    close = not _part(full[0], full[1]) and _part(full[1], full[2]) and _part(full[2], full[3])
    return close and all(map(_is_short, full[:3]))


def _part(one: TextLine, next_one: TextLine) -> bool:
    """Whether a blank line stands between two lines."""
    return next_one.number > one.number + 1


def _is_short(line: TextLine) -> bool:
    return len(line.collapsed) <= _TITLE_SIGNS


def _is_form(line: TextLine) -> bool:
    forms = (_REPLY, _OWN_FORM, _COMMON_FORM, _FORM)
    return any(form.fullmatch(line.collapsed) for form in forms)
