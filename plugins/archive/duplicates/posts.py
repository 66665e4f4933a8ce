"""Posts that came in several copies: which is shown, and what is said of the others.

The rule: a person's verdict goes before every likeness. Nothing is ever taken out of the content folder; what is said
here is only what the page shows once.

Which posts are worth a comparison as copies of one another, and what came of it.

The rule: no post is compared with all others. What makes two posts one is said in `copy_rules`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from archive.duplicates.groups import DuplicateGroups, Pair, neighbours
from archive.duplicates.rules import ComparablePost, Comparison, verdict
from archive.markup.render import to_text
from archive.model import Post
from archive.text import MONTHS, normalize

LIKE_SHARE = 60
"""Per cent that make two texts worth a person's look."""


@dataclass(frozen=True)
class CandidatePair:
    """Two posts that were worth a comparison, and what came of it."""

    one: str
    """Ref of the one whose ref sorts first."""
    other: str
    words: int
    """How many words (`text.tokens`) the shorter one has."""
    shared: int
    """How many words both have in sequence."""
    same: bool
    """True if they are copies of one post."""
    reason: str
    """Why, or why not, in words with the numbers."""


def compare_posts(posts: Mapping[str, Post]) -> tuple[CandidatePair, ...]:
    """What the posts (by ref) that may be copies of each other have in common, joined or not; sorted.

    No post is compared with all: candidates have one day and title, or begin or end with the same words. Of
    those, the pairs with one day and title, and with LIKE_SHARE of their words in common, are told.
    """
    texts = {ref: ComparablePost(post) for ref, post in posts.items()}
    found = (_candidate_pair(texts, *pair) for pair in sorted(_candidates(texts)))
    return tuple(candidate for candidate in found if candidate)


def _candidates(texts: Mapping[str, ComparablePost]) -> set[Pair]:
    """The pairs to compare: of one day and title, or beginning or ending alike. In a large group each with its
    neighbours in the order of the words, and with the fullest: so n copies are found with some n comparisons."""
    groups: defaultdict[Hashable, list[str]] = defaultdict(list)
    for ref in sorted(texts):
        for key in (texts[ref].heading, texts[ref].beginning, texts[ref].end):
            if key:
                groups[key].append(ref)
    pairs: set[Pair] = set()
    for group in groups.values():
        if len(group) > 1:
            fullest = min(group, key=lambda ref: (-len(texts[ref].words), ref))
            others = sorted((ref for ref in group if ref != fullest), key=lambda ref: (texts[ref].words, ref))
            pairs.update(neighbours([fullest, *others]))
    return pairs


def _candidate_pair(texts: Mapping[str, ComparablePost], one: str, other: str) -> CandidatePair | None:
    """What the two have in common; None if that is not worth telling."""
    comparison = Comparison(texts[one], texts[other])
    if comparison.share < LIKE_SHARE and not comparison.same_heading:
        return None
    same, reason = verdict(comparison)
    return CandidatePair(one, other, comparison.words, comparison.shared, same, reason)


@dataclass(frozen=True)
class DuplicatePost:
    """A post that is shown in place of another copy of it."""

    shown: str
    """Ref of the copy that is shown."""
    hidden: str
    """Ref of the copy that is not."""
    differences: tuple[str, ...]
    """Sentences on what is known of the hidden copy otherwise, then its lines, as plain text, that only it has."""
    reason: str


def find_duplicate_posts(
    posts: Mapping[str, Post],
    compare_posts: Iterable[CandidatePair],
    together: Collection[Pair] = (),
    apart: Collection[Pair] = (),
) -> tuple[DuplicatePost, ...]:
    """Which of `posts` (by ref) are copies of another one; sorted by the hidden one.

    A person's verdicts, `together` and `apart`, go before the likenesses, and `apart` goes before `together`. Texts
    that were found to be two never become one through a third, nor do texts of different titles or kinds. A whole
    copy is shown before a part, then that with the original address, with a day, with a title, the fuller one.
    """
    texts = {ref: ComparablePost(post) for ref, post in posts.items()}
    known = (candidate for candidate in compare_posts if candidate.one in posts and candidate.other in posts)
    judged = sorted(known, key=lambda candidate: (-candidate.shared, candidate.one, candidate.other))
    groups = DuplicateGroups({ref: (text.is_of_the_blog, text.title) for ref, text in texts.items()}, together, apart)
    groups.keep_apart(_found_apart(judged, texts))
    for candidate in judged:
        if candidate.same:
            groups.join((candidate.one, candidate.other), candidate.reason)
    found = []
    for group in groups.of_several():
        shown, *hidden = sorted(group, key=lambda ref: _preference(ref, texts[ref]))
        for ref in hidden:
            differences = _differences(posts[shown], posts[ref])
            found.append(DuplicatePost(shown, ref, differences, groups.reason(shown, ref)))
    return tuple(sorted(found, key=lambda same: same.hidden))


def _found_apart(judged: Sequence[CandidatePair], texts: Mapping[str, ComparablePost]) -> Iterator[Pair]:
    """The pairs that were found to be two, but for those where one has the very words of a third that is the same as
    the other: what is not known of the one, its day or title, is known of the third."""
    same: defaultdict[str, set[str]] = defaultdict(set)
    equal: defaultdict[str, set[str]] = defaultdict(set)
    for candidate in judged:
        for one, other in ((candidate.one, candidate.other), (candidate.other, candidate.one)):
            if candidate.same:
                same[one].add(other)
            if candidate.same and candidate.shared == candidate.words and texts[one].words == texts[other].words:
                equal[one].add(other)
    for candidate in judged:
        one, other = candidate.one, candidate.other
        if not candidate.same and equal[one].isdisjoint(same[other]) and equal[other].isdisjoint(same[one]):
            yield one, other


def _preference(ref: str, text: ComparablePost) -> tuple[bool, bool, bool, bool, int, str, str]:
    """Best first."""
    post = text.post
    return post.partial, not post.permalink_known, post.day is None, post.title is None, -len(text.words), post.id, ref


def _differences(shown: Post, hidden: Post) -> tuple[str, ...]:
    there = f" {normalize(to_text(shown.body))} "
    whole_lines = set(map(normalize, to_text(shown.body).split("\n")))
    lines = [line for line in to_text(hidden.body).split("\n") if line.strip() and normalize(line) not in whole_lines]
    return (*_other_facts(shown, hidden), *(line for line in lines if f" {normalize(line)} " not in there))


def _other_facts(shown: Post, hidden: Post) -> Iterator[str]:
    if hidden.title and normalize(hidden.title) != normalize(shown.title or ""):
        yield f"Its title was “{hidden.title}” there."
    if hidden.day and hidden.day != shown.day:
        yield f"It was dated {hidden.day.day} {MONTHS[hidden.day.month - 1]} {hidden.day.year} there."
    if hidden.author and hidden.author != shown.author:
        yield f"Its author was {hidden.author} there."
    if hidden.permalink_known and hidden.permalink != shown.permalink:
        yield f"Its address was {hidden.url or hidden.permalink} there."
