"""Comments that were posted twice in one thread.

The rule: two people may say the same; only what is long, or was sent again at once by one person, is one comment.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import chain

from archive.duplicates.groups import DuplicateGroups, Pair, neighbours
from archive.markup.render import to_text
from archive.model import Comment, Post
from archive.text import normalize, tokens

SAME_COMMENT_WORDS = 20
"""A comment is known again by so many words, whoever signed it."""
SHORT_COMMENT_WORDS, SHORT_COMMENT_TIME = 3, timedelta(minutes=10)
"""A shorter one only if the same person sent it twice so soon: "I quite agree" is said again and again."""

_COMMENT_BEGINNING, _COMMENT_LETTERS = 80, 24
"""Characters, and letters and digits of them, that copies of a comment begin with."""


@dataclass(frozen=True)
class DuplicateComment:
    """A comment that is shown in place of another one with the same words."""

    shown: str
    hidden: str
    reason: str


def find_duplicate_comments(
    ref: str, comments: Sequence[Comment], together: Collection[Pair] = (), apart: Collection[Pair] = ()
) -> tuple[DuplicateComment, ...]:
    """Which comments of the thread `ref` stand in it twice; the first one is shown. Sorted by the hidden one.

    They have the same words, and not two different names; short ones were sent by one person within a few minutes.
    Whether one is a reply makes no difference. The place-holder of a removed one says nothing, so it is no copy.
    """
    thread = {f"{ref}#c{comment.id}": comment for comment in comments if not comment.removed}
    groups = DuplicateGroups({ref: (_name(comment),) for ref, comment in thread.items()}, together, apart)
    judged = [(pair, reason) for group in _with_same_words(thread) for pair, reason in _judged(thread, *group)]
    groups.keep_apart(pair for pair, reason in judged if not reason)
    for pair, reason in judged:
        if reason:
            groups.join(pair, reason)
    place = {ref: at for at, ref in enumerate(thread)}
    found = []
    for members in groups.of_several():
        shown, *hidden = _in_time(sorted(members, key=place.__getitem__), thread)
        found += [DuplicateComment(shown, other, groups.reason(shown, other)) for other in hidden]
    return tuple(sorted(found, key=lambda same: same.hidden))


def _with_same_words(thread: Mapping[str, Comment]) -> Iterator[tuple[int, list[str]]]:
    """The comments with the same words, and how many these are. Only those that begin alike are read whole."""
    alike: defaultdict[str, list[str]] = defaultdict(list)
    for ref, comment in thread.items():
        alike[_first_letters(comment)].append(ref)
    groups: defaultdict[tuple[str, ...], list[str]] = defaultdict(list)
    for ref in (ref for refs in alike.values() if len(refs) > 1 for ref in refs):
        groups[tuple(tokens(to_text(thread[ref].body)))].append(ref)
    for words, group in groups.items():
        if len(group) > 1 and len(words) >= SHORT_COMMENT_WORDS:
            yield len(words), group


def _first_letters(comment: Comment) -> str:
    beginning = comment.body[:_COMMENT_BEGINNING].casefold()
    return "".join(filter(str.isalnum, beginning))[:_COMMENT_LETTERS]


def _judged(thread: Mapping[str, Comment], words: int, group: Sequence[str]) -> Iterator[tuple[Pair, str]]:
    """Pairs of comments whose `words` are the same, and why they are one; "" if they are two."""
    for one, other in neighbours(_in_time(group, thread)):
        yield (one, other), _same_comment(thread[one], thread[other], words)


def _same_comment(one: Comment, other: Comment, words: int) -> str:
    name = _name(one)
    if words >= SAME_COMMENT_WORDS:
        return f"the very same {words:,} words" if name == _name(other) or not (name and _name(other)) else ""
    if not name or name != _name(other) or not one.published or not other.published:
        return ""
    soon = abs(one.published - other.published) <= SHORT_COMMENT_TIME
    return f"the very same {words} words, sent by {one.author} within ten minutes" if soon else ""


def _in_time(refs: Sequence[str], thread: Mapping[str, Comment]) -> list[str]:
    """The first one first: by time, or, where that is not known of all, as they stand in the thread: in their order."""
    known = {ref: time for ref in refs if (time := thread[ref].published)}
    return sorted(refs, key=known.__getitem__) if len(known) == len(refs) else list(refs)


def _name(comment: Comment) -> str | None:
    name = normalize(comment.author or "")
    return name if name not in ("", "anonymous") else None


def collect_comments(copies: Sequence[Post]) -> tuple[Comment, ...]:
    """The comments of all copies, each id once; those of the fullest list in its order, others after it."""
    lists = sorted((copy.comments for copy in copies), key=lambda comments: (-len(comments), [c.id for c in comments]))
    by_id: dict[str, Comment] = {}
    for comment in chain(*lists):
        by_id.setdefault(comment.id, comment)
    return tuple(by_id.values())
