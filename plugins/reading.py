"""Read the content folder for Pelican, each file with `archive.content.post_file`, which alone knows the format.

A file that cannot be read is left out of the site and named in the report; the others are not affected.
"""

from __future__ import annotations

from datetime import datetime, time
from pathlib import Path

from pelican import signals
from pelican.readers import BaseReader
from pelican.utils import SafeDatetime

from archive.content.addresses import FileProblem, assign_addresses
from archive.content.folder import find_hand_edits, read_file
from archive.content.ledger import read_ledger
from archive.content.post_file import BLOG_ZONE
from archive.content.post_records import PostRecords, last_written
from archive.errors import BrokenContent
from archive.markup.render import to_html
from archive.model import Post
from archive.pages.build_state import KEY, BuildState
from archive.pages.images import with_images
from archive.pages.views import post_view

_NO_DAY = datetime(1900, 1, 1)
"""Pelican requires a date for every article; this one is never shown."""


class ContentReader(BaseReader):
    """Reads the Markdown files of the content folder: posts, mailouts and the site's own pages."""

    file_extensions = ["md"]  # noqa: RUF012  as Pelican declares it

    def read(self, source_path: str) -> tuple[str, dict[str, object]]:
        """Return the HTML and the metadata of a file. Pelican skips a file whose metadata say "refused"."""
        name = _below(Path(source_path), Path(self.settings["PATH"]))
        try:
            post = read_file(Path(self.settings["PATH"]), name)
        except BrokenContent as error:
            return "", {"title": name, "status": "skip", "refused": FileProblem(name, f"{error} (left out until then)")}
        html = to_html(post.body)
        return with_images(html, {}) if _is_page(name) else html, _metadata(post, name)


def start_build(generator) -> None:
    """Put the value that the plugins share on the context, which is the same for all generators."""
    generator.context.setdefault(KEY, BuildState())


def add_reader(readers) -> None:
    """Replace Pelican's readers, which don't know our front matter."""
    readers.reader_classes = {"static": readers.reader_classes["static"], "md": ContentReader}


def note_refused(generator, metadata) -> None:
    """Keep the reason why a file could not be read."""
    if "refused" in metadata:
        generator.context[KEY].refused.append(metadata["refused"])


def view_articles(generator) -> None:
    """Give each article its view, and leave out those whose address is taken or invalid."""
    settings = generator.settings
    placed, unplaced = assign_addresses({article.name: article.post for article in generator.articles})
    generator.context[KEY].refused.extend(unplaced)
    generator.articles = [article for article in generator.articles if article.name in placed]
    content = Path(settings["PATH"])
    ledger = PostRecords(read_ledger(content))
    for article in generator.articles:
        article.post = placed[article.name]
        article.override_url = article.override_save_as = article.post.permalink[1:]
        ref = article.name.removesuffix(".md")
        records = ledger.of(article.name, article.post)
        edits = find_hand_edits(content, article.post, last_written(records))
        article.view = post_view(
            article.post, ref, article._content, records, settings["SITENAME"], settings["SITE_ADDRESS"], edits
        )


def register() -> None:
    """Connect the plugin's signal handlers."""
    signals.generator_init.connect(start_build)
    signals.readers_init.connect(add_reader)
    signals.article_generator_context.connect(note_refused)
    signals.page_generator_context.connect(note_refused)
    signals.article_generator_pretaxonomy.connect(view_articles)


def _metadata(post: Post, name: str) -> dict[str, object]:
    """Return the metadata that Pelican requires, and the post itself."""
    moment = datetime.combine(post.day, time(12), BLOG_ZONE) if post.day else _NO_DAY.replace(tzinfo=BLOG_ZONE)
    return {
        "title": post.title or name,
        "date": SafeDatetime.fromtimestamp(moment.timestamp(), BLOG_ZONE),
        "slug": Path(name).stem if _is_page(name) else name,
        "name": name,
        "post": post,
    }


def _is_page(name: str) -> bool:
    """Return True for one of the site's own pages, which have no archived images."""
    return name.split("/")[-2:-1] == ["pages"]


def _below(path: Path, folder: Path) -> str:
    """Return `path` relative to `folder`, or in full for one of the site's pages that is stored elsewhere."""
    path, folder = path.resolve(), folder.resolve()
    return path.relative_to(folder).as_posix() if path.is_relative_to(folder) else path.as_posix()
