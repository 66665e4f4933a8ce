"""What subscribers get of posts and comments.

Posts and comments keep one id in every feed: Blogger's own where it is known, so that nobody who followed the blog sees
them as new (feeds.md section 2). What has no day at all is in no feed: a feed needs one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, time
from html import escape

from archive.blogger_ids import blog_digits, post_digits
from archive.content.post_file import BLOG_ZONE
from archive.pages.comment_views import CommentView
from archive.pages.feeds import FeedItem, ReplyTo
from archive.pages.views import PostView

FEED_LENGTH = 50
"""Entries in a feed, the newest: full texts at every poll add up (800 kB for 50 of the real posts' size)."""
_DIGITS = re.compile(r"[0-9]+")
_NOON = time(12)
"""A text printed with a day and no hour is dated noon in the blog's zone: the one hour that is that day nearly
everywhere."""


def post_entries(posts: Iterable[PostView], address: str) -> list[FeedItem]:
    """Of `posts`, newest first, those with a day. `address` is that of the site, without a slash at its end."""
    dated = [post for post in posts if post.post.day]
    return [_post_entry(post, address) for post in dated[:FEED_LENGTH]]


def comment_entries(posts: Iterable[PostView], address: str) -> list[FeedItem]:
    """The newest comments on those of `posts`, newest first, that have a day; one without a time is as old as
    its post. Place-holders of removed comments are none."""
    found = [
        (moment, post, comment) for post in posts if post.post.day for moment, comment in reversed(list(_timed(post)))
    ]
    newest = sorted(found, key=lambda each: each[0], reverse=True)[:FEED_LENGTH]
    return [_comment_entry(comment, moment, post, address) for moment, post, comment in newest]


def _post_entry(post: PostView, address: str) -> FeedItem:
    moment = _moment(post)
    return FeedItem(
        id=post.post.id,
        url=address + post.url,
        title=f"Untitled: {post.title}" if post.untitled else post.title,
        html=_told_part(post) + post.html_at(address),
        published=moment,
        updated=moment,
        author=post.author,
        categories=tuple(tag.label for tag in post.tags),
        summary=post.opening,
        comment_count=post.comment_count,
        comments_url=f"{address}{post.url}#comments" if post.thread else None,
    )


def _comment_entry(comment: CommentView, moment: datetime, post: PostView, address: str) -> FeedItem:
    answered = comment.reply_to
    name = comment.author if comment.author_known else f"Comment {comment.number}"
    return FeedItem(
        id=_comment_id(post, comment.id),
        url=address + comment.url,
        title=f"{name} on “{post.title}”",
        html=comment.html_at(address),
        published=moment if comment.time_iso else None,
        updated=moment,
        author=comment.author if comment.author_known else None,
        reply_to=ReplyTo(
            _comment_id(post, answered.id) if answered else post.post.id,
            f"{address}{post.url}{f'#{answered.id}' if answered else ''}",
        ),
    )


def _comment_id(post: PostView, anchor: str) -> str:
    """Blogger's tag URI of the comment, which is one of a post; or one made of the post's, if either has no digits."""
    post_id, comment = post.post.id, anchor[1:]
    if post_digits(post_id) and _DIGITS.fullmatch(comment):
        return f"tag:blogger.com,1999:blog-{blog_digits(post_id)}.post-{comment}"
    return f"{post_id}.comment-{comment}"


def _told_part(post: PostView) -> str:
    """A first line that says how much of the text is known, if that is not all."""
    return f"<p><em>{escape(post.known_part, quote=False)}</em></p>\n" if post.known_part else ""


def _timed(post: PostView) -> Iterator[tuple[datetime, CommentView]]:
    """The comments on `post`, replies after what they answer, each with its time or that of the post."""
    times = {f"c{comment.id}": comment.published for comment in post.post.comments}
    for comment in _flat(post.thread):
        if not comment.removed:
            yield times[comment.id] or _moment(post), comment


def _moment(post: PostView) -> datetime:
    if post.post.published:
        return post.post.published
    assert post.post.day is not None, "only posts with a day are in feeds"
    return datetime.combine(post.post.day, _NOON, BLOG_ZONE)


def _flat(thread: Sequence[CommentView]) -> Iterator[CommentView]:
    for comment in thread:
        yield comment
        yield from _flat(comment.replies)
