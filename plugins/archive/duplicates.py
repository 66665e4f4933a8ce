"""Text that stands twice: a block followed by its own copy, and one post that came in two copies.

Joining two different texts loses one, leaving two copies loses nothing, so both rules err that way. Nothing is ever
taken out of the content folder; these functions say only what the page shows once.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import accumulate

from archive.model import Post
from archive.rendering import to_text
from archive.text import fold

REPEAT_WORDS = 30
"""A shorter block that stands twice is a label, a heading or a row of a table (forms.md 1.13; 2026-11-22)."""
SAME_WORDS = 30
"""A shorter text says too little to be known again by its words."""
SAME_SHARE = 0.9
"""Of the words of the shorter of two copies with one kind, day and title, so many stand in the other."""
_LOOK_AHEAD = 8
"""How many later lines equal to a line may begin the copy of its block; more are rows of a table."""
_BASE, _MODULUS = 1_000_003, (1 << 61) - 1


@dataclass(frozen=True)
class Repeat:
    """Lines that are the immediate copy of the lines before them."""

    start: int
    """Position of the first line of the copy."""
    lines: int
    """How many lines the copy has, blank ones not counted."""
    stop: int
    """Position after its last line."""
    words: int


def repeats(lines: Sequence[str]) -> tuple[Repeat, ...]:
    """The copies that follow their originals at once, in `lines` of Markdown; blank lines do not count.

    A block of fewer than REPEAT_WORDS words, or one that is itself a repetition (rows of a table), stays.
    """
    filled = [at for at, line in enumerate(lines) if line.strip()]
    texts = _Lines([lines[at].strip() for at in filled])
    return tuple(
        Repeat(filled[start], length, filled[start + length - 1] + 1, texts.words(start, start + length))
        for start, length in _copies(texts)
    )


@dataclass(frozen=True)
class SamePost:
    """A post that is shown in place of another copy of it."""

    shown: str
    """Feed id of the copy that is shown."""
    hidden: str
    """Feed id of the copy that is not."""
    differences: tuple[str, ...]
    """Lines, as plain text, that stand in the hidden copy only."""


def same_posts(posts: Mapping[Post, str]) -> tuple[SamePost, ...]:
    """Which of `posts` are copies of another one, the fuller one being shown. To each belongs its plain text.

    Two posts are the same if they agree in kind, and in day and title as far as both are known, and either have the
    very same words, or the same day and title and SAME_SHARE of the words of the shorter one. A mailout is never
    the same as a post, and a number in a title is part of it.
    """
    texts = {post.id: fold(text) for post, text in posts.items()}
    ordered = sorted(
        posts,
        key=lambda post: (
            not post.permalink_known,
            post.day is None,
            post.title is None,
            -len(texts[post.id]),
            post.id,
        ),
    )
    found: dict[str, SamePost] = {}
    for group in [*_with_same_words(ordered, texts), *_with_same_heading(ordered)]:
        for shown, hidden in _pairs(group, texts):
            if shown.id not in found and hidden.id not in found:
                found[hidden.id] = SamePost(shown.id, hidden.id, _differences(posts[shown], posts[hidden]))
    return tuple(replace(found[post_id], shown=_finally_shown(post_id, found)) for post_id in sorted(found))


def _finally_shown(post_id: str, found: Mapping[str, SamePost]) -> str:
    """The copy that is shown for `post_id`: what it is a copy of may be the copy of another."""
    while post_id in found:
        post_id = found[post_id].shown
    return post_id


def _copies(lines: _Lines) -> Iterator[tuple[int, int]]:
    """(start of the copy, its length) for each copy that follows its original at once."""
    at = 0
    while at < len(lines):
        length = lines.repeated_block(at)
        if not length:
            at += 1
            continue
        start = at + length
        while lines.equal(at, start, length):
            yield start, length
            start += length
        at = start


class _Lines:
    """The lines of a text, none blank, for questions about stretches of them, each answered in constant time."""

    def __init__(self, texts: Sequence[str]) -> None:
        self._texts = texts
        numbers = {text: number for number, text in enumerate(dict.fromkeys(texts), 1)}
        self._numbers = [numbers[text] for text in texts]
        self._later = _next_equals(self._numbers)
        self._prefixes, self._powers = [0], [1]
        for number in self._numbers:
            self._prefixes.append((self._prefixes[-1] * _BASE + number) % _MODULUS)
            self._powers.append(self._powers[-1] * _BASE % _MODULUS)

    def __len__(self) -> int:
        return len(self._texts)

    def repeated_block(self, at: int) -> int:
        """Length of the longest block at `at` that its own copy follows; 0 if there is none worth showing once.

        A block that is a shorter one several times over is rows of a table, and none.
        """
        found: list[int] = []
        for length in (copy - at for copy in self._later[at]):
            if self.equal(at, at + length, length) and not any(self._consists_of(at, length, part) for part in found):
                found.append(length)
        return next((length for length in reversed(found) if self.words(at, at + length) >= REPEAT_WORDS), 0)

    def equal(self, one: int, other: int, length: int) -> bool:
        """True if `length` lines from `one` on are those from `other` on. Equal hashes are compared in full."""
        if other + length > len(self) or self._hash(one, length) != self._hash(other, length):
            return False
        return self._numbers[one : one + length] == self._numbers[other : other + length]

    def words(self, start: int, stop: int) -> int:
        """How many words readers see in the lines from `start` up to `stop`."""
        return self._words_before[stop] - self._words_before[start]

    @cached_property
    def _words_before(self) -> list[int]:
        """Counted only for the few texts in which a block has a copy."""
        return list(accumulate((len(to_text(text).split()) for text in self._texts), initial=0))

    def _consists_of(self, at: int, length: int, part: int) -> bool:
        return length % part == 0 and self.equal(at, at + part, length - part)

    def _hash(self, at: int, length: int) -> int:
        return (self._prefixes[at + length] - self._prefixes[at] * self._powers[length]) % _MODULUS


def _next_equals(numbers: Sequence[int]) -> list[list[int]]:
    """For each line the positions of the next lines equal to it."""
    seen: defaultdict[int, list[int]] = defaultdict(list)
    later: list[list[int]] = [[] for _ in numbers]
    for at in range(len(numbers) - 1, -1, -1):
        later[at] = seen[numbers[at]][: -_LOOK_AHEAD - 1 : -1]
        seen[numbers[at]].append(at)
    return later


def _with_same_words(posts: Sequence[Post], texts: Mapping[str, str]) -> list[list[Post]]:
    groups: defaultdict[tuple[str, str], list[Post]] = defaultdict(list)
    for post in posts:
        if texts[post.id].count(" ") + 1 >= SAME_WORDS:
            groups[post.kind, texts[post.id]].append(post)
    return [group for group in groups.values() if len(group) > 1]


def _with_same_heading(posts: Sequence[Post]) -> list[list[Post]]:
    groups: defaultdict[tuple[str, str, str], list[Post]] = defaultdict(list)
    for post in posts:
        if post.day and post.title:
            groups[post.kind, str(post.day), fold(post.title)].append(post)
    return [group for group in groups.values() if len(group) > 1]


def _pairs(group: Sequence[Post], texts: Mapping[str, str]) -> Iterator[tuple[Post, Post]]:
    """The first post of the group with each other one that is the same."""
    shown = group[0]
    for other in group[1:]:
        if _agree(shown, other) and (texts[shown.id] == texts[other.id] or _nearly_all_words(shown, other, texts)):
            yield shown, other


def _agree(one: Post, other: Post) -> bool:
    days = not one.day or not other.day or one.day == other.day
    titles = not one.title or not other.title or fold(one.title) == fold(other.title)
    addresses = not (one.permalink_known and other.permalink_known) or one.permalink == other.permalink
    return days and titles and addresses


def _nearly_all_words(one: Post, other: Post, texts: Mapping[str, str]) -> bool:
    if one.day is None or one.title is None or (one.day, fold(one.title)) != (other.day, fold(other.title or "")):
        return False
    words, others = (Counter(texts[post.id].split()) for post in (one, other))
    shorter = min(words.total(), others.total())
    return shorter >= SAME_WORDS and (words & others).total() >= SAME_SHARE * shorter


def _differences(shown: str, hidden: str) -> tuple[str, ...]:
    there = {fold(line) for line in shown.split("\n")}
    return tuple(line for line in hidden.split("\n") if line and fold(line) not in there)
