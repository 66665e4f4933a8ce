"""Find the place that each merged post already has in `content/`, and the places that are no longer needed.

A post that a person has edited keeps its place: it is not merged into another post, does not take one in, and does not
move. Of several posts with the same original address only one gets it: the post that is there, or the first.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from archive.ingest.copies import Copy, EntryKey, record_key, source_order
from archive.ingest.merge_posts import MergedPost
from archive.ingest.places import Place, Places


@dataclass(frozen=True)
class PostCandidate:
    """A post to be written, with the place it already has."""

    merged: MergedPost
    place: Place | None = None
    absorbed: tuple[Place, ...] = ()
    """Places of copies that were separate posts before and are now part of this one."""
    blocked_by: tuple[str, ...] = ()
    """Files edited by hand that prevent it from moving to its original address."""
    may_have_address: bool = True
    """False if another post has its original address."""

    @property
    def has_original_address(self) -> bool:
        """True if the original address is known and belongs to this post."""
        return self.merged.post.permalink_known and self.may_have_address

    @property
    def original_address(self) -> str | None:
        """The original address, if the post has one and can move there."""
        return self.merged.post.permalink if self.has_original_address and not self.blocked_by else None

    @property
    def is_at_its_address(self) -> bool:
        """True if it already is at its original address."""
        return self.place is not None and self.place.permalink == self.merged.post.permalink

    @property
    def places(self) -> tuple[Place, ...]:
        """Its place and those it absorbs."""
        return tuple(place for place in (self.place, *self.absorbed) if place)


@dataclass(frozen=True)
class Withdrawal:
    """A post in `content/` that its sources no longer have live, so that its files are removed."""

    place: Place
    reason: str


@dataclass(frozen=True)
class Candidates:
    """Everything that was read, as posts."""

    posts: tuple[PostCandidate, ...]
    left_out: tuple[MergedPost, ...]
    """Posts that cannot be published."""
    withdrawn: tuple[Withdrawal, ...] = ()


def find_places(
    merged: Sequence[MergedPost], copies: Sequence[Copy], places: Places, kept: Collection[EntryKey]
) -> Candidates:
    """Give each post that can be published the place it has. `kept` has the keys of sources not imported now."""
    posts = [PostCandidate(each) for each in merged if each.can_be_published]
    left_out = [each for each in merged if not each.can_be_published]
    placed = list(_with_places(sorted(posts, key=candidate_order), copies, places, kept))
    used = {place.written.file for candidate in placed for place in candidate.places}
    withdrawn = _withdrawn([each for each in left_out if each.status], places, used)
    return Candidates(tuple(_share_addresses(placed)), tuple(left_out), tuple(withdrawn))


def displaced_places(found: Candidates, places: Places) -> list[Place]:
    """Return the places of posts, not imported now, that have the original address of a candidate so far."""
    addresses = {address for candidate in found.posts if (address := candidate.original_address)}
    used = {place.written.file for candidate in found.posts for place in candidate.places}
    used |= {each.place.written.file for each in found.withdrawn}
    return [
        place for place in places.all if place.written.file not in used and not addresses.isdisjoint(place.addresses)
    ]


def candidate_order(candidate: PostCandidate) -> tuple[object, ...]:
    """Sort key: known addresses first, then by day, so that the earlier of two posts with one title gets its slug."""
    post = candidate.merged.post
    first = min(map(source_order, post.sources))
    return not candidate.has_original_address, post.day is None, str(post.day or ""), post.title or "", first


def _with_places(
    posts: Sequence[PostCandidate], copies: Sequence[Copy], places: Places, kept: Collection[EntryKey]
) -> Iterator[PostCandidate]:
    keys_of = {record_key(source): copy.match_keys for copy in copies for source in copy.sources if not copy.is_stub}
    assigned = places.assign([candidate.merged.post_copies for candidate in posts], keys_of)
    used = {place.written.file for place in assigned if place}
    current = {*kept, *keys_of}
    for candidate, place in zip(posts, assigned, strict=True):
        absorbed = _absorbed(candidate.merged, places, used, current)
        used |= {other.written.file for other in absorbed}
        placed = replace(candidate, place=place, absorbed=absorbed)
        yield replace(placed, blocked_by=_blocking_files(placed, places))


def _absorbed(
    merged: MergedPost, places: Places, used: Collection[str], current: Collection[EntryKey]
) -> tuple[Place, ...]:
    """Return places that are no longer needed because all copies that were there are part of this post."""
    keys = {record_key(source) for copy in merged.copies for source in copy.sources}
    return tuple(
        place
        for place in dict.fromkeys(places.find_by_source(merged.post_copies))
        if place.written.file not in used
        and all(key in keys for key in place.keys if key in current)
        and not place.edited_files
    )


def _blocking_files(candidate: PostCandidate, places: Places) -> tuple[str, ...]:
    """Return files edited by hand at the post's place and at its original address; none if it need not move."""
    post = candidate.merged.post
    if not post.permalink_known or candidate.is_at_its_address:
        return ()
    both = (candidate.place, places.at(post.permalink))
    return tuple(file for place in both if place for file in place.edited_files)


def _withdrawn(not_live: Iterable[MergedPost], places: Places, used: Collection[str]) -> Iterator[Withdrawal]:
    """Yield the places of posts that are no longer live, with the first reason found; none that was edited by hand."""
    reasons: dict[Place, str] = {}
    for merged in not_live:
        certain = (places.find_by_strong_key(copy) for copy in merged.copies)
        for place in (*places.find_by_source(merged.copies), *(place for place in certain if place)):
            reasons.setdefault(place, merged.status or "")
    for place, reason in reasons.items():
        if place.written.file not in used and not place.edited_files:
            yield Withdrawal(place, reason)


def _share_addresses(posts: Sequence[PostCandidate]) -> list[PostCandidate]:
    holders: dict[str, int] = {}
    for at in sorted(range(len(posts)), key=lambda at: not posts[at].is_at_its_address):
        if address := posts[at].original_address:
            holders.setdefault(address, at)
    return [
        candidate
        if candidate.blocked_by or holders.get(candidate.merged.post.permalink) == at
        else replace(candidate, may_have_address=False)
        for at, candidate in enumerate(posts)
    ]
