"""Raw source files: found, read, decoded, and never changed.

A file is text until its bytes say otherwise. Bytes that are not UTF-8 are read as Windows-1252, line by line, and that
is said: it is the encoding old exports are in, but it remains a guess.
"""

from __future__ import annotations

import hashlib
import os
import re
import stat
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from archive.errors import UnreadableSource
from archive.text import clean

SETTINGS_NAME = "sources.toml"
_TEXT_LIMIT = 16 * 2**20
"""Bytes. The largest real scrape has 92 kB; a plain-text page beyond this is no page of a blog."""
_START = 2**16
"""Bytes that tell what a file is."""
_CONTROL_SHARE, _CONTROL_SHARE_UTF8, _FEW_CONTROLS = 0.02, 0.1, 16
"""Control characters among the first 64 kB. A text damaged in transit has some, a binary file many; and hardly any
binary file is UTF-8, so what is may have more of them."""
_CONTROLS = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_REMOVED = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff]")
_NOT_IN_NAME = re.compile(
    "[^\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufdcf\ufdf0-\ufffd\U00010000-\U0010ffff]"
    r"|^\s|\s$|%(?=[0-9A-F]{2})"
)
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
    (rb"\s*<[A-Za-z!?][^<>]*>.*?</[A-Za-z].*?</[A-Za-z]", "a file with mark-up, such as part of a web page"),
)
_MAIL_HEADER = re.compile(rb"(?:[A-Za-z][\w-]*:.*\r?\n(?:[ \t]+.*\r?\n)*)+")
_MAIL_DATE = re.compile(rb"^date: *(?:[a-z]{3}, *)?\d{1,2} [a-z]{3} \d{2,4} \d{1,2}:\d\d", re.IGNORECASE | re.MULTILINE)
_MAIL_SENDER = re.compile(rb"^from:", re.IGNORECASE | re.MULTILINE)
"""The two headers every e-mail must have (RFC 5322, 3.6). What people paste from a mail program has other dates."""


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


def read_raw(source: SourcePath) -> RawFile:
    """The file's bytes. Raises UnreadableSource with the reason if they cannot be had."""
    try:
        status = source.path.stat()
        if kind := _no_file(status.st_mode, source.path):
            raise UnreadableSource(f"{source.name}: not read: {kind}")
        with source.path.open("rb") as file:
            sha256 = hashlib.file_digest(file, "sha256").hexdigest()
            file.seek(0)
            data = file.read(_TEXT_LIMIT if status.st_size <= _TEXT_LIMIT else _START)
    except FileNotFoundError as error:
        raise UnreadableSource(f"{source.name}: there is no such file; check its name, or the link's target") from error
    except OSError as error:
        raise UnreadableSource(
            f"{source.name}: cannot be read: {error.strerror}; copy the file again or fix its rights"
        ) from error
    return RawFile(source.name, data, sha256, status.st_size)


def decoded(raw: RawFile) -> tuple[str, tuple[str, ...]]:
    """The file's text as it is, and remarks on what was odd about its bytes.

    Raises UnreadableSource, saying what the file looks like, if it is empty or is no plain text.
    """
    if raw.data.strip(b"\0 \t\r\n") and (kind := looks_like(raw.data)):
        raise UnreadableSource(f"{raw.name}: not read: it looks like {kind}; this version reads plain text")
    if raw.size > _TEXT_LIMIT:
        size = raw.size // 2**20
        raise UnreadableSource(f"{raw.name}: not read: {size} MB of plain text is no page of a blog; split it")
    text, remarks = _decode(raw.data)
    if not clean(text).split():
        raise UnreadableSource(f"{raw.name}: the file is empty; copy it again")
    if removed := len(_REMOVED.findall(text)):
        remarks.append(f"line 1: {removed} control character{'s' * (removed > 1)} removed from the text")
    return text, tuple(remarks)


def looks_like(data: bytes) -> str | None:
    """What a file that is no plain text seems to be, in words; None for plain text."""
    for pattern, kind in _SIGNATURES:
        if re.match(pattern, data[:4096].removeprefix(b"\xef\xbb\xbf"), re.DOTALL):
            return kind
    if _has_mail_header(data[:4096]):
        return "an e-mail"
    if not data.startswith((b"\xff\xfe", b"\xfe\xff")) and _is_binary(data[:_START]):
        return "a binary file"
    return None


def _is_binary(start: bytes) -> bool:
    controls = len(_CONTROLS.findall(start))
    if _is_utf8(start):
        return controls > max(_FEW_CONTROLS, _CONTROL_SHARE_UTF8 * len(start))
    return controls > _CONTROL_SHARE * len(start)


def _is_utf8(start: bytes) -> bool:
    """True unless a byte is wrong; a sign cut in two at the end is not."""
    try:
        start.decode("utf-8")
    except UnicodeDecodeError as error:
        return error.reason == "unexpected end of data"
    return True


def _has_mail_header(data: bytes) -> bool:
    header = _MAIL_HEADER.match(data)
    return bool(header and _MAIL_DATE.search(header.group()) and _MAIL_SENDER.search(header.group()))


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


def shown_name(name: str) -> str:
    """`name` fit for one line of XML: what is not, as "%" and hex digits, so that different names stay different.

    A name is read as UTF-8 whatever the locale is.
    """
    decoded = os.fsencode(name).decode("utf-8", "surrogateescape")
    return _NOT_IN_NAME.sub(lambda found: _as_hex(found.group()), decoded)


def _as_hex(text: str) -> str:
    return "".join(f"%{byte:02X}" for byte in text.encode("utf-8", "surrogateescape"))


def _sources_in(root: Path) -> Iterator[SourcePath]:
    if not root.is_dir():
        if root.name != SETTINGS_NAME:
            yield SourcePath(root, shown_name(root.name))
        return
    for path in _files_below(root):
        yield SourcePath(path, shown_name(path.relative_to(root).as_posix()))


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
    """The sources; those of one name, from several folders, with as much of their path as tells them apart."""
    by_name: defaultdict[str, list[Path]] = defaultdict(list)
    for absolute, source in found.items():
        by_name[source.name].append(absolute)
    for name, paths in by_name.items():
        depth = name.count("/") + 1
        tails = [name] * len(paths)
        while len(set(tails)) < len(paths):
            depth += 1
            tails = [shown_name("/".join(path.parts[-depth:])) for path in paths]
        yield from (replace(found[path], name=tail) for path, tail in zip(paths, tails, strict=True))


def _no_file(mode: int, path: Path) -> str | None:
    """What stands there instead of an ordinary file, and the cure."""
    if stat.S_ISREG(mode):
        return None
    if stat.S_ISDIR(mode):
        link = path.is_symlink()
        return "a link to a folder; name that folder after --source" if link else "the folder cannot be listed"
    return "no ordinary file (a pipe or a device); take it out of the folder"
