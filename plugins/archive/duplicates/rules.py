"""Decide whether two posts are duplicates, by comparing their words in sequence.

When in doubt, keep both: merging two different posts loses one of them, showing both loses nothing.

"Are these the same post?" is asked twice, and both answers are needed. The import asks for certainty, because it
writes one file where there were two; it must give the same answer when the next source arrives. The build may ask for
likelihood, because it only hides a page that is still in `content/`, and a keeper's decision overrides it.

===================  ======================================  ============================================
                     import: certain                         build: likely
                     (`ingest/identity`, `same_post`,        (this module and `posts`)
                     `beginnings`)
===================  ======================================  ============================================
when                 records on their way into `content/`    posts in `content/`, at every build
effect               one file; other wording in the ledger   one page shown, the others redirect to it
same id or address   the same post, whatever the words       proves nothing by itself
different ids        different posts, whatever the words     proves nothing by itself
same day and title   only makes them candidates; the same    90 % of the shorter one's words in the other,
                     post if all words of one are in the     in sequence (95 % if both have an address of
                     other, if one is the beginning of the   their own), in runs of 4 words on average, and
                     other, or with more than 50 % if that   not a form that was filled in twice
                     one has an id or address
same title, and the  more than 50 % of the words, and no     as for the same day and title, or as below
address that day     second post shares as many
and title predict
day or title         exactly the same words; or one is the   all words, 30 or more; or the beginning of the
unknown              beginning of the other, of no other     other: 100 words or more and 50 % of it; or all
                     post, and has 8 words or more if day    words but one line of a page around them
                     or title are the same, 20 if neither
                     is known to both
teasers of any form  as beginnings, without "Read more" and  as above
                     the like at their end
titles or days       different posts without id or address   titles: never duplicates; days: only with the
differ                                                       same words
words alone          never join                              only find candidates
a keeper's decision  none: what is certain needs none        `same` and `different` override everything
===================  ======================================  ============================================

A text is the beginning of another one if its letters and digits are: it may be cut within a word, and typography and
line ends do not matter. A post with day and title is no beginning of a text that has neither, unless it breaks off:
the other text may quote it. A text that begins several posts is joined with none, and the import says so.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from hashlib import blake2b
from itertools import pairwise

from rapidfuzz.distance import LCSseq

from archive.markup.render import to_text
from archive.memo import Remember, compute
from archive.model import Post
from archive.text import normalize, title_words, tokens

LEAST_WORDS = 30
"""Shorter posts are too short to be recognised by their words."""
SAME_SHARE = 90
"""Per cent of the shorter post's words that the other must have in sequence, if day and title are the same."""
ADDRESSES_SHARE = 95
"""The same if both have an original address of their own."""
CUT_WORDS, CUT_SHARE = 100, 50
"""A post without day or title is a truncated copy if it is the beginning of the other: so many words of it, and so
many per cent."""
FRAME_WORDS, FRAME_TIMES = 12, 8
"""A line of page boilerplate ("Share this", "Posted by …") has at most so many words, and the post itself at least so
many times as many."""
CROSS_POSTED = timedelta(days=7)
"""Napo may put a mailing on its site so long before or after sending it."""

_RUN_WORDS = 4
"""Words in a row that must agree on average: a few common words appear in the same order in any two long texts."""
_SLOT_WORDS, _FORM_SHARE = 6, 3
"""What is filled into a form is at most so long; a text is a form if one in so many of the differences is such."""
_NUMBER_WORDS = frozenset(
    (
        *("two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"),
        *("first", "second", "third", "fourth", "fifth", "sixth"),
    )
)
_KEY_LETTERS, _KEY_CHARACTERS, _LEAST_LETTERS = 160, 1_200, 80
"""Candidates begin or end with the same letters and digits: so many, taken from so many characters, if there are at
least so many. No post is read whole only to find that nothing is like it."""
_ORDER_LETTERS = 400
"""Letters by which posts with the same key are sorted."""
_NOT_SHOWN = re.compile(r"!\[[^\]]*\]\([^)\s]*\)|\]\([^)\s]*\)|^\s*\d+\.\s", re.MULTILINE)
"""Markdown for images, link targets and list numbers."""
_NOT_LETTERS = re.compile(r"[\W_]+")


@dataclass(frozen=True)
class PostKeys:
    """What a post is looked up by. It is found without reading the whole post."""

    digest: bytes
    """Of the post with its ref and comments (`memo.post_digest`)."""
    title: str | None
    """The title without typography; numbers are part of it."""
    beginning: str | None
    """The first letters, to look up posts that begin alike; None if the post is too short."""
    end: str | None
    """The last letters, because page boilerplate may precede the first."""
    order: tuple[str, bytes]
    """Sorts posts that begin alike next to each other, and equal ones side by side."""


def keys_of(post: Post, digest: bytes) -> PostKeys:
    """Return the keys of `post`; `digest` is the one of `memo.post_digest`."""
    first, last = _letters(post.body[:_KEY_CHARACTERS]), _letters(post.body[-_KEY_CHARACTERS:])
    return PostKeys(
        digest=digest,
        title=_title_key(post),
        beginning=first[:_KEY_LETTERS] if len(first) >= _LEAST_LETTERS else None,
        end=last[-_KEY_LETTERS:] if len(last) >= _LEAST_LETTERS else None,
        order=(first[:_ORDER_LETTERS], blake2b(post.body.encode("utf-8", "surrogatepass"), digest_size=8).digest()),
    )


class ComparablePost:
    """A post with what it is compared by; its words are split when they are first needed."""

    def __init__(self, post: Post, keys: PostKeys, sizes: Remember[int] = compute) -> None:
        """`sizes` may know the number of its words."""
        self.post = post
        self.keys = keys
        self._sizes = sizes

    @property
    def title(self) -> str | None:
        """The title without typography."""
        return self.keys.title

    @property
    def is_blog_post(self) -> bool:
        """False for Napo's mailouts and pages."""
        return self.post.kind == "post"

    @cached_property
    def words(self) -> list[str]:
        return tokens(to_text(self.post.body))

    @property
    def size(self) -> int:
        """The number of its words."""
        return self._sizes(self.keys.digest, lambda: len(self.words))

    @property
    def heading(self) -> tuple[date, str] | None:
        """Day and title, if both are known."""
        return (self.post.day, self.title) if self.post.day and self.title else None


def _letters(markdown: str) -> str:
    return _NOT_LETTERS.sub("", _NOT_SHOWN.sub(" ", markdown).casefold())


def _title_key(post: Post) -> str | None:
    """Return the title without typography; numbers are part of it."""
    title = title_words(post.title or "")
    return " ".join(tokens(title)) or normalize(title) or None


class Comparison:
    """Two posts and the words they have in common, in sequence."""

    def __init__(self, one: ComparablePost, other: ComparablePost) -> None:
        self.shorter, self.longer = sorted((one, other), key=lambda text: len(text.words))
        self.words = len(self.shorter.words)
        self.equal = one.words == other.words
        self.shared = self.words if self.equal else LCSseq.similarity(one.words, other.words)
        self.same_heading = one.heading is not None and one.heading == other.heading

    @property
    def share(self) -> int:
        """Per cent of the shorter post's words that the other has in sequence, rounded down."""
        return 100 * self.shared // self.words if self.words else 0

    @property
    def summary(self) -> str:
        """The numbers in words, for a keeper."""
        shared = (
            f"the same {self.words:,} words"
            if self.equal
            else f"{self.shared:,} of {self.words:,} words ({self.share} %)"
        )
        return f"same day and title, {shared}" if self.same_heading else shared

    @property
    def two_addresses(self) -> bool:
        """True if both have an original address and the addresses differ."""
        one, other = self.shorter.post, self.longer.post
        return one.permalink_known and other.permalink_known and one.permalink != other.permalink

    @cached_property
    def is_framed(self) -> bool:
        """True if the longer post is the shorter one with a line of page boilerplate before or after it."""
        if not 0 < self.extra_words <= FRAME_WORDS or self.shared < self.words:
            return False
        if FRAME_TIMES * self.extra_words > self.words:
            return False
        starts = range(self.extra_words + 1)
        return any(self.longer.words[at : at + self.words] == self.shorter.words for at in starts)

    @property
    def extra_words(self) -> int:
        """How many words longer the longer post is."""
        return len(self.longer.words) - self.words

    @property
    def is_cross_posted(self) -> bool:
        """True for two of Napo's texts with the same title that were mailed and put on its site within a few days."""
        one, other = self.shorter.post, self.longer.post
        if self.shorter.is_blog_post or one.title is None or self.shorter.title != self.longer.title:
            return False
        return bool(one.day and other.day and abs(one.day - other.day) <= CROSS_POSTED)

    @property
    def equal_spans(self) -> list[tuple[int, int, int, int]]:
        """Start and stop of equal words in the shorter and in the longer post, in order."""
        found = LCSseq.opcodes(self.shorter.words, self.longer.words)
        return [(each.src_start, each.src_end, each.dest_start, each.dest_end) for each in found if each.tag == "equal"]


def judge(comparison: Comparison) -> tuple[bool, str]:
    """Return whether the two posts are duplicates, and why.

    A mailout and a post that quotes it are two posts, whatever the words, and a number in a title tells the parts of
    a series apart. Exactly the same words under the same title are one post, even if it was published again on
    another day or address. Different words are only forgiven if day and title are the same and the text is not a
    form. Without day or title there is nothing but the words, so one post must be a truncated copy of the other, or
    have a line of page boilerplate around it.

    Tried and dropped: counting words in any order, which finds a short text in any long one; and forgiving one number
    that was corrected, which joins two circulars that differ in a day.
    """
    objection = _objection(comparison)
    if objection:
        return False, f"{comparison.summary}, but {objection}"
    if comparison.equal:
        return True, comparison.summary
    if comparison.same_heading:
        return _judge_same_heading(comparison)
    return _judge_truncated(comparison)


def _objection(comparison: Comparison) -> str:
    """Return what rules out that the two are duplicates, whatever words they share; "" if nothing does."""
    one, other = comparison.shorter, comparison.longer
    if one.is_blog_post != other.is_blog_post:
        return "one is a blog post and the other a text of Napo's: quotations are shown instead"
    if one.title and other.title and one.title != other.title:
        numbers = [[word for word in title.split() if _is_number(word)] for title in (one.title, other.title)]
        return "their titles differ" if numbers[0] == numbers[1] else "the numbers in their titles differ"
    if comparison.words < LEAST_WORDS:
        return f"{comparison.words} words are too few to recognise a post: at least {LEAST_WORDS} are needed"
    return ""


def _judge_same_heading(comparison: Comparison) -> tuple[bool, str]:
    least = ADDRESSES_SHARE if comparison.two_addresses else SAME_SHARE
    if comparison.share < least:
        because = ", because each has its own address" if comparison.two_addresses else ""
        return False, f"{comparison.summary}: at least {least} % are needed{because}"
    spans = comparison.equal_spans
    if comparison.shared < _RUN_WORDS * len(spans):
        return False, f"{comparison.summary}, but only scattered words, not sentences"
    if _is_form(comparison, spans):
        return False, f"{comparison.summary}, but numbers or names differ, as in a form that was filled in twice"
    return True, comparison.summary


def _is_form(comparison: Comparison, equal_spans: Sequence[tuple[int, int, int, int]]) -> bool:
    """Return True if enough of the differences are a number or a name in place of another.

    A name is a capitalised word within a sentence that neither post ever has in lower case."""
    one, other = comparison.shorter, comparison.longer
    names = _capitalised(one.post) | _capitalised(other.post)
    names -= _lower_case(one.post) | _lower_case(other.post)
    ends = (len(one.words), len(other.words))
    bounds = [(0, 0, 0, 0), *equal_spans, (ends[0], ends[0], ends[1], ends[1])]
    gaps = [(one.words[before[1] : after[0]], other.words[before[3] : after[2]]) for before, after in pairwise(bounds)]
    differences = [gap for gap in gaps if any(gap)]
    filled_in = [gap for gap in differences if all(_is_filled_in(side, names) for side in gap)]
    return bool(filled_in) and _FORM_SHARE * len(filled_in) >= len(differences)


def _capitalised(post: Post) -> set[str]:
    """Return the words with a capital that do not begin a line or sentence."""
    pairs = (pair for line in to_text(post.body).split("\n") for pair in pairwise(line.split()))
    return set(tokens(" ".join(word for before, word in pairs if word != word.lower() and before[-1] not in ".!?:")))


def _lower_case(post: Post) -> set[str]:
    return set(tokens(" ".join(word for word in to_text(post.body).split() if word == word.lower())))


def _is_filled_in(words: Sequence[str], names: Collection[str]) -> bool:
    return len(words) <= _SLOT_WORDS and any(_is_number(word) or word in names for word in words)


def _is_number(word: str) -> bool:
    return word[0].isdigit() or word in _NUMBER_WORDS


def _judge_truncated(comparison: Comparison) -> tuple[bool, str]:
    """Return whether one post is a truncated copy of the other, or has page boilerplate around it."""
    summary, words, whole = comparison.summary, comparison.words, len(comparison.longer.words)
    if comparison.is_framed and (comparison.is_cross_posted or _nothing_differs(comparison)):
        return True, f"{summary}, the whole shorter one; the other has {comparison.extra_words} more around them"
    one, other = comparison.shorter.post, comparison.longer.post
    if one.day and other.day and one.day != other.day:
        return False, f"{summary}, but their days differ"
    if comparison.two_addresses:
        return False, f"{summary}, but each has its own address"
    if comparison.longer.words[:words] != comparison.shorter.words:
        return False, f"{summary}, but day or title of one is unknown, so all words must be the same"
    if words < CUT_WORDS or 100 * words < CUT_SHARE * whole:
        needed = f"so at least {CUT_WORDS} words and {CUT_SHARE} % are needed"
        return False, f"the first {words:,} of {whole:,} words, but day or title of one is unknown, {needed}"
    return True, f"the first {words:,} of {whole:,} words, truncated"


def _nothing_differs(comparison: Comparison) -> bool:
    """Return True if no known fact differs, and enough is known: a day, a title, or many words."""
    one, other = comparison.shorter.post, comparison.longer.post
    if comparison.two_addresses or (one.day and other.day and one.day != other.day):
        return False
    same_title = comparison.shorter.title is not None and comparison.shorter.title == comparison.longer.title
    return bool(one.day and other.day) or same_title or comparison.words >= CUT_WORDS
