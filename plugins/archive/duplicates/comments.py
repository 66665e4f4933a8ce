"""Find comments that were posted twice in one thread.

Two people may say the same words. A comment is a duplicate only if it is long, or if the same person sent the same
words again within minutes.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import chain

from archive.decisions.decisions import Pair
from archive.duplicates.groups import DuplicateGroups, nearby_pairs
from archive.markup.render import to_text
from archive.model import Comment, Post
from archive.text import normalize, tokens

LONG_COMMENT = 20
"""Words that make a comment recognisable, whoever signed it."""
SHORT_COMMENT, SOON = 3, timedelta(minutes=10)
"""A shorter comment is a duplicate only if one person sent it twice so soon: many people write "I quite agree"."""

_KEY_CHARACTERS, _KEY_LETTERS = 80, 24
"""Only comments that begin with the same letters and digits are read whole: so many, from so many characters."""


@dataclass(frozen=True)
class DuplicateComment:
    """A comment that is hidden because another one has the same words."""

    shown: str
    hidden: str
    reason: str


def find_duplicate_comments(
    ref: str, comments: Sequence[Comment], together: Collection[Pair] = (), apart: Collection[Pair] = ()
) -> tuple[DuplicateComment, ...]:
    """Return the duplicates in the thread of the post `ref`, sorted by the hidden comment; the first one is shown.

    Duplicates have the same words and not two different names. It makes no difference which comment they answer. The
    placeholder of a removed comment is never a duplicate. `together` and `apart` are a keeper's decisions.
    """
    return join_duplicate_comments(ref, comments, judge_comments(ref, comments), together, apart)


JudgedComments = tuple[Pair, str]
"""Two comments with the same words, and why they are duplicates; "" if they are not."""


def judge_comments(ref: str, comments: Iterable[Comment]) -> tuple[JudgedComments, ...]:
    """Return the pairs of comments on the post `ref` that have the same words, whatever a keeper decided."""
    thread = _thread(ref, comments)
    return tuple(judged for group in _with_same_words(thread) for judged in _judge(thread, *group))


def join_duplicate_comments(
    ref: str,
    comments: Sequence[Comment],
    judged: Sequence[JudgedComments],
    together: Collection[Pair],
    apart: Collection[Pair],
) -> tuple[DuplicateComment, ...]:
    """Return the duplicates in the thread of the post `ref`, from what `judge_comments` returned."""
    if not judged and not together:
        return ()
    thread = _thread(ref, comments)
    groups = DuplicateGroups({ref: (_name(comment),) for ref, comment in thread.items()}, together, apart)
    groups.keep_apart(pair for pair, reason in judged if not reason)
    for pair, reason in judged:
        if reason:
            groups.join(pair, reason)
    position = {ref: at for at, ref in enumerate(thread)}
    found = []
    for members in groups.with_duplicates():
        shown, *hidden = _by_time(sorted(members, key=position.__getitem__), thread)
        found += [DuplicateComment(shown, other, groups.reason(shown, other)) for other in hidden]
    return tuple(sorted(found, key=lambda duplicate: duplicate.hidden))


def _thread(ref: str, comments: Iterable[Comment]) -> dict[str, Comment]:
    """Return the comments that were not removed, by ref."""
    return {f"{ref}#c{comment.id}": comment for comment in comments if not comment.removed}


def _with_same_words(thread: Mapping[str, Comment]) -> Iterator[tuple[int, list[str]]]:
    """Yield groups of comments with the same words, each with the number of words."""
    alike: defaultdict[str, list[str]] = defaultdict(list)
    for ref, comment in thread.items():
        alike[_first_letters(comment)].append(ref)
    groups: defaultdict[tuple[str, ...], list[str]] = defaultdict(list)
    for ref in (ref for refs in alike.values() if len(refs) > 1 for ref in refs):
        groups[tuple(tokens(to_text(thread[ref].body)))].append(ref)
    for words, group in groups.items():
        if len(group) > 1 and len(words) >= SHORT_COMMENT:
            yield len(words), group


def _first_letters(comment: Comment) -> str:
    beginning = comment.body[:_KEY_CHARACTERS].casefold()
    return "".join(filter(str.isalnum, beginning))[:_KEY_LETTERS]


def _judge(thread: Mapping[str, Comment], words: int, group: Sequence[str]) -> Iterator[tuple[Pair, str]]:
    """Yield pairs of comments with the same `words`, and why they are duplicates ("" if they are not)."""
    for one, other in nearby_pairs(_by_time(group, thread)):
        yield (one, other), _why_duplicates(thread[one], thread[other], words)


def _why_duplicates(one: Comment, other: Comment, words: int) -> str:
    name = _name(one)
    if words >= LONG_COMMENT:
        return f"the same {words:,} words" if name == _name(other) or not (name and _name(other)) else ""
    if not name or name != _name(other) or not one.published or not other.published:
        return ""
    soon = abs(one.published - other.published) <= SOON
    return f"the same {words} words, sent by {one.author} within ten minutes" if soon else ""


def _by_time(refs: Sequence[str], thread: Mapping[str, Comment]) -> list[str]:
    """Sort by time, or keep the order of the thread if the time of one is unknown."""
    known = {ref: time for ref in refs if (time := thread[ref].published)}
    return sorted(refs, key=known.__getitem__) if len(known) == len(refs) else list(refs)


def _name(comment: Comment) -> str | None:
    name = normalize(comment.author or "")
    return name if name not in ("", "anonymous") else None


def collect_comments(duplicates: Sequence[Post]) -> tuple[Comment, ...]:
    """Return the comments of all `duplicates`, each id once: those of the longest list first, in its order."""
    lists = sorted(
        (post.comments for post in duplicates), key=lambda comments: (-len(comments), [c.id for c in comments])
    )
    by_id: dict[str, Comment] = {}
    for comment in chain(*lists):
        by_id.setdefault(comment.id, comment)
    return tuple(by_id.values())
