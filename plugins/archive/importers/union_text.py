"""Plain-text copies of pages of the union's web site (forms.md 2.1: W0, W4).

The title is the line above "Share this"; such pages print no date, so they are undated unless a person supplies one.
"""

from __future__ import annotations

from archive.records import FoundPost, LeftOut, Reading
from archive.text_lines import Line, extent, filled, raw_of, rest_of, text_lines, trimmed
from archive.text_to_markdown import to_markdown

_SHARE = "Share this"
_BLOG_TYPE = "Blog type:"
_NEAR_THE_TOP = 6
"""Lines with words. The title and "Share this" are the first two; a site line and a pager may stand before them."""


def recognises(text: str) -> bool:
    """True if the text has the furniture of a page of the union's site."""
    lines = filled(text_lines(text))
    return _share_at(lines) is not None or _blog_type_at(lines) is not None


def read(text: str, one_post: bool) -> Reading:
    """The page in `text`. It is always a single text, so `one_post` changes nothing."""
    del one_post
    lines = text_lines(text)
    full = filled(lines)
    share, blog_type = _share_at(full), _blog_type_at(full)
    title_line = full[share - 1] if share else None
    top = lines.index(full[share]) + 1 if share is not None else 0
    end = lines.index(full[blog_type]) if blog_type is not None else len(lines)
    head = [line for line in (title_line, full[share] if share is not None else None) if line]
    before = full[: max((share or 0) - 1, 0)]
    post = _page(title_line, head, lines[top:end])
    rest = [*rest_of(before, "page furniture"), *rest_of(lines[end:], "page furniture")]
    return Reading("text:W4" if share is None else "text:W0", (post,), tuple(rest))


def _page(title_line: Line | None, head: list[Line], body: list[Line]) -> FoundPost:
    spaced = any(line.blank for line in trimmed(body))
    markdown, left_out = to_markdown([line.text for line in body], line_is_paragraph=not spaced)
    furniture = [LeftOut("page furniture", line.text) for line in head if line is not title_line]
    own = [*head, *body]
    return FoundPost(
        kind="page",
        body=markdown,
        raw=raw_of(own),
        lines=extent(trimmed(own) or own),
        title=title_line.folded if title_line else None,
        left_out=(*furniture, *left_out),
    )


def _share_at(lines: list[Line]) -> int | None:
    return next((at for at, line in enumerate(lines[:_NEAR_THE_TOP]) if line.folded == _SHARE), None)


def _blog_type_at(lines: list[Line]) -> int | None:
    """Position of "Blog type:", with its value the last lines of a page of the union's blog."""
    at = len(lines) - 2
    return at if at > 0 and lines[at].folded == _BLOG_TYPE else None
