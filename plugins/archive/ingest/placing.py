"""Put an unplaced passage into the Markdown of a post or comment, find it there, and take it out again."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial

from archive.markup.render import to_text
from archive.model import Comment, Post
from archive.text import normalize, tokens

_FENCE = "```"


@dataclass(frozen=True)
class PlacedPassage:
    """A passage in a text of the content folder."""

    ref: str
    """Of the post or comment that has it."""
    markdown: str

    @property
    def post_ref(self) -> str:
        """The post that has it, or whose comment has it."""
        return post_ref(self.ref)


def post_ref(ref: str) -> str:
    """Return the ref of the post of a post or comment."""
    return ref.partition("#")[0]


def without_passages(post: Post, passages: Iterable[PlacedPassage]) -> Post:
    """Return `post` as its sources have it."""
    for passage in passages:
        post = _changed(post, passage.ref, partial(_without, passage.markdown))
    return post


def with_passage(post: Post, passage: PlacedPassage, after: str) -> Post:
    """Return `post` with the passage at the end of its text, or after the one paragraph with the words of `after`."""
    return _changed(post, passage.ref, partial(_with, passage.markdown, after))


def paragraphs_with(post: Post, ref: str, words: str) -> int:
    """Return how many paragraphs of the post or comment `ref` have these words."""
    return sum(len(_paragraphs_with(body, words)) for each, body in _bodies(post, ref) if each == ref)


def text_has(post: Post, passage: PlacedPassage) -> bool:
    """Return True if the text of `passage` is in the post or comment that it is placed in."""
    words = normalize(to_text(passage.markdown))
    return any(words in normalize(to_text(body)) for ref, body in _bodies(post, passage.ref) if ref == passage.ref)


def _bodies(post: Post, ref: str) -> Iterator[tuple[str, str]]:
    yield post_ref(ref), post.body
    yield from ((f"{post_ref(ref)}#c{comment.id}", comment.body) for comment in post.comments)


def _changed(post: Post, ref: str, change: Callable[[str], str]) -> Post:
    """Return `post` with a change of its own body, or of the comment that `ref` names."""
    if ref == post_ref(ref):
        return replace(post, body=change(post.body))
    comment_id = ref.partition("#c")[2]

    def changed(comment: Comment) -> Comment:
        return replace(comment, body=change(comment.body)) if comment.id == comment_id else comment

    return replace(post, comments=tuple(map(changed, post.comments)))


def _with(markdown: str, after: str, body: str) -> str:
    paragraphs = body.split("\n\n") if body else []
    at = _end_of_block(paragraphs, _paragraphs_with(body, after)[0]) if after else len(paragraphs)
    return "\n\n".join([*paragraphs[:at], markdown, *paragraphs[at:]])


def _paragraphs_with(body: str, words: str) -> list[int]:
    wanted = f" {' '.join(tokens(words))} "
    return [at for at, each in enumerate(body.split("\n\n")) if wanted in f" {' '.join(tokens(to_text(each)))} "]


def _end_of_block(paragraphs: Sequence[str], at: int) -> int:
    """Return the position behind the paragraph `at`, or behind the fenced block that it is a part of."""
    fences = 0
    for number, paragraph in enumerate(paragraphs):
        fences += sum(line.startswith(_FENCE) for line in paragraph.split("\n"))
        if number >= at and fences % 2 == 0:
            return number + 1
    return len(paragraphs)


def _without(markdown: str, body: str) -> str:
    return f"\n\n{body}\n\n".replace(f"\n\n{markdown}\n\n", "\n\n", 1).strip("\n")
