"""Say what a keeper has edited by hand: which parts of a post and how many comments, never the words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from archive.content.parts import Edits

_PARTS = {
    "title": "the title",
    "date": "the date",
    "author": "the author’s name",
    "labels": "the labels",
    "kind": "the kind of page",
    "address": "the address",
    "declared": "the number of comments that the source gives",
    "text": "the text",
    "lines": "the line breaks",
}
_KEEPER = "A keeper of this archive"
_UNKNOWN = f"{_KEEPER} has edited this page. We have no record of what was changed."
BY_HAND = f"{_KEEPER} wrote this page by hand. It has no source."


def edited_post(edits: Edits) -> str:
    """Return a sentence on the edits of a post without its comments; empty if there are none."""
    return f"{_KEEPER} changed {_listed([_PARTS[part] for part in edits.parts])}." if edits.parts else ""


def edited_page(edits: Edits) -> Iterator[str]:
    """Yield sentences on all edits of a post and its comments."""
    changed = [*(_PARTS[part] for part in edits.parts), *_comments(edits.changed_comments)]
    done = [f"changed {_listed(changed)}"] if changed else []
    done += [f"added {count}" for count in _comments(edits.added_comments)]
    done += [f"removed {count}" for count in _comments(edits.removed_comments)]
    if done:
        yield f"{_KEEPER} {_listed(done)}."
    if edits.unknown:
        yield _UNKNOWN


def edited_comment(edits: Edits, comment_id: str) -> str:
    """Return a sentence on the edit of one comment; empty if there is none."""
    if comment_id in edits.changed_comments:
        return f"{_KEEPER} changed this comment."
    return f"{_KEEPER} added this comment." if comment_id in edits.added_comments else ""


def _comments(ids: frozenset[str]) -> list[str]:
    return [f"{len(ids):,} comment{'' if len(ids) == 1 else 's'}"] if ids else []


def _listed(parts: Sequence[str]) -> str:
    return " and ".join(filter(None, (", ".join(parts[:-1]), parts[-1])))
