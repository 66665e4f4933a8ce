r"""Raw source files: found, read, decoded, and never changed.

A file is text until its bytes say otherwise. Bytes that are not UTF-8 are read as Windows-1252, line by line, and that
is said: it is the encoding old exports are in, but it remains a guess.

Names for what lies in a container: below the container's own name, fit for one line, each one once.

The rule: a name from outside is never a path. Files are opened by their place in the container, so that a name such
as "../../x" or "C:\x" is odd but harmless, and what bears it is read like any other.
"""

from __future__ import annotations

import hashlib
import os
import re
import stat
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import BinaryIO
from urllib.parse import unquote, urlsplit

from archive.errors import NotRecognised, UnreadableSource
from archive.sources.document import Document
from archive.sources.sniffing import sniff
from archive.text import clean

SETTINGS_NAME = "sources.toml"
_TEXT_LIMIT = 16 * 2**20
"""Bytes. The largest real scrape has 92 kB; a plain-text page beyond this is no page of a blog."""
_REMOVED = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff]")
_NOT_IN_NAME = re.compile(
    "[^\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufdcf\ufdf0-\ufffd\U00010000-\U0010ffff]"
    r"|^\s|\s$|%(?=[0-9A-F]{2})"
)


@dataclass(frozen=True)
class RawFile:
    """One source file with its bytes."""

    name: str
    """Path below the folder that was imported, "/" between the parts, fit for one line."""
    data: bytes
    """All of it or, of a file too long to be a page, its beginning."""
    sha256: str
    """Of the whole file."""
    size: int
    """Of the whole file, in bytes."""


@dataclass(frozen=True)
class SourcePath:
    """Where a source lies, and what it is called in the archive."""

    path: Path
    name: str


def find_sources(given: Sequence[Path]) -> list[SourcePath]:
    """The source files in the files and folders `given`, ordered by name, each once, no two of one name.

    Hidden files and settings are none. What cannot be read (a name mistyped, a pipe, a link to a folder) is among
    them, so that reading it says why.
    """
    names: dict[Path, SourcePath] = {}
    for root in given:
        for source in _sources_in(root):
            absolute = source.path.parent.resolve() / source.path.name
            known = names.get(absolute, source)
            names[absolute] = max(known, source, key=lambda each: (each.name.count("/"), each.name))
    return sorted(_named_apart(names), key=lambda source: source.name)


def document_of(source: SourcePath) -> Document:
    """The file as a document. Raises UnreadableSource with the reason if it cannot be read."""
    try:
        status = source.path.stat()
        if kind := _no_file(status.st_mode, source.path):
            raise UnreadableSource(f"{source.name}: not read: {kind}")
        with source.path.open("rb") as file:
            sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    except FileNotFoundError as error:
        raise UnreadableSource(f"{source.name}: there is no such file; check its name, or the link's target") from error
    except OSError as error:
        raise _unreadable(source, error) from error
    return Document(source.name, sha256, status.st_size, partial(_opened, source.path), beside=partial(_beside, source))


def read_plain_text(document: Document) -> tuple[str, tuple[str, ...]]:
    """The text of a document of plain text as it is, and remarks on what was odd about its bytes.

    Raises UnreadableSource, saying what the document looks like, if it is empty or is no plain text.
    """
    data = document.read() if document.size <= _TEXT_LIMIT else document.start
    return decoded(RawFile(document.name, data, document.sha256, document.size))


def decoded(raw: RawFile) -> tuple[str, tuple[str, ...]]:
    """As `read_plain_text`, of bytes that were read already."""
    if raw.data.strip(b"\0 \t\r\n") and (kind := sniff(raw.data)):
        raise NotRecognised(f"{raw.name}: not read: not recognised; it looks like {kind}")
    if raw.size > _TEXT_LIMIT:
        size = raw.size // 2**20
        raise UnreadableSource(f"{raw.name}: not read: {size} MB of plain text is no page of a blog; split it")
    text, remarks = _decode(raw.data)
    if not clean(text).split():
        raise UnreadableSource(f"{raw.name}: the file is empty; copy it again")
    if removed := len(_REMOVED.findall(text)):
        remarks.append(f"line 1: {removed} control character{'s' * (removed > 1)} removed from the text")
    return text, tuple(remarks)


def _opened(path: Path) -> BinaryIO:
    return path.open("rb")


def _unreadable(source: SourcePath, error: OSError) -> UnreadableSource:
    return UnreadableSource(f"{source.name}: cannot be read: {error.strerror}; copy the file again or fix its rights")


def _beside(source: SourcePath, name: str) -> Document | None:
    """The file called `name` in the same folder."""
    if not name or "/" in name or os.sep in name or name in (".", ".."):
        return None
    folder = source.name.rpartition("/")[0]
    other = SourcePath(source.path.parent / name, f"{folder}/{name}" if folder else name)
    try:
        return document_of(other)
    except (UnreadableSource, ValueError):
        return None


def _decode(data: bytes) -> tuple[str, list[str]]:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        whole = data.decode("utf-16", errors="replace")
        return whole, ["line 1: broken UTF-16; what could not be read shows as “\ufffd”"] if "\ufffd" in whole else []
    data = data.removeprefix(b"\xef\xbb\xbf")
    try:
        return data.decode("utf-8"), []
    except UnicodeDecodeError:
        lines = data.split(b"\n")
    text = [_decode_line(line) for line in lines]
    first = next(number for number, (_, guessed) in enumerate(text, 1) if guessed)
    count = sum(guessed for _, guessed in text)
    said = f"line {first}: not UTF-8 ({count} line{'s' * (count > 1)}); read as Windows-1252, which is a guess"
    return "\n".join(line for line, _ in text), [said]


def _decode_line(line: bytes) -> tuple[str, bool]:
    try:
        return line.decode("utf-8"), False
    except UnicodeDecodeError:
        return line.decode("cp1252", errors="replace"), True


def display_name(name: str) -> str:
    """A file's name as `escape_name`. It is read as UTF-8 whatever the locale is."""
    return escape_name(os.fsencode(name).decode("utf-8", "surrogateescape"))


def escape_name(text: str) -> str:
    """`text` for one line of XML: what does not fit, as "%" and hex digits, so that different texts stay different."""
    return _NOT_IN_NAME.sub(lambda found: _as_hex(found.group()), text)


def _as_hex(text: str) -> str:
    return "".join(f"%{byte:02X}" for byte in text.encode("utf-8", "surrogateescape"))


def _sources_in(root: Path) -> Iterator[SourcePath]:
    if not root.is_dir():
        if root.name != SETTINGS_NAME:
            yield SourcePath(root, display_name(root.name))
        return
    for path in _files_below(root):
        yield SourcePath(path, display_name(path.relative_to(root).as_posix()))


def _files_below(root: Path) -> Iterator[Path]:
    """Every file below `root`, and each folder that is closed; not through links to folders, which may be circles."""
    waiting = [root]
    while waiting:
        folder = waiting.pop()
        try:
            with os.scandir(folder) as inside:
                shown = [entry for entry in inside if not entry.name.startswith(".") and entry.name != SETTINGS_NAME]
        except OSError:
            yield folder
            continue
        waiting += [folder / entry.name for entry in shown if entry.is_dir(follow_symlinks=False)]
        yield from (folder / entry.name for entry in shown if not entry.is_dir(follow_symlinks=False))


def _named_apart(found: dict[Path, SourcePath]) -> Iterator[SourcePath]:
    """The sources; those of one name, from several folders, with as much of their path as tells them unique_names."""
    by_name: defaultdict[str, list[Path]] = defaultdict(list)
    for absolute, source in found.items():
        by_name[source.name].append(absolute)
    for name, paths in by_name.items():
        depth = name.count("/") + 1
        tails = [name] * len(paths)
        while len(set(tails)) < len(paths):
            depth += 1
            tails = [display_name("/".join(path.parts[-depth:])) for path in paths]
        yield from (replace(found[path], name=tail) for path, tail in zip(paths, tails, strict=True))


def _no_file(mode: int, path: Path) -> str | None:
    """What stands there instead of an ordinary file, and the cure."""
    if stat.S_ISREG(mode):
        return None
    if stat.S_ISDIR(mode):
        link = path.is_symlink()
        return "a link to a folder; name that folder after --source" if link else "the folder cannot be listed"
    return "no ordinary file (a pipe or a device); take it out of the folder"


_LONGEST = 80
"""Signs of the last part of an address that go into a name."""


def member_path(name: str) -> str:
    """The path of a zip's member with "/" between its parts, none of them empty, "." or ".."."""
    parts = [part for part in name.replace("\\", "/").split("/") if part not in ("", ".")]
    shown = escape_name("/".join(parts)).split("/")
    return "/".join("%2E%2E" if part == ".." else part for part in shown) or "%00"


def unique_names(names: Iterable[str]) -> Iterator[str]:
    """The names in order; one that was there before gets the first number that makes it another."""
    taken: set[str] = set()
    latest: Counter[str] = Counter()
    for name in names:
        new = name
        while new in taken:
            latest[name] += 1
            new = f"{name}#{latest[name] + 1}"
        taken.add(new)
        yield new


def capture_name(container: str, number: int, address: str | None) -> str:
    """The name of a web archive's record: its number, with the last part of its address."""
    tail = _last_part(address) if address else ""
    return f"{container}/{number}-{tail}" if tail else f"{container}/{number}"


def _last_part(address: str) -> str:
    try:
        parts = urlsplit(address)
    except ValueError:
        return ""
    last = unquote(parts.path).rstrip("/").rpartition("/")[2] or parts.netloc
    return escape_name(last[:_LONGEST])
