"""Read the content folder: posts and mailouts with `archive.site.kept_posts`, the site's own pages for Pelican.

A file that cannot be read is left out of the site and named in the report; the others are not affected.
"""

from __future__ import annotations

import gc
from dataclasses import replace
from datetime import datetime
from functools import partial
from pathlib import Path

from pelican import signals
from pelican.readers import BaseReader
from pelican.utils import SafeDatetime

from archive.cache import start_afresh
from archive.content.addresses import FileProblem, assign_addresses
from archive.content.folder import read_file
from archive.content.post_file import BLOG_ZONE
from archive.errors import BrokenContent
from archive.lazy import Lazy
from archive.markup.render import to_html
from archive.pages.images import with_images
from archive.pages.views import PostView, post_view
from archive.site.build_state import KEY, BuildState
from archive.site.kept_pages import KeptPages
from archive.site.kept_posts import PostReader, PostReading
from archive.site.render_job import read_job

_NO_DAY = datetime(1900, 1, 1, tzinfo=BLOG_ZONE)
"""Pelican may ask for the date of a page; this one is never shown."""


class PageReader(BaseReader):
    """Reads the site's own pages, which have no comments and no archived images."""

    file_extensions = ["md"]  # noqa: RUF012  as Pelican declares it

    def read(self, source_path: str) -> tuple[str, dict[str, object]]:
        """Return the HTML and the metadata of a file. Pelican skips a file whose metadata say "refused"."""
        path = Path(source_path).resolve()
        try:
            page = read_file(path.parent, path.name)
        except BrokenContent as error:
            name = f"{path.parent.name}/{path.name}"
            problem = FileProblem(name, f"{path.parent.name}/{error} (left out until then)")
            return "", {"title": name, "status": "skip", "refused": problem}
        date = SafeDatetime.fromtimestamp(_NO_DAY.timestamp(), BLOG_ZONE)
        return with_images(to_html(page.body), {}), {"title": page.title or path.name, "date": date, "slug": path.stem}


def start_build(generator) -> None:
    """Put the value that the plugins share on the context, which is the same for all generators."""
    if KEY not in generator.context:
        gc.disable()  # a build makes millions of values and needs nearly all of them to the end
        build = generator.context[KEY] = BuildState()
        job = read_job(generator.settings["BUILD_JOB"])
        build.files = KeptPages(Path(generator.settings["OUTPUT_PATH"]), job)
        if not job.keeps:
            start_afresh()


def add_reader(readers) -> None:
    """Replace Pelican's readers, which don't know our front matter."""
    readers.reader_classes = {"static": readers.reader_classes["static"], "md": PageReader}


def note_refused(generator, metadata) -> None:
    """Keep the reason why a file could not be read."""
    if "refused" in metadata:
        generator.context[KEY].refused.append(metadata["refused"])


def read_posts(generator) -> None:
    """Read all posts and make their views, but leave out those whose address is taken or invalid."""
    build: BuildState = generator.context[KEY]
    settings = generator.settings
    reader = PostReader(Path(settings["PATH"]), build.files.job.inputs)
    readings, unread = reader.read()
    placed, unplaced = assign_addresses({name: each.post for name, each in readings.items()})
    build.refused += [*unread, *unplaced]
    build.render = reader.html
    build.readings = {_ref(name): replace(readings[name], post=post) for name, post in placed.items()}
    build.addresses = {ref: set(each.addresses) for ref, each in build.readings.items()}
    site = settings["SITENAME"], settings["SITE_ADDRESS"]
    build.views = {ref: _view(ref, each, reader, *site) for ref, each in build.readings.items()}


def register() -> None:
    """Connect the plugin's signal handlers."""
    signals.generator_init.connect(start_build)
    signals.readers_init.connect(add_reader)
    signals.page_generator_context.connect(note_refused)
    signals.article_generator_pretaxonomy.connect(read_posts)


def _view(ref: str, reading: PostReading, reader: PostReader, site: str, address: str) -> PostView:
    body = reading.post.body
    html = Lazy(partial(reader.html, reading.name, body, "text-"), body)
    return post_view(reading.post, ref, html, reading.summary, site, address, reading.edits)


def _ref(name: str) -> str:
    return name.removesuffix(".md")
