"""Two posts compared, word by word in sequence, and whether they are copies of one.

The rule: joining two different texts loses one, leaving two copies loses nothing. So whatever speaks against two texts
being one keeps them two, whatever speaks for it.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from datetime import date, timedelta
from functools import cached_property
from itertools import pairwise

from rapidfuzz.distance import LCSseq

from archive.markup.render import to_text
from archive.model import Post
from archive.text import normalize, tokens

SAME_WORDS = 30
"""A shorter post says too little to be known again by its words."""
SAME_SHARE = 90
"""Per cent of the words of the shorter of two copies of one day and title that stand in the other in sequence."""
ADDRESSES_SHARE = 95
"""The same where each has an original address of its own."""
CUT_WORDS, CUT_SHARE = 100, 50
"""A text with no day or title is a cut-off copy if so many words, and per cent of the other, are its beginning."""
FRAME_WORDS, FRAME_TIMES = 12, 8
"""A line of a page's furniture, such as "Share this" or "Posted by", has no more words; the text itself so many times
as many."""
CROSS_POSTED = timedelta(days=7)
"""So long after a mailing the same text may be put on the union's site, or before it."""

_STRETCH = 4
"""Words in a row, on average: a few common words stand in any long text, one by one and in any order."""
_PLACE, _FORM_SHARE = 6, 3
"""What is filled into a form is not longer; and one in so many of the places that differ makes it a form."""
_NUMBER_WORDS = frozenset(
    (
        *("two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"),
        *("first", "second", "third", "fourth", "fifth", "sixth"),
    )
)
_BEGINNING, _BEGINNING_CHARACTERS, _LEAST_LETTERS = 160, 1_200, 80
"""Letters and digits that copies begin with alike, where they are looked for, and how many there must be: no text is
read whole to find out that nothing is like it."""
_NOT_SHOWN = re.compile(r"!\[[^\]]*\]\([^)\s]*\)|\]\([^)\s]*\)|^\s*\d+\.\s", re.MULTILINE)
"""Of Markdown: pictures, where links lead, numbers of lists."""
_NOT_LETTERS = re.compile(r"[\W_]+")


class ComparablePost:
    """A post as it is compared; its words are counted only when they are asked for."""

    def __init__(self, post: Post) -> None:
        self.post = post
        self.title = _title_key(post)

    @property
    def is_of_the_blog(self) -> bool:
        """False of a mailout or page of the union."""
        return self.post.kind == "post"

    @cached_property
    def words(self) -> list[str]:
        return tokens(to_text(self.post.body))

    @property
    def heading(self) -> tuple[date, str] | None:
        """Day and title, if both are known."""
        return (self.post.day, self.title) if self.post.day and self.title else None

    @property
    def beginning(self) -> str | None:
        """The first letters, near enough to find what begins alike; None of a text that is too short to be known."""
        letters = _letters(self.post.body[:_BEGINNING_CHARACTERS])
        return letters[:_BEGINNING] if len(letters) >= _LEAST_LETTERS else None

    @property
    def end(self) -> str | None:
        """The last letters likewise: a line of a page's furniture may stand before the first."""
        letters = _letters(self.post.body[-_BEGINNING_CHARACTERS:])
        return letters[-_BEGINNING:] if len(letters) >= _LEAST_LETTERS else None


def _letters(markdown: str) -> str:
    return _NOT_LETTERS.sub("", _NOT_SHOWN.sub(" ", markdown).casefold())


def _title_key(post: Post) -> str | None:
    """The title as it is compared: a number in it is part of it, typography is not."""
    return " ".join(tokens(post.title)) or normalize(post.title) if post.title else None


class Comparison:
    """Two posts, and the words they have in sequence."""

    def __init__(self, one: ComparablePost, other: ComparablePost) -> None:
        self.shorter, self.longer = sorted((one, other), key=lambda text: len(text.words))
        self.words = len(self.shorter.words)
        self.equal = one.words == other.words
        self.shared = self.words if self.equal else LCSseq.similarity(one.words, other.words)
        self.same_heading = one.heading is not None and one.heading == other.heading

    @property
    def share(self) -> int:
        """Per cent of the words of the shorter one, rounded down."""
        return 100 * self.shared // self.words if self.words else 0

    @property
    def said(self) -> str:
        """The numbers, for a person."""
        which = (
            f"the very same {self.words:,} words"
            if self.equal
            else f"{self.shared:,} of {self.words:,} words ({self.share} %)"
        )
        return f"same day and title, {which}" if self.same_heading else which

    @property
    def two_addresses(self) -> bool:
        one, other = self.shorter.post, self.longer.post
        return one.permalink_known and other.permalink_known and one.permalink != other.permalink

    @cached_property
    def is_framed(self) -> bool:
        """True if the longer one is the shorter one with a line of a page's furniture before or after it."""
        if not 0 < self.more <= FRAME_WORDS or self.shared < self.words or FRAME_TIMES * self.more > self.words:
            return False
        return any(self.longer.words[at : at + self.words] == self.shorter.words for at in range(self.more + 1))

    @property
    def more(self) -> int:
        """How many words more the longer one has."""
        return len(self.longer.words) - self.words

    @property
    def is_cross_posted(self) -> bool:
        """True of two texts of the union with one title, sent and put on its site within a few days."""
        one, other = self.shorter.post, self.longer.post
        if self.shorter.is_of_the_blog or one.title is None or self.shorter.title != self.longer.title:
            return False
        return bool(one.day and other.day and abs(one.day - other.day) <= CROSS_POSTED)

    @property
    def stretches(self) -> list[tuple[int, int, int, int]]:
        """Start and stop of equal words in the shorter and in the longer one, in order."""
        found = LCSseq.opcodes(self.shorter.words, self.longer.words)
        return [(each.src_start, each.src_end, each.dest_start, each.dest_end) for each in found if each.tag == "equal"]


def verdict(comparison: Comparison) -> tuple[bool, str]:
    """Whether the two are copies of one post, and why.

    They must be one post: of two that only resemble each other, one would be lost. So a mailout and a post that
    quotes it are two, whatever the words, and a number in a title tells two members of a series apart. The very same
    words under one title are one post, though it was published again on another day or address. Words that differ
    are forgiven under one day and title only, and not where they are what a form is filled in with. Without day or
    title there is nothing but the words: then one must be the other cut off, or with a line of a page around it.

    Tried and dropped: counting words in any order, which finds a short text in any long one; forgiving one number
    that was corrected, which joins two circulars that differ in a day.
    """
    against = _against(comparison)
    if against:
        return False, f"{comparison.said}, but {against}"
    if comparison.equal:
        return True, comparison.said
    if comparison.same_heading:
        return _nearly_all_words(comparison)
    return _cut_off(comparison)


def _against(comparison: Comparison) -> str:
    """What makes two posts of them, whatever else they share; "" if nothing does."""
    one, other = comparison.shorter, comparison.longer
    if one.is_of_the_blog != other.is_of_the_blog:
        return "one is a blog post, the other a text of the union: who quotes whom is shown instead"
    if one.title and other.title and one.title != other.title:
        numbers = [[word for word in title.split() if _is_number(word)] for title in (one.title, other.title)]
        return "their titles differ" if numbers[0] == numbers[1] else "the numbers in their titles differ"
    if comparison.words < SAME_WORDS:
        return f"{comparison.words} words are too few to know a post again: {SAME_WORDS} are asked for"
    return ""


def _nearly_all_words(comparison: Comparison) -> tuple[bool, str]:
    """The verdict on two of one day and title."""
    least = ADDRESSES_SHARE if comparison.two_addresses else SAME_SHARE
    if comparison.share < least:
        each = ", as each has an address of its own" if comparison.two_addresses else ""
        return False, f"{comparison.said}: {least} % are asked for{each}"
    stretches = comparison.stretches
    if comparison.shared < _STRETCH * len(stretches):
        return False, f"{comparison.said}, but one by one, not in sentences"
    if _is_form(comparison, stretches):
        return False, f"{comparison.said}, but numbers or names differ, as in a form that was filled in twice"
    return True, comparison.said


def _is_form(comparison: Comparison, stretches: Sequence[tuple[int, int, int, int]]) -> bool:
    """True if what differs is, in one of _FORM_SHARE places, a number or name against another.

    A name is a word with a capital in the middle of a sentence that neither text ever has in small letters."""
    names = _names(comparison.shorter.post) | _names(comparison.longer.post)
    names -= _small(comparison.shorter.post) | _small(comparison.longer.post)
    ends = (len(comparison.shorter.words), len(comparison.longer.words))
    bounds = [(0, 0, 0, 0), *stretches, (ends[0], ends[0], ends[1], ends[1])]
    places = [
        (comparison.shorter.words[before[1] : after[0]], comparison.longer.words[before[3] : after[2]])
        for before, after in pairwise(bounds)
    ]
    differ = [place for place in places if any(place)]
    filled = [place for place in differ if all(_is_filled_in(side, names) for side in place)]
    return bool(filled) and _FORM_SHARE * len(filled) >= len(differ)


def _names(post: Post) -> set[str]:
    """Words that have a capital though no line or sentence begins with them."""
    pairs = (pair for line in to_text(post.body).split("\n") for pair in pairwise(line.split()))
    return set(tokens(" ".join(word for before, word in pairs if word != word.lower() and before[-1] not in ".!?:")))


def _small(post: Post) -> set[str]:
    return set(tokens(" ".join(word for word in to_text(post.body).split() if word == word.lower())))


def _is_filled_in(words: Sequence[str], names: Collection[str]) -> bool:
    return len(words) <= _PLACE and any(_is_number(word) or word in names for word in words)


def _is_number(word: str) -> bool:
    return word[0].isdigit() or word in _NUMBER_WORDS


def _cut_off(comparison: Comparison) -> tuple[bool, str]:
    """The verdict on two whose day or title is not known to be one."""
    if comparison.is_framed and (comparison.is_cross_posted or _is_known(comparison)):
        return True, f"{comparison.said}, all of the shorter one; the other has {comparison.more} more around them"
    one, other = comparison.shorter.post, comparison.longer.post
    if one.day and other.day and one.day != other.day:
        return False, f"{comparison.said}, but their days differ"
    if comparison.two_addresses:
        return False, f"{comparison.said}, but each has an address of its own"
    whole = len(comparison.longer.words)
    if comparison.longer.words[: comparison.words] != comparison.shorter.words:
        return False, f"{comparison.said}, but day or title are not known of both: then all words are asked for"
    if comparison.words < CUT_WORDS or 100 * comparison.words < CUT_SHARE * whole:
        asked = f"{CUT_WORDS} words and {CUT_SHARE} % of it are asked for"
        return (
            False,
            f"the first {comparison.words:,} of {whole:,} words, but day or title are not known of both: {asked}",
        )
    return True, f"the first {comparison.words:,} of {whole:,} words, cut off"


def _is_known(comparison: Comparison) -> bool:
    """True if nothing that is known of the two differs, and enough is known: a day, a title, or many words."""
    one, other = comparison.shorter.post, comparison.longer.post
    if comparison.two_addresses or (one.day and other.day and one.day != other.day):
        return False
    one_title = comparison.shorter.title is not None and comparison.shorter.title == comparison.longer.title
    return bool(one.day and other.day) or one_title or comparison.words >= CUT_WORDS
