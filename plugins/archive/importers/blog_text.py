"""Plain-text copies of the blog's pages: one post with its comments, several posts under date headings, or a text
without either (forms.md sections 1 and 2: C, N, ARC, X, T0, D0, star separators, K1 to K5).

Nothing is guessed: what has no date is undated, what has no title is untitled, and lines that cannot be told from the
post's own stay in it. Each such choice is a remark with its line.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from archive.comment_markers import TOP_END, reglued, unglued
from archive.comment_sections import bare_count, certain_start, section_start
from archive.date_headings import Heading, date_headings
from archive.records import FoundComment, FoundPost, LeftOut, Reading, Rest
from archive.text_comments import CommentSection, read_comments
from archive.text_foot import foot_facts, foot_remarks, is_footer, without_foot
from archive.text_lines import (
    COMMENTS_HEADING,
    IMAGE_DESCRIPTION,
    Line,
    Spacing,
    extent,
    filled,
    filled_before,
    is_furniture,
    raw_of,
    rest_of,
    spacing,
    text_lines,
    trimmed,
    without_tail_furniture,
)
from archive.text_titles import Head, dated_head, undated_head
from archive.text_to_markdown import to_markdown

_PLACED_WORDS = 30
"""Words before the first heading of a page are a text whose heading was lost; fewer are quarantined as unplaced."""


@dataclass
class _Page:
    """What has been read of a page so far."""

    spacing: Spacing
    posts: list[FoundPost] = field(default_factory=list)
    rest: list[Rest] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)

    def reading(self, form: str) -> Reading:
        """All of it, with the remarks in the order of their lines."""
        in_order = sorted(dict.fromkeys(self.remarks), key=lambda remark: int(remark.split(":")[0].split()[1]))
        return Reading(form, tuple(self.posts), tuple(self.rest), tuple(in_order))


@dataclass(frozen=True)
class _Comments:
    """What follows the body of a post."""

    heading: Line | None = None
    declared: int | None = None
    found: tuple[FoundComment, ...] = ()
    foot: tuple[Line, ...] = ()
    """Lines of the post's foot that stand below the number of its comments."""


def read(text: str, one_post: bool) -> Reading:
    """All that the page `text` holds. `one_post`: its address is known to be that of a single post."""
    lines = text_lines(text)
    page = _Page(spacing(lines))
    headings, page.remarks = _headings(lines, one_post)
    if not headings:
        return _undated_page(lines, page)
    _read_before_the_first(lines[: headings[0].at], page)
    for heading, end in zip(headings, [*(later.at for later in headings[1:]), len(lines)], strict=True):
        _read_dated(lines[heading.at : end], heading, page, alone=len(headings) == 1)
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


def _read_before_the_first(lines: Sequence[Line], page: _Page) -> None:
    """Lines above the first heading: furniture, or a text whose own heading was lost."""
    kept = [line for line in filled(lines) if not is_furniture(line)]
    if sum(len(line.text.split()) for line in kept) < _PLACED_WORDS:
        _set_aside(lines, "before the first heading", page)
        return
    start = lines.index(kept[0])
    page.rest += rest_of(lines[:start], "page furniture")
    page.remarks.append(f"line {kept[0].number}: a text above the first date; published as undated")
    page.posts.append(_read_post(lines[start:], Head(0), page, alone=False))


def _undated_page(lines: Sequence[Line], page: _Page) -> Reading:
    start = 0
    while start < len(lines) and (lines[start].blank or is_furniture(lines[start])):
        start += 1
    page.rest += rest_of(lines[:start], "page furniture")
    head = undated_head(lines[start:], page.spacing)
    form = "text:M" if head.mailout else "text:D0" if head.title else "text:X"
    post = _read_post(lines[start:], head, page, alone=True)
    if not post.raw.strip() and not post.comments:
        return page.reading(form)
    page.posts.append(post)
    page.remarks += head.remarks
    return page.reading(form + _comment_form(lines, post))


def _read_dated(lines: Sequence[Line], heading: Heading, page: _Page, alone: bool) -> None:
    head = dated_head(lines, heading, page.spacing)
    rests, remarks = len(page.rest), len(page.remarks)
    post = _read_post(lines, head, page, alone)
    if post.body or post.comments:
        page.posts.append(post)
        page.remarks += head.remarks
        return
    del page.rest[rests:], page.remarks[remarks:]
    page.rest += rest_of(lines, "heading without a text")
    page.remarks.append(f"line {lines[0].number}: a heading without a text: {head.title or 'untitled'}")


def _read_post(lines: Sequence[Line], head: Head, page: _Page, alone: bool) -> FoundPost:
    """The post in `lines`. `alone`: nothing but this post is on the page, so comments may follow it unannounced."""
    body: Sequence[Line] = unglued(lines[head.length :])
    start = section_start(body, alone)
    if start is None:
        comments = _unread_comments(body, page) if alone else _Comments()
    else:
        comments = _read_comments(body[start:], page)
    body, furniture = without_tail_furniture(reglued(body[:start]))
    body, foot = without_foot(body)
    foot = [*foot, *comments.foot]
    page.rest += rest_of(furniture, "page furniture")
    page.remarks += [*_image_remarks(body), *foot_remarks(body)]
    markdown, left_out = _body(body, page.spacing)
    author, labels = foot_facts(foot)
    heading = [comments.heading] if comments.heading else []
    return FoundPost(
        kind="mailout" if head.mailout else "post",
        body=markdown,
        raw=raw_of([*lines[: head.length], *body, *foot, *heading]),
        lines=extent(trimmed(lines)) if filled(lines) else (0, 0),
        title=head.title,
        day=head.day,
        heading=head.heading,
        author=author,
        labels=labels,
        declared_comments=comments.declared,
        comments=comments.found,
        left_out=(
            *left_out,
            *(LeftOut("byline", line.text) for line in foot),
            *(LeftOut("comments heading", line.text) for line in heading),
        ),
    )


def _read_comments(lines: Sequence[Line], page: _Page) -> _Comments:
    """The comments in `lines`, which begin with their heading if there is one."""
    heading = lines[0] if COMMENTS_HEADING.fullmatch(lines[0].folded) else None
    section = read_comments(lines[1:] if heading else lines)
    foot = tuple(line for line in section.after if is_footer(line))
    page.rest += rest_of(section.controls, "comment control")
    _set_aside([line for line in section.after if not is_footer(line)], "after the comments", page)
    declared = _declared(heading) if heading else None
    page.remarks += [*section.remarks, *_section_remarks(lines[0].number, section, declared)]
    return _Comments(heading, declared, section.comments, foot)


def _section_remarks(number: int, section: CommentSection, declared: int | None) -> Iterator[str]:
    for control in section.controls[:1]:
        yield f"line {control.number}: the comment that ends here cannot be told from the post; it stays in it"
    if declared is None:
        yield f"line {number}: comments without their heading"
    elif declared != len(section.comments):
        yield f"line {number}: declared {declared} comments, found {len(section.comments)}"


def _unread_comments(lines: Sequence[Line], page: _Page) -> _Comments:
    """Comments that cannot be told apart stay text of the post, below the line that counts them."""
    heading = bare_count(lines)
    if heading is None:
        return _Comments()
    declared = _declared(heading)
    said = f"line {heading.number}: declared {declared} comments that cannot be told apart; they stay in the post"
    page.remarks.append(said)
    return _Comments(declared=declared)


def _declared(heading: Line) -> int:
    found = COMMENTS_HEADING.fullmatch(heading.folded)
    return int(found[1] or 0) if found else 0


def _set_aside(lines: Sequence[Line], where: str, page: _Page) -> None:
    """Lines of no post: furniture, or words that have no place yet."""
    others = [line for line in filled(lines) if not is_furniture(line)]
    page.rest += rest_of([line for line in lines if is_furniture(line)], "page furniture")
    page.rest += rest_of(others, where, quarantined=True)
    page.remarks += [f"line {line.number}: text {where}; set aside" for line in others[:1]]


def _body(lines: Sequence[Line], page: Spacing) -> tuple[str, tuple[LeftOut, ...]]:
    images = [line for line in lines if IMAGE_DESCRIPTION.fullmatch(line.folded)]
    text = ["" if IMAGE_DESCRIPTION.fullmatch(line.folded) else line.text for line in lines]
    markdown, left_out = to_markdown(text, line_is_paragraph=not page.spaced)
    return markdown, (*left_out, *(LeftOut("image description", line.text) for line in images))


def _image_remarks(lines: Sequence[Line]) -> list[str]:
    return [
        f"line {line.number}: the description of an image that this copy does not have; left out"
        for line in lines
        if IMAGE_DESCRIPTION.fullmatch(line.folded)
    ]


def _form(lines: Sequence[Line], headings: Sequence[Heading], page: _Page) -> str:
    base = "C" if "," in lines[headings[0].at].text else "N"
    parts = [base] if len(headings) == 1 else ["ARC", base]
    parts += ["T0"] if any(post.title is None for post in page.posts) else []
    parts += [] if page.spacing.spaced else ["dense"]
    comments = next((post for post in page.posts if post.comments or post.declared_comments is not None), None)
    return "text:" + "+".join(parts) + (_comment_form(lines, comments) if comments else "")


def _comment_form(lines: Sequence[Line], post: FoundPost) -> str:
    heading_left_out = any(left.reason == "comments heading" for left in post.left_out)
    if not post.comments:
        return "+K3" if post.declared_comments and not heading_left_out else ""
    if any(line.glued for line in unglued(lines)):
        return "+K4"
    if not any(left.reason == "comment number" for left in post.comments[0].left_out):
        return "+K5"
    return "+K1" if heading_left_out else "+K2"
