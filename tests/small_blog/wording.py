"""Convert a body to the words that a reader sees, and to the HTML that Blogger's editor makes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import datetime
from html import escape
from itertools import groupby

from small_blog import values
from small_blog.values import LONDON, MORE, BlogComment, address

MONTHS = ("January", "February", "March", "April", "May", "June")
MONTHS += ("July", "August", "September", "October", "November", "December")
_LINK = re.compile(r"\{([^|{}]*)\|([^{}]*)\}")


def plain(text: str) -> str:
    """Return the words of a paragraph or comment that a reader sees."""
    return _LINK.sub(r"\1", text)


def blocks_as_plain(body: Iterable[str]) -> str:
    """Return the words of a body that a reader sees."""
    seen = (block for block in body if block != MORE and not block.startswith("! "))
    return "\n\n".join(plain(re.sub("^[•>] ", "", block)) for block in seen)


def inline(text: str, quotes: bool = False) -> str:
    parts, end = [], 0
    for link in _LINK.finditer(text):
        parts += [escape(text[end : link.start()], quotes), f'<a href="{escape(link[2])}">{escape(link[1])}</a>']
        end = link.end()
    return "".join([*parts, escape(text[end:], quotes)]).replace("&#x27;", "&#39;")


def blocks_as_html(body: Sequence[str]) -> str:
    """Return a body as HTML, as Blogger's editor writes it."""
    parts = []
    for is_list, group in groupby(body, lambda block: block.startswith("• ")):
        blocks = list(group)
        if is_list:
            parts.append("<ul>" + "".join(f"<li>{inline(block[2:])}</li>" for block in blocks) + "</ul>\n")
        else:
            parts += map(_block, blocks)
    return "".join(parts)


def _block(block: str) -> str:
    if block == MORE:
        return '<a name="more"></a>'
    if block.startswith("> "):
        return f'<blockquote class="tr_bq">{inline(block[2:])}</blockquote>\n'
    if block.startswith("! "):
        return f'<div class="separator"><a href="{block[2:]}"><img border="0" src="{block[2:]}" /></a></div>\n'
    return f"{inline(block)}<br />\n<br />\n"


def comment_html(text: str, line_break: str = "<br />") -> str:
    """Return a comment as HTML as in the export; Takeout has newlines if there is no other markup."""
    return inline(text, quotes=True).replace("\n", line_break)


def local_time(at: datetime, timespec: str = "milliseconds") -> str:
    """Return a time in ISO format with the offset of the blog's time zone."""
    return at.astimezone(LONDON).isoformat(timespec=timespec)


def comment_address(comment: BlogComment, scheme: str = "http") -> str:
    return f"{post_address(comment, scheme)}?showComment={comment.milliseconds}#c{comment.id}"


def post_address(comment: BlogComment, scheme: str = "http") -> str:
    return address(next(post.path for post in values.POSTS if post.id == comment.post), scheme)


def shown_time(at: datetime) -> str:
    local = at.astimezone(LONDON)
    return f"{local.day} {MONTHS[local.month - 1]} {local.year} at {local:%H:%M}"
