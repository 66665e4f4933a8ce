"""Parse one post of a plain-text page: body, footer and comments.

The rule: lines that cannot be told from the post stay in it, and a remark names them. See "Bodies" and "Comments in
plain text" in docs/formats.md.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from archive.formats.email.mailing_bars import remove_mailing_bars
from archive.formats.plain_text.comment_markers import rejoin_glued, split_glued
from archive.formats.plain_text.comment_sections import find_count_heading, find_section_start
from archive.formats.plain_text.comments import CommentSection, read_comments
from archive.formats.plain_text.date_headings import find_day
from archive.formats.plain_text.furniture import (
    READ_MORE,
    furniture,
    furniture_kind,
    is_furniture,
    is_read_more_without_arrow,
    split_trailing_furniture,
)
from archive.formats.plain_text.lines import (
    COMMENTS_HEADING,
    IMAGE_DESCRIPTION,
    Spacing,
    TextLine,
    footer_remarks,
    is_footer,
    is_timed_byline,
    line_range,
    measure_spacing,
    non_blank,
    other_text,
    parse_footer,
    raw_text,
    split_footer,
    strip_blank_lines,
)
from archive.formats.plain_text.titles import PostHead
from archive.formats.records import OtherText, ParsedComment, ParsedPost, ParsedText
from archive.markup.endings import ends_in_mid_sentence
from archive.markup.from_text import text_to_markdown
from archive.model import LeftOut


@dataclass
class TextPage:
    """What has been parsed of a page so far."""

    spacing: Spacing
    posts: list[ParsedPost] = field(default_factory=list)
    rest: list[OtherText] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)

    def finish(self, form: str) -> ParsedText:
        """Return all of it, with the remarks in the order of their lines."""
        in_order = sorted(dict.fromkeys(self.remarks), key=lambda remark: int(remark.split(":")[0].split()[1]))
        return ParsedText(form, tuple(self.posts), tuple(self.rest), tuple(in_order))


@dataclass(frozen=True)
class _CommentBlock:
    """What follows the body of a post."""

    heading: tuple[TextLine, ...] = ()
    """The line with their number, unless it is part of the post."""
    declared: int | None = None
    found: tuple[ParsedComment, ...] = ()
    footer: tuple[TextLine, ...] = ()
    """Lines of the post's footer that are below the comments heading."""
    after: tuple[TextLine, ...] = ()
    """Other lines below the comments."""


def read_post(
    lines: Sequence[TextLine], head: PostHead, page: TextPage, alone: bool, is_last: bool = True
) -> ParsedPost:
    """Parse the post in `lines`, which start with its head, and add the lines around it to `page`.

    `alone` means that the page has no other post, so that comments can follow without a heading; `is_last` that nothing
    follows these lines, so that the text can break off.
    """
    text, comments = _split_comments(split_glued(lines[head.length :]), page, alone)
    text, below = _split_furniture(text, may_be_own=alone and not comments.heading)
    top, text = _split_top_byline(text)
    text, footer = split_footer(text)
    body, above_footer = _split_furniture(text, may_be_own=alone and not footer)
    footer = non_blank([*top, *footer, *comments.footer])
    below = [*above_footer, *below]
    page.rest += furniture(below)
    page.remarks += [*_image_remarks(body), *footer_remarks(body)]
    markdown, left_out = _body(body, page.spacing)
    ends_page = is_last and not (footer or non_blank(below) or comments.heading or comments.found or comments.after)
    unfinished = ends_page and ends_in_mid_sentence(markdown, is_end_of_file=True)
    page.remarks += [f"line {non_blank(body)[-1].number}: the text breaks off here"] if unfinished else []
    author, labels = parse_footer(footer)
    is_teaser = any(furniture_kind(line) == READ_MORE for line in (*below, *comments.after))
    return ParsedPost(
        kind="mailout" if head.mailout else "post",
        body=markdown,
        raw=raw_text([*lines[: head.length], *body, *footer, *comments.heading]),
        lines=line_range(strip_blank_lines(lines)) if non_blank(lines) else (0, 0),
        title=head.title,
        day=head.day or _day_of(footer),
        heading=head.heading,
        author=author,
        labels=labels,
        declared_comments=comments.declared,
        comments=comments.found,
        left_out=(*left_out, *_named("byline", footer), *_named("comments heading", comments.heading)),
        partial=is_teaser,
        breaks_off=unfinished,
    )


def _split_furniture(lines: Sequence[TextLine], may_be_own: bool) -> tuple[Sequence[TextLine], Sequence[TextLine]]:
    """Split off the furniture below a post. A link "Read more" on the page of one post `may_be_own` words."""
    text, below = split_trailing_furniture(lines)
    own = [at for at, line in enumerate(below) if may_be_own and is_read_more_without_arrow(line)]
    length = len(text) + (own[-1] + 1 if own else 0)
    return lines[:length], lines[length:]


def _split_top_byline(lines: Sequence[TextLine]) -> tuple[Sequence[TextLine], Sequence[TextLine]]:
    """Split off "Posted by … at 10:22" above the text, where some themes print it."""
    first = next((at for at, line in enumerate(lines) if not line.blank), len(lines))
    is_above = first < len(lines) and is_timed_byline(lines[first]) and bool(non_blank(lines[first + 1 :]))
    return lines[: first + 1] if is_above else (), lines[first + 1 :] if is_above else lines


def _day_of(footer: Sequence[TextLine]) -> date | None:
    """Return the day that a byline states in words."""
    days = {day for line in footer if is_timed_byline(line) and (day := find_day(line.collapsed))}
    return days.pop() if len(days) == 1 else None


def read_page(lines: Sequence[TextLine], head: PostHead, left_out: Sequence[LeftOut] = ()) -> ParsedPost:
    """Parse a page of Napo that starts with `head`: one text, without footer or comments."""
    body = lines[head.length :]
    markdown, dropped = text_to_markdown(
        [line.text for line in body], line_is_paragraph=not measure_spacing(body).spaced
    )
    return ParsedPost(
        kind="page",
        body=markdown,
        raw=raw_text(lines),
        lines=line_range(lines),
        title=head.title,
        day=head.day,
        heading=head.heading,
        left_out=(*left_out, *dropped),
    )


def _split_comments(lines: Sequence[TextLine], page: TextPage, alone: bool) -> tuple[Sequence[TextLine], _CommentBlock]:
    """Split the lines of the post from its comments."""
    start = find_section_start(lines, alone)
    if start is not None:
        return rejoin_glued(lines[:start]), _read_comments(lines[start:], page)
    return rejoin_glued(lines), _unread_comments(lines, page) if alone else _CommentBlock()


def _read_comments(lines: Sequence[TextLine], page: TextPage) -> _CommentBlock:
    """Parse the comments in `lines`, which start with the comments heading if there is one."""
    heading = tuple(line for line in lines[:1] if COMMENTS_HEADING.fullmatch(line.collapsed))
    section = read_comments(lines[len(heading) :])
    footer = tuple(line for line in section.after if is_footer(line))
    page.rest += other_text(section.controls, "comment control")
    quarantine([line for line in section.after if not is_footer(line)], "after the comments", page)
    declared = _declared(heading[0]) if heading else None
    page.remarks += [*section.remarks, *_section_remarks(lines[0].number, section, declared)]
    others = tuple(line for line in non_blank(section.after) if not is_footer(line))
    return _CommentBlock(heading, declared, section.comments, footer, others)


def _section_remarks(number: int, section: CommentSection, declared: int | None) -> Iterator[str]:
    for control in section.controls[:1]:
        yield f"line {control.number}: the comment that ends here cannot be told from the post; kept in the post"
    if declared is None:
        yield f"line {number}: comments without a heading"
    elif declared != len(section.comments):
        yield f"line {number}: declared {declared} comments, found {len(section.comments)}"


def _unread_comments(lines: Sequence[TextLine], page: TextPage) -> _CommentBlock:
    """Keep comments that cannot be told apart in the post, below their heading."""
    heading = find_count_heading(lines)
    if heading is None:
        return _CommentBlock()
    declared = _declared(heading)
    page.remarks.append(
        f"line {heading.number}: declared {declared} comments that cannot be told apart; kept in the post"
    )
    return _CommentBlock(declared=declared)


def _declared(heading: TextLine) -> int:
    found = COMMENTS_HEADING.fullmatch(heading.collapsed)
    return int(found[1] or 0) if found else 0


def quarantine(lines: Sequence[TextLine], where: str, page: TextPage) -> None:
    """Leave out furniture, and quarantine other lines that belong to no post."""
    others = [line for line in non_blank(lines) if not is_furniture(line)]
    page.rest += furniture([line for line in lines if is_furniture(line)])
    page.rest += other_text(others, where, quarantined=True)
    page.remarks += [f"line {line.number}: text {where}; quarantined" for line in others[:1]]


def _body(lines: Sequence[TextLine], page: Spacing) -> tuple[str, tuple[LeftOut, ...]]:
    images = [line for line in lines if IMAGE_DESCRIPTION.fullmatch(line.collapsed)]
    text = ["" if IMAGE_DESCRIPTION.fullmatch(line.collapsed) else line.text for line in lines]
    markdown, left_out = text_to_markdown(text, line_is_paragraph=not page.spaced)
    markdown, bars = remove_mailing_bars(markdown)
    return markdown, (*left_out, *_named("image description", images), *bars)


def _named(reason: str, lines: Sequence[TextLine]) -> Iterator[LeftOut]:
    return (LeftOut(reason, line.text) for line in lines)


def _image_remarks(lines: Sequence[TextLine]) -> list[str]:
    return [
        f"line {line.number}: left out the description of an image that this copy does not have"
        for line in lines
        if IMAGE_DESCRIPTION.fullmatch(line.collapsed)
    ]
