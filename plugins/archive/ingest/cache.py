"""What was made of large documents before, so that a new file in the inbox does not cost reading an export again.

The rule: it only ever saves time. It lies beside the content folder, belongs to this machine, and may be deleted at any
moment; a reading is used again only for the very same bytes, facts, settings and program.

What the last import found and left behind, so that the next one can see that nothing has changed.

The rule: it only ever saves time. It lies beside the content folder, belongs to this machine, and may be deleted at any
moment; whatever differs (a source, what is known of it, a content file, this program) makes the import a whole one.
"""

from __future__ import annotations

import hashlib
import json
import pickle
from collections.abc import Collection, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

from archive.atomic import remove, write_whole
from archive.errors import ArchiveError
from archive.ingest.copies import Copy
from archive.ingest.read import FileReport, SourceReading
from archive.privacy.masking import Allowed
from archive.sources.document import Document
from archive.sources.facts import Facts
from archive.sources.files import SETTINGS_NAME, SourcePath, file_sha256
from archive.spool import Shelf

SMALLEST = 2**19
"""Bytes. What is smaller is read in a second."""


class KeptReadings:
    """The readings beside one content folder."""

    def __init__(self, content: Path, program: str, allowed: Allowed, shelf: Shelf) -> None:
        folder = content.absolute()
        self._folder = folder.with_name(f".{folder.name}.readings")
        self._way = f"{program}\n{allowed!r}"
        self._shelf = shelf
        self._used: set[str] = set()

    def get(self, document: Document, facts: Facts) -> SourceReading | None:
        """What was made of the document before; None if it is not known any more."""
        if document.size < SMALLEST:
            return None
        name = self._name(document, facts)
        self._used.add(name)
        try:
            with (self._folder / name).open("rb") as file:
                start, reading = pickle.load(file)
                by = self._shelf.append(file) - start
        except (OSError, ValueError, EOFError, AttributeError, ImportError, TypeError, pickle.UnpicklingError):
            return None
        kept: SourceReading = replace(reading, copies=tuple(_moved(copy, by) for copy in reading.copies))
        return kept

    def keep(self, document: Document, facts: Facts, reading: SourceReading, start: int) -> None:
        """Remember what was made of the document, whose texts are all that is on the shelf from `start` on."""
        if document.size < SMALLEST or reading.file.problem:
            return
        path = self._folder / self._name(document, facts)
        beside = path.with_name(f".{path.name}.new")
        try:
            self._folder.mkdir(exist_ok=True)
            with beside.open("wb") as file:
                pickle.dump((start, reading), file, pickle.HIGHEST_PROTOCOL)
                self._shelf.copy_since(start, file)
            beside.replace(path)
        except OSError:  # it will be read again
            with suppress(OSError):
                beside.unlink()

    def clear(self, names: Collection[str]) -> None:
        """Take away older readings of the documents called `names`."""
        places = {_place(name) for name in names}
        for path in self._folder.glob("*-*") if self._folder.is_dir() else ():
            if path.name.partition("-")[0] in places and path.name not in self._used:
                remove(path)

    def _name(self, document: Document, facts: Facts) -> str:
        settings = document.beside("settings.csv")
        parts = (self._way, document.sha256, document.address, document.media_type, repr(facts))
        key = "\n".join(map(str, (*parts, settings.sha256 if settings else "")))
        return f"{_place(document.name)}-{hashlib.sha256(key.encode('utf-8', 'surrogateescape')).hexdigest()[:32]}"


def _place(name: str) -> str:
    return hashlib.sha256(name.encode("utf-8", "surrogateescape")).hexdigest()[:16]


def _moved(copy: Copy, by: int) -> Copy:
    return replace(copy, text=copy.text + by, loose=tuple(number + by for number in copy.loose))


_LIBRARIES = ("beautifulsoup4", "lxml", "markdown-it-py")
"""Their versions may change what is read of a source."""
_AFTER = {"created": "unchanged", "updated": "unchanged", "moved": "unchanged"}
"""What an import that changes nothing says of a post of which the last one said that."""
_STATES_AFTER = {"new": "clean", "stale": "clean"}
_STEADY = frozenset(("unchanged", "edited", "deleted"))


@dataclass(frozen=True)
class Unchanged:
    """What the last import reported, as far as it would be reported again."""

    files: tuple[FileReport, ...]
    outcomes: Mapping[str, int]
    states: Mapping[str, str]
    problems: tuple[str, ...]


def stamp_of(sources: Sequence[SourcePath], content: Path, blog_address: str | None) -> str | None:
    """One digest of everything that an import of `sources` into `content` depends on; None if it cannot be had."""
    digest = hashlib.sha256(f"{blog_address}\n{program()}\n".encode())
    folders = sorted({source.path.parent for source in sources})
    given = [*(source.path for source in sources), *(folder / SETTINGS_NAME for folder in folders)]
    names = [*(source.name for source in sources), *map(str, folders)]
    try:
        for name, path in [*zip(names, given, strict=True), *_content(content)]:
            digest.update(f"{name}\0{_sha256(path)}\n".encode("utf-8", "surrogateescape"))
    except OSError:
        return None
    return digest.hexdigest()


@cache
def program() -> str:
    """A digest of this program and of the libraries that read for it."""
    here = Path(__file__).parents[1]
    digest = hashlib.sha256("".join(f"{name} {version(name)}\n" for name in _LIBRARIES).encode())
    for path in sorted(here.rglob("*.py")):
        digest.update(f"{path.relative_to(here).as_posix()} {_sha256(path)}\n".encode())
    return digest.hexdigest()


def recall(content: Path, stamp: str | None) -> Unchanged | None:
    """What the last import reported, if it ended with that `stamp`."""
    try:
        kept = json.loads(_file(content).read_bytes()) if stamp else {}
        return _recalled(kept) if stamp and kept["stamp"] == stamp else None
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return None


def remember(content: Path, stamp: str | None, last: Unchanged) -> None:
    """Keep what the import that has just ended reported, if the next one would have nothing to do."""
    outcomes: dict[str, int] = {}
    for outcome, count in last.outcomes.items():
        after = _AFTER.get(outcome, outcome)
        outcomes[after] = outcomes.get(after, 0) + count
    if not stamp or not outcomes.keys() <= _STEADY:
        return
    kept = {
        "stamp": stamp,
        "files": [asdict(file) for file in last.files],
        "outcomes": outcomes,
        "states": {file: _STATES_AFTER.get(state, state) for file, state in last.states.items()},
        "problems": last.problems,
    }
    try:
        write_whole(_file(content), json.dumps(kept, ensure_ascii=False).encode("utf-8", "surrogateescape"))
    except ArchiveError:
        return  # the next import is a whole one


def _file(content: Path) -> Path:
    folder = content.absolute()
    return folder.with_name(f".{folder.name}.import.json")


def _recalled(kept: Mapping[str, Any]) -> Unchanged:
    files = ({**file, "remarks": tuple(file["remarks"])} for file in kept["files"])
    return Unchanged(
        tuple(FileReport(**file) for file in files), kept["outcomes"], kept["states"], tuple(kept["problems"])
    )


def _content(content: Path) -> Iterable[tuple[str, Path]]:
    """Every file of the archive but for the raw ones."""
    rooms = ("posts", "mailouts", "images", "conflicts")
    paths = [content / name for name in ("ledger.jsonl", ".ledger.jsonl.pending", "privacy.toml")]
    paths += sorted(path for room in rooms for path in (content / room).rglob("*") if path.is_file())
    return ((path.relative_to(content).as_posix(), path) for path in paths)


def _sha256(path: Path) -> str:
    """Of the file; nothing if there is none."""
    try:
        return file_sha256(path)
    except FileNotFoundError:
        return ""
