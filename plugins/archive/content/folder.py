"""The content folder on disk: plan what to write, and tell what a person has edited since.

A file that differs from everything this archive wrote there belongs to the person who edited it, and is left alone.
Changes are planned first and carried out afterwards. Every file is written in full and renamed into place, so that a
crash leaves either the old file or the new one.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from archive.atomic import remove, write_whole
from archive.content.parts import NO_EDITS, Edits, comment_hashes, find_edits, part_hashes
from archive.content.post_file import comments_name, comments_text, file_of, post_text, read_post
from archive.errors import BrokenContent
from archive.model import Post
from archive.sources.files import file_sha256

CONFLICTS = "conflicts"
"""Folder in `content/` for the new text of files that a person has edited."""
_CONTENT_HASH_LENGTH = 16
_NOT_A_FILE = "not a file"
"""Stands for the sha256 of a folder, or of a file that cannot be read."""

OurHashes = Mapping[str, Collection[str]]
"""By path in `content/`, the sha256 of everything this archive wrote there."""


@dataclass(frozen=True)
class Written:
    """What this archive last wrote for one post, as the ledger remembers it."""

    file: str
    """Path of the post's file in `content/`."""
    sha256: str
    """Of the post's file."""
    comments_sha256: str | None = None
    """Of the comments file; None if there was none."""
    content_hash: str | None = None
    """Shortened sha256 of the post's file without its sources."""
    parts: Mapping[str, str] = field(default_factory=dict, compare=False)
    """Hash of each part of the post, by name; empty in a ledger that has none."""
    comment_parts: Mapping[str, str] = field(default_factory=dict, compare=False)
    """Hash of each comment, by id."""

    @property
    def digests(self) -> dict[str, str | None]:
        """The sha256 of the post's file and of its comments file, by path."""
        return {self.file: self.sha256, comments_name(self.file): self.comments_sha256}


@dataclass(frozen=True)
class Change:
    """What writing one post does to the folder."""

    outcome: str
    """"created", "updated", "moved", "unchanged", "edited", "deleted", "conflict" or "failed"."""
    written: Written | None
    """What its sources say, once it is done; None if a file that a person wrote is in the way."""
    states: Mapping[str, str] = field(default_factory=dict)
    """The state of each file before the change: "new" (not there yet), "clean" (as its sources have it), "stale" (as
    they had it; to be updated), "edited" (by hand), "conflict" (edited, and its sources have changed too), "deleted"
    (by hand)."""
    texts: Mapping[str, str] = field(default_factory=dict)
    """What is written, by path; an empty text removes the file."""
    removes: tuple[str, ...] = ()
    """Files that are removed because the post moved."""
    is_new: bool = False
    """True if it overwrites no file."""

    @property
    def conflicts(self) -> tuple[str, ...]:
        """Files that a person has edited while their sources changed; they are left alone."""
        return tuple(path for path, state in self.states.items() if state == "conflict")


def plan_change(
    folder: Path, post: Post, file: str, before: Written | None, absorbed: Sequence[Written], ours: OurHashes
) -> Change:
    """Plan how to write `post` to `file`. It was last written as `before`; the files of `absorbed` are removed.

    If a person has deleted the post, its comments are not written either, because a build cannot place them.

    Raises BrokenContent if the post cannot be written to a file.
    """
    texts = {file: post_text(post), comments_name(file): comments_text(post)}
    last = _last_written(folder, before, file) if before else {}
    states = {path: _state(folder / path, text, last.get(path), ours.get(path, ())) for path, text in texts.items()}
    comments = comments_name(file)
    orphaned = states[file] == "deleted" and (texts[comments] or _digest(folder / comments))
    states |= {comments: "deleted"} if orphaned else {}
    content_hash = _content_hash(post)
    if states[file] == "conflict" and before and before.content_hash == content_hash:
        states[file] = "edited"
    states = {path: _with_open_conflict(folder, path, state) for path, state in states.items()}
    moves = before is not None and before.file != file
    conflicts = tuple(path for path, state in states.items() if state == "conflict")
    if before and moves and (edited := (*edited_files(folder, before), *conflicts)):
        return Change("conflict", before, dict.fromkeys(edited, "conflict"), _set_aside(texts, edited, file))
    if before is None and file in conflicts:
        return Change("conflict", None, states, _set_aside(texts, conflicts, file))
    changed = {path: text for path, text in texts.items() if states[path] in ("new", "stale")}
    if orphaned and _digest(folder / comments) in ours.get(comments, ()):
        changed[comments] = ""
    old = [place for place in (before, *absorbed) if place and place.file != file]
    of_post, of_comments = map(_sha256, texts.values())
    written = Written(file, of_post or "", of_comments, content_hash, part_hashes(post), comment_hashes(post))
    return Change(
        outcome="moved" if moves and not conflicts else _outcome(states[file], states.values()),
        written=_as_before_conflict(folder, written, before, conflicts) if before else written,
        states=states,
        texts={**changed, **_set_aside(texts, conflicts, file)},
        removes=tuple(path for place in old for path in place.digests),
        is_new=set(states.values()) <= {"new", "clean"},
    )


def _with_open_conflict(folder: Path, path: str, state: str) -> str:
    """Return the state of a file; an edited one stays in conflict until a person has removed the new text."""
    return "conflict" if state == "edited" and (folder / CONFLICTS / path).exists() else state


def _as_before_conflict(folder: Path, new: Written, before: Written, conflicts: Collection[str]) -> Written:
    """Keep the hashes of parts as long as a conflict lasts: edits are told from what was written before it."""
    disputed = {path for path in new.digests if path in conflicts or (folder / CONFLICTS / path).exists()}
    return replace(
        new,
        parts=before.parts if new.file in disputed else new.parts,
        comment_parts=before.comment_parts if comments_name(new.file) in disputed else new.comment_parts,
    )


def _last_written(folder: Path, before: Written, file: str) -> dict[str, str | None]:
    """Map the new paths of the post's files to the sha256 last written at the old ones.

    For a file that moves, only if a person has deleted it: it is not created again at another address.
    """
    moves = zip((file, comments_name(file)), before.digests.items(), strict=True)
    return {new: sha256 for new, (old, sha256) in moves if new == old or not (folder / old).exists()}


def plan_blocked_move(post: Post, before: Written | None, blocked_by: Sequence[str]) -> Change:
    """Plan for a post that cannot move because of files edited by hand: its new text goes to `conflicts/`."""
    texts = {before.file: post_text(post)} if before else {}
    return Change("conflict", before, dict.fromkeys(blocked_by, "conflict"), _set_aside(texts, texts, ""))


def carry_out(folder: Path, change: Change, needed: Collection[str]) -> None:
    """Carry out `change`, but remove no file in `needed`. Raises ArchiveError if a file cannot be written."""
    for path, text in change.texts.items():
        if not text:
            remove(folder / path)
        elif _digest(folder / path) != _sha256(text):
            write_whole(folder / path, text.encode("utf-8"))
    remove_files(folder, (path for path in change.removes if path not in needed))
    settled = (f"{CONFLICTS}/{path}" for path, state in change.states.items() if state == "clean")
    remove_files(folder, (path for path in settled if (folder / path).exists()))


def remove_files(folder: Path, paths: Iterable[str]) -> None:
    """Remove files below `folder`, and the folders that they leave empty. Raises ArchiveError."""
    for path in map(folder.joinpath, paths):
        remove(path)
        _remove_empty(folder, path.parent)


def _set_aside(texts: Mapping[str, str], paths: Iterable[str], file: str) -> dict[str, str]:
    """Map paths in `conflicts/` to the new texts of the files at `paths`; a path without one gets the post's."""
    return {f"{CONFLICTS}/{path}": text for path in paths if (text := texts.get(path, texts.get(file, "")))}


def edited_files(folder: Path, before: Written) -> tuple[str, ...]:
    """Return those of the post's files that are no longer as they were last written."""
    return tuple(path for path, sha256 in before.digests.items() if _digest(folder / path) not in (None, sha256))


def find_hand_edits(folder: Path, post: Post, before: Written | None) -> Edits:
    """Return what a person has changed in `post`, read from `folder`, since it was written as `before`."""
    if not before:
        return NO_EDITS
    edits = find_edits(post, before.parts, before.comment_parts)
    has_comment_parts = bool(before.comment_parts or not before.comments_sha256)
    if before.parts and has_comment_parts:
        return edits
    added = edits.added_comments if has_comment_parts else frozenset()
    return replace(edits, added_comments=added, unknown=bool(edited_files(folder, before)))


def read_file(folder: Path, name: str) -> Post:
    """Read the post in the file `name` below `folder`. Raises BrokenContent."""
    comments = folder / comments_name(name)
    try:
        text = (folder / name).read_bytes().decode("utf-8-sig")
        replies = comments.read_bytes().decode("utf-8-sig") if comments.exists() else ""
    except UnicodeDecodeError as error:
        raise BrokenContent(
            f"{name}: this file is not saved as UTF-8 (byte {error.start}); choose UTF-8 when you save it"
        ) from error
    except OSError as error:
        raise BrokenContent(f"{name}: cannot be read: {error.strerror}; restore it or fix its permissions") from error
    return read_post(text, replies, name)


def is_free(folder: Path, permalink: str, post_id: str) -> bool:
    """Return True if there is no file for `permalink`, or it is the post's own (after its ledger was lost)."""
    name = file_of(permalink)
    if not (folder / name).exists():
        return True
    try:
        return read_file(folder, name).id == post_id
    except BrokenContent:
        return False


def post_files(folder: Path) -> list[str]:
    """Return the paths of all posts and mailouts below `folder`, sorted."""
    return sorted(
        path
        for path, name, _ in _below_posts(folder)
        if name.endswith(".md") and not name.endswith(".comments.md") and not name.startswith(".")
    )


def _below_posts(folder: Path) -> Iterator[tuple[str, str, bool]]:
    """Yield the path and the name of each file and folder beside the posts and mailouts, and whether it is a folder."""
    for part in ("posts", "mailouts"):
        for here, folders, files in os.walk(folder / part):
            below = Path(here).relative_to(folder).as_posix()
            yield from ((f"{below}/{name}", name, False) for name in files)
            yield from ((f"{below}/{name}", name, True) for name in folders)


def open_conflicts(folder: Path) -> list[str]:
    """Return the paths below `folder` of the files whose new text a person has not dealt with yet, sorted."""
    there = folder / CONFLICTS
    return sorted(path.relative_to(there).as_posix() for path in there.rglob("*.md"))


def stray_files(folder: Path, expected: Iterable[str] = ()) -> list[str]:
    """Return a line for each file beside the posts that is neither a post, nor its comments, nor `expected`.

    Hidden files are ignored.
    """
    posts = post_files(folder)
    found = {path for path, _, is_folder in _below_posts(folder) if not is_folder and "/." not in path}
    return [f"{file}: {_why_stray(file)}" for file in sorted(found - {*posts, *map(comments_name, posts), *expected})]


def _why_stray(file: str) -> str:
    post = file.removesuffix(".comments.md") + ".md"
    if file != post and file.endswith(".comments.md"):
        return f"there is no {post} for these comments; give both files the same name"
    return "is not on the site, because it is not a Markdown file; rename it to .md or move it away"


def _remove_empty(folder: Path, parent: Path) -> None:
    """Remove `parent` and the folders above it as long as they are empty; `folder` stays."""
    while parent != folder:
        try:
            parent.rmdir()
        except OSError:
            return
        parent = parent.parent


def _content_hash(post: Post) -> str:
    """Return a hash of the post's file without its sources, so that renaming a source changes nothing."""
    return (_sha256(post_text(replace(post, sources=()))) or "")[:_CONTENT_HASH_LENGTH]


def _state(path: Path, text: str, last: str | None, known: Collection[str]) -> str:
    """Return the state of one file, as in `Change.states`.

    `last` is the sha256 of what its sources said last, `known` those of everything this archive wrote there.
    """
    current, new = _digest(path), _sha256(text)
    if current is None:
        return "deleted" if last and text else "new" if text else "clean"
    if current == new or not (text or known):
        return "clean"
    if current in known:
        return "stale"
    return "edited" if last == new else "conflict"


_OUTCOME_OF_STATES = {
    "conflict": "conflict",
    "stale": "updated",
    "new": "updated",
    "edited": "edited",
    "deleted": "deleted",
}
"""The outcome for a post and its comments if one of them has the state; the first that applies."""


def _outcome(post: str, both: Collection[str]) -> str:
    if post == "new":
        return "created"
    return next((outcome for state, outcome in _OUTCOME_OF_STATES.items() if state in both), "unchanged")


def _sha256(text: str) -> str | None:
    return hashlib.sha256(text.encode("utf-8")).hexdigest() if text else None


def _digest(path: Path) -> str | None:
    """Return the sha256 of the file; None if there is nothing, _NOT_A_FILE if it cannot be read as a file."""
    try:
        return file_sha256(path)
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError:
        return _NOT_A_FILE
