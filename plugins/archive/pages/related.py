"""Which texts have most in common with each, and what that is.

The rule: a list rests on few other texts, so that it stays as it is from build to build. Two texts are compared only if
they stand near each other in time among those with the same feature, and how rare a feature is counts in powers of two.
So a new text changes the lists of its near ones, and, seldom, of all with a feature that it makes one step commoner.
What was not taken: TF-IDF over all words, whose every weight changes with every text, and which can give no reason.

From pages to what they have in common, and from there to the reason why a text is listed, in words.

The rule: a reason names what is on both pages, so that a reader can see that it is true.
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
"""What a feature of each kind weighs for each step of rarity. A topic of two texts is mostly named in both, too."""
_NEAR = 16
"""A text is compared with so many before and after it, of those with the same feature: with all, where it is rare."""
_RARE = 32
"""What more texts than these name in passing is no reason to read one after the other."""
_FEW = 8
"""So many texts may have a feature in common, however small the archive is."""
_COUNTED = 6
"""PageFeatures that count for two texts, the heaviest: else long texts would have most in common with everything."""
_AT_LEAST = 3
"""So many are listed if there are any; more only if they have half as much in common as the first."""
_NO_DAY = date.max


class SharedFeature(NamedTuple):
    """Something that a text may have in common with another."""

    kind: FeatureKind
    name: str
    """Of a topic or mention its label; of a source, which all that quote it have and itself, its ref; of a passage of
    unknown source the ref of the first of two that have it."""


@dataclass(frozen=True)
class PageFeatures:
    """What is known of one text."""

    ref: str
    day: date | None
    found: frozenset[SharedFeature]
    apart: frozenset[str] = frozenset()
    """Refs of texts that are not to be listed for this one: it has links to them already."""


class Related(NamedTuple):
    """A text that is listed for another."""

    ref: str
    common: tuple[SharedFeature, ...]
    """What counted, the heaviest first."""


def find_related(texts: Collection[PageFeatures], limit: int = 5) -> dict[str, tuple[Related, ...]]:
    """For each text, by ref, the `limit` or fewer that have most in common with it, the nearest in time first of those
    that have equally much; none for a text that has nothing in common with others. The order of `texts` does not
    matter. Time grows with the number of features, not with the square of that of texts.
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
    """Where in `texts` those with each feature stand, from first to last."""
    places: defaultdict[SharedFeature, list[int]] = defaultdict(list)
    for place, text in enumerate(texts):
        for feature in text.found:
            places[feature].append(place)
    return places


def _weights(places: Mapping[SharedFeature, Sequence[int]], texts: int) -> dict[SharedFeature, int]:
    """Of the features that say something. One that a quarter to a half of all texts have says nothing."""
    most = max(_FEW, (1 << texts.bit_length()) >> 2)
    return {
        feature: _FACTORS[feature.kind] * max(1, texts.bit_length() - len(found).bit_length())
        for feature, found in places.items()
        if 1 < len(found) <= (min(most, _RARE) if feature.kind == "mention" else most)
    }


def _near(place: int, text: PageFeatures, places: Mapping[SharedFeature, Sequence[int]]) -> set[int]:
    """Places of the texts that the one at `place` is compared with."""
    near: set[int] = set()
    for feature in text.found:
        found = places[feature]
        at = bisect_left(found, place)
        near.update(found[max(0, at - _NEAR) : at + _NEAR + 1])
    return near - {place}


def _best(
    text: PageFeatures, others: Iterable[PageFeatures], weights: Mapping[SharedFeature, int], limit: int
) -> tuple[Related, ...]:
    """The texts to list, the best first."""
    compared = (_compared(text, other, weights) for other in others if other.ref not in text.apart)
    best = nsmallest(limit, filter(_tells, compared))
    return tuple(
        Related(each.ref, _heaviest(each.common, weights))
        for rank, each in enumerate(best)
        if rank < _AT_LEAST or 2 * each.score <= best[0].score
    )


class _Candidate(NamedTuple):
    """Sorts the best first."""

    score: int
    """The weight of what the two have in common, with a minus."""
    days: int
    """From one to the other."""
    ref: str
    common: frozenset[SharedFeature]


def _compared(text: PageFeatures, other: PageFeatures, weights: Mapping[SharedFeature, int]) -> _Candidate:
    common = text.found & other.found
    counted = sorted((weights[feature] for feature in common), reverse=True)[:_COUNTED]
    return _Candidate(-sum(counted), _days(text, other), other.ref, common)


def _tells(compared: _Candidate) -> bool:
    """False for texts that have nothing in common, or no more than one name."""
    return len(compared.common) > 1 or any(feature.kind != "mention" for feature in compared.common)


def _heaviest(common: Iterable[SharedFeature], weights: Mapping[SharedFeature, int]) -> tuple[SharedFeature, ...]:
    return tuple(sorted(common, key=lambda feature: (-weights[feature], feature))[:_COUNTED])


def _days(one: PageFeatures, other: PageFeatures) -> int:
    """Days from one to the other; more than any two are apart if a day is not known."""
    return abs((one.day - other.day).days) if one.day and other.day else _NO_DAY.toordinal()


_NAMED = 3
"""Topics, and as many mentions, that a reason names."""
_MID_MONTH = 15


def features_of(posts: Sequence[PostView], passages: Iterable[Passage]) -> list[PageFeatures]:
    """What is known of `posts`. Of `passages` those count that stand on two of their pages, comments included."""
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
    """What the page of `post` shows of the texts that were `found` for it. `posts` are all there are, by ref."""
    return tuple(
        RelatedView(other.url, other.title, other.date_iso, other.date_text, _why(post, other, each.common, posts))
        for each in found
        for other in [posts[each.ref]]
    )


def _shared(refs: set[str], passages: Iterable[Passage]) -> defaultdict[str, set[SharedFeature]]:
    """For the ref of each page what it has in common with others by quotation."""
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
    """The ref of the page on which the text or comment `ref` stands."""
    return ref.partition("#")[0]


def _named(post: PostView) -> Iterator[SharedFeature]:
    yield from (SharedFeature("topic", tag.label) for tag in post.tags)
    yield from (SharedFeature("mention", mention.term.label) for mention in post.mentions)


def _linked(post: PostView) -> list[str]:
    """Addresses of the texts that the page has links to by its place in time and in a series."""
    series = [post.series.previous, post.series.next] if post.series else []
    return [neighbour.url for neighbour in (post.older, post.newer, *series) if neighbour]


def _day(post: PostView) -> date | None:
    """Its day, or the middle of its month."""
    return post.post.day or (date(*post.post.month, _MID_MONTH) if post.post.month else None)


def _why(post: PostView, other: PostView, common: Sequence[SharedFeature], posts: Mapping[str, PostView]) -> str:
    """One sentence, without a stop at its end."""
    topics = [feature.name for feature in common if feature.kind == "topic"]
    named = [feature.name for feature in common if feature.kind == "mention" and feature.name not in topics]
    said = [*_quotation(post, other, common, posts)][:1]
    said += [f"both are about {_listed(topics)}"] if topics else []
    said += [f"both name {_listed(named)}"] if named else []
    why = "; ".join(said)
    return why[:1].upper() + why[1:]


def _quotation(
    post: PostView, other: PostView, common: Sequence[SharedFeature], posts: Mapping[str, PostView]
) -> Iterator[str]:
    """What quotation the two have in common, the plainest first."""
    sources = [feature.name for feature in common if feature.kind == "source"]
    passages = [feature.name for feature in common if feature.kind == "passage"]
    if post.ref in sources:
        yield "quotes this text"
    if other.ref in sources:
        yield "is quoted here"
    yield from (f"quotes the same {posts[ref].kind_label.lower()}, “{posts[ref].title}”" for ref in sources)
    if {post.ref, other.ref} & {*passages}:
        yield "has a passage of this text"
    yield from (f"both have words of “{posts[ref].title}”" for ref in passages)


def _listed(names: Sequence[str]) -> str:
    """The first of `names`: "A", "A and B", "A, B and C"."""
    *first, last = names[:_NAMED]
    return f"{', '.join(first)} and {last}" if first else last
