"""Every form by name, the fields that it has, and what an archive of all forms must contain."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from small_blog import values
from small_blog.feeds import classic_export, feed_pages
from small_blog.mail_and_web import mailout_eml, web_archive
from small_blog.pages import archive_page, classic_post_page, post_page
from small_blog.takeout import takeout_files, takeout_zip
from small_blog.texts import text_archive, text_scrape
from small_blog.values import KETTLE, LIFT, BlogComment, BlogPost
from small_blog.wording import blocks_as_plain, plain


@dataclass(frozen=True)
class ExpectedComment:
    """A comment as the archive must have it."""

    id: str
    author: str | None
    published: datetime
    parent: str | None
    removed: bool
    text: str
    """Its words in order; an e-mail address among them must be masked."""


@dataclass(frozen=True)
class ExpectedPost:
    """A post as the archive must have it."""

    path: str
    title: str
    day: date
    published: datetime
    labels: tuple[str, ...]
    text: str
    comments: tuple[ExpectedComment, ...]


@dataclass(frozen=True)
class Form:
    """The files of one form, and the fields that they have."""

    files: Callable[[], dict[str, bytes]]
    posts: tuple[str, ...] = tuple(post.id for post in values.POSTS)
    """Ids of its posts."""
    knows: frozenset[str] = frozenset()
    """Names of the fields of ExpectedPost and, after "comment ", of ExpectedComment that it has."""


_OF_POSTS = ("path", "title", "day", "published", "labels", "text")
_OF_COMMENTS = tuple(f"comment {field}" for field in ("id", "author", "published", "parent", "removed", "text"))
ALL_FIELDS = frozenset((*_OF_POSTS, *_OF_COMMENTS))


def _named(folder: str, pages: Iterable[bytes], ending: str) -> dict[str, bytes]:
    return {f"{folder}/{number}{ending}": page for number, page in enumerate(pages, 1)}


def _feeds(form: str, ending: str) -> dict[str, bytes]:
    return {
        name: page
        for kind in ("posts", "comments")
        for name, page in _named(f"feeds-{form}/{kind}", feed_pages(kind, form), ending).items()
    }


def _pages(folder: str, render: Callable[[BlogPost], bytes]) -> dict[str, bytes]:
    return {f"{folder}/{post.path.strip('/').replace('/', '-')}": render(post) for post in values.POSTS}


def _texts() -> dict[str, bytes]:
    kettle, lift = values.POSTS[:2]
    return {
        "texts/kettle.txt": text_scrape(kettle),
        "texts/lift.txt": text_scrape(lift, "N"),
        "texts/june.txt": text_archive(),
    }


FORMS = {
    "takeout": Form(takeout_files, knows=ALL_FIELDS - {"comment author"}),
    "takeout in a zip": Form(lambda: {"takeout.zip": takeout_zip()}, knows=ALL_FIELDS - {"comment author"}),
    "export": Form(lambda: {"export/blog-11-05-2017.xml": classic_export()}, knows=ALL_FIELDS),
    "export with prefixes": Form(lambda: {"export/resaved.xml": classic_export(prefixed=True)}, knows=ALL_FIELDS),
    "Atom feeds": Form(lambda: _feeds("atom", ".xml"), knows=ALL_FIELDS),
    "RSS feeds": Form(
        lambda: _feeds("rss", ".rss"), knows=ALL_FIELDS - {"comment parent", "comment author", "comment removed"}
    ),
    "JSON feeds": Form(lambda: _feeds("json", ".json"), knows=ALL_FIELDS),
    "JSONP feeds": Form(lambda: _feeds("jsonp", ".js"), knows=ALL_FIELDS),
    "saved pages": Form(lambda: _pages("pages", post_page), knows=ALL_FIELDS),
    "pages of an older template": Form(
        lambda: _pages("classic", classic_post_page), knows=ALL_FIELDS - {"comment parent", "comment published"}
    ),
    "pages of months": Form(
        lambda: _named("months", map(archive_page, ("2017-06", "2017-07", "2017-10")), ".html"),
        knows=frozenset(_OF_POSTS) - {"text"},
    ),
    "plain text": Form(_texts, posts=(KETTLE, LIFT), knows=frozenset(("path", "day", "text"))),
    "web archive": Form(lambda: {"blog.warc.gz": web_archive()}, knows=ALL_FIELDS),
    "mail": Form(lambda: {"mail/bulletin.eml": mailout_eml()}, posts=()),
}


def all_files() -> dict[str, bytes]:
    """Return every file of every form by a unique path."""
    return {name: data for form in FORMS.values() for name, data in form.files().items()}


def _expected_comment(comment: BlogComment) -> ExpectedComment:
    return ExpectedComment(
        comment.id, comment.author or None, comment.at, comment.parent, bool(comment.was), plain(comment.text)
    )


EXPECTED = tuple(
    ExpectedPost(
        post.path,
        post.title,
        post.day,
        post.at,
        post.labels,
        blocks_as_plain(post.body),
        tuple(map(_expected_comment, post.comments)),
    )
    for post in values.POSTS
)


def put(files: dict[str, bytes], folder: Path) -> None:
    """Write `files` below `folder`."""
    for name, data in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
