"""Raw source files: found, read, decoded, and never changed.

A file is text until its bytes say otherwise. Bytes that are not UTF-8 are read as Windows-1252, line by line, and that
is said: it is the encoding old exports are in, but it remains a guess.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from archive.errors import UnreadableSource

SETTINGS_NAME = "sources.toml"
_TEXT_LIMIT = 16 * 2**20
"""Bytes. The largest real scrape has 92 kB; a plain-text page beyond this is no page of a blog."""
_CONTROL_SHARE = 0.02
"""Of the first 64 kB: a text damaged in transit has a few control characters, a binary file many."""
_CONTROLS = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_REMOVED = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff]")
_SIGNATURES: tuple[tuple[bytes, str], ...] = (
    (rb"%PDF-", "a PDF document"),
    (rb"PK\x03\x04", "a zip archive or an office document"),
    (rb"\x1f\x8b", "a gzip file"),
    (rb"\x89PNG|\xff\xd8\xff|GIF8|RIFF....WEBP|BM....\0\0\0\0|II\*\0|MM\0\*", "an image"),
    (rb"\xd0\xcf\x11\xe0", "an old office document"),
    (rb"WARC/\d", "a WARC web archive"),
    (
        rb"(?i)\s*(?:<!--.*?-->\s*)*<!doctype html|\s*<html[\s>]|\s*<head[\s>]|\s*<body[\s>]",
        "a saved web page",
    ),
    (rb"\s*<\?xml|\s*<feed[\s>]|\s*<rss[\s>]", "an XML file, perhaps an export or a feed"),
    (
        rb"From \S+@?\S* .*\d{4}\r?\n|(?i:(?:received|return-path|delivered-to|mime-version|message-id): )",
        "an e-mail",
    ),
    (rb"\s*[{\[]\s*[\"{\[]", "JSON data"),
)


@dataclass(frozen=True)
class RawFile:
    """One source file with its bytes."""

    name: str
    """Path below the folder that was imported, "/" between the parts, fit for one line."""
    data: bytes
    sha256: str


@dataclass(frozen=True)
class SourcePath:
    """Where a source lies, and what it is called in the archive."""

    path: Path
    name: str


def find_sources(given: Sequence[Path]) -> Iterator[SourcePath]:
    """The source files in the files and folders `given`, ordered by name in each, without hidden files and settings.

    Raises UnreadableSource for a path that does not exist.
    """
    for path in given:
        if path.is_dir():
            inside = (file for file in path.rglob("*") if file.is_file() or file.is_symlink())
            below = sorted((file.relative_to(path).as_posix(), file) for file in inside)
            yield from (SourcePath(file, _one_line(name)) for name, file in below if not _is_ours(name))
        elif path.exists():
            yield SourcePath(path, _one_line(path.name))
        else:
            raise UnreadableSource(f"{path}: there is no such file or folder; check the name after --source")


def read_raw(source: SourcePath) -> RawFile:
    """The file's bytes. Raises UnreadableSource with the reason if they cannot be had."""
    try:
        data = source.path.read_bytes()
    except OSError as error:
        raise UnreadableSource(f"{source.name}: cannot be read: {error.strerror}") from error
    return RawFile(source.name, data, hashlib.sha256(data).hexdigest())


def decoded(raw: RawFile) -> tuple[str, tuple[str, ...]]:
    """The file's text as it is, and remarks on what was odd about its bytes.

    Raises UnreadableSource, saying what the file looks like, if it is empty or is no plain text.
    """
    if not raw.data.strip(b" \t\r\n\0\xef\xbb\xbf"):
        raise UnreadableSource(f"{raw.name}: the file is empty; copy it again")
    if kind := looks_like(raw.data):
        raise UnreadableSource(f"{raw.name}: not read: it looks like {kind}; this version reads plain text")
    if len(raw.data) > _TEXT_LIMIT:
        size = len(raw.data) // 2**20
        raise UnreadableSource(f"{raw.name}: not read: {size} MB of plain text is no page of a blog; split it")
    text, remarks = _decode(raw.data)
    if removed := len(_REMOVED.findall(text)):
        remarks.append(f"line 1: {removed} control character{'s' * (removed > 1)} removed from the text")
    return text, tuple(remarks)


def looks_like(data: bytes) -> str | None:
    """What a file that is no plain text seems to be, in words; None for plain text."""
    for pattern, kind in _SIGNATURES:
        if re.match(pattern, data[:4096].removeprefix(b"\xef\xbb\xbf"), re.DOTALL):
            return kind
    start = data[: 2**16]
    if not start.startswith((b"\xff\xfe", b"\xfe\xff")) and len(_CONTROLS.findall(start)) > _CONTROL_SHARE * len(start):
        return "a binary file"
    return None


def _decode(data: bytes) -> tuple[str, list[str]]:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", errors="replace"), []
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


def _is_ours(name: str) -> bool:
    return any(part.startswith(".") for part in name.split("/")) or name.split("/")[-1] == SETTINGS_NAME


def _one_line(name: str) -> str:
    printable = name.encode("utf-8", "replace").decode("utf-8")
    return " ".join("".join(sign if sign.isprintable() else " " for sign in printable).split())
