"""Raw source files: find them, open them as documents, decode plain text, and name what lies in containers.

The rules: a source file is never changed. A name from outside is never used as a path: files in containers are opened
by their position, so a name such as "../../x" is harmless. Bytes that aren't UTF-8 are read as Windows-1252, line by
line, with a remark that this is a guess: it is the encoding of old exports.
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
from typing import BinaryIO, NamedTuple
from urllib.parse import unquote, urlsplit

from archive.errors import NotRecognised, UnreadableSource
from archive.sources.cures import cure_of
from archive.sources.document import Document
from archive.sources.sniffing import sniff
from archive.text import CONTROL, NOT_TEXT, UNREADABLE, WINDOWS, changed_characters, clean

SETTINGS_NAME = "sources.toml"
_TEXT_LIMIT = 16 * 2**20
"""Bytes. The largest real scrape has 92 kB; a plain-text file above this limit isn't a page of a blog."""
_SAVED_FOLDER = re.compile(r"(.+)(?:_files|\.files|[-_]Dateien|_fichiers|_archivos|_file|_bestanden|_filer|_arquivos)")
FILE_MANAGER_FILES = re.compile(
    r"(?:.*/)?(?:__MACOSX(?:/.*)?|\.DS_Store|(?:eh)?Thumbs\.db|desktop\.ini|\._[^/]*)", re.IGNORECASE
)
"""Files that the Finder and Windows Explorer add to every folder."""
_CHANGES = {
    CONTROL: ("control character", "removed from the text"),
    NOT_TEXT: ("character code without a character", "removed from the text"),
    WINDOWS: ("Windows-1252 character", "written as what was meant"),
    UNREADABLE: ("unknown character", "shown as \ufffd"),
}
"""What becomes of each kind of character that `clean` changes."""
_NOT_IN_NAME = re.compile(
    "[^\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufdcf\ufdf0-\ufffd\U00010000-\U0010ffff]"
    r"|^\s|\s$|%(?=[0-9A-F]{2})"
)


@dataclass(frozen=True)
class SourcePath:
    """A source file and its name in the archive."""

    path: Path
    name: str
    leads_out: bool = False
    """True for a link that leads out of the folder it was found in. Nothing is read there."""
    depth: int = 0
    """How many folders it is below the one that was searched."""

    @property
    def folders(self) -> Sequence[Path]:
        """The folders that it is in, up to the one that was searched."""
        return self.path.parents[: self.depth + 1]


def find_sources(given: Sequence[Path]) -> list[SourcePath]:
    """Return the source files in `given` files and folders, sorted by name, each file and each name once.

    Hidden files, files that file managers add and sources.toml are left out, and so are links to other files in the
    same folder. Paths that can't be read (a mistyped name, a pipe, a link to a folder) are included, so that reading
    them reports why.
    """
    names: dict[Path, SourcePath] = {}
    for root in given:
        for source in _sources_in(root):
            absolute = source.path.parent.resolve() / source.path.name
            known = names.get(absolute, source)
            names[absolute] = max(known, source, key=lambda each: (each.name.count("/"), each.name))
    return sorted(_named_apart(names), key=lambda source: source.name)


def document_of(source: SourcePath) -> Document:
    """Return the file as a document. Raises UnreadableSource, with the reason, if it can't be read."""
    try:
        status = source.path.stat()
        if kind := _not_a_file(status.st_mode, source):
            raise UnreadableSource(f"{source.name}: skipped: {kind}")
        sha256 = file_sha256(source.path)
    except FileNotFoundError as error:
        raise UnreadableSource(f"{source.name}: skipped: there is no such file; check its name") from error
    except OSError as error:
        raise _unreadable(source, error) from error
    return Document(source.name, sha256, status.st_size, partial(_opened, source.path), beside=partial(_beside, source))


class PlainText(NamedTuple):
    """The text of a document as it was decoded."""

    text: str
    guessed: tuple[int, ...]
    """The numbers of the lines that are not UTF-8 and were read as Windows-1252, from 1."""
    remarks: tuple[str, ...]
    """About its bytes, for a keeper."""


def read_plain_text(document: Document) -> PlainText:
    """Return the text of a plain-text document, unchanged, with the lines whose encoding was guessed.

    Raises UnreadableSource if the document is empty or isn't plain text; the message says what it looks like.
    """
    data = document.read() if document.size <= _TEXT_LIMIT else document.start
    if data.strip(b"\0 \t\r\n") and (kind := sniff(data)):
        raise NotRecognised(f"{document.name}: skipped: it looks like {kind}{cure_of(kind)}")
    if document.size > _TEXT_LIMIT:
        size = document.size // 2**20
        raise UnreadableSource(f"{document.name}: skipped: {size} MB of plain text is too much for a page; split it")
    text, guessed, remarks = _decode(data)
    if not clean(text).split():
        raise UnreadableSource(
            f"{document.name}: skipped: the file is empty; copy it again, or take it out of the inbox"
        )
    for kind, count in sorted(changed_characters(text).items()):
        characters, what = _CHANGES[kind]
        remarks.append(f"line 1: {count} {characters}{'s' * (count > 1)} {what}")
    return PlainText(text, guessed, tuple(remarks))


def file_sha256(path: Path) -> str:
    """Return the file's sha256 in lower-case hex. Raises OSError."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _opened(path: Path) -> BinaryIO:
    return path.open("rb")


def _unreadable(source: SourcePath, error: OSError) -> UnreadableSource:
    return UnreadableSource(
        f"{source.name}: skipped: cannot be read ({error.strerror}); copy the file again or fix its permissions"
    )


def _beside(source: SourcePath, name: str) -> Document | None:
    """Return the file called `name` in the same folder."""
    if not name or "/" in name or os.sep in name or name in (".", ".."):
        return None
    folder = source.name.rpartition("/")[0]
    other = SourcePath(source.path.parent / name, f"{folder}/{name}" if folder else name)
    target = link_target(other.path)
    other = replace(other, leads_out=target is not None and target.parent != source.path.parent.resolve())
    try:
        return document_of(other)
    except (UnreadableSource, ValueError):
        return None


def _decode(data: bytes) -> tuple[str, tuple[int, ...], list[str]]:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        whole = data.decode("utf-16", errors="replace")
        damaged = ["line 1: damaged UTF-16; unreadable characters are shown as “\ufffd”"]
        return whole, (), damaged if "\ufffd" in whole else []
    data = data.removeprefix(b"\xef\xbb\xbf")
    try:
        return data.decode("utf-8"), (), []
    except UnicodeDecodeError:
        lines = data.split(b"\n")
    text = [_decode_line(line) for line in lines]
    guessed = tuple(number for number, (_, is_guess) in enumerate(text, 1) if is_guess)
    count = f"{len(guessed)} line{'s' * (len(guessed) > 1)}"
    said = f"line {guessed[0]}: not UTF-8 ({count}); read as Windows-1252, which is a guess"
    return "\n".join(line for line, _ in text), guessed, [said]


def _decode_line(line: bytes) -> tuple[str, bool]:
    try:
        return line.decode("utf-8"), False
    except UnicodeDecodeError:
        return line.decode("cp1252", errors="replace"), True


def display_name(name: str) -> str:
    """Return a file's name as `escape_name` does, decoded as UTF-8 whatever the locale."""
    return escape_name(os.fsencode(name).decode("utf-8", "surrogateescape"))


def escape_name(text: str) -> str:
    """Percent-encode what doesn't fit into one line of XML. Different texts stay different."""
    return _NOT_IN_NAME.sub(lambda found: _as_hex(found.group()), text)


def _as_hex(text: str) -> str:
    return "".join(f"%{byte:02X}" for byte in text.encode("utf-8", "surrogateescape"))


def is_saved_with_page(source: SourcePath) -> bool:
    """Return True if the file is in the folder that a browser saved beside a page: "kettle_files" beside "kettle.html".

    Nobody expects each of these styles, scripts and frames to be read.
    """
    folders = source.path.parents[: source.name.count("/")]
    stems = ((folder.parent, found[1]) for folder in folders if (found := _SAVED_FOLDER.fullmatch(folder.name)))
    return any((parent / f"{stem}{ending}").is_file() for parent, stem in stems for ending in (".html", ".htm"))


def link_target(path: Path) -> Path | None:
    """Return where a symbolic link leads in the end; None if the path is no link, or leads nowhere."""
    try:
        return path.resolve() if path.is_symlink() else None
    except (OSError, RuntimeError):  # a link to itself
        return None


def _sources_in(root: Path) -> Iterator[SourcePath]:
    if not root.is_dir():
        if root.name != SETTINGS_NAME:
            yield SourcePath(root, display_name(root.name))
        return
    for path in _files_below(root):
        below = path.relative_to(root)
        source = SourcePath(path, display_name(below.as_posix()), depth=len(below.parts) - 1)
        target = link_target(path)
        if not target or not target.is_file():
            yield source
        elif not target.is_relative_to(root.resolve()):
            yield replace(source, leads_out=True)
        elif any(part.startswith(".") for part in target.relative_to(root.resolve()).parts):
            yield source


def _files_below(root: Path) -> Iterator[Path]:
    """Yield every file below `root`, and each folder that can't be listed. Links to folders aren't followed."""
    waiting = [root]
    while waiting:
        folder = waiting.pop()
        try:
            with os.scandir(folder) as inside:
                shown = [entry for entry in inside if not _is_left_out(entry.name)]
        except OSError:
            yield folder
            continue
        waiting += [folder / entry.name for entry in shown if entry.is_dir(follow_symlinks=False)]
        yield from (folder / entry.name for entry in shown if not entry.is_dir(follow_symlinks=False))


def _is_left_out(name: str) -> bool:
    return name.startswith(".") or name == SETTINGS_NAME or bool(FILE_MANAGER_FILES.fullmatch(name))


def _named_apart(found: dict[Path, SourcePath]) -> Iterator[SourcePath]:
    """Yield the sources; those with the same name get as much of their path as makes them unique."""
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


def _not_a_file(mode: int, source: SourcePath) -> str | None:
    """Return what the source is if it isn't a regular file of its folder, and what to do about it."""
    if stat.S_ISREG(mode):
        cure = "copy the file itself into the folder"
        return f"it is a link that leads out of the folder; {cure}" if source.leads_out else None
    if stat.S_ISDIR(mode):
        link = source.path.is_symlink()
        return "it is a link to a folder; name that folder after --source" if link else "the folder cannot be listed"
    return "it is a pipe or a device; take it out of the folder"


_LONGEST = 80
"""Characters of the last part of an address that go into a name."""


def member_path(name: str) -> str:
    """Return the path of a zip member with "/" between its parts, none of them empty, "." or ".."."""
    parts = [part for part in name.replace("\\", "/").split("/") if part not in ("", ".")]
    shown = escape_name("/".join(parts)).split("/")
    return "/".join("%2E%2E" if part == ".." else part for part in shown) or "%00"


def unique_names(names: Iterable[str]) -> Iterator[str]:
    """Yield the names in order; a repeated name gets the first number that makes it unique."""
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
    """Return the name of a web archive record: its number and the last part of its address."""
    tail = _last_part(address) if address else ""
    return f"{container}/{number}-{tail}" if tail else f"{container}/{number}"


def _last_part(address: str) -> str:
    try:
        parts = urlsplit(address)
    except ValueError:
        return ""
    last = unquote(parts.path).rstrip("/").rpartition("/")[2] or parts.netloc
    return escape_name(last[:_LONGEST])
