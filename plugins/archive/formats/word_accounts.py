"""Every word of a source, accounted for. Counts for itself and trusts no importer.

In: the raw words, by `str.split()` on the file's own text. Out: the words a CommonMark engine shows of the Markdown
made from it, the title and the date. What is in and not out must be named in a `LeftOut`; what is out must be in.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from archive.formats.records import FoundComment, FoundPost, Reading, Rest
from archive.markup.render import to_text
from archive.model import LeftOut
from archive.text import clean

_JOIN = re.compile(r"(?<=\S)(?<!Replies)(?<!Delete)ReplyDelete(?=\S)(?!Replies|Delete|ReplyDelete)")
_MARKERS = re.compile("ReplyDelete|Replies|Delete")
"""What Blogger prints between comments. Extractors glue it to words, so words are compared without it."""


@dataclass(frozen=True)
class Account:
    """Where the words of one record went."""

    words_in: int
    words_kept: int
    left_out: tuple[tuple[str, int], ...]
    """Reason and number of words, ordered by reason."""
    lost: tuple[str, ...] = ()
    """Words of the source that are neither kept nor named; always empty unless an importer is wrong."""
    invented: tuple[str, ...] = ()
    """Words that are kept but are not in the source; always empty unless an importer is wrong."""


def account_of_post(post: FoundPost) -> Account:
    """The account of a post without its comments. Its date heading is kept as the date, its title as the title."""
    heading = post.heading if post.day else ""
    return _account(post.raw, [heading, post.title or "", to_text(post.body)], post.left_out)


def account_of_comment(comment: FoundComment) -> Account:
    """The account of one comment."""
    return _account(comment.raw, [to_text(comment.body)], comment.left_out)


def account_of_rest(rest: Rest) -> Account:
    """The account of lines that belong to no post: all left out, or all quarantined."""
    return _account(rest.raw, [], [LeftOut(rest.reason, rest.raw)])


def unread_words(text: str, reading: Reading) -> list[str]:
    """Words of the file that stand in no record of `reading`, and words of a record that stand twice.

    A marker that an extractor glued to a word is no word of its own; two words that one joined count as two.
    """
    raws = [*_raws(reading.posts), *(rest.raw for rest in reading.rest)]
    there, read = parted(clean(text)), [word for raw in raws for word in parted(raw)]
    missing, doubled = _without_markers(there), _without_markers(read)
    wrong = sorted(((missing - doubled) + (doubled - missing)).elements())
    return wrong or ([] if len(there) == len(read) else ["(another number of markers)"])


def words_without_letters(text: str) -> list[str]:
    """The words of the raw `text` that are control characters only, so that nothing of them is left when cleaned."""
    if len(text.split()) == len(clean(text).split()):
        return []
    return [word for word in text.split() if not clean(word).split()]


def _raws(posts: Iterable[FoundPost]) -> Iterable[str]:
    for post in posts:
        yield post.raw
        yield from (comment.raw for comment in post.comments)


def parted(text: str) -> list[str]:
    """The words of `text`, two where "ReplyDelete" joins two."""
    return _JOIN.sub(" ", text).split()


def _without_markers(words: Iterable[str]) -> Counter[str]:
    return Counter(part for word in words if (part := _MARKERS.sub("", word)))


def _account(raw: str, kept: Sequence[str], left_out: Sequence[LeftOut]) -> Account:
    words = Counter(raw.split())
    kept_words = Counter(word for text in kept for word in text.split())
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
