"""`ledger.jsonl`: what became of every record of every source, one line each, and checks that it adds up.

Lines are sorted by source and position, so that a new source makes a small diff. Nothing in the ledger depends on the
clock, the machine or the order of the sources. Before an import changes a file, it writes the new ledger beside the old
one, so that after a crash the files it wrote are still recognised as its own.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

from archive.atomic import remove, write_whole
from archive.content.folder import OurHashes, Written, edited_files
from archive.content.post_file import comments_name
from archive.errors import BrokenSettings
from archive.model import KINDS
from archive.text import normalize

NAME = "ledger.jsonl"
PENDING_NAME = ".ledger.jsonl.pending"
UNPLACED = "unplaced"
"""The kind of words that were recognised neither as part of a post or comment nor as anything else."""
_NAME_LENGTH = 12


def passage_name(words: str) -> str:
    """Return the name that decisions use for an unplaced passage: "unplaced:" and 12 hex digits.

    It depends only on the words, so that one decision settles a passage that is on every page of a site.
    """
    return f"{UNPLACED}:{hashlib.sha256(normalize(words).encode('utf-8', 'replace')).hexdigest()[:_NAME_LENGTH]}"


@dataclass(frozen=True, slots=True)
class LedgerEntry:
    """One line of the ledger."""

    source: str
    """Name of the raw file."""
    sha256: str | None
    """Of the raw file; None if it could not be read."""
    form: str
    lines: tuple[int, int] | None
    """First and last line in the raw file; None for a whole file."""
    ref: str
    """The path of its post without ".md", "posts/2017/06/slug", with "#c…" for a comment; "name:line" for a record that
    is in no post."""
    kind: str
    """"post", "comment", "mailout", "page"; "furniture", "rest", "setting", "template", "attachment" for words that
    were recognised and belong to no post; "unplaced" for words that were not recognised; "file" for a file without
    posts or that was not read; "container" for a zip or web archive; "image"."""
    outcome: str
    """"published", "merged", "left-out" or "quarantined"."""
    reason: str | None = None
    parent: str | None = None
    """For a reply: the ref of the comment it answers."""
    title: str | None = None
    date: str | None = None
    """ISO 8601: a day, or an instant in UTC."""
    file: str | None = None
    """Path in `content/` of the file that has the text."""
    words_in: int = 0
    words_kept: int = 0
    words_left_out: dict[str, int] | None = None
    """Number of words by reason; None if no word was left out."""
    declared_comments: int | None = None
    found_comments: int | None = None
    text: str | None = None
    """The text of a quarantined record, which is nowhere else; or those lines of a merged record that have words which
    the text it was merged into does not have."""
    masked: tuple[str, ...] | None = None
    """The personal details that were masked, described so that a keeper can find them without seeing them."""
    characters: dict[str, int] | None = None
    """Number of characters that were changed or removed, by kind; see `archive.text.clean`."""
    id: str | None = None
    """Feed id of a post; of an unplaced passage the name that decisions use, as `passage_name` makes it."""
    known_as: tuple[str, ...] | None = None
    """Keys that make a record the same post whatever its text is: Blogger's id, an address, a mailing."""
    feed_id: str | None = None
    """Id of a comment in feeds, if it was published before its id or that of its post was known."""
    opening: str | None = None
    """Hash of the first letters of a post, by which a copy that breaks off is found again."""
    permalink: str | None = None
    """This and the fields below are set only in the entry of the copy that is published."""
    original: bool | None = None
    """True where the permalink is the original address."""
    aliases: tuple[str, ...] | None = None
    """Former addresses of the post."""
    written: str | None = None
    """sha256 of the post's file as last written, to detect a person's edits."""
    comments_written: str | None = None
    content_hash: str | None = None
    """The first 16 hex digits of the sha256 of the post's file as last written, without its sources."""
    parts: dict[str, str] | None = None
    """Hash of each part of the post as last written, by name, to say what a person has edited."""
    comment_parts: dict[str, str] | None = None
    """Hash of each comment on the post as last written, by id."""

    def as_json(self) -> dict[str, Any]:
        """Return the entry as in the JSON report: unknown values are null, no words left out is an empty object."""
        values = {key: getattr(self, name) for key, name in _FIELDS.items()}
        return {**values, "words_left_out": self.words_left_out or {}}


_ALWAYS = frozenset(
    (
        "source",
        "sha256",
        "form",
        "ref",
        "kind",
        "parent",
        "outcome",
        "reason",
        "title",
        "date",
        "file",
        "words_in",
        "words_kept",
        "words_left_out",
    )
)
"""Keys that every line has, even if empty."""
_FIELDS = {"said" if field.name == "content_hash" else field.name: field.name for field in fields(LedgerEntry)}
"""Key in the ledger to field; the hash keeps its first key, because ledgers are stored with it."""
_NEEDED = ("source", "form", "ref", "kind", "outcome")
_TYPES: dict[str, type] = {
    **dict.fromkeys(_FIELDS, str),
    **dict.fromkeys(("words_in", "words_kept", "declared_comments", "found_comments"), int),
    **dict.fromkeys(("lines", "aliases", "known_as", "masked"), list),
    **dict.fromkeys(("words_left_out", "characters", "parts", "comment_parts"), dict),
    "original": bool,
}


def read_ledger(content: Path) -> list[LedgerEntry]:
    """Return the entries of the ledger in the folder `content`; none if there is no ledger. Raises BrokenSettings."""
    return _read(content / NAME)


def read_pending(content: Path) -> list[LedgerEntry]:
    """Return the entries that an interrupted import was about to write, if there are any. Raises BrokenSettings."""
    return _read(content / PENDING_NAME)


def after_crash(content: Path, before: Sequence[LedgerEntry], pending: Sequence[LedgerEntry]) -> list[LedgerEntry]:
    """Return the entries that match the files on disk after a crash.

    These are the entries `before` the crash, or the `pending` ones of files that had already moved; and the entries of
    new sources as far as they were written.
    """
    if not pending:
        return list(before)
    known = {(entry.source, entry.sha256) for entry in before}
    twins = {_position(entry): entry for entry in pending}
    there = [_as_moved(content, entry, twins) for entry in before]
    new = [entry for entry in pending if (entry.source, entry.sha256) not in known]
    new = [entry for entry in new if entry.file is None or (content / entry.file).exists()]
    later = {entry.file: entry for entry in pending if entry.written}
    held = (_as_written(content, entry, later.get(entry.file)) for entry in there)
    return [*held, *(_as_far_as_written(content, entry) for entry in new)]


def _as_moved(content: Path, entry: LedgerEntry, twins: Mapping[_Position, LedgerEntry]) -> LedgerEntry:
    if not entry.file or (content / entry.file).exists():
        return entry
    twin = twins.get(_position(entry), entry)
    return twin if twin.file is None or (content / twin.file).exists() else entry


def left_by_crash(content: Path, before: Iterable[LedgerEntry], pending: Sequence[LedgerEntry]) -> list[str]:
    """Return the comments files of posts that had moved when the import crashed, before it removed these files."""
    if not pending:
        return []
    twins = {_position(entry): entry for entry in pending}
    moved = [entry for entry in before if _as_moved(content, entry, twins) is not entry]
    places = [written for entry in moved if (written := written_of(entry))]
    return [comments_name(each.file) for each in places if not edited_files(content, each)]


def _as_written(content: Path, entry: LedgerEntry, later: LedgerEntry | None) -> LedgerEntry:
    """Take from `later` what was already written before the crash: no person did that."""
    wrote = written_of(later) if later else None
    if not entry.written or not entry.file or not later or not wrote:
        return entry
    edited, new = edited_files(content, wrote), wrote.digests
    done = {path: sha256 for path, sha256 in new.items() if path not in edited and (content / path).exists()}
    post = later if entry.file in done else entry
    comments = later if comments_name(entry.file) in done else entry
    return replace(
        entry,
        written=done.get(entry.file, entry.written),
        comments_written=done.get(comments_name(entry.file), entry.comments_written),
        content_hash=post.content_hash,
        parts=post.parts,
        comment_parts=comments.comment_parts,
        aliases=post.aliases,
    )


def _as_far_as_written(content: Path, entry: LedgerEntry) -> LedgerEntry:
    """Clear the hashes of files that were not written before the crash, so that they don't look deleted by hand."""
    if not entry.written or not entry.file:
        return entry
    post, comments = ((content / name).exists() for name in (entry.file, comments_name(entry.file)))
    return replace(
        entry,
        written=entry.written if post else None,
        comments_written=entry.comments_written if comments else None,
    )


_Position = tuple[str, str | None, tuple[int, int] | None, str]


def _position(entry: LedgerEntry) -> _Position:
    return entry.source, entry.sha256, entry.lines, entry.kind


def hashes_written(entries: Iterable[LedgerEntry]) -> OurHashes:
    """Return, by path in `content/`, the sha256 of everything written there for `entries`."""
    written: dict[str, set[str]] = {}
    for entry in entries:
        if entry.file and entry.written:
            written.setdefault(entry.file, set()).add(entry.written)
            if entry.comments_written:
                written.setdefault(comments_name(entry.file), set()).add(entry.comments_written)
    return written


def ledger_bytes(entries: Iterable[LedgerEntry]) -> bytes:
    """Return the ledger with `entries` as it is stored."""
    ledger = BytesIO()  # line by line, because there may be 100,000
    ledger.writelines(f"{_line(entry)}\n".encode() for entry in in_order(entries))
    return ledger.getvalue()


def announce(content: Path, ledger: bytes) -> None:
    """Write the new ledger beside the old one if it differs. Raises ArchiveError if it cannot be written."""
    if ledger != _current(content):
        write_whole(content / PENDING_NAME, ledger)


def write_ledger(content: Path, ledger: bytes) -> None:
    """Write the ledger if it changes, and remove the announced one. Raises ArchiveError if it cannot be written."""
    if ledger != _current(content):
        write_whole(content / NAME, ledger)
    remove(content / PENDING_NAME)


def in_order(entries: Iterable[LedgerEntry]) -> list[LedgerEntry]:
    """Sort `entries` by source and position."""

    def position(entry: LedgerEntry) -> tuple[str, str, tuple[int, int], str, str]:
        return entry.source, entry.sha256 or "", entry.lines or (0, 0), entry.ref, entry.reason or ""

    return sorted(entries, key=position)


def written_of(entry: LedgerEntry) -> Written | None:
    """Return what was last written for the post of `entry`; None if nothing was."""
    if entry.file is None or entry.written is None:
        return None
    parts, comments = entry.parts or {}, entry.comment_parts or {}
    return Written(entry.file, entry.written, entry.comments_written, entry.content_hash, parts, comments)


def _current(content: Path) -> bytes | None:
    try:
        return (content / NAME).read_bytes()
    except FileNotFoundError:
        return None


_to_json = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def _line(entry: LedgerEntry) -> str:
    values = ((key, getattr(entry, name)) for key, name in _FIELDS.items())
    shown = {key: value for key, value in values if value or key in _ALWAYS or value not in (None, (), {})}
    return _to_json({**shown, "words_left_out": entry.words_left_out or {}})


def _read(path: Path) -> list[LedgerEntry]:
    try:
        lines = path.read_bytes().decode("utf-8").split("\n")
    except FileNotFoundError:
        return []
    except UnicodeDecodeError as error:
        raise BrokenSettings(f"{path.name}: not UTF-8 (byte {error.start}); restore it from a copy") from error
    except OSError as error:
        raise BrokenSettings(f"{path}: cannot be read: {error.strerror}; restore it from a copy") from error
    return [entry_of_line(line, f"{path.name} line {number}") for number, line in enumerate(lines, 1) if line.strip()]


def entry_of_line(line: str, where: str) -> LedgerEntry:
    """Return the entry in a line of the ledger. Raises BrokenSettings, which names `where`, if it is damaged."""
    try:
        content = json.loads(line)
        values = {key: value for key, value in content.items() if key in _TYPES and value not in (None, {})}
        wrong = [key for key, value in values.items() if type(value) is not _TYPES[key]]
        wrong += [key for key in _NEEDED if key not in values]
        if wrong:
            raise ValueError(f"“{wrong[0]}” cannot be {content.get(wrong[0])!r}")
        date.fromisoformat(values.get("date", "2000-01-01")[:10])
        lists = {key: tuple(map(str, values[key])) for key in ("aliases", "known_as", "masked") if values.get(key)}
        named = {_FIELDS[key]: value for key, value in {**values, **lists}.items()}
        return LedgerEntry(**{"sha256": None, **named, "lines": _lines(content.get("lines"))})
    except (ValueError, TypeError, AttributeError, RecursionError) as error:
        raise BrokenSettings(f"{where}: {error}; restore it from a copy, or delete it and import again") from error


def _lines(lines: list[int] | None) -> tuple[int, int] | None:
    if lines is None:
        return None
    first, last = lines
    return int(first), int(last)


_OUTCOMES = ("published", "merged", "left-out", "quarantined")
_TEXTS = (*KINDS, "comment")
"""Kinds of which no two entries have the same position. Others may, if they were left out for
different reasons or have other words."""
_CURE = "restore it from a copy, or import again"


def ledger_problems(entries: Sequence[LedgerEntry]) -> Iterator[str]:
    """Yield a line for everything that does not add up."""
    for entry in entries:
        yield from (f"{NAME}: {_called(entry)}: {what}; {_CURE}" for what in _wrong(entry))
    for what, count in _repeated(entries):
        yield f"{NAME}: {what} is listed {count} times; {_CURE}"


def replies_without_parent(entries: Sequence[LedgerEntry]) -> Iterator[str]:
    """Yield a line for each reply to a comment that is in no source. That is not an error: it may be lost for good."""
    known = {entry.ref for entry in entries}
    for ref, parent in sorted({(entry.ref, entry.parent) for entry in entries if entry.parent}):
        if parent not in known:
            yield f"{ref} is a reply to {parent.partition('#')[2]}, which is in no source"


def _called(entry: LedgerEntry) -> str:
    return entry.ref if entry.ref.startswith(entry.source) else f"{entry.ref} from {entry.source}"


def _wrong(entry: LedgerEntry) -> Iterator[str]:
    left_out = entry.words_left_out or {}
    if any(type(count) is not int or count < 1 or not reason for reason, count in left_out.items()):
        yield "words are left out without a number or a reason"
    elif entry.words_in != entry.words_kept + sum(left_out.values()):
        yield f"of {entry.words_in} words, {entry.words_kept} were kept and {sum(left_out.values())} left out"
    if entry.outcome not in _OUTCOMES:
        yield f"“{entry.outcome}” is not an outcome"
    elif entry.outcome != "published" and not entry.reason:
        yield f"it is {entry.outcome} without a reason"
    if entry.outcome in ("published", "merged") and not entry.file:
        yield f"it is {entry.outcome} but has no file"
    if entry.kind == UNPLACED and not (entry.text and entry.id):
        yield "it is unplaced, but has no text or no name"
    if entry.parent and entry.parent.partition("#")[0] != entry.ref.partition("#")[0]:
        yield f"it is a reply to {entry.parent}, which is under another post"


def _repeated(entries: Sequence[LedgerEntry]) -> Iterator[tuple[str, int]]:
    """Yield what the ledger has more than once, described in words, and how often."""
    places = Counter(
        (r.source, r.sha256, r.lines, r.kind, None if r.kind in _TEXTS else (r.reason, r.id)) for r in entries
    )
    shown = Counter(entry.ref for entry in entries if entry.outcome == "published")
    for (source, _, lines, kind, _), count in places.items():
        if count > 1:
            yield f"the {kind} {_at(lines)}of {source}", count
    for ref, count in shown.items():
        if count > 1:
            yield f"{ref}, published,", count


def _at(lines: tuple[int, int] | None) -> str:
    return f"at {lines[0]}-{lines[1]} " if lines else ""
