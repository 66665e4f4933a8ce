"""Import the small inputs in `samples/cases` that once went wrong; `expected.md` beside each says what is right."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

from pelicanconf import BLOG_ADDRESS

from archive.content.folder import read_file
from archive.ingest.pipeline import ImportReport
from archive.model import Post
from scrapes import Archive

CASES = Path(__file__).parent / "samples" / "cases"


@dataclass(frozen=True)
class ImportedCase:
    """A case, imported into an empty archive."""

    archive: Archive
    report: ImportReport

    @property
    def posts(self) -> dict[str, Post]:
        """All posts by their file names in `content/`, without ".md"."""
        return {name: read_file(self.archive.content, f"{name}.md") for name in self.archive.posts()}

    @property
    def post(self) -> Post:
        """The only post."""
        (post,) = self.posts.values()
        return post


def import_case(name: str, folder: Path) -> ImportedCase:
    """Import the case whose folder is `name` into an archive in the empty `folder`."""
    archive = Archive(folder)
    shutil.copytree(CASES / name / "in", archive.inbox)
    return ImportedCase(archive, archive.run(blog_address=BLOG_ADDRESS))
