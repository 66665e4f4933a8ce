"""Writes the feeds, in place of Pelican's own, whose ids change with date and host.

Posts and comments keep one id in every feed. What has no day at all is in no feed: a feed needs one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, time
from pathlib import Path

from pelican import signals
from pelican.generators import Generator

from archive.content_file import BLOG_ZONE
from archive.feed_documents import Entry, Feed, ReplyTo, atom, rss
from archive.listings import ListPage
from archive.page_views import CommentView, PostView

FEED_LENGTH = 50
"""Entries in a feed: full texts at every poll add up (feeds.md section 1)."""
_NOON = time(12)
"""A text printed with a day and no hour is dated noon in the blog's zone: the one hour that is that day nearly
everywhere."""


class FeedGenerator(Generator):
    """Feeds of posts, comments and topics, and the page that lists them."""

    def generate_output(self, writer) -> None:
        """Write them all."""
        posts: list[PostView] = [post for post in self.context["POSTS"] if post.post.day]
        name, tagline = self.settings["SITENAME"], self.settings["SITE_TAGLINE"]
        listed = [
            self._write("/", "/", name, tagline, self._posts(posts)),
            self._write("/feeds/comments/", "/", f"Comments – {name}", "Comments on the posts.", self._comments(posts)),
        ]
        for topic in self.context["TOPICS"]:
            dated = [post for post in topic.posts if post.post.day]
            label = topic.term.label
            listed.append(
                self._write(topic.url, topic.url, f"{label} – {name}", f"Texts about {label}.", self._posts(dated))
            )
        page = ListPage("/feeds/", "feeds", {"feeds": listed})
        values = {"page_url": page.url, **page.values}
        writer.write_file(page.save_as, self.get_template("feeds"), self.context, relative_urls=True, **values)

    def _write(self, folder: str, home: str, title: str, subtitle: str, entries: Sequence[Entry]) -> dict[str, str]:
        """Write one feed in both formats into `folder`; what the page of feeds says of it."""
        address = self.settings["SITE_ADDRESS"]
        for name, document in (("atom.xml", atom), ("rss.xml", rss)):
            feed_id = f"{self.settings['FEED_ID']}feed{folder.rstrip('/')}"
            feed = Feed(
                feed_id,
                title,
                subtitle,
                f"{address}{home}",
                f"{address}{folder}{name}",
                author=self.settings["SITENAME"],
            )
            path = Path(self.output_path, folder.lstrip("/"), name)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(document(feed, entries))
        return {"title": title, "atom_url": f"{folder}atom.xml", "rss_url": f"{folder}rss.xml"}

    def _posts(self, posts: Sequence[PostView]) -> list[Entry]:
        return [self._post(post) for post in posts[:FEED_LENGTH]]

    def _post(self, post: PostView) -> Entry:
        moment = _moment(post)
        url = self.settings["SITE_ADDRESS"] + post.url
        return Entry(
            id=post.post.id,
            url=url,
            title=f"Untitled: {post.title}" if post.untitled else post.title,
            html=post.html,
            published=moment,
            updated=moment,
            author=post.author,
            categories=tuple(tag.label for tag in post.tags),
            summary=post.opening,
            comment_count=post.comment_count,
            comments_url=f"{url}#comments" if post.thread else None,
        )

    def _comments(self, posts: Sequence[PostView]) -> list[Entry]:
        newest = (entry for post in posts for entry in reversed(list(self._comments_on(post))))
        timed = sorted(newest, key=lambda entry: entry.published or entry.updated, reverse=True)
        return timed[:FEED_LENGTH]

    def _comments_on(self, post: PostView) -> Iterator[Entry]:
        moments = {f"c{comment.id}": comment.published for comment in post.post.comments}
        for comment in _flat(post.thread):
            answered = comment.reply_to
            yield Entry(
                id=f"{post.post.id}.comment-{comment.id[1:]}",
                url=self.settings["SITE_ADDRESS"] + comment.url,
                title=f"{comment.author if comment.author_known else f'Comment {comment.number}'} on “{post.title}”",
                html=comment.html,
                published=moments[comment.id],
                updated=moments[comment.id] or _moment(post),
                author=comment.author if comment.author_known else None,
                reply_to=ReplyTo(
                    f"{post.post.id}.comment-{answered.id[1:]}" if answered else post.post.id,
                    f"{self.settings['SITE_ADDRESS']}{post.url}{f'#{answered.id}' if answered else ''}",
                ),
            )


def generators(pelican_object) -> type[Generator]:
    """Tell Pelican of our generator."""
    del pelican_object
    return FeedGenerator


def register() -> None:
    """Called by Pelican."""
    signals.get_generators.connect(generators)


def _moment(post: PostView) -> datetime:
    if post.post.published:
        return post.post.published
    assert post.post.day is not None, "only posts with a day are in feeds"
    return datetime.combine(post.post.day, _NOON, BLOG_ZONE)


def _flat(thread: Sequence[CommentView]) -> Iterator[CommentView]:
    for comment in thread:
        yield comment
        yield from _flat(comment.replies)
