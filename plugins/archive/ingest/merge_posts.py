"""Merge the copies of one post, keeping the best of each field.

Copies are merged only where it is certain that they are one post; `duplicates/rules.py` has the table of this rule and
of the one that a build uses for posts that are only likely to be the same. An export is better than a feed, a feed than
a web page or mail, and those than plain text; a partial copy never replaces a complete one. Words that only a hidden
copy has are passed on with the merged post, so that the ledger can list them.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import chain

from archive.blogger_ids import normalize_tag_uri
from archive.ingest.copies import NO_LINES, Copy
from archive.ingest.merge_comments import MergedComment, merge_comments
from archive.model import Post, Source

SAME_SHARE = 0.5
"""A copy with the same address, or the same day and title, as a post is merged into it if they share more than this
part of the words of the shorter one."""
_WAITING = ("draft", "scheduled")
"""States that do not matter if another copy has the post live."""


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

    @property
    def is_teaser(self) -> bool:
        """True if only the teaser of a page in a list on Napo's site is known, which is not published."""
        return all(copy.post.partial or copy.is_stub for copy in self.copies) and self.post.kind == "page"

    @property
    def has_only_comments(self) -> bool:
        """True if there are comments on the post but no source has the post."""
        return all(copy.is_stub for copy in self.copies)

    @property
    def can_be_published(self) -> bool:
        """True if the post was live and a source has its text."""
        return not (self.status or self.has_only_comments or self.is_teaser)

    @property
    def post_copies(self) -> tuple[Copy, ...]:
        """The copies that have the post itself."""
        return tuple(copy for copy in self.copies if not copy.is_stub)


def merge_copies(copies: Sequence[Copy]) -> list[MergedPost]:
    """Merge `copies`, which are linked by shared keys, into one or more posts. Their order does not matter."""
    if len(copies) == 1:
        return [_merged(copies)]
    posts = _PostGroups({id(copy): Counter(copy.normalized.split()) for copy in copies})
    for copy in sorted(sorted(copies, key=_preference), key=lambda copy: (copy.is_plain_text, copy.blogger_id is None)):
        posts.add(copy)
    return [_merged(sorted(group, key=_preference)) for group in posts.all]


def words_only_in(copy: str, other: str) -> Counter[str]:
    """Return the words that `copy` has and `other` does not. Both are normalized."""
    return Counter() if copy == other else Counter(copy.split()) - Counter(other.split())


def source_order(source: Source) -> tuple[str, str, tuple[int, int]]:
    """Sort key for sources: by name, then by lines."""
    return source.name, source.sha256, source.lines


def _preference(copy: Copy) -> tuple[object, ...]:
    """Sort key, best first: live copies, then complete ones, then those of good sources, then long ones."""
    waiting = copy.status in _WAITING
    first = min(map(source_order, copy.sources))
    return copy.is_stub, waiting, copy.post.partial, copy.rank, -copy.word_count, *first


class _PostGroups:
    """Groups of copies, each of one post, indexed so that finding the group of a copy does not look at all of them."""

    def __init__(self, word_counts: dict[int, Counter[str]]) -> None:
        self.all: list[list[Copy]] = []
        self._word_counts = word_counts
        self._by_strong_key: dict[str, int] = {}
        self._by_match_key: defaultdict[str, list[int]] = defaultdict(list)
        """Groups with a strong key, by all keys of their copies."""
        self._by_word: defaultdict[str, list[int]] = defaultdict(list)
        """Groups by the words of their best copy."""

    def add(self, copy: Copy) -> None:
        """Add `copy` to its group, or to a new one."""
        at = self._group_of(copy)
        if at is None:
            at = len(self.all)
            self.all.append([])
        group = self.all[at]
        had_strong_key, was_stub = any(each.strong_keys for each in group), all(each.is_stub for each in group)
        group.append(copy)
        for key in copy.strong_keys:
            self._by_strong_key.setdefault(key, at)
        if had_strong_key or copy.strong_keys:
            not_indexed = [copy] if had_strong_key else group
            for key in dict.fromkeys(chain(*(each.match_keys for each in not_indexed))):
                self._by_match_key[key].append(at)
        if was_stub and not copy.is_stub:
            for word in self._word_counts[id(copy)]:
                self._by_word[word].append(at)

    def _group_of(self, copy: Copy) -> int | None:
        """Return the number of the group that `copy` belongs to; None if it is a post of its own."""
        if not copy.is_plain_text:
            same_key = (self._by_strong_key[key] for key in copy.strong_keys if key in self._by_strong_key)
            certain = next((at for at in same_key if _ids_agree(copy, self.all[at])), None)
            if certain is not None or copy.strong_keys:
                return certain
        shares = ((self._shared_words(copy, self.all[at]), at) for at in self._candidates(copy))
        same = [(share, -at) for share, at in shares if share is not None]
        return -max(same)[1] if same else None

    def _candidates(self, copy: Copy) -> Iterable[int]:
        """Return the groups with all words of `copy`, and those with a strong key and one of its match keys."""
        words = self._word_counts[id(copy)]
        if not words:
            return range(len(self.all))
        with_rarest_word = min((self._by_word.get(word, []) for word in words), key=len)
        return sorted({*with_rarest_word, *(at for key in copy.match_keys for at in self._by_match_key.get(key, ()))})

    def _shared_words(self, copy: Copy, group: Sequence[Copy]) -> float | None:
        """Return the share of words that `copy` has in common with `group`; None if they are not one post."""
        best = next((each for each in group if not each.is_stub), group[0])
        its, others = self._word_counts[id(copy)], self._word_counts[id(best)]
        if best.post.kind != copy.post.kind or not _ids_agree(copy, group):
            return None
        share = (its & others).total() / (min(its.total(), others.total()) or 1)
        if its <= others:
            return 1.0 + (share if _have_common(copy.match_keys, best.match_keys) else 0)
        matches = any(_have_common(copy.match_keys, each.match_keys) for each in group)
        certain = any(each.strong_keys for each in group)
        certain = certain and (not best.is_plain_text or _have_common(copy.strong_keys, best.strong_keys))
        return share if matches and certain and share > SAME_SHARE else None


def _have_common(keys: Iterable[str], others: Iterable[str]) -> bool:
    return not set(keys).isdisjoint(others)


def _ids_agree(copy: Copy, group: Sequence[Copy]) -> bool:
    """False if the ids differ: two ids are two posts, whatever else they share."""
    return not copy.blogger_id or all(each.blogger_id in (None, copy.blogger_id) for each in group)


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
    taken_down = (copy.status for copy in copies if copy.status and copy.status not in _WAITING)
    return next(taken_down, copies[0].status)


def _merged_comments(copies: Sequence[Copy]) -> tuple[MergedComment, ...]:
    """Merge the comments of all copies, good sources first: an export has them outside their post, in a stub."""
    order = sorted(range(len(copies)), key=lambda number: (copies[number].rank, number))
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
