"""Import: raw files in; Markdown files and a ledger out.

The stages are called one after the other, and only from here: read, keep this blog, group, merge, find places, plan,
write, record. Everything is decided before anything is written. Importing the same files twice changes nothing, and
their order does not matter.

Everything that was read is held in memory until it is written. For 70 MB with 4,500 posts and 74,000 comments, made by
`tests/benchmarks/export_at_scale.py`, memory peaks at 541 MB as a Takeout and 502 MB as a classic export, and at 624 MB
when the readings come from the cache (2026-11-30, Python 3.11).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from archive.content.folder import OurHashes, edited_files, remove_files
from archive.content.ledger import (
    LedgerEntry,
    after_crash,
    announce,
    hashes_written,
    in_order,
    ledger_bytes,
    left_by_crash,
    read_ledger,
    read_pending,
    write_ledger,
)
from archive.content.word_counts import is_unplaced
from archive.decisions.decisions import Decisions
from archive.decisions.folder import decisions_in
from archive.ingest.cache import ReadingCache
from archive.ingest.candidates import Candidates, PostCandidate, displaced_places, find_places
from archive.ingest.copies import Copy, EntryKey, RecordKey, entry_key, record_key
from archive.ingest.existing import existing_copies
from archive.ingest.group import group_copies, keep_this_blog, notes_on_blogs
from archive.ingest.images import FoundImage, album_of
from archive.ingest.last_import import LastImport
from archive.ingest.merge_posts import merge_copies
from archive.ingest.outcomes import entries_left_behind
from archive.ingest.places import Place, Places
from archive.ingest.placing import PlacedPassage
from archive.ingest.plan import ImportPlan, plan_changes
from archive.ingest.read import open_sources, read_sources
from archive.ingest.readings import DocumentReading, FileReport
from archive.ingest.renames import Renames, find_renames
from archive.ingest.same_files import names_by_digest, with_new_names
from archive.ingest.settle import about_passages, as_read, placed_passages
from archive.ingest.settle_content import entries_with_settled, places_to_settle, settle_in_content
from archive.ingest.write import write_images, write_posts
from archive.privacy.allowlist import load_allowlist
from archive.progress import Progress
from archive.sources.facts import read_facts
from archive.sources.files import SourcePath


@dataclass(frozen=True)
class ImportReport:
    """What an import did, or with `dry_run` would have done."""

    files: tuple[FileReport, ...]
    entries: tuple[LedgerEntry, ...]
    """The ledger entries of these files."""
    outcomes: Mapping[str, int]
    """How many posts have each outcome: those of `Change.outcome`, and "withdrawn"."""
    states: Mapping[str, str]
    """The state of each file before the import: those of `Change.states`, and "renamed". No file that is neither there
    nor to be written is in it."""
    problems: tuple[str, ...]
    """One line for each problem."""
    notes: tuple[str, ...] = ()
    """One line for each thing a keeper should know that is not a problem."""

    @property
    def conflicts(self) -> tuple[str, ...]:
        """Files edited by hand whose sources have changed; they are left alone."""
        return tuple(sorted(file for file, state in self.states.items() if state == "conflict"))


def import_sources(
    sources: Sequence[SourcePath], content: Path, dry_run: bool, progress: Progress, blog_address: str | None = None
) -> ImportReport:
    """Import `sources` into the folder `content`; with `dry_run`, only report what would change.

    If the sources have several blogs, only the one at `blog_address` is imported.

    Raises ArchiveError if the ledger or privacy.toml cannot be read, or the ledger cannot be written.
    """
    before = _read_content(content)
    decisions = about_passages(decisions_in(content))
    facts = {folder: read_facts(folder) for folder in sorted({folder for each in sources for folder in each.folders})}
    imported = names_by_digest(before.entries)
    opened = open_sources(sources, facts, imported, progress)
    last = None if dry_run else LastImport(content, opened, facts, blog_address)
    if last and (same := last.report(ImportReport)):
        return same
    allowed = load_allowlist(content)
    cache = None if dry_run else ReadingCache(content, allowed)
    readings = read_sources(opened, imported, allowed, cache, progress)
    before = before.with_names_now(readings)
    if not dry_run:
        before.renames.carry_out(content)
    other_entries = _entries_of_other_sources(before.entries, readings)
    plan = _plan(readings, before, decisions, other_entries, content, blog_address)
    kept = [*other_entries, *_entries_outside_posts(readings, before, plan)]
    entries = entries_with_settled(kept, plan, content)
    if not dry_run:
        leftovers = left_by_crash(content, before.ledger, before.pending)
        ledger = ledger_bytes(entries)
        announce(content, ledger)
        write_images(content, [image for image in _images(readings) if image.file in plan.used_images], sources)
        plan = write_posts(content, plan, progress)
        if plan.problems:
            entries = entries_with_settled(kept, plan, content)
            ledger = ledger_bytes(entries)
        remove_files(content, leftovers)
        write_ledger(content, ledger)
    problems = [problem for each in facts.values() for problem in each.problems]
    notes = notes_on_blogs([copy for reading in readings for copy in reading.copies], blog_address)
    report = _report(readings, entries, plan, before.renames, content, problems, notes)
    if last:
        last.remember(report)
    return report


def _plan(
    readings: Sequence[DocumentReading],
    before: _ContentBefore,
    decisions: Decisions,
    other_entries: Sequence[LedgerEntry],
    content: Path,
    blog_address: str | None,
) -> ImportPlan:
    """Decide what becomes of everything that was read. Nothing is written yet."""
    kept = _keys_of(other_entries)
    places = Places(before.entries, partial(edited_files, content))
    copies = keep_this_blog([copy for reading in readings for copy in reading.copies], blog_address)
    existing = partial(existing_copies, content, placed=before.placed)
    groups = [[*group.copies, *existing(group.places, kept=kept)] for group in group_copies(copies, places)]
    merged = [post for group in groups for post in merge_copies(group)]
    found = find_places(merged, copies, places, kept)
    found = _with_existing(found, displaced_places(found, places), existing)
    found = _with_existing(found, places_to_settle(found, places, decisions, before.placed), existing)
    passages = [*other_entries, *(entry for reading in readings for entry in reading.other_entries)]
    settle = partial(settle_in_content, content, places, decisions, passages)
    return plan_changes(found, content, places, before.hashes, album_of(_images(readings)), settle)


@dataclass(frozen=True)
class _ContentBefore:
    """What is in `content/` before the import."""

    ledger: Sequence[LedgerEntry]
    pending: Sequence[LedgerEntry]
    """What an import that crashed was about to write."""
    renames: Renames
    placed: Mapping[str, Sequence[PlacedPassage]]
    """The passages that keepers placed, by the file of the post."""

    @property
    def entries(self) -> list[LedgerEntry]:
        """The ledger's entries, with the files as they are now and without a keeper's decisions about passages."""
        return [as_read(entry) for entry in self.renames.entries]

    def with_names_now(self, readings: Iterable[DocumentReading]) -> _ContentBefore:
        """Return it with each source under the name that it was read as now."""
        names: defaultdict[str, set[str]] = defaultdict(set)
        for file in (reading.file for reading in readings):
            if file.sha256 and not file.same_as and not file.problem:
                names[file.sha256].add(file.source)
        return replace(self, renames=replace(self.renames, entries=with_new_names(self.renames.entries, names)))

    @property
    def hashes(self) -> OurHashes:
        """The hashes of everything that this archive wrote."""
        return hashes_written([*self.entries, *self.ledger, *self.pending])


def _read_content(content: Path) -> _ContentBefore:
    pending = read_pending(content)
    ledger = with_new_names(read_ledger(content), names_by_digest(pending))
    renames = find_renames(content, after_crash(content, ledger, pending))
    return _ContentBefore(ledger, pending, renames, placed_passages(renames.entries))


def _entries_of_other_sources(before: Iterable[LedgerEntry], readings: Sequence[DocumentReading]) -> list[LedgerEntry]:
    """Return the entries of sources that are not read now, which stay as they are.

    The entry of a file that could not be read is made again each time.
    """
    named = {reading.file.source for reading in readings}
    read = _names_read(readings)
    return [
        entry for entry in before if entry.source not in read and not (entry.kind == "file" and entry.source in named)
    ]


def _names_read(readings: Iterable[DocumentReading]) -> set[str]:
    return {reading.file.source for reading in readings if not reading.file.problem}


def _keys_of(entries: Iterable[LedgerEntry]) -> set[EntryKey]:
    keys: set[EntryKey] = set()
    for entry in entries:
        if key := entry_key(entry):
            keys.add(key)
        elif entry.kind == "comment" and entry.sha256:
            keys.add((entry.source, entry.sha256))
    return keys


def _record_keys(readings: Iterable[DocumentReading]) -> set[RecordKey]:
    copies = (copy for reading in readings for copy in reading.copies if not copy.is_stub)
    return {record_key(source) for copy in copies for source in copy.sources}


def _with_existing(
    found: Candidates, places: Iterable[Place], existing: Callable[[Iterable[Place]], list[Copy]]
) -> Candidates:
    """Add the posts at `places`, which are not imported now but change all the same."""
    added = [
        PostCandidate(merged, place)
        for place in places
        for copy in existing([place])
        for merged in merge_copies([copy])
    ]
    return replace(found, posts=(*found.posts, *added))


def _entries_outside_posts(
    readings: Sequence[DocumentReading], before: _ContentBefore, plan: ImportPlan
) -> Iterator[LedgerEntry]:
    """Yield the entries of what is in the sources and in no post of the plan, and of posts no longer in the sources."""
    yield from entries_left_behind(before.entries, plan, _names_read(readings), _record_keys(readings))
    for reading in readings:
        yield from reading.other_entries
    for image in _images(readings):
        yield _image_entry(image, plan.used_images)


def _images(readings: Iterable[DocumentReading]) -> list[FoundImage]:
    return [reading.image for reading in readings if reading.image]


def _image_entry(image: FoundImage, used: Collection[str]) -> LedgerEntry:
    entry = LedgerEntry(image.name, image.sha256, "image", None, image.name, "image", "left-out", "no post shows it")
    return replace(entry, outcome="published", reason=None, file=image.file) if image.file in used else entry


def _report(
    readings: Sequence[DocumentReading],
    entries: Iterable[LedgerEntry],
    plan: ImportPlan,
    renames: Renames,
    content: Path,
    problems: Sequence[str],
    notes: Iterable[str],
) -> ImportReport:
    versions = {(reading.file.source, reading.file.sha256) for reading in readings}
    of_files = [problem for reading in readings for problem in reading.problems]
    states = {
        file: state
        for planned in plan.posts
        for file, state in planned.change.states.items()
        if state != "clean" or (content / file).exists()
    }
    outcomes = Counter(planned.change.outcome for planned in plan.posts)
    outcomes += Counter({"withdrawn": len(plan.withdrawn)})
    its_entries = tuple(entry for entry in in_order(entries) if (entry.source, entry.sha256) in versions)
    files = sorted((reading.file for reading in readings if not reading.file.same_as), key=lambda file: file.source)
    counted = tuple(_with_word_counts(_with_doubts(files, plan), its_entries))
    return ImportReport(
        files=counted,
        entries=its_entries,
        outcomes=outcomes,
        states=dict(sorted({**states, **renames.states}.items())),
        problems=(*problems, *of_files, *plan.problems, *plan.settlement.problems, *_unplaced_lines(counted)),
        notes=(*notes, *_twin_lines(readings), *plan.settlement.notes),
    )


def _unplaced_lines(files: Iterable[FileReport]) -> Iterator[str]:
    """Yield a line for each file with words that are unplaced."""
    for file in files:
        if file.words_unplaced:
            words = "1 word is" if file.words_unplaced == 1 else f"{file.words_unplaced:,} words are"
            passages = f" in {file.passages_unplaced:,} passages" * (file.passages_unplaced > 1)
            yield f"{file.source}: {words} unplaced{passages}; say with `invoke review` where they belong"


def _twin_lines(readings: Iterable[DocumentReading]) -> Iterator[str]:
    """Yield a line for each file that is there twice."""
    for file in (reading.file for reading in readings):
        if file.same_as:
            yield f"{file.source}: the same file as {file.same_as}; it counts once"


def _with_doubts(files: Iterable[FileReport], plan: ImportPlan) -> Iterator[FileReport]:
    """Add remarks about posts that may be copies of others."""
    doubts = plan.doubts
    yield from (replace(file, remarks=(*file.remarks, *doubts.get(file.source, ()))) for file in files)


def _with_word_counts(files: Iterable[FileReport], entries: Iterable[LedgerEntry]) -> Iterator[FileReport]:
    """Complete the reports with what became of the words of each file."""
    kept: Counter[str] = Counter()
    left_out: defaultdict[str, Counter[str]] = defaultdict(Counter)
    unplaced: defaultdict[str, list[int]] = defaultdict(list)
    for entry in entries:
        if is_unplaced(entry):
            unplaced[entry.source].append(entry.words_in)
        else:
            kept[entry.source] += entry.words_kept
            left_out[entry.source].update(entry.words_left_out or {})
    for file in files:
        name = file.source
        yield replace(
            file,
            words_kept=kept[name],
            words_left_out=dict(sorted(left_out[name].items())),
            words_unplaced=sum(unplaced[name]),
            passages_unplaced=len(unplaced[name]),
        )
