"""Verify: are the sources what they were, does the ledger add up, can the content still be read.

The rule: it looks and tells; it writes nothing and mends nothing. What a person changed by hand is counted and is no
fault, since hand edits win.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from archive.audit.fixity import look_at, versions_of
from archive.content.folder import post_files, read_file
from archive.content.ledger import (
    PENDING_NAME,
    LedgerEntry,
    after_crash,
    read_ledger,
    read_pending,
    sum_problems,
    unanswered,
    written_of,
)
from archive.errors import BrokenContent, UnreadableSource
from archive.ingest.outcomes import DELETED
from archive.ingest.renames import hand_moves
from archive.progress import Progress
from archive.sources.files import file_sha256
from archive.sources.locations import SourceFinder, load_locations

_IMAGE = "image"


@dataclass(frozen=True)
class Verified:
    """What was looked at, and what was found."""

    problems: tuple[str, ...]
    """One plain line for everything that is wrong."""
    notes: tuple[str, ...]
    """One plain line for everything that a keeper should know and that is no fault."""
    raw_files: int
    """Raw files in the ledger."""
    members: int
    """Documents in containers that are as they were imported."""
    records: int
    """Lines of the ledger."""
    unhashed: int
    """Those of them without a sha256: the bytes could not be had."""
    posts: int
    """Files of posts that can be read."""
    edited: int
    """Files that are not as the import last wrote them."""
    by_hand: int
    """Files of posts that no line of the ledger knows."""


@dataclass(frozen=True)
class _Content:
    """What was found in the content folder."""

    problems: tuple[str, ...]
    posts: int
    edited: int
    by_hand: int


def verify(content: Path, progress: Progress) -> Verified:
    """Look at everything that the folder `content` has and was made from.

    Raises ArchiveError if there is no such folder, or its ledger cannot be read.
    """
    if not content.is_dir():
        raise UnreadableSource(f"{content}: there is no such folder; name the content folder after --content")
    ledger, pending = read_ledger(content), read_pending(content)
    records = after_crash(content, ledger, pending)
    in_time = () if not pending else (f"{PENDING_NAME}: an import was cut off; run it again",)
    files, of_sources, members = _sources(content, records, progress)
    found = _content(content, records, progress)
    return Verified(
        problems=(*in_time, *of_sources, *sum_problems(records), *found.problems),
        notes=tuple(unanswered(records)),
        raw_files=files,
        members=members,
        records=len(records),
        unhashed=sum(record.sha256 is None for record in records),
        posts=found.posts,
        edited=found.edited,
        by_hand=found.by_hand,
    )


def _sources(content: Path, records: Sequence[LedgerEntry], progress: Progress) -> tuple[int, list[str], int]:
    """How many raw files the ledger knows, what is wrong with them, and how many documents in them are as they were."""
    memory = load_locations(content)
    places = SourceFinder(content, memory)
    versions = versions_of(records, memory.files)
    names = sorted(versions.files)
    looked = [look_at(name, versions, places) for name in progress(names, "Hashing")]
    problems = [problem for found in looked for problem in found.problems]
    cure = "it was never imported; import it, or take it away"
    problems += [f"{name}: extra: {cure} ({path})" for name, path in places.files_except(names)]
    return len(names), problems, sum(found.members for found in looked)


def _content(content: Path, records: Sequence[LedgerEntry], progress: Progress) -> _Content:
    """What is wrong with the files of the content folder."""
    moves = hand_moves(content, records)
    there = post_files(content)
    problems = [*_missing(content, records, moves.records), *_changed_images(content, records)]
    unreadable = [problem for name in progress(there, "Reading") if (problem := _unreadable(content, name))]
    known = {record.file for record in moves.records}
    return _Content(
        problems=(*problems, *unreadable),
        posts=len(there) - len(unreadable),
        edited=sum(_edited(content, record) for record in moves.records),
        by_hand=sum(name not in known for name in there),
    )


def _missing(content: Path, records: Sequence[LedgerEntry], moved: Sequence[LedgerEntry]) -> Iterator[str]:
    """Files that should hold a text and are not there, unless a person renamed them or took them away."""
    deleted = {record.file for record in records if record.reason == DELETED}
    places = {
        (record.file, after.file or record.file)
        for record, after in zip(records, moved, strict=True)
        if record.outcome in ("published", "merged") and record.file and record.file not in deleted
    }
    for name, now in sorted(places):
        if not (content / name).exists() and not (content / now).exists():
            yield f"{name}: missing: restore it; or import again, if it was deleted on purpose"


def _changed_images(content: Path, records: Sequence[LedgerEntry]) -> Iterator[str]:
    """Kept images that are not, bit for bit, what was imported: their names say what they are."""
    kept: Mapping[str, str | None] = {
        record.file: record.sha256 for record in records if record.kind == _IMAGE and record.file
    }
    for name, sha256 in sorted(kept.items()):
        if _digest(content / name) not in (None, sha256):
            yield f"{name}: changed: it is not the image that was imported; take it away and import again"


def _unreadable(content: Path, name: str) -> str | None:
    try:
        read_file(content, name)
    except BrokenContent as error:
        return str(error)
    return None


def _edited(content: Path, record: LedgerEntry) -> int:
    """How many of the two files of a post are not as they were last written."""
    written = written_of(record)
    digests = written.digests if written else {}
    return sum(bool(sha256) and _digest(content / name) not in (None, sha256) for name, sha256 in digests.items())


def _digest(path: Path) -> str | None:
    """sha256 of the file; None if there is none that can be read."""
    try:
        return file_sha256(path)
    except OSError:
        return None
