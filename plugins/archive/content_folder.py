"""The content folder on disk: what is saved, and what a person's hand has changed since.

The rule: a file that differs from what was last written there belongs to the person who changed it, and stays.
Every file is written whole and renamed into place, so that a crash leaves the old one or the new one.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

from archive.content_file import comments_name, comments_text, file_of, post_text, read_post
from archive.errors import ArchiveError, BrokenContent
from archive.model import Post

OUTCOMES = ("created", "updated", "moved", "unchanged", "conflict")


@dataclass(frozen=True)
class Written:
    """What this archive last wrote for one post; the ledger remembers it."""

    file: str
    """Path of the post's file below the content folder."""
    sha256: str
    """Of the post's file."""
    comments_sha256: str | None = None
    """Of the comments' file; None if there was none."""


@dataclass(frozen=True)
class Saved:
    """What became of a post's files."""

    outcome: str
    """One of OUTCOMES."""
    written: Written
    conflicts: tuple[str, ...] = ()
    """Files that a person has edited and that were therefore left alone."""


def save(folder: Path, post: Post, before: Written | None, dry_run: bool = False) -> Saved:
    """Put the post's files into `folder`, unless a person has edited them since `before`.

    Raises ArchiveError if a file cannot be written.
    """
    file = file_of(post.permalink)
    if before and before.file != file:
        return _move(folder, post, before, dry_run)
    name, comments = file, comments_name(file)
    texts = {name: post_text(post), comments: comments_text(post)}
    last = {name: before.sha256, comments: before.comments_sha256} if before else {}
    outcomes = {path: _outcome(folder / path, text, last.get(path)) for path, text in texts.items()}
    for path, outcome in outcomes.items():
        if outcome in ("created", "updated", "removed") and not dry_run:
            _put(folder / path, texts[path])
    kept = {path: last.get(path) if outcomes[path] == "conflict" else _sha256(texts[path]) for path in texts}
    conflicts = tuple(path for path in texts if outcomes[path] == "conflict")
    written = Written(file, kept[name] or "", kept[comments])
    return Saved(_overall(outcomes[name], outcomes[comments]), written, conflicts)


def edited_files(folder: Path, before: Written) -> tuple[str, ...]:
    """Which of the post's files on disk are no longer what was last written."""
    last = {before.file: before.sha256, comments_name(before.file): before.comments_sha256}
    return tuple(path for path, sha256 in last.items() if (folder / path).exists() and _digest(folder / path) != sha256)


def read_file(folder: Path, name: str) -> Post:
    """The post in the file `name` below `folder`. Raises BrokenContent."""
    comments = folder / comments_name(name)
    try:
        text = (folder / name).read_bytes().decode("utf-8-sig")
        replies = comments.read_bytes().decode("utf-8-sig") if comments.exists() else ""
    except UnicodeDecodeError as error:
        raise BrokenContent(f"{name}: not UTF-8 (byte {error.start}); save it as UTF-8") from error
    except OSError as error:
        raise BrokenContent(f"{name}: cannot be read: {error.strerror}") from error
    return read_post(text, replies, name)


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
        beside.unlink(missing_ok=True)
        raise ArchiveError(f"{path}: cannot be written: {error.strerror}; free the space or fix the rights") from error


def _move(folder: Path, post: Post, before: Written, dry_run: bool) -> Saved:
    """Save under a new address and take the old files away, unless a person has edited them."""
    edited = edited_files(folder, before)
    if edited:
        return Saved("conflict", before, edited)
    saved = save(folder, post, None, dry_run)
    if saved.conflicts:
        return Saved("conflict", before, saved.conflicts)
    if not dry_run:
        (folder / before.file).unlink(missing_ok=True)
        (folder / comments_name(before.file)).unlink(missing_ok=True)
    return Saved("moved", saved.written)


def _outcome(path: Path, text: str, last: str | None) -> str:
    if not path.exists():
        return "created" if text else "unchanged"
    current = _digest(path)
    if current == _sha256(text):
        return "unchanged"
    if current != last:
        return "conflict"
    return "updated" if text else "removed"


def _overall(post: str, comments: str) -> str:
    if "conflict" in (post, comments):
        return "conflict"
    if post == "created":
        return "created"
    return "unchanged" if post == comments == "unchanged" else "updated"


def _put(path: Path, text: str) -> None:
    if text:
        write_whole(path, text.encode("utf-8"))
    else:
        path.unlink()


def _sha256(text: str) -> str | None:
    return hashlib.sha256(text.encode("utf-8")).hexdigest() if text else None


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
