"""Give a term of `vocabulary.toml` another id, and update the terms that link to it.

Comments and layout of the file stay as they are, and it is written only if it can be read again.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import tomlkit
from tomlkit.items import Array, String, Table

from archive.atomic import write_whole
from archive.content.folder import post_files, read_file
from archive.errors import ArchiveError, BrokenContent, BrokenSettings
from archive.progress import Progress
from archive.tags.vocabulary import Vocabulary, nearest
from archive.tags.vocabulary_file import read_vocabulary

NAME = "vocabulary.toml"


@dataclass(frozen=True)
class Renaming:
    """What `rename_term` did, and what is left to do."""

    old: str
    new: str
    others: tuple[str, ...]
    """Ids of the terms whose `broader` or `related` was updated."""
    by_hand: tuple[str, ...]
    """Files with the old id in their Tags header. Only a person changes those."""
    problems: tuple[str, ...]
    """An error message for each post that could not be read."""


def vocabulary_of(content: Path, shipped: Path) -> Vocabulary:
    """Read the vocabulary in `content` or, if there is none, the file `shipped`.

    Raises ArchiveError if it cannot be read or has mistakes.
    """
    own = content / NAME
    return read_vocabulary(_text(own if own.exists() else shipped), NAME)


def rename_term(content: Path, asked: str, progress: Progress) -> Renaming:
    """Rename a term in the vocabulary of `content`; `asked` is such as "old-id=new-id".

    Raises ArchiveError if that is impossible; the file is then unchanged.
    """
    path = content / NAME
    if not path.exists():
        raise ArchiveError(f"{path}: there is no such file; copy the project's vocabulary there first")
    old, new = _asked(asked)
    before = _text(path)
    after = renamed(before, old, new)
    others = (term.id for term in read_vocabulary(before, NAME).terms if old in (*term.broader, *term.related))
    by_hand, problems = _tagged(content, old, progress)
    write_whole(path, after.encode())
    return Renaming(old, new, tuple(others), by_hand, problems)


def renamed(text: str, old: str, new: str) -> str:
    """Return the vocabulary's `text` with the id `old` changed to `new`.

    Raises BrokenSettings if that is impossible.
    """
    _refuse(read_vocabulary(text, NAME), old, new)
    document = tomlkit.parse(text)
    for term in document["term"]:
        for key in ("broader", "related"):
            _replace(term.get(key, ()), old, new)
        if term["id"] == old:
            _rename(term, old, new)
    after = tomlkit.dumps(document)
    read_vocabulary(after, NAME)
    return after


def _asked(asked: str) -> tuple[str, str]:
    old, sign, new = (part.strip() for part in asked.partition("="))
    if not (old and sign and new):
        raise ArchiveError(f'--rename {asked}: write the old id, "=" and the new id, such as old-id=new-id')
    return old, new


def _refuse(vocabulary: Vocabulary, old: str, new: str) -> None:
    ids = {term.id: term for term in vocabulary.terms}
    if old not in ids:
        raise BrokenSettings(f'{NAME}: no term has the id "{old}"{nearest(old, ids)}')
    if new in ids:
        raise BrokenSettings(f'{NAME}: "{new}" is already the id of {ids[new].label}; choose another')
    for holder in (term.id for term in vocabulary.terms if new in term.formerly and term.id != old):
        raise BrokenSettings(f'{NAME}: "{new}" is a former id of {holder}, so its address is taken; choose another')


def _rename(term: Table, old: str, new: str) -> None:
    """Change the id and record the old one; a former id that becomes the id again leaves the list."""
    term["id"] = String.from_raw(new)
    former = term.get("formerly")
    if former is None:
        # tomlkit would add a new key below the comments that belong to the next term
        trivia = term["id"].trivia
        trivia.trail += f"formerly = {tomlkit.item([old]).as_string()}{trivia.trail}"
    elif new in former:
        _replace(former, new, old)
    else:
        former.append(old)


def _replace(ids: Array | tuple[()], old: str, new: str) -> None:
    for at in [at for at, linked in enumerate(ids) if linked == old]:
        ids[at] = new  # type: ignore[index]  # an empty tuple has no items to replace


def _tagged(content: Path, term_id: str, progress: Progress) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the files with `term_id` or `-term_id` in their Tags, and an error message for each unreadable file."""
    found, problems = [], []
    for name in progress(post_files(content), "Reading tags"):
        try:
            if any(tag.removeprefix("-").strip() == term_id for tag in read_file(content, name).tags):
                found.append(name)
        except BrokenContent as error:
            problems.append(str(error))
    return tuple(found), tuple(problems)


def _text(path: Path) -> str:
    try:
        return path.read_bytes().decode("utf-8-sig")  # line endings stay as they are
    except (OSError, UnicodeDecodeError) as error:
        raise ArchiveError(f"{path.name}: cannot be read: {error}; correct it or restore it") from error
