"""Saved pages of a Blogger blog: "html:post", the page of one post with its comments, and "html:archive", the page of a
month, a label, a search or the blog's home (forms.md 2.2, 2.3, 2.5, 3.1 and 3.2).

The rule: no word of the page is lost. Titles, posts and comments are cut out of it, all else is furniture; what follows
a text where nothing should is quarantined, and so is all of a page whose words do not add up.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property

from archive.formats.blogger_page.builders import PostBuilder, SectionBuilder
from archive.formats.blogger_page.comments import answered, section_comments
from archive.formats.blogger_page.pages import SavedPage, parse_page
from archive.formats.blogger_page.posts import build_post
from archive.formats.blogger_page.script_comments import script_comments
from archive.formats.records import OtherText, ParsedComment, ParsedDocument, ParsedRecord, PostRef, Remark, WordCount
from archive.markup.charsets import decoded_html
from archive.markup.from_html import raw_words
from archive.sources.document import Document
from archive.text import clean

_PAGE = re.compile(
    r"\s*+(?:<\?xml[^>]*+>\s*+)?(?:<!--.*?-->\s*+)*+<(?:!doctype\s+html|html|head|body|div|meta)\b",
    re.IGNORECASE | re.DOTALL,
)
_TEMPLATE = re.compile(r"<b:(?:skin|section|widget)\b|<\$Blog|<Blogger>", re.IGNORECASE)
"""A theme that was saved from Blogger's editor or is part of a Takeout: it has all the marks and no post."""
_TAG = re.compile(r"<(?:meta|link|div|dl|h2|li)\b[^<>]*+", re.IGNORECASE)
_LANDMARK = re.compile(
    r"""<meta\b(?=.*\bgenerator\b).*\bcontent\s*=\s*["']?blogger\b
      | <link\b(?=.*\bcanonical\b).*\bhref\s*=\s*["']?https?://[\w.-]+\.blogspot\.
      | <(?:div|dl|h2)\b.*\b(?:post-body-\d{6,}|comments-block\b|blog-posts\s+hfeed\b|date-outer\b)
      | <li\b.*\bid\s*=\s*["']?c\d{8,}""",
    re.IGNORECASE | re.DOTALL | re.VERBOSE,
)
"""What only Blogger writes: its name as the generator, its own address as the page's, the names of its parts."""


def recognises(document: Document) -> bool:
    """Whether this is an HTML page with Blogger's marks; a mention of Blogger is none."""
    start, _ = decoded_html(document.start, document.media_type)
    if not _PAGE.match(start) or _TEMPLATE.search(start):
        return False
    return any(_LANDMARK.match(tag) for tag in _TAG.findall(start))


def read(document: Document) -> ParsedDocument:
    """All that the page holds. Raises nothing: what cannot be read is quarantined."""
    html, odd = decoded_html(document.read(), document.media_type)
    page = parse_page(clean(html), document.address)
    return ParsedDocument("html:post" if page.around.one_post else "html:archive", _PageReader(page).found(odd))


@dataclass
class _PageReader:
    """Gives out what a page holds, each record with its number in the document."""

    page: SavedPage
    _number: int = 0
    _added: int = 0
    """Words of records that are none of the page: addresses of players, comments that only a script has."""
    _remarks: list[str] = field(default_factory=list)

    def found(self, odd: Iterable[str]) -> Iterator[ParsedRecord]:
        """Posts with their comments, comments without a post, the rest of the page, remarks, and the words counted."""
        self._remarks += odd
        for draft, section in self._with_comments():
            yield from self._post(draft, section) if draft else self._comments_alone(section)
        yield from self._rests()
        yield from (Remark(f"page: {remark}") for remark in self._remarks)
        yield WordCount(len(raw_words(self.page.html)) + self._added)

    def _with_comments(self) -> Iterator[tuple[PostBuilder | None, SectionBuilder]]:
        """Each post with its comments, then the comments of no post."""
        sections = {id(section.post): section for section in self.page.draft.sections}
        for post in self.page.posts:
            yield post, sections.get(id(post)) or SectionBuilder(post)
        yield from ((None, section) for section in self.page.draft.sections if not section.post)

    def _post(self, draft: PostBuilder, section: SectionBuilder) -> Iterator[ParsedRecord]:
        post, embedded = build_post(draft, self.page.around, self._remarks)
        self._added += embedded
        number = self._next()
        comments, declared = self._comments(section)
        if not post.body and not comments:
            self._remarks.append(f"“{post.title or 'untitled'}”: it has no text on this page")
            yield OtherText(post.raw, (number, number), "heading without a text", quarantined=False)
            return
        declared = post.declared_comments if declared is None else declared
        yield replace(post, lines=(number, number), comments=comments, declared_comments=declared)
        yield from self._cut(section)

    def _comments_alone(self, section: SectionBuilder) -> Iterator[ParsedRecord]:
        comments, _ = self._comments(section)
        post = PostRef(url=self.page.around.address)
        yield from (replace(comment, post=post) for comment in comments)
        yield from self._cut(section)

    def _cut(self, section: SectionBuilder) -> Iterator[ParsedRecord]:
        """The comment that the page ends in."""
        for draft in section.comments:
            if draft.cut and (words := raw_words("".join(draft.body or []))):
                self._remarks.append(f"comment {draft.id}: the page ends within it; save the page again")
                number = self._next()
                yield OtherText(" ".join(words), (number, number), "a comment that is cut", quarantined=True)

    def _comments(self, section: SectionBuilder) -> tuple[tuple[ParsedComment, ...], int | None]:
        is_first = section is next(iter(self.page.draft.sections), None)
        items = script_comments(self.page.draft.scripts) if is_first else {}
        comments = section_comments(section, self._threads, items, self.page.around.address)
        self._remarks += comments.remarks
        self._added += comments.added
        return tuple(replace(comment, lines=(at := self._next(), at)) for comment in comments.found), comments.declared

    @cached_property
    def _threads(self) -> dict[str, str | None] | None:
        return answered(self.page.html)

    def _rests(self) -> Iterator[ParsedRecord]:
        draft = self.page.draft
        after = "follows a text of the page; perhaps a part of it"
        if not self.page.sound:
            after = "the words of the page do not add up"
            self._remarks.append("its words cannot be told apart; all are quarantined; save the page again")
        elif not self.page.posts and not any(section.comments for section in draft.sections):
            draft.unplaced, draft.furniture = draft.furniture + draft.unplaced, []
            after = "a page without a post"
            self._remarks.append("no post was found on it; all its words are quarantined")
        for html, reason, quarantined in ((draft.furniture, "page furniture", False), (draft.unplaced, after, True)):
            if words := raw_words("".join(html)):
                number = self._next()
                yield OtherText(" ".join(words), (number, number), reason, quarantined)

    def _next(self) -> int:
        self._number += 1
        return self._number
