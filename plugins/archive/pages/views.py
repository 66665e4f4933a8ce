"""What pages show of a post, ready for the templates: a template may loop and choose, but not compute.

All fields are plain text, to be escaped by the template, unless they are documented as HTML.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from archive.content.ledger import LedgerEntry
from archive.content.parts import NO_EDITS, Edits
from archive.content.post_file import BLOG_ZONE
from archive.duplicates.repeated_blocks import CollapsedView
from archive.kinds import kind_label
from archive.lazy import Lazy, known
from archive.markup.render import finished_html, to_plain_text
from archive.markup.typography import typeset_line, typeset_opening
from archive.model import Post
from archive.pages.comment_views import CommentView
from archive.pages.edits import edited_post
from archive.pages.provenance import ProvenanceView, is_predicted, known_part, provenance_view
from archive.pages.quotations.views import PassagesView
from archive.tags.assign import TextTopics
from archive.tags.mentions import Mention
from archive.tags.vocabulary import Term
from archive.text import MONTHS, day_text

_TITLE_WORDS = 10
"""Words that an untitled text has as its title."""
_NO_WORDS = "Without words"
"""Title of an untitled text without words, such as a picture."""
_OPENING_WORDS = 40
"""Words shown below a title in a list."""


@dataclass(frozen=True)
class TopicView:
    """A topic of a post."""

    label: str
    url: str
    why: str
    """The evidence, in words."""
    kind: str = ""
    """Kind of its term."""


@dataclass(frozen=True)
class NeighbourView:
    """The next older or newer post."""

    url: str
    title: str


@dataclass(frozen=True)
class SeriesView:
    """The position of a post in its series."""

    name: str
    number: int | None
    """None if its title has no number, as in the first of a series."""
    url: str
    """Page of the series."""
    place: int
    """Its position, from 1, among the `of` posts of the series in the archive."""
    of: int
    previous: NeighbourView | None
    next: NeighbourView | None
    missing_before: str
    """The numbers missing before this one, in words, or empty."""
    missing_after: str
    """The numbers missing after this one, in words, or empty."""


@dataclass(frozen=True)
class RelatedView:
    """A related post."""

    url: str
    title: str
    date_iso: str
    """The day as "2017-06-25", or empty."""
    date_text: str
    why: str
    """What the two have in common: a sentence without a full stop."""


@dataclass(frozen=True)
class PostLine:
    """A post as lists show it."""

    url: str
    title: str
    untitled: bool
    kind_label: str
    known_part: str
    """A sentence about how much of the text we have; empty if we have all of it."""
    date_iso: str
    date_text: str
    comment_count: int
    opening: str
    tags: tuple[TopicView, ...]


@dataclass(frozen=True)
class PostSummary:
    """What takes long to work out from a post and its sources."""

    title: str
    text: str
    """The words of its body."""
    opening: str
    provenance: ProvenanceView


@dataclass
class PostView:
    """Everything that pages show of a post. The plugins fill it in order; then it is only read.

    It is also what the page of the post depends on, so nothing may be in it that the page does not show.
    """

    post: Post
    ref: str
    title: str
    untitled: bool
    html: Lazy[str]
    """Safe HTML; links to this site in it start at its root (see `html_at`)."""
    text: str
    """The words of its body."""
    opening: str
    provenance: ProvenanceView
    cite: str
    comments: Lazy[tuple[CommentView, ...]] = field(default_factory=lambda: known(()))
    """Its thread of comments."""
    collapsed: tuple[CollapsedView, ...] = ()
    copies: tuple[str, ...] = ()
    """Sentences about duplicates of this post that are not shown separately."""
    differences: tuple[str, ...] = ()
    """Lines that are only in such a duplicate."""
    tags: tuple[TopicView, ...] = ()
    labels: tuple[str, ...] = ()
    edits: Edits = NO_EDITS
    """What a keeper has edited by hand."""
    older: NeighbourView | None = None
    newer: NeighbourView | None = None
    series: SeriesView | None = None
    related: tuple[RelatedView, ...] = ()
    """Best first, without posts that the page links to as neighbours in time or in a series."""
    page_html: Lazy[str] | None = None
    """`html` with glossary explanations, for its own page."""
    marked_html: Lazy[str] | None = None
    """The HTML of its page with marks and notes at shared passages; None if it has none."""
    shared: Lazy[tuple[PassagesView, ...]] = field(default_factory=lambda: known(()))
    """The passages that it and its comments share with other texts."""

    def __post_init__(self) -> None:
        self.topics: TextTopics | None = None
        """What it is about and what it mentions. The page shows only what that leads to."""

    @cached_property
    def mentions(self) -> tuple[Mention, ...]:
        """Every mention of a vocabulary term, first in the title and then in `text`, in order."""
        return self.topics.mentions_in(self.text) if self.topics else ()

    @cached_property
    def mentioned(self) -> tuple[Term, ...]:
        """The terms that its title and its text mention, each once."""
        return self.topics.mentioned if self.topics else ()

    @property
    def passages(self) -> tuple[PassagesView, ...]:
        """The passages that it and its comments share with other texts, by kind."""
        return self.shared.value

    @property
    def thread(self) -> tuple[CommentView, ...]:
        """Its comments, each with its replies."""
        return self.comments.value

    @property
    def shown_html(self) -> Lazy[str]:
        """The HTML of its own page, before quotations are marked."""
        return self.page_html or self.html

    @cached_property
    def line(self) -> PostLine:
        """The post as lists show it."""
        return PostLine(
            url=self.url,
            title=self.title,
            untitled=self.untitled,
            kind_label=self.kind_label,
            known_part=self.known_part,
            date_iso=self.date_iso,
            date_text=self.date_text,
            comment_count=self.comment_count,
            opening=self.opening,
            tags=self.tags,
        )

    def localise(self, localised: Callable[[str], str], *depends: object) -> None:
        """Apply `localised` to the HTML of the post and of its comments; `depends` is what its results depend on."""
        self.html = self.html.then(localised, *depends)
        self.comments = self.comments.then(
            lambda thread: tuple(comment.localised(localised, *depends) for comment in thread), *depends
        )

    def html_at(self, root: str) -> str:
        """Return the HTML for a page or feed from which `root` leads to the root of the site."""
        return finished_html(self.html.value, root)

    def marked_html_at(self, root: str) -> str:
        """Return the same HTML with glossary explanations and quotation marks, for its own page."""
        return finished_html((self.marked_html or self.shown_html).value, root)

    @property
    def url(self) -> str:
        """Its path, from the root of the site."""
        return self.post.permalink

    @property
    def kind(self) -> str:
        """One of archive.model.KINDS."""
        return self.post.kind

    @property
    def kind_label(self) -> str:
        """The kind, as readers call it."""
        return kind_label(self.post)

    @property
    def known_part(self) -> str:
        """A sentence about how much of the text we have; empty if we have all of it."""
        return known_part(self.post)

    @property
    def edited(self) -> str:
        """A sentence on what a keeper has edited, other than comments; empty if nothing was."""
        return edited_post(self.edits)

    @property
    def author(self) -> str | None:
        """The author, as the source gives it."""
        return self.post.author

    @property
    def date_iso(self) -> str:
        """The day as "2017-06-25", or empty."""
        return self.post.day.isoformat() if self.post.day else ""

    @property
    def date_text(self) -> str:
        """The day in words, or as much of it as is known."""
        return date_text(self.post)

    @property
    def year(self) -> int | None:
        """The year it was written, or None."""
        return self.post.month[0] if self.post.month else None

    @property
    def sort_key(self) -> str:
        """Sort key: by date, undated posts first."""
        year, month = self.post.month or (0, 0)
        moment = self.post.published
        hour = f"T{moment.astimezone(BLOG_ZONE):%H:%M:%S}" if moment else ""
        return f"{self.date_iso}{hour}" if self.date_iso else f"{year:04}-{month:02}-00"

    @property
    def comment_count(self) -> int:
        """Number of comments, including placeholders of removed ones, as the blog counts them."""
        return len(self.post.comments)

    @property
    def has_unknown_comments(self) -> bool:
        """True if a comment has no author or no time."""
        return any(not (each.removed or (each.author and each.published)) for each in self.post.comments)

    @property
    def declared_comments(self) -> int | None:
        """Number of comments according to the source."""
        return self.post.declared_comments


def post_summary(post: Post, records: Sequence[LedgerEntry], edits: Edits = NO_EDITS) -> PostSummary:
    """Summarise `post`. `records` are its ledger entries, and `edits` what a keeper has changed by hand."""
    text = to_plain_text(post.body)
    title = (typeset_line(post.title) if post.title else typeset_opening(text, _TITLE_WORDS)) or _NO_WORDS
    opening = typeset_opening(text, _OPENING_WORDS)
    return PostSummary(title, text, opening, provenance_view(post, records, edits))


def post_view(
    post: Post, ref: str, html: Lazy[str], summary: PostSummary, site: str, address: str, edits: Edits = NO_EDITS
) -> PostView:
    """Return the view of `post`.

    `html` is its body as safe HTML, `site` and `address` the name and the absolute address of this archive, and `edits`
    what a keeper has changed by hand.
    """
    return PostView(
        post=post,
        ref=ref,
        title=summary.title,
        untitled=post.title is None,
        html=html,
        text=summary.text,
        opening=summary.opening,
        provenance=summary.provenance,
        cite=_cite(post, summary.title, site, address),
        labels=post.labels,
        edits=edits,
    )


def date_text(post: Post) -> str:
    """Return the date of `post` in words, or as much of it as is known."""
    if post.day:
        return day_text(post.day)
    if post.month:
        year, month = post.month
        return f"in {MONTHS[month - 1]} {year}, day unknown"
    return "date unknown"


def _cite(post: Post, title: str, site: str, address: str) -> str:
    """Return how to cite the post (Chicago style: as usual, then the archive)."""
    author = [f"{post.author},"] if post.author else []
    when = day_text(post.day) if post.day else date_text(post)
    named = f"“{title}”," if post.title else f"Untitled (“{title}”),"
    original = [f"{post.url}."] if post.url else []
    predicted = " (address worked out, not the original)" if is_predicted(post) else ""
    return " ".join(
        [
            *author,
            named,
            f"{kind_label(post).lower()}, {when}.",
            *original,
            f"{site}, {address}{post.permalink}{predicted}.",
        ]
    )
