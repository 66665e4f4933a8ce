"""Parse plain-text copies of lists of teasers from Napo's sites (W2 and W3 in docs/formats.md).

The rule: a teaser gives a partial page. It never replaces a whole text, but shows which one is missing, and it is a
copy of the whole text once that is imported. Teasers of W2 have no titles, so they may match nothing; they are kept
all the same. The date of a teaser is on the line below it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import takewhile

from archive.formats.napo_site.bylines import is_list_date, parse_date
from archive.formats.napo_site.sites import DESCRIPTION
from archive.formats.plain_text.date_headings import parse_heading
from archive.formats.plain_text.furniture import HEADER, NAVIGATION, READ_MORE, REASON, named_furniture
from archive.formats.plain_text.lines import TextLine, line_range, non_blank, other_text, raw_text, split_lines
from archive.formats.records import ParsedPost, ParsedText
from archive.markup.from_text import text_to_markdown
from archive.model import LeftOut

_MORE = re.compile(r"read more\.*", re.IGNORECASE)
_END = re.compile(r".*(?:read more\.*|\[(?:…|\.\.\.)\])", re.IGNORECASE)
_NAME = re.compile(
    rf"(?:Napo Magazine\s[–—-]\s)?{DESCRIPTION}(?: news)?\.?"
    r"|News|Blogs?|Napo HQ Blog|General Secretary['’]s Blog|Napo News",
    re.IGNORECASE,
)
_AUTHORS_BLOG = re.compile(r"[^\s'’]*['’]s blog", re.IGNORECASE)
_PAGER = frozenset(
    ["«", "‹", "›", "»", "first", "previous", "next", "last", "…", ">>", "<<", "older", "newer", "posts"]
)
_LONGEST_TITLE = 130
_MOST_LINES = 3
"""Lines of a teaser in a list without a name: title, text and "Read more"."""
_FEWEST_TEASERS = 3
"""Teasers of such a list."""


@dataclass(frozen=True)
class _Teaser:
    """One teaser, without blank lines."""

    lines: tuple[TextLine, ...]
    date: tuple[TextLine, ...]
    """The line with its date, or nothing."""


def recognises(text: str) -> bool:
    """Return True if the text is a list of teasers and does not start with a date heading, as pages of the blog do."""
    lines = non_blank(split_lines(text))
    if not lines or parse_heading(lines[0].text):
        return False
    named, below = _split_names(lines)
    if any(_AUTHORS_BLOG.fullmatch(line.collapsed) for line in named):
        return bool(below)
    teasers, after = _split_teasers(below)
    if named:
        return bool(teasers)
    known = any(teaser.date for teaser in teasers) or len(teasers) >= _FEWEST_TEASERS
    return known and all(len(part) <= _MOST_LINES for part in (*(teaser.lines for teaser in teasers), after))


def read(text: str, one_post: bool) -> ParsedText:
    """Parse the teasers. `one_post` changes nothing, because a list is never a single post."""
    del one_post
    named, below = _split_names(non_blank(split_lines(text)))
    teasers, after = _split_teasers(below)
    if not teasers:
        return _unsplit(named, below)
    list_name, unnamed = _split_list_name(teasers)
    titled = _are_titled(teasers)
    posts = [_post(teaser, titled) for teaser in unnamed]
    pager = [line for line in after if _is_pager(line)]
    others = [line for line in after if not _is_pager(line)]
    rest = [*named_furniture(named, HEADER), *named_furniture(list_name, HEADER)]
    rest += [*named_furniture(pager, NAVIGATION), *other_text(others, "after the teasers", quarantined=True)]
    remarks = [remark for teaser in teasers for remark in _remarks(teaser)]
    remarks += [f"line {line.number}: text after the last teaser; quarantined" for line in others[:1]]
    form = "text:W2" if any(teaser.date for teaser in teasers) else "text:W3"
    return ParsedText(form, tuple(posts), tuple(rest), tuple(remarks))


def _split_names(lines: Sequence[TextLine]) -> tuple[Sequence[TextLine], Sequence[TextLine]]:
    """Split off the lines at the top that name the site or the list."""
    names = (_NAME, _AUTHORS_BLOG)
    named = list(takewhile(lambda line: any(name.fullmatch(line.collapsed) for name in names), lines))
    return named, lines[len(named) :]


def _split_teasers(lines: Sequence[TextLine]) -> tuple[list[_Teaser], Sequence[TextLine]]:
    """Split the lines into teasers, each up to its end or its date, and the lines after the last one."""
    teasers: list[_Teaser] = []
    top = 0
    for at, line in enumerate(lines):
        if at >= top and _END.fullmatch(line.collapsed):
            date = tuple(lines[at + 1 : at + 2]) if _is_date_at(lines, at + 1) else ()
            teasers.append(_Teaser(tuple(lines[top : at + 1]), date))
            top = at + 1 + len(date)
    return teasers, lines[top:]


def _is_date_at(lines: Sequence[TextLine], at: int) -> bool:
    return at < len(lines) and is_list_date(lines[at].collapsed)


def _are_titled(teasers: Sequence[_Teaser]) -> bool:
    """Return True if most teasers of the list have a line above their text."""
    return sum(len(_text(teaser)) > 1 for teaser in teasers) * 2 > len(teasers)


def _text(teaser: _Teaser) -> Sequence[TextLine]:
    """Drop "Read more" where it is a line of its own."""
    return [line for line in teaser.lines if not _MORE.fullmatch(line.collapsed)]


def _split_list_name(teasers: Sequence[_Teaser]) -> tuple[Sequence[TextLine], Sequence[_Teaser]]:
    """Split off the name of the list: short lines above the first teaser that the others do not have."""
    first, *others = teasers
    sizes = Counter(len(teaser.lines) for teaser in others)
    usual = max(sizes, key=lambda size: (sizes[size], size), default=len(first.lines))
    surplus = first.lines[: max(len(first.lines) - usual, 0)]
    if not all(len(line.collapsed) <= _LONGEST_TITLE for line in surplus):
        return (), teasers
    return surplus, [_Teaser(first.lines[len(surplus) :], first.date), *others]


def _post(teaser: _Teaser, titled: bool) -> ParsedPost:
    text = _text(teaser)
    headed = titled and len(text) > 1 and len(text[0].collapsed) <= _LONGEST_TITLE
    markdown, left_out = text_to_markdown([line.text for line in text[headed:]], line_is_paragraph=True)
    lines = [*teaser.lines, *teaser.date]
    date = teaser.date[0].text if teaser.date else ""
    day = parse_date(date)
    return ParsedPost(
        kind="page",
        body=markdown,
        raw=raw_text(lines),
        lines=line_range(lines),
        title=text[0].collapsed if headed else None,
        day=day,
        heading=date if day else "",
        left_out=(*left_out, *_left_out(teaser)),
        partial=True,
    )


def _left_out(teaser: _Teaser) -> Iterator[LeftOut]:
    links = (line for line in teaser.lines if _MORE.fullmatch(line.collapsed))
    yield from (LeftOut(REASON.format(READ_MORE), line.text) for line in links)
    yield from (LeftOut("invalid date", line.text) for line in teaser.date if not parse_date(line.text))


def _remarks(teaser: _Teaser) -> Iterator[str]:
    for line in teaser.date:
        if not parse_date(line.text):
            yield f"line {line.number}: no such date; the teaser above it is undated"


def _unsplit(named: Sequence[TextLine], below: Sequence[TextLine]) -> ParsedText:
    """Parse an author's list, in which titles and texts look the same, as one partial text."""
    text = [line for line in below if not _is_pager(line)]
    pager = [line for line in below if _is_pager(line)]
    rest = (*named_furniture(named, HEADER), *named_furniture(pager, NAVIGATION))
    if not text:
        return ParsedText("text:W3", (), rest)
    markdown, left_out = text_to_markdown([line.text for line in text], line_is_paragraph=True)
    post = ParsedPost("page", markdown, raw_text(text), line_range(text), left_out=left_out, partial=True)
    remark = f"line {text[0].number}: the teasers cannot be told apart; kept as one text without a title"
    return ParsedText("text:W3", (post,), rest, (remark,))


def _is_pager(line: TextLine) -> bool:
    return all(word.isdigit() or word.lower() in _PAGER for word in line.collapsed.split())
