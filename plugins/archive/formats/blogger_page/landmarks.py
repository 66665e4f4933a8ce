"""The class, id and itemprop names by which Blogger's themes mark the parts of a page.

The words on the page are never used, because they are in the blog's language. The older themes (`.date-outer`,
`.post-outer`, `h3.post-title`) and the newer ones (Contempo, Soho, Emporio, Notable: `.post-outer-container`,
`.post-snippet`, `section#comments`) share most names ("Themes" in docs/formats.md).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from bs4.element import Tag

from archive.markup.html_elements import attribute
from archive.markup.html_words import SEPARATES_WORDS

_HEADINGS = ("h1", "h2", "h3", "h4")
_MOBILE = "mobile-post-outer"
_CONTAINERS = {"post-outer", "post-outer-container", "hentry", "post", _MOBILE}
_TITLES = {"post-title", "entry-title"}
_TEASERS = {"post-snippet", "post-summary"}
_BODIES = {"post-body", "entry-content"} | _TEASERS
_BODY_ID = re.compile(r"post-body-(\d+)", re.ASCII)
_COMMENT_ID = re.compile(r"c(\d+)", re.ASCII)
_COMMENT_BODIES = {"comment-content", "comment-body"}
_SECTIONS = {"comments", "comments-content", "comments-block", "comment-holder"}
_BODY_ENDS = {"post-footer", "post-bottom", "jump-link", "blog-pager", "comments", "date-outer", "date-header"} | {
    *("post-outer", "post-outer-container", _MOBILE),
}
AUTHORS = {"comment-author", "comment-data", "comment-poster"}
"""Elements above a comment that hold the author's name, or a sentence with it."""
_COMMENT_ENDS = AUTHORS | {
    *("comment", "comment-actions", "comment-footer", "comment-header", "comment-replies"),
    *("comment-replybox-single", "comment-replybox-thread", "comment-thread", "comment-timestamp", "continue"),
}
_BOILERPLATE = (
    _BODY_ENDS
    | _COMMENT_ENDS
    | {
        *("avatar-image-container", "backlinks-container", "byline", "comment-form", "comments-content", "feed-links"),
        *("fn", "item-control", "loadmore", "post-feeds", "post-header", "post-icons", "post-labels", "post-sidebar"),
        *("post-share-buttons", "related-posts", "sharing", "sidebar", "vcard", "widget"),
    }
)


@dataclass(frozen=True)
class Landmarks:
    """The landmarks of one element."""

    tag: Tag
    names: frozenset[str]
    """Its classes and its id."""

    @property
    def separates_words(self) -> bool:
        """True if words inside and outside the element can't be joined, so that its text can be cut out."""
        return self.tag.name in SEPARATES_WORDS

    @property
    def is_container(self) -> bool:
        return bool(self.names & _CONTAINERS) or attribute(self.tag, "itemprop") == "blogPost"

    @property
    def is_title(self) -> bool:
        named = self.names & _TITLES or (self.is_heading and attribute(self.tag, "itemprop") in ("name", "headline"))
        return self.separates_words and bool(named)

    @property
    def is_heading(self) -> bool:
        return self.tag.name in _HEADINGS

    @property
    def is_body(self) -> bool:
        named = self.names & _BODIES or self.post_digits or attribute(self.tag, "itemprop") == "articleBody"
        return self.separates_words and bool(named)

    @property
    def is_teaser(self) -> bool:
        """True for a list entry with only the beginning of a post, as in mobile and some newer themes."""
        return bool(self.names & _TEASERS) or _MOBILE in self.names

    @property
    def ends_a_post(self) -> bool:
        gadget = self.is_widget and self.tag.has_attr("data-version")  # a quoted text may have the class alone
        return self.separates_words and (gadget or bool(self.names & _BODY_ENDS))

    @property
    def ends_a_comment(self) -> bool:
        return bool(self.names & _COMMENT_ENDS) or self.comment_digits is not None

    @property
    def is_comment_body(self) -> bool:
        return self.separates_words and bool(self.names & _COMMENT_BODIES)

    @property
    def is_section(self) -> bool:
        """True for an element that holds comments."""
        return bool(self.names & _SECTIONS)

    @property
    def is_comment(self) -> bool:
        """True for a comment anywhere on the page. The digits alone could belong to something else."""
        return self.comment_digits is not None and bool(self.names & ({"comment"} | AUTHORS))

    @property
    def is_boilerplate(self) -> bool:
        return self.tag.name in ("script", "style", "noscript", "iframe") or bool(self.names & _BOILERPLATE)

    @property
    def is_widget(self) -> bool:
        """True for a gadget other than the one that holds the posts, such as "Popular posts"."""
        return "widget" in self.names and not self.is_blog

    @property
    def is_blog(self) -> bool:
        """True for the gadget that holds the posts."""
        return "widget" in self.names and "Blog" in self.names

    @property
    def post_digits(self) -> str | None:
        found = _BODY_ID.fullmatch(attribute(self.tag, "id"))
        return found[1] if found else None

    @property
    def comment_digits(self) -> str | None:
        """The id of the comment that starts here: `<li id="c123">`, `<a name="c123">`."""
        names = [attribute(self.tag, "id"), attribute(self.tag, "name") if self.tag.name == "a" else ""]
        return next((found[1] for name in names if (found := _COMMENT_ID.fullmatch(name))), None)


def landmarks_of(tag: Tag) -> Landmarks:
    return Landmarks(tag, frozenset([*attribute(tag, "class").split(), attribute(tag, "id")]))
