"""Classify the elements of a saved page as title, post, comment or boilerplate.

Each piece of text goes to exactly one part of the page, in order. The nesting of elements counts for little, because an
unclosed `<div>` nests everything after it: a post ends where its footer, its comments or the next post start, and a
comment ends where the next one starts. Nothing here recurses.

Elements around a post or comment give its address, labels, author and time. Attributes are stored as they are; for
text, a function returns a `PrintedText` that collects it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape

from bs4 import BeautifulSoup
from bs4.element import NavigableString, PageElement, PreformattedString, Tag

from archive.formats.blogger_page.builders import (
    CommentBuilder,
    Html,
    PageBuilder,
    PostBuilder,
    PrintedText,
    SectionBuilder,
)
from archive.formats.blogger_page.landmarks import AUTHORS, Landmarks, landmarks_of
from archive.markup.html_elements import attribute, is_hidden

_BLOG_IN_ADDRESS = re.compile(r"[?&]blogID=(\d+)(?:&postID=(\d+))?", re.ASCII)
_POST_SCRIPTS = ("/post-edit.g?", "/share-post.g?", "/email-post.g?", "/comment-iframe.g?", "/comment/frame/")
"""Blogger's scripts that take the id of a post. Others take the id of a comment in the same parameter."""
_ANCHOR = re.compile(r"\d{6,}", re.ASCII)


def note_addresses(page: PageBuilder, post: PostBuilder | None, tag: Tag) -> None:
    """Store what a link of the theme says about the page, its post and its blog."""
    address = attribute(tag, "href")
    if tag.name == "link" and attribute(tag, "rel") == "canonical" and address:
        page.address = address
    elif attribute(tag, "property") == "og:url":
        page.address = page.address or attribute(tag, "content") or None
    elif found := _BLOG_IN_ADDRESS.search(address):
        page.blogs.append(found[1])
        if post and found[2] and any(script in address for script in _POST_SCRIPTS):
            post.digits, post.blog = post.digits or found[2], post.blog or found[1]


def note_of_post(post: PostBuilder, landmarks: Landmarks) -> PrintedText | None:
    """Store what an element outside the text of a post says about the post."""
    tag = landmarks.tag
    itemprop, content = attribute(tag, "itemprop"), attribute(tag, "content")
    if itemprop == "postId":
        post.digits = post.digits or content
    elif itemprop == "blogId":
        post.blog = post.blog or content
    elif tag.name == "a" and _ANCHOR.fullmatch(attribute(tag, "name")):
        post.digits = post.digits or attribute(tag, "name")
    elif "jump-link" in landmarks.names:
        post.teaser = True
    elif tag.name == "a" and _leads_to(post, landmarks):
        post.addresses.append(attribute(tag, "href"))
    else:
        post.times += _times(landmarks)
        return _printed_of_post(post, landmarks)
    return None


def note_of_comment(comment: CommentBuilder, landmarks: Landmarks) -> PrintedText | None:
    """Store what an element outside the text of a comment says about the comment."""
    address = attribute(landmarks.tag, "href")
    if "showComment=" in address:
        comment.links.append(address)
    elif not comment.author and (landmarks.tag.name == "cite" or landmarks.names & (AUTHORS | {"fn"})):
        comment.author, comment.in_sentence = PrintedText(), bool(landmarks.names & AUTHORS)
        return comment.author
    else:
        comment.times += _times(landmarks)
    return None


def offers_more(landmarks: Landmarks) -> bool:
    """Return True for a link or visible button that leads to comments that are not on this page."""
    button = "loadmore" in landmarks.names and "hidden" not in landmarks.names and not is_hidden(landmarks.tag)
    return button or "commentPage=" in attribute(landmarks.tag, "href")


def _leads_to(post: PostBuilder, landmarks: Landmarks) -> bool:
    """Return True for a permalink of the post: its timestamp, or the link around a teaser in mobile lists."""
    permanent = "bookmark" in attribute(landmarks.tag, "rel").split() or "timestamp-link" in landmarks.names
    return permanent or (post.teaser and not post.has_content)


def _printed_of_post(post: PostBuilder, landmarks: Landmarks) -> PrintedText | None:
    if landmarks.tag.name == "a" and "tag" in attribute(landmarks.tag, "rel").split():
        post.labels.append(PrintedText())
        return post.labels[-1]
    if "fn" in landmarks.names and not post.author:
        post.author = PrintedText()
        return post.author
    if "comment-link" in landmarks.names and not post.comment_link:
        post.comment_link = PrintedText()
        return post.comment_link
    return None


def _times(landmarks: Landmarks) -> list[str]:
    """Return the times in the attributes of an element."""
    if landmarks.tag.name == "time":
        return [attribute(landmarks.tag, "datetime")]
    if attribute(landmarks.tag, "itemprop") == "datePublished" or "published" in landmarks.names:
        return [written for name in ("title", "content", "datetime") if (written := attribute(landmarks.tag, name))]
    return []


_RAW_TEXT = ("script", "style", "xmp", "iframe", "noembed", "noframes", "noscript")
"""Elements whose text has no character references."""


@dataclass
class _OpenElement:
    """An element that has started and not ended."""

    tag: Tag | None
    children: Iterator[PageElement]
    around: Html
    """The part that its tags go to."""
    inside: Html
    """The part that its text goes to."""
    role: str = ""
    """What its text is: "title", "post", "comment" or ""."""
    in_section: bool = False
    in_gadget: bool = False
    """True inside a gadget other than the one that holds the posts."""
    in_container: bool = False
    printed: PrintedText | None = None
    """What collects its text while it is open."""


class Classifier:
    """Classifies one page.

    A parser ends posts and comments too early if the page has a surplus end tag. If `careful`, text right after a post
    is therefore unplaced, and text right after a comment belongs to it.
    """

    def __init__(self, careful: bool = True) -> None:
        self.page = PageBuilder()
        self._careful = careful
        self._open: list[_OpenElement] = []
        self._heading: PrintedText | None = None
        self._post: PostBuilder | None = None
        self._section: SectionBuilder | None = None
        self._comment: CommentBuilder | None = None
        self._printed: PrintedText | None = None
        self._links = 0

    def read(self, html: str) -> PageBuilder:
        soup = BeautifulSoup(html, "lxml", multi_valued_attributes=None)
        boilerplate = self.page.boilerplate
        self._open.append(_OpenElement(None, iter(soup.contents), boilerplate, boilerplate))
        while self._open:
            child = next(self._open[-1].children, None)
            if child is None:
                self._leave(self._open.pop())
            elif isinstance(child, Tag):
                self._enter(child)
            elif isinstance(child, NavigableString) and not isinstance(child, PreformattedString):
                self._text(str(child))
        return self.page

    def _enter(self, tag: Tag) -> None:
        outer = self._open[-1]
        element = _OpenElement(
            tag,
            iter(tag.contents),
            outer.inside,
            outer.inside,
            outer.role,
            outer.in_section,
            outer.in_gadget,
            outer.in_container,
        )
        element.around.append(_start(tag))
        landmarks = landmarks_of(tag)
        if element.role and self._ends_role(element.role, landmarks):
            self._end_role(element)
        if element.role:
            self._within(element, landmarks)
        else:
            self._outside(element, landmarks)
        self._open.append(element)
        self._links += tag.name == "a"

    def _leave(self, element: _OpenElement) -> None:
        tag = element.tag
        if tag is None:
            return
        if not tag.is_empty_element:
            element.around.append(f"</{tag.name}>")
        self._links -= tag.name == "a"
        if element.printed:
            self._printed = None
        outer = self._open[-1]
        if self._careful and element.role and not outer.role:
            self._after_role(element.role, element.inside)

    def _text(self, text: str) -> None:
        element = self._open[-1]
        as_written = element.tag is not None and element.tag.name in _RAW_TEXT
        element.inside.append(text if as_written else escape(text, quote=False))
        if self._printed:
            self._printed.pieces.append(text)
            if self._links:
                self._printed.linked.append(text)
        if as_written and "items" in text and "timestamp" in text:
            self.page.scripts.append(text)

    def _ends_role(self, role: str, landmarks: Landmarks) -> bool:
        if role == "comment":
            return landmarks.ends_a_comment
        return landmarks.ends_a_post or (role == "title" and landmarks.is_body)

    def _end_role(self, element: _OpenElement) -> None:
        """End an unclosed post or comment at `element`, which is boilerplate. Text after it is unplaced."""
        for outer in reversed(self._open):
            if not outer.role:
                break
            outer.role, outer.inside = "", self.page.unplaced
        element.role, element.inside = "", self.page.boilerplate

    def _after_role(self, role: str, text: Html) -> None:
        """Redirect the text that follows a post or comment to where it may belong."""
        if role == "comment":
            outer = self._open[-1]
            if outer.tag is not None and landmarks_of(outer.tag).names & {"comment", "comment-block"}:
                outer.inside = text
        elif role == "post":
            for outer in reversed(self._open):
                if not outer.in_container or outer.inside is not self.page.boilerplate:
                    break
                outer.inside = self.page.unplaced

    def _within(self, element: _OpenElement, landmarks: Landmarks) -> None:
        if element.role == "comment" and self._comment and "deleted-comment" in landmarks.names:
            self._comment.removed = True
        elif element.role == "title" and self._post and landmarks.tag.name == "a" and attribute(landmarks.tag, "href"):
            self._post.addresses.insert(0, attribute(landmarks.tag, "href"))

    def _outside(self, element: _OpenElement, landmarks: Landmarks) -> None:
        element.in_gadget = landmarks.is_widget or (element.in_gadget and not landmarks.is_blog)
        if element.inside is not self.page.boilerplate and (landmarks.is_boilerplate or element.in_gadget):
            element.inside = self.page.boilerplate
        note_addresses(self.page, self._post, landmarks.tag)
        if element.in_gadget:
            return
        if element.in_section or landmarks.is_section or landmarks.is_comment:
            self._in_section(element, landmarks)
        else:
            self._among_posts(element, landmarks)

    def _among_posts(self, element: _OpenElement, landmarks: Landmarks) -> None:
        if "date-outer" in landmarks.names:
            self._heading = self._post = None
        elif "date-header" in landmarks.names:
            self._post = None
            self._heading = PrintedText()
            self._collect(element, self._heading)
        elif landmarks.is_title or (element.in_container and not self._has_content and _is_bare_heading(landmarks)):
            self._current(self._has_content).title = self._assign_role(element, "title")
        elif landmarks.is_body:
            post = self._current(self._post is not None and self._post.body is not None)
            post.body, post.digits = self._assign_role(element, "post"), landmarks.post_digits or post.digits
            post.teaser |= landmarks.is_teaser
        elif landmarks.is_container:
            post = self._current(self._has_content)
            post.teaser |= landmarks.is_teaser
            element.in_container = True
        elif self._post:
            self._collect(element, note_of_post(self._post, landmarks))

    @property
    def _has_content(self) -> bool:
        return self._post is not None and self._post.has_content

    def _current(self, is_over: bool) -> PostBuilder:
        """Return the current post, or a new one if the current one is over."""
        if self._post is None or is_over:
            self._post = PostBuilder(self._heading)
            self.page.posts.append(self._post)
        return self._post

    def _assign_role(self, element: _OpenElement, role: str) -> Html:
        element.role, element.inside = role, []
        return element.inside

    def _collect(self, element: _OpenElement, printed: PrintedText | None) -> None:
        """Collect the text of the element, unless an outer element is being collected."""
        if printed and not self._printed:
            element.printed = self._printed = printed

    def _section_of(self, element: _OpenElement, landmarks: Landmarks) -> SectionBuilder:
        """Return the comment section that `element` is in; it belongs to the post before it, if any."""
        if not self._section or not element.in_section:
            finished = (post for post in reversed(self.page.posts) if post.has_content)
            post = self._post if self._has_content else next(finished, None)
            if not self._section or self._section.post is not post:
                self._section, self._comment = SectionBuilder(post), None
                self.page.sections.append(self._section)
            self._section.declared = self._section.declared or attribute(landmarks.tag, "data-num-comments")
            element.in_section = True
        return self._section

    def _in_section(self, element: _OpenElement, landmarks: Landmarks) -> None:
        section = self._section_of(element, landmarks)
        if digits := landmarks.comment_digits:
            self._begin_comment(section, digits)
        if landmarks.is_comment_body:
            self._assign_comment(section, element, landmarks)
        elif self._comment:
            self._collect(element, note_of_comment(self._comment, landmarks))
        elif landmarks.is_heading and not section.heading:
            section.heading = PrintedText()
            self._collect(element, section.heading)
        section.incomplete |= offers_more(landmarks)

    def _assign_comment(self, section: SectionBuilder, element: _OpenElement, landmarks: Landmarks) -> None:
        comment = self._comment
        if not comment or comment.body is not None:
            comment = self._begin_comment(section, None)
        comment.removed |= "deleted-comment" in landmarks.names
        comment.body = self._assign_role(element, "comment")

    def _begin_comment(self, section: SectionBuilder, digits: str | None) -> CommentBuilder:
        if not self._comment or not digits or self._comment.id != digits:
            self._comment = CommentBuilder(digits)
            section.comments.append(self._comment)
        return self._comment


def _is_bare_heading(landmarks: Landmarks) -> bool:
    return landmarks.is_heading and not attribute(landmarks.tag, "class")


def _start(tag: Tag) -> str:
    attributes = "".join(f' {name}="{escape(str(value))}"' for name, value in tag.attrs.items())
    return f"<{tag.name}{attributes}>"
