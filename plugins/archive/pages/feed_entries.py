"""Turn posts and comments into feed items.

The rule: a post or comment has the same id in every feed, Blogger's own if it is known, so that feed readers of people
who followed the blog do not show it as new (docs/architecture.md). Posts without a day are in no feed, as feeds require
a date. What a page says in a template, such as "We have only a teaser", is written in Python here: feeds have none.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, time
from heapq import nlargest
from html import escape
from itertools import chain

from archive.blogger_ids import comment_feed_id
from archive.content.post_file import BLOG_ZONE
from archive.lazy import Lazy
from archive.markup.render import finished_html
from archive.model import Post
from archive.pages.comment_views import CommentView
from archive.pages.feeds import FeedItem, ReplyTo
from archive.pages.views import PostView

FEED_LENGTH = 50
"""Newest items in a feed. Readers fetch full texts at every poll: 50 posts of the usual size are 800 kB."""
_NOON = time(12)
"""A post without a time is dated noon in the blog's time zone, which is the same day nearly everywhere."""


def post_entries(posts: Iterable[PostView], address: str) -> list[FeedItem]:
    """Return items for the newest of `posts`, newest first. `address` is the site's, without a final slash."""
    dated = [post for post in posts if post.post.day]
    return [_post_entry(post, address) for post in dated[:FEED_LENGTH]]


def comment_entries(posts: Iterable[PostView], address: str) -> list[FeedItem]:
    """Return items for the newest comments on `posts`, which are newest first.

    A comment without a time has that of its post. Placeholders of removed comments are left out.
    """
    found = [(moment, post, comment) for post in _newest(posts) for moment, comment in reversed(list(_timed(post)))]
    newest = sorted(found, key=lambda each: each[0], reverse=True)[:FEED_LENGTH]
    ids = {post.post.id: _feed_ids(post.post) for _, post, _ in newest}
    return [_comment_entry(comment, moment, post, address, ids[post.post.id]) for moment, post, comment in newest]


def _post_entry(post: PostView, address: str) -> FeedItem:
    moment = _moment(post)
    return FeedItem(
        id=post.post.id,
        url=address + post.url,
        title=f"Untitled: {post.title}" if post.untitled else post.title,
        html=_in_feed(post.html, _notes(post.known_part, post.edited), address),
        published=moment,
        updated=moment,
        author=post.author,
        categories=tuple(tag.label for tag in post.tags),
        summary=post.opening,
        comment_count=post.comment_count,
        comments_url=f"{address}{post.url}#comments" if post.thread else None,
    )


def _feed_ids(post: Post) -> dict[str, str]:
    """Map the anchors of the comments on `post` to their ids in feeds."""
    return {f"c{each.id}": each.feed_id or comment_feed_id(post.id, each.id) for each in post.comments}


def _comment_entry(
    comment: CommentView, moment: datetime, post: PostView, address: str, ids: Mapping[str, str]
) -> FeedItem:
    answered = comment.reply_to
    name = comment.author if comment.author_known else f"Comment {comment.number}"
    return FeedItem(
        id=ids[comment.id],
        url=address + comment.url,
        title=f"{name} on “{post.title}”",
        html=_in_feed(comment.html, _notes(comment.edited), address),
        published=moment if comment.time_iso else None,
        updated=moment,
        author=comment.author if comment.author_known else None,
        reply_to=ReplyTo(
            ids[answered.id] if answered else post.post.id,
            f"{address}{post.url}{f'#{answered.id}' if answered else ''}",
        ),
    )


def _newest(posts: Iterable[PostView]) -> list[PostView]:
    """Return the posts that have one of the newest comments, in their order."""
    dated = [(post, list(_moments(post))) for post in posts if post.post.day]
    newest = nlargest(FEED_LENGTH, chain.from_iterable(moments for _, moments in dated))
    return [post for post, moments in dated if moments and max(moments) >= newest[-1]]


def _moments(post: PostView) -> Iterator[datetime]:
    return (comment.published or _moment(post) for comment in post.post.comments if not comment.removed)


def _in_feed(html: Lazy[str], notes: str, address: str) -> Lazy[str]:
    """Return the HTML of a text as a feed has it: after `notes`, with links that start with `address`."""
    return html.then(lambda of_text: notes + finished_html(of_text, address), notes, address)


def _notes(*sentences: str) -> str:
    """Return first paragraphs that say how much of a text we have and what a keeper edited, as its page does."""
    return "".join(f"<p><em>{escape(sentence, quote=False)}</em></p>\n" for sentence in sentences if sentence)


def _timed(post: PostView) -> Iterator[tuple[datetime, CommentView]]:
    """Yield the comments on `post`, replies after what they answer, with their time or that of the post."""
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
