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

_HEADINGS = ("h1", "h2", "h3", "h4")
_MOBILE = "mobile-post-outer"
_GROUPS = {"post-outer", "post-outer-container", "date-outer", _MOBILE}
_CONTAINERS = {"post-outer", "post-outer-container", "hentry", "h-entry", "post", _MOBILE}
_POST_TYPE = re.compile(r"schema\.org/(?:\w*BlogPosting|\w*Article)\b")
_TITLES = {"post-title", "entry-title", "p-name"}
_UNPRINTED = ("meta", "link")
"""Elements that state a property and print nothing."""
_TEASERS = {"post-snippet", "post-summary"}
_BODIES = {"post-body", "entry-content", "e-content"} | _TEASERS
_BODY_ID = re.compile(r"post-body-(\d+)", re.ASCII)
_BLOG_ID = re.compile(r"Blog\d+", re.ASCII)
SURE_DIGITS = 8
"""Digits that an id needs to be known as that of a comment by itself; a theme may have columns c1 and c2."""
POST_ANCHOR = re.compile(r"\d{6,}", re.ASCII)
"""The name of the anchor of a post: its id."""
_COMMENT_ID = re.compile(r"c(\d+)", re.ASCII)
_COMMENT_BODIES = {"comment-content", "comment-body"}
_SECTIONS = {"comments", "comments-content", "comments-block", "comment-holder"}
_BODY_ENDS = {"post-footer", "post-bottom", "jump-link", "blog-pager", "comments", "date-outer", "date-header"} | {
    *("post-outer", "post-outer-container", _MOBILE),
}
AUTHORS = {"comment-author", "comment-data", "comment-poster"}
"""Elements above a comment that hold the author's name, or a sentence with it."""
_COMMENTS = {"comment"} | AUTHORS
_COMMENT_ENDS = AUTHORS | {
    *("comment", "comment-actions", "comment-footer", "comment-header", "comment-replies"),
    *("comment-replybox-single", "comment-replybox-thread", "comment-thread", "comment-timestamp", "continue"),
}


@dataclass(frozen=True)
class Landmarks:
    """The landmarks of one element."""

    tag: Tag
    names: frozenset[str]
    """Its classes and its id."""

    @property
    def properties(self) -> list[str]:
        """Its microdata properties."""
        return attribute(self.tag, "itemprop").split()

    @property
    def is_container(self) -> bool:
        """True for the element around a post, but not for a page that says of itself that it is an article."""
        return self.tag.name not in ("html", "body") and (bool(self.names & _CONTAINERS) or self.is_item)

    @property
    def is_item(self) -> bool:
        """True for an element that microdata declares a post."""
        return "blogPost" in self.properties or bool(_POST_TYPE.search(attribute(self.tag, "itemtype")))

    @property
    def begins_a_group(self) -> bool:
        """True for an element that Blogger starts for a post or day, so that what was open before it has ended."""
        return bool(self.names & _GROUPS) or self.is_blog

    @property
    def is_title(self) -> bool:
        named = "headline" in self.properties or ("name" in self.properties and (self.is_heading or self._names_post))
        return bool(self.names & _TITLES or (named and self.tag.name not in _UNPRINTED))

    @property
    def _names_post(self) -> bool:
        """True for a name whose innermost item is a post, and not its author, whether that is an item or a property."""
        around = (tag for tag in self.tag.parents if tag.has_attr("itemscope") or attribute(tag, "itemprop"))
        nearest = next(around, None)
        return nearest is not None and nearest.has_attr("itemscope") and landmarks_of(nearest).is_item

    @property
    def is_heading(self) -> bool:
        return self.tag.name in _HEADINGS

    @property
    def is_body(self) -> bool:
        declared = "articleBody" in self.properties and self.tag.name not in _UNPRINTED
        return bool(self.names & _BODIES or self.post_digits or declared)

    @property
    def is_teaser(self) -> bool:
        """True for a list entry with only the beginning of a post, as in mobile and some newer themes."""
        return bool(self.names & _TEASERS) or _MOBILE in self.names

    @property
    def ends_a_post(self) -> bool:
        gadget = self.is_widget and self.tag.has_attr("data-version")  # a quoted text may have the class alone
        return gadget or bool(self.names & _BODY_ENDS)

    @property
    def ends_a_comment(self) -> bool:
        return bool(self.names & _COMMENT_ENDS) or self.comment_digits is not None

    @property
    def is_comment_body(self) -> bool:
        return bool(self.names & _COMMENT_BODIES or "commentText" in self.properties)

    @property
    def is_section(self) -> bool:
        """True for an element that holds comments."""
        return bool(self.names & _SECTIONS)

    @property
    def is_comment(self) -> bool:
        """True for a comment anywhere on the page. The digits alone could belong to something else."""
        return self.comment_digits is not None and bool(self.names & _COMMENTS)

    @property
    def is_widget(self) -> bool:
        """True for a gadget other than the one that holds the posts, such as "Popular posts"."""
        return "widget" in self.names and not self.is_blog

    @property
    def is_blog(self) -> bool:
        """True for the gadget that holds the posts."""
        return "widget" in self.names and ("Blog" in self.names or bool(_BLOG_ID.fullmatch(attribute(self.tag, "id"))))

    @property
    def is_certain(self) -> bool:
        """True for the text of a post, or a comment, with an id that only Blogger gives."""
        return self.post_digits is not None or len(self.comment_digits or "") >= SURE_DIGITS

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
