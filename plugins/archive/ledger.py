"""`ledger.jsonl`: what became of every record of every source, one line each, word for word.

Lines are ordered by source and place in it, so that one new source makes a small diff. Nothing in it depends on the
clock, the machine or the order of import.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path
from typing import Any

from archive.content_folder import Written, write_whole
from archive.errors import BrokenSettings

NAME = "ledger.jsonl"


@dataclass(frozen=True)
class Record:
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
    """"post", "comment", "mailout", "page"; "rest" for lines that belong to none; "file" for a file not read."""
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
    """The words of a quarantined record, which stand nowhere else."""
    id: str | None = None
    """Feed id of a post."""
    permalink: str | None = None
    written: str | None = None
    """sha256 of the post's file as last written here, to tell a person's edits."""
    comments_written: str | None = None

    def as_json(self) -> dict[str, Any]:
        """The record as it stands in the report: what is unknown is null, no words left out is an empty object."""
        return {**asdict(self), "words_left_out": self.words_left_out or {}}


_ALWAYS = [
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
]
"""Keys that stand in every line, even if empty."""


def read_ledger(content: Path) -> list[Record]:
    """The records in the ledger of the folder `content`; none if there is no ledger. Raises BrokenSettings."""
    try:
        lines = (content / NAME).read_text(encoding="utf-8").split("\n")
    except FileNotFoundError:
        return []
    except (OSError, UnicodeDecodeError) as error:
        raise BrokenSettings(f"{NAME}: cannot be read: {error}; restore it from a copy") from error
    return [_record(line, number) for number, line in enumerate(lines, 1) if line.strip()]


def write_ledger(content: Path, records: Iterable[Record]) -> bool:
    """Write the ledger if it changes; True if it did."""
    data = "".join(f"{_line(record)}\n" for record in in_order(records)).encode("utf-8")
    path = content / NAME
    if path.exists() and path.read_bytes() == data:
        return False
    write_whole(path, data)
    return True


def in_order(records: Iterable[Record]) -> list[Record]:
    """By source, then by place in it."""
    return sorted(records, key=lambda record: (record.source, record.sha256 or "", record.lines or (0, 0), record.ref))


def written_posts(records: Sequence[Record]) -> dict[tuple[str, int], Record]:
    """Records of posts by (sha256 of the source, first line)."""
    return {
        (record.sha256, record.lines[0]): record
        for record in records
        if record.sha256 and record.lines and record.permalink
    }


def written_of(record: Record) -> Written | None:
    """What was last written for the post of `record`."""
    if record.file is None or record.written is None:
        return None
    return Written(record.file, record.written, record.comments_written)


def _line(record: Record) -> str:
    content = record.as_json()
    shown = {key: value for key, value in content.items() if key in _ALWAYS or value not in (None, [], {})}
    return json.dumps(shown, ensure_ascii=False, separators=(",", ":"))


def _record(line: str, number: int) -> Record:
    known = {field.name for field in fields(Record)}
    try:
        content = json.loads(line)
        record = Record(**{"lines": None, **{key: value for key, value in content.items() if key in known}})
    except (ValueError, TypeError) as error:
        raise BrokenSettings(
            f"{NAME} line {number}: {error}; restore it from a copy, or delete it and import again"
        ) from error
    return replace(record, lines=tuple(record.lines) if record.lines else None)  # type: ignore[arg-type]
