"""The parts of a saved page as they are collected, before any record is made of them.

They hold what the page says, unchanged: pieces of HTML, attributes, printed names and dates.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from html import unescape

Html = list[str]
"""Pieces of HTML, in order."""
Range = tuple[int, int]
"""The positions in the outline of a page from the first to before the second."""


@dataclass
class PrintedText:
    """The text of a small element, such as a name or a date."""

    pieces: list[str] = field(default_factory=list)
    linked: list[str] = field(default_factory=list)
    """The part of the text that is a link."""

    @property
    def text(self) -> str:
        return " ".join("".join(self.pieces).split())

    @property
    def link(self) -> str:
        return " ".join("".join(self.linked).split())


@dataclass(eq=False)
class CommentBuilder:
    id: str | None
    body: Html | None = None
    author: PrintedText | None = None
    in_sentence: bool = False
    """True if the author's name is part of a sentence: "Jo said..."."""
    links: list[str] = field(default_factory=list)
    """Addresses with `showComment=`."""
    permalink: str | None = None
    """Its own address, if that is the only sign of it on the page."""
    times: list[str] = field(default_factory=list)
    """From attributes, normally in ISO 8601."""
    removed: bool = False
    cut: bool = False
    """True if the page ends within it."""
    body_at: Range | None = None
    """Where its text is in the outline of the page, if it is marked."""
    is_doubtful: bool = False
    """True if it has no text and unplaced words beside it may be its text."""


@dataclass(eq=False)
class PostBuilder:
    heading: PrintedText | None = None
    """The date heading above it."""
    title: Html | None = None
    body: Html | None = None
    digits: str | None = None
    blog: str | None = None
    """Blogger's id of the blog (digits)."""
    addresses: list[str] = field(default_factory=list)
    """Its own addresses, most reliable first."""
    times: list[str] = field(default_factory=list)
    author: PrintedText | None = None
    labels: list[PrintedText] = field(default_factory=list)
    comment_link: PrintedText | None = None
    """The link "3 comments", in any language."""
    teaser: bool = False
    cut: bool = False
    """True if the page ends within it."""
    starts: int = 0
    """The position of its first element in the outline of the page."""
    title_at: Range | None = None
    """Where its title is in the outline of the page."""
    body_at: Range | None = None

    @property
    def has_content(self) -> bool:
        return self.title is not None or self.body is not None


@dataclass(eq=False)
class SectionBuilder:
    """The comments of one post, which may not be on the page."""

    post: PostBuilder | None
    heading: PrintedText | None = None
    declared: str = ""
    """The number of comments in an attribute, if there is one."""
    comments: list[CommentBuilder] = field(default_factory=list)
    incomplete: bool = False
    """True if the page offers to load more."""


@dataclass
class Passage:
    """Text of a page that is in no title, post or comment and not recognised as furniture."""

    place: str
    """Where it is on the page: "in the comments, before comment c123"."""
    text: Html = field(default_factory=list)

    @property
    def is_separator(self) -> bool:
        """True for signs without a letter or figure, above the posts or below the comments."""
        beside = self.is_beside_post or self.place.startswith("in ")
        return not beside and not any(sign.isalnum() for sign in unescape("".join(self.text)))

    @property
    def is_beside_post(self) -> bool:
        return self.place.startswith("between")


@dataclass
class PageBuilder:
    """All parts of a page. Every word of the page is in exactly one of them."""

    posts: list[PostBuilder] = field(default_factory=list)
    sections: list[SectionBuilder] = field(default_factory=list)
    furniture: dict[str, Html] = field(default_factory=dict)
    """What was recognised as page furniture, by kind."""
    unplaced: list[Passage] = field(default_factory=list)
    scripts: list[str] = field(default_factory=list)
    """Inline scripts that hold comments."""
    blogs: list[str] = field(default_factory=list)
    """Blogger's ids of the blog, from links of the theme."""
    address: str | None = None
    """The address that the page gives itself."""
    titles: tuple[str, ...] = ()
    """The titles that the page gives itself, in its head."""
    author: str | None = None
    """The author that the page states for its post."""
    day: date | None = None
    """The day that the page states for its post."""
