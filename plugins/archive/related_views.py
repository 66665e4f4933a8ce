"""From pages to what they have in common, and from there to the reason why a text is listed, in words.

The rule: a reason names what is on both pages, so that a reader can see that it is true.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date

from archive.pages.related import Feature, Features, Related
from archive.pages.views import PostView, RelatedView
from archive.text_reuse import Passage

_NAMED = 3
"""Topics, and as many mentions, that a reason names."""
_MID_MONTH = 15


def features_of(posts: Sequence[PostView], passages: Iterable[Passage]) -> list[Features]:
    """What is known of `posts`. Of `passages` those count that stand on two of their pages, comments included."""
    shared = _shared({post.ref for post in posts}, passages)
    by_url = {post.url: post.ref for post in posts}
    return [
        Features(
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


def _shared(refs: set[str], passages: Iterable[Passage]) -> defaultdict[str, set[Feature]]:
    """For the ref of each page what it has in common with others by quotation."""
    shared: defaultdict[str, set[Feature]] = defaultdict(set)
    for passage in passages:
        one, other = _page(passage.one), _page(passage.other)
        if one != other and {one, other} <= refs:
            source = passage.source
            feature = Feature("source", _page(source)) if source else Feature("passage", one)
            shared[one].add(feature)
            shared[other].add(feature)
    return shared


def _page(ref: str) -> str:
    """The ref of the page on which the text or comment `ref` stands."""
    return ref.partition("#")[0]


def _named(post: PostView) -> Iterator[Feature]:
    yield from (Feature("topic", tag.label) for tag in post.tags)
    yield from (Feature("mention", mention.term.label) for mention in post.mentions)


def _linked(post: PostView) -> list[str]:
    """Addresses of the texts that the page has links to by its place in time and in a series."""
    series = [post.series.previous, post.series.next] if post.series else []
    return [neighbour.url for neighbour in (post.older, post.newer, *series) if neighbour]


def _day(post: PostView) -> date | None:
    """Its day, or the middle of its month."""
    return post.post.day or (date(*post.post.month, _MID_MONTH) if post.post.month else None)


def _why(post: PostView, other: PostView, common: Sequence[Feature], posts: Mapping[str, PostView]) -> str:
    """One sentence, without a stop at its end."""
    topics = [feature.name for feature in common if feature.kind == "topic"]
    named = [feature.name for feature in common if feature.kind == "mention" and feature.name not in topics]
    said = [*_quotation(post, other, common, posts)][:1]
    said += [f"both are about {_listed(topics)}"] if topics else []
    said += [f"both name {_listed(named)}"] if named else []
    why = "; ".join(said)
    return why[:1].upper() + why[1:]


def _quotation(
    post: PostView, other: PostView, common: Sequence[Feature], posts: Mapping[str, PostView]
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
