"""Saved pages of a Blogger blog: a post page ("html:post"), or a month, label, search or home page ("html:archive").

No word of the page is lost. Titles, posts and comments are cut out, and furniture is left out by kind, where it is
recognised. All other words are unplaced: they are quarantined with the place where they are on the page, and so is a
page whose words don't add up ("Saved Blogger pages" in docs/formats.md).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import chain

from archive.formats.blogger_page.builders import CommentBuilder, Html, Passage, PostBuilder, SectionBuilder
from archive.formats.blogger_page.comments import parse_comments, reply_parents
from archive.formats.blogger_page.pages import SavedPage, parse_page
from archive.formats.blogger_page.posts import build_post
from archive.formats.blogger_page.script_comments import script_comments, stated_comments
from archive.formats.changed_characters import changed_in_markup
from archive.formats.page_statements.originals import restore_originals
from archive.formats.records import (
    OtherText,
    ParsedComment,
    ParsedDocument,
    ParsedPost,
    ParsedRecord,
    PostRef,
    Remark,
    WordCount,
)
from archive.markup.charsets import decode_html
from archive.markup.from_html import raw_words
from archive.markup.html_words import image_descriptions, raw_lines
from archive.model import FURNITURE
from archive.sources.document import Document
from archive.text import clean

_PAGE = re.compile(
    r"\s*+(?:<\?xml[^>]*+>\s*+)?(?:<!--.*?-->\s*+)*+<(?:!doctype\s+html|html|head|body|div|meta)\b",
    re.IGNORECASE | re.DOTALL,
)
_TEMPLATE = re.compile(r"<b:(?:skin|section|widget)\b|<\$Blog|<Blogger>", re.IGNORECASE)
"""A theme from Blogger's editor or a Takeout, which has all the landmarks and no post."""
_TAG = re.compile(r"<(?:a|article|div|dl|dt|h2|li|link|meta|section|td|tr)\b[^<>]*+", re.IGNORECASE)
_LANDMARK = re.compile(
    r"""<meta\b(?=.*\bgenerator\b).*\bcontent\s*=\s*["']?blogger\b
      | <link\b(?=.*\bcanonical\b).*\bhref\s*=\s*["']?https?://[\w.-]+\.blogspot\.
      | <link\b(?=.*\bbookmark\b).*\bhref\s*=\s*["']?https?://archive\.\w+/[0-9]{14}/https?://[\w.-]+\.blogspot\.
      | <link\b(?=.*\balternate\b).*\bhref\s*=\s*["']?[^"'\s>]*(?:\.blogspot\.[\w.]+|blogger\.com)/feeds/
      | <meta\b(?=.*\bog:url\b).*\bcontent\s*=\s*["']?https?://[\w.-]+\.blogspot\.
      | <(?:div|dl|h2|section|article)\b.*\b(?:post-body-\d{6,}|comments-block\b|blog-posts\s+hfeed\b|date-outer\b)
      | <(?!a\b)\w+\b.*\s(?:id)\s*=\s*["']?c\d{8,}\b
      | <a\b.*\sname\s*=\s*["']?c\d{8,}\b""",
    re.IGNORECASE | re.DOTALL | re.VERBOSE,
)
"""What only Blogger writes: its name as the generator, a blogspot address, its class and id names, its anchors."""


def _words_in_lines(html: str) -> str:
    """Return the words of `raw_words`, each line of the page on a line of its own."""
    texts = [text for _, text in raw_lines(html)] + list(image_descriptions(html))
    lines = (" ".join(line.split()) for text in texts for line in text.splitlines())
    return "\n".join(line for line in lines if line)


def recognises(document: Document) -> bool:
    """Return True for an HTML page with Blogger's landmarks. A mention of Blogger doesn't count."""
    start = decode_html(document.start_of_markup, document.media_type).text
    if not _PAGE.match(start) or _TEMPLATE.search(start):
        return False
    return any(_LANDMARK.match(tag) for tag in _TAG.findall(start))


def read(document: Document) -> ParsedDocument:
    """Parse a saved page. Raises nothing; text that can't be classified is quarantined."""
    html, remarks, guessed = decode_html(document.read(), document.media_type)
    restored = restore_originals(clean(html), document)
    page = parse_page(restored.html, restored.statements)
    records = chain(changed_in_markup(html, guessed=guessed), _PageReader(page).records([*remarks, *restored.remarks]))
    return ParsedDocument("html:post" if page.facts.one_post else "html:archive", records)


@dataclass
class _PageReader:
    """Yields the records of a page, numbered in order."""

    page: SavedPage
    _number: int = 0
    _added_words: int = 0
    """Number of words in records that are not text of the page: addresses of players, comments from a script."""
    _remarks: list[str] = field(default_factory=list)

    def records(self, remarks: Iterable[str]) -> Iterator[ParsedRecord]:
        """Yield posts with comments, comments without a post, other text, remarks, and the word count."""
        self._remarks += remarks
        for builder, section in self._with_comments():
            yield from self._post(builder, section) if builder else self._comments_alone(section)
        yield from self._rests()
        yield from (Remark(f"page: {remark}") for remark in self._remarks)
        yield WordCount(len(raw_words(self.page.html)) + self._added_words)

    def _with_comments(self) -> Iterator[tuple[PostBuilder | None, SectionBuilder]]:
        """Yield each post with its comments, then comments without a post."""
        sections = {id(section.post): section for section in self.page.contents.sections}
        for post in self.page.posts:
            yield post, sections.get(id(post)) or SectionBuilder(post)
        yield from ((None, section) for section in self.page.contents.sections if not section.post)

    def _post(self, builder: PostBuilder, section: SectionBuilder) -> Iterator[ParsedRecord]:
        post, embedded = build_post(builder, self.page.facts, self._remarks)
        self._added_words += embedded
        number = self._next()
        comments, declared = self._comments(section)
        if not post.body and (self._is_doubtful() or not (comments or self._is_notice(post))):
            self._remarks.append(f"“{post.title or 'untitled'}”: it has no text on this page")
            yield OtherText(post.raw, (number, number), "heading without a text", quarantined=self._is_doubtful())
            yield from self._without_post(comments, post.url)
            return
        declared = post.declared_comments if declared is None else declared
        yield replace(post, lines=(number, number), comments=comments, declared_comments=declared)
        yield from self._cut(section)

    def _is_notice(self, post: ParsedPost) -> bool:
        """Return True for a post that has a title and no text, on its own page."""
        return self.page.facts.one_post and bool(post.title)

    def _is_doubtful(self) -> bool:
        """Return True if the page has unplaced words that may be the text of its post."""
        beside = [passage for passage in self.page.contents.unplaced if passage.is_beside_post]
        return self.page.facts.one_post and any(raw_words("".join(passage.text)) for passage in beside)

    def _without_post(self, comments: Iterable[ParsedComment], url: str | None) -> Iterator[ParsedComment]:
        post = PostRef(url=url or self.page.facts.address)
        return (replace(comment, post=post) for comment in comments)

    def _comments_alone(self, section: SectionBuilder) -> Iterator[ParsedRecord]:
        comments, _ = self._comments(section)
        yield from self._without_post(comments, None)
        yield from self._cut(section)

    def _cut(self, section: SectionBuilder) -> Iterator[ParsedRecord]:
        """Quarantine the comment in which a truncated page ends."""
        for builder in section.comments:
            if builder.cut and (words := raw_words("".join(builder.body or []))):
                self._remarks.append(f"comment {builder.id}: the page is cut off in it; save the page again")
                number = self._next()
                yield OtherText(" ".join(words), (number, number), "a comment that is cut", quarantined=True)

    def _comments(self, section: SectionBuilder) -> tuple[tuple[ParsedComment, ...], int | None]:
        is_first = section is next(iter(self.page.contents.sections), None)
        statements = self.page.statements
        section = replace(section, comments=list(self._undoubted(section)))
        items = script_comments(self.page.contents.scripts) if is_first else {}
        items = {**stated_comments(statements, (builder.id for builder in section.comments)), **items}
        comments = parse_comments(section, self._threads, items, statements.base or self.page.facts.address)
        self._remarks += comments.remarks
        self._added_words += comments.added_words
        return tuple(
            replace(comment, lines=(at := self._next(), at)) for comment in comments.comments
        ), comments.declared

    def _undoubted(self, section: SectionBuilder) -> Iterator[CommentBuilder]:
        """Yield the comments, but none without a text beside unplaced words that may be its text."""
        for builder in section.comments:
            if builder.is_doubtful:
                name = f"comment {builder.id}" if builder.id else "a comment"
                self._remarks.append(f"{name}: left out, because its text may be in the unplaced words beside it")
            else:
                yield builder

    @cached_property
    def _threads(self) -> dict[str, str | None] | None:
        return reply_parents(self.page.html)

    def _rests(self) -> Iterator[ParsedRecord]:
        """Yield the furniture by kind, then the unplaced passages."""
        contents = self.page.contents
        if not self.page.sound:
            self._remarks.append(
                "the parts of the page cannot be told apart, so all of it is quarantined; save the page again"
            )
        elif not self.page.posts and not any(section.comments for section in contents.sections):
            parts = [*contents.furniture.values(), *(passage.text for passage in contents.unplaced)]
            whole = "\n".join("".join(part) for part in parts)
            contents.unplaced, contents.furniture = [Passage("a page without a post", [whole])], {}
            self._remarks.append("there is no post on it, so all of it is quarantined")
        for kind, text in contents.furniture.items():
            yield from self._other(text, f"{FURNITURE}: {kind}", quarantined=False, kind="furniture")
        for passage in contents.unplaced:
            if passage.is_separator:
                yield from self._other(passage.text, f"{FURNITURE}: separators", quarantined=False, kind="furniture")
            else:
                yield from self._other(passage.text, passage.place, quarantined=True)

    def _other(self, text: Html, reason: str, quarantined: bool, kind: str = "rest") -> Iterator[OtherText]:
        html = "".join(text)
        if raw_words(html):
            number = self._next()
            yield OtherText(_words_in_lines(html), (number, number), reason, quarantined, kind)

    def _next(self) -> int:
        self._number += 1
        return self._number
