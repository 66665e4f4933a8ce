"""Parse plain-text copies of pages of Napo's old ColdFusion site, with one text or several (W5 in docs/formats.md).

The rule: a byline ends the text above it. The first line of a text is its title if it is a line by itself and reads
like a title.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import takewhile

from archive.formats.napo_site.coldfusion import Byline, is_boilerplate, read_byline
from archive.formats.plain_text.date_headings import parse_heading
from archive.formats.plain_text.lines import (
    Spacing,
    TextLine,
    line_range,
    measure_spacing,
    non_blank,
    other_text,
    raw_text,
    split_lines,
    strip_blank_lines,
)
from archive.formats.plain_text.titles import PostHead, read_undated_head
from archive.formats.records import OtherText, ParsedPost, ParsedText
from archive.markup.from_text import text_to_markdown
from archive.model import LeftOut


def recognises(text: str) -> bool:
    """Return True if the text has a byline and does not start with a date heading, as pages of the blog do."""
    lines = non_blank(split_lines(text))
    if not lines or parse_heading(lines[0].text):
        return False
    return any(read_byline(line.collapsed) for line in lines)


def read(text: str, one_post: bool) -> ParsedText:
    """Parse the texts, each up to its byline. `one_post` is ignored, because the bylines are a better sign."""
    del one_post
    lines = split_lines(text)
    page = measure_spacing(lines)
    posts: list[ParsedPost] = []
    rest: list[OtherText] = []
    remarks: list[str] = []
    top = 0
    for at, line in enumerate(lines):
        if byline := read_byline(line.collapsed):
            above, body, below = _split_boilerplate(lines[top:at])
            rest += [*other_text(above, "page furniture"), *other_text(below, "page furniture")]
            if body:
                post, post_remarks = _post(body, line, byline, page)
                posts.append(post)
                remarks += post_remarks
            else:
                rest += other_text([line], "byline without a text", quarantined=True)
                remarks.append(f"line {line.number}: a byline without a text above it; quarantined")
            top = at + 1
    after = [line for line in non_blank(lines[top:]) if not is_boilerplate(line.collapsed)]
    rest += other_text([line for line in non_blank(lines[top:]) if is_boilerplate(line.collapsed)], "page furniture")
    rest += other_text(after, "after the last byline", quarantined=True)
    remarks += [f"line {line.number}: text after the last byline; quarantined" for line in after[:1]]
    return ParsedText("text:W5", tuple(posts), tuple(rest), tuple(remarks))


def _split_boilerplate(lines: Sequence[TextLine]) -> tuple[Sequence[TextLine], Sequence[TextLine], Sequence[TextLine]]:
    """Split lines into the boilerplate above a text, the text, and the boilerplate below it."""
    above = len(list(takewhile(_is_no_text, lines)))
    below = len(list(takewhile(_is_no_text, reversed(lines[above:]))))
    end = len(lines) - below
    return lines[:above], lines[above:end], lines[end:]


def _is_no_text(line: TextLine) -> bool:
    return line.blank or is_boilerplate(line.collapsed)


def _post(lines: Sequence[TextLine], below: TextLine, byline: Byline, page: Spacing) -> tuple[ParsedPost, list[str]]:
    head = read_undated_head(lines, page)
    if head.mailout:  # here the second line is text even if it is a date: the byline has the date
        head = PostHead(0)
    body = lines[head.length :]
    markdown, left_out = text_to_markdown([line.text for line in body], line_is_paragraph=not page.spaced)
    post = ParsedPost(
        kind="page",
        body=markdown,
        raw=raw_text([*lines, below]),
        lines=(line_range(strip_blank_lines(lines))[0], below.number),
        title=head.title,
        day=byline.time.day,
        author=byline.author,
        left_out=(LeftOut("byline", below.text), *left_out),
    )
    return post, [*head.remarks, *(f"line {below.number}: {remark}" for remark in byline.time.remarks)]
