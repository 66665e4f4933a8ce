"""Whether the sources still are, bit for bit, what the archive was made from.

The rule: every raw file is hashed anew, and every container opened anew and each document in it compared. Nothing is
written, and nothing is mended.
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
    """The bytes that the ledger knows each source by."""

    files: Mapping[str, frozenset[str]]
    """By name of a raw file, the sha256 its texts were made from; empty if it could not be read then."""
    members: Mapping[str, Mapping[str, frozenset[str]]]
    """By name of a container, the same of each document in it."""


@dataclass(frozen=True)
class Found:
    """What came of looking at one raw file."""

    problems: tuple[str, ...] = ()
    members: int = 0
    """Documents in it that are as they were."""


def versions_of(records: Sequence[LedgerEntry], raw: Collection[str]) -> Versions:
    """What the ledger knows of raw files and of what is in containers. `raw`: names known to be those of raw files."""
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
    return Versions(files, members)


def _container(source: str, containers: Collection[str]) -> str | None:
    """The container that `source` is a member of, the outermost one."""
    parts = source.split("/")
    names = ("/".join(parts[:length]) for length in range(1, len(parts)))
    return next((name for name in names if name in containers), None)


def _sha256(records: Sequence[LedgerEntry]) -> frozenset[str]:
    """What the texts of one source were made from. What it no longer has counts no words, and what could not be read
    gave none: they say what its bytes are only if nothing else does."""
    ways = (
        [r for r in records if r.kind == _CONTAINER or r.words_in],
        [r for r in records if r.kind != _FILE],
        records,
    )
    return next((known for way in ways if (known := frozenset(r.sha256 for r in way if r.sha256))), frozenset())


def look_at(name: str, versions: Versions, places: SourceFinder) -> Found:
    """Compare the raw file called `name`, and what is in it, with what the ledger knows."""
    known = versions.files[name]
    path = places.path_of(name)
    if path is None:
        cure = "put it back, or import it from where it lies now"
        return Found((f"{name}: missing: {cure}",) if known else ())
    try:
        document = document_of(SourcePath(path, name))
    except UnreadableSource as error:
        return Found((str(error),) if known else ())
    if known and document.sha256 not in known:
        cure = "put back a good copy, or import it if the change is meant"
        return Found((f"{name}: changed: its bytes are not those that were imported; {cure} ({path})",))
    return _look_into(document, versions.members[name]) if name in versions.members else Found()


def _look_into(container: Document, known: Mapping[str, frozenset[str]]) -> Found:
    """Compare each document in a container with what the ledger knows."""
    problems: list[str] = []
    same: set[str] = set()
    seen = {container.name}
    for content in contents_of(container):
        seen.add(content.name)
        sha256 = known.get(content.name)
        if problem := _problem(content, sha256, container.name):
            problems.append(problem)
        elif sha256:
            same.add(content.name)
    gone = sorted(name for name, sha256 in known.items() if sha256 and name not in seen)
    problems += [f"{name}: missing: {container.name} no longer holds it; put back the one that did" for name in gone]
    return Found(tuple(problems), len(same))


def _problem(content: Content, sha256: Collection[str] | None, container: str) -> str | None:
    """What is wrong with one entry of a container; `sha256` is None if the ledger does not know it."""
    if isinstance(content, Fault) and sha256 and content.sha256 not in sha256:
        return f"{content.name}: cannot be read any more: {content.reason}"
    if isinstance(content, Document) and sha256 is None:
        return f"{content.name}: extra: the ledger does not know it; import {container} again"
    if isinstance(content, Document) and sha256 and content.sha256 not in sha256:
        return f"{content.name}: changed: its bytes are read otherwise than at import; import {container} again"
    return None
