"""Read the sources: every document in every file, including those in zips and web archives.

Each document is read on its own, and one that cannot be read does not stop the others.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from archive.content.ledger import LedgerEntry
from archive.errors import UnreadableSource
from archive.ingest.cache import ReadingCache
from archive.ingest.images import found_image
from archive.ingest.read_document import read_document
from archive.ingest.readings import DocumentReading, FileReport, not_read, same_file, set_aside
from archive.ingest.same_files import DocumentsRead, OpenedSource, twins_of
from archive.privacy.masking import Allowlist
from archive.progress import Progress
from archive.sources.backup_parts import backup_part
from archive.sources.containers import contents_of
from archive.sources.contents import Content, Fault, Ignored
from archive.sources.document import Document
from archive.sources.facts import NO_FACTS, Facts, FolderFacts, read_facts
from archive.sources.files import SourcePath, document_of, is_saved_with_page


def open_sources(
    sources: Sequence[SourcePath],
    facts: Mapping[Path, FolderFacts],
    imported: Mapping[str, Collection[str]],
    progress: Progress,
) -> list[OpenedSource | DocumentReading]:
    """Hash each of `sources`, and find what is known about it; or say why it cannot be read.

    `imported` has the names, by sha256, of sources that were imported before.
    """
    in_order = sorted(sources, key=lambda source: source.name)
    return [_opened(source, facts, imported) for source in progress(in_order, "Hashing")]


def read_sources(
    opened: Sequence[OpenedSource | DocumentReading],
    imported: Mapping[str, Collection[str]],
    allowed: Allowlist,
    cache: ReadingCache | None,
    progress: Progress,
) -> list[DocumentReading]:
    """Read each of the `opened` sources.

    Sources that were `imported` before are not read again while something in sources.toml about them cannot be used,
    because they would lose what was known. Without a `cache` nothing is stored.
    """
    twins = twins_of(each for each in opened if isinstance(each, OpenedSource) and _may_hold_posts(each.document))
    reader = _SourceReader(allowed, cache, progress)
    names = set().union(*imported.values())
    readings: list[DocumentReading] = []
    for each in progress(opened, "Reading"):
        if isinstance(each, DocumentReading):
            readings.append(each)
        elif twin := twins.get(each.source.name):
            readings.append(same_file(each.source.name, each.document.sha256, twin))
        elif not each.facts.is_valid and (each.source.name in names or each.document.sha256 in imported):
            readings.append(_waiting(each.source))
        else:
            readings += reader.read(each)
    if cache:
        cache.remove_outdated()
    return readings


def _opened(
    source: SourcePath, facts: Mapping[Path, FolderFacts], imported: Mapping[str, Collection[str]]
) -> OpenedSource | DocumentReading:
    """Return the source with its bytes and what a keeper knows about it, or a reading that says why it is not read."""
    try:
        document = document_of(source)
    except UnreadableSource as error:
        return not_read(source.name, None, str(error))
    return OpenedSource(source, document, _facts(source, facts, imported.get(document.sha256, ())))


def _may_hold_posts(document: Document) -> bool:
    """Return False for images and the side files of a backup, whose names say what they belong to."""
    return not backup_part(document) and not found_image(document)


def _facts(source: SourcePath, facts: Mapping[Path, FolderFacts], names: Iterable[str]) -> Facts:
    """Return the facts about the file or, if there are none where it is now, those beside its former places."""
    known = facts[source.path.parent].of(_file_name(source.name))
    former = [_root(source) / name for name in sorted(names) if name != source.name]
    elsewhere = (read_facts(path.parent).of(_file_name(path.name)) for path in former if not path.exists())
    return known if known != NO_FACTS else next((each for each in elsewhere if each != NO_FACTS), known)


def _root(source: SourcePath) -> Path:
    """Return the folder that the names of the sources below it start from."""
    return source.path.parents[min(source.name.count("/"), len(source.path.parents) - 1)]


def _file_name(name: str) -> str:
    return name.rpartition("/")[2]


@dataclass(frozen=True)
class _SourceReader:
    allowed: Allowlist
    cache: ReadingCache | None
    progress: Progress
    documents: DocumentsRead = field(default_factory=DocumentsRead)

    def read(self, opened: OpenedSource) -> Iterator[DocumentReading]:
        """Read one file, or each document in it if it is a container."""
        document, facts = opened.document, opened.facts
        is_container = False
        saved_with_page = is_saved_with_page(opened.source)
        for content in contents_of(document):
            is_itself = isinstance(content, Document) and content.name == document.name
            is_container = is_container or not is_itself
            in_container = saved_with_page or not (is_itself or _is_all_of(document, content))
            known = facts if is_itself or _is_all_of(document, content) else NO_FACTS
            yield self._content(content, known, in_container)
        if is_container:
            yield _container(document)

    def _content(self, content: Content, facts: Facts, in_container: bool) -> DocumentReading:
        if isinstance(content, Fault):
            return not_read(content.name, content.sha256, f"{content.name}: skipped: {content.reason}")
        if isinstance(content, Ignored):
            times = f" ({content.count} of them)" if content.count > 1 else ""
            return set_aside(content.name, None, f"{content.reason}{times}")
        if part := backup_part(content):
            return set_aside(content.name, content.sha256, part)
        if image := found_image(content):
            return DocumentReading(FileReport(content.name, content.sha256, "image"), image=image)
        return self._document(content, facts, in_container)

    def _document(self, document: Document, facts: Facts, in_container: bool) -> DocumentReading:
        if twin := self.documents.twin_of(document):
            return same_file(document.name, document.sha256, twin)
        if self.cache and (cached := self.cache.get(document, facts)):
            return cached
        reading = read_document(document, facts, self.allowed, self.progress, in_container)
        if self.cache:
            self.cache.put(document, facts, reading)
        return reading


def _is_all_of(container: Document, content: Content) -> bool:
    """Return True for the page of an MHTML file and the file in a gzip file, unless these are in a container too."""
    folder = content.name.rpartition("/")[0]
    return isinstance(content, Document) and content.is_whole and folder == container.name


def _container(document: Document) -> DocumentReading:
    """Return a reading with a ledger entry for a zip or web archive, so that a change of it is noticed."""
    entry = LedgerEntry(document.name, document.sha256, "container", None, document.name, "container", "left-out")
    entry = replace(entry, reason="its contents have entries of their own")
    return DocumentReading(FileReport(document.name, document.sha256, "container"), (), (entry,))


def _waiting(source: SourcePath) -> DocumentReading:
    problem = f"{source.name}: skipped: not read again until its entry in sources.toml is corrected"
    return replace(not_read(source.name, None, problem), other_entries=())
