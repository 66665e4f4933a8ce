"""Pages of four small posts that share passages."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime

from bs4 import BeautifulSoup

from archive.markup.render import to_html
from archive.model import Comment, Post
from archive.pages.quotations.page_texts import mark_texts, page_texts
from archive.pages.quotations.views import PassagesView, passages_view
from archive.pages.views import PostView
from archive.text_reuse import Passage
from post_views import view_of

WORDS = [f"word{number}" for number in range(400)]
"""The words of each post. Only the positions of shared passages matter here, not their words."""


MORNING = datetime(2017, 6, 25, 8, 30, tzinfo=UTC)


def view(
    ref: str, day: date | None = None, kind: str = "post", title: str | None = "", comments: Iterable[Comment] = ()
) -> PostView:
    body = "\n\n".join(" ".join(WORDS[at : at + 50]) for at in range(0, len(WORDS), 50))
    post = Post(f"tag:{ref}", kind, f"/{ref}.html", body, ref.capitalize() if title == "" else title, day)
    return view_of(replace(post, comments=tuple(comments)), ref, to_html(body))


def comment(id_: str, author: str | None = "Jim", published: datetime | None = MORNING, **facts) -> Comment:
    return Comment(id_, " ".join(WORDS[:60]), author=author, published=published, **facts)


def passage(
    one: str,
    one_at: int,
    other: str,
    other_at: int,
    source: str | None = None,
    words: int = 30,
    reason: str = "it is earlier",
) -> Passage:
    direction = {None: "unknown", one: "one", other: "other"}[source]
    return Passage(one, (one_at, one_at + words), other, (other_at, other_at + words), words, 1.0, direction, reason)


class Shown:
    """Pages with their passages marked."""

    def __init__(self, posts: list[PostView], *passages: Passage) -> None:
        wanted = {ref for each in passages for ref in (each.one, each.other)}
        self.texts = page_texts(posts, wanted, {})
        self.links, html, _ = mark_texts(self.texts, passages)
        self.html = {ref: marked.value for ref, marked in html.items()}

    def notes(self, ref: str) -> list[str]:
        """Return the text of the notes in a post, without what only screen readers hear."""
        found = BeautifulSoup(self.html.get(ref, ""), "lxml").select("p.from")
        for note in found:
            note.select_one(".unseen").extract()
        return [note.get_text() for note in found]

    def targets(self, ref: str) -> list[str]:
        return re.findall(r'<a href="([^"]+)">', self.html[ref])

    def listed(self, *refs: str) -> tuple[PassagesView, ...]:
        return passages_view([self.links[ref] for ref in refs if ref in self.links], lambda ref: self.texts[ref].words)


MAILOUT = view("mailout", date(2017, 6, 1), "mailout")


POST = view("post", date(2017, 6, 25), comments=[comment("7"), comment("8", None, None), comment("9", "Ann")])


LATER = view("later", date(2018, 1, 2), comments=[comment("5", "<b>Eve</b>")])


UNDATED = view("undated")


PAGES = [MAILOUT, POST, LATER, UNDATED]
