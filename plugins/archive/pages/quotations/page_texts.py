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
from archive.lazy import Lazy
from archive.markup.render import to_plain_text, to_plain_words, to_text
from archive.model import Comment
from archive.pages.comment_views import CommentView
from archive.pages.quotations.marks import mark_passages
from archive.pages.quotations.notes import marks, without_repeated_notes
from archive.pages.quotations.relations import NamedText, TextLinks, links_by_text
from archive.pages.views import PostView
from archive.text_reuse import Passage, Span

_ID = re.compile(r' id="([^"]*)"')


@dataclass(frozen=True)
class PageText:
    """A post, mailout, page or comment on its page."""

    name: NamedText
    html: Lazy[str]
    """Safe HTML, as the page shows it."""
    body: str
    """Its Markdown."""
    blanks: tuple[Span, ...] = ()
    """Repeated words that the page leaves out."""

    @property
    def words(self) -> list[str]:
        """Its words, with an empty string for each that is not shown."""
        return self._without_blanks(to_text(self.body).split())

    @property
    def listed_words(self) -> list[str]:
        """Its words as lists show them, with an empty string for each that is not shown."""
        is_plain = to_plain_text(self.body) == to_text(self.body)
        return self.words if is_plain else self._without_blanks(to_plain_words(self.body))

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
        yield PageText(name, post.shown_html, post.post.body, tuple(blanks.get(name.ref, ())))
    comments = {f"c{each.id}": each for each in post.post.comments if f"{post.ref}#c{each.id}" in wanted}
    for view in comments_in(post.thread) if comments else ():
        if view.id in comments:
            comment = comments[view.id]
            name = _comment_name(post, view, comment)
            yield PageText(name, view.html, comment.body, tuple(blanks.get(name.ref, ())))


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
    texts: Mapping[str, PageText], passages: Iterable[Passage], found_before: Mapping[str, Sequence[int]] | None = None
) -> tuple[dict[str, TextLinks], dict[str, Lazy[str]], dict[str, list[int]]]:
    """Return the links of each text that shares a passage, and its HTML with marks and notes, both by ref.

    The third value has the first words of the passages found in each HTML, by its digest; it can be handed in as
    `found_before` next time, so that only new HTML is searched.
    """
    names = {ref: text.name for ref, text in texts.items()}
    kept = list(passages)
    known, found = found_before or {}, dict[str, list[int]]()
    before: dict[str, TextLinks] = {}
    html: dict[str, Lazy[str]] = {}
    while True:
        links = links_by_text(names, kept)
        html = {
            ref: html[ref] if of_text == before.get(ref) else _marked(texts[ref], of_text)
            for ref, of_text in links.items()
        }
        before = links
        for ref, marked in html.items():
            if marked.digest not in found:
                found[marked.digest] = list(known.get(marked.digest, ())) or _found(marked.value, links[ref])
        missing = {
            (ref, end.span[0])
            for ref, of_text in links.items()
            for end in of_text.ends
            if end.span[0] not in found[html[ref].digest]
        }
        if not missing:
            return links, html, {marked.digest: found[marked.digest] for marked in html.values()}
        kept = [passage for passage in kept if missing.isdisjoint(_places(passage))]


def _marked(text: PageText, links: TextLinks) -> Lazy[str]:
    def made(html: str) -> str:
        return without_repeated_notes(mark_passages(html, text.words, marks(links.ends)))

    return text.html.then(made, text.body, text.blanks, links.ends)


def _found(html: str, links: TextLinks) -> list[int]:
    """Return the first words of those passages that have a place in `html`."""
    places = frozenset(_ID.findall(html))
    return [end.span[0] for end in links.ends if end.here.place(end.span[0]) in places]


def _places(passage: Passage) -> set[tuple[str, int]]:
    return {(passage.one, passage.one_span[0]), (passage.other, passage.other_span[0])}
