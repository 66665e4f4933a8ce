"""Plain-text copies of the blog's pages: one post with its comments, several posts under date headings, or a text
without either (forms.md sections 1 and 2: C, N, ARC, X, T0, D0, star separators, K1 to K5).

Nothing is guessed: what has no date is undated, what has no title is untitled, and lines that cannot be told from the
post's own stay in it. Each such choice is a remark with its line.
"""

from __future__ import annotations

from collections.abc import Sequence

from archive.formats.plain_text.comment_markers import TOP_END, unglued
from archive.formats.plain_text.comment_sections import certain_start
from archive.formats.plain_text.date_headings import Heading, date_headings
from archive.formats.plain_text.lines import (
    Line,
    filled,
    filled_before,
    is_footer,
    is_furniture,
    rest_of,
    spacing,
    text_lines,
)
from archive.formats.plain_text.posts import Page, read_post, set_aside
from archive.formats.plain_text.titles import Head, dated_head, title_gap, undated_head
from archive.formats.records import ParsedPost, ParsedText

_PLACED_WORDS = 30
"""Words before the first heading of a page are a text whose heading was lost; fewer are quarantined as unplaced."""


def read(text: str, one_post: bool) -> ParsedText:
    """All that the page `text` holds. `one_post`: its address is known to be that of a single post."""
    lines = text_lines(text)
    page = Page(spacing(lines))
    headings, page.remarks = _headings(lines, one_post)
    if not headings:
        return _undated_page(lines, page)
    _read_before_the_first(lines[: headings[0].at], page)
    ends = [*(later.at for later in headings[1:]), len(lines)]
    texts = [lines[heading.at : end] for heading, end in zip(headings, ends, strict=True)]
    gap = title_gap(texts, page.spacing)
    for text_of_post, heading in zip(texts, headings, strict=True):
        head = dated_head(text_of_post, heading, page.spacing, gap)
        _read_dated(text_of_post, head, page, alone=len(headings) == 1)
    return page.reading(_form(lines, headings, page))


def _headings(lines: Sequence[Line], one_post: bool) -> tuple[list[Heading], list[str]]:
    """The date headings. The page with comments is that of one post, unless a heading follows the foot of another."""
    headings, remarks = date_headings(lines, one_post)
    if one_post or any(_below_a_foot(lines, heading) for heading in headings[1:]):
        return headings, remarks
    parted = unglued(lines)
    start = certain_start(parted)
    return (headings, remarks) if start is None else date_headings(lines[: parted[start].number - 1], one_post=True)


def _below_a_foot(lines: Sequence[Line], heading: Heading) -> bool:
    above = filled_before(lines, heading.at)
    return above is not None and (above.folded == TOP_END or is_footer(above) or is_furniture(above))


def _read_before_the_first(lines: Sequence[Line], page: Page) -> None:
    """Lines above the first heading: furniture, or a text whose own heading was lost."""
    kept = [line for line in filled(lines) if not is_furniture(line)]
    if sum(len(line.text.split()) for line in kept) < _PLACED_WORDS:
        set_aside(lines, "before the first heading", page)
        return
    start = lines.index(kept[0])
    page.rest += rest_of(lines[:start], "page furniture")
    page.remarks.append(f"line {kept[0].number}: a text above the first date; published as undated")
    page.posts.append(read_post(lines[start:], Head(0), page, alone=False))


def _undated_page(lines: Sequence[Line], page: Page) -> ParsedText:
    start = 0
    while start < len(lines) and (lines[start].blank or is_furniture(lines[start])):
        start += 1
    page.rest += rest_of(lines[:start], "page furniture")
    head = undated_head(lines[start:], page.spacing)
    form = "text:M" if head.mailout else "text:D0" if head.title else "text:X"
    post = read_post(lines[start:], head, page, alone=True)
    if not post.raw.strip() and not post.comments:
        return page.reading(form)
    page.posts.append(post)
    page.remarks += head.remarks
    return page.reading(form + _comment_form(lines, post))


def _read_dated(lines: Sequence[Line], head: Head, page: Page, alone: bool) -> None:
    """Add the post to the page; a heading without a text is no post, as on a home page that shows only its title."""
    rests, remarks = len(page.rest), len(page.remarks)
    post = read_post(lines, head, page, alone)
    if post.body or post.comments:
        page.posts.append(post)
        page.remarks += head.remarks
        return
    del page.rest[rests:], page.remarks[remarks:]
    page.rest += rest_of(lines, "heading without a text")
    page.remarks.append(f"line {lines[0].number}: a heading without a text: {head.title or 'untitled'}")


def _form(lines: Sequence[Line], headings: Sequence[Heading], page: Page) -> str:
    base = "C" if "," in lines[headings[0].at].text else "N"
    parts = [base] if len(headings) == 1 else ["ARC", base]
    parts += ["T0"] if any(post.title is None for post in page.posts) else []
    parts += [] if page.spacing.spaced else ["dense"]
    comments = next((post for post in page.posts if post.comments or post.declared_comments is not None), None)
    return "text:" + "+".join(parts) + (_comment_form(lines, comments) if comments else "")


def _comment_form(lines: Sequence[Line], post: ParsedPost) -> str:
    heading_left_out = any(left.reason == "comments heading" for left in post.left_out)
    if not post.comments:
        return "+K3" if post.declared_comments and not heading_left_out else ""
    if any(line.glued for line in unglued(lines)):
        return "+K4"
    if not any(left.reason == "comment number" for left in post.comments[0].left_out):
        return "+K5"
    return "+K1" if heading_left_out else "+K2"
