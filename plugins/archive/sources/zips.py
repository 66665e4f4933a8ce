"""Read the members of a zip as documents. A member is decompressed again each time it is opened.

The rules: each member is read once first, so that a locked, damaged or oversized member is reported before it is used.
Only "stored" and "deflate" are read; other methods can expand to any size from a single piece.
"""

from __future__ import annotations

import stat
import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from typing import BinaryIO, cast
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from archive.sources.contents import Budget, BudgetExceeded, Content, Fault, Ignored
from archive.sources.document import Document
from archive.sources.files import FILE_MANAGER_FILES, member_path, unique_names
from archive.sources.random_access import PIECE_SIZE, RandomAccessFile, scan, temporary_copy
from archive.sources.sniffing import is_container

_BROKEN = (BadZipFile, EOFError, zlib.error, NotImplementedError, RuntimeError, ValueError, struct.error, OverflowError)
"""What zipfile and zlib raise for damaged files."""
_DOCUMENT_PARTS = {
    "[Content_Types].xml",
    "mimetype",
    "META-INF/MANIFEST.MF",
    "Index/Document.iwa",
    "buildVersionHistory.plist",
}
"""Each office document, e-book and Java program has one of these. They are zips, but not containers."""
_LOCKED = 0x1
_END, _END_COUNT, _LONGEST_END, _COUNTED_UP_TO = b"PK\5\6", 10, 22 + 2**16, 2**16
"""The end-of-central-directory record: signature, offset of the number of entries, longest size, and the range of that
number."""


def read_zip(document: Document, budget: Budget) -> Iterator[Content]:
    """Yield each member of the zip except its folders."""
    try:
        members = _ZipReader(document, budget)
    except _BROKEN:
        reason = "the zip is damaged or incomplete; copy it again"
        yield Fault(document.name, reason, True, document.sha256)
        return
    if members.is_document:
        yield document
    elif not members.by_path:
        yield Fault(document.name, "the zip is empty", True, document.sha256)
    else:
        yield from map(members.content, members.by_path)
        if members.announced != members.listed:
            reason = f"it should hold {members.announced} files and folders, but lists {members.listed}; copy it again"
            yield Fault(document.name, reason, True, document.sha256)


@dataclass(frozen=True)
class _MemberInfo:
    sha256: str
    size: int
    is_container: bool


class _ZipReader:
    def __init__(self, document: Document, budget: Budget) -> None:
        file = RandomAccessFile(document.open())
        self._zip = _opened_zip(file.slice(0, file.size))
        self._name, self._budget = document.name, budget
        self._known: dict[str, _MemberInfo] = {}
        self.announced, self.listed = _announced(file), len(self._zip.infolist()) % _COUNTED_UP_TO
        self.is_document = not _DOCUMENT_PARTS.isdisjoint(self._zip.namelist())
        files = [member for member in self._zip.infolist() if not member.is_dir() or member.file_size]
        self.by_path = dict(zip(unique_names(member_path(_readable(file)) for file in files), files, strict=True))

    def content(self, path: str) -> Content:
        """Return the document at `path`, or why it is ignored or can't be read."""
        member, name = self.by_path[path], f"{self._name}/{path}"
        if FILE_MANAGER_FILES.fullmatch(path):
            return Ignored(name, "added by a file manager")
        try:
            return self._fault(name, member) or self._document(path)
        except _BROKEN:
            return Fault(name, "it is damaged; copy the zip again")
        except BudgetExceeded as error:
            return Fault(name, f"{error}; unpack the zip yourself if you trust it")

    def _fault(self, name: str, member: ZipInfo) -> Fault | None:
        mode = member.external_attr >> 16
        if member.flag_bits & _LOCKED:
            return Fault(name, "it is locked with a password; unpack it and add the files")
        if stat.S_ISLNK(mode) or member.is_dir():
            return Fault(name, "it is a link or a folder with contents; unpack the zip and add the files")
        if member.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
            return Fault(name, "its compression method is not supported; unpack it and add the files")
        return None

    def _document(self, path: str) -> Document:
        member = self.by_path[path]
        known = self._known[path] = self._known.get(path) or self._read(member)
        opened = self._copied if known.is_container else self._streamed
        folder = path.rpartition("/")[0]
        return Document(
            f"{self._name}/{path}", known.sha256, known.size, partial(opened, member), beside=partial(self._in, folder)
        )

    def _read(self, member: ZipInfo) -> _MemberInfo:
        found = scan(self._budget.metered(self._pieces(member)))
        if found.size != member.file_size:
            raise BadZipFile(member.filename)
        return _MemberInfo(found.sha256, found.size, is_container(found.start))

    def _in(self, folder: str, name: str) -> Document | None:
        """Return the document called `name` in `folder`."""
        path = f"{folder}/{name}" if folder else name
        found = self.content(path) if path in self.by_path else None
        return found if isinstance(found, Document) else None

    def _streamed(self, member: ZipInfo) -> BinaryIO:
        return cast(BinaryIO, self._zip.open(member))

    def _copied(self, member: ZipInfo) -> BinaryIO:
        """Copy a container out of the zip, because it is read at many places and decompressing it each time would be
        slow."""
        return temporary_copy(self._pieces(member))

    def _pieces(self, member: ZipInfo) -> Iterator[bytes]:
        with self._zip.open(member) as file:
            while piece := file.read(PIECE_SIZE):
                yield piece


def _opened_zip(file: BinaryIO) -> ZipFile:
    try:
        return ZipFile(file)
    except (OSError, KeyError, IndexError) as error:
        raise BadZipFile(str(error)) from error


def _announced(file: RandomAccessFile) -> int:
    """Return the number of entries that the end-of-central-directory record announces; zipfile ignores it."""
    size = min(file.size, _LONGEST_END)
    end = file.read_at(file.size - size, size)
    place = end.rfind(_END) + _END_COUNT
    return int.from_bytes(end[place : place + 2], "little")


def _readable(member: ZipInfo) -> str:
    """Return the member's name. Many programs write it in UTF-8 without setting the flag."""
    if member.flag_bits & 0x800:
        return member.filename
    try:
        return member.filename.encode("cp437").decode("utf-8")
    except UnicodeError:
        return member.filename
