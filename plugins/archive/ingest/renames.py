"""Content files that a person has renamed or moved: they are known by their ids, and stay where they were put.

The rule: a post's comments go with it. Where only the post was renamed, its comments' file follows.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from archive.content.folder import post_files, read_file
from archive.content.ledger import LedgerEntry
from archive.content.post_file import comments_name
from archive.errors import ArchiveError, BrokenContent


@dataclass(frozen=True)
class HandMoves:
    """What a person has renamed."""

    records: list[LedgerEntry]
    """The ledger's records, with the files where they lie now."""
    moved: Mapping[str, str]
    """Old path of a post's file to the new one."""
    problems: tuple[str, ...] = ()

    @property
    def states(self) -> dict[str, str]:
        """ "renamed" for each file that was."""
        return dict.fromkeys(self.moved.values(), "renamed")

    def carry_out(self, content: Path) -> None:
        """Let comments' files follow their posts. Raises ArchiveError if one cannot be moved."""
        for old, new in self.moved.items():
            there, here = content / comments_name(old), content / comments_name(new)
            if there.exists() and not here.exists():
                try:
                    there.replace(here)
                except OSError as error:
                    raise ArchiveError(
                        f"{comments_name(old)}: cannot follow its post to {new}: {error.strerror}; move it there"
                    ) from error


def hand_moves(content: Path, records: Sequence[LedgerEntry]) -> HandMoves:
    """What was renamed in the folder `content` since `records` were written."""
    homes = {record.file: record.id for record in records if record.file and record.written and record.id}
    missing = {post_id: file for file, post_id in homes.items() if not (content / file).exists()}
    if not missing:
        return HandMoves(list(records), {})
    new = _files_of(content, missing.keys(), homes.keys())
    moved = {missing[post_id]: file for post_id, file in new.items()}
    return HandMoves([_moved(record, moved) for record in records], moved)


def _files_of(content: Path, ids: Iterable[str], known: Iterable[str]) -> dict[str, str]:
    """By id, the file of each of the posts `ids` that lies somewhere unknown."""
    wanted, elsewhere = set(ids), set(known)
    found: dict[str, str] = {}
    for name in post_files(content):
        if name not in elsewhere:
            try:
                post_id = read_file(content, name).id
            except BrokenContent:
                continue
            if post_id in wanted:
                found.setdefault(post_id, name)
    return found


def _moved(record: LedgerEntry, moved: Mapping[str, str]) -> LedgerEntry:
    path, mark, anchor = record.ref.partition("#")
    new = moved.get(f"{path}.md") if record.file else None
    if not new:
        return record
    ref = new.removesuffix(".md")
    file = new if record.file == f"{path}.md" else comments_name(new)
    parent = record.parent and f"{ref}#{record.parent.partition('#')[2]}"
    return replace(record, file=file, ref=f"{ref}{mark}{anchor}", parent=parent)
