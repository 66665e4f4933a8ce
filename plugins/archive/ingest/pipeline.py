"""Import: raw files in, Markdown files and a ledger out.

The rule: running it twice changes nothing, and any order of the same files gives the same folder. Each document is
read for itself; one that cannot be read, or a post that cannot be written, is reported and stops no other. What is to
be done is decided before anything is done.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from archive.atomic import remove, write_whole
from archive.content.folder import Change, carry_out
from archive.content.ledger import (
    LedgerEntry,
    after_crash,
    announce,
    in_order,
    left_by_crash,
    ours,
    read_ledger,
    read_pending,
    write_ledger,
)
from archive.errors import ArchiveError, UnreadableSource
from archive.ingest.cache import KeptReadings, Unchanged, program, recall, remember, stamp_of
from archive.ingest.copies import Live, key_of
from archive.ingest.group import of_one_blog
from archive.ingest.images import FoundImage, album, ending_of
from archive.ingest.outcomes import left_behind, settled
from archive.ingest.places import Places, key_of_record
from archive.ingest.plan import Filed, Placement, filed
from archive.ingest.read import FileReport, SourceReading, not_read, read_document, set_aside
from archive.ingest.renames import HandMoves, hand_moves
from archive.privacy.allowlist import allowed_in
from archive.privacy.masking import Allowed
from archive.progress import Progress
from archive.sources.containers import contents_of
from archive.sources.contents import Content, Fault, Ignored
from archive.sources.document import Document
from archive.sources.facts import NO_FACTS, Facts, FolderFacts, read_facts
from archive.sources.files import SourcePath, document_of
from archive.sources.sniffing import backup_part
from archive.spool import Shelf


@dataclass(frozen=True)
class ImportReport:
    """What an import did, or with `dry_run` would have done."""

    files: tuple[FileReport, ...]
    records: tuple[LedgerEntry, ...]
    outcomes: Mapping[str, int]
    """How many posts had each outcome (`Change.outcome`)."""
    states: Mapping[str, str]
    """The state of each file of the posts in the sources, as it was before: one of `Change.states`, or "renamed"."""
    problems: tuple[str, ...]
    """One plain line for everything that went wrong."""

    @property
    def conflicts(self) -> tuple[str, ...]:
        """Files edited by hand whose sources say something new; they are left as they are."""
        return tuple(sorted(file for file, state in self.states.items() if state == "conflict"))


def import_sources(
    sources: Sequence[SourcePath], content: Path, dry_run: bool, progress: Progress, blog_address: str | None = None
) -> ImportReport:
    """Import `sources` into the folder `content`; with `dry_run` only say what would change.

    `blog_address` is that of the blog: of several blogs in the sources only the one that stands there is taken.

    Raises ArchiveError if the ledger or privacy.toml cannot be read, or the ledger cannot be written.
    """
    if last := recall(content, stamp_of(sources, content, blog_address)):
        return _nothing_new(content, last)
    with Shelf() as shelf:
        done = _imported(sources, content, dry_run, progress, shelf, blog_address)
    if not dry_run:
        last = Unchanged(done.files, done.outcomes, done.states, done.problems)
        remember(content, stamp_of(sources, content, blog_address), last)
    return done


def _nothing_new(content: Path, last: Unchanged) -> ImportReport:
    """The report of an import that finds everything as the last one left it."""
    versions = {(file.source, file.sha256) for file in last.files}
    records = tuple(each for each in read_ledger(content) if (each.source, each.sha256) in versions)
    return ImportReport(last.files, records, last.outcomes, last.states, last.problems)


def _imported(
    sources: Sequence[SourcePath],
    content: Path,
    dry_run: bool,
    progress: Progress,
    shelf: Shelf,
    blog_address: str | None,
) -> ImportReport:
    allowed = allowed_in(content)
    ledger, pending = read_ledger(content), read_pending(content)
    moves = hand_moves(content, after_crash(content, ledger, pending))
    before = moves.records
    facts = {folder: read_facts(folder) for folder in sorted({source.path.parent for source in sources})}
    reader = _Reader(shelf, allowed, None if dry_run else KeptReadings(content, program(), allowed, shelf), progress)
    readings = _readings(sources, facts, {record.source for record in before}, reader)
    copies = of_one_blog([copy for reading in readings for copy in reading.copies], blog_address)
    elsewhere = _elsewhere(before, readings)
    live = _live(elsewhere)
    if not dry_run:
        moves.carry_out(content)
    images = [image for reading in readings for image in reading.images]
    found = filed(copies, content, Places(before), live, ours([*before, *ledger, *pending]), album(images), shelf)
    used = {image.file for each in found.placements for image in each.post.images}

    read = {reading.file.source for reading in readings if not reading.file.problem}
    keys = {key_of(source) for copy in copies if not copy.is_stub for source in copy.sources}
    others = [record for reading in readings for record in reading.others]
    others += [_record_of_image(image, used) for image in images]
    kept = [*elsewhere, *left_behind(before, found, read, keys), *others]
    records = settled(kept, found, shelf)
    if not dry_run:
        leftovers = left_by_crash(content, ledger, pending)
        announce(content, records)
        _keep_images(content, images, used, shelf)
        found = _carried_out(content, found, progress, shelf)
        if any(each.problem for each in found.placements):
            records = settled(kept, found, shelf)
        for path in leftovers:
            remove(content / path)
        write_ledger(content, records)
    problems = [problem for each in facts.values() for problem in each.problems]
    return _report(readings, records, found, moves, problems)


@dataclass(frozen=True)
class _Reader:
    """Reads what is in files."""

    shelf: Shelf
    allowed: Allowed
    kept: KeptReadings | None
    """None in a dry run, which leaves nothing behind."""
    progress: Progress

    def read(self, source: SourcePath, facts: Facts) -> Iterator[SourceReading]:
        """What is in one file: in itself or, of a container, in each document in it."""
        try:
            document = document_of(source)
        except UnreadableSource as error:
            yield not_read(source.name, None, str(error))
            return
        is_container = False
        for content in contents_of(document):
            inside = content is not document
            is_container = is_container or inside
            yield self._content(content, NO_FACTS if inside else facts, inside)
        if is_container:
            yield _container(document)

    def _content(self, content: Content, facts: Facts, inside: bool) -> SourceReading:
        if isinstance(content, Fault):
            return not_read(content.name, content.sha256, f"{content.name}: not read: {content.reason}")
        if isinstance(content, Ignored):
            times = f" ({content.count} of them)" if content.count > 1 else ""
            return set_aside(content.name, None, f"{content.reason}{times}")
        if part := backup_part(content):
            return set_aside(content.name, content.sha256, part)
        if ending := ending_of(content):
            return _image(content, ending, self.shelf)
        return self._document(content, facts, inside)

    def _document(self, document: Document, facts: Facts, inside: bool) -> SourceReading:
        if self.kept and (kept := self.kept.get(document, facts)):
            return kept
        start = self.shelf.end
        reading = read_document(document, facts, self.shelf, self.allowed, self.progress, inside)
        if self.kept:
            self.kept.keep(document, facts, reading, start)
        return reading


def _readings(
    sources: Sequence[SourcePath], facts: Mapping[Path, FolderFacts], imported: Collection[str], reader: _Reader
) -> list[SourceReading]:
    """What is in each source; one that was imported before waits while sources.toml is not fit to be used."""
    readings: list[SourceReading] = []
    for source in reader.progress(sources, "Reading"):
        known = facts[source.path.parent].of(source.name.split("/")[-1])
        if not known.is_valid and source.name in imported:
            readings.append(_waiting(source))
        else:
            readings += reader.read(source, known)
    if reader.kept:
        reader.kept.clear({reading.file.source for reading in readings})
    return readings


def _image(document: Document, ending: str, shelf: Shelf) -> SourceReading:
    stored = shelf.put(document.read())
    image = FoundImage(document.name, document.sha256, document.size, ending, document.address, stored)
    return SourceReading(FileReport(document.name, document.sha256, "image"), images=(image,))


def _record_of_image(image: FoundImage, used: Collection[str]) -> LedgerEntry:
    """The ledger's line for an image: what became of it."""
    record = LedgerEntry(image.name, image.sha256, "image", None, image.name, "image", "left-out", "no text shows it")
    return replace(record, outcome="published", reason=None, file=image.file) if image.file in used else record


def _keep_images(content: Path, images: Sequence[FoundImage], used: Collection[str], shelf: Shelf) -> None:
    """Write those images that a text shows. Raises ArchiveError if one cannot be written."""
    for image in images:
        if image.file in used and not (content / image.file).exists():
            write_whole(content / image.file, shelf.get(image.stored))


def _container(document: Document) -> SourceReading:
    """The ledger's line for a zip or web archive, so that a change of it is found."""
    record = LedgerEntry(document.name, document.sha256, "container", None, document.name, "container", "left-out")
    record = replace(record, reason="what is in it has lines of its own")
    return SourceReading(FileReport(document.name, document.sha256, "container"), (), (record,))


def _waiting(source: SourcePath) -> SourceReading:
    """A file that would lose what was known of it, if it were read now."""
    problem = f"{source.name}: left as it was, until what sources.toml says of it is mended"
    return replace(not_read(source.name, None, problem), others=())


def _elsewhere(before: Iterable[LedgerEntry], readings: Sequence[SourceReading]) -> list[LedgerEntry]:
    """Records of sources that are not read now: they hold. That a file could not be read is said anew each time."""
    named = {reading.file.source for reading in readings}
    read = {reading.file.source for reading in readings if not reading.file.problem}
    return [
        record
        for record in before
        if record.source not in read and not (record.kind == "file" and record.source in named)
    ]


def _live(elsewhere: Iterable[LedgerEntry]) -> set[Live]:
    """Of records that hold: the keys of posts, and (name, sha256) of sources of comments."""
    live: set[Live] = set()
    for record in elsewhere:
        if key := key_of_record(record):
            live.add(key)
        elif record.kind == "comment" and record.sha256:
            live.add((record.source, record.sha256))
    return live


def _carried_out(content: Path, found: Filed, progress: Progress, shelf: Shelf) -> Filed:
    """Do what was decided, first that for which no file has to make way: so no text is overwritten before it moved."""
    placements = found.placements
    needed = {path for each in placements if each.change.written for path in each.change.written.digests}
    problems: dict[int, str | None] = {}
    stuck: set[str] = set()
    order = sorted(range(len(placements)), key=lambda at: not placements[at].change.is_new)
    for at in progress(order, "Writing"):
        change = placements[at].change
        try:
            if taken := sorted(stuck.intersection(change.states)):
                raise ArchiveError(f"{taken[0]}: the post that stands there could not be moved; run it again")
            carry_out(content, change, needed, shelf)
        except ArchiveError as error:
            problems[at] = str(error)
            stuck.update(change.leaves)
    for place, _ in found.withdrawn:
        comments_first = tuple(reversed(place.written.digests))  # as long as the post stands it is known where it is
        carry_out(content, Change("withdrawn", None, leaves=comments_first), needed, shelf)
    return replace(found, placements=tuple(_or_failed(each, problems.get(at)) for at, each in enumerate(placements)))


def _or_failed(placement: Placement, problem: str | None) -> Placement:
    if not problem:
        return placement
    return replace(placement, problem=problem, change=replace(placement.change, outcome="failed"))


def _report(
    readings: Sequence[SourceReading],
    records: Iterable[LedgerEntry],
    found: Filed,
    moves: HandMoves,
    problems: Sequence[str],
) -> ImportReport:
    versions = {(reading.file.source, reading.file.sha256) for reading in readings}
    of_files = [problem for reading in readings for problem in reading.problems]
    placements = found.placements
    of_posts = [each.problem for each in placements if each.problem]
    states = {file: state for each in placements for file, state in each.change.states.items()}
    outcomes = Counter(each.change.outcome for each in placements)
    outcomes += Counter({"withdrawn": len(found.withdrawn)})
    its_records = tuple(record for record in in_order(records) if (record.source, record.sha256) in versions)
    return ImportReport(
        files=tuple(_with_words(sorted((each.file for each in readings), key=lambda file: file.source), its_records)),
        records=its_records,
        outcomes=outcomes,
        states=dict(sorted({**states, **moves.states}.items())),
        problems=(*problems, *of_files, *of_posts, *moves.problems),
    )


def _with_words(files: Sequence[FileReport], records: Iterable[LedgerEntry]) -> Iterator[FileReport]:
    """The files, each with where its words went in the end."""
    kept: Counter[str] = Counter()
    left_out: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for record in records:
        kept[record.source] += record.words_kept
        left_out[record.source].update(record.words_left_out or {})
    for file in files:
        reasons = dict(sorted(left_out[file.source].items()))
        yield replace(file, words_kept=kept[file.source], words_left_out=reasons)
