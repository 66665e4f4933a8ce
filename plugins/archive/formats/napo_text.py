"""Plain-text copies of pages of the union's web site (forms.md 2.1: W0, W1, W4).

The title is the line above "Share this" or, without that line, the first that can be one; such pages print no date, so
they are undated unless a person supplies one.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

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
from archive.model import LeftOut

_SHARE = "Share this"
_BLOG_TYPE = "Blog type:"
_SITE = re.compile(
    r"The Trade Union, Professional Association and campaigning organisation for Probation and Family Court staff\.?",
    re.IGNORECASE,
)
"""The description of the site, which some copies begin with."""
_TEASER = re.compile(r".*(?:\.\.\.|…)\s*Read more")
_NEAR_THE_TOP = 6
"""Lines with words. The title and "Share this" are the first two; a site line and a pager may stand before them."""


def recognises(text: str) -> bool:
    """True if the text has the furniture of a page of the union's site, and is no list of teasers (W2, W3)."""
    lines = non_blank(text_lines(text))
    if not lines or parse_heading(lines[0].text) or any(_TEASER.fullmatch(line.collapsed) for line in lines):
        return False
    return _is_site(lines[0]) or _share_at(lines) is not None or _blog_type_at(lines) is not None


def read(text: str, one_post: bool) -> ParsedText:
    """The page in `text`. It is always a single text, so `one_post` changes nothing."""
    del one_post
    lines = strip_blank_lines(text_lines(text))
    full = non_blank(lines)
    share, blog_type = _share_at(full), _blog_type_at(full)
    end = len(lines) if blog_type is None else lines.index(full[blog_type])
    above = _above_the_title(full, share)
    start = lines.index(full[len(above)])
    shared = None if share is None else full[share]
    post, remarks = _page(lines[start:end], shared)
    rest = [*rest_of(above, "page furniture"), *rest_of(lines[end:], "page furniture")]
    form = "W0" if shared else "W1" if _is_site(full[0]) else "W4"
    return ParsedText(f"text:{form}", (post,), tuple(rest), remarks)


def _above_the_title(full: Sequence[TextLine], share: int | None) -> Sequence[TextLine]:
    """The lines with words that stand above the title, or above "Share this" if that comes first."""
    if share is not None:
        return full[: max(share - 1, 0)]
    return full[: _is_site(full[0]) and len(full) > 1]


def _page(lines: Sequence[TextLine], shared: TextLine | None) -> tuple[ParsedPost, tuple[str, ...]]:
    """The page whose first line is its title, unless it is "Share this" or reads as text."""
    head = _head_above(lines, shared) if shared else read_undated_head(lines, spacing(lines))
    body = lines[head.length :]
    markdown, left_out = to_markdown([line.text for line in body], line_is_paragraph=not spacing(body).spaced)
    page = ParsedPost(
        kind="page",
        body=markdown,
        raw=raw_text(lines),
        lines=line_range(lines),
        title=head.title,
        day=head.day,
        heading=head.heading,
        left_out=(*((LeftOut("page furniture", shared.text),) if shared else ()), *left_out),
    )
    return page, head.remarks


def _head_above(lines: Sequence[TextLine], shared: TextLine) -> PostHead:
    """The title that stands above "Share this", if one does."""
    return PostHead(lines.index(shared) + 1, None if lines[0] is shared else lines[0].collapsed)


def _is_site(line: TextLine) -> bool:
    return bool(_SITE.fullmatch(line.collapsed))


def _share_at(lines: Sequence[TextLine]) -> int | None:
    return next((at for at, line in enumerate(lines[:_NEAR_THE_TOP]) if line.collapsed == _SHARE), None)


def _blog_type_at(lines: Sequence[TextLine]) -> int | None:
    """Position of "Blog type:", with its value the last lines of a page of the union's blog that has a text."""
    at = len(lines) - 2
    if at < 1 or lines[at].collapsed != _BLOG_TYPE or lines[-1].collapsed == _SHARE or (at == 1 and _is_site(lines[0])):
        return None
    return at
