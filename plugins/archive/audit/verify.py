"""Verify the archive: raw files unchanged, ledger adds up, content readable.

The rule: report, and write or repair nothing. Files that people edited are counted and are not a fault, since hand
edits win.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from archive.audit.fixity import Versions, check_file, versions_of
from archive.content.addresses import assign_addresses
from archive.content.folder import CONFLICTS, open_conflicts, post_files, read_file, stray_files
from archive.content.ledger import (
    PENDING_NAME,
    LedgerEntry,
    after_crash,
    ledger_problems,
    read_ledger,
    read_pending,
    replies_without_parent,
    written_of,
)
from archive.content.post_file import comments_name
from archive.decisions.folder import decisions_in
from archive.errors import ArchiveError, BrokenContent, BrokenSettings, UnreadableSource
from archive.ingest.outcomes import DELETED
from archive.ingest.renames import find_renames
from archive.model import Post
from archive.privacy.allowlist import load_allowlist
from archive.progress import Progress
from archive.sources.files import file_sha256
from archive.sources.locations import SourceFinder, load_locations
from archive.tags.vocabulary_file import read_vocabulary

_IMAGE = "image"


@dataclass(frozen=True)
class Verification:
    """What was checked, and what was found."""

    problems: tuple[str, ...]
    """One plain line for each fault."""
    notes: tuple[str, ...]
    """One plain line for each thing a keeper should know that is not a fault."""
    raw_files: int
    """Raw files in the ledger."""
    members: int
    """Documents in containers that have not changed since they were imported."""
    records: int
    """Ledger entries."""
    unhashed: int
    """Ledger entries without a sha256, because the file could not be read at import."""
    posts: int
    """Post files that can be read."""
    edited: int
    """Files that differ from what import last wrote."""
    by_hand: int
    """Post files that are not in the ledger."""


@dataclass(frozen=True)
class _ContentCheck:
    """What was found in the content folder."""

    problems: tuple[str, ...]
    posts: int
    edited: int
    by_hand: int


def verify(content: Path, progress: Progress) -> Verification:
    """Check the content folder and the raw files that it was made from.

    Raises ArchiveError if there is no such folder, or its ledger cannot be read.
    """
    if not content.is_dir():
        raise UnreadableSource(f"{content}: there is no such folder; name the content folder after --content")
    ledger, pending = read_ledger(content), read_pending(content)
    records = after_crash(content, ledger, pending)
    in_time = () if not pending else (f"{PENDING_NAME}: an import was cut off; run it again",)
    files, of_sources, elsewhere, members = _sources(content, records, progress)
    found = _content(content, records, progress)
    return Verification(
        problems=(*in_time, *of_sources, *ledger_problems(records), *found.problems, *_in_settings(content)),
        notes=(*elsewhere, *_conflicts(content), *replies_without_parent(records)),
        raw_files=files,
        members=members,
        records=len(records),
        unhashed=sum(record.sha256 is None for record in records),
        posts=found.posts,
        edited=found.edited,
        by_hand=found.by_hand,
    )


def _sources(
    content: Path, records: Sequence[LedgerEntry], progress: Progress
) -> tuple[int, list[str], list[str], int]:
    """Return how many raw files the ledger knows, their faults, notes, and how many documents in them are unchanged."""
    memory = load_locations(content)
    places = SourceFinder(content, memory)
    versions = versions_of(records, memory.files)
    names = sorted(versions.files)
    unknown = [(name, path, _digest(path)) for name, path in places.files_except(names)]
    moved = _moved(versions, places, {sha256: name for name, _, sha256 in unknown if sha256})
    checks = [check_file(name, versions, places) for name in progress(names, "Hashing") if name not in moved]
    problems = [problem for found in checks for problem in found.problems]
    cure = "it was never imported; import it, or remove it"
    problems += [f"{name}: extra: {cure} ({path})" for name, path, sha256 in unknown if sha256 not in versions.digests]
    notes = [f"{name}: moved to {new}; `invoke import` records where it is now" for name, new in sorted(moved.items())]
    return len(names), problems, notes, sum(found.members for found in checks)


def _moved(versions: Versions, places: SourceFinder, unknown: Mapping[str, str]) -> dict[str, str]:
    """Map the names of raw files that are gone to those of files with the same bytes, given by sha256."""
    gone = {name: digests for name, digests in versions.files.items() if digests and places.path_of(name) is None}
    found = {name: [unknown[sha256] for sha256 in digests if sha256 in unknown] for name, digests in gone.items()}
    return {name: min(names) for name, names in found.items() if names}


def _content(content: Path, records: Sequence[LedgerEntry], progress: Progress) -> _ContentCheck:
    """Check the files of the content folder."""
    renames = find_renames(content, records)
    there = post_files(content)
    pages = sorted(f"pages/{path.name}" for path in (content / "pages").glob("*.md"))
    problems = [*_missing(content, records, renames.entries), *_changed_images(content, records)]
    posts, unreadable = _read_all(content, progress(there, "Reading"))
    unreadable += _read_all(content, pages)[1]
    _, unplaced = assign_addresses(posts)
    moving = map(comments_name, renames.new_names)  # the next import moves them after their posts
    known = {record.file for record in renames.entries}
    return _ContentCheck(
        problems=(*problems, *unreadable, *(each.message for each in unplaced), *stray_files(content, moving)),
        posts=len(posts),
        edited=sum(_edited(content, record) for record in renames.entries),
        by_hand=sum(name not in known for name in there),
    )


def _conflicts(content: Path) -> Iterator[str]:
    for name in open_conflicts(content):
        yield f"{name}: in conflict: take what you want from {CONFLICTS}/{name}, then delete that file"


def _missing(content: Path, records: Sequence[LedgerEntry], moved: Sequence[LedgerEntry]) -> Iterator[str]:
    """Report post files that are gone, unless a keeper renamed or deleted them."""
    deleted = {record.file for record in records if record.reason == DELETED}
    places = {
        (record.file, after.file or record.file)
        for record, after in zip(records, moved, strict=True)
        if record.outcome in ("published", "merged") and record.file and record.file not in deleted
    }
    for name, now in sorted(places):
        if not (content / name).exists() and not (content / now).exists():
            yield f"{name}: missing: restore it, or run `invoke import` if you deleted it on purpose"


def _changed_images(content: Path, records: Sequence[LedgerEntry]) -> Iterator[str]:
    """Report images that are not, bit for bit, what was imported."""
    kept: Mapping[str, str | None] = {
        record.file: record.sha256 for record in records if record.kind == _IMAGE and record.file
    }
    for name, sha256 in sorted(kept.items()):
        if _digest(content / name) not in (None, sha256):
            yield f"{name}: changed: it is not the image that was imported; delete it and run `invoke import`"


def _in_settings(content: Path) -> Iterator[str]:
    """Report settings that an import or a build cannot read."""
    for read in (decisions_in, load_allowlist, _read_vocabulary):
        try:
            read(content)
        except ArchiveError as error:
            yield from str(error).splitlines()


def _read_vocabulary(content: Path) -> None:
    path = content / "vocabulary.toml"
    try:
        read_vocabulary(path.read_text(encoding="utf-8") if path.exists() else "", path.name)
    except (OSError, UnicodeDecodeError) as error:
        raise BrokenSettings(f"{path.name}: cannot be read: {error}") from error


def _read_all(content: Path, names: Iterable[str]) -> tuple[dict[str, Post], list[str]]:
    """Return the posts by file, and a line for each file that cannot be read."""
    posts, problems = {}, []
    for name in names:
        try:
            post = read_file(content, name)
        except BrokenContent as error:
            problems.append(str(error))
        else:
            posts[name] = replace(post, body="", comments=())
    return posts, problems


def _edited(content: Path, record: LedgerEntry) -> int:
    """Count the files of a post (its own and its comments) that differ from what import last wrote."""
    written = written_of(record)
    digests = written.digests if written else {}
    return sum(bool(sha256) and _digest(content / name) not in (None, sha256) for name, sha256 in digests.items())


def _digest(path: Path) -> str | None:
    """Return the sha256 of the file; None if it cannot be read."""
    try:
        return file_sha256(path)
    except OSError:
        return None
