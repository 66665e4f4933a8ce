"""The texts that quotations are looked for in: every post and comment that is shown, as readers see it.

Hidden duplicates are left out and the words of repeated blocks are blanked, so nothing is found twice. Rendering a
text costs more than anything else here, so each text is read only when its words are needed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

import msgspec

from archive.content.post_file import BLOG_ZONE
from archive.decisions.names import comment_ref
from archive.duplicates.repeated_blocks import RepeatedBlock
from archive.kinds import carries_mailout
from archive.markup.render import to_words
from archive.memo import digest
from archive.model import Post
from archive.text_reuse import ComparableText, Span


@dataclass(frozen=True)
class LazyThread:
    """A post and its comments, whose words are not read yet."""

    ref: str
    """Of the post."""
    digest: bytes
    """Changes if anything that the texts hold changes."""
    read: Callable[[], Iterable[ComparableText]]
    """Reads the texts one by one."""


class VisibleTexts:
    """The posts and comments that are shown, with repeated blocks blanked."""

    def __init__(self, posts: Mapping[str, Post], repeats: Iterable[RepeatedBlock], hidden: Iterable[str]) -> None:
        """`posts` are the shown ones by ref, `hidden` the refs of duplicate comments."""
        self._posts = posts
        self._blanks: defaultdict[str, tuple[Span, ...]] = defaultdict(tuple)
        for each in repeats:
            if each.collapsed:
                self._blanks[each.ref] += (each.span,)
        self._hidden = frozenset(hidden)

    def threads(self, digests: Mapping[str, bytes]) -> list[LazyThread]:
        """Return all texts by post, sorted by ref. `digests` are those of the posts, by ref (`memo.post_digest`)."""
        hidden, blanks = self._by_post(self._hidden), self._by_post(self._blanks)
        return [
            LazyThread(ref, self._digest(digests[ref], hidden[ref], blanks[ref]), partial(self._read, ref))
            for ref in sorted(self._posts)
        ]

    def text(self, ref: str) -> ComparableText:
        """Return the text `ref`, hidden or not. Raises KeyError if there is none."""
        post_ref = ref.partition("#c")[0]
        texts = {heading.ref: (heading, body) for heading, body in texts_of(post_ref, self._posts[post_ref])}
        return _with_words(*texts[ref], self._blanks.get(ref, ()))

    def _by_post(self, refs: Iterable[str]) -> defaultdict[str, list[str]]:
        """Return the sorted refs of posts and comments, by the ref of the post."""
        found: defaultdict[str, list[str]] = defaultdict(list)
        for ref in sorted(refs):
            found[ref.partition("#c")[0]].append(ref)
        return found

    def _digest(self, post: bytes, hidden: Sequence[str], blanks: Sequence[str]) -> bytes:
        changed = [*hidden, *((ref, self._blanks[ref]) for ref in blanks)]
        return digest(post, repr(changed).encode("utf-8", "surrogatepass")) if changed else post

    def _read(self, ref: str) -> Iterator[ComparableText]:
        for heading, body in texts_of(ref, self._posts[ref]):
            if heading.ref not in self._hidden:
                yield _with_words(heading, body, self._blanks.get(heading.ref, ()))


def texts_of(ref: str, post: Post) -> Iterator[tuple[ComparableText, str]]:
    """Yield the post and each comment that was not removed, still without words, with its Markdown."""
    yield ComparableText(ref, (), post.day, post.published, post.kind, carries_mailout=carries_mailout(post)), post.body
    for comment in post.comments:
        if not comment.removed:
            moment = comment.published
            day = moment.astimezone(BLOG_ZONE).date() if moment else None
            yield ComparableText(comment_ref(ref, comment), (), day, moment, "comment", ref), comment.body


def _with_words(heading: ComparableText, body: str, blanks: Iterable[Span]) -> ComparableText:
    words, breaks = to_words(body)
    for start, stop in blanks:
        words[start:stop] = [""] * (stop - start)
    return msgspec.structs.replace(heading, words=tuple(words), breaks=breaks)
