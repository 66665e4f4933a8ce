"""Plain-text copies of the blog's pages: one post with its comments, several posts under date headings, or a text
without either (forms.md sections 1 and 2: C, N, ARC, X, T0, D0, star separators, K1, K2, K4, K5).

A title stands only directly under an accepted date heading, or alone on the first line of a page without one. No other
line is ever promoted, and nothing is guessed: what has no date is undated, what has no title is untitled.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from archive.date_headings import Heading, date_headings
from archive.records import FoundComment, FoundPost, LeftOut, Reading, Rest
from archive.text_comments import HEADING as COMMENTS_HEADING
from archive.text_comments import read_comments, section_start, unglued
from archive.text_lines import (
    IMAGE_DESCRIPTION,
    Line,
    extent,
    filled,
    is_furniture,
    raw_of,
    rest_of,
    text_lines,
    trimmed,
    without_tail_furniture,
)
from archive.text_to_markdown import SEPARATOR, to_markdown

_TITLE_WORDS, _TITLE_SIGNS = 20, 130
"""A title is one line. The longest in the real scrapes has 39 signs; a paragraph that opens a page has more."""
_SALUTATION = re.compile(r"(?:Dear|Hi|Hello|Colleagues|Good (?:morning|afternoon|evening))\b.*", re.IGNORECASE)
_BARE_DAY = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})")
_BYLINE = re.compile(r"Posted by (?P<author>.+?)(?: at \d{1,2}:\d\d.*| on .*\d{4}.*)?")
_LABELS = re.compile(r"Labels: (?P<labels>.+)")
_PLACED_WORDS = 30
"""Words before the first heading of a page are a text whose heading was lost; fewer are quarantined as unplaced."""


@dataclass(frozen=True)
class _Head:
    """What stands above a body."""

    length: int
    """How many of the lines it takes."""
    title: str | None = None
    day: date | None = None
    heading: str = ""
    remarks: tuple[str, ...] = ()
    mailout: bool = False


def read(text: str, one_post: bool) -> Reading:
    """All that the page `text` holds. `one_post`: its address is known to be that of a single post."""
    lines = unglued(text_lines(text))
    spaced = any(line.blank for line in trimmed(lines))
    has_comments = any(COMMENTS_HEADING.fullmatch(line.folded) for line in lines)
    headings, remarks = date_headings(lines, one_post or has_comments)
    if not headings:
        return _undated_page(lines, spaced, remarks)
    before = lines[: headings[0].at]
    posts, rest = _before_the_first(before, spaced)
    for heading, end in zip(headings, [*(later.at for later in headings[1:]), len(lines)], strict=True):
        post, after, said = _dated(lines[heading.at : end], heading, spaced, alone=len(headings) == 1)
        posts += [post] if post else []
        rest += after
        remarks += said
    return Reading(_form(lines, headings, posts, spaced), tuple(posts), tuple(rest), tuple(_in_order(remarks)))


def _before_the_first(lines: Sequence[Line], spaced: bool) -> tuple[list[FoundPost], list[Rest]]:
    """Lines above the first heading: furniture, or a text whose own heading was lost."""
    kept = [line for line in filled(lines) if not is_furniture(line)]
    if sum(len(line.text.split()) for line in kept) < _PLACED_WORDS:
        furniture = [line for line in lines if is_furniture(line)]
        return [], [
            *rest_of(furniture, "page furniture"),
            *rest_of(kept, "before the first heading", quarantined=True),
        ]
    start = lines.index(kept[0])
    post, after, _ = _post(lines[start:], _Head(0), spaced, alone=False)
    return [post], [*rest_of(lines[:start], "page furniture"), *after]


def _undated_page(lines: Sequence[Line], spaced: bool, remarks: list[str]) -> Reading:
    start = 0
    while start < len(lines) and (lines[start].blank or is_furniture(lines[start])):
        start += 1
    head = _undated_head(lines[start:], spaced)
    post, rest, said = _post(lines[start:], head, spaced, alone=True)
    rest = [*rest_of(lines[:start], "page furniture"), *rest]
    form = "text:M" if head.mailout else "text:D0" if head.title else "text:X"
    if not post.raw.strip():
        return Reading(form, (), tuple(rest), tuple(remarks))
    return Reading(form + _comment_form(lines, post), (post,), tuple(rest), tuple(_in_order([*remarks, *said])))


def _dated(
    lines: Sequence[Line], heading: Heading, spaced: bool, alone: bool
) -> tuple[FoundPost | None, list[Rest], list[str]]:
    head = _dated_head(lines, heading, spaced)
    post, rest, remarks = _post(lines, head, spaced, alone)
    if post.body or post.comments:
        return post, rest, [*head.remarks, *remarks]
    said = f"line {lines[0].number}: a heading without a text: {head.title or 'untitled'}"
    return None, [*rest_of(lines, "heading without a text")], [said]


def _dated_head(lines: Sequence[Line], heading: Heading, spaced: bool) -> _Head:
    at = next((at for at in range(1, len(lines)) if not lines[at].blank), None)
    raw = lines[0].text
    if at is not None and _can_be_title(lines, at, spaced):
        return _Head(at + 1, lines[at].folded, heading.day, raw)
    missing = f"line {lines[0].number}: no title under this date; published without one"
    return _Head(1, None, heading.day, raw, (missing,))


def _undated_head(lines: Sequence[Line], spaced: bool) -> _Head:
    if not lines or not spaced or not _can_be_title(lines, 0, spaced) or not _reads_as_title(lines[0].folded):
        return _mailout_head(lines) or _Head(0)
    return _mailout_head(lines) or _Head(1, lines[0].folded)


def _mailout_head(lines: Sequence[Line]) -> _Head | None:
    """A pasted mailout: a title, then the day as dd/mm/yyyy, alone on its line (forms.md 4.1)."""
    first = [at for at, line in enumerate(lines[:4]) if not line.blank][:2]
    found = _BARE_DAY.fullmatch(lines[first[1]].folded) if len(first) == 2 else None
    if not found:
        return None
    try:
        day = date(int(found.group(3)), int(found.group(2)), int(found.group(1)))
    except ValueError:
        return None
    return _Head(first[1] + 1, lines[first[0]].folded, day, lines[first[1]].text, mailout=True)


def _can_be_title(lines: Sequence[Line], at: int, spaced: bool) -> bool:
    """True if the line may be a title: short, alone, no introduction of a quotation, no separator."""
    line = lines[at].folded
    alone = not spaced or at + 1 == len(lines) or lines[at + 1].blank
    short = len(line) <= _TITLE_SIGNS and len(line.split()) <= _TITLE_WORDS
    is_text = not SEPARATOR.fullmatch(line) and not IMAGE_DESCRIPTION.fullmatch(line) and "://" not in line
    sentence = line.endswith((".", ";", ",")) and len(line.split()) > 8
    return bool(
        alone
        and short
        and is_text
        and not sentence
        and not line.endswith((":-", ":"))
        and not COMMENTS_HEADING.fullmatch(line)
    )


def _reads_as_title(line: str) -> bool:
    """Without a date heading above it, a line must look like a title, not like the start of a text."""
    return not line.endswith((".", ",", ";")) and line[:1] not in "•-\"“'‘" and not _SALUTATION.fullmatch(line)


def _post(lines: Sequence[Line], head: _Head, spaced: bool, alone: bool) -> tuple[FoundPost, list[Rest], list[str]]:
    """The post in `lines`. `alone`: nothing but this post is on the page, so comments may follow it unannounced."""
    body_lines = lines[head.length :]
    start = section_start(body_lines) if alone or _announced(body_lines) else None
    body, comments_lines = (body_lines, []) if start is None else (body_lines[:start], body_lines[start:])
    declared, comments, after, remarks = _comments(comments_lines)
    body, furniture = without_tail_furniture(body)
    author, labels, byline, body = _byline(body)
    markdown, left_out = _body(body, spaced)
    heading_left = [LeftOut("comments heading", line.text) for line in comments_lines[:1] if declared is not None]
    own = [*lines[: head.length], *body, *byline, *([comments_lines[0]] if declared is not None else [])]
    post = FoundPost(
        kind="mailout" if head.mailout else "post",
        body=markdown,
        raw=raw_of(own),
        lines=extent(trimmed(lines)) if filled(lines) else (0, 0),
        title=head.title,
        day=head.day,
        heading=head.heading,
        author=author,
        labels=labels,
        declared_comments=declared,
        comments=comments,
        left_out=(*left_out, *(LeftOut("byline", line.text) for line in byline), *heading_left),
    )
    rest = [*rest_of(furniture, "page furniture"), *_after_comments(after)]
    return post, rest, [*_image_remarks(body), *remarks]


def _announced(lines: Sequence[Line]) -> bool:
    return any(COMMENTS_HEADING.fullmatch(line.folded) for line in lines)


def _comments(
    lines: Sequence[Line],
) -> tuple[int | None, tuple[FoundComment, ...], Sequence[Line], list[str]]:
    """Declared number, comments, lines after them, remarks."""
    if not lines:
        return None, (), (), []
    heading = COMMENTS_HEADING.fullmatch(lines[0].folded)
    section = read_comments(lines[1:] if heading else lines)
    remarks = list(section.remarks)
    if not heading:
        remarks.append(f"line {lines[0].number}: numbered comments without their heading")
        return None, section.comments, section.after, remarks
    declared = int(heading.group(1) or 0)
    if declared != len(section.comments):
        remarks.append(f"line {lines[0].number}: declared {declared} comments, found {len(section.comments)}")
    return declared, section.comments, section.after, remarks


def _after_comments(lines: Sequence[Line]) -> list[Rest]:
    furniture = [line for line in lines if is_furniture(line)]
    others = [line for line in filled(lines) if not is_furniture(line)]
    return [*rest_of(furniture, "page furniture"), *rest_of(others, "after the comments", quarantined=True)]


def _byline(
    lines: Sequence[Line],
) -> tuple[str | None, tuple[str, ...], Sequence[Line], Sequence[Line]]:
    """Author and labels from the lines that end a post on a Blogger page, those lines, and the lines before them."""
    author: str | None = None
    labels: tuple[str, ...] = ()
    end = len(lines)
    while end:
        line = lines[end - 1]
        by, under = _BYLINE.fullmatch(line.folded), _LABELS.fullmatch(line.folded)
        if by and (by.group("author") != line.folded.removeprefix("Posted by ") or labels):
            author = by.group("author")
        elif under:
            labels = tuple(part.strip() for part in under.group("labels").split(",") if part.strip())
        elif not line.blank:
            break
        end -= 1
    if author is None and not labels:
        return None, (), [], lines
    return author, labels, lines[end:], lines[:end]


def _body(lines: Sequence[Line], spaced: bool) -> tuple[str, tuple[LeftOut, ...]]:
    images = [line for line in lines if IMAGE_DESCRIPTION.fullmatch(line.folded)]
    text = ["" if IMAGE_DESCRIPTION.fullmatch(line.folded) else line.text for line in lines]
    markdown, left_out = to_markdown(text, line_is_paragraph=not spaced)
    return markdown, (*left_out, *(LeftOut("image description", line.text) for line in images))


def _image_remarks(lines: Sequence[Line]) -> list[str]:
    return [
        f"line {line.number}: the description of an image that this copy does not have; left out"
        for line in lines
        if IMAGE_DESCRIPTION.fullmatch(line.folded)
    ]


def _form(lines: Sequence[Line], headings: Sequence[Heading], posts: Sequence[FoundPost], spaced: bool) -> str:
    base = "C" if "," in lines[headings[0].at].text else "N"
    parts = [base] if len(headings) == 1 else ["ARC", base]
    parts += ["T0"] if any(post.title is None for post in posts) else []
    parts += [] if spaced else ["dense"]
    comments = next((post for post in posts if post.comments or post.declared_comments is not None), None)
    return "text:" + "+".join(parts) + (_comment_form(lines, comments) if comments else "")


def _comment_form(lines: Sequence[Line], post: FoundPost) -> str:
    if post.declared_comments is None and not post.comments:
        return ""
    if any(line.glued for line in lines):
        return "+K4"
    if not any(left.reason == "comment number" for left in post.comments[0].left_out) if post.comments else False:
        return "+K5"
    return "+K2" if post.declared_comments is None else "+K1"


def _in_order(remarks: list[str]) -> list[str]:
    return sorted(dict.fromkeys(remarks), key=lambda remark: int(remark.split(":")[0].removeprefix("line ")))
