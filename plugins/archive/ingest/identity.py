"""What makes two records the same post or the same comment, and what they are called when no source named them.

The same post is: the same Blogger id; or the same address; or the same kind, day and title, compared folded, or the
same day and the address that Blogger makes of that title (which outlives a changed title). A text without a day or a
title, and without id or address, is only ever the same as one with the very same words. A number in a title is part
of it, so "Latest From Napo 199" and "… 200" never meet. A made id comes from these and is then kept with the text:
it outlives a better title or date.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime

from archive import slugs
from archive.content.post_file import MADE_ID
from archive.formats.records import ParsedComment
from archive.markup.render import to_text
from archive.text import normalize


def identities(
    kind: str, day: date | None, title: str | None, address: str | None, words: str | None = None
) -> tuple[str, ...]:
    """The ids by which a post can be known again; the first is the feed id of one that has none.

    `address` is its original path, if known; for a page of another site its host and path. `words` are its words,
    folded; None if they do not matter.
    """
    keys = [f"{kind}\n{day}\n{normalize(title)}"] if day and title else []
    keys += [f"{kind}\n{address}"] if address else []
    if words is not None and not (day and title):
        keys.append(f"{kind}\n{day or ''}\n{normalize(title or '')}\n{words}")
    return tuple(MADE_ID + _digest(key, 16) for key in keys)


def slug_identity(day: date | None, title: str | None, address: str | None) -> tuple[str, ...]:
    """What a post is known by through its day and slug: of its original path `address`, else of its title."""
    if not day or not (address or title):
        return ()
    slug = address.rpartition("/")[2].removesuffix(".html") if address else slugs.predict(title or "", day)
    return (f"slug {day} {slug}",) if slug != slugs.UNTITLED else ()


def other_id(same: str, body: str) -> str:
    """An id for a text that would have the id `same` too but says something else."""
    return MADE_ID + _digest(f"{same}\n{normalize(to_text(body))}", 16)


def comment_ids(found: Sequence[ParsedComment]) -> tuple[str, ...]:
    """An id for each comment of one list: Blogger's, or one made from its words and those it answers.

    Neither its place nor the post is part of a made one: a copy of the page with more comments, or with a title
    supplied later, gives the old ones the same ids. Of several comments with the same words each has its own, by
    order.
    """
    ids: list[str] = []
    seen: Counter[str] = Counter()
    for comment in found:
        parent = ids[comment.parent] if comment.parent is not None else comment.in_reply_to
        key = f"{parent or ''}\n{normalize(to_text(comment.body))}"
        seen[key] += 1
        ids.append(comment.id or "t" + _digest(f"{key}\n{seen[key]}", 12))
    return tuple(ids)


def lone_comment_id(comment: ParsedComment) -> str:
    """An id for a comment that comes by itself: Blogger's, or one made from its words and its time."""
    moment = comment.published.isoformat() if isinstance(comment.published, datetime) else ""
    return comment.id or "t" + _digest(f"{moment}\n{normalize(to_text(comment.body))}", 12)


def _digest(key: str, length: int) -> str:
    return hashlib.sha256(key.encode("utf-8")).hexdigest()[:length]
