"""The parts of a saved page as they are collected, before any record is made of them.

They hold what the page says, unchanged: pieces of HTML, attributes, printed names and dates.
"""

from __future__ import annotations

from dataclasses import dataclass, field

Html = list[str]
"""Pieces of HTML, in order."""


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


@dataclass
class CommentBuilder:
    id: str | None
    body: Html | None = None
    author: PrintedText | None = None
    in_sentence: bool = False
    """True if the author's name is part of a sentence: "Jo said..."."""
    links: list[str] = field(default_factory=list)
    """Addresses with `showComment=`."""
    times: list[str] = field(default_factory=list)
    """From attributes, normally in ISO 8601."""
    removed: bool = False
    cut: bool = False
    """True if the page ends within it."""


@dataclass
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

    @property
    def has_content(self) -> bool:
        return self.title is not None or self.body is not None


@dataclass
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
class PageBuilder:
    """All parts of a page. Every word of the page is in exactly one of them."""

    posts: list[PostBuilder] = field(default_factory=list)
    sections: list[SectionBuilder] = field(default_factory=list)
    boilerplate: Html = field(default_factory=list)
    unplaced: Html = field(default_factory=list)
    """Text between a post and the boilerplate below it. It may belong to the post or to the theme."""
    scripts: list[str] = field(default_factory=list)
    """Inline scripts that hold comments."""
    blogs: list[str] = field(default_factory=list)
    """Blogger's ids of the blog, from links of the theme."""
    address: str | None = None
    """The address that the page gives itself."""
