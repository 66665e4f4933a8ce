"""The ledger after an import: what became of each record.

Each record has one outcome. Of several copies with the same text one is published and the others are merged into it; a
merged entry names the source it was merged into, what it added, and the words that only it has. A post that could not
be written is not called published.
"""

from __future__ import annotations

import sys
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from archive.blogger_ids import blog_digits
from archive.content.ledger import LedgerEntry
from archive.content.post_file import comments_name
from archive.content.reasons import GONE, REMOVED
from archive.ingest.beginnings import is_beginning, words_of_link
from archive.ingest.copies import Copy, RecordKey, entry_key, record_key
from archive.ingest.merge_comments import MergedComment
from archive.ingest.merge_posts import MergedPost, words_only_in
from archive.ingest.places import Place
from archive.ingest.plan import ImportPlan, PlannedPost
from archive.markup.render import to_text
from archive.model import FURNITURE, Post
from archive.text import normalize, title_words

_ADDED_MARK = "added "
_ONLY_HERE = "only in this copy"
_LINK = f"{FURNITURE}: link to the whole post"
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
"""Fields of a post, and how the ledger names one that a copy added."""


@dataclass(frozen=True)
class _RankedEntry:
    """An entry whose outcome is still open."""

    entry: LedgerEntry
    rank: int
    """0 if its words are shown; _HELD if they were, in a source that was not read now; otherwise higher, the worse the
    copy is."""


def ledger_entries_after_import(kept: Iterable[LedgerEntry], plan: ImportPlan) -> list[LedgerEntry]:
    """Return the entries of everything in `plan` and the `kept` ones, as they are once the plan is carried out."""
    new: list[_RankedEntry] = []
    renamed: dict[tuple[str, str], str] = {}
    for planned in plan.posts:
        new += _entries_of_post(planned)
        renamed |= _renamed_comments(planned)
    withdrawn = {each.place.written.file: each.reason for each in plan.withdrawn}
    held = [_unless_withdrawn(entry, withdrawn.get(_post_file(entry))) for entry in kept]
    held = _relocated(held, _new_places(plan.posts), renamed)
    left_out = [entry for merged in plan.left_out for entry in _entries_left_out(merged, _blogs(plan))]
    planned_by_file = {planned.place.written.file: planned for planned in plan.posts if planned.place}
    return [*left_out, *_with_outcomes(new, held, planned_by_file)]


def entries_left_behind(
    before: Iterable[LedgerEntry], plan: ImportPlan, read: Collection[str], found: Collection[RecordKey]
) -> list[LedgerEntry]:
    """Return the entries of posts that their source no longer has and that nothing replaces; they stay published.

    `before` is the ledger so far, `read` the names of the sources read now, `found` the keys of the posts in them.
    """
    entries = [entry for entry in before if entry.source in read and entry.file and _is_shown(entry)]
    posts = plan.posts
    replaced = {place.written.file for each in posts for place in (each.before, each.place, *each.absorbed) if place}
    replaced |= {each.place.written.file for each in plan.withdrawn}
    from_content = {record_key(source) for each in posts for copy in each.merged.copies for source in copy.sources}
    from_content -= set(found)
    left_behind = {
        _post_file(entry)
        for entry in entries
        if entry.written
        and (key := entry_key(entry)) not in found
        and (key in from_content or entry.file not in replaced)
    }
    return [
        replace(entry, words_in=0, words_kept=0, words_left_out=None, reason=_reason_left_behind(entry))
        for entry in entries
        if _post_file(entry) in left_behind
    ]


def _is_shown(entry: LedgerEntry) -> bool:
    """Return True if its text is shown, or would be if a person had not deleted its file."""
    return entry.outcome == "published" or entry.reason == DELETED


def _reason_left_behind(entry: LedgerEntry) -> str:
    return entry.reason if entry.reason == DELETED else GONE


def _post_file(entry: LedgerEntry) -> str:
    """Return the file of the post that the entry belongs to."""
    return entry.ref.partition("#")[0] + ".md"


def _unless_withdrawn(entry: LedgerEntry, reason: str | None) -> LedgerEntry:
    if not reason or not entry.file:
        return entry
    if entry.kind == "comment":
        reason = f"on a post that was not live ({reason})"
    return _without_place(replace(_left_out(entry, reason), file=None))


def _entries_of_post(planned: PlannedPost) -> Iterator[_RankedEntry]:
    """Yield the entries of a post's copies and of their comments."""
    merged = planned.merged
    if planned.place is None:
        yield from (_RankedEntry(_unpublished(entry, text, planned), _LAST) for entry, text in _entries_in(merged))
        return
    ref = planned.place.written.file.removesuffix(".md")
    for number, copy in enumerate(merged.copies):
        if copy.entry:
            known_as = tuple(key for key in copy.entry.known_as or () if key != planned.place.id)
            entry = replace(copy.entry, file=f"{ref}.md", ref=ref, id=planned.place.id, known_as=known_as or None)
            entry = replace(_compared(entry, merged, copy), reason=_added(merged, number) or None)
            yield _RankedEntry(entry, _rank(number))
    for comment in merged.comments:
        yield from _entries_of_comment(comment, merged, ref)


def _rank(number: int) -> int:
    return _HELD + number if number else 0


def _entries_in(merged: MergedPost) -> Iterator[tuple[LedgerEntry, str]]:
    """Yield every entry of a post's copies and their comments, with its text."""
    for copy in merged.copies:
        if copy.entry:
            yield copy.entry, to_text(copy.post.body)
        for comment in copy.comments:
            if comment.entry:
                yield comment.entry, to_text(comment.comment.body)


def _compared(entry: LedgerEntry, merged: MergedPost, copy: Copy) -> LedgerEntry:
    best = merged.copies[0]
    title, words = normalize(title_words(copy.post.title or "")), copy.normalized
    if copy is not best and words_only_in(words, best.normalized) and is_beginning(words, best.normalized):
        entry = _without_link(entry, words_of_link(words))
        words = ""  # its last word may be cut, and is in the post as a whole
    shown = f"{normalize(title_words(merged.post.title or ''))} {best.normalized}"
    return _with_words_only_here(entry, f"{title} {words}", shown, copy.post.title, copy.post.body)


def _without_link(entry: LedgerEntry, count: int) -> LedgerEntry:
    """Count the words of the link below a teaser as left out."""
    if not count or count > entry.words_kept:
        return entry
    left_out = Counter(entry.words_left_out or {}) + Counter({_LINK: count})
    return replace(entry, words_kept=entry.words_kept - count, words_left_out=dict(sorted(left_out.items())))


def _with_words_only_here(entry: LedgerEntry, words: str, shown: str, title: str | None, body: str) -> LedgerEntry:
    """Count the words that are not among those `shown` as left out, and store the lines that contain them."""
    extra = words_only_in(words, shown)
    if not extra or not entry.words_kept:
        return entry
    count = min(extra.total(), entry.words_kept)
    left_out = {**(entry.words_left_out or {}), _ONLY_HERE: count}
    lines = f"{title or ''}\n{to_text(body)}".split("\n")
    text = "\n".join(line for line in lines if not extra.keys().isdisjoint(normalize(line).split()))
    kept = entry.words_kept - count
    return replace(entry, words_kept=kept, words_left_out=dict(sorted(left_out.items())), text=text)


def _added(merged: MergedPost, number: int) -> str:
    """Say what the copy of that number has and no better one does."""
    posts = [copy.post for copy in merged.copies[: number + 1]]
    new = [words for field, words in _ADDED if getattr(posts[-1], field) and not _is_known(posts[:-1], field)]
    return f"{_ADDED_MARK}{', '.join(new)}" if number and new else ""


def _is_known(posts: Sequence[Post], field: str) -> bool:
    return any(getattr(post, field) for post in posts)


def _entries_of_comment(comment: MergedComment, merged: MergedPost, ref: str) -> Iterator[_RankedEntry]:
    shown = merged.copies[comment.best[0]].comments[comment.best[1]]
    parent = comment.comment.parent
    for place, (number, index) in enumerate(comment.found, 1):
        copied = merged.copies[number].comments[index]
        if copied.entry is None:
            continue
        entry = replace(
            copied.entry,
            file=comments_name(f"{ref}.md"),
            ref=f"{ref}#c{comment.comment.id}",
            parent=f"{ref}#c{parent}" if parent else None,
        )
        if comment.status:
            yield _RankedEntry(_left_out(replace(entry, file=None), comment.status), _LAST)
        elif shown.comment.removed and not copied.comment.removed:
            yield _RankedEntry(_left_out(entry, REMOVED), _LAST)
        elif copied is shown:
            yield _RankedEntry(entry, _rank(0))
        else:
            words, body = copied.normalized, copied.comment.body
            yield _RankedEntry(_with_words_only_here(entry, words, shown.normalized, None, body), _rank(place))


def _left_out(entry: LedgerEntry, reason: str) -> LedgerEntry:
    left_out = {reason: entry.words_in} if entry.words_in else None
    return replace(entry, outcome="left-out", reason=reason, words_kept=0, words_left_out=left_out, masked=None)


def _unpublished(entry: LedgerEntry, text: str, planned: PlannedPost) -> LedgerEntry:
    conflicts = ", ".join(planned.change.conflicts)
    reason = (
        "it could not be written" if planned.problem else f"{conflicts}, which was written by hand, is in its place"
    )
    return _quarantined(entry, reason, text)


def _quarantined(entry: LedgerEntry, reason: str, text: str) -> LedgerEntry:
    return replace(_left_out(entry, reason), outcome="quarantined", id=None, text=text or None)


def _entries_left_out(merged: MergedPost, blogs: Collection[str]) -> Iterator[LedgerEntry]:
    """Yield the entries of a post that was not live or whose text is in no source, and of the comments on it."""
    for copy in merged.copies:
        if copy.entry and merged.status:
            yield _left_out(copy.entry, merged.status)
        elif copy.entry:
            yield _quarantined(copy.entry, _TEASER, to_text(copy.post.body))
        for comment in copy.comments:
            if not comment.entry:
                continue
            if merged.status or comment.status:
                reason = comment.status or f"on a post that was not live ({merged.status})"
                yield _left_out(comment.entry, reason)
            elif copy.blogger_id and (blog_digits(copy.blogger_id) or "") not in blogs:
                yield _left_out(comment.entry, "written on another blog")
            else:
                yield _quarantined(comment.entry, "its post is in no source", to_text(comment.comment.body))


def _blogs(plan: ImportPlan) -> set[str]:
    """Return the numbers of the blogs whose posts are in the archive."""
    ids = (copy.blogger_id for planned in plan.posts for copy in planned.merged.copies)
    return {digits for each in ids if each and (digits := blog_digits(each))}


def _new_places(posts: Iterable[PlannedPost]) -> dict[str, Place]:
    """Map the file that a post was in to its new place."""
    return {
        former.written.file: planned.place
        for planned in posts
        if planned.place
        for former in (planned.before, *planned.absorbed)
        if former
    }


def _renamed_comments(planned: PlannedPost) -> dict[tuple[str, str], str]:
    """Map (file, id) of comments that were there before to their new ids, where these have changed."""
    if not planned.before:
        return {}
    files = [place.written.file for place in (planned.before, *planned.absorbed)]
    copies = planned.merged.copies
    return {
        (file, copies[number].comments[index].comment.id): comment.comment.id
        for comment in planned.merged.comments
        for number, index in comment.found
        if copies[number].comments[index].entry is None
        for file in files
        if copies[number].comments[index].comment.id != comment.comment.id
    }


def _relocated(
    kept: Sequence[LedgerEntry], places: Mapping[str, Place], renamed: Mapping[tuple[str, str], str]
) -> list[LedgerEntry]:
    """Return the kept entries with the places that their posts have now."""
    return [
        _with_place(entry, place, renamed) if entry.file and (place := places.get(_post_file(entry))) else entry
        for entry in kept
    ]


def _with_place(entry: LedgerEntry, place: Place, renamed: Mapping[tuple[str, str], str]) -> LedgerEntry:
    file = place.written.file
    ref = file.removesuffix(".md")
    if entry.kind != "comment":
        return replace(entry, file=file, ref=ref, id=place.id)
    parent = f"{ref}#c{_new_comment_id(entry.parent, renamed)}" if entry.parent else None
    return replace(entry, file=comments_name(file), ref=f"{ref}#c{_new_comment_id(entry.ref, renamed)}", parent=parent)


def _new_comment_id(ref: str, renamed: Mapping[tuple[str, str], str]) -> str:
    path, _, comment_id = ref.partition("#c")
    return renamed.get((f"{path}.md", comment_id), comment_id)


def _with_outcomes(
    new: Sequence[_RankedEntry], held: Sequence[LedgerEntry], planned_by_file: Mapping[str, PlannedPost]
) -> Iterator[LedgerEntry]:
    """Yield all entries: of each text, the one whose words are shown as published, the others as merged."""
    groups: defaultdict[str, list[_RankedEntry]] = defaultdict(list)
    for ranked in [*(_ranked_held(entry) for entry in held), *new]:
        entry = ranked.entry
        planned = planned_by_file.get(_post_file(entry))
        if planned and (entry.outcome in ("published", "merged") or _is_deleted(entry, planned)):
            groups[entry.ref].append(ranked)
        else:
            yield entry
    for group in groups.values():
        yield from _group_outcomes(group, planned_by_file[_post_file(group[0].entry)])


def _ranked_held(entry: LedgerEntry) -> _RankedEntry:
    return _RankedEntry(entry, _HELD if _is_shown(entry) else _LAST)


def _is_deleted(entry: LedgerEntry, planned: PlannedPost) -> bool:
    """Return True if its text would be shown if a person had not deleted the file."""
    return entry.reason == DELETED and planned.change.states.get(entry.file or "") == "deleted"


def _group_outcomes(group: Sequence[_RankedEntry], planned: PlannedPost) -> Iterator[LedgerEntry]:
    def preference(ranked: _RankedEntry) -> tuple[int, str, str, tuple[int, int]]:
        entry = ranked.entry
        return ranked.rank, entry.source, entry.sha256 or "", entry.lines or (0, 0)

    best = min(group, key=preference).entry
    for ranked in group:
        entry = ranked.entry
        yield _published(entry, planned) if entry is best else _merged(entry, best)


def _merged(entry: LedgerEntry, best: LedgerEntry) -> LedgerEntry:
    added = _added_part(entry.reason)
    reason = f"merged into the copy in {best.source}{'; ' if added else ''}{added}"
    return _without_place(replace(entry, outcome="merged", reason=reason))


def _without_place(entry: LedgerEntry) -> LedgerEntry:
    """Clear the fields that only the entry of a published text has."""
    return replace(
        entry,
        permalink=None,
        original=None,
        aliases=None,
        written=None,
        comments_written=None,
        content_hash=None,
        parts=None,
        comment_parts=None,
        feed_id=None,
    )


def _added_part(reason: str | None) -> str:
    """Return the part of a reason that says what the record added to the text it was merged into."""
    _, mark, what = (reason or "").partition(_ADDED_MARK)
    return f"{mark}{what}"


def _published(entry: LedgerEntry, planned: PlannedPost) -> LedgerEntry:
    place = planned.place
    assert place is not None, "only entries of posts with a place are grouped"
    reason = entry.reason if entry.outcome == "published" and not _added_part(entry.reason) else None
    published = entry
    if (entry.outcome, entry.reason) != ("published", reason):
        published = replace(entry, outcome="published", reason=reason)
    if planned.change.states.get(entry.file or "") == "deleted":
        published = _left_out(published, DELETED)
    if entry.kind == "comment":
        feed_id = planned.feed_ids.get(entry.ref.partition("#c")[2])
        return published if feed_id == published.feed_id else replace(published, feed_id=feed_id)
    return replace(
        published,
        permalink=place.permalink,
        original=place.permalink_known,
        aliases=place.aliases or None,
        written=place.written.sha256,
        comments_written=place.written.comments_sha256,
        content_hash=place.written.content_hash,
        parts=dict(place.written.parts) or None,
        comment_parts=dict(place.written.comment_parts) or None,
    )
