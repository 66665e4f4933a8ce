"""Plain-text copies of lists of teasers of the union's sites (forms.md 2.1: W2, W3, and category lists of 4.3).

The rule: a teaser is not a post, but it is kept, as a partial page: it never replaces a text, it shows what is missing,
and where the whole text has come in it is a copy of it. W2 prints no titles, so its teasers may be matched by nothing;
they are no less part of what the union said. A date stands under the teaser that it belongs to.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from archive.formats.napo_site.bylines import day_said, is_list_date
from archive.formats.napo_site.sites import DESCRIPTION
from archive.formats.plain_text.date_headings import parse_heading
from archive.formats.plain_text.lines import TextLine, line_range, non_blank, other_text, raw_text, text_lines
from archive.formats.records import ParsedPost, ParsedText
from archive.markup.from_text import to_markdown
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
_TITLE_SIGNS = 130
_MOST_LINES = 3
"""Lines of a teaser on a list that does not name itself: a title, the teaser, "Read more"."""
_FEWEST = 3
"""Teasers by which such a list is known."""


@dataclass(frozen=True)
class _Teaser:
    """The lines of one teaser that have words."""

    lines: tuple[TextLine, ...]
    date: tuple[TextLine, ...]
    """The line of its date, if there is one."""


def recognises(text: str) -> bool:
    """True if the text is a list of teasers and does not begin as a page of the blog does."""
    lines = non_blank(text_lines(text))
    if not lines or parse_heading(lines[0].text):
        return False
    named, below = _named(lines)
    if any(_AUTHORS_BLOG.fullmatch(line.collapsed) for line in named):
        return bool(below)
    teasers, after = _teasers(below)
    if named:
        return bool(teasers)
    known = any(teaser.date for teaser in teasers) or len(teasers) >= _FEWEST
    return known and all(len(part) <= _MOST_LINES for part in (*(teaser.lines for teaser in teasers), after))


def read(text: str, one_post: bool) -> ParsedText:
    """The teasers in `text`. A list is never a single text, so `one_post` changes nothing."""
    del one_post
    named, below = _named(non_blank(text_lines(text)))
    teasers, after = _teasers(below)
    if not teasers:
        return _unparted(named, below)
    surplus, parted = _without_list_name(teasers)
    titled = _are_titled(teasers)
    posts = [_post(teaser, titled) for teaser in parted]
    furniture = [line for line in after if _is_pager(line)]
    others = [line for line in after if not _is_pager(line)]
    rest = [*other_text(named, "page furniture"), *other_text(surplus, "page furniture")]
    rest += [*other_text(furniture, "page furniture"), *other_text(others, "after the teasers", quarantined=True)]
    remarks = [remark for teaser in teasers for remark in _remarks(teaser)]
    remarks += [f"line {line.number}: text after the last teaser; set aside" for line in others[:1]]
    form = "text:W2" if any(teaser.date for teaser in teasers) else "text:W3"
    return ParsedText(form, tuple(posts), tuple(rest), tuple(remarks))


def _named(lines: Sequence[TextLine]) -> tuple[Sequence[TextLine], Sequence[TextLine]]:
    """The lines above that name the site or the list, and the others."""
    names = (_NAME, _AUTHORS_BLOG)
    count = next(
        (at for at, line in enumerate(lines) if not any(n.fullmatch(line.collapsed) for n in names)), len(lines)
    )
    return lines[:count], lines[count:]


def _teasers(lines: Sequence[TextLine]) -> tuple[list[_Teaser], Sequence[TextLine]]:
    """The teasers, each up to its end and its date, and the lines after the last one."""
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
    """Whether most teasers of the list have a line above their own text."""
    return sum(len(_text(teaser)) > 1 for teaser in teasers) * 2 > len(teasers)


def _text(teaser: _Teaser) -> Sequence[TextLine]:
    """Its lines without a "Read more" that stands alone."""
    return [line for line in teaser.lines if not _MORE.fullmatch(line.collapsed)]


def _without_list_name(teasers: Sequence[_Teaser]) -> tuple[Sequence[TextLine], Sequence[_Teaser]]:
    """Short lines that only the first teaser has above it name the list; and the teasers without them."""
    first, *others = teasers
    sizes = Counter(len(teaser.lines) for teaser in others)
    usual = max(sizes, key=lambda size: (sizes[size], size), default=len(first.lines))
    surplus = first.lines[: max(len(first.lines) - usual, 0)]
    if not all(len(line.collapsed) <= _TITLE_SIGNS for line in surplus):
        return (), teasers
    return surplus, [_Teaser(first.lines[len(surplus) :], first.date), *others]


def _post(teaser: _Teaser, titled: bool) -> ParsedPost:
    text = _text(teaser)
    headed = titled and len(text) > 1 and len(text[0].collapsed) <= _TITLE_SIGNS
    markdown, left_out = to_markdown([line.text for line in text[headed:]], line_is_paragraph=True)
    lines = [*teaser.lines, *teaser.date]
    date = teaser.date[0].text if teaser.date else ""
    day = day_said(date)
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
    yield from (LeftOut("page furniture", line.text) for line in teaser.lines if _MORE.fullmatch(line.collapsed))
    yield from (LeftOut("date that is none", line.text) for line in teaser.date if not day_said(line.text))


def _remarks(teaser: _Teaser) -> Iterator[str]:
    for line in teaser.date:
        if not day_said(line.text):
            yield f"line {line.number}: no such day; the teaser above it is undated"


def _unparted(named: Sequence[TextLine], below: Sequence[TextLine]) -> ParsedText:
    """An author's list: titles and texts in lines alike, so that nobody can tell where a teaser ends."""
    text = [line for line in below if not _is_pager(line)]
    pager = [line for line in below if _is_pager(line)]
    rest = (*other_text(named, "page furniture"), *other_text(pager, "page furniture"))
    if not text:
        return ParsedText("text:W3", (), rest)
    markdown, left_out = to_markdown([line.text for line in text], line_is_paragraph=True)
    post = ParsedPost("page", markdown, raw_text(text), line_range(text), left_out=left_out, partial=True)
    remark = f"line {text[0].number}: teasers that cannot be told apart; kept as one text without a title"
    return ParsedText("text:W3", (post,), rest, (remark,))


def _is_pager(line: TextLine) -> bool:
    return all(word.isdigit() or word.lower() in _PAGER for word in line.collapsed.split())
