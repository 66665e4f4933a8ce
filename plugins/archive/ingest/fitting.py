"""Fit the values of a source into the content format, so that a build can read whatever an import writes.

The rule: one value that does not fit costs only itself. A title, name or label becomes one line. A time that no
calendar here can hold, an address that is none and an id that is none are left out, with a remark each, and the post or
comment is published without them.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

from archive.content.post_file import BLOG_ZONE, is_comment_id
from archive.formats.records import ParsedComment, ParsedPost, PostRef
from archive.text import one_line

_ADDRESS = re.compile(r"(?:https?:)?/", re.IGNORECASE)
_SHOWN = 80
"""Most characters of a value that a remark shows."""

AddRemark = Callable[[str], None]


def fit_post(found: ParsedPost, add_remark: AddRemark) -> ParsedPost:
    """Return the post with its comments as the content format can hold them."""
    return replace(
        found,
        published=_published(found.published, found.lines, add_remark),
        author=one_line(found.author or "") or None,
        title=one_line(found.title or "") or None,
        marked_title=one_line(found.marked_title or "") or None,
        labels=tuple(dict.fromkeys(line for label in found.labels if (line := one_line(label)))),
        id=one_line(found.id or "") or None,
        url=_address(found.url, found.lines, add_remark),
        known_as=tuple(line for name in found.known_as if (line := one_line(name))),
        comments=tuple(fit_comment(comment, add_remark) for comment in found.comments),
    )


def fit_comment(found: ParsedComment, add_remark: AddRemark) -> ParsedComment:
    """Return the comment as the content format can hold it."""
    published = _published(found.published, found.lines, add_remark)
    author = one_line(found.author or "") or None
    comment_id = _comment_id(found.id, found.lines, add_remark)
    parent = found.in_reply_to if found.in_reply_to and is_comment_id(found.in_reply_to) else None
    post = _post_ref(found.post, found.lines, add_remark) if found.post else None
    fitted = (published, author, comment_id, parent, post)
    if fitted == (found.published, found.author, found.id, found.in_reply_to, found.post):
        return found
    return replace(found, published=published, author=author, id=comment_id, in_reply_to=parent, post=post)


def _post_ref(post: PostRef, lines: tuple[int, int], add_remark: AddRemark) -> PostRef:
    return PostRef(one_line(post.id or "") or None, _address(post.url, lines, add_remark))


def _published(moment: datetime | None, lines: tuple[int, int], add_remark: AddRemark) -> datetime | None:
    if moment and not _is_usable(moment):
        add_remark(f"record {lines[0]}: the time {moment} is beyond the years 1 to 9999; left out")
        return None
    return moment


def _is_usable(moment: datetime) -> bool:
    try:
        moment.astimezone(UTC)
        moment.astimezone(BLOG_ZONE)
    except OverflowError:
        return False
    return True


def _address(url: str | None, lines: tuple[int, int], add_remark: AddRemark) -> str | None:
    """Return the address of a post if it is one of the web or a path."""
    line = one_line(url or "")
    if not line or _ADDRESS.match(line):
        return line or None
    add_remark(f"record {lines[0]}: “{line[:_SHOWN]}” is not a web address; left out")
    return None


def _comment_id(written: str | None, lines: tuple[int, int], add_remark: AddRemark) -> str | None:
    if not written or is_comment_id(written):
        return written or None
    add_remark(f"record {lines[0]}: “{one_line(written)[:_SHOWN]}” is not an id of a comment; left out")
    return None
