"""Find the posts that a person has renamed or moved in `content/`.

They are recognised by their ids and stay where they were put. A post's comments file follows it.
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
class Renames:
    """The files that a person has renamed."""

    entries: list[LedgerEntry]
    """All ledger entries, with the files as they are now."""
    new_names: Mapping[str, str]
    """By former path of a post's file, its new path."""

    @property
    def states(self) -> dict[str, str]:
        """The state "renamed" for each renamed file."""
        return dict.fromkeys(self.new_names.values(), "renamed")

    def carry_out(self, content: Path) -> None:
        """Move the comments files after their posts. Raises ArchiveError if one cannot be moved."""
        for old, new in self.new_names.items():
            there, here = content / comments_name(old), content / comments_name(new)
            if there.exists() and not here.exists():
                try:
                    there.replace(here)
                except OSError as error:
                    raise ArchiveError(
                        f"{comments_name(old)}: cannot be moved beside its post {new}: {error.strerror}; move it there"
                    ) from error


def find_renames(content: Path, entries: Sequence[LedgerEntry]) -> Renames:
    """Find what was renamed in the folder `content` since `entries` were written."""
    ids = {entry.file: entry.id for entry in entries if entry.file and entry.written and entry.id}
    missing = {post_id: file for file, post_id in ids.items() if not (content / file).exists()}
    if not missing:
        return Renames(list(entries), {})
    found = _find_posts(content, missing.keys(), ids.keys())
    new_names = {missing[post_id]: file for post_id, file in found.items()}
    return Renames([_with_new_name(entry, new_names) for entry in entries], new_names)


def _find_posts(content: Path, ids: Iterable[str], known: Iterable[str]) -> dict[str, str]:
    """Return, by id, the file of each post in `ids` that is in none of the `known` files."""
    wanted, known_files = set(ids), set(known)
    found: dict[str, str] = {}
    for name in post_files(content):
        if name not in known_files:
            try:
                post_id = read_file(content, name).id
            except BrokenContent:
                continue
            if post_id in wanted:
                found.setdefault(post_id, name)
    return found


def _with_new_name(entry: LedgerEntry, new_names: Mapping[str, str]) -> LedgerEntry:
    path, mark, anchor = entry.ref.partition("#")
    new = new_names.get(f"{path}.md") if entry.file else None
    if not new:
        return entry
    ref = new.removesuffix(".md")
    file = new if entry.file == f"{path}.md" else comments_name(new)
    parent = entry.parent and f"{ref}#{entry.parent.partition('#')[2]}"
    return replace(entry, file=file, ref=f"{ref}{mark}{anchor}", parent=parent)
