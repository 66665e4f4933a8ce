"""`ledger.jsonl`: what became of every record of every source, one line each, word for word.

Lines are ordered by source and place in it, so that one new source makes a small diff. Nothing in it depends on the
clock, the machine or the order of the sources. Before an import changes any file it puts the ledger that is to be
beside the old one, so that after a crash the files it wrote are still known for its own.

Whether the ledger adds up: every word and every record has one end, and every reply its post.

The rule: records in, plain lines out; no file is looked at.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from pathlib import Path
from typing import Any

from archive.atomic import remove, write_whole
from archive.content.folder import Ours, Written, edited_files
from archive.content.post_file import comments_name
from archive.errors import BrokenSettings
from archive.model import KINDS

NAME = "ledger.jsonl"
PENDING_NAME = ".ledger.jsonl.pending"


@dataclass(frozen=True, slots=True)
class LedgerEntry:
    """One line of the ledger."""

    source: str
    """Name of the raw file."""
    sha256: str | None
    """Of the raw file; None if it could not be read."""
    form: str
    lines: tuple[int, int] | None
    """First and last line in the raw file; None for a file as a whole."""
    ref: str
    """What it is called here: "posts/2017/06/slug", with "#c…" for a comment; "name:line" without one."""
    kind: str
    """"post", "comment", "mailout", "page"; "rest", "setting", "template", "attachment" for words that belong to none;
    "file" for a file that is no text of the blog or was not read, "container" for a zip or web archive."""
    outcome: str
    """"published", "merged", "left-out" or "quarantined"."""
    reason: str | None = None
    parent: str | None = None
    """For a reply: the ref of the comment it answers."""
    title: str | None = None
    date: str | None = None
    """ISO 8601: a day, or an instant in UTC."""
    file: str | None = None
    """Path below the content folder of the file that holds the text."""
    words_in: int = 0
    words_kept: int = 0
    words_left_out: dict[str, int] | None = None
    """Reason to number of words; None if no word was left out."""
    declared_comments: int | None = None
    found_comments: int | None = None
    text: str | None = None
    """The words of a quarantined record, which stand nowhere else; the lines of a merged one with words that are not
    in the text it was merged into."""
    masked: tuple[str, ...] | None = None
    """What was hidden for the sake of a person, told so that a keeper can look at it without learning it."""
    id: str | None = None
    """Feed id of a post."""
    known_as: tuple[str, ...] | None = None
    """Names that make a record the same post whatever it says: Blogger's id, an address, a mailing."""
    permalink: str | None = None
    """Of a post, on the line of the copy that is published; as are the fields below."""
    original: bool | None = None
    """True where the permalink is the original address."""
    aliases: tuple[str, ...] | None = None
    """Earlier addresses of the post."""
    written: str | None = None
    """sha256 of the post's file as last written here, to tell a person's edits."""
    comments_written: str | None = None
    content_hash: str | None = None
    """The first 16 hex digits of the sha256 of the post's file as last written, without the names of its sources."""

    def as_json(self) -> dict[str, Any]:
        """The record as it stands in the report: what is unknown is null, no words left out is an empty object."""
        values = {_STORED_AS.get(field.name, field.name): getattr(self, field.name) for field in fields(self)}
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
"""Keys that stand in every line, even if empty."""
_STORED_AS = {"content_hash": "said"}
"""Fields whose key in the ledger is not their name."""
_FIELDS = {key: name for name, key in _STORED_AS.items()}
_NEEDED = ("source", "form", "ref", "kind", "outcome")
_TYPES: dict[str, type] = {
    **{_STORED_AS.get(field.name, field.name): str for field in fields(LedgerEntry)},
    **dict.fromkeys(("words_in", "words_kept", "declared_comments", "found_comments"), int),
    **dict.fromkeys(("lines", "aliases", "known_as", "masked"), list),
    "words_left_out": dict,
    "original": bool,
}


def read_ledger(content: Path) -> list[LedgerEntry]:
    """The records in the ledger of the folder `content`; none if there is no ledger. Raises BrokenSettings."""
    return _read(content / NAME)


def read_pending(content: Path) -> list[LedgerEntry]:
    """The records that an import which was cut off was about to write; none otherwise. Raises BrokenSettings."""
    return _read(content / PENDING_NAME)


def after_crash(content: Path, before: Sequence[LedgerEntry], pending: Sequence[LedgerEntry]) -> list[LedgerEntry]:
    """The records that hold for what is on disk: those `before` the crash, or where a file of theirs had moved by then
    what was to be; and, of new sources, what it had written."""
    if not pending:
        return list(before)
    known = {(record.source, record.sha256) for record in before}
    twins = {_place(record): record for record in pending}
    there = [_moved(content, record, twins) for record in before]
    new = [record for record in pending if (record.source, record.sha256) not in known]
    new = [record for record in new if record.file is None or (content / record.file).exists()]
    later = {record.file: record for record in pending if record.written}
    held = (_as_written(content, record, later.get(record.file)) for record in there)
    return [*held, *(_as_far_as_written(content, record) for record in new)]


def _moved(content: Path, record: LedgerEntry, twins: Mapping[_Place, LedgerEntry]) -> LedgerEntry:
    if not record.file or (content / record.file).exists():
        return record
    twin = twins.get(_place(record), record)
    return twin if twin.file is None or (content / twin.file).exists() else record


def left_by_crash(content: Path, before: Iterable[LedgerEntry], pending: Iterable[LedgerEntry]) -> list[str]:
    """Comments' files of posts that had moved when the crash came, which left them."""
    twins = {_place(record): record for record in pending}
    moved = [record for record in before if _moved(content, record, twins) is not record]
    places = [written for record in moved if (written := written_of(record))]
    return [comments_name(each.file) for each in places if not edited_files(content, each)]


def _as_written(content: Path, record: LedgerEntry, later: LedgerEntry | None) -> LedgerEntry:
    """`record` with what was to be written `later`, where that was before the crash: no hand did it."""
    wrote = written_of(later) if later else None
    if not record.written or not record.file or not later or not wrote:
        return record
    edited, new = edited_files(content, wrote), wrote.digests
    done = {path: sha256 for path, sha256 in new.items() if path not in edited and (content / path).exists()}
    return replace(
        record,
        written=done.get(record.file, record.written),
        comments_written=done.get(comments_name(record.file), record.comments_written),
        content_hash=later.content_hash if record.file in done else record.content_hash,
        aliases=later.aliases if record.file in done else record.aliases,
    )


def _as_far_as_written(content: Path, record: LedgerEntry) -> LedgerEntry:
    """A new `record` without the digests of files that the crash left unwritten: they were not deleted by hand."""
    if not record.written or not record.file:
        return record
    post, comments = ((content / name).exists() for name in (record.file, comments_name(record.file)))
    return replace(
        record,
        written=record.written if post else None,
        comments_written=record.comments_written if comments else None,
    )


_Place = tuple[str, str | None, tuple[int, int] | None, str]


def _place(record: LedgerEntry) -> _Place:
    return record.source, record.sha256, record.lines, record.kind


def ours(records: Iterable[LedgerEntry]) -> Ours:
    """By path below the content folder, the sha256 of everything written there for `records`."""
    written: dict[str, set[str]] = {}
    for record in records:
        if record.file and record.written:
            written.setdefault(record.file, set()).add(record.written)
            if record.comments_written:
                written.setdefault(comments_name(record.file), set()).add(record.comments_written)
    return written


def announce(content: Path, records: Iterable[LedgerEntry]) -> None:
    """Put the ledger that is to be beside the old one. Raises ArchiveError if it cannot be written."""
    data = _bytes(records)
    if data != _current(content):
        write_whole(content / PENDING_NAME, data)


def write_ledger(content: Path, records: Iterable[LedgerEntry]) -> None:
    """Write the ledger if it changes. Raises ArchiveError if it cannot be written."""
    data = _bytes(records)
    if data != _current(content):
        write_whole(content / NAME, data)
    remove(content / PENDING_NAME)


def in_order(records: Iterable[LedgerEntry]) -> list[LedgerEntry]:
    """By source, then by place in it."""

    def place(record: LedgerEntry) -> tuple[str, str, tuple[int, int], str, str]:
        return record.source, record.sha256 or "", record.lines or (0, 0), record.ref, record.reason or ""

    return sorted(records, key=place)


def written_of(record: LedgerEntry) -> Written | None:
    """What was last written for the post of `record`."""
    if record.file is None or record.written is None:
        return None
    return Written(record.file, record.written, record.comments_written, record.content_hash)


def _current(content: Path) -> bytes | None:
    try:
        return (content / NAME).read_bytes()
    except FileNotFoundError:
        return None


def _bytes(records: Iterable[LedgerEntry]) -> bytes:
    return "".join(f"{_line(record)}\n" for record in in_order(records)).encode("utf-8")


def _line(record: LedgerEntry) -> str:
    content = record.as_json()
    shown = {key: value for key, value in content.items() if key in _ALWAYS or value not in (None, (), {})}
    return json.dumps(shown, ensure_ascii=False, separators=(",", ":"))


def _read(path: Path) -> list[LedgerEntry]:
    try:
        lines = path.read_bytes().decode("utf-8").split("\n")
    except FileNotFoundError:
        return []
    except UnicodeDecodeError as error:
        raise BrokenSettings(f"{path.name}: not UTF-8 (byte {error.start}); restore it from a copy") from error
    except OSError as error:
        raise BrokenSettings(f"{path}: cannot be read: {error.strerror}; restore it from a copy") from error
    return [_record(line, f"{path.name} line {number}") for number, line in enumerate(lines, 1) if line.strip()]


def _record(line: str, where: str) -> LedgerEntry:
    try:
        content = json.loads(line)
        values = {key: value for key, value in content.items() if key in _TYPES and value not in (None, {})}
        wrong = [key for key, value in values.items() if type(value) is not _TYPES[key]]
        wrong += [key for key in _NEEDED if key not in values]
        if wrong:
            raise ValueError(f"“{wrong[0]}” cannot be {content.get(wrong[0])!r}")
        date.fromisoformat(values.get("date", "2000-01-01")[:10])
        lists = {key: tuple(map(str, values[key])) for key in ("aliases", "known_as", "masked") if values.get(key)}
        named = {_FIELDS.get(key, key): value for key, value in {**values, **lists}.items()}
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
"""Kinds of records of which no two begin at one place; others may, if they were left out for different reasons."""
_CURE = "restore it from a copy, or import again"


def sum_problems(records: Sequence[LedgerEntry]) -> Iterator[str]:
    """One plain line for everything that does not add up."""
    for record in records:
        yield from (f"{NAME}: {_called(record)}: {what}; {_CURE}" for what in _wrong(record))
    for what, count in _repeated(records):
        yield f"{NAME}: {what} stands there {count} times; {_CURE}"


def unanswered(records: Sequence[LedgerEntry]) -> Iterator[str]:
    """One plain line for each reply to a comment that no source has. That is no fault: it may be lost for good."""
    known = {record.ref for record in records}
    for ref, parent in sorted({(record.ref, record.parent) for record in records if record.parent}):
        if parent not in known:
            yield f"{ref} answers {parent.partition('#')[2]}, which is in no source"


def _called(record: LedgerEntry) -> str:
    return record.ref if record.ref.startswith(record.source) else f"{record.ref} from {record.source}"


def _wrong(record: LedgerEntry) -> Iterator[str]:
    left_out = record.words_left_out or {}
    if any(type(count) is not int or count < 1 or not reason for reason, count in left_out.items()):
        yield "words are left out without a number or a reason"
    elif record.words_in != record.words_kept + sum(left_out.values()):
        yield f"{record.words_in} words came in, {record.words_kept} were kept and {sum(left_out.values())} left out"
    if record.outcome not in _OUTCOMES:
        yield f"“{record.outcome}” is no outcome"
    elif record.outcome != "published" and not record.reason:
        yield f"it is {record.outcome} without a reason"
    if record.outcome in ("published", "merged") and not record.file:
        yield f"it is {record.outcome} and in no file"
    if record.parent and record.parent.partition("#")[0] != record.ref.partition("#")[0]:
        yield f"it answers {record.parent}, under another post"


def _repeated(records: Sequence[LedgerEntry]) -> Iterator[tuple[str, int]]:
    """What stands in the ledger more than once, in words, and how often."""
    places = Counter((r.source, r.sha256, r.lines, r.kind, None if r.kind in _TEXTS else r.reason) for r in records)
    shown = Counter(record.ref for record in records if record.outcome == "published")
    for (source, _, lines, kind, _), count in places.items():
        if count > 1:
            yield f"the {kind} {_at(lines)}of {source}", count
    for ref, count in shown.items():
        if count > 1:
            yield f"{ref}, as published,", count


def _at(lines: tuple[int, int] | None) -> str:
    return f"at {lines[0]}-{lines[1]} " if lines else ""
