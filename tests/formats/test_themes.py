"""Read a page of each of Blogger's themes, and of themes that nobody knows, and compare everything it says.

The pages and what is expected of them were written without looking at the code that reads them (`theme_pages.py`).
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from functools import cache
from typing import Any

import lxml.html
import pytest

from archive.formats.records import ParsedComment, ParsedPost
from archive.markup.render import to_text
from followed_words import words_of_elements
from theme_pages import ReadPage, ThemePage, read_page, theme_pages

_STATEMENTS = ("title", "day", "published", "author", "address", "id", "labels")
"""What a page says about its post, by the names in `expected.toml`."""


def statements(page: ReadPage) -> list[dict[str, Any]]:
    return [_statements_of(post) for post in page.posts]


def _statements_of(post: ParsedPost) -> dict[str, Any]:
    published = post.published and post.published.astimezone(UTC)
    found = (post.title, post.day, published, post.author, post.url, post.id, list(post.labels))
    return dict(zip(_STATEMENTS, found, strict=True))


def expected_statements(page: ThemePage, read: ReadPage) -> list[dict[str, Any]]:
    return [_expected_of(post) for post in page.posts]


def _expected_of(post: dict[str, Any]) -> dict[str, Any]:
    values = {name: post.get(name) for name in _STATEMENTS}
    published = values["published"]
    return {**values, "published": published and published.astimezone(UTC)}


def comments(page: ReadPage) -> list[tuple[str | None, str | None, datetime | None, str | None, bool]]:
    """Return (id, author, time, id of the parent, removed) of each comment."""
    found = page.comments
    parents = [one.in_reply_to or (found[one.parent].id if one.parent is not None else None) for one in found]
    return [
        (one.id, one.author, one.published and one.published.astimezone(UTC), parent, one.removed)
        for one, parent in zip(found, parents, strict=True)
    ]


def expected_comments(
    page: ThemePage, read: ReadPage
) -> list[tuple[str, str | None, datetime | None, str | None, bool]]:
    """Return what the page says of each comment. A name that it doesn't plainly call one may be unknown."""
    nameless = {one.id for one in read.comments if not one.author} if "may_stay_in_comments" in page.expected else set()
    return [
        (
            one["id"],
            None if one["id"] in nameless else one["author"],
            one["published"].astimezone(UTC) if "published" in one else None,
            one.get("parent"),
            one.get("removed", False),
        )
        for one in page.comments
    ]


def post_words(page: ReadPage) -> list[list[str]]:
    return [to_text(post.body).split() for post in page.posts]


def expected_post_words(page: ThemePage, read: ReadPage) -> list[list[str]]:
    return [post["words"].split() for post in page.posts]


def comment_words(page: ReadPage) -> dict[str | None, list[str]]:
    return {one.id: [] if one.removed else to_text(one.body).split() for one in page.comments}


def expected_comment_words(page: ThemePage, read: ReadPage) -> dict[str, list[str]]:
    """Return the words of each comment; the name and some other words stay in the text if they are not recognised."""
    found = {one.id: one for one in read.comments}
    return {
        one["id"]: []
        if one.get("removed")
        else with_byline(one, page.expected.get("may_stay_in_comments"), found.get(one["id"]))
        for one in page.comments
    }


def with_byline(comment: dict[str, Any], others: str | None, found: ParsedComment | None) -> list[str]:
    """Return the words of a comment with its own byline around them, as far as `found` has it and is allowed to."""
    words = comment["words"].split()
    if others is None or found is None or found.author:
        return words
    shown, own = to_text(found.body).split(), {*comment["author"].split(), *others.split(), f"{comment['author']},"}
    before = next((at for at, word in enumerate(shown) if word not in own), 0)
    after = next((at for at, word in enumerate(reversed(shown)) if word not in own), 0)
    return [*shown[:before], *words, *shown[len(shown) - after :]]


ASPECTS: dict[str, tuple[Callable[[ReadPage], Any], Callable[[ThemePage, ReadPage], Any]]] = {
    "statements": (statements, expected_statements),
    "words of the post": (post_words, expected_post_words),
    "comments": (comments, expected_comments),
    "words of the comments": (comment_words, expected_comment_words),
}
KNOWN_FAULTS: dict[str, tuple[str, ...]] = {}
"""What is still read wrong, by the name of the page. Mending a fault removes its line."""


def _cases() -> list[Any]:
    return [
        pytest.param(page, aspect, id=f"{page.name}-{aspect}", marks=_marks(page.name, aspect))
        for page in theme_pages()
        for aspect in (*ASPECTS, "furniture", "unplaced")
    ]


def _marks(name: str, aspect: str) -> list[pytest.MarkDecorator]:
    return [pytest.mark.xfail(strict=True)] if aspect in KNOWN_FAULTS.get(name, ()) else []


@pytest.mark.parametrize("page", theme_pages(), ids=lambda page: page.name)
def test_what_is_expected_of_a_theme_page_is_on_it(page):
    """The words written by hand are those of the elements; no parser of the project takes part."""
    root = lxml.html.document_fromstring(page.html.partition("?>")[2] if page.html.startswith("<?xml") else page.html)
    for (owner, xpath), text in zip(page.xpaths(), page.texts(), strict=True):
        assert words_of_elements(root.xpath(xpath)) == text.split(), owner


@cache
def reading(page: ThemePage) -> ReadPage:
    return read_page(page.html)


@pytest.mark.parametrize(("page", "aspect"), _cases())
def test_a_page_of_each_theme_is_read_right(page, aspect):
    read = reading(page)
    if aspect == "furniture":
        assert missing_furniture(page, read) == {}
    elif aspect == "unplaced":
        assert unexpectedly_unplaced(page, read) == []
    else:
        found, expected = ASPECTS[aspect]
        assert found(read) == expected(page, read)


def unexpectedly_unplaced(page: ThemePage, read: ReadPage) -> list[str]:
    """Return the texts that are unplaced although the page says what they are."""
    allowed = page.expected.get("may_be_unplaced", "").split()
    unplaced = [other.raw for other in read.other_texts if other.quarantined]
    return [raw for raw in unplaced if set(raw.split()) - set(allowed)]


def missing_furniture(page: ThemePage, read: ReadPage) -> dict[str, list[str]]:
    """Return by kind the expected words that are not in furniture of that kind."""
    by_kind: dict[str, list[str]] = {}
    for other in read.other_texts:
        if not other.quarantined:
            by_kind.setdefault(other.reason.removeprefix("page furniture: "), []).extend(other.raw.split())
    kinds = page.expected.get("furniture", {}).items()
    missing = {kind: [word for word in words.split() if word not in by_kind.get(kind, [])] for kind, words in kinds}
    return {kind: words for kind, words in missing.items() if words}
