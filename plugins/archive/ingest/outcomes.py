"""The ledger after an import: each record with the place of its text, and of each text one published copy.

The rule: a record has one outcome. Of several copies that say the same one is published, the others are merged, and
the ledger names the source they are merged into, what they added to it, and the words that only they have. What could
not be put in its place is not called published.
"""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from archive.blogger_ids import blog_digits
from archive.content.ledger import LedgerEntry
from archive.content.post_file import comments_name
from archive.ingest.copies import CopyText, Key, key_of
from archive.ingest.merge_comments import REMOVED, UnitedComment
from archive.ingest.merge_posts import United, only_here
from archive.ingest.places import Place, key_of_record
from archive.ingest.plan import Filed, Placement
from archive.markup.render import to_text
from archive.model import Post
from archive.spool import Shelf
from archive.text import normalize

_ADDED_MARK = "added "
_ONLY_HERE = "only in this copy"
_HELD, _LAST = 1, sys.maxsize
_TEASER = "a teaser: its text is in no source"
DELETED = "its file was deleted by hand"
_ADDED = (
    ("title", "its title"),
    ("day", "its day"),
    ("published", "its time"),
    ("permalink", "its address"),
    ("author", "its author"),
    ("labels", "its labels"),
)
"""Fields of a post, and what a copy is said to have added if no better one has them."""


@dataclass(frozen=True)
class _Line:
    """A record on its way into the ledger."""

    record: LedgerEntry
    rank: int
    """0 if its words are those that are shown; _HELD if they were, in a source that is not read now; else later, the
    worse the copy is that it was found in."""


def settled(old: Iterable[LedgerEntry], found: Filed, shelf: Shelf) -> list[LedgerEntry]:
    """The records of what was `found` and the `old` ones that still hold, as they stand when all is carried out."""
    lines: list[_Line] = []
    renamed: dict[tuple[str, str], str] = {}
    for placement in found.placements:
        united: United = shelf.get(placement.united)
        lines += _lines(placement, united)
        renamed |= _renamed(placement, united)
    withdrawn = {place.written.file: reason for place, reason in found.withdrawn}
    held = [_or_withdrawn(record, withdrawn.get(_post_file(record))) for record in old]
    kept = _relocated(held, _moves(found.placements), renamed)
    aside = [record for number in found.left_out for record in _left_out(shelf.get(number), _blogs(found))]
    places = {each.place.written.file: each for each in found.placements if each.place}
    return [*aside, *_with_outcomes(lines, kept, places)]


def _or_withdrawn(record: LedgerEntry, reason: str | None) -> LedgerEntry:
    """`record`; if its post was taken down for that `reason`, left out."""
    if not reason or not record.file:
        return record
    if record.kind == "comment":
        reason = f"on a post that was not live ({reason})"
    return _nowhere(replace(_without_words(record, reason), file=None))


def left_behind(
    before: Iterable[LedgerEntry], filed: Filed, read: Collection[str], found: Collection[Key]
) -> list[LedgerEntry]:
    """Records of posts that their source no longer has and that no post has taken the place of: they stay published.

    `before` is the ledger as it was, `read` the sources just read, `found` the records of posts in them.
    """
    posts = [record for record in before if record.source in read and record.file and _stands(record)]
    placements = filed.placements
    gone = {place.written.file for each in placements for place in (each.before, each.place, *each.absorbed) if place}
    gone |= {place.written.file for place, _ in filed.withdrawn}
    still = {key_of(source) for each in placements for copy in each.copies for source in copy.sources} - set(found)
    own = {
        _post_file(record)
        for record in posts
        if record.written and (key := key_of_record(record)) not in found and (key in still or record.file not in gone)
    }
    return [
        replace(record, words_in=0, words_kept=0, words_left_out=None, reason=_reason_left_behind(record))
        for record in posts
        if _post_file(record) in own
    ]


def _stands(record: LedgerEntry) -> bool:
    """True if its text is shown, or would be if its file had not been deleted by hand."""
    return record.outcome == "published" or record.reason == DELETED


def _reason_left_behind(record: LedgerEntry) -> str:
    return record.reason if record.reason == DELETED else "its source no longer has it"


def _post_file(record: LedgerEntry) -> str:
    """The file of the post that the record belongs to."""
    return record.ref.partition("#")[0] + ".md"


def _lines(placement: Placement, united: United) -> Iterator[_Line]:
    """The records of one post's copies and of the comments in them, where they are kept and what they are called."""
    if placement.place is None:
        yield from (_Line(_unpublished(record, text, placement), _LAST) for record, text in _all(united))
        return
    ref = placement.place.written.file.removesuffix(".md")
    for number, (copy, text) in enumerate(zip(united.copies, united.texts, strict=True)):
        if copy.record:
            record = replace(copy.record, file=f"{ref}.md", ref=ref, id=placement.place.id)
            known = tuple(name for name in copy.record.known_as or () if name != placement.place.id)
            record = replace(record, known_as=known or None)
            yield _Line(_compared(record, united, text, _added(united, number)), _rank(number))
    for comment in united.comments:
        yield from _comment_lines(comment, united, ref)


def _rank(number: int) -> int:
    """Of a line: its words are shown (0), or it is so many places behind the best."""
    return _HELD + number if number else 0


def _all(united: United) -> Iterator[tuple[LedgerEntry, str]]:
    """Every record of a post's copies and their comments, with the text it has."""
    for copy, text in zip(united.copies, united.texts, strict=True):
        if copy.record:
            yield copy.record, to_text(text.post.body)
        for comment in text.comments:
            if comment.record:
                yield comment.record, to_text(comment.comment.body)


def _compared(record: LedgerEntry, united: United, text: CopyText, added: str) -> LedgerEntry:
    """The record of one copy of a post, with the words that only this copy has."""
    shown = f"{normalize(united.post.title or '')} {united.texts[0].folded}"
    words = f"{normalize(text.post.title or '')} {text.folded}"
    return replace(_with_only_here(record, words, shown, text.post.title, text.post.body), reason=added or None)


def _with_only_here(record: LedgerEntry, words: str, shown: str, title: str | None, body: str) -> LedgerEntry:
    """`record`, its words that are not among those `shown` counted as left out and written down with their lines."""
    extra = only_here(words, shown)
    if not extra or not record.words_kept:
        return record
    count = min(extra.total(), record.words_kept)
    left_out = {**(record.words_left_out or {}), _ONLY_HERE: count}
    lines = f"{title or ''}\n{to_text(body)}".split("\n")
    text = "\n".join(line for line in lines if not extra.keys().isdisjoint(normalize(line).split()))
    kept = record.words_kept - count
    return replace(record, words_kept=kept, words_left_out=dict(sorted(left_out.items())), text=text)


def _added(united: United, number: int) -> str:
    """What the copy of that number knows and no better one does, in words."""
    posts = [text.post for text in united.texts[: number + 1]]
    new = [said for field, said in _ADDED if getattr(posts[-1], field) and not _known(posts[:-1], field)]
    return f"{_ADDED_MARK}{', '.join(new)}" if number and new else ""


def _known(posts: Sequence[Post], field: str) -> bool:
    return any(getattr(post, field) for post in posts)


def _comment_lines(comment: UnitedComment, united: United, ref: str) -> Iterator[_Line]:
    shown = united.texts[comment.best[0]].comments[comment.best[1]]
    for place, (number, index) in enumerate(comment.found, 1):
        copied = united.texts[number].comments[index]
        if copied.record is None:
            continue
        its_parent = comment.comment.parent
        record = replace(
            copied.record,
            file=comments_name(f"{ref}.md"),
            ref=f"{ref}#c{comment.comment.id}",
            parent=f"{ref}#c{its_parent}" if its_parent else None,
        )
        if comment.status:
            yield _Line(_without_words(replace(record, file=None), comment.status), _LAST)
        elif shown.comment.removed and not copied.comment.removed:
            yield _Line(_without_words(record, REMOVED), _LAST)
        else:
            compared = _with_only_here(record, copied.folded, shown.folded, None, copied.comment.body)
            yield _Line(compared, _rank(0 if (number, index) == comment.best else place))


def _without_words(record: LedgerEntry, reason: str) -> LedgerEntry:
    """`record`, left out whole for that reason."""
    left_out = {reason: record.words_in} if record.words_in else None
    return replace(record, outcome="left-out", reason=reason, words_kept=0, words_left_out=left_out, masked=None)


def _unpublished(record: LedgerEntry, text: str, placement: Placement) -> LedgerEntry:
    in_the_way = ", ".join(placement.change.conflicts)
    reason = "it could not be written" if placement.problem else f"{in_the_way} was written by hand and has its place"
    return _quarantined(record, reason, text)


def _quarantined(record: LedgerEntry, reason: str, text: str) -> LedgerEntry:
    """`record` with its text, which has no place."""
    return replace(_without_words(record, reason), outcome="quarantined", id=None, text=text or None)


def _left_out(united: United, blogs: Collection[str]) -> Iterator[LedgerEntry]:
    """The records of a post that was not live, or of comments on a post that no source has."""
    for copy, text in zip(united.copies, united.texts, strict=True):
        if copy.record and united.status:
            yield _without_words(copy.record, united.status)
        elif copy.record:
            yield _quarantined(copy.record, _TEASER, to_text(text.post.body))
        for comment in text.comments:
            if not comment.record:
                continue
            if united.status or comment.status:
                reason = comment.status or f"on a post that was not live ({united.status})"
                yield _without_words(comment.record, reason)
            elif copy.blogger_id and (blog_digits(copy.blogger_id) or "") not in blogs:
                yield _without_words(comment.record, "written on another blog")
            else:
                yield _quarantined(comment.record, "its post is in no source", to_text(comment.comment.body))


def _blogs(found: Filed) -> set[str]:
    """The digits of the blogs whose posts are in the archive."""
    ids = (copy.blogger_id for each in found.placements for copy in each.copies)
    return {digits for each in ids if each and (digits := blog_digits(each))}


_Moves = Mapping[tuple[str, str | None, str], Place]
"""Where posts are now, by source, sha256 and file they were in."""


def _moves(placements: Sequence[Placement]) -> dict[str, Place]:
    """By the file a post was in, the place where it is now."""
    return {
        earlier.written.file: each.place
        for each in placements
        if each.place
        for earlier in (each.before, *each.absorbed)
        if earlier
    }


def _renamed(placement: Placement, united: United) -> dict[tuple[str, str], str]:
    """By file and id, what comments that stood there before are called now, where that has changed."""
    if not placement.before:
        return {}
    files = [place.written.file for place in (placement.before, *placement.absorbed)]
    return {
        (file, united.texts[number].comments[index].comment.id): comment.comment.id
        for comment in united.comments
        for number, index in comment.found
        if united.texts[number].comments[index].record is None
        for file in files
        if united.texts[number].comments[index].comment.id != comment.comment.id
    }


def _relocated(
    old: Sequence[LedgerEntry], moves: Mapping[str, Place], renamed: Mapping[tuple[str, str], str]
) -> list[LedgerEntry]:
    """The old records, with their comments, where their posts are now."""
    return [
        _moved(record, place, renamed) if record.file and (place := moves.get(_post_file(record))) else record
        for record in old
    ]


def _moved(record: LedgerEntry, place: Place, renamed: Mapping[tuple[str, str], str]) -> LedgerEntry:
    file = place.written.file
    ref = file.removesuffix(".md")
    if record.kind != "comment":
        return replace(record, file=file, ref=ref, id=place.id)
    own = _name_now(record.ref, renamed)
    parent = f"{ref}#c{_name_now(record.parent, renamed)}" if record.parent else None
    return replace(record, file=comments_name(file), ref=f"{ref}#c{own}", parent=parent)


def _name_now(ref: str, renamed: Mapping[tuple[str, str], str]) -> str:
    path, _, anchor = ref.partition("#c")
    return renamed.get((f"{path}.md", anchor), anchor)


def _with_outcomes(
    lines: Sequence[_Line], old: Sequence[LedgerEntry], places: Mapping[str, Placement]
) -> Iterator[LedgerEntry]:
    """The records of every text: that whose words are shown is published, the others are merged."""
    groups: defaultdict[str, list[_Line]] = defaultdict(list)
    for line in [*(_held(record) for record in old), *lines]:
        placement = places.get(_post_file(line.record))
        if placement and (line.record.outcome in ("published", "merged") or _is_deleted(line.record, placement)):
            groups[line.record.ref].append(line)
        else:
            yield line.record
    for group in groups.values():
        yield from _group_outcomes(group, places[_post_file(group[0].record)])


def _held(record: LedgerEntry) -> _Line:
    """The line of a record that holds, of a source that is not read now."""
    return _Line(record, _HELD if _stands(record) else _LAST)


def _is_deleted(record: LedgerEntry, placement: Placement) -> bool:
    """True if its text would be shown, but for a hand that has deleted the file."""
    return record.reason == DELETED and placement.change.states.get(record.file or "") == "deleted"


def _group_outcomes(group: Sequence[_Line], placement: Placement) -> Iterator[LedgerEntry]:
    def preference(line: _Line) -> tuple[int, str, str, tuple[int, int]]:
        record = line.record
        return line.rank, record.source, record.sha256 or "", record.lines or (0, 0)

    best = min(group, key=preference).record
    for line in group:
        record = line.record
        yield _published(record, placement) if record is best else _merged(record, best)


def _merged(record: LedgerEntry, best: LedgerEntry) -> LedgerEntry:
    added = _what_it_added(record.reason)
    reason = f"its words stand in {best.source}{'; ' if added else ''}{added}"
    return _nowhere(replace(record, outcome="merged", reason=reason))


def _nowhere(record: LedgerEntry) -> LedgerEntry:
    """`record` without what only that of a published text has."""
    return replace(
        record,
        permalink=None,
        original=None,
        aliases=None,
        written=None,
        comments_written=None,
        content_hash=None,
    )


def _what_it_added(reason: str | None) -> str:
    """The part of a record's reason that says what it added to the text it was merged into."""
    _, mark, what = (reason or "").partition(_ADDED_MARK)
    return f"{mark}{what}"


def _published(record: LedgerEntry, placement: Placement) -> LedgerEntry:
    place = placement.place
    assert place is not None, "only what has a place is grouped"
    kept = record.reason if record.outcome == "published" and not _what_it_added(record.reason) else None
    published = replace(record, outcome="published", reason=kept)
    if placement.change.states.get(record.file or "") == "deleted":
        published = _without_words(published, DELETED)
    if record.kind == "comment":
        return published
    return replace(
        published,
        permalink=place.permalink,
        original=place.original,
        aliases=place.aliases or None,
        written=place.written.sha256,
        comments_written=place.written.comments_sha256,
        content_hash=place.written.content_hash,
    )
