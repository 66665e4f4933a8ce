"""Parse plain-text copies of pages of napo.org.uk (W0, W1 and W4 in docs/formats.md).

The rule: the title is the line above "Share this" or, without that line, the first line that can be a title. These
pages print no date, so they are undated unless `sources.toml` supplies a date.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from archive.formats.napo_site.sites import DESCRIPTION
from archive.formats.plain_text.date_headings import parse_heading
from archive.formats.plain_text.furniture import HEADER, REASON, SHARE, named_furniture
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
from archive.model import LeftOut

_SHARE = "Share this"
_BLOG_TYPE = "Blog type:"
_LABELS = "labels"
_SITE = re.compile(rf"{DESCRIPTION}\.?", re.IGNORECASE)
"""The description of the site, with which some copies start."""
_TEASER = re.compile(r".*(?:\.\.\.|…)\s*Read more")
_NEAR_THE_TOP = 6
"""Lines that are not blank. Title and "Share this" are usually the first two; a description and a pager can precede
them."""


def recognises(text: str) -> bool:
    """Return True if the text has the boilerplate of a page of napo.org.uk and is not a list of teasers (W2, W3)."""
    lines = non_blank(split_lines(text))
    if not lines or parse_heading(lines[0].text) or any(_TEASER.fullmatch(line.collapsed) for line in lines):
        return False
    return _is_site(lines[0]) or _share_at(lines) is not None or _blog_type_at(lines) is not None


def read(text: str, one_post: bool) -> ParsedText:
    """Parse the page. `one_post` changes nothing, because such a page never has several texts."""
    del one_post
    lines = strip_blank_lines(split_lines(text))
    full = non_blank(lines)
    share, blog_type = _share_at(full), _blog_type_at(full)
    end = len(lines) if blog_type is None else lines.index(full[blog_type])
    above = _above_the_title(full, share)
    start = lines.index(full[len(above)])
    shared = None if share is None else full[share]
    page = lines[start:end]
    head = _head_above(page, shared) if shared else read_undated_head(page, measure_spacing(page))
    post = read_page(page, head, [LeftOut(REASON.format(SHARE), shared.text)] if shared else [])
    others = [line for line in above if not _is_site(line)]
    rest = [*named_furniture([line for line in above if _is_site(line)], HEADER)]
    rest += [*other_text(others, "above the title", quarantined=True), *named_furniture(lines[end:], _LABELS)]
    form = "W0" if shared else "W1" if _is_site(full[0]) else "W4"
    return ParsedText(f"text:{form}", (post,), tuple(rest), head.remarks)


def _above_the_title(full: Sequence[TextLine], share: int | None) -> Sequence[TextLine]:
    """Return the lines above the title, or above "Share this" if there is no title."""
    if share is not None:
        return full[: max(share - 1, 0)]
    return full[: _is_site(full[0]) and len(full) > 1]


def _head_above(lines: Sequence[TextLine], shared: TextLine) -> PostHead:
    """Read the title above "Share this", if there is one."""
    return PostHead(lines.index(shared) + 1, None if lines[0] is shared else lines[0].collapsed)


def _is_site(line: TextLine) -> bool:
    return bool(_SITE.fullmatch(line.collapsed))


def _share_at(lines: Sequence[TextLine]) -> int | None:
    return next((at for at, line in enumerate(lines[:_NEAR_THE_TOP]) if line.collapsed == _SHARE), None)


def _blog_type_at(lines: Sequence[TextLine]) -> int | None:
    """Return the position of "Blog type:", which, with its value below, ends a page of the blogs on napo.org.uk."""
    at = len(lines) - 2
    if at < 1 or lines[at].collapsed != _BLOG_TYPE or lines[-1].collapsed == _SHARE or (at == 1 and _is_site(lines[0])):
        return None
    return at
