"""What makes two records the same post or the same comment, and what they are called when no source named them.

The same post is: the same kind, day and title, compared folded; or the same original address. A post without a day
or a title, and without an address, is only ever the same as one with the very same words. A number in a title is
part of it, so "Latest From Napo 199" and "… 200" never meet. A made id comes from these and is then kept with the
text: it outlives a better title or date.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Sequence
from datetime import date

from archive.content_file import MADE_ID
from archive.model import Comment
from archive.records import FoundComment
from archive.rendering import to_text
from archive.text import fold


def identities(
    kind: str, day: date | None, title: str | None, address: str | None, words: str | None = None
) -> tuple[str, ...]:
    """The ids by which a post can be known again; the first is the feed id of one that has none.

    `address` is its original path, if known. `words` are its words, folded; None if they do not matter.
    """
    keys = [f"{kind}\n{day}\n{fold(title)}"] if day and title else []
    keys += [f"{kind}\n{address}"] if address else []
    if words is not None and not (day and title):
        keys.append(f"{kind}\n{day or ''}\n{fold(title or '')}\n{words}")
    return tuple(MADE_ID + _digest(key, 16) for key in keys)


def other_id(same: str, body: str) -> str:
    """An id for a text that would have the id `same` too but says something else."""
    return MADE_ID + _digest(f"{same}\n{fold(to_text(body))}", 16)


def with_ids(found: Sequence[FoundComment]) -> tuple[Comment, ...]:
    """The comments of one post, each with an id made from its words and those it answers.

    Neither its place nor the post is part of it: a copy of the page with more comments, or with a title supplied
    later, gives the old ones the same ids. Of several comments with the same words each has its own, by order.
    """
    ids: list[str] = []
    seen: Counter[str] = Counter()
    comments = []
    for comment in found:
        parent = ids[comment.parent] if comment.parent is not None else None
        key = f"{parent or ''}\n{fold(to_text(comment.body))}"
        seen[key] += 1
        ids.append("t" + _digest(f"{key}\n{seen[key]}", 12))
        comments.append(Comment(ids[-1], comment.body, parent))
    return tuple(comments)


def _digest(key: str, length: int) -> str:
    return hashlib.sha256(key.encode("utf-8")).hexdigest()[:length]
