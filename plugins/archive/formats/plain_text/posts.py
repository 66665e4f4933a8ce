"""One post of a plain-text page: its body, its foot and its comments (forms.md 1.7 to 1.12).

Lines that cannot be told from the post's own stay in it, and that is said in a remark with their line.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from archive.formats.plain_text.comment_markers import reglued, unglued
from archive.formats.plain_text.comment_sections import bare_count, section_start
from archive.formats.plain_text.comments import CommentSection, read_comments
from archive.formats.plain_text.lines import (
    COMMENTS_HEADING,
    IMAGE_DESCRIPTION,
    Line,
    Spacing,
    extent,
    filled,
    foot_facts,
    foot_remarks,
    is_footer,
    is_furniture,
    raw_of,
    rest_of,
    trimmed,
    without_foot,
    without_tail_furniture,
)
from archive.formats.plain_text.titles import Head
from archive.formats.records import OtherText, ParsedComment, ParsedPost, ParsedText
from archive.markup.from_text import to_markdown
from archive.model import LeftOut


@dataclass
class Page:
    """What has been read of a page so far."""

    spacing: Spacing
    posts: list[ParsedPost] = field(default_factory=list)
    rest: list[OtherText] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)

    def reading(self, form: str) -> ParsedText:
        """All of it, with the remarks in the order of their lines."""
        in_order = sorted(dict.fromkeys(self.remarks), key=lambda remark: int(remark.split(":")[0].split()[1]))
        return ParsedText(form, tuple(self.posts), tuple(self.rest), tuple(in_order))


@dataclass(frozen=True)
class _Comments:
    """What follows the body of a post."""

    heading: tuple[Line, ...] = ()
    """The line that counts them, if it is no text of the post."""
    declared: int | None = None
    found: tuple[ParsedComment, ...] = ()
    foot: tuple[Line, ...] = ()
    """Lines of the post's foot that stand below the number of its comments."""


def read_post(lines: Sequence[Line], head: Head, page: Page, alone: bool) -> ParsedPost:
    """The post in `lines`, which begin with its head; what stands around it goes to `page`.

    `alone`: nothing but this post is on the page, so comments may follow it unannounced.
    """
    text, comments = _parted(unglued(lines[head.length :]), page, alone)
    text, furniture = without_tail_furniture(text)
    body, foot = without_foot(text)
    foot = filled([*foot, *comments.foot])
    page.rest += rest_of(furniture, "page furniture")
    page.remarks += [*_image_remarks(body), *foot_remarks(body)]
    markdown, left_out = _body(body, page.spacing)
    author, labels = foot_facts(foot)
    return ParsedPost(
        kind="mailout" if head.mailout else "post",
        body=markdown,
        raw=raw_of([*lines[: head.length], *body, *foot, *comments.heading]),
        lines=extent(trimmed(lines)) if filled(lines) else (0, 0),
        title=head.title,
        day=head.day,
        heading=head.heading,
        author=author,
        labels=labels,
        declared_comments=comments.declared,
        comments=comments.found,
        left_out=(*left_out, *_named("byline", foot), *_named("comments heading", comments.heading)),
    )


def _parted(lines: Sequence[Line], page: Page, alone: bool) -> tuple[Sequence[Line], _Comments]:
    """The lines of the post itself, and its comments."""
    start = section_start(lines, alone)
    if start is not None:
        return reglued(lines[:start]), _read_comments(lines[start:], page)
    return reglued(lines), _unread_comments(lines, page) if alone else _Comments()


def _read_comments(lines: Sequence[Line], page: Page) -> _Comments:
    """The comments in `lines`, which begin with their heading if there is one."""
    heading = tuple(line for line in lines[:1] if COMMENTS_HEADING.fullmatch(line.folded))
    section = read_comments(lines[len(heading) :])
    foot = tuple(line for line in section.after if is_footer(line))
    page.rest += rest_of(section.controls, "comment control")
    set_aside([line for line in section.after if not is_footer(line)], "after the comments", page)
    declared = _declared(heading[0]) if heading else None
    page.remarks += [*section.remarks, *_section_remarks(lines[0].number, section, declared)]
    return _Comments(heading, declared, section.comments, foot)


def _section_remarks(number: int, section: CommentSection, declared: int | None) -> Iterator[str]:
    for control in section.controls[:1]:
        yield f"line {control.number}: the comment that ends here cannot be told from the post; it stays in it"
    if declared is None:
        yield f"line {number}: comments without their heading"
    elif declared != len(section.comments):
        yield f"line {number}: declared {declared} comments, found {len(section.comments)}"


def _unread_comments(lines: Sequence[Line], page: Page) -> _Comments:
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


def set_aside(lines: Sequence[Line], where: str, page: Page) -> None:
    """Lines of no post: furniture, or words that have no place yet."""
    others = [line for line in filled(lines) if not is_furniture(line)]
    page.rest += rest_of([line for line in lines if is_furniture(line)], "page furniture")
    page.rest += rest_of(others, where, quarantined=True)
    page.remarks += [f"line {line.number}: text {where}; set aside" for line in others[:1]]


def _body(lines: Sequence[Line], page: Spacing) -> tuple[str, tuple[LeftOut, ...]]:
    images = [line for line in lines if IMAGE_DESCRIPTION.fullmatch(line.folded)]
    text = ["" if IMAGE_DESCRIPTION.fullmatch(line.folded) else line.text for line in lines]
    markdown, left_out = to_markdown(text, line_is_paragraph=not page.spaced)
    return markdown, (*left_out, *_named("image description", images))


def _named(reason: str, lines: Sequence[Line]) -> Iterator[LeftOut]:
    return (LeftOut(reason, line.text) for line in lines)


def _image_remarks(lines: Sequence[Line]) -> list[str]:
    return [
        f"line {line.number}: the description of an image that this copy does not have; left out"
        for line in lines
        if IMAGE_DESCRIPTION.fullmatch(line.folded)
    ]
