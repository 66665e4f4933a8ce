"""Hash the parts of a post, so that a page can say which of them a person has edited since they were imported.

The hashes are in the ledger, beside those of whole files. They say what kind of change was made and never hold a word.
A change of white space alone is no change of the text; if lines were joined or split, that is a part of its own. Tags
are not a part: they are the keepers' own.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from archive.model import Comment, Post

_LENGTH = 8
"""Hex digits of a hash: of 10,000 edits, one goes unnoticed with a chance of 1 in 400,000."""

_PARTS: dict[str, Callable[[Post], tuple[object, ...]]] = {
    "title": lambda post: (post.title,),
    "date": lambda post: (post.day, post.published),
    "author": lambda post: (post.author,),
    "labels": lambda post: post.labels,
    "kind": lambda post: (post.kind,),
    "address": lambda post: (post.permalink, post.permalink_known, post.url),
    "declared": lambda post: (post.declared_comments,),
    "text": lambda post: (" ".join(post.body.split()),),
    "lines": lambda post: tuple(words for line in post.body.split("\n") if (words := " ".join(line.split()))),
}
"""The parts of a post in the order in which a page names them, and what their hashes are made of."""


@dataclass(frozen=True)
class Edits:
    """What a person has changed in a post since it was imported."""

    parts: tuple[str, ...] = ()
    """Names of the parts that differ, of those above."""
    changed_comments: frozenset[str] = frozenset()
    """Ids of comments that differ."""
    added_comments: frozenset[str] = frozenset()
    removed_comments: frozenset[str] = frozenset()
    unknown: bool = False
    """True if its file or its comments were edited, but the ledger is too old to say where."""

    def __bool__(self) -> bool:
        return any((self.parts, self.changed_comments, self.added_comments, self.removed_comments, self.unknown))


NO_EDITS = Edits()


def part_hashes(post: Post) -> dict[str, str]:
    """Return the hash of each part of `post`, by name."""
    return {name: _hash(values(post)) for name, values in _PARTS.items()}


def comment_hashes(post: Post) -> dict[str, str]:
    """Return the hash of each comment on `post`, by id."""
    return {comment.id: _hash(_comment_values(comment)) for comment in post.comments}


def find_edits(post: Post, parts: Mapping[str, str], comments: Mapping[str, str]) -> Edits:
    """Compare `post` with the hashes of what import wrote."""
    now = comment_hashes(post)
    changed = tuple(name for name, value in part_hashes(post).items() if value != parts.get(name, value))
    return Edits(
        parts=tuple(name for name in changed if name != "lines" or "text" not in changed),
        changed_comments=frozenset(each for each in now.keys() & comments.keys() if now[each] != comments[each]),
        added_comments=frozenset(now.keys() - comments.keys()),
        removed_comments=frozenset(comments.keys() - now.keys()),
    )


def _comment_values(comment: Comment) -> tuple[object, ...]:
    return comment.author, comment.published, comment.parent, comment.removed, " ".join(comment.body.split())


def _hash(values: tuple[object, ...]) -> str:
    return hashlib.sha256("\n".join(map(_text, values)).encode("utf-8")).hexdigest()[:_LENGTH]


def _text(value: object) -> str:
    return value.astimezone(UTC).isoformat() if isinstance(value, datetime) else str(value)
