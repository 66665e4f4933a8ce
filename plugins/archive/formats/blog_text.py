"""Parse plain-text copies of the blog's pages: posts under date headings, pasted mailouts, and texts without a head.

The rule: never guess. A text without a date is undated, a text without a title is untitled, and lines that cannot be
told from a post stay in it; a remark names the line. See C, N, ARC, T0, D0, X, M and K1 to K5 in docs/formats.md.
"""

from __future__ import annotations

from collections.abc import Sequence

from archive.formats.plain_text.comment_markers import COMMENT_END, split_glued
from archive.formats.plain_text.comment_sections import find_certain_start
from archive.formats.plain_text.date_headings import DateHeading, find_date_headings
from archive.formats.plain_text.furniture import furniture, is_furniture, split_trailing_furniture
from archive.formats.plain_text.lines import (
    TextLine,
    is_footer,
    measure_spacing,
    non_blank,
    non_blank_before,
    other_text,
    split_lines,
)
from archive.formats.plain_text.posts import TextPage, quarantine, read_post
from archive.formats.plain_text.titles import (
    PostHead,
    find_title_gap,
    read_dated_head,
    read_head_above,
    read_undated_head,
)
from archive.formats.records import ParsedPost, ParsedText

_POST_WORDS = 30
"""If a page has at least this many words above its first heading, they are a post that has lost its heading. Fewer are
quarantined."""


def read(text: str, one_post: bool) -> ParsedText:
    """Parse a page. `one_post` means that its address is known to be that of a single post."""
    lines = split_lines(text)
    page = TextPage(measure_spacing(lines))
    headings, page.remarks = _headings(lines, one_post)
    if not headings:
        return _undated_page(lines, page)
    if head := read_head_above(lines, headings, page.spacing):
        _read_with_title_above(lines, head, page)
        return page.finish(_form(lines, headings, page))
    _read_above_first_heading(lines[: headings[0].at], page)
    ends = [*(later.at for later in headings[1:]), len(lines)]
    texts = [lines[heading.at : end] for heading, end in zip(headings, ends, strict=True)]
    gap = find_title_gap(texts, page.spacing)
    for text_of_post, heading in zip(texts, headings, strict=True):
        head = read_dated_head(text_of_post, heading, page.spacing, gap)
        _read_dated(text_of_post, head, page, alone=len(headings) == 1, is_last=heading == headings[-1])
    return page.finish(_form(lines, headings, page))


def _headings(lines: Sequence[TextLine], one_post: bool) -> tuple[list[DateHeading], list[str]]:
    """Find the date headings. A page with comments has one post, unless a heading follows the footer of another."""
    headings, remarks = find_date_headings(lines, one_post)
    if one_post or any(_follows_footer(lines, heading) for heading in headings[1:]):
        return headings, remarks
    unglued = split_glued(lines)
    start = find_certain_start(unglued)
    if start is None:
        return headings, remarks
    return find_date_headings(lines[: unglued[start].number - 1], one_post=True)


def _follows_footer(lines: Sequence[TextLine], heading: DateHeading) -> bool:
    above = non_blank_before(lines, heading.at)
    return above is not None and (above.collapsed == COMMENT_END or is_footer(above) or is_furniture(above))


def _read_with_title_above(lines: Sequence[TextLine], head: PostHead, page: TextPage) -> None:
    """Read a page of one post that has its title above the date."""
    start = next(at for at, line in enumerate(lines) if not (line.blank or is_furniture(line)))
    page.rest += furniture(lines[:start])
    _read_dated(lines[start:], head, page, alone=True, is_last=True)


def _read_above_first_heading(lines: Sequence[TextLine], page: TextPage) -> None:
    """Read the lines above the first heading: furniture, or a post that has lost its own heading."""
    kept = [line for line in non_blank(lines) if not is_furniture(line)]
    if sum(len(line.text.split()) for line in kept) < _POST_WORDS:
        quarantine(lines, "before the first heading", page)
        return
    start = lines.index(kept[0])
    page.rest += furniture(lines[:start])
    page.remarks.append(f"line {kept[0].number}: text above the first date; published without a date")
    page.posts.append(read_post(lines[start:], PostHead(0), page, alone=False, is_last=False))


def _undated_page(lines: Sequence[TextLine], page: TextPage) -> ParsedText:
    start = 0
    while start < len(lines) and (lines[start].blank or is_furniture(lines[start])):
        start += 1
    page.rest += furniture(lines[:start])
    head = read_undated_head(lines[start:], page.spacing)
    form = "text:M" if head.mailout else "text:D0" if head.title else "text:X"
    post = read_post(lines[start:], head, page, alone=True)
    if not post.raw.strip() and not post.comments:
        return page.finish(form)
    page.posts.append(post)
    page.remarks += head.remarks
    return page.finish(form + _comment_form(lines, post))


def _read_dated(lines: Sequence[TextLine], head: PostHead, page: TextPage, alone: bool, is_last: bool) -> None:
    """Add the post to the page, unless it is a heading without a text, as on home pages that show only titles."""
    rest, remarks = len(page.rest), len(page.remarks)
    post = read_post(lines, head, page, alone, is_last)
    if post.body or post.comments:
        page.posts.append(post)
        page.remarks += head.remarks
        return
    del page.rest[rest:], page.remarks[remarks:]
    heading, below = split_trailing_furniture(lines)
    page.rest += [*other_text(heading, "heading without a text"), *furniture(below)]
    page.remarks.append(f"line {lines[0].number}: no text below this heading: {head.title or 'untitled'}")


def _form(lines: Sequence[TextLine], headings: Sequence[DateHeading], page: TextPage) -> str:
    base = "C" if "," in lines[headings[0].at].text else "N"
    parts = [base] if len(headings) == 1 else ["ARC", base]
    parts += ["T0"] if any(post.title is None for post in page.posts) else []
    parts += [] if page.spacing.spaced else ["dense"]
    comments = next((post for post in page.posts if post.comments or post.declared_comments is not None), None)
    return "text:" + "+".join(parts) + (_comment_form(lines, comments) if comments else "")


def _comment_form(lines: Sequence[TextLine], post: ParsedPost) -> str:
    heading_left_out = any(left.reason == "comments heading" for left in post.left_out)
    if not post.comments:
        return "+K3" if post.declared_comments and not heading_left_out else ""
    if any(line.glued for line in split_glued(lines)):
        return "+K4"
    if not any(left.reason == "comment number" for left in post.comments[0].left_out):
        return "+K5"
    return "+K1" if heading_left_out else "+K2"
