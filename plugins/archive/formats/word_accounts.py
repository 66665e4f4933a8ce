"""Account for every word of a source: it is kept, left out for a stated reason, or reported as lost.

The count is independent of the parsers. What goes in is `str.split()` of the file's own text. What comes out is the
title, the date and the words that a CommonMark engine shows of the Markdown. Every word that goes in must come out or
be in a `LeftOut`, and every word that comes out must have gone in.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from archive.formats.records import OtherText, ParsedComment, ParsedPost, ParsedText
from archive.markup.render import to_text
from archive.model import LeftOut
from archive.text import clean

_JOIN = re.compile(r"(?<=\S)(?<!Replies)(?<!Delete)ReplyDelete(?=\S)(?!Replies|Delete|ReplyDelete)")
_MARKERS = re.compile("ReplyDelete|Replies|Delete")
"""What Blogger prints between comments. Text extractors join it to words, so words are compared without it."""


class Account(NamedTuple):
    """What became of the words of one record."""

    words_in: int
    words_kept: int
    left_out: tuple[tuple[str, int], ...]
    """(reason, number of words), ordered by reason."""
    lost: tuple[str, ...] = ()
    """Words of the source that are neither kept nor left out. Not empty only if a parser has a bug."""
    invented: tuple[str, ...] = ()
    """Words that are kept but are not in the source. Not empty only if a parser has a bug."""


def account_of_post(post: ParsedPost) -> Account:
    """Account for a post without its comments. The date heading and the title count as kept."""
    heading = post.heading if post.day else ""
    return _account(post.raw, [heading, post.title or "", to_text(post.body)], post.left_out)


def account_of_comment(comment: ParsedComment) -> Account:
    return _account(comment.raw, [to_text(comment.body)], comment.left_out)


def account_of_other_text(other: OtherText) -> Account:
    """Account for words that belong to no post: all of them are left out or quarantined."""
    return _account(other.raw, [], [LeftOut(other.reason, other.raw)])


def mismatched_words(text: str, parsed: ParsedText) -> list[str]:
    """Return the words of the file that are in no record of `parsed`, or in more records than they should be.

    A marker joined to a word doesn't count; two words joined by a marker count as two.
    """
    raws = [*_raws(parsed.posts), *(other.raw for other in parsed.rest)]
    words_in, words_out = separated_words(clean(text)), [word for raw in raws for word in separated_words(raw)]
    expected, found = _without_markers(words_in), _without_markers(words_out)
    wrong = sorted(((expected - found) + (found - expected)).elements())
    return wrong or ([] if len(words_in) == len(words_out) else ["(the number of markers differs)"])


def words_without_letters(text: str) -> list[str]:
    """Return the words of the raw `text` that consist of control characters, which `clean` removes."""
    if len(text.split()) == len(clean(text).split()):
        return []
    return [word for word in text.split() if not clean(word).split()]


def _raws(posts: Iterable[ParsedPost]) -> Iterable[str]:
    for post in posts:
        yield post.raw
        yield from (comment.raw for comment in post.comments)


def separated_words(text: str) -> list[str]:
    """Split `text` into words, also at a "ReplyDelete" between two words."""
    return _JOIN.sub(" ", text).split()


def _without_markers(words: Iterable[str]) -> Counter[str]:
    return Counter(part for word in words if (part := _MARKERS.sub("", word)))


def _account(raw: str, kept: Sequence[str], left_out: Sequence[LeftOut]) -> Account:
    all_words, all_kept = raw.split(), [word for text in kept for word in text.split()]
    if all_words == all_kept and not left_out:
        return Account(len(all_words), len(all_kept), ())
    words, kept_words = Counter(all_words), Counter(all_kept)
    left_words = Counter(word for left in left_out for word in left.text.split())
    reasons: Counter[str] = Counter()
    for left in left_out:
        reasons[left.reason] += len(left.text.split())
    expected = words - left_words
    return Account(
        words.total(),
        kept_words.total(),
        tuple(sorted((reason, count) for reason, count in reasons.items() if count)),
        tuple(sorted((expected - kept_words).elements())),
        tuple(sorted(((kept_words + left_words) - words).elements())),
    )
