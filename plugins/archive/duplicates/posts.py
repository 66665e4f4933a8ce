"""Find duplicate posts, and choose which copy is shown.

A keeper's decision overrides every comparison. No post is compared with all others; `rules` says what makes two posts
duplicates.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from archive.decisions.decisions import Pair
from archive.duplicates.groups import DuplicateGroups, nearby_pairs
from archive.duplicates.rules import ComparablePost, Comparison, judge, keys_of
from archive.markup.render import to_text
from archive.memo import Remember, compute, post_digest
from archive.model import Post
from archive.text import MONTHS, normalize, title_words

REPORTED_SHARE = 60
"""Per cent of common words that make two posts worth a keeper's look."""


@dataclass(frozen=True)
class CandidatePair:
    """Two posts that were compared, and the result."""

    one: str
    """The ref that sorts first."""
    other: str
    words: int
    """Words (`text.tokens`) of the shorter post."""
    shared: int
    """Words that both have in sequence."""
    same: bool
    """True if they are duplicates."""
    reason: str
    """Why, or why not, with the numbers, for a keeper."""


def comparable(posts: Mapping[str, Post]) -> dict[str, ComparablePost]:
    """Return `posts`, by ref, ready to be compared."""
    return {ref: ComparablePost(post, keys_of(post, post_digest(ref, post))) for ref, post in posts.items()}


def compare_posts(
    texts: Mapping[str, ComparablePost], remember: Remember[CandidatePair | None] = compute
) -> tuple[CandidatePair, ...]:
    """Compare the posts (by ref) that may be duplicates; return the pairs worth reporting, sorted.

    Candidates have the same day and title, or begin or end with the same words. Pairs with the same day and title are
    reported, and others that have REPORTED_SHARE of their words in common.
    """
    found = (_compare(texts, *pair, remember) for pair in sorted(_candidates(texts)))
    return tuple(candidate for candidate in found if candidate)


def _candidates(texts: Mapping[str, ComparablePost]) -> set[Pair]:
    """Return the pairs to compare.

    In a large group each post is compared with its neighbours in the order of the letters, and with the longest one:
    n posts take a multiple of n comparisons.
    """
    groups: defaultdict[Hashable, list[str]] = defaultdict(list)
    for ref in sorted(texts):
        for key in (texts[ref].heading, texts[ref].keys.beginning, texts[ref].keys.end):
            if key:
                groups[key].append(ref)
    pairs: set[Pair] = set()
    for group in groups.values():
        if len(group) > 1:
            longest = min(group, key=lambda ref: (-len(texts[ref].post.body), ref))
            others = sorted((ref for ref in group if ref != longest), key=lambda ref: (texts[ref].keys.order, ref))
            pairs.update(nearby_pairs([longest, *others]))
    return pairs


def _compare(
    texts: Mapping[str, ComparablePost], one: str, other: str, remember: Remember[CandidatePair | None]
) -> CandidatePair | None:
    key = texts[one].keys.digest + texts[other].keys.digest
    return remember(key, lambda: _compared(texts, one, other))


def _compared(texts: Mapping[str, ComparablePost], one: str, other: str) -> CandidatePair | None:
    comparison = Comparison(texts[one], texts[other])
    if comparison.share < REPORTED_SHARE and not comparison.same_heading:
        return None
    same, reason = judge(comparison)
    return CandidatePair(one, other, comparison.words, comparison.shared, same, reason)


@dataclass(frozen=True)
class DuplicatePost:
    """A post that is hidden because another copy of it is shown."""

    shown: str
    """Ref of the copy that is shown."""
    hidden: str
    """Ref of the copy that is not."""
    differences: tuple[str, ...]
    """Sentences about facts that differ in the hidden copy, then the lines (plain text) that only it has."""
    reason: str


def find_duplicate_posts(
    texts: Mapping[str, ComparablePost],
    candidates: Iterable[CandidatePair],
    together: Collection[Pair] = (),
    apart: Collection[Pair] = (),
    remember: Remember[tuple[str, ...]] = compute,
) -> tuple[DuplicatePost, ...]:
    """Return which of the posts (by ref) are hidden as duplicates, sorted by the hidden ref.

    A keeper's decisions, `together` and `apart`, override `candidates`; `apart` overrides `together`. Posts that were
    found to be different are never joined through a third, nor are posts of different titles or kinds. The copy to
    show is a whole one, then one with its original address, with a day, with a title, then the longest.
    """
    known = (candidate for candidate in candidates if candidate.one in texts and candidate.other in texts)
    judged = sorted(known, key=lambda candidate: (-candidate.shared, candidate.one, candidate.other))
    groups = DuplicateGroups({ref: (text.is_blog_post, text.title) for ref, text in texts.items()}, together, apart)
    groups.keep_apart(_different(judged, texts))
    for candidate in judged:
        if candidate.same:
            groups.join((candidate.one, candidate.other), candidate.reason)
    found = []
    for group in groups.with_duplicates():
        shown, *hidden = sorted(group, key=lambda ref: _preference(ref, texts[ref]))
        for ref in hidden:
            key = texts[shown].keys.digest + texts[ref].keys.digest
            differences = remember(key, partial(_differences, texts[shown].post, texts[ref].post))
            found.append(DuplicatePost(shown, ref, differences, groups.reason(shown, ref)))
    return tuple(sorted(found, key=lambda duplicate: duplicate.hidden))


def _different(judged: Sequence[CandidatePair], texts: Mapping[str, ComparablePost]) -> Iterator[Pair]:
    """Yield the pairs that were found to be different.

    A pair is left out if one of the two has exactly the words of a third post that is a duplicate of the other: the
    third then supplies the day or title that was missing.
    """
    same: defaultdict[str, set[str]] = defaultdict(set)
    equal: defaultdict[str, set[str]] = defaultdict(set)
    for candidate in judged:
        for one, other in ((candidate.one, candidate.other), (candidate.other, candidate.one)):
            if candidate.same:
                same[one].add(other)
            if candidate.same and candidate.shared == candidate.words and texts[one].size == texts[other].size:
                equal[one].add(other)
    for candidate in judged:
        one, other = candidate.one, candidate.other
        if not candidate.same and equal[one].isdisjoint(same[other]) and equal[other].isdisjoint(same[one]):
            yield one, other


def _preference(ref: str, text: ComparablePost) -> tuple[bool, bool, bool, bool, int, str, str]:
    """Return a sort key that puts the copy to show first."""
    post = text.post
    return post.partial, not post.permalink_known, post.day is None, post.title is None, -text.size, post.id, ref


def _differences(shown: Post, hidden: Post) -> tuple[str, ...]:
    there = f" {normalize(to_text(shown.body))} "
    whole_lines = set(map(normalize, to_text(shown.body).split("\n")))
    lines = [line for line in to_text(hidden.body).split("\n") if line.strip() and normalize(line) not in whole_lines]
    return (*_other_facts(shown, hidden), *(line for line in lines if f" {normalize(line)} " not in there))


def _other_facts(shown: Post, hidden: Post) -> Iterator[str]:
    if hidden.title and normalize(title_words(hidden.title)) != normalize(title_words(shown.title or "")):
        yield f"Its title was “{hidden.title}”."
    if hidden.day and hidden.day != shown.day:
        yield f"It was dated {hidden.day.day} {MONTHS[hidden.day.month - 1]} {hidden.day.year}."
    if hidden.author and hidden.author != shown.author:
        yield f"Its author was {hidden.author}."
    if hidden.permalink_known and hidden.permalink != shown.permalink:
        yield f"Its address was {hidden.url or hidden.permalink}."
