"""What the templates show of a post, worked out once: a template may loop and choose, it may not compute.

Everything here is plain text, to be escaped by the template, except fields that say they are HTML.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from archive.content_file import BLOG_ZONE
from archive.days import MONTHS, day_text
from archive.importers import form_label
from archive.ledger import Record
from archive.model import Comment, Post
from archive.rendering import to_html, to_text, typeset_line
from archive.text import opening
from archive.threads import Branch, thread

KIND_LABELS = {"post": "Blog post", "mailout": "Mailout", "page": "Union web page"}
_TITLE_WORDS = 10
"""Of an untitled text, so many words stand in the place of a title."""
_OPENING_WORDS = 40
"""Shown under a title in a list."""

_UNKNOWN_AUTHOR = "Unknown"
_REMOVED = "<p>This comment has been removed.</p>"
"""Shown where the place-holder of a removed comment says nothing itself."""

_CHANGES = {
    "separator": "{n} line{s} of signs that set{v} parts of the text off became a rule",
    "bullet": "{n} bullet{s} became list item{s}",
    "comments heading": "the heading above the comments is written anew",
    "comment number": "{n} comment number{s} {was} left out",
    "comment control": "{n} word{s} of the links under comments (“Reply”, “Delete”, “Replies”) {was} left out",
    "page furniture": "{n} word{s} of the page around the text {was} left out",
    "image description": "{n} word{s} that described images {was} left out, with the images",
    "byline": "{n} word{s} of the line with author, time or labels {was} left out; author and labels are kept",
    "control characters": "{n} run{s} of control characters {was} left out",
}
"""What is said of each reason for which an importer leaves words out."""


@dataclass(frozen=True)
class TopicView:
    """A topic of a post."""

    label: str
    url: str
    why: str
    """Which words called for it."""


@dataclass(frozen=True)
class CollapsedView:
    """Words that stand twice in the sources and are shown once."""

    words: int
    lines: int
    said: str
    """A sentence that says so."""


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
    removed: bool = False
    """True for the place-holder of a removed comment, which keeps its place, anchor and replies. It is neither found
    by search nor sent to subscribers, for it says nothing."""

    def html_at(self, root: str) -> str:
        """The comment for a page or feed from which `root` leads to the root of the site."""
        return _rooted(self.html, root)


@dataclass(frozen=True)
class SourceView:
    """Where a text came from."""

    name: str
    form_label: str
    lines_text: str
    sha256: str
    url: str | None
    licence: str | None
    notes: str | None


@dataclass(frozen=True)
class ProvenanceView:
    """Where a text came from and what was changed."""

    sources: tuple[SourceView, ...]
    original_url: str | None
    permalink_known: bool
    changes: tuple[str, ...]


@dataclass(frozen=True)
class NeighbourView:
    """The text before or after this one in time."""

    url: str
    title: str


@dataclass
class PostView:
    """All that pages show of one post. Filled in by the plugins in their order, then only read."""

    post: Post
    ref: str
    title: str
    untitled: bool
    html: str
    """Safe HTML; addresses of this site in it begin at its root (see `html_at`)."""
    text: str
    """The words of its body."""
    opening: str
    provenance: ProvenanceView
    cite: str
    thread: tuple[CommentView, ...] = ()
    collapsed: tuple[CollapsedView, ...] = ()
    copies: tuple[str, ...] = ()
    """Sentences about other copies of this post that are shown here and not by themselves."""
    differences: tuple[str, ...] = ()
    """Lines that stand only in such a copy."""
    tags: tuple[TopicView, ...] = ()
    labels: tuple[str, ...] = ()
    older: NeighbourView | None = None
    newer: NeighbourView | None = None

    def localise(self, localised: Callable[[str], str]) -> None:
        """Put through `localised` the HTML of the text and of its comments."""
        self.html = localised(self.html)
        self.thread = tuple(_localised(comment, localised) for comment in self.thread)

    def html_at(self, root: str) -> str:
        """The text for a page or feed from which `root` leads to the root of the site."""
        return _rooted(self.html, root)

    @property
    def url(self) -> str:
        """From the root of the site."""
        return self.post.permalink

    @property
    def kind(self) -> str:
        """One of archive.model.KINDS."""
        return self.post.kind

    @property
    def kind_label(self) -> str:
        """The kind, for readers."""
        return KIND_LABELS[self.post.kind]

    @property
    def author(self) -> str | None:
        """As the source names it."""
        return self.post.author

    @property
    def date_iso(self) -> str:
        """The day, "2017-06-25", or empty."""
        return self.post.day.isoformat() if self.post.day else ""

    @property
    def date_text(self) -> str:
        """The day in words, or how much of it is known."""
        return date_text(self.post)

    @property
    def year(self) -> int | None:
        """The year it was written, if known."""
        return self.post.month[0] if self.post.month else None

    @property
    def sort_key(self) -> str:
        """Orders by date; what has none comes before all that has one."""
        year, month = self.post.month or (0, 0)
        moment = self.post.published
        hour = f"T{moment.astimezone(BLOG_ZONE):%H:%M:%S}" if moment else ""
        return f"{self.date_iso}{hour}" if self.date_iso else f"{year:04}-{month:02}-00"

    @property
    def comment_count(self) -> int:
        """How many comments have a place in this archive. One that was removed counts, as it does on the blog."""
        return len(self.post.comments)

    @property
    def declared_comments(self) -> int | None:
        """How many the source said there were."""
        return self.post.declared_comments


def post_view(post: Post, ref: str, html: str, records: Sequence[Record], site: str, address: str) -> PostView:
    """What pages show of `post`. `html` is its body as safe HTML, `records` its lines of the ledger, `site` and
    `address` the name and the absolute address of this archive."""
    text = to_text(post.body)
    title = typeset_line(post.title or opening(text, _TITLE_WORDS))
    return PostView(
        post=post,
        ref=ref,
        title=title,
        untitled=post.title is None,
        html=html,
        text=text,
        opening=typeset_line(opening(text, _OPENING_WORDS)),
        provenance=_provenance(post, records),
        cite=_cite(post, title, site, address),
        labels=post.labels,
    )


def comment_views(post: Post) -> tuple[CommentView, ...]:
    """The thread of the comments on `post`."""
    return tuple(_comment_view(branch, post) for branch in thread(post.comments))


def date_text(post: Post) -> str:
    """The day of `post`, or how much of it is known."""
    if post.day:
        return day_text(post.day)
    if post.month:
        year, month = post.month
        return f"in {MONTHS[month - 1]} {year}, day unknown"
    return "date unknown"


def _comment_view(branch: Branch, post: Post) -> CommentView:
    comment = branch.comment
    answered = branch.answered
    return CommentView(
        id=f"c{comment.id}",
        author="" if comment.removed else comment.author or _UNKNOWN_AUTHOR,
        author_known=bool(comment.author) and not comment.removed,
        time_iso=comment.published.isoformat().replace("+00:00", "Z") if comment.published else "",
        time_text=_moment_text(comment.published) if comment.published else "",
        number=branch.number,
        html=to_html(comment.body) or (_REMOVED if comment.removed else ""),
        url=f"{post.permalink}#c{comment.id}",
        reply_to=AnsweredView(f"c{answered.id}", _name(answered, branch.answered_number)) if answered else None,
        parent_missing=branch.parent_missing,
        replies=tuple(_comment_view(reply, post) for reply in branch.replies),
        removed=comment.removed,
    )


def _rooted(html: str, root: str) -> str:
    """`html` with `root` in front of the addresses that begin at the root of the site. No text has `<a` in it: the
    allow-list writes "<" as an entity."""
    return html.replace('<a href="/', f'<a href="{root}/')


def _localised(comment: CommentView, localised: Callable[[str], str]) -> CommentView:
    replies = tuple(_localised(reply, localised) for reply in comment.replies)
    return replace(comment, html=localised(comment.html), replies=replies)


def _name(comment: Comment, number: str | None) -> str:
    """What a comment is called where another answers it."""
    if comment.removed:
        return "a removed comment"
    return comment.author or f"comment {number}"


def _moment_text(moment: datetime) -> str:
    local = moment.astimezone(BLOG_ZONE)
    return f"{local.day} {MONTHS[local.month - 1]} {local.year}, {local:%H:%M}"


def _provenance(post: Post, records: Sequence[Record]) -> ProvenanceView:
    sources = tuple(
        SourceView(
            name=source.name,
            form_label=form_label(source.form),
            lines_text=f"lines {source.lines[0]} to {source.lines[1]}",
            sha256=source.sha256,
            url=source.url,
            licence=source.licence,
            notes=source.notes,
        )
        for source in post.sources
    )
    return ProvenanceView(sources, post.url, post.permalink_known, tuple(_changes(records)))


def _changes(records: Sequence[Record]) -> Iterator[str]:
    counts: Counter[str] = Counter()
    for record in records:
        if record.outcome == "published":
            counts.update(record.words_left_out or {})
    for reason, count in sorted(counts.items()):
        said = _CHANGES.get(reason, "{n} word{s} left out: " + reason)
        plural = count != 1
        sentence = said.format(
            n=f"{count:,}",
            s="s" if plural else "",
            v="" if plural else "s",
            was="were" if plural else "was",
        )
        yield sentence[:1].upper() + sentence[1:] + "."


def _cite(post: Post, title: str, site: str, address: str) -> str:
    """Author, title, date, original place, archive and address (Chicago: cite as usual, then the archive)."""
    author = [f"{post.author},"] if post.author else []
    when = day_text(post.day) if post.day else date_text(post)
    named = f"“{title}”," if post.title else f"Untitled (“{title}”),"
    original = [f"{post.url}."] if post.url else []
    return " ".join(
        [
            *author,
            named,
            f"{KIND_LABELS[post.kind].lower()}, {when}.",
            *original,
            f"{site}, {address}{post.permalink}.",
        ]
    )
