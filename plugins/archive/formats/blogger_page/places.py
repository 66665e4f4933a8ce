"""Say where on a page something is, for the keeper who looks for it."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping

from archive.formats.blogger_page.builders import CommentBuilder, PageBuilder


class Places:
    """The places between the posts and comments of a page."""

    def __init__(self, page: PageBuilder, comments: Mapping[CommentBuilder, int], ends: Iterable[int]) -> None:
        """`comments` says where each comment starts, `ends` where comments and their sections end."""
        self._posts = sorted((post.starts, post) for post in page.posts if post.has_content)
        self._comments = sorted((start, comment.id or "") for comment, start in comments.items())
        self._end = max(ends, default=0)

    def of(self, position: int, owner: CommentBuilder | None) -> str:
        """Describe a position, such as "in the comments, before comment c123"."""
        if owner:
            return f"in {_name(owner.id)}, beside its text"
        later = bisect_right(self._comments, (position, "~"))
        if self._comments and self._comments[0][0] < position < self._end:
            if later < len(self._comments):
                return f"in the comments, before {_name(self._comments[later][1])}"
            return f"in the comments, after {_name(self._comments[-1][1])}"
        return self._beside_posts(position)

    def _beside_posts(self, position: int) -> str:
        index = bisect_right(self._posts, position, key=lambda post: post[0]) - 1
        if not self._posts:
            return "on a page without a post"
        if index < 0:
            return "above the post"
        post = self._posts[index][1]
        if post.body_at and position < post.body_at[0]:
            return "between the title and the text of the post"
        return "after the comments" if 0 < self._end <= position else "between the post and its footer"


def _name(digits: str | None) -> str:
    return f"comment c{digits}" if digits else "a comment"
