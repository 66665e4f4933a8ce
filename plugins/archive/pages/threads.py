"""Arrange comments as a tree, as readers see them.

The rule: no comment is lost because its parent is missing. A reply to a missing comment is shown at top level and says
so.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from archive.model import Comment

DEEPEST = 12
"""Deeper replies are shown beside the comment they answer, with a link to it. No thread of the blog is so deep."""


@dataclass(frozen=True)
class CommentBranch:
    """A comment and the replies under it."""

    comment: Comment
    number: str
    """Its position in the thread: "3", or "3.1" for the first reply to it."""
    answered: Comment | None = None
    """The comment it answers, if that is in this thread."""
    answered_number: str | None = None
    parent_missing: bool = False
    """True for a reply to a comment that this archive does not have."""
    replies: tuple[CommentBranch, ...] = ()


def build_thread(comments: Sequence[Comment]) -> tuple[CommentBranch, ...]:
    """Return the top-level comments, each with its replies, in the order given."""
    known = {comment.id: comment for comment in comments}
    children = _children(comments)
    missing = {comment.id for comment in children[None] if comment.parent is not None}
    return _branches(_shallow(children), None, "", known, {}, missing)


_Children = defaultdict[str | None, list[Comment]]


def _children(comments: Sequence[Comment]) -> _Children:
    """Group comments by the one they answer; None for top level, also if the parent is missing.

    Of comments that answer each other in a circle, the first is put at top level.
    """
    known = {comment.id for comment in comments}
    children: _Children = defaultdict(list)
    for comment in comments:
        children[comment.parent if comment.parent in known else None].append(comment)
    reached = _reached(children, children[None])
    for comment in comments:
        if comment.id not in reached:
            children[comment.parent].remove(comment)
            children[None].append(comment)
            reached |= _reached(children, [comment])
    return children


def _reached(children: _Children, roots: Sequence[Comment]) -> set[str]:
    reached: set[str] = set()
    waiting = list(roots)
    while waiting:
        comment = waiting.pop()
        reached.add(comment.id)
        waiting += children[comment.id]
    return reached


def _shallow(children: _Children) -> _Children:
    """Return the tree with replies deeper than DEEPEST moved beside the comment they answer."""
    shallow: _Children = defaultdict(list)
    waiting: list[tuple[Comment, str | None, int]] = [(comment, None, 1) for comment in reversed(children[None])]
    while waiting:
        comment, parent, depth = waiting.pop()
        shallow[parent].append(comment)
        below = (comment.id, depth + 1) if depth < DEEPEST else (parent, depth)
        waiting += [(reply, *below) for reply in reversed(children[comment.id])]
    return shallow


def _branches(
    children: _Children,
    parent: str | None,
    prefix: str,
    known: dict[str, Comment],
    numbers: dict[str, str],
    missing: set[str],
) -> tuple[CommentBranch, ...]:
    branches = []
    for count, comment in enumerate(children[parent], 1):
        numbers[comment.id] = f"{prefix}{count}"
        replies = _branches(children, comment.id, f"{prefix}{count}.", known, numbers, missing)
        orphan = comment.id in missing
        answered = known[comment.parent] if comment.parent and not orphan else None
        answered_number = numbers[answered.id] if answered else None
        branches.append(CommentBranch(comment, numbers[comment.id], answered, answered_number, orphan, replies))
    return tuple(branches)
