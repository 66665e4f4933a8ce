"""A term of `vocabulary.toml` gets another id, and everything in that file that names it follows.

The rule: what a person wrote around it, comments and layout included, stays to the letter; and the file is written
only if it can be read again.
"""

from __future__ import annotations

from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

import tomlkit
from tomlkit.items import Array, String, Table

from archive.atomic import write_whole
from archive.content.folder import post_files, read_file
from archive.errors import ArchiveError, BrokenContent, BrokenSettings
from archive.progress import Progress
from archive.tags.vocabulary import Vocabulary
from archive.tags.vocabulary_file import read_vocabulary

NAME = "vocabulary.toml"


@dataclass(frozen=True)
class Renaming:
    """What became of `rename_term`."""

    old: str
    new: str
    others: tuple[str, ...]
    """Ids of the terms whose `broader` or `related` followed."""
    by_hand: tuple[str, ...]
    """Files of posts whose tags name the old id: a person's, so they are left as they are."""
    problems: tuple[str, ...]
    """A line for each post that could not be read."""


def vocabulary_of(content: Path, shipped: Path) -> Vocabulary:
    """The vocabulary of the folder `content` or, if it has none, the one in the file `shipped`.

    Raises ArchiveError if it cannot be read or understood.
    """
    own = content / NAME
    return read_vocabulary(_text(own if own.exists() else shipped), NAME)


def rename_term(content: Path, asked: str, progress: Progress) -> Renaming:
    """Do what `asked`, such as "old-id=new-id", says in the vocabulary of the folder `content`.

    Raises ArchiveError, with one plain line, if that cannot be done; the file is then as it was.
    """
    path = content / NAME
    if not path.exists():
        raise ArchiveError(f"{path}: is not there, so nothing in it can be renamed; copy the project's to it first")
    old, new = _asked(asked)
    before = _text(path)
    after = renamed(before, old, new)
    others = (term.id for term in read_vocabulary(before, NAME).terms if old in (*term.broader, *term.related))
    by_hand, problems = _tagged(content, old, progress)
    write_whole(path, after.encode())
    return Renaming(old, new, tuple(others), by_hand, problems)


def renamed(text: str, old: str, new: str) -> str:
    """The vocabulary's `text` in which the term `old` is called `new`. Raises BrokenSettings if it cannot be."""
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
        nearest = "".join(f"; the nearest is {near}" for near in get_close_matches(old, ids, n=1))
        raise BrokenSettings(f'{NAME}: no term has the id "{old}"{nearest}')
    if new in ids:
        raise BrokenSettings(f'{NAME}: "{new}" is taken: it is the id of {ids[new].label}; choose another')
    for holder in (term.id for term in vocabulary.terms if new in term.formerly and term.id != old):
        raise BrokenSettings(f'{NAME}: "{new}" is taken: its address leads to {holder}, its id now; choose another')


def _rename(term: Table, old: str, new: str) -> None:
    """An id that the term had before and gets again is no longer an earlier one."""
    term["id"] = String.from_raw(new)
    earlier = term.get("formerly")
    if earlier is None:
        # tomlkit would put a new key after the comments that belong to the next term
        trivia = term["id"].trivia
        trivia.trail += f"formerly = {tomlkit.item([old]).as_string()}{trivia.trail}"
    elif new in earlier:
        _replace(earlier, new, old)
    else:
        earlier.append(old)


def _replace(ids: Array | tuple[()], old: str, new: str) -> None:
    for at in [at for at, linked in enumerate(ids) if linked == old]:
        ids[at] = new  # type: ignore[index]  # an empty tuple has no place


def _tagged(content: Path, term_id: str, progress: Progress) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The posts whose tags name `term_id`, to give them or to take them away; and what cannot be read."""
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
        return path.read_bytes().decode("utf-8-sig")  # line ends stay as they are
    except (OSError, UnicodeDecodeError) as error:
        raise ArchiveError(f"{path.name}: cannot be read: {error}; mend it or put it back") from error
