"""Sort copies into posts: decide which of them are copies of one post.

`duplicates/rules.py` has the table of these rules and of those that a build uses for posts that are only likely to be
the same. Four steps, each of which only joins what the one before has left apart:

1. copies with an id, an address, or day and title in common (`_PostGroups`);
2. a text at a known address, and one of the same title whose day and title predict that address (`_join_predicted`);
3. a text that has lost paragraphs, and the whole one of that day and title (`_join_glued`);
4. a text that breaks off, or a teaser, and the post that it is the beginning of (`beginnings.py`).

The order of the copies does not matter.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

from archive.ingest.beginnings import Beginning, join_beginnings, letters_of
from archive.ingest.copies import Copy, preference
from archive.ingest.known_facts import facts_of
from archive.text import normalize, title_words

SAME_SHARE = 0.5
"""A copy with the same address, or the same day and title, as a post is merged into it if they share more than this
part of the words of the shorter one."""
_MOST_RIVALS = 50
"""Texts of one title and one address, most of which must be about something else; none of more is compared."""

_MOST_GLUED = 8
"""Words that an extractor may have glued in one copy."""

_WordCounts = Mapping[int, Counter[str]]
"""The words of each copy, by the copy's `id()`."""


@dataclass(frozen=True)
class PostCopies:
    """The copies of one post."""

    copies: tuple[Copy, ...]
    may_begin: tuple[Copy, ...] = ()
    """One copy of each of several posts that it may be the beginning of; it was joined with none of them."""


def sort_into_posts(copies: Sequence[Copy]) -> list[PostCopies]:
    """Sort `copies`, which are linked by shared keys, into posts."""
    are_certain = all(copy.strong_keys and not copy.is_plain_text for copy in copies)
    posts = _PostGroups({} if are_certain else _count_words(copies))
    for copy in sorted(copies, key=_order):
        posts.add(copy)
    if len(posts.all) == 1:
        return [PostCopies(tuple(posts.all[0]))]
    word_counts = _count_words(copies)
    return _with_beginnings(_join_glued(_join_predicted(posts.all, word_counts), word_counts))


def _count_words(copies: Iterable[Copy]) -> _WordCounts:
    return {id(copy): Counter(copy.normalized.split()) for copy in copies}


def _order(copy: Copy) -> tuple[object, ...]:
    """Sort key: those with an id first, plain text last and the longest first, so that shorter copies find it."""
    length = -copy.word_count if copy.is_plain_text and not copy.is_stub else 0
    return copy.is_plain_text, copy.blogger_id is None, copy.is_stub, length, preference(copy)


class _PostGroups:
    """Groups of copies, each of one post, indexed so that finding the group of a copy does not look at all of them."""

    def __init__(self, word_counts: _WordCounts) -> None:
        """`word_counts` may be empty if no copy is to be compared by its words."""
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
            for word in self._word_counts.get(id(copy), ()):
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
        if not any(_have_common(copy.match_keys, each.match_keys) for each in group):
            return None
        share = _share(its, others)
        if its <= others:
            return 1.0 + (share if _have_common(copy.match_keys, best.match_keys) else 0)
        certain = any(each.strong_keys for each in group)
        certain = certain and (not best.is_plain_text or _have_common(copy.strong_keys, best.strong_keys))
        return share if certain and share > SAME_SHARE else None


def _have_common(keys: Iterable[str], others: Iterable[str]) -> bool:
    return not set(keys).isdisjoint(others)


def _ids_agree(copy: Copy, group: Sequence[Copy]) -> bool:
    """False if the ids differ: two ids are two posts, whatever else they share."""
    return not copy.blogger_id or all(each.blogger_id in (None, copy.blogger_id) for each in group)


def _share(one: Counter[str], other: Counter[str]) -> float:
    """Return the part of the words of the shorter text that the other has too."""
    return (one & other).total() / (min(one.total(), other.total()) or 1)


def _text_of(copies: Sequence[Copy]) -> Copy | None:
    """Return the copy with most words; None if the post itself is in none of them."""
    return max((copy for copy in copies if not copy.is_stub), key=lambda copy: copy.word_count, default=None)


def _join_predicted(groups: list[list[Copy]], word_counts: _WordCounts) -> list[list[Copy]]:
    """Join each text at a known address with the one of that title whose day and title predict the address.

    They must share most of their words. If several do, the one that shares most is the same post.
    """
    known: defaultdict[tuple[str, str], list[int]] = defaultdict(list)
    predicted: defaultdict[tuple[str, str], list[int]] = defaultdict(list)
    for at, group in enumerate(groups):
        for copy in group:
            title = normalize(title_words(copy.post.title or ""))
            stated = ((copy.address, known),) if copy.address else ()
            for address, by_name in (*stated, *((path, predicted) for path in copy.predicted_addresses)):
                if title and at not in by_name[title, address][-1:]:
                    by_name[title, address].append(at)
    joined: dict[int, int] = {}
    for name, addressed in known.items():
        for at in addressed if len(predicted[name]) * len(addressed) <= _MOST_RIVALS else ():
            others = [other for other in predicted[name] if other != at and other not in joined and at not in joined]
            if (same := _most_alike(at, others, groups, word_counts)) is not None:
                joined[same] = at
    return _joined(groups, joined)


def _most_alike(
    at: int, others: Iterable[int], groups: Sequence[Sequence[Copy]], word_counts: _WordCounts
) -> int | None:
    """Return which of the `others` shares most with the text `at`, if it shares enough and no second one as much."""
    text, facts = _text_of(groups[at]), facts_of(groups[at])
    shares: dict[int, float] = {}
    for other in others:
        its_text = _text_of(groups[other])
        if text and its_text and not facts.contradicts(facts_of(groups[other])):
            shares[other] = _share(word_counts[id(text)], word_counts[id(its_text)])
    best = [other for other, share in shares.items() if share > SAME_SHARE and share == max(shares.values())]
    return best[0] if len(best) == 1 else None


def _join_glued(groups: list[list[Copy]], word_counts: _WordCounts) -> list[list[Copy]]:
    """Join each text that has lost paragraphs with the only one of its day and title that has all its words.

    Some extractors glue the last word above a lost paragraph to the first one below.
    """
    named: defaultdict[tuple[object, str], list[int]] = defaultdict(list)
    for at, group in enumerate(groups):
        text = _text_of(group)
        if text and text.is_plain_text and text.post.day and text.post.title:
            named[text.post.day, normalize(title_words(text.post.title))].append(at)
    joined: dict[int, int] = {}
    for alike in named.values():
        for at in alike if 1 < len(alike) <= _MOST_RIVALS else ():
            wholes = [other for other in alike if _is_glued_part(groups[at], groups[other], word_counts)]
            if len(wholes) == 1:
                joined[at] = wholes[0]
    return _joined(groups, joined)


def _joined(groups: Sequence[Sequence[Copy]], into: Mapping[int, int]) -> list[list[Copy]]:
    """Return the groups, with those that are keys of `into` joined with their values, and these with theirs."""
    found = {at: list(group) for at, group in enumerate(groups) if at not in into}
    for at, target in into.items():
        while target in into:
            target = into[target]
        found[target] += groups[at]
    return list(found.values())


def _is_glued_part(part: Sequence[Copy], whole: Sequence[Copy], word_counts: _WordCounts) -> bool:
    """Return True if the longer text has all words of the other, of which some may be two words of it."""
    text, other = _text_of(part), _text_of(whole)
    if not text or not other or text.word_count >= other.word_count or facts_of(part).contradicts(facts_of(whole)):
        return False
    words, others = word_counts[id(text)], word_counts[id(other)]
    glued = words - others
    return glued.total() <= _MOST_GLUED and all(_is_two_words(word, others) for word in glued)


def _is_two_words(word: str, others: Counter[str]) -> bool:
    return any(word[:at] in others and word[at:] in others for at in range(1, len(word)))


def _with_beginnings(groups: Sequence[Sequence[Copy]]) -> list[PostCopies]:
    """Join teasers and texts that break off with the posts that they are the beginning of."""
    joined, doubts = join_beginnings([_beginning(group) for group in groups])
    return [
        PostCopies(
            tuple(chain(*(groups[at] for at in members))),
            tuple(groups[whole][0] for whole in doubts.get(members[0], ())) if len(members) == 1 else (),
        )
        for members in joined
    ]


def _beginning(copies: Sequence[Copy]) -> Beginning:
    text = _text_of(copies)
    is_partial = all(copy.post.partial for copy in copies if not copy.is_stub)
    letters = letters_of(text.normalized) if text else ""
    return Beginning(letters, text.word_count if text else 0, facts_of(copies), is_partial)
