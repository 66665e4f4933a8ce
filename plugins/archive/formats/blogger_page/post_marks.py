"""Find the posts of a page by the marks of Blogger's themes, and of microdata and microformats.

A post ends where its footer, its comments or the next post start, because elements may be unclosed. What these marks
don't tell is left to `post_reading.py`.
"""

from __future__ import annotations

from collections.abc import Sequence

from archive.blogger_ids import parse_post_url
from archive.formats.blogger_page.builders import PageBuilder, PostBuilder, PrintedText, Range
from archive.formats.blogger_page.landmarks import SURE_DIGITS, Landmarks
from archive.formats.blogger_page.noting import is_permalink, note_post, printed_text
from archive.formats.blogger_page.outline import Element, Outline, cut_end
from archive.markup.html_elements import attribute


def find_marked_posts(outline: Outline, page: PageBuilder) -> None:
    """Add the posts that are marked to `page`, with the places of their titles and texts."""
    _MarkedPosts(outline, page).find()


class _MarkedPosts:
    def __init__(self, outline: Outline, page: PageBuilder) -> None:
        self._outline, self._page = outline, page
        self._heading: PrintedText | None = None
        self._post: PostBuilder | None = None
        self._container_end = 0
        self._skip_to = 0
        marks = [(element.start, element.landmarks) for element in outline.elements]
        self._post_ends = [start for start, landmarks in marks if landmarks.ends_a_post]
        self._title_ends = [start for start, landmarks in marks if landmarks.ends_a_post or landmarks.is_body]
        self._blogs = [start for start, landmarks in marks if landmarks.is_blog]
        self._certain = [start for start, landmarks in marks if landmarks.is_certain]
        self._groups = [start for start, landmarks in marks if landmarks.begins_a_group]

    def find(self) -> None:
        for element in self._outline.elements:
            if element.start >= self._skip_to:
                self._look_at(element, element.landmarks)

    def _look_at(self, element: Element, landmarks: Landmarks) -> None:
        if landmarks.is_widget and cut_end(element, self._certain) == element.end:
            self._skip_to = cut_end(element, self._blogs)
        elif landmarks.is_section or landmarks.is_comment or len(landmarks.comment_digits or "") >= SURE_DIGITS:
            self._skip_to = cut_end(element, self._groups)
        elif "date-outer" in landmarks.names:
            self._heading = self._post = None
        elif "date-header" in landmarks.names:
            self._post, self._heading = None, printed_text(self._outline, element)
        elif self._is_title(element, landmarks):
            self._begin_title(element)
        elif landmarks.is_body:
            self._begin_body(element, landmarks)
        elif landmarks.is_container:
            post = self._current(self._has_content, element)
            post.teaser |= landmarks.is_teaser
            self._container_end = max(self._container_end, element.end)
        elif self._post and self._is_of_another_post(landmarks):
            self._post = None
        elif self._post:
            note_post(self._post, self._outline, element)

    def _is_of_another_post(self, landmarks: Landmarks) -> bool:
        """Return True for a permalink of another post, with which a gadget about other posts begins."""
        own, other = parse_post_url(self._page.address or ""), parse_post_url(attribute(landmarks.tag, "href"))
        return is_permalink(landmarks) and own is not None and other is not None and own.path != other.path

    def _is_title(self, element: Element, landmarks: Landmarks) -> bool:
        bare = landmarks.is_heading and not attribute(element.tag, "class")
        return landmarks.is_title or (bare and element.start < self._container_end and not self._has_content)

    def _begin_title(self, element: Element) -> None:
        post = self._current(self._has_content, element)
        post.title, post.title_at = [], self._inside(element, self._title_ends)
        for number in self._outline.elements_in(*post.title_at):
            link = self._outline.elements[number].tag
            if link.name == "a" and attribute(link, "href"):
                post.addresses.insert(0, attribute(link, "href"))

    def _begin_body(self, element: Element, landmarks: Landmarks) -> None:
        post = self._current(self._post is not None and self._post.body is not None, element)
        post.body, post.digits = [], landmarks.post_digits or post.digits
        post.body_at = self._inside(element, self._post_ends)
        post.teaser |= landmarks.is_teaser

    def _inside(self, element: Element, ends: Sequence[int]) -> Range:
        self._skip_to = cut_end(element, ends)
        return element.start + 1, self._skip_to

    @property
    def _has_content(self) -> bool:
        return self._post is not None and self._post.has_content

    def _current(self, is_over: bool, element: Element) -> PostBuilder:
        """Return the current post, or a new one if the current one is over."""
        if self._post is None or is_over:
            self._post = PostBuilder(self._heading, starts=element.start)
            self._page.posts.append(self._post)
        return self._post
