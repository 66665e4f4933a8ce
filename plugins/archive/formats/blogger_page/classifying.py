"""A page's elements, sorted: what is a title, a post, a comment, and what is furniture.

The rule: each piece of text goes to exactly one place of the draft, in the order of the page. Where an element stands
counts little, for pages with unclosed `<div>`s nest what follows in what was not closed: a post ends where its footer,
its comments or the next post begin, a comment where the next one begins. Nothing here recurses or climbs.

What the furniture around a post or comment says of it: its address, its labels, who wrote it and when.

The rule: attributes are noted as they are; where the words of an element say it, a `Printed` is given back, for the
words to be taken down in it.
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
"""Scripts of Blogger that are told a post's digits; others of them are told those of a comment in the same way."""
_ANCHOR = re.compile(r"\d{6,}", re.ASCII)


def note_addresses(page: PageBuilder, post: PostBuilder | None, tag: Tag) -> None:
    """Notes what a link of the theme says of the page, its post and its blog."""
    address = attribute(tag, "href")
    if tag.name == "link" and attribute(tag, "rel") == "canonical" and address:
        page.address = address
    elif attribute(tag, "property") == "og:url":
        page.address = page.address or attribute(tag, "content") or None
    elif found := _BLOG_IN_ADDRESS.search(address):
        page.blogs.append(found[1])
        if post and found[2] and any(script in address for script in _POST_SCRIPTS):
            post.digits, post.blog = post.digits or found[2], post.blog or found[1]


def note_of_post(post: PostBuilder, marks: Landmarks) -> PrintedText | None:
    """Notes what an element beside the text of a post says of it."""
    tag = marks.tag
    itemprop, content = attribute(tag, "itemprop"), attribute(tag, "content")
    if itemprop == "postId":
        post.digits = post.digits or content
    elif itemprop == "blogId":
        post.blog = post.blog or content
    elif tag.name == "a" and _ANCHOR.fullmatch(attribute(tag, "name")):
        post.digits = post.digits or attribute(tag, "name")
    elif "jump-link" in marks.names:
        post.teaser = True
    elif tag.name == "a" and _leads_to(post, marks):
        post.addresses.append(attribute(tag, "href"))
    else:
        post.times += _times(marks)
        return _printed_of_post(post, marks)
    return None


def note_of_comment(comment: CommentBuilder, marks: Landmarks) -> PrintedText | None:
    """Notes what an element beside the text of a comment says of it."""
    address = attribute(marks.tag, "href")
    if "showComment=" in address:
        comment.links.append(address)
    elif not comment.author and (marks.tag.name == "cite" or marks.names & (AUTHORS | {"fn"})):
        comment.author, comment.said = PrintedText(), bool(marks.names & AUTHORS)
        return comment.author
    else:
        comment.times += _times(marks)
    return None


def offers_more(marks: Landmarks) -> bool:
    """Whether this leads to comments that are not on the page: a button that is shown, or other pages of comments."""
    button = "loadmore" in marks.names and "hidden" not in marks.names and not is_hidden(marks.tag)
    return button or "commentPage=" in attribute(marks.tag, "href")


def _leads_to(post: PostBuilder, marks: Landmarks) -> bool:
    """Whether the link is one to the post: its time stamp, or what stands around all of it in lists for phones."""
    permanent = "bookmark" in attribute(marks.tag, "rel").split() or "timestamp-link" in marks.names
    return permanent or (post.teaser and not post.begun)


def _printed_of_post(post: PostBuilder, marks: Landmarks) -> PrintedText | None:
    if marks.tag.name == "a" and "tag" in attribute(marks.tag, "rel").split():
        post.labels.append(PrintedText())
        return post.labels[-1]
    if "fn" in marks.names and not post.author:
        post.author = PrintedText()
        return post.author
    if "comment-link" in marks.names and not post.comment_link:
        post.comment_link = PrintedText()
        return post.comment_link
    return None


def _times(marks: Landmarks) -> list[str]:
    """The instants that the attributes of an element say."""
    if marks.tag.name == "time":
        return [attribute(marks.tag, "datetime")]
    if attribute(marks.tag, "itemprop") == "datePublished" or "published" in marks.names:
        return [written for name in ("title", "content", "datetime") if (written := attribute(marks.tag, name))]
    return []


_RAW_TEXT = ("script", "style", "xmp", "iframe", "noembed", "noframes", "noscript")
"""Elements whose text has no entities."""


@dataclass
class _OpenElement:
    """An element that has begun and not ended."""

    tag: Tag | None
    children: Iterator[PageElement]
    around: Html
    """Where its own tags go."""
    inside: Html
    """Where the text in it goes."""
    claim: str = ""
    """What the text in it is: "title", "post", "comment" or nothing of these."""
    section: bool = False
    beside: bool = False
    """Whether it is in a gadget beside the posts."""
    container: bool = False
    printed: PrintedText | None = None
    """What is taken down while it is open."""


class Classifier:
    """Sorts one page. `careful`: text that directly follows a post is unplaced, text that follows a comment is part of
    it, for parsers end both too early where the page has an end tag too many."""

    def __init__(self, careful: bool = True) -> None:
        self.page = PageBuilder()
        self._careful = careful
        self._frames: list[_OpenElement] = []
        self._heading: PrintedText | None = None
        self._post: PostBuilder | None = None
        self._section: SectionBuilder | None = None
        self._comment: CommentBuilder | None = None
        self._printed: PrintedText | None = None
        self._links = 0

    def read(self, html: str) -> PageBuilder:
        """All of `html`, a whole page."""
        soup = BeautifulSoup(html, "lxml", multi_valued_attributes=None)
        furniture = self.page.furniture
        self._frames.append(_OpenElement(None, iter(soup.contents), furniture, furniture))
        while self._frames:
            child = next(self._frames[-1].children, None)
            if child is None:
                self._leave(self._frames.pop())
            elif isinstance(child, Tag):
                self._enter(child)
            elif isinstance(child, NavigableString) and not isinstance(child, PreformattedString):
                self._text(str(child))
        return self.page

    def _enter(self, tag: Tag) -> None:
        over = self._frames[-1]
        frame = _OpenElement(
            tag, iter(tag.contents), over.inside, over.inside, over.claim, over.section, over.beside, over.container
        )
        frame.around.append(_start(tag))
        marks = landmarks_of(tag)
        if frame.claim and self._ends_the_claim(frame.claim, marks):
            self._end_claim(frame)
        if frame.claim:
            self._within(frame, marks)
        else:
            self._outside(frame, marks)
        self._frames.append(frame)
        self._links += tag.name == "a"

    def _leave(self, frame: _OpenElement) -> None:
        tag = frame.tag
        if tag is None:
            return
        if not tag.is_empty_element:
            frame.around.append(f"</{tag.name}>")
        self._links -= tag.name == "a"
        if frame.printed:
            self._printed = None
        over = self._frames[-1]
        if self._careful and frame.claim and not over.claim:
            self._after_claim(frame.claim, frame.inside)

    def _text(self, text: str) -> None:
        frame = self._frames[-1]
        as_written = frame.tag is not None and frame.tag.name in _RAW_TEXT
        frame.inside.append(text if as_written else escape(text, quote=False))
        if self._printed:
            self._printed.pieces.append(text)
            if self._links:
                self._printed.linked.append(text)
        if as_written and "items" in text and "timestamp" in text:
            self.page.scripts.append(text)

    def _ends_the_claim(self, claim: str, marks: Landmarks) -> bool:
        if claim == "comment":
            return marks.ends_a_comment
        return marks.ends_a_post or (claim == "title" and marks.is_body)

    def _end_claim(self, frame: _OpenElement) -> None:
        """Ends what a page has not closed: `frame` is furniture, what follows it within is unplaced."""
        for over in reversed(self._frames):
            if not over.claim:
                break
            over.claim, over.inside = "", self.page.unplaced
        frame.claim, frame.inside = "", self.page.furniture

    def _after_claim(self, claim: str, text: Html) -> None:
        """Sees to it that what follows a text where it should not goes where it may belong."""
        if claim == "comment":
            over = self._frames[-1]
            if over.tag is not None and landmarks_of(over.tag).names & {"comment", "comment-block"}:
                over.inside = text
        elif claim == "post":
            for over in reversed(self._frames):
                if not over.container or over.inside is not self.page.furniture:
                    break
                over.inside = self.page.unplaced

    def _within(self, frame: _OpenElement, marks: Landmarks) -> None:
        """Looks at an element within a title, post or comment."""
        if frame.claim == "comment" and self._comment and "deleted-comment" in marks.names:
            self._comment.removed = True
        elif frame.claim == "title" and self._post and marks.tag.name == "a" and attribute(marks.tag, "href"):
            self._post.addresses.insert(0, attribute(marks.tag, "href"))

    def _outside(self, frame: _OpenElement, marks: Landmarks) -> None:
        frame.beside = marks.is_widget or (frame.beside and not marks.is_blog)
        if frame.inside is not self.page.furniture and (marks.is_furniture or frame.beside):
            frame.inside = self.page.furniture
        note_addresses(self.page, self._post, marks.tag)
        if frame.beside:
            return
        if frame.section or marks.is_section or marks.is_comment:
            self._in_section(frame, marks)
        else:
            self._among_posts(frame, marks)

    def _among_posts(self, frame: _OpenElement, marks: Landmarks) -> None:
        if "date-outer" in marks.names:
            self._heading = self._post = None
        elif "date-header" in marks.names:
            self._post = None
            self._heading = PrintedText()
            self._take_down(frame, self._heading)
        elif marks.is_title or (frame.container and not self._begun and _is_bare_heading(marks)):
            self._current(self._begun).title = self._claim(frame, "title")
        elif marks.is_body:
            post = self._current(self._post is not None and self._post.body is not None)
            post.body, post.digits = self._claim(frame, "post"), marks.post_digits or post.digits
            post.teaser |= marks.is_teaser
        elif marks.is_container:
            post = self._current(self._begun)
            post.teaser |= marks.is_teaser
            frame.container = True
        elif self._post:
            self._take_down(frame, note_of_post(self._post, marks))

    @property
    def _begun(self) -> bool:
        return self._post is not None and self._post.begun

    def _current(self, is_over: bool) -> PostBuilder:
        """The post that is being read, a new one if the one before is over."""
        if self._post is None or is_over:
            self._post = PostBuilder(self._heading)
            self.page.posts.append(self._post)
        return self._post

    def _claim(self, frame: _OpenElement, claim: str) -> Html:
        frame.claim, frame.inside = claim, []
        return frame.inside

    def _take_down(self, frame: _OpenElement, printed: PrintedText | None) -> None:
        """Takes down the words of the element, unless those of one around it are being taken down."""
        if printed and not self._printed:
            frame.printed = self._printed = printed

    def _section_of(self, frame: _OpenElement, marks: Landmarks) -> SectionBuilder:
        """The comments that `frame` stands among; of the post before them, if there is one."""
        if not self._section or not frame.section:
            post = self._post if self._begun else next((post for post in self.page.posts[::-1] if post.begun), None)
            if not self._section or self._section.post is not post:
                self._section, self._comment = SectionBuilder(post), None
                self.page.sections.append(self._section)
            self._section.declared = self._section.declared or attribute(marks.tag, "data-num-comments")
            frame.section = True
        return self._section

    def _in_section(self, frame: _OpenElement, marks: Landmarks) -> None:
        section = self._section_of(frame, marks)
        if digits := marks.comment_digits:
            self._begin_comment(section, digits)
        if marks.is_comment_body:
            self._claim_comment(section, frame, marks)
        elif self._comment:
            self._take_down(frame, note_of_comment(self._comment, marks))
        elif marks.is_heading and not section.heading:
            section.heading = PrintedText()
            self._take_down(frame, section.heading)
        section.incomplete |= offers_more(marks)

    def _claim_comment(self, section: SectionBuilder, frame: _OpenElement, marks: Landmarks) -> None:
        comment = self._comment
        if not comment or comment.body is not None:
            comment = self._begin_comment(section, None)
        comment.removed |= "deleted-comment" in marks.names
        comment.body = self._claim(frame, "comment")

    def _begin_comment(self, section: SectionBuilder, digits: str | None) -> CommentBuilder:
        if not self._comment or not digits or self._comment.id != digits:
            self._comment = CommentBuilder(digits)
            section.comments.append(self._comment)
        return self._comment


def _is_bare_heading(marks: Landmarks) -> bool:
    return marks.is_heading and not attribute(marks.tag, "class")


def _start(tag: Tag) -> str:
    attributes = "".join(f' {name}="{escape(str(value))}"' for name, value in tag.attrs.items())
    return f"<{tag.name}{attributes}>"
