"""The texts that quotations are looked for in: every post and comment that is shown, as readers see it.

Hidden duplicates are left out and the words of repeated blocks are blanked, so nothing is found twice. Rendering a
text costs more than anything else here, so each text is read only when its words are needed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from hashlib import blake2b

from archive.content.post_file import BLOG_ZONE
from archive.decisions.names import comment_ref
from archive.duplicates.repeated_blocks import RepeatedBlock
from archive.kinds import carries_mailout
from archive.markup.render import to_words
from archive.model import Post
from archive.text_reuse import ComparableText, Span


@dataclass(frozen=True)
class LazyText:
    """A text whose words are not read yet."""

    ref: str
    digest: str
    """Changes if anything that the text holds changes."""
    read: Callable[[], ComparableText]


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

    def lazy(self) -> list[LazyText]:
        """Return all texts, sorted by ref."""
        found = []
        for heading, body in sorted(self._all(), key=lambda each: each[0].ref):
            blanks = self._blanks.get(heading.ref, ())
            read = partial(_with_words, heading, body, blanks)
            found.append(LazyText(heading.ref, _digest(heading, body, blanks), read))
        return found

    def text(self, ref: str) -> ComparableText:
        """Return the text `ref`, hidden or not. Raises KeyError if there is none."""
        post_ref = ref.partition("#c")[0]
        texts = {heading.ref: (heading, body) for heading, body in texts_of(post_ref, self._posts[post_ref])}
        return _with_words(*texts[ref], self._blanks.get(ref, ()))

    def _all(self) -> Iterator[tuple[ComparableText, str]]:
        for ref, post in self._posts.items():
            yield from (found for found in texts_of(ref, post) if found[0].ref not in self._hidden)


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
    return replace(heading, words=tuple(words), breaks=breaks)


def _digest(heading: ComparableText, body: str, blanks: Sequence[Span]) -> str:
    content = f"{heading!r}\0{blanks!r}\0{body}"
    return blake2b(content.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()
