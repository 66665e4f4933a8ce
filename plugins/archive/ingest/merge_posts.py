"""One post from several copies of it.

The rule: what is certainly one post becomes one (Blogger's id, its address, one mailing), and of what its copies say
the best is kept, field by field: export before feed, before web page and mail, before plain text; a part never before
the whole. Plain texts, which only a title or a person names, join where they say the same; one that says something
else under the same day and title stays a post of its own. Words that only a copy has that is not shown are handed over
with it: nothing is dropped in silence.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from typing import Any

from archive.blogger_ids import post_tag
from archive.ingest.copies import NO_PLACE, Copy, CopyText
from archive.ingest.merge_comments import UnitedComment, united_lists
from archive.model import Post, Source
from archive.spool import Shelf

_ALIKE = 0.5
"""Share of the words of the shorter of two copies that makes a text the one whose address or title it has."""
_WAITING = ("draft", "scheduled")
"""States that give way to a copy in which the post was live."""


@dataclass(frozen=True)
class United:
    """One post, and what it was made of."""

    post: Post
    """With its comments; without an address unless the original one is known."""
    copies: tuple[Copy, ...]
    """Best first."""
    texts: tuple[CopyText, ...]
    """What each of them says."""
    comments: tuple[UnitedComment, ...]
    """Every comment, those that were not live too."""
    status: str | None = None
    """Why the post was not live; None if it was."""

    @property
    def is_teaser(self) -> bool:
        """True if all that is known of it is a teaser in a list of the union's site: that is no text yet."""
        return all(copy.partial or copy.is_stub for copy in self.copies) and self.post.kind == "page"

    @property
    def is_unplaced(self) -> bool:
        """True if there are comments on it and nothing else."""
        return all(copy.is_stub for copy in self.copies)


def united_posts(copies: Sequence[Copy], shelf: Shelf) -> list[United]:
    """The posts that `copies`, which have names in common, amount to. Their order does not matter."""
    if len(copies) == 1:
        return [_united(copies, [copies[0].read(shelf)])]
    texts = {id(copy): copy.read(shelf) for copy in copies}
    groups = _groups(sorted(copies, key=_preference), texts)
    return [_united(group, [texts[id(copy)] for copy in group]) for group in groups]


def only_here(copy: str, shown: str) -> Counter[str]:
    """The words, folded, that `copy` has and `shown` has not. Both are folded."""
    return Counter() if copy == shown else Counter(copy.split()) - Counter(shown.split())


def source_order(source: Source) -> tuple[str, str, tuple[int, int]]:
    """The order of sources: by name, then by place in it."""
    return source.name, source.sha256, source.lines


def _preference(copy: Copy) -> tuple[Any, ...]:
    """Best first: live before waiting, whole texts before parts, good sources before poor ones, long before short."""
    waiting = copy.status in _WAITING
    return copy.is_stub, waiting, copy.partial, copy.rank, -copy.words, *min(map(source_order, copy.sources))


def _groups(copies: Sequence[Copy], texts: dict[int, CopyText]) -> list[list[Copy]]:
    """`copies`, best first, as groups of one post each, best first too."""
    groups = _Groups({id(copy): Counter(texts[id(copy)].folded.split()) for copy in copies})
    for copy in sorted(copies, key=lambda copy: (copy.is_text, copy.blogger_id is None)):
        groups.take(copy)
    return [sorted(group, key=_preference) for group in groups.all]


class _Groups:
    """Groups of copies, each of one post, and the ways to find that of a copy without a look at all of them."""

    def __init__(self, words: dict[int, Counter[str]]) -> None:
        self.all: list[list[Copy]] = []
        self._words = words
        self._by_certain: dict[str, int] = {}
        self._by_identity: defaultdict[str, list[int]] = defaultdict(list)
        """Groups that something certain is known of, by every name of their copies."""
        self._by_word: defaultdict[str, list[int]] = defaultdict(list)
        """Groups by the words of their best copy."""

    def take(self, copy: Copy) -> None:
        """Put `copy` into its group, or into one of its own."""
        at = self._home(copy)
        if at is None:
            at = len(self.all)
            self.all.append([])
        group = self.all[at]
        was_certain, was_stub = any(each.certain for each in group), all(each.is_stub for each in group)
        group.append(copy)
        for name in copy.certain:
            self._by_certain.setdefault(name, at)
        if was_certain or copy.certain:
            for name in dict.fromkeys(name for each in ([copy] if was_certain else group) for name in each.identities):
                self._by_identity[name].append(at)
        if was_stub and not copy.is_stub:
            for word in self._words[id(copy)]:
                self._by_word[word].append(at)

    def _home(self, copy: Copy) -> int | None:
        """The group that `copy` belongs to; None if it is a post of its own."""
        if not copy.is_text:
            named = (self._by_certain[name] for name in copy.certain if name in self._by_certain)
            sure = next((at for at in named if _may_join(copy, self.all[at])), None)
            if sure is not None or copy.certain:
                return sure
        shares = ((_alike(copy, self.all[at], self._words), at) for at in self._candidates(copy))
        alike = [(share, -at) for share, at in shares if share is not None]
        return -max(alike)[1] if alike else None

    def _candidates(self, copy: Copy) -> Iterable[int]:
        """The groups that have all its words, and those that share a name with it and are certain."""
        words = self._words[id(copy)]
        if not words:
            return range(len(self.all))
        holders = min((self._by_word.get(word, []) for word in words), key=len)
        return sorted({*holders, *(at for name in copy.identities for at in self._by_identity.get(name, ()))})


def _may_join(copy: Copy, group: Sequence[Copy]) -> bool:
    """Two ids are two posts, whatever else they share."""
    return not copy.blogger_id or all(each.blogger_id in (None, copy.blogger_id) for each in group)


def _alike(copy: Copy, group: Sequence[Copy], words: dict[int, Counter[str]]) -> float | None:
    """How much of the text of `copy` that of `group` has, if that is enough to be one post; else None."""
    best = next((each for each in group if not each.is_stub), group[0])
    its, others = words[id(copy)], words[id(best)]
    if best.kind != copy.kind or not _may_join(copy, group):
        return None
    share = (its & others).total() / (min(its.total(), others.total()) or 1)
    if its <= others:
        return 1.0 + (share if set(copy.identities) & set(best.identities) else 0)
    known = any(set(copy.identities) & set(each.identities) for each in group)
    named = any(each.certain for each in group) and (not best.is_text or bool(set(copy.certain) & set(best.certain)))
    return share if known and named and share > _ALIKE else None


def _united(copies: Sequence[Copy], texts: Sequence[CopyText]) -> United:
    """The best of `copies`, with what only the others have."""
    posts = [text.post for text in texts]
    best = posts[0]
    known = next((post for post in posts if post.permalink_known), best)
    comments = _united_comments(copies, texts)
    declared = [post.declared_comments for post in posts if post.declared_comments is not None]
    post = replace(
        best,
        id=next((post_tag(copy.blogger_id, best.kind) for copy in copies if copy.blogger_id), best.id),
        title=_first(post.title for post in posts),
        day=next((post.day for post in posts if post.published and post.day), _first_day(posts)),
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
    return United(post, tuple(copies), tuple(texts), comments, _status(copies))


def _status(copies: Sequence[Copy]) -> str | None:
    """Why the post is not live: any copy may know that it was taken down; that it waits says only the best."""
    taken_down = (copy.status for copy in copies if copy.status and copy.status not in _WAITING)
    return next(taken_down, copies[0].status)


def _united_comments(copies: Sequence[Copy], texts: Sequence[CopyText]) -> tuple[UnitedComment, ...]:
    """The comments of all, good sources first: in an export they come by themselves, not with their post."""
    order = sorted(range(len(copies)), key=lambda number: (copies[number].rank, number))
    return tuple(
        replace(
            each,
            found=tuple((order[number], index) for number, index in each.found),
            best=(order[each.best[0]], each.best[1]),
        )
        for each in united_lists([texts[number].comments for number in order])
    )


def _sources(posts: Iterable[Post]) -> tuple[Source, ...]:
    """The sources of all, in order; one that only has comments on the post is named if it is not there anyway."""
    sources = set(chain(*(post.sources for post in posts)))
    own = {(source.name, source.sha256) for source in sources if source.lines != NO_PLACE}
    return tuple(
        sorted(
            (each for each in sources if each.lines != NO_PLACE or (each.name, each.sha256) not in own),
            key=source_order,
        )
    )


def _first(values: Iterable[str | None]) -> str | None:
    return next((value for value in values if value), None)


def _first_day(posts: Sequence[Post]) -> Any:
    return next((post.day for post in posts if post.day), None)
