"""The ledger after an import: each record with the place of its text, and of each text one published copy.

The rule: a record has one outcome. Of several copies that say the same one is published, the others are merged, and
the ledger names the source they are merged into. What could not be put in its place is not called published.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace

from archive.content_file import comments_name
from archive.filing import Placement
from archive.ledger import Record
from archive.places import Key, Place, key_of, key_of_record
from archive.source_reading import Copy

_Rank = Mapping[tuple[str, str | None, str], int]
"""How good a source's copy is, 0 for the best, by (source, sha256, file of the post)."""


def settled(old: Iterable[Record], copies: Sequence[Copy], placements: Sequence[Placement]) -> list[Record]:
    """The records of `copies` and the `old` ones that still hold, as they stand after `placements`."""
    placed = {key_of(source): each for each in placements for copy in each.copies for source in copy.sources}
    relocated = _relocated(list(old), placed)
    new = [record for copy in copies for record in _located(copy, placed[key_of(copy.post.sources[0])])]
    places = {each.place.written.file: each.place for each in placements if each.place}
    ranks = _ranks(placements)
    groups: defaultdict[str, list[Record]] = defaultdict(list)
    rest = []
    for record in (*relocated, *new):
        if record.file and _post_file(record) in places:
            groups[record.ref].append(record)
        else:
            rest.append(record)
    return [*rest, *(record for group in groups.values() for record in _with_outcomes(group, places, ranks))]


def left_behind(
    before: Iterable[Record], placements: Sequence[Placement], read: Collection[str], found: Collection[Key]
) -> list[Record]:
    """Records of posts that their source no longer has and that no post has taken the place of: they stay published.

    `before` is the ledger as it was, `read` the sources just read, `found` the records of posts in them.
    """
    posts = [record for record in before if record.source in read and record.outcome == "published" and record.file]
    gone = {place.written.file for each in placements for place in (each.before, each.place, *each.absorbed) if place}
    still = {key_of(source) for each in placements for copy in each.copies for source in copy.sources} - set(found)
    own = {
        _post_file(record)
        for record in posts
        if record.written and (key := key_of_record(record)) not in found and (key in still or record.file not in gone)
    }
    return [
        replace(record, words_in=0, words_kept=0, words_left_out=None, reason="its source no longer has it")
        for record in posts
        if _post_file(record) in own
    ]


def _post_file(record: Record) -> str:
    """The file of the post that the record belongs to."""
    return record.ref.partition("#")[0] + ".md"


def _located(copy: Copy, placement: Placement) -> list[Record]:
    """The copy's records with the file they are kept in and what they are called there."""
    if placement.place is None:
        return [_unpublished(record, placement) for record in (copy.record, *copy.comments)]
    file = placement.place.written.file
    ref = file.removesuffix(".md")
    post = replace(copy.record, file=file, ref=ref, id=placement.place.id)
    comments = [
        replace(
            record,
            file=comments_name(file),
            ref=f"{ref}#c{comment.id}",
            parent=f"{ref}#c{comment.parent}" if comment.parent else None,
        )
        for record, comment in zip(copy.comments, copy.post.comments, strict=True)
    ]
    return [post, *comments]


def _unpublished(record: Record, placement: Placement) -> Record:
    in_the_way = ", ".join(placement.change.conflicts)
    reason = "it could not be written" if placement.problem else f"{in_the_way} was written by hand and has its place"
    return replace(
        record,
        outcome="quarantined",
        reason=reason,
        words_kept=0,
        words_left_out={reason: record.words_in},
        id=None,
    )


def _relocated(old: Sequence[Record], placed: Mapping[Key, Placement]) -> list[Record]:
    """The old records, with their comments, where their posts are now."""
    moves: dict[tuple[str, str | None, str], Place] = {}
    for record in old:
        key = key_of_record(record)
        placement = placed.get(key) if key else None
        if record.file and placement and placement.place:
            moves[record.source, record.sha256, record.file] = placement.place
    moved = []
    for record in old:
        place = moves.get((record.source, record.sha256, _post_file(record))) if record.file else None
        moved.append(_moved(record, place) if place else record)
    return moved


def _moved(record: Record, place: Place) -> Record:
    file = place.written.file
    ref = file.removesuffix(".md")
    if record.kind != "comment":
        return replace(record, file=file, ref=ref, id=place.id)
    parent = f"{ref}#{record.parent.partition('#')[2]}" if record.parent else None
    return replace(record, file=comments_name(file), ref=f"{ref}#{record.ref.partition('#')[2]}", parent=parent)


def _ranks(placements: Iterable[Placement]) -> _Rank:
    ranks: dict[tuple[str, str | None, str], int] = {}
    for each in placements:
        if each.place:
            for rank, copy in enumerate(each.copies):
                for source in copy.sources:
                    ranks.setdefault((source.name, source.sha256, each.place.written.file), rank)
    return ranks


def _with_outcomes(group: Sequence[Record], places: Mapping[str, Place], ranks: _Rank) -> list[Record]:
    """The records of one text: the best published, the others merged."""
    file = _post_file(group[0])

    def preference(record: Record) -> tuple[int, bool, str, str, tuple[int, int]]:
        rank = ranks.get((record.source, record.sha256, file), len(ranks))
        return rank, record.outcome != "published", record.source, record.sha256 or "", record.lines or (0, 0)

    best = min(group, key=preference)
    others = [
        replace(
            record,
            outcome="merged",
            reason=f"its words stand in {best.source}",
            permalink=None,
            original=None,
            aliases=None,
            written=None,
            comments_written=None,
        )
        for record in group
        if record is not best
    ]
    return [_published(best, places[file]), *others]


def _published(record: Record, place: Place) -> Record:
    published = replace(record, outcome="published", reason=record.reason if record.outcome == "published" else None)
    if record.kind == "comment":
        return published
    return replace(
        published,
        permalink=place.permalink,
        original=place.original,
        aliases=place.aliases or None,
        written=place.written.sha256,
        comments_written=place.written.comments_sha256,
    )
