"""Check that the raw files are, bit for bit, what the archive was made from.

The rule: hash every raw file again, open every container again and compare each document in it. Write and repair
nothing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from archive.content.ledger import LedgerEntry
from archive.errors import UnreadableSource
from archive.sources.containers import contents_of
from archive.sources.contents import Content, Fault
from archive.sources.document import Document
from archive.sources.files import SourcePath, document_of
from archive.sources.locations import SourceFinder

_CONTAINER, _FILE = "container", "file"


@dataclass(frozen=True)
class Versions:
    """The digests that the ledger has for each source."""

    files: Mapping[str, frozenset[str]]
    """The sha256 that a raw file had at import, by name; empty if it could not be read then."""
    members: Mapping[str, Mapping[str, frozenset[str]]]
    """The same for each document in a container, by the container's name."""
    unused: frozenset[str] = frozenset()
    """Raw files that were skipped, so that nothing in the archive is made from them."""
    digests: frozenset[str] = frozenset()
    """All of them: a file with one of these is a source that was imported, wherever it lies."""


@dataclass(frozen=True)
class FileCheck:
    """The result of checking one raw file."""

    problems: tuple[str, ...] = ()
    members: int = 0
    """Documents in it that have not changed."""


def versions_of(records: Sequence[LedgerEntry], raw: Collection[str]) -> Versions:
    """Collect the digests from the ledger. `raw` are names that are known to be raw files."""
    by_source: defaultdict[str, list[LedgerEntry]] = defaultdict(list)
    for record in records:
        by_source[record.source].append(record)
    containers = {record.source for record in records if record.kind == _CONTAINER}
    files: dict[str, frozenset[str]] = {}
    members: dict[str, dict[str, frozenset[str]]] = {name: {} for name in containers}
    for source, its_records in by_source.items():
        container = None if source in raw else _container(source, containers)
        known = members[container] if container else files
        known[source] = _sha256(its_records)
    unused = {name for name in files if all(record.kind == _FILE and not record.words_in for record in by_source[name])}
    digests = frozenset(record.sha256 for record in records if record.sha256)
    return Versions(files, members, frozenset(unused), digests)


def _container(source: str, containers: Collection[str]) -> str | None:
    """Return the outermost container that holds `source`; None if it is a raw file itself."""
    parts = source.split("/")
    names = ("/".join(parts[:length]) for length in range(1, len(parts)))
    return next((name for name in names if name in containers), None)


def _sha256(records: Sequence[LedgerEntry]) -> frozenset[str]:
    """Return the digests that a source had at import.

    Entries without words (removed since, or unreadable then) count only if the source has no others.
    """
    ways = (
        [r for r in records if r.kind == _CONTAINER or r.words_in],
        [r for r in records if r.kind != _FILE],
        records,
    )
    return next((known for way in ways if (known := frozenset(r.sha256 for r in way if r.sha256))), frozenset())


def check_file(name: str, versions: Versions, places: SourceFinder) -> FileCheck:
    """Compare the raw file called `name`, and the documents in it, with the ledger."""
    known = versions.files[name]
    path = places.path_of(name)
    if path is None:
        cure = "put it back, or import it from where it is now"
        return FileCheck((f"{name}: missing: {cure}",) if known and name not in versions.unused else ())
    try:
        document = document_of(SourcePath(path, name))
    except UnreadableSource as error:
        return FileCheck((str(error),) if known else ())
    if known and document.sha256 not in known:
        cure = "put back a good copy, or import it if you meant to change it"
        return FileCheck((f"{name}: changed: it is not the file that was imported; {cure} ({path})",))
    return _check_members(document, name, versions) if name in versions.members else FileCheck()


def _check_members(container: Document, name: str, versions: Versions) -> FileCheck:
    """Compare each document in the container called `name` with the ledger."""
    known = versions.members[name]
    problems: list[str] = []
    same: set[str] = set()
    contents = list(contents_of(container))
    seen = {container.name, *(content.name for content in contents)}
    gone = sorted(name for name, sha256 in known.items() if sha256 and name not in seen)
    elsewhere = versions.digests.difference(*(known[name] for name in gone))
    for content in contents:
        sha256 = known.get(content.name)
        if sha256 is None and isinstance(content, Document) and content.sha256 in elsewhere:
            continue  # a copy of a document that was read elsewhere
        if problem := _problem(content, sha256, container.name):
            problems.append(problem)
        elif sha256:
            same.add(content.name)
    problems += [f"{name}: missing: {container.name} no longer holds it; put back the file that did" for name in gone]
    return FileCheck(tuple(problems), len(same))


def _problem(content: Content, sha256: Collection[str] | None, container: str) -> str | None:
    """Return what is wrong with one entry of a container, or None. `sha256` is None if the ledger does not know it."""
    if isinstance(content, Fault) and sha256 and content.sha256 not in sha256:
        return f"{content.name}: can no longer be read: {content.reason}"
    if isinstance(content, Document) and sha256 is None:
        return f"{content.name}: extra: the ledger does not know it; import {container} again"
    if isinstance(content, Document) and sha256 and content.sha256 not in sha256:
        return f"{content.name}: changed: it is not what was imported; import {container} again"
    return None
