"""One post from several copies of it.

The rule: copies become one only where no word is lost by it. A copy whose words all stand in a fuller one (a page cut
short, the same page scraped twice, other quotes and dashes) is merged into it; a copy that says something else under
the same day and title stays a post of its own, and the build decides how to show the two.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import chain
from typing import Any

from archive.model import Comment, Post, Source
from archive.rendering import to_text
from archive.text import fold


def merged(copies: Sequence[Post]) -> list[tuple[Post, tuple[Post, ...]]]:
    """The posts that `copies` of one post amount to, each with the copies it was made of, best first.

    The order of `copies` does not matter.
    """
    if len(copies) == 1:
        return [(copies[0], (copies[0],))]
    counted = [(copy, Counter(fold(to_text(copy.body)).split())) for copy in copies]
    remaining = sorted(counted, key=lambda pair: _preference(*pair))
    posts: list[tuple[Post, tuple[Post, ...]]] = []
    while remaining:
        words = remaining[0][1]
        inside = [copy for copy, its_words in remaining if its_words <= words]
        remaining = [pair for pair in remaining if not pair[1] <= words]
        posts.append((_united(inside), tuple(inside)))
    return posts


def united_comments(copies: Sequence[Post]) -> tuple[Comment, ...]:
    """The comments of all copies, each once; those of the fullest list in its order, others after it."""
    lists = sorted((copy.comments for copy in copies), key=lambda comments: (-len(comments), [c.id for c in comments]))
    by_id: dict[str, Comment] = {}
    for comment in chain(*lists):
        by_id.setdefault(comment.id, comment)
    return tuple(by_id.values())


def source_order(source: Source) -> tuple[str, str, tuple[int, int]]:
    """The order of sources: by name, then by place in it."""
    return source.name, source.sha256, source.lines


def _preference(post: Post, words: Counter[str]) -> tuple[Any, ...]:
    return -words.total(), -len(post.comments), *min(map(source_order, post.sources))


def _united(copies: Sequence[Post]) -> Post:
    """The first of `copies`, with what only the others have."""
    best = copies[0]
    known = next((copy for copy in copies if copy.permalink_known), best)
    declared = [copy.declared_comments for copy in copies if copy.declared_comments is not None]
    return replace(
        best,
        title=_first(copy.title for copy in copies),
        day=next((copy.day for copy in copies if copy.day), None),
        permalink=known.permalink,
        permalink_known=known.permalink_known,
        url=known.url or _first(copy.url for copy in copies),
        author=_first(copy.author for copy in copies),
        labels=tuple(dict.fromkeys(chain(*(copy.labels for copy in copies)))),
        tags=tuple(dict.fromkeys(chain(*(copy.tags for copy in copies)))),
        aliases=tuple(dict.fromkeys(chain(*(copy.aliases for copy in copies)))),
        sources=tuple(sorted(set(chain(*(copy.sources for copy in copies))), key=source_order)),
        declared_comments=max(declared, default=None),
        comments=united_comments(copies),
    )


def _first(values: Iterable[str | None]) -> str | None:
    return next((value for value in values if value), None)
