"""Import: raw files in, Markdown files and a ledger out.

The rule: running it twice changes nothing, and any order of the same files gives the same folder. Each file is read for
itself; one that cannot be read, or a post that cannot be written, is reported and stops no other. What is to be done
is decided before anything is done.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol, TypeVar

from archive.content_folder import carry_out
from archive.errors import ArchiveError
from archive.filing import Placement, filed
from archive.ledger import (
    Record,
    after_crash,
    announce,
    in_order,
    ours,
    read_ledger,
    read_pending,
    write_ledger,
)
from archive.places import Places, key_of, key_of_record
from archive.raw_files import SourcePath
from archive.settling import left_behind, settled
from archive.source_facts import FolderFacts, read_facts
from archive.source_reading import FileReport, SourceReading, not_read, read_source

_T = TypeVar("_T")


class Track(Protocol):
    """Shows progress over things while they are taken, one by one."""

    def __call__(self, things: Sequence[_T], doing: str, /) -> Iterable[_T]:
        """The things, in order; `doing` is a word for what is being done to them."""


@dataclass(frozen=True)
class ImportReport:
    """What an import did, or with `dry_run` would have done."""

    files: tuple[FileReport, ...]
    records: tuple[Record, ...]
    outcomes: Mapping[str, int]
    """Of content_folder.OUTCOMES, how many posts."""
    conflicts: tuple[str, ...]
    """Files edited by hand, left as they are."""
    problems: tuple[str, ...]
    """One plain line for everything that went wrong."""


def import_sources(sources: Sequence[SourcePath], content: Path, dry_run: bool, track: Track) -> ImportReport:
    """Import `sources` into the folder `content`; with `dry_run` only say what would change.

    Raises ArchiveError if the ledger cannot be read or written.
    """
    ledger, pending = read_ledger(content), read_pending(content)
    before = after_crash(content, ledger, pending)
    facts = {folder: read_facts(folder) for folder in sorted({source.path.parent for source in sources})}
    readings = _readings(sources, facts, {record.source for record in before}, track)
    copies = [copy for reading in readings for copy in reading.copies]
    elsewhere = _elsewhere(before, readings)
    keys = {key for record in elsewhere if (key := key_of_record(record))}
    placements = filed(copies, content, Places(before), keys, ours([*ledger, *pending]))

    read = {reading.file.source for reading in readings if not reading.file.problem}
    found = {key_of(copy.post.sources[0]) for copy in copies}
    others = [record for reading in readings for record in reading.others]
    kept = [*elsewhere, *left_behind(before, placements, read, found), *others]
    records = settled(kept, copies, placements)
    if not dry_run:
        announce(content, records)
        placements = _carried_out(content, placements, track)
        if any(each.problem for each in placements):
            records = settled(kept, copies, placements)
        write_ledger(content, records)
    return _report(readings, records, placements, [problem for each in facts.values() for problem in each.problems])


def _readings(
    sources: Sequence[SourcePath], facts: Mapping[Path, FolderFacts], imported: Collection[str], track: Track
) -> list[SourceReading]:
    """What is in each source; one that was imported before waits while sources.toml is not fit to be used."""
    readings = []
    for source in track(sources, "Reading"):
        known = facts[source.path.parent].of(source.name.split("/")[-1])
        readings.append(_waiting(source) if not known.sound and source.name in imported else read_source(source, known))
    return readings


def _waiting(source: SourcePath) -> SourceReading:
    """A file that would lose what was known of it, if it were read now."""
    problem = f"{source.name}: left as it was, until what sources.toml says of it is mended"
    return replace(not_read(source.name, None, problem), others=())


def _elsewhere(before: Iterable[Record], readings: Sequence[SourceReading]) -> list[Record]:
    """Records of sources that are not read now: they hold. That a file could not be read is said anew each time."""
    named = {reading.file.source for reading in readings}
    read = {reading.file.source for reading in readings if not reading.file.problem}
    return [
        record
        for record in before
        if record.source not in read and not (record.kind == "file" and record.source in named)
    ]


def _carried_out(content: Path, placements: Sequence[Placement], track: Track) -> list[Placement]:
    """Do what was decided, first that for which no file has to make way: so no text is overwritten before it moved."""
    needed = {path for each in placements if each.change.written for path in each.change.written.digests}
    problems: dict[int, str | None] = {}
    stuck: set[str] = set()
    order = sorted(range(len(placements)), key=lambda at: not placements[at].change.is_new)
    for at in track(order, "Writing"):
        change = placements[at].change
        try:
            if taken := sorted(stuck.intersection(change.texts)):
                raise ArchiveError(f"{taken[0]}: the post that stands there could not be moved; run it again")
            carry_out(content, change, needed)
        except ArchiveError as error:
            problems[at] = str(error)
            stuck.update(change.leaves)
    return [
        replace(each, problem=problems[at], change=replace(each.change, outcome="failed")) if at in problems else each
        for at, each in enumerate(placements)
    ]


def _report(
    readings: Sequence[SourceReading],
    records: Iterable[Record],
    placements: Sequence[Placement],
    problems: Sequence[str],
) -> ImportReport:
    versions = {(reading.file.source, reading.file.sha256) for reading in readings}
    of_files = [problem for reading in readings for problem in reading.problems]
    of_posts = [each.problem for each in placements if each.problem]
    return ImportReport(
        files=tuple(sorted((reading.file for reading in readings), key=lambda file: file.source)),
        records=tuple(record for record in in_order(records) if (record.source, record.sha256) in versions),
        outcomes=Counter(each.change.outcome for each in placements),
        conflicts=tuple(sorted(name for each in placements for name in each.change.conflicts)),
        problems=(*problems, *of_files, *of_posts),
    )
