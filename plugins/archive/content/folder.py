"""The content folder on disk: what is to be saved, and what a person's hand has changed since.

The rule: a file that differs from everything this archive wrote there belongs to the person who changed it, and stays.
First it is decided what to do, then it is done. Every file is written whole and renamed into place, so that a crash
leaves the old one or the new one.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from archive.atomic import remove, write_whole
from archive.content.post_file import comments_name, comments_text, file_of, post_text, read_post
from archive.errors import BrokenContent
from archive.model import Post
from archive.sources.files import file_sha256
from archive.spool import Shelf

CONFLICTS = "conflicts"
"""The folder, below the content folder, for what the sources say now of files that a person has edited."""
_CONTENT_HASH_LENGTH = 16
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
    content_hash: str | None = None
    """Of the post's file without the names of its sources, shortened."""

    @property
    def digests(self) -> dict[str, str | None]:
        """sha256 by path, of the post's file and its comments'."""
        return {self.file: self.sha256, comments_name(self.file): self.comments_sha256}


@dataclass(frozen=True)
class Change:
    """What saving one post does to the folder."""

    outcome: str
    """created, updated, moved, unchanged, edited, deleted, conflict, failed or withdrawn."""
    written: Written | None
    """What its sources say, once it is done; None if a file written by hand has the place."""
    states: Mapping[str, str] = field(default_factory=dict)
    """The state of each file before it is done: new (not there yet), clean (as its sources have it), stale (as they had
    it, and to be updated), edited (changed by hand), conflict (changed by hand while its sources say something new) or
    deleted (by hand)."""
    texts: int | None = None
    """Number, on the shelf, of what is written, by path; an empty text takes the file away."""
    leaves: tuple[str, ...] = ()
    """Files that are taken away because the post moved."""
    is_new: bool = False
    """True if no file has to make way for it."""

    @property
    def conflicts(self) -> tuple[str, ...]:
        """Files that a person has edited while their sources say something new; they are left alone."""
        return tuple(path for path, state in self.states.items() if state == "conflict")


def planned(
    folder: Path, post: Post, file: str, before: Written | None, absorbed: Sequence[Written], ours: Ours, shelf: Shelf
) -> Change:
    """How to save the post in `file`, last written as `before`, with the files of `absorbed` taken away.

    `ours` tells a person's files from this archive's. Raises BrokenContent if the post cannot stand in a file.
    """
    texts = {file: post_text(post), comments_name(file): comments_text(post)}
    last = _last(folder, before, file) if before else {}
    states = {path: _state(folder / path, text, last.get(path), ours.get(path, ())) for path, text in texts.items()}
    content_hash = _content_hash(post)
    if states[file] == "conflict" and before and before.content_hash == content_hash:
        states[file] = "edited"
    moved = before is not None and before.file != file
    conflicts = tuple(path for path, state in states.items() if state == "conflict")
    if before and moved and (stays := (*edited_files(folder, before), *conflicts)):
        return Change("conflict", before, dict.fromkeys(stays, "conflict"), shelf.put(_offered(texts, stays, file)))
    if before is None and file in conflicts:
        return Change("conflict", None, states, shelf.put(_offered(texts, conflicts, file)))
    changed = {path: text for path, text in texts.items() if states[path] in ("new", "stale")}
    old = [place for place in (before, *absorbed) if place and place.file != file]
    return Change(
        "moved" if moved and not conflicts else _outcome(states[file], states.values()),
        Written(file, _sha256(texts[file]) or "", _sha256(texts[comments_name(file)]), content_hash),
        states,
        shelf.put(todo) if (todo := {**changed, **_offered(texts, conflicts, file)}) else None,
        tuple(path for place in old for path in place.digests),
        is_new=set(states.values()) <= {"new", "clean"},
    )


def _last(folder: Path, before: Written, file: str) -> dict[str, str | None]:
    """sha256, as last written, of the post's file and its comments' by the paths they are to have. Of a file that
    moves only if a hand has deleted it: it does not come back at another address."""
    moves = zip((file, comments_name(file)), before.digests.items(), strict=True)
    return {new: sha256 for new, (old, sha256) in moves if new == old or not (folder / old).exists()}


def barred(post: Post, before: Written | None, barred_by: Sequence[str], shelf: Shelf) -> Change:
    """The post cannot move, for files edited by hand are in the way: what it would say is written down beside."""
    texts = {before.file: post_text(post)} if before else {}
    return Change("conflict", before, dict.fromkeys(barred_by, "conflict"), shelf.put(_offered(texts, texts, "")))


def carry_out(folder: Path, change: Change, needed: Collection[str], shelf: Shelf) -> None:
    """Do what was planned; files in `needed` are not taken away. Raises ArchiveError if a file cannot be written."""
    texts: Mapping[str, str] = shelf.get(change.texts) if change.texts is not None else {}
    for path, text in texts.items():
        if not text:
            remove(folder / path)
        elif _digest(folder / path) != _sha256(text):
            write_whole(folder / path, text.encode("utf-8"))
    for path in change.leaves:
        if path not in needed:
            remove(folder / path)
            _remove_empty(folder, (folder / path).parent)
    for path, state in change.states.items():
        if state == "clean" and (offered := folder / CONFLICTS / path).exists():
            remove(offered)
            _remove_empty(folder, offered.parent)


def _offered(texts: Mapping[str, str], paths: Iterable[str], file: str) -> dict[str, str]:
    """What the sources say of the files at `paths`, beside the content: of those that have no text of their own here,
    what they say of the post's file."""
    return {f"{CONFLICTS}/{path}": text for path in paths if (text := texts.get(path, texts.get(file, "")))}


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


def _remove_empty(folder: Path, parent: Path) -> None:
    """Take `parent` away if it is empty, and so on upwards; `folder` stays."""
    while parent != folder:
        try:
            parent.rmdir()
        except OSError:
            return
        parent = parent.parent


def _content_hash(post: Post) -> str:
    """Return a hash of the post's file without its sources, so that a renamed source changes nothing."""
    return (_sha256(post_text(replace(post, sources=()))) or "")[:_CONTENT_HASH_LENGTH]


def _state(path: Path, text: str, last: str | None, known: Collection[str]) -> str:
    """The state of a file, as in `Change.states`.

    `last` is what its sources said last, `known` everything this archive wrote there.
    """
    current, new = _digest(path), _sha256(text)
    if current is None:
        return "deleted" if last and text else "new" if text else "clean"
    if current == new or not (text or known):
        return "clean"
    if current in known:
        return "stale"
    return "edited" if last == new else "conflict"


def _outcome(post: str, both: Iterable[str]) -> str:
    if post == "new":
        return "created"
    states = set(both)
    return next(
        (outcome for state, outcome in _OUTCOME_OF_STATES if state in states),
        "unchanged",
    )


_OUTCOME_OF_STATES = (
    ("conflict", "conflict"),
    ("stale", "updated"),
    ("new", "updated"),
    ("edited", "edited"),
    ("deleted", "deleted"),
)
"""Of a post and its comments, what is worth saying first."""


def _sha256(text: str) -> str | None:
    return hashlib.sha256(text.encode("utf-8")).hexdigest() if text else None


def _digest(path: Path) -> str | None:
    """sha256 of the file; None if there is none, _NO_FILE if something else is in its place."""
    try:
        return file_sha256(path)
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError:
        return _NO_FILE
