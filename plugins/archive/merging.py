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

from archive.identity import other_id
from archive.model import Comment, Post
from archive.rendering import to_text
from archive.text import fold


def merged(copies: Sequence[Post]) -> list[tuple[Post, tuple[Post, ...]]]:
    """The posts that the `copies` of one identity amount to, each with the copies it was made of, best first.

    The order of `copies` does not matter.
    """
    remaining = sorted(copies, key=_preference)
    posts: list[tuple[Post, tuple[Post, ...]]] = []
    while remaining:
        best, *others = remaining
        words = _words(best)
        inside = [copy for copy in others if _words(copy) <= words]
        remaining = [copy for copy in others if not _words(copy) <= words]
        post_id = best.id if not posts else other_id(best.id, best.body)
        posts.append((replace(_united(best, inside), id=post_id), (best, *inside)))
    return posts


def united_comments(copies: Sequence[Post]) -> tuple[Comment, ...]:
    """The comments of all copies, each once; those of the fullest list in its order, others after it."""
    lists = sorted((copy.comments for copy in copies), key=lambda comments: (-len(comments), [c.id for c in comments]))
    by_id = {comment.id: comment for comment in chain(*lists)}
    return tuple(by_id.values())


def _preference(post: Post) -> tuple[int, int, str, tuple[int, int]]:
    first = min((source.name, source.lines) for source in post.sources)
    return -sum(_words(post).values()), -len(post.comments), *first


def _words(post: Post) -> Counter[str]:
    return Counter(fold(to_text(post.body)).split())


def _united(best: Post, inside: Sequence[Post]) -> Post:
    copies = [best, *inside]
    known = next((copy for copy in copies if copy.permalink_known), best)
    return replace(
        best,
        permalink=known.permalink,
        permalink_known=known.permalink_known,
        url=_first(copy.url for copy in copies),
        author=_first(copy.author for copy in copies),
        labels=tuple(dict.fromkeys(chain(*(copy.labels for copy in copies)))),
        tags=tuple(dict.fromkeys(chain(*(copy.tags for copy in copies)))),
        aliases=tuple(dict.fromkeys(chain(*(copy.aliases for copy in copies)))),
        sources=tuple(
            sorted(set(chain(*(copy.sources for copy in copies))), key=lambda source: (source.name, source.lines))
        ),
        declared_comments=max(
            (copy.declared_comments for copy in copies if copy.declared_comments is not None), default=None
        ),
        comments=united_comments(copies),
    )


def _first(values: Iterable[str | None]) -> str | None:
    return next((value for value in values if value), None)
