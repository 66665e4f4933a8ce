"""What the last import found and left behind, so that the next one can see that nothing has changed.

The rule: it only ever saves time. It lies beside the content folder, belongs to this machine, and may be deleted at any
moment; whatever differs (a source, what is known of it, a content file, this program) makes the import a whole one.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

from archive.content.folder import write_whole
from archive.errors import ArchiveError
from archive.ingest.read import FileReport
from archive.sources.files import SETTINGS_NAME, SourcePath

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
    here = Path(__file__).parent
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
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except FileNotFoundError:
        return ""
