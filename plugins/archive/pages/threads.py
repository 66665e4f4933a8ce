"""Comments as a tree, as readers see it.

The rule: no comment is lost for want of a parent. A reply whose parent is not there stands at top level and says so.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from archive.model import Comment

DEEPEST = 12
"""Replies nested deeper stand beside the one they answer, with a link to it; no thread of the blog is so deep."""


@dataclass(frozen=True)
class CommentBranch:
    """A comment and the replies under it."""

    comment: Comment
    number: str
    """Its place in the thread: "3", or "3.1" for the first reply to it."""
    answered: Comment | None = None
    """The comment it answers, if that is in this thread."""
    answered_number: str | None = None
    parent_missing: bool = False
    """True for a reply to a comment that this archive does not have."""
    replies: tuple[CommentBranch, ...] = ()


def build_thread(comments: Sequence[Comment]) -> tuple[CommentBranch, ...]:
    """The top-level comments, each with its replies, in the order given."""
    known = {comment.id: comment for comment in comments}
    children = _children(comments)
    missing = {comment.id for comment in children[None] if comment.parent is not None}
    return _branches(_shallow(children), None, "", known, {}, missing)


_Children = defaultdict[str | None, list[Comment]]


def _children(comments: Sequence[Comment]) -> _Children:
    """Comments by the one they answer; None for those at top level, also for want of their parent.

    Comments that answer each other in a circle have no top: the first of them is put there.
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
    """The same tree, with what is nested deeper than DEEPEST beside the comment it answers."""
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
