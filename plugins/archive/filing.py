"""From copies of posts to files in the content folder and lines in the ledger.

The rule: a post that has a place keeps its address and its id; only the true original address moves it. Of several
copies one is published, the others are merged, and the ledger names the one they are merged into.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from archive.content_file import comments_name
from archive.content_folder import Saved, edited_files, read_file, save
from archive.errors import BrokenContent
from archive.identity import other_id
from archive.ledger import Record, written_of
from archive.merging import merged
from archive.model import Post
from archive.permalinks import Taken, predicted_permalink


@dataclass(frozen=True)
class Copy:
    """One record of a post in one source: what it says, and the ledger's lines for it."""

    post: Post
    """Without a permalink unless the original one is known; its only source is this one."""
    record: Record
    comments: tuple[Record, ...]
    """In the order of the post's comments; `ref` and `parent` hold their ids alone."""


@dataclass(frozen=True)
class Placement:
    """A post where it was saved, and the copies it was made of."""

    post: Post
    saved: Saved
    copies: tuple[Post, ...]


def file_copies(
    copies: Sequence[Copy],
    content: Path,
    before: Sequence[Record],
    elsewhere: Sequence[Record],
    dry_run: bool,
) -> list[Placement]:
    """Merge the copies of each post, give each post its place and save it in `content`.

    `before` is the ledger as it was, `elsewhere` its records of sources that are not imported now.
    """
    places = _Places(before)
    groups: defaultdict[str, list[Post]] = defaultdict(list)
    for copy in copies:
        groups[copy.post.id].append(copy.post)
    posts: list[tuple[Post, tuple[Post, ...]]] = []
    for same, group in sorted(groups.items()):
        posts += merged([*group, *_from_elsewhere(same, content, places, elsewhere)])
    posts.sort(key=lambda pair: _order(pair[0]))
    claimed = places.claimed(posts)
    taken = Taken(record.permalink for record in before if record.permalink)
    ids: set[str] = {place.id for place in claimed if place and place.id}
    placements = []
    for (post, made_of), place in zip(posts, claimed, strict=True):
        placed = _placed(post, place, taken, ids)
        saved = save(content, placed, written_of(place) if place else None, dry_run)
        placements.append(Placement(placed, saved, made_of))
    return placements


def settled(records: Sequence[Record], copies: Sequence[Copy], placements: Sequence[Placement]) -> list[Record]:
    """All records, those of `copies` among them, with their place and with one published copy of each text."""
    by_source = {
        _key(source.name, source.lines[0]): at for at in placements for copy in at.copies for source in copy.sources
    }
    moved = {placement.saved.written.file: placement for placement in placements}
    new = [
        record
        for copy in copies
        for record in _located(copy, by_source[_key(copy.record.source, copy.post.sources[0].lines[0])])
    ]
    old = [_relocated(record, by_source) for record in records]
    groups: defaultdict[str, list[Record]] = defaultdict(list)
    everything = [*old, *new]
    for record in everything:
        if record.file:
            groups[record.ref].append(record)
    best = {ref: min(group, key=_preference) for ref, group in groups.items()}
    return [_with_outcome(record, best[record.ref], moved) if record.file else record for record in everything]


class _Places:
    """Where posts already are, by feed id and by the place in the source they came from."""

    def __init__(self, before: Sequence[Record]) -> None:
        holders = {record.file: record for record in before if record.written and record.file}
        posts = [(record, holders[record.file]) for record in before if record.id and record.file in holders]
        self._by_id = {record.id: holder for record, holder in posts}
        self._by_source = {(record.sha256, record.lines[0]): holder for record, holder in posts if record.lines}

    def of_id(self, post_id: str) -> Record | None:
        """The record that holds the place of the post with this id."""
        return self._by_id.get(post_id)

    def claimed(self, posts: Sequence[tuple[Post, tuple[Post, ...]]]) -> list[Record | None]:
        """For each post the place it already has; no place is claimed twice, and a source's own claim comes first."""
        claims: list[Record | None] = []
        files: set[str | None] = set()
        for _, copies in posts:
            sources = [source for copy in copies for source in copy.sources]
            own = (self._by_source.get((source.sha256, source.lines[0])) for source in sources)
            claims.append(next((place for place in own if place and place.file not in files), None))
            files |= {place.file for place in claims[-1:] if place}
        for at, (post, _) in enumerate(posts):
            place = self._by_id.get(post.id)
            if claims[at] is None and place and place.file not in files:
                claims[at] = place
                files.add(place.file)
        return claims


def _from_elsewhere(same: str, content: Path, places: _Places, elsewhere: Sequence[Record]) -> list[Post]:
    """The copy of this post that earlier imports of other sources left in the content folder."""
    place = places.of_id(same)
    written = written_of(place) if place else None
    others = {record.source for record in elsewhere if record.id == same}
    if written is None or not others or edited_files(content, written):
        return []
    try:
        post = read_file(content, written.file)
    except BrokenContent:
        return []
    return [replace(post, id=same, sources=tuple(source for source in post.sources if source.name in others))]


def _placed(post: Post, place: Record | None, taken: Taken, ids: set[str]) -> Post:
    """The post at its permalink: the original one, else the one it already has, else a prediction."""
    old = place.permalink if place else None
    permalink = post.permalink if post.permalink_known else old or predicted_permalink(post, taken)
    taken.add(permalink)
    aliases = tuple(dict.fromkeys([*post.aliases, *([old] if old and old != permalink else [])]))
    kept = place.id if place and place.id else post.id if post.id not in ids else other_id(post.id, post.body)
    ids.add(kept)
    return replace(post, id=kept, permalink=permalink, aliases=aliases)


def _order(post: Post) -> tuple[Any, ...]:
    """Original addresses first, then by day: the earlier of two posts with one title has the plain slug."""
    first = min((source.name, source.lines) for source in post.sources)
    return not post.permalink_known, post.day is None, str(post.day or ""), post.title or "", first


def _key(source: str, line: int) -> str:
    return f"{source}:{line}"


def _located(copy: Copy, placement: Placement) -> list[Record]:
    """The copy's records with the file they are kept in and what they are called there."""
    file = placement.saved.written.file
    post = replace(copy.record, file=file, ref=_ref(file), id=placement.post.id)
    comments = [
        replace(
            record,
            file=comments_name(file),
            ref=f"{_ref(file)}#c{record.ref}",
            parent=f"{_ref(file)}#c{record.parent}" if record.parent else None,
        )
        for record in copy.comments
    ]
    return [post, *comments]


def _ref(file: str) -> str:
    return file.removesuffix(".md")


def _relocated(record: Record, by_source: Mapping[str, Placement]) -> Record:
    """A record of an earlier import, where its post is now."""
    placement = by_source.get(_key(record.source, record.lines[0])) if record.lines and record.id else None
    if placement is None or record.file == placement.saved.written.file:
        return record
    file = placement.saved.written.file
    return replace(record, file=file, ref=_ref(file), id=placement.post.id)


def _preference(record: Record) -> tuple[int, str, tuple[int, int]]:
    return -record.words_kept, record.source, record.lines or (0, 0)


def _with_outcome(record: Record, best: Record, moved: Mapping[str, Placement]) -> Record:
    first = record is best
    outcome, reason = ("published", None) if first else ("merged", f"same words as in {best.source}")
    placement = moved.get(record.file or "")
    if not record.id:
        return replace(record, outcome=outcome, reason=reason)
    if not first:
        return replace(record, outcome=outcome, reason=reason, written=None, comments_written=None, permalink=None)
    if placement is None:
        return replace(record, outcome=outcome, reason=reason)
    written = placement.saved.written
    return replace(
        record,
        outcome=outcome,
        reason=reason,
        permalink=placement.post.permalink if placement.saved.outcome != "conflict" else record.permalink,
        written=written.sha256,
        comments_written=written.comments_sha256,
    )


def _sources(posts: Iterable[Post]) -> set[str]:
    return {source.name for post in posts for source in post.sources}
