"""What makes two records the same post or the same comment, and what they are called when no source named them.

The same post is: the same kind, day and title, compared folded. A post without a day or a title is only ever the same
as one with the same address or the very same words. A number in a title is part of it, so "Latest From Napo 199" and
"… 200" never meet. A made id comes from these and is then kept with the text: it outlives a better title or date.
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


def post_id(kind: str, day: date | None, title: str | None, address: str | None, body: str) -> str:
    """A feed id for a post that has none. `address` is its original path, if known; `body` is Markdown."""
    if day and title:
        key = f"{kind}\n{day}\n{fold(title)}"
    elif address:
        key = f"{kind}\n{address}"
    else:
        key = f"{kind}\n{day or ''}\n{fold(title or '')}\n{fold(to_text(body))}"
    return MADE_ID + _digest(key, 16)


def other_id(same: str, body: str) -> str:
    """An id for a text that shares day and title with the post `same` but says something else."""
    return MADE_ID + _digest(f"{same}\n{fold(to_text(body))}", 16)


def with_ids(found: Sequence[FoundComment], post: str) -> tuple[Comment, ...]:
    """The comments of the post with the id `post`, each with an id made from its words and those it answers.

    Its place is no part of it: a copy of the page with more comments gives the old ones the same ids. Of several
    comments with the same words each has its own, by order.
    """
    ids: list[str] = []
    seen: Counter[str] = Counter()
    comments = []
    for comment in found:
        parent = ids[comment.parent] if comment.parent is not None else None
        key = f"{post}\n{parent or ''}\n{fold(to_text(comment.body))}"
        seen[key] += 1
        ids.append("t" + _digest(f"{key}\n{seen[key]}", 12))
        comments.append(Comment(ids[-1], comment.body, parent))
    return tuple(comments)


def _digest(key: str, length: int) -> str:
    return hashlib.sha256(key.encode("utf-8")).hexdigest()[:length]
