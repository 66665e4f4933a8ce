"""What pages show of comments, ready for the templates: a template may loop and choose, but not compute.

All fields are plain text, to be escaped by the template, unless they are documented as HTML.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from archive.content.parts import NO_EDITS, Edits
from archive.content.post_file import BLOG_ZONE
from archive.lazy import Lazy
from archive.markup.render import finished_html, to_html
from archive.model import Comment, Post
from archive.pages.edits import edited_comment
from archive.pages.threads import CommentBranch, build_thread
from archive.text import MONTHS

_UNKNOWN_AUTHOR = "Unknown"
Renderer = Callable[[str, str], str]
"""Makes HTML from Markdown and what is put before the names of places in it, as `to_html` does."""


@dataclass(frozen=True)
class CommentLink:
    """A link to another comment of the thread."""

    id: str
    """Its id on the page."""
    text: str


@dataclass(frozen=True)
class CommentView:
    """One comment in its thread."""

    id: str
    """Its id on the page: "c" and Blogger's number or our own id."""
    author: str
    """"Unknown" if the source gives no name; empty for a removed comment."""
    author_known: bool
    time_iso: str
    time_text: str
    """Empty if unknown."""
    number: str
    html: Lazy[str]
    """Safe HTML; links to this site in it start at its root (see `html_at`). May be empty for a removed comment."""
    url: str
    reply_to: CommentLink | None
    parent_missing: bool
    replies: tuple[CommentView, ...]
    earlier_ids: tuple[str, ...] = ()
    """Ids it had before Blogger's number was known."""
    edited: str = ""
    """A sentence if a keeper changed or added the comment; otherwise empty."""
    removed: bool = False
    """True for the placeholder of a removed comment, which keeps its place, id and replies, but is left out of search
    and feeds."""
    same_as: CommentLink | None = None
    """The comment of which it is a duplicate; only that one shows the words."""
    marked_html: Lazy[str] | None = None
    """`html` with marks and notes at shared passages; None if it has none."""

    @property
    def has_words(self) -> bool:
        """False for a removed comment of which nothing is left."""
        return bool(self.html.value)

    def html_at(self, root: str) -> str:
        """Return the HTML for a page or feed from which `root` leads to the root of the site."""
        return finished_html(self.html.value, root)

    def marked_html_at(self, root: str) -> str:
        """Return the same HTML with marks, for the page of its post."""
        return finished_html((self.marked_html or self.html).value, root)

    def marked(self, marked: Mapping[str, Lazy[str]]) -> CommentView:
        """Return the comment with `marked_html` set from `marked`, by id, also in its replies."""
        replies = tuple(reply.marked(marked) for reply in self.replies)
        return replace(self, marked_html=marked.get(self.id), replies=replies)

    def localised(self, localised: Callable[[str], str], *depends: object) -> CommentView:
        """Return the comment with `localised` applied to its HTML, also in its replies.

        `depends` is what the results of `localised` depend on.
        """
        replies = tuple(reply.localised(localised, *depends) for reply in self.replies)
        return replace(self, html=self.html.then(localised, *depends), replies=replies)


def comment_views(
    post: Post,
    hidden: Mapping[str, str] | None = None,
    html: Mapping[str, Lazy[str]] | None = None,
    edits: Edits = NO_EDITS,
    render: Renderer = to_html,
) -> tuple[CommentView, ...]:
    """Return the thread of comments on `post`.

    `hidden` maps the id of each duplicate comment to the id of the one that is shown. `html` is the safe HTML of
    comments that are not shown as they are, by id. `edits` is what a keeper has changed by hand. `render` makes HTML
    like `to_html`, perhaps from a cache.
    """
    branches = build_thread(post.comments)
    same_as = _same_as(branches, hidden or {})
    of_thread = _Thread(post, _earlier_ids(post.comments), same_as, html or {}, edits, render)
    return tuple(_comment_view(branch, of_thread) for branch in branches)


@dataclass(frozen=True)
class _Thread:
    """What the views of a thread's comments have in common."""

    post: Post
    earlier: Mapping[str, tuple[str, ...]]
    """Former ids of each comment, by its id."""
    same_as: Mapping[str, CommentLink]
    """The comment that is shown instead of a duplicate, by the id of the duplicate."""
    html: Mapping[str, Lazy[str]]
    """HTML of comments that are not shown as they are, by id."""
    edits: Edits
    render: Renderer

    def html_of(self, comment: Comment) -> Lazy[str]:
        """Return the safe HTML of a comment."""
        ids = f"c{comment.id}-"
        return self.html.get(comment.id) or Lazy(lambda: self.render(comment.body, ids), comment.body, ids)


def _same_as(branches: Sequence[CommentBranch], hidden: Mapping[str, str]) -> dict[str, CommentLink]:
    if not hidden:
        return {}
    shown = {branch.comment.id: branch for branch in _all(branches)}
    return {copy: CommentLink(f"c{id_}", _place(shown[id_])) for copy, id_ in hidden.items() if id_ in shown}


def _all(branches: Sequence[CommentBranch]) -> Iterator[CommentBranch]:
    for branch in branches:
        yield branch
        yield from _all(branch.replies)


def _place(branch: CommentBranch) -> str:
    """Return words that tell a comment from others by the same author."""
    moment = branch.comment.published
    return f"the comment from {_moment_text(moment)}" if moment else f"comment {branch.number}"


def _earlier_ids(comments: Sequence[Comment]) -> dict[str, tuple[str, ...]]:
    """Map each comment to its former ids; an id that two comments had belongs to the first."""
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
        reply_to=CommentLink(f"c{answered.id}", _name(answered, branch.answered_number)) if answered else None,
        parent_missing=branch.parent_missing,
        replies=tuple(_comment_view(reply, of_thread) for reply in branch.replies),
        earlier_ids=tuple(f"c{alias}" for alias in of_thread.earlier[comment.id]),
        edited=edited_comment(of_thread.edits, comment.id),
        removed=comment.removed,
        same_as=of_thread.same_as.get(comment.id),
    )


def _name(comment: Comment, number: str | None) -> str:
    """Return how a reply names the comment that it answers."""
    if comment.removed:
        return "a removed comment"
    return comment.author or f"comment {number}"


def _moment_text(moment: datetime) -> str:
    local = moment.astimezone(BLOG_ZONE)
    return f"{local.day} {MONTHS[local.month - 1]} {local.year}, {local:%H:%M}"
