"""Find the posts that have most in common with each post, and say what that is.

The rule: suggestions depend on few other posts, so that they stay the same from build to build. Two posts are compared
only if they are close in time among those with the same feature, and rarity counts in powers of two. So a new post
changes the suggestions of its neighbours and, seldom, of posts with a feature that becomes one step more common. TF-IDF
over all words was dropped: every post changes all its weights, and it can give no reason.

A reason names only what is on both pages, so that readers can check it.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from heapq import nsmallest
from typing import Literal, NamedTuple

from archive.pages.views import PostView, RelatedView
from archive.text_reuse import Passage

FeatureKind = Literal["source", "passage", "topic", "mention"]
_FACTORS: dict[FeatureKind, int] = {"source": 4, "passage": 3, "topic": 2, "mention": 1}
"""Weight of a feature of each kind for each step of rarity. A topic of two posts is usually also mentioned in both."""
_NEAR = 16
"""Posts before and after a post that it is compared with, of those with the same feature; all, if it is rare."""
_RARE = 32
"""A mention that more posts have is not a reason to suggest one for another."""
_FEW = 8
"""Posts that may share a feature, however small the archive is."""
_COUNTED = 6
"""Features that count for a pair, the heaviest; otherwise long posts would be related to everything."""
_AT_LEAST = 3
"""Suggestions made if there are any; more only if they score at least half as much as the first."""
_NAMED = 3
"""Topics that a reason names, and mentions."""
_MID_MONTH = 15
_NO_DAY = date.max


class SharedFeature(NamedTuple):
    """Something that two posts may have in common."""

    kind: FeatureKind
    name: str
    """The label of a topic or mention; the ref of a source, which it shares with all posts that quote it; or, for a
    passage of unknown direction, the ref of the first of the two posts."""


@dataclass(frozen=True)
class PageFeatures:
    """The features of a post."""

    ref: str
    day: date | None
    found: frozenset[SharedFeature]
    apart: frozenset[str] = frozenset()
    """Refs of posts not to suggest, because the page already links to them."""


class Related(NamedTuple):
    """A suggestion."""

    ref: str
    common: tuple[SharedFeature, ...]
    """The features that counted, the heaviest first."""


def find_related(texts: Collection[PageFeatures], limit: int = 5) -> dict[str, tuple[Related, ...]]:
    """Return up to `limit` suggestions for each post, by ref; of equal scores, the nearest in time first.

    The order of `texts` does not matter. Time grows with the number of features, not with the square of the number of
    posts.
    """
    ordered = sorted(texts, key=lambda text: (text.day or _NO_DAY, text.ref))
    weights = _weights(_places(ordered), len(ordered))
    telling = [replace(text, found=text.found & weights.keys()) for text in ordered]
    places = _places(telling)
    return {
        text.ref: _best(text, [telling[at] for at in _near(place, text, places)], weights, limit)
        for place, text in enumerate(telling)
    }


def _places(texts: Sequence[PageFeatures]) -> dict[SharedFeature, list[int]]:
    """Map each feature to the positions of the posts that have it."""
    places: defaultdict[SharedFeature, list[int]] = defaultdict(list)
    for place, text in enumerate(texts):
        for feature in text.found:
            places[feature].append(place)
    return places


def _weights(places: Mapping[SharedFeature, Sequence[int]], texts: int) -> dict[SharedFeature, int]:
    """Return the weights of features. One that a quarter to a half of all posts have has none."""
    most = max(_FEW, (1 << texts.bit_length()) >> 2)
    return {
        feature: _FACTORS[feature.kind] * max(1, texts.bit_length() - len(found).bit_length())
        for feature, found in places.items()
        if 1 < len(found) <= (min(most, _RARE) if feature.kind == "mention" else most)
    }


def _near(place: int, text: PageFeatures, places: Mapping[SharedFeature, Sequence[int]]) -> set[int]:
    """Return the positions of the posts that the one at `place` is compared with."""
    near: set[int] = set()
    for feature in text.found:
        found = places[feature]
        at = bisect_left(found, place)
        near.update(found[max(0, at - _NEAR) : at + _NEAR + 1])
    return near - {place}


def _best(
    text: PageFeatures, others: Iterable[PageFeatures], weights: Mapping[SharedFeature, int], limit: int
) -> tuple[Related, ...]:
    """Return the suggestions for a post, the best first."""
    compared = (_compared(text, other, weights) for other in others if other.ref not in text.apart)
    best = nsmallest(limit, filter(_is_worth_suggesting, compared))
    return tuple(
        Related(each.ref, _heaviest(each.common, weights))
        for rank, each in enumerate(best)
        if rank < _AT_LEAST or 2 * each.score <= best[0].score
    )


class _Candidate(NamedTuple):
    """A post that may be suggested; sorts the best first."""

    score: int
    """The weight of what the two have in common, negated."""
    days: int
    """Days between the two."""
    ref: str
    common: frozenset[SharedFeature]


def _compared(text: PageFeatures, other: PageFeatures, weights: Mapping[SharedFeature, int]) -> _Candidate:
    common = text.found & other.found
    counted = sorted((weights[feature] for feature in common), reverse=True)[:_COUNTED]
    return _Candidate(-sum(counted), _days(text, other), other.ref, common)


def _is_worth_suggesting(compared: _Candidate) -> bool:
    """Return False if the two have nothing in common, or only one mention."""
    return len(compared.common) > 1 or any(feature.kind != "mention" for feature in compared.common)


def _heaviest(common: Iterable[SharedFeature], weights: Mapping[SharedFeature, int]) -> tuple[SharedFeature, ...]:
    return tuple(sorted(common, key=lambda feature: (-weights[feature], feature))[:_COUNTED])


def _days(one: PageFeatures, other: PageFeatures) -> int:
    """Return the days between two posts; if a day is unknown, more than between any two others."""
    return abs((one.day - other.day).days) if one.day and other.day else _NO_DAY.toordinal()


def features_of(posts: Sequence[PostView], passages: Iterable[Passage]) -> list[PageFeatures]:
    """Return the features of `posts`. Passages count if two of their pages, including comments, have them."""
    shared = _shared({post.ref for post in posts}, passages)
    by_url = {post.url: post.ref for post in posts}
    return [
        PageFeatures(
            ref=post.ref,
            day=_day(post),
            found=frozenset((*_named(post), *shared[post.ref])),
            apart=frozenset(by_url[url] for url in _linked(post) if url in by_url),
        )
        for post in posts
    ]


def related_views(post: PostView, found: Iterable[Related], posts: Mapping[str, PostView]) -> tuple[RelatedView, ...]:
    """Return the views of the suggestions `found` for `post`. `posts` are all posts, by ref."""
    return tuple(
        RelatedView(other.url, other.title, other.date_iso, other.date_text, _why(post, other, each.common, posts))
        for each in found
        for other in [posts[each.ref]]
    )


def _shared(refs: set[str], passages: Iterable[Passage]) -> defaultdict[str, set[SharedFeature]]:
    """Map each page to the features that it has by sharing passages."""
    shared: defaultdict[str, set[SharedFeature]] = defaultdict(set)
    for passage in passages:
        one, other = _page(passage.one), _page(passage.other)
        if one != other and {one, other} <= refs:
            source = passage.source
            feature = SharedFeature("source", _page(source)) if source else SharedFeature("passage", one)
            shared[one].add(feature)
            shared[other].add(feature)
    return shared


def _page(ref: str) -> str:
    """Return the ref of the page that the post or comment `ref` is on."""
    return ref.partition("#")[0]


def _named(post: PostView) -> Iterator[SharedFeature]:
    yield from (SharedFeature("topic", tag.label) for tag in post.tags)
    yield from (SharedFeature("mention", term.label) for term in post.mentioned)


def _linked(post: PostView) -> list[str]:
    """Return the URLs of the neighbours in time and in a series that the page links to."""
    series = [post.series.previous, post.series.next] if post.series else []
    return [neighbour.url for neighbour in (post.older, post.newer, *series) if neighbour]


def _day(post: PostView) -> date | None:
    """Return its day, or the middle of its month."""
    return post.post.day or (date(*post.post.month, _MID_MONTH) if post.post.month else None)


def _why(post: PostView, other: PostView, common: Sequence[SharedFeature], posts: Mapping[str, PostView]) -> str:
    """Return a sentence without a full stop."""
    topics = [feature.name for feature in common if feature.kind == "topic"]
    named = [feature.name for feature in common if feature.kind == "mention" and feature.name not in topics]
    said = [*_quotation(post, other, common, posts)][:1]
    said += [f"both are about {_listed(topics)}"] if topics else []
    said += [f"both mention {_listed(named)}"] if named else []
    why = "; ".join(said)
    return why[:1].upper() + why[1:]


def _quotation(
    post: PostView, other: PostView, common: Sequence[SharedFeature], posts: Mapping[str, PostView]
) -> Iterator[str]:
    """Yield the quotations that the two have in common, the clearest first."""
    sources = [feature.name for feature in common if feature.kind == "source"]
    passages = [feature.name for feature in common if feature.kind == "passage"]
    if post.ref in sources:
        yield f"quotes this {post.kind}"
    if other.ref in sources:
        yield "is quoted here"
    yield from (f"quotes the same {posts[ref].kind_label.lower()}, “{posts[ref].title}”" for ref in sources)
    if {post.ref, other.ref} & {*passages}:
        yield f"shares a passage with this {post.kind}"
    yield from (f"both share a passage with “{posts[ref].title}”" for ref in passages)


def _listed(names: Sequence[str]) -> str:
    """Return the first of `names` as "A", "A and B" or "A, B and C"."""
    *first, last = names[:_NAMED]
    return f"{', '.join(first)} and {last}" if first else last
