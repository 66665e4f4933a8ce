"""The content folder on disk: what is to be saved, and what a person's hand has changed since.

The rule: a file that differs from everything this archive wrote there belongs to the person who changed it, and stays.
First it is decided what to do, then it is done. Every file is written whole and renamed into place, so that a crash
leaves the old one or the new one.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from archive.content_file import comments_name, comments_text, file_of, post_text, read_post
from archive.errors import ArchiveError, BrokenContent
from archive.model import Post

OUTCOMES = ("created", "updated", "moved", "unchanged", "conflict", "failed")
_NO_FILE = "no file"
"""Stands for the sha256 of what is there and cannot be read as a file; no file has it."""

Ours = Mapping[str, Collection[str]]
"""By path below the content folder, the sha256 of everything this archive wrote there."""


@dataclass(frozen=True)
class Written:
    """What this archive last wrote for one post; the ledger remembers it."""

    file: str
    """Path of the post's file below the content folder."""
    sha256: str
    """Of the post's file."""
    comments_sha256: str | None = None
    """Of the comments' file; None if there was none."""

    @property
    def digests(self) -> dict[str, str | None]:
        """sha256 by path, of the post's file and its comments'."""
        return {self.file: self.sha256, comments_name(self.file): self.comments_sha256}


@dataclass(frozen=True)
class Change:
    """What saving one post does to the folder."""

    outcome: str
    """One of OUTCOMES."""
    written: Written | None
    """What is then there of ours; None if a file written by hand has the place."""
    conflicts: tuple[str, ...] = ()
    """Files that a person has edited and that are therefore left alone."""
    texts: Mapping[str, str] = field(default_factory=dict)
    """What is written, by path; an empty text takes the file away."""
    leaves: tuple[str, ...] = ()
    """Files that are taken away because the post moved."""
    is_new: bool = False
    """True if no file has to make way for it."""


def planned(folder: Path, post: Post, before: Written | None, absorbed: Sequence[Written], ours: Ours) -> Change:
    """How to save the post, last written as `before`, with the files of `absorbed` taken away.

    `ours` tells a person's files from this archive's. Raises BrokenContent if the post cannot stand in a file.
    """
    file = file_of(post.permalink)
    texts = {file: post_text(post), comments_name(file): comments_text(post)}
    moved = before is not None and before.file != file
    outcomes = {path: _outcome(folder / path, text, ours.get(path, ())) for path, text in texts.items()}
    conflicts = tuple(path for path, outcome in outcomes.items() if outcome == "conflict")
    if before and moved and (stays := (*edited_files(folder, before), *conflicts)):
        return Change("conflict", before, stays)
    if before is None and file in conflicts:
        return Change("conflict", None, conflicts)
    last = before.digests if before else {}
    kept = {path: last.get(path) if path in conflicts else _sha256(text) for path, text in texts.items()}
    old = [place for place in (before, *absorbed) if place and place.file != file]
    return Change(
        "conflict" if conflicts else "moved" if moved else _overall(outcomes[file], set(outcomes.values())),
        Written(file, kept[file] or "", kept[comments_name(file)]),
        conflicts,
        {path: text for path, text in texts.items() if outcomes[path] in ("created", "updated", "removed")},
        tuple(path for place in old for path in place.digests),
        is_new=set(outcomes.values()) <= {"created", "unchanged"},
    )


def carry_out(folder: Path, change: Change, needed: Collection[str]) -> None:
    """Do what was planned; files in `needed` are not taken away. Raises ArchiveError if a file cannot be written."""
    for path, text in change.texts.items():
        if text:
            write_whole(folder / path, text.encode("utf-8"))
        else:
            remove(folder / path)
    for path in change.leaves:
        if path not in needed:
            remove(folder / path)
            _remove_empty(folder, (folder / path).parent)


def edited_files(folder: Path, before: Written) -> tuple[str, ...]:
    """Which of the post's files on disk are no longer what was last written."""
    return tuple(path for path, sha256 in before.digests.items() if _digest(folder / path) not in (None, sha256))


def read_file(folder: Path, name: str) -> Post:
    """The post in the file `name` below `folder`. Raises BrokenContent."""
    comments = folder / comments_name(name)
    try:
        text = (folder / name).read_bytes().decode("utf-8-sig")
        replies = comments.read_bytes().decode("utf-8-sig") if comments.exists() else ""
    except UnicodeDecodeError as error:
        raise BrokenContent(f"{name}: not UTF-8 (byte {error.start}); save it as UTF-8") from error
    except OSError as error:
        raise BrokenContent(f"{name}: cannot be read: {error.strerror}; restore it or fix its rights") from error
    return read_post(text, replies, name)


def is_free(folder: Path, permalink: str, post_id: str) -> bool:
    """True if nothing stands at `permalink`, or only the file of that very post (its ledger was lost)."""
    name = file_of(permalink)
    if not (folder / name).exists():
        return True
    try:
        return read_file(folder, name).id == post_id
    except BrokenContent:
        return False


def post_files(folder: Path) -> list[str]:
    """The paths of all posts below `folder`, ordered."""
    return sorted(
        path.relative_to(folder).as_posix()
        for room in ("posts", "mailouts")
        for path in (folder / room).rglob("*.md")
        if not path.name.endswith(".comments.md") and not path.name.startswith(".")
    )


def write_whole(path: Path, data: bytes) -> None:
    """Write `data` to `path` so that at any moment the old or the new file is there, whole. Raises ArchiveError."""
    beside = path.with_name(f".{path.name}.new")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        beside.write_bytes(data)
        beside.replace(path)
    except OSError as error:
        remove(beside)
        raise ArchiveError(
            f"{path}: cannot be written: {error.strerror}; free the space or fix the rights, and run it again"
        ) from error


def remove(path: Path) -> None:
    """Take the file away if it is there. Raises ArchiveError if it cannot be."""
    try:
        path.unlink(missing_ok=True)
    except NotADirectoryError:
        return
    except OSError as error:
        raise ArchiveError(
            f"{path}: cannot be taken away: {error.strerror}; fix the rights and run it again"
        ) from error


def _remove_empty(folder: Path, parent: Path) -> None:
    """Take `parent` away if it is empty, and so on upwards; `folder` stays."""
    while parent != folder:
        try:
            parent.rmdir()
        except OSError:
            return
        parent = parent.parent


def _outcome(path: Path, text: str, known: Collection[str]) -> str:
    current = _digest(path)
    if current is None:
        return "created" if text else "unchanged"
    if current == _sha256(text) or not (text or known):
        return "unchanged"
    if current not in known:
        return "conflict"
    return "updated" if text else "removed"


def _overall(post: str, both: set[str]) -> str:
    if post == "created":
        return "created"
    return "unchanged" if both == {"unchanged"} else "updated"


def _sha256(text: str) -> str | None:
    return hashlib.sha256(text.encode("utf-8")).hexdigest() if text else None


def _digest(path: Path) -> str | None:
    """sha256 of the file; None if there is none, _NO_FILE if something else is in its place."""
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError:
        return _NO_FILE
