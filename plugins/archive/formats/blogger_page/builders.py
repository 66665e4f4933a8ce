"""What is gathered of one post or comment while its page is read; nothing is made of it yet.

The rule: a draft holds what the page says, as it says it: pieces of HTML, attributes, printed names and dates.
"""

from __future__ import annotations

from dataclasses import dataclass, field

Html = list[str]
"""Pieces of HTML, in order."""


@dataclass
class PrintedText:
    """The words of a small element, such as a name or a date."""

    pieces: list[str] = field(default_factory=list)
    linked: list[str] = field(default_factory=list)
    """Those of them that are a link."""

    @property
    def text(self) -> str:
        return " ".join("".join(self.pieces).split())

    @property
    def link(self) -> str:
        return " ".join("".join(self.linked).split())


@dataclass
class CommentBuilder:
    """One comment."""

    id: str | None
    body: Html | None = None
    author: PrintedText | None = None
    said: bool = False
    """Whether the author's name stands in a sentence: "Jo said..."."""
    links: list[str] = field(default_factory=list)
    """Addresses with `showComment=`."""
    times: list[str] = field(default_factory=list)
    """As attributes have them, in ISO 8601 if all is well."""
    removed: bool = False
    cut: bool = False
    """True if the page ends within it."""


@dataclass
class PostBuilder:
    """One post."""

    heading: PrintedText | None = None
    """The date heading it stands under."""
    title: Html | None = None
    body: Html | None = None
    digits: str | None = None
    blog: str | None = None
    """Blogger's digits of the blog."""
    addresses: list[str] = field(default_factory=list)
    """Its own, most trusted first."""
    times: list[str] = field(default_factory=list)
    author: PrintedText | None = None
    labels: list[PrintedText] = field(default_factory=list)
    comment_link: PrintedText | None = None
    """"3 comments", in any language."""
    teaser: bool = False
    cut: bool = False
    """True if the page ends within it."""

    @property
    def begun(self) -> bool:
        return self.title is not None or self.body is not None


@dataclass
class SectionBuilder:
    """The comments of one post, or of none that is on the page."""

    post: PostBuilder | None
    heading: PrintedText | None = None
    declared: str = ""
    """How many there are, where an attribute says it."""
    comments: list[CommentBuilder] = field(default_factory=list)
    incomplete: bool = False
    """True if the page offers to load more."""


@dataclass
class PageBuilder:
    """All of a page: every word of it stands in one of these, once."""

    posts: list[PostBuilder] = field(default_factory=list)
    sections: list[SectionBuilder] = field(default_factory=list)
    furniture: Html = field(default_factory=list)
    unplaced: Html = field(default_factory=list)
    """What follows a text before the furniture below it begins: perhaps the rest of it, or a theme's own furniture."""
    scripts: list[str] = field(default_factory=list)
    """Those that hold comments."""
    blogs: list[str] = field(default_factory=list)
    """Blogger's digits of the blog, as links of the theme have them."""
    address: str | None = None
    """As the page itself says."""
