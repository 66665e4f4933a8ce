"""Know a source by its bytes, wherever it lies: it may have been moved or renamed, or be there twice.

The rule: of several files with the same bytes one is read, and the report names the others. What the ledger has of
these bytes follows them to the name that they have now. What sources.toml says about a file follows it too, as long as
no sources.toml beside the file says something about it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from archive.content.ledger import LedgerEntry
from archive.sources.document import Document
from archive.sources.facts import NO_FACTS, Facts
from archive.sources.files import SourcePath

_SETTINGS = "settings.csv"
"""What a backup says about its blog, beside the posts."""


@dataclass(frozen=True)
class OpenedSource:
    """A source file whose bytes are known."""

    source: SourcePath
    document: Document
    facts: Facts


def twins_of(opened: Iterable[OpenedSource]) -> dict[str, str]:
    """Map the name of each file that is not read to that of the file with the same bytes that is read instead.

    That is the one of which most is known, or else the one nearest to the top of the folder.
    """
    by_bytes: defaultdict[str, list[OpenedSource]] = defaultdict(list)
    for each in opened:
        by_bytes[each.document.sha256].append(each)
    twins: dict[str, str] = {}
    for same in by_bytes.values():
        chosen = min(same, key=_preference) if len(same) > 1 else same[0]
        twins |= {each.source.name: chosen.source.name for each in same if each is not chosen}
    return twins


def _preference(opened: OpenedSource) -> tuple[bool, bool, int, str]:
    name = opened.source.name
    return opened.facts == NO_FACTS, opened.document.beside(_SETTINGS) is None, name.count("/"), name


class DocumentsRead:
    """The documents read so far, so that a copy of one in a zip or web archive is not read again."""

    def __init__(self) -> None:
        self._read: dict[tuple[str, str | None, str | None], str] = {}

    def twin_of(self, document: Document) -> str | None:
        """Return the name of the document that was read with the same bytes, address and settings; None if none was.

        Without settings beside it, a document says no more than a copy that has some.
        """
        settings = document.beside(_SETTINGS)
        key = (document.sha256, document.address, settings.sha256 if settings else None)
        first = self._read.setdefault(key, document.name)
        self._read.setdefault((document.sha256, document.address, None), document.name)
        return first if first != document.name else None


def names_by_digest(entries: Iterable[LedgerEntry]) -> dict[str, set[str]]:
    """Map each sha256 in the ledger to the names that it has there."""
    names: defaultdict[str, set[str]] = defaultdict(set)
    for entry in entries:
        if entry.sha256:
            names[entry.sha256].add(entry.source)
    return dict(names)


def with_new_names(entries: Sequence[LedgerEntry], names: Mapping[str, Collection[str]]) -> list[LedgerEntry]:
    """Return `entries` with the names that their sources have now, given by sha256.

    The entry of a zip or web archive whose contents have all moved elsewhere is dropped.
    """
    moved: dict[tuple[str, str | None], str] = {
        (entry.source, entry.sha256): min(now)
        for entry in entries
        if entry.sha256 and (now := names.get(entry.sha256)) and entry.source not in now
    }
    if not moved:
        return list(entries)
    renamed = [_renamed(entry, moved) for entry in entries]
    emptied = _emptied_containers(entries, renamed)
    return [entry for entry in renamed if emptied.isdisjoint((entry.source, *_folders(entry.source)))]


def _emptied_containers(before: Sequence[LedgerEntry], now: Sequence[LedgerEntry]) -> set[str]:
    """Return the names of containers that had documents with a sha256 and have none now."""
    containers = {entry.source for entry in before if entry.kind == "container"}
    return containers & (_filled(before) - _filled(now))


def _filled(entries: Iterable[LedgerEntry]) -> set[str]:
    return {folder for entry in entries if entry.sha256 for folder in _folders(entry.source)}


def _renamed(entry: LedgerEntry, moved: Mapping[tuple[str, str | None], str]) -> LedgerEntry:
    new = moved.get((entry.source, entry.sha256))
    if new is None:
        return entry
    ref = f"{new}{entry.ref.removeprefix(entry.source)}" if entry.ref.startswith(entry.source) else entry.ref
    return replace(entry, source=new, ref=ref)


def _folders(source: str) -> Iterator[str]:
    """Yield the names of everything that `source` may be in."""
    parts = source.split("/")
    yield from ("/".join(parts[:length]) for length in range(1, len(parts)))
