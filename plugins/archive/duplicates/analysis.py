"""What one post shows by itself, apart from other posts and a keeper's decisions: remembered from build to build."""

from __future__ import annotations

from dataclasses import dataclass

from archive.duplicates.comments import JudgedComments, judge_comments
from archive.duplicates.repeated_blocks import RepeatedBlock, find_repeated_blocks
from archive.duplicates.rules import PostKeys, keys_of
from archive.duplicates.texts import texts_of
from archive.memo import Remember, compute
from archive.model import Post


@dataclass(frozen=True)
class PostAnalysis:
    """What one post with its comments shows by itself."""

    keys: PostKeys
    comments: tuple[JudgedComments, ...]
    repeats: tuple[RepeatedBlock, ...]
    """In the post and its comments."""


def analysis_of(ref: str, post: Post, digest: bytes, remember: Remember[PostAnalysis] = compute) -> PostAnalysis:
    """Analyse `post`, unless that was done before; `digest` is that of the post (`memo.post_digest`)."""
    return remember(digest, lambda: _analysed(ref, post, digest))


def _analysed(ref: str, post: Post, digest: bytes) -> PostAnalysis:
    repeats = (block for text, body in texts_of(ref, post) for block in find_repeated_blocks(text.ref, body))
    return PostAnalysis(keys_of(post, digest), judge_comments(ref, post.comments), tuple(repeats))
