"""Read a post that is already in `content/` as one more copy of it.

An import may be given only some of the sources. What the others gave is in `content/`, and is merged with the new
copies as if its sources had been given too.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from archive.content.folder import read_file
from archive.errors import BrokenContent
from archive.ingest.copies import CopiedComment, Copy, EntryKey, rank_of, record_key
from archive.ingest.places import Place
from archive.ingest.placing import PlacedPassage, without_passages
from archive.markup.render import to_text
from archive.model import Post
from archive.text import normalize


def existing_copies(
    content: Path,
    places: Iterable[Place],
    placed: Mapping[str, Sequence[PlacedPassage]],
    kept: Collection[EntryKey] | None = None,
) -> list[Copy]:
    """Return the posts at `places` as copies, each made of those of its sources that are in `kept` (by default all).

    They are without the passages that keepers `placed` in them, by file. A post that was edited by hand, cannot be
    read, or has no source in `kept` is left out.
    """
    copies = (_existing_copy(content, place, placed, place.sources if kept is None else kept) for place in places)
    return [copy for copy in copies if copy]


def _existing_copy(
    content: Path, place: Place, placed: Mapping[str, Sequence[PlacedPassage]], kept: Collection[EntryKey]
) -> Copy | None:
    if place.edited_files or not any(key in kept for key in (*place.keys, *place.sources)):
        return None
    try:
        post = without_passages(read_file(content, place.written.file), placed.get(place.written.file, ()))
    except BrokenContent:
        return None
    sources = tuple(each for each in post.sources if record_key(each) in kept or (each.name, each.sha256) in kept)
    return _copy(replace(post, id=place.id, sources=sources), place) if sources else None


def _copy(post: Post, place: Place) -> Copy:
    return Copy(
        post=replace(post, comments=()),
        normalized=normalize(to_text(post.body)),
        comments=_comments(post),
        match_keys=tuple(sorted(place.match_keys)),
        strong_keys=tuple(sorted(place.strong_keys)),
        blogger_id=place.blogger_id,
        rank=min(rank_of(source.form) for source in post.sources),
    )


def _comments(post: Post) -> tuple[CopiedComment, ...]:
    return tuple(CopiedComment(each, each.id.startswith("t"), None, None) for each in post.comments)
