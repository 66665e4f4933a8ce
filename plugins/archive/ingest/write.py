"""Write what was planned: posts, comments and images.

Posts that overwrite no file are written first, so that no text is overwritten before it has moved. A post that cannot
be written is reported and does not stop the others.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from archive.atomic import write_whole
from archive.content.folder import carry_out, remove_files
from archive.errors import ArchiveError
from archive.ingest.images import FoundImage
from archive.ingest.plan import ImportPlan, PlannedPost
from archive.progress import Progress
from archive.sources.containers import contents_of
from archive.sources.document import Document
from archive.sources.files import SourcePath, document_of


def write_posts(content: Path, plan: ImportPlan, progress: Progress) -> ImportPlan:
    """Carry out `plan`; return it with the problems of the posts that could not be written."""
    posts = plan.posts
    needed = {path for planned in posts if planned.change.written for path in planned.change.written.digests}
    problems: dict[int, str] = {}
    not_moved: set[str] = set()
    order = sorted(range(len(posts)), key=lambda at: not posts[at].change.is_new)
    for at in progress(order, "Writing"):
        change = posts[at].change
        try:
            if blocked := sorted(not_moved.intersection(change.states)):
                raise ArchiveError(f"{blocked[0]}: the post in this file could not be moved; run the import again")
            carry_out(content, change, needed)
        except ArchiveError as error:
            problems[at] = str(error)
            not_moved.update(change.removes)
    _remove_withdrawn(content, plan, needed)
    return replace(plan, posts=tuple(_with_problem(post, problems.get(at)) for at, post in enumerate(posts)))


def _remove_withdrawn(content: Path, plan: ImportPlan, needed: Collection[str]) -> None:
    """Remove the files of withdrawn posts, comments first: as long as the post is there, its place is known."""
    for withdrawn in plan.withdrawn:
        remove_files(content, (path for path in reversed(withdrawn.place.written.digests) if path not in needed))


def _with_problem(planned: PlannedPost, problem: str | None) -> PlannedPost:
    if not problem:
        return planned
    return replace(planned, problem=problem, change=replace(planned.change, outcome="failed"))


def write_images(content: Path, images: Iterable[FoundImage], sources: Sequence[SourcePath]) -> None:
    """Copy `images` from the sources to `content`. Raises ArchiveError if one cannot be written.

    The sources are opened again for this, because an album may be larger than memory.
    """
    missing = {image.name: image for image in images if not (content / image.file).exists()}
    for source in sources:
        if any(name == source.name or name.startswith(f"{source.name}/") for name in missing):
            for document in contents_of(document_of(source)):
                image = missing.get(document.name)
                if image and isinstance(document, Document) and document.sha256 == image.sha256:
                    write_whole(content / image.file, document.read())
                    del missing[image.name]
    if missing:
        raise ArchiveError(f"{', '.join(sorted(missing))}: changed during the import; run it again")
