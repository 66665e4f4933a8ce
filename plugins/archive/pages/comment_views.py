"""What the templates show of comments, worked out once: a template may loop and choose, it may not compute.

Everything here is plain text, to be escaped by the template, except fields that say they are HTML.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from archive.content.post_file import BLOG_ZONE
from archive.markup.render import to_html, with_base_path
from archive.model import Comment, Post
from archive.pages.threads import CommentBranch, build_thread
from archive.text import MONTHS

_UNKNOWN_AUTHOR = "Unknown"
_REMOVED = "<p>This comment has been removed.</p>"
"""Shown where the place-holder of a removed comment says nothing itself."""


@dataclass(frozen=True)
class AnsweredView:
    """The comment that a reply answers."""

    id: str
    """Its anchor."""
    text: str


@dataclass(frozen=True)
class CommentView:
    """One comment in its thread."""

    id: str
    """Its anchor, "c" and Blogger's digits or our own id."""
    author: str
    """"Unknown" where the source gives no name; empty for a removed comment."""
    author_known: bool
    time_iso: str
    time_text: str
    """Empty if unknown."""
    number: str
    html: str
    """Safe HTML; addresses of this site in it begin at its root (see `html_at`)."""
    url: str
    reply_to: AnsweredView | None
    parent_missing: bool
    replies: tuple[CommentView, ...]
    earlier_ids: tuple[str, ...] = ()
    """Anchors it had before Blogger's digits were known."""
    removed: bool = False
    """True for the place-holder of a removed comment, which keeps its place, anchor and replies. It is neither found
    by search nor sent to subscribers, for it says nothing."""
    same_as: AnsweredView | None = None
    """The comment whose words it repeats, which are shown there only."""
    marked_html: str = ""
    """The same as `html`, with marks and notes at its passages; empty if it has none."""

    def html_at(self, root: str) -> str:
        """The comment for a page or feed from which `root` leads to the root of the site."""
        return with_base_path(self.html, root)

    def marked_html_at(self, root: str) -> str:
        """The same with its marks, for the page of its post."""
        return with_base_path(self.marked_html or self.html, root)

    def marked(self, marked: Mapping[str, str]) -> CommentView:
        """The comment and its replies with the `marked_html` that `marked` has for their ids."""
        replies = tuple(reply.marked(marked) for reply in self.replies)
        return replace(self, marked_html=marked.get(self.id, ""), replies=replies)

    def localised(self, localised: Callable[[str], str]) -> CommentView:
        """The comment and its replies with their HTML put through `localised`."""
        replies = tuple(reply.localised(localised) for reply in self.replies)
        return replace(self, html=localised(self.html), replies=replies)


def comment_views(
    post: Post, hidden: Mapping[str, str] | None = None, html: Mapping[str, str] | None = None
) -> tuple[CommentView, ...]:
    """The thread of the comments on `post`. `hidden` names comments that were posted twice: the id of the one that is
    shown for the id of each that is not. `html` is the safe HTML of those that are not shown as they are, by id."""
    branches = build_thread(post.comments)
    of_thread = _Thread(post, _earlier_ids(post.comments), _same_as(branches, hidden or {}), html or {})
    return tuple(_comment_view(branch, of_thread) for branch in branches)


@dataclass(frozen=True)
class _Thread:
    """What its comments need to know of a thread."""

    post: Post
    earlier: Mapping[str, tuple[str, ...]]
    """Earlier ids of each comment, by its id."""
    same_as: Mapping[str, AnsweredView]
    """The comment that is shown in the place of another, by the id of the other."""
    html: Mapping[str, str]
    """Of comments that are not shown as they are, by id."""

    def html_of(self, comment: Comment) -> str:
        """Safe HTML."""
        html = self.html.get(comment.id) or to_html(comment.body)
        return html or (_REMOVED if comment.removed else "")


def _same_as(branches: Sequence[CommentBranch], hidden: Mapping[str, str]) -> dict[str, AnsweredView]:
    if not hidden:
        return {}
    shown = {branch.comment.id: branch for branch in _all(branches)}
    return {copy: AnsweredView(f"c{id_}", _place(shown[id_])) for copy, id_ in hidden.items() if id_ in shown}


def _all(branches: Sequence[CommentBranch]) -> Iterator[CommentBranch]:
    for branch in branches:
        yield branch
        yield from _all(branch.replies)


def _place(branch: CommentBranch) -> str:
    """What tells a comment from others of the same author."""
    moment = branch.comment.published
    return f"the comment of {_moment_text(moment)}" if moment else f"comment {branch.number}"


def _earlier_ids(comments: Sequence[Comment]) -> dict[str, tuple[str, ...]]:
    """The earlier ids of each comment, by its id; an id that two could claim is the first one's."""
    free = {alias: comment.id for comment in reversed(comments) for alias in comment.aliases}
    for comment in comments:
        free.pop(comment.id, None)
    return {each.id: tuple(alias for alias in each.aliases if free.get(alias) == each.id) for each in comments}


def _comment_view(branch: CommentBranch, of_thread: _Thread) -> CommentView:
    comment = branch.comment
    answered = branch.answered
    return CommentView(
        id=f"c{comment.id}",
        author="" if comment.removed else comment.author or _UNKNOWN_AUTHOR,
        author_known=bool(comment.author) and not comment.removed,
        time_iso=comment.published.isoformat().replace("+00:00", "Z") if comment.published else "",
        time_text=_moment_text(comment.published) if comment.published else "",
        number=branch.number,
        html=of_thread.html_of(comment),
        url=f"{of_thread.post.permalink}#c{comment.id}",
        reply_to=AnsweredView(f"c{answered.id}", _name(answered, branch.answered_number)) if answered else None,
        parent_missing=branch.parent_missing,
        replies=tuple(_comment_view(reply, of_thread) for reply in branch.replies),
        earlier_ids=tuple(f"c{alias}" for alias in of_thread.earlier[comment.id]),
        removed=comment.removed,
        same_as=of_thread.same_as.get(comment.id),
    )


def _name(comment: Comment, number: str | None) -> str:
    """What a comment is called where another answers it."""
    if comment.removed:
        return "a removed comment"
    return comment.author or f"comment {number}"


def _moment_text(moment: datetime) -> str:
    local = moment.astimezone(BLOG_ZONE)
    return f"{local.day} {MONTHS[local.month - 1]} {local.year}, {local:%H:%M}"
