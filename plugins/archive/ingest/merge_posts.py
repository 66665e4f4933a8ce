"""Merge the copies of one post, keeping the best of each field.

Copies are merged only where they are certainly one post, which `same_post.py` decides. An export is better than
a feed, a feed than a web page or mail, and those than plain text; a partial copy never replaces a complete one. Words
that only a hidden copy has are passed on with the merged post, so that the ledger can list them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import chain

from archive.blogger_ids import normalize_tag_uri
from archive.ingest.beginnings import letters_of
from archive.ingest.copies import WAITING, Copy, preference, source_order
from archive.ingest.merge_comments import MergedComment, merge_comments
from archive.ingest.same_post import PostCopies, sort_into_posts
from archive.model import NO_LINES, Post, Source

NEARLY_ALL = 0.95
"""A plain text with this part of the words of the longest copy has nearly all of them."""


@dataclass(frozen=True)
class MergedPost:
    """One post, and the copies it was made of."""

    post: Post
    """With its comments. It has no permalink unless the original one is known."""
    copies: tuple[Copy, ...]
    """Best first."""
    comments: tuple[MergedComment, ...]
    """All comments, including those that were not live."""
    status: str | None = None
    """Why the post was not live; None if it was."""
    may_begin: tuple[Copy, ...] = ()
    """One copy of each of several posts that it may be the beginning of; it was joined with none of them."""

    @property
    def is_teaser(self) -> bool:
        """True if only the teaser of a page in a list on Napo's site is known, which is not published."""
        return all(copy.is_teaser or copy.is_stub for copy in self.copies) and self.post.kind == "page"

    @property
    def has_only_comments(self) -> bool:
        """True if there are comments on the post but no source has the post."""
        return all(copy.is_stub for copy in self.copies)

    @property
    def can_be_published(self) -> bool:
        """True if the post was live and a source has its text."""
        return not (self.status or self.has_only_comments or self.is_teaser)

    @property
    def doubt(self) -> str | None:
        """A remark for the keeper if it may be the beginning of several posts."""
        if not self.may_begin:
            return None
        files = sorted({copy.sources[0].name for copy in self.may_begin})
        first = self.copies[0].sources[0].lines[0]
        count, names = len(self.may_begin), " and ".join(files)
        return f"line {first}: the beginning of {count} posts, in {names}; not joined with any of them"

    @property
    def post_copies(self) -> tuple[Copy, ...]:
        """The copies that have the post itself."""
        return tuple(copy for copy in self.copies if not copy.is_stub)


def merge_copies(copies: Sequence[Copy]) -> list[MergedPost]:
    """Merge `copies`, which are linked by shared keys, into one or more posts. Their order does not matter."""
    posts = [PostCopies(tuple(copies))] if len(copies) == 1 else sort_into_posts(copies)
    return [replace(_merged(_best_first(each.copies)), may_begin=each.may_begin) for each in posts]


def words_only_in(copy: str, other: str) -> Counter[str]:
    """Return the words that `copy` has and `other` does not. Both are normalized."""
    return Counter() if copy == other else Counter(copy.split()) - Counter(other.split())


def _best_first(copies: Sequence[Copy]) -> list[Copy]:
    """Sort the copies of one post.

    A plain text that is only the beginning of another one counts as partial. Of those with nearly all words, one with a
    date is better than one that has lost it.
    """
    texts = [copy for copy in copies if copy.is_plain_text and not copy.is_stub]
    longest = max(texts, key=lambda copy: copy.word_count, default=None)
    if longest is None or len(texts) == 1:
        return sorted(copies, key=preference)
    whole = letters_of(longest.normalized)
    shorter = {id(each) for each in texts if each is not longest and _begins(each, whole)}
    short = {id(each) for each in texts if each.word_count < NEARLY_ALL * longest.word_count}
    return sorted(copies, key=lambda copy: preference(copy, id(copy) in shorter, id(copy) in short))


def _begins(copy: Copy, whole: str) -> bool:
    letters = letters_of(copy.normalized)
    return letters != whole and whole.startswith(letters)


def _merged(copies: Sequence[Copy]) -> MergedPost:
    """Merge the copies of one post, given best first: the best copy, with what only the others have."""
    posts = [copy.post for copy in copies]
    best = posts[0]
    known = next((post for post in posts if post.permalink_known), best)
    comments = _merged_comments(copies)
    declared = [post.declared_comments for post in posts if post.declared_comments is not None]
    post = replace(
        best,
        id=next((normalize_tag_uri(copy.blogger_id, best.kind) for copy in copies if copy.blogger_id), best.id),
        title=_first(post.title for post in posts),
        day=_first_day(post for post in posts if post.published) or _first_day(posts),
        published=next((post.published for post in posts if post.published), None),
        permalink=known.permalink,
        permalink_known=known.permalink_known,
        url=known.url or _first(post.url for post in posts),
        author=_first(post.author for post in posts),
        labels=next((post.labels for post in posts if post.labels), ()),
        tags=tuple(dict.fromkeys(chain(*(post.tags for post in posts)))),
        aliases=tuple(dict.fromkeys(chain(*(post.aliases for post in posts)))),
        images=tuple(dict.fromkeys(chain(*(post.images for post in posts)))),
        sources=_sources(posts),
        declared_comments=max(declared, default=None),
        comments=tuple(each.comment for each in comments if each.status is None),
    )
    return MergedPost(post, tuple(copies), comments, _status(copies))


def _status(copies: Sequence[Copy]) -> str | None:
    """Return why the post is not live: removal counts from any copy, a waiting state only from the best one."""
    taken_down = (copy.status for copy in copies if copy.status and copy.status not in WAITING)
    return next(taken_down, copies[0].status)


def _merged_comments(copies: Sequence[Copy]) -> tuple[MergedComment, ...]:
    """Merge the comments of all copies, good sources first: an export has them outside their post, in a stub."""
    order = sorted(range(len(copies)), key=lambda number: (copies[number].rank, number))
    if order == list(range(len(copies))):
        return merge_comments([copy.comments for copy in copies])
    return tuple(
        replace(
            each,
            found=tuple((order[number], index) for number, index in each.found),
            best=(order[each.best[0]], each.best[1]),
        )
        for each in merge_comments([copies[number].comments for number in order])
    )


def _sources(posts: Iterable[Post]) -> tuple[Source, ...]:
    """Return the sources of all, in order. A source of comments only is left out if it has the post as well."""
    sources = set(chain(*(post.sources for post in posts)))
    with_post = {(source.name, source.sha256) for source in sources if source.lines != NO_LINES}
    needed = (each for each in sources if each.lines != NO_LINES or (each.name, each.sha256) not in with_post)
    return tuple(sorted(needed, key=source_order))


def _first(values: Iterable[str | None]) -> str | None:
    return next((value for value in values if value), None)


def _first_day(posts: Iterable[Post]) -> date | None:
    return next((post.day for post in posts if post.day), None)
