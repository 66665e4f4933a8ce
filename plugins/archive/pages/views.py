"""What the templates show of a post, worked out once: a template may loop and choose, it may not compute.

Everything here is plain text, to be escaped by the template, except fields that say they are HTML.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from archive.content.ledger import LedgerEntry
from archive.content.post_file import BLOG_ZONE
from archive.duplicates.collapse import CollapsedView
from archive.kinds import kind_label
from archive.markup.render import to_text, typeset_line, with_base_path
from archive.model import Post
from archive.pages.comment_views import CommentView
from archive.pages.provenance import ProvenanceView, known_part, provenance_view
from archive.pages.quotations.views import PassagesView
from archive.tags.mentions import Mention
from archive.text import MONTHS, day_text, excerpt

_TITLE_WORDS = 10
"""Of an untitled text, so many words stand in the place of a title."""
_NO_WORDS = "Without words"
"""Title of an untitled text that has none, such as a picture."""
_OPENING_WORDS = 40
"""Shown under a title in a list."""


@dataclass(frozen=True)
class TopicView:
    """A topic of a post."""

    label: str
    url: str
    why: str
    """Which words called for it."""
    kind: str = ""
    """Of its term."""


@dataclass(frozen=True)
class NeighbourView:
    """The text before or after this one in time."""

    url: str
    title: str


@dataclass(frozen=True)
class SeriesView:
    """The place of a post in its series."""

    name: str
    number: int | None
    """None if its title has none, as that of the first may."""
    url: str
    """Page of the series."""
    place: int
    """It is this one, counted from 1, of `of` texts of the series here."""
    of: int
    previous: NeighbourView | None
    next: NeighbourView | None
    missing_before: str
    """Numbers between the previous one and this one that are not here, in words; empty if there are none."""
    missing_after: str
    """The same of the next one."""


@dataclass(frozen=True)
class RelatedView:
    """A text that has much in common with this one."""

    url: str
    title: str
    date_iso: str
    """The day, "2017-06-25", or empty."""
    date_text: str
    why: str
    """What the two have in common: a sentence without a stop."""


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
    mentions: tuple[Mention, ...] = ()
    """Every place where its title or `text` names a term of the vocabulary, in order, the title first."""
    older: NeighbourView | None = None
    newer: NeighbourView | None = None
    series: SeriesView | None = None
    related: tuple[RelatedView, ...] = ()
    """The best first; none that it has a link to as a neighbour in time or in a series."""
    page_html: str = ""
    """The same as `html`, with the explanations of its acronyms, for its own page only; empty if it has none."""
    marked_html: str = ""
    """The same as that of its page, with marks and notes at its passages; empty if it has none."""
    passages: tuple[PassagesView, ...] = ()
    """What it and its comments quote, who quotes them, and what also stands elsewhere."""

    def localise(self, localised: Callable[[str], str]) -> None:
        """Put through `localised` the HTML of the text and of its comments."""
        self.html = localised(self.html)
        self.thread = tuple(comment.localised(localised) for comment in self.thread)

    def html_at(self, root: str) -> str:
        """The text for a page or feed from which `root` leads to the root of the site."""
        return with_base_path(self.html, root)

    def marked_html_at(self, root: str) -> str:
        """The same with explanations and marks, for its own page."""
        return with_base_path(self.marked_html or self.page_html or self.html, root)

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
        return kind_label(self.post)

    @property
    def known_part(self) -> str:
        """A sentence about how much of the text is known; empty if all of it is."""
        return known_part(self.post)

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


def post_view(post: Post, ref: str, html: str, records: Sequence[LedgerEntry], site: str, address: str) -> PostView:
    """What pages show of `post`. `html` is its body as safe HTML, `records` its lines of the ledger, `site` and
    `address` the name and the absolute address of this archive."""
    text = to_text(post.body)
    title = typeset_line(post.title or excerpt(text, _TITLE_WORDS)) or _NO_WORDS
    return PostView(
        post=post,
        ref=ref,
        title=title,
        untitled=post.title is None,
        html=html,
        text=text,
        opening=typeset_line(excerpt(text, _OPENING_WORDS)),
        provenance=provenance_view(post, records),
        cite=_cite(post, title, site, address),
        labels=post.labels,
    )


def date_text(post: Post) -> str:
    """The day of `post`, or how much of it is known."""
    if post.day:
        return day_text(post.day)
    if post.month:
        year, month = post.month
        return f"in {MONTHS[month - 1]} {year}, day unknown"
    return "date unknown"


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
            f"{kind_label(post).lower()}, {when}.",
            *original,
            f"{site}, {address}{post.permalink}.",
        ]
    )
