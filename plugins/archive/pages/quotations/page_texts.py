"""The texts that share passages, as their pages name and show them, with all passages marked in both texts.

The rule: every link leads to a passage that is on the page. A passage whose words are not found in the HTML of one of
its pages (`marks` leaves such marks out) is not shown anywhere.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

from archive.content.post_file import BLOG_ZONE
from archive.markup.render import to_plain_text, to_plain_words, to_text
from archive.model import Comment
from archive.pages.comment_views import CommentView
from archive.pages.quotations.marks import mark_passages
from archive.pages.quotations.notes import marks, without_repeated_notes
from archive.pages.quotations.relations import NamedText, PassageEnd, TextLinks, links_by_text
from archive.pages.views import PostView
from archive.text_reuse import Passage, Span

_ID = re.compile(r' id="([^"]*)"')


@dataclass(frozen=True)
class PageText:
    """A post, mailout, page or comment on its page."""

    name: NamedText
    html: str
    """Safe HTML, as the page shows it."""
    text: str
    """All its words."""
    blanks: tuple[Span, ...] = ()
    """Repeated words that the page leaves out."""
    plain_words: tuple[str, ...] = ()
    """The same words for readers who don't see tags; empty if they are written alike."""

    @property
    def words(self) -> list[str]:
        """Its words, with an empty string for each that is not shown."""
        return self._without_blanks(self.text.split())

    @property
    def listed_words(self) -> list[str]:
        """Its words as lists show them, with an empty string for each that is not shown."""
        return self._without_blanks(list(self.plain_words)) if self.plain_words else self.words

    def _without_blanks(self, words: list[str]) -> list[str]:
        for start, stop in self.blanks:
            words[start:stop] = [""] * (stop - start)
        return words


def page_texts(
    posts: Iterable[PostView], wanted: Collection[str], blanks: Mapping[str, Sequence[Span]]
) -> dict[str, PageText]:
    """Return the posts and comments whose refs are `wanted`, by ref.

    `blanks` are the repeated words that their pages leave out, by ref.
    """
    texts = chain.from_iterable(_texts(post, wanted, blanks) for post in posts)
    return {text.name.ref: text for text in texts}


def comments_in(thread: Iterable[CommentView]) -> Iterator[CommentView]:
    """Yield all comments of a thread, in the order of the page."""
    for comment in thread:
        yield comment
        yield from comments_in(comment.replies)


def _texts(post: PostView, wanted: Collection[str], blanks: Mapping[str, Sequence[Span]]) -> Iterator[PageText]:
    if post.ref in wanted:
        name = NamedText(post.ref, post.kind, post.url, post.title, day=post.post.day, month=post.post.month)
        yield _page_text(name, post.page_html or post.html, post.post.body, blanks)
    comments = {f"c{each.id}": each for each in post.post.comments if f"{post.ref}#c{each.id}" in wanted}
    for view in comments_in(post.thread) if comments else ():
        if view.id in comments:
            comment = comments[view.id]
            name = _comment_name(post, view, comment)
            yield _page_text(name, view.html, comment.body, blanks)


def _page_text(name: NamedText, html: str, body: str, blanks: Mapping[str, Sequence[Span]]) -> PageText:
    text, plain = to_text(body), tuple(to_plain_words(body)) if to_plain_text(body) != to_text(body) else ()
    return PageText(name, html, text, tuple(blanks.get(name.ref, ())), plain)


def _comment_name(post: PostView, view: CommentView, comment: Comment) -> NamedText:
    day = comment.published.astimezone(BLOG_ZONE).date() if comment.published else None
    return NamedText(
        ref=f"{post.ref}#{view.id}",
        kind="comment",
        page=post.url,
        title=post.title,
        comment=f"a comment by {view.author}" if view.author_known else f"comment {view.number}",
        anchor=view.id,
        day=day,
        month=(day.year, day.month) if day else None,
    )


def mark_texts(
    texts: Mapping[str, PageText], passages: Iterable[Passage]
) -> tuple[dict[str, TextLinks], dict[str, str]]:
    """Return the links of each text that shares a passage, and its HTML with marks and notes, both by ref."""
    names = {ref: text.name for ref, text in texts.items()}
    kept = list(passages)
    found: dict[str, TextLinks] = {}
    html: dict[str, str] = {}
    while True:
        before, found = found, links_by_text(names, kept)
        html = {
            ref: html[ref] if links == before.get(ref) else _marked(texts[ref], links) for ref, links in found.items()
        }
        places = {ref: frozenset(_ID.findall(html[ref])) for ref in found}
        missing = {(ref, end.span[0]) for ref, links in found.items() for end in _misplaced(links, places[ref])}
        if not missing:
            return found, html
        kept = [passage for passage in kept if missing.isdisjoint(_places(passage))]


def _marked(text: PageText, links: TextLinks) -> str:
    return without_repeated_notes(mark_passages(text.html, text.words, marks(links.ends)))


def _misplaced(links: TextLinks, places: frozenset[str]) -> Iterable[PassageEnd]:
    return (end for end in links.ends if end.here.place(end.span[0]) not in places)


def _places(passage: Passage) -> set[tuple[str, int]]:
    return {(passage.one, passage.one_span[0]), (passage.other, passage.other_span[0])}
