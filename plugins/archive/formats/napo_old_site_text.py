"""Parse plain-text copies of pages of Napo's old ColdFusion site, with one text or several (W5 in docs/formats.md).

The rule: a byline ends the text above it. The first line of a text is its title if it is a line by itself and reads
like a title.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby, islice, takewhile

from archive.formats.napo_site.coldfusion import Byline, is_boilerplate, read_byline
from archive.formats.napo_site.known_lines import TEXT_SIZE, old_site_kind
from archive.formats.plain_text.date_headings import parse_heading
from archive.formats.plain_text.furniture import NAVIGATION, named_furniture
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

_BYLINE = "posted by:"
_BYLINE_LINES = 4
_MENU_WORDS = 5
"""Words of an entry of the site's menu."""


def recognises(text: str) -> bool:
    """Return True if the text has a byline and does not start with a date heading, as pages of the blog do."""
    lines = non_blank(split_lines(text))
    return bool(lines) and not parse_heading(lines[0].text) and next(_bylines(lines), None) is not None


def read(text: str, one_post: bool) -> ParsedText:
    """Parse the texts, each up to its byline. `one_post` is ignored, because the bylines are a better sign."""
    del one_post
    lines = split_lines(text)
    page = measure_spacing(lines)
    posts: list[ParsedPost] = []
    rest: list[OtherText] = []
    remarks: list[str] = []
    top = 0
    for start, end, byline in _bylines(lines):
        header, text_lines = _split_header(lines[top:start])
        above, body, below = _split_boilerplate(text_lines)
        rest += [*_header(header), *_furniture(above), *_furniture(below)]
        if body:
            post, post_remarks = _post(body, lines[start:end], byline, page)
            posts.append(post)
            remarks += post_remarks
        else:
            rest += other_text(lines[start:end], "a byline without a text above it", quarantined=True)
            remarks.append(f"line {lines[start].number}: a byline without a text above it; quarantined")
        top = end
    after = [line for line in non_blank(lines[top:]) if not is_boilerplate(line.collapsed)]
    rest += _furniture([line for line in lines[top:] if is_boilerplate(line.collapsed)])
    rest += other_text(after, "after the last byline", quarantined=True)
    remarks += [f"line {line.number}: text after the last byline; quarantined" for line in after[:1]]
    return ParsedText("text:W5", tuple(posts), tuple(rest), tuple(remarks))


def _bylines(lines: Sequence[TextLine]) -> Iterator[tuple[int, int, Byline]]:
    """Yield where each byline starts and ends. Some extractors print its parts on lines of their own."""
    for at, line in enumerate(lines):
        if line.collapsed.lower().startswith(_BYLINE):
            ends = range(at + 1, min(at + 1 + _BYLINE_LINES, len(lines) + 1))
            found = ((end, read_byline(" ".join(part.collapsed for part in lines[at:end]))) for end in ends)
            yield from ((at, end, byline) for end, byline in islice(((e, b) for e, b in found if b), 1))


def _split_header(lines: Sequence[TextLine]) -> tuple[Sequence[TextLine], Sequence[TextLine]]:
    """Split off what is above the links for the text size, which stand between the site's menu and a text."""
    links = [at for at, line in enumerate(lines) if old_site_kind(line.collapsed) == TEXT_SIZE]
    return lines[: links[0] if links else 0], lines[links[0] if links else 0 :]


def _header(lines: Sequence[TextLine]) -> tuple[OtherText, ...]:
    """Return the lines above the links for the text size: a menu if all are short, otherwise unplaced words."""
    entries = [line.collapsed for line in non_blank(lines)]
    if all(len(entry.split()) <= _MENU_WORDS and entry[-1] not in ".:;" for entry in entries):
        return named_furniture(lines, NAVIGATION)
    return other_text(lines, "above the links for the text size", quarantined=True)


def _furniture(lines: Sequence[TextLine]) -> Iterator[OtherText]:
    runs = groupby(non_blank(lines), key=lambda line: old_site_kind(line.collapsed))
    return (text for kind, run in runs if kind for text in named_furniture(list(run), kind))


def _split_boilerplate(lines: Sequence[TextLine]) -> tuple[Sequence[TextLine], Sequence[TextLine], Sequence[TextLine]]:
    """Split lines into the boilerplate above a text, the text, and the boilerplate below it."""
    above = len(list(takewhile(_is_no_text, lines)))
    below = len(list(takewhile(_is_no_text, reversed(lines[above:]))))
    end = len(lines) - below
    return lines[:above], lines[above:end], lines[end:]


def _is_no_text(line: TextLine) -> bool:
    return line.blank or is_boilerplate(line.collapsed)


def _post(
    lines: Sequence[TextLine], below: Sequence[TextLine], byline: Byline, page: Spacing
) -> tuple[ParsedPost, list[str]]:
    head = read_undated_head(lines, page)
    if head.mailout:  # here the second line is text even if it is a date: the byline has the date
        head = PostHead(0)
    body = lines[head.length :]
    markdown, left_out = text_to_markdown([line.text for line in body], line_is_paragraph=not page.spaced)
    post = ParsedPost(
        kind="page",
        body=markdown,
        raw=raw_text([*lines, *below]),
        lines=(line_range(strip_blank_lines(lines))[0], below[-1].number),
        title=head.title,
        day=byline.time.day,
        author=byline.author,
        left_out=(*(LeftOut("byline", line.text) for line in below), *left_out),
    )
    return post, [*head.remarks, *(f"line {below[0].number}: {remark}" for remark in byline.time.remarks)]
