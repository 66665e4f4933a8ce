"""Reads the content folder for Pelican: each file through `archive.content.post_file`, which alone knows the format.

A file that cannot be read is left out of the site and named in the report; it hides no other.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime, time
from pathlib import Path

from pelican import signals
from pelican.readers import BaseReader
from pelican.utils import SafeDatetime

from archive.content.addresses import Refused, settle
from archive.content.folder import read_file
from archive.content.ledger import LedgerEntry, read_ledger
from archive.content.post_file import BLOG_ZONE
from archive.errors import BrokenContent
from archive.markup.render import to_html
from archive.model import Post
from archive.pages.images import with_images
from archive.pages.views import post_view

refused: list[Refused] = []
"""What could not be read, or not be placed. A build is one process, so this is filled once."""

_NO_DAY = datetime(1900, 1, 1)
"""Pelican wants a date for every article; nothing shows this one."""


class ContentReader(BaseReader):
    """Markdown files of the content folder: posts, mailouts and the site's own pages."""

    file_extensions = ["md"]  # noqa: RUF012  Pelican's own form

    def read(self, source_path: str) -> tuple[str, dict[str, object]]:
        """HTML and metadata of one file; metadata that makes Pelican skip it if it is broken."""
        name = _below(Path(source_path), Path(self.settings["PATH"]))
        try:
            post = read_file(Path(self.settings["PATH"]), name)
        except BrokenContent as error:
            refused.append(Refused(name, str(error)))
            return "", {"title": name, "status": "skip"}
        html = to_html(post.body)
        return with_images(html, {}) if _is_page(name) else html, _metadata(post, name)


def add_reader(readers) -> None:
    """Put our reader in the place of all of Pelican's own, which know nothing of our front matter."""
    readers.reader_classes = {"static": readers.reader_classes["static"], "md": ContentReader}


def view_articles(generator) -> None:
    """Give each article that can have its address what its page shows; take the others out of the list."""
    settings = generator.settings
    placed, unplaced = settle({article.name: article.post for article in generator.articles})
    refused.extend(unplaced)
    generator.articles = [article for article in generator.articles if article.name in placed]
    ledger = _records_by_file(Path(settings["PATH"]))
    for article in generator.articles:
        article.post = placed[article.name]
        article.override_url = article.override_save_as = article.post.permalink[1:]
        ref = article.name.removesuffix(".md")
        records = [*ledger[article.name], *ledger[f"{ref}.comments.md"]]
        article.view = post_view(
            article.post, ref, article._content, records, settings["SITENAME"], settings["SITE_ADDRESS"]
        )


def register() -> None:
    """Called by Pelican."""
    signals.readers_init.connect(add_reader)
    signals.article_generator_pretaxonomy.connect(view_articles)


def _metadata(post: Post, name: str) -> dict[str, object]:
    """What Pelican asks for, and the post itself."""
    moment = datetime.combine(post.day, time(12), BLOG_ZONE) if post.day else _NO_DAY.replace(tzinfo=BLOG_ZONE)
    return {
        "title": post.title or name,
        "date": SafeDatetime.fromtimestamp(moment.timestamp(), BLOG_ZONE),
        "slug": Path(name).stem if _is_page(name) else name,
        "name": name,
        "post": post,
    }


def _is_page(name: str) -> bool:
    """True for one of the site's own pages, which keep no images."""
    return name.split("/")[-2:-1] == ["pages"]


def _records_by_file(content: Path) -> dict[str, list[LedgerEntry]]:
    records: defaultdict[str, list[LedgerEntry]] = defaultdict(list)
    for record in read_ledger(content):
        records[record.file or ""].append(record)
    return records


def _below(path: Path, folder: Path) -> str:
    """`path` below `folder`; the site's own pages may lie elsewhere and are then named by their full path."""
    path, folder = path.resolve(), folder.resolve()
    return path.relative_to(folder).as_posix() if path.is_relative_to(folder) else path.as_posix()
