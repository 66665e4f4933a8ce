"""Posts before they have an address: which copies are one post, and which place in the content folder is theirs.

The rule: a text that a person has changed by hand keeps its place. It can neither be merged into another one, nor take
one up, nor move.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from archive.content_folder import edited_files, read_file
from archive.errors import BrokenContent
from archive.merging import merged, source_order
from archive.model import Post
from archive.places import Key, Place, Places, key_of
from archive.source_reading import Copy


@dataclass(frozen=True)
class Draft:
    """A post that is to be placed."""

    post: Post
    copies: tuple[Post, ...]
    place: Place | None = None
    absorbed: tuple[Place, ...] = ()
    """Places of copies that stood apart before and are now part of it."""
    barred_by: tuple[str, ...] = ()
    """Files edited by hand, for which it cannot move to its original address."""

    @property
    def true_address(self) -> str | None:
        """Its original address, if that is known and nothing bars it."""
        return self.post.permalink if self.post.permalink_known and not self.barred_by else None

    @property
    def holds_its_address(self) -> bool:
        """True if it already stands at its original address."""
        return self.place is not None and self.place.permalink == self.post.permalink


def drafts_of(copies: Sequence[Copy], content: Path, places: Places, elsewhere: Collection[Key]) -> list[Draft]:
    """The posts, each with the place it already has."""
    posts = [pair for group in _groups(copies, content, places, elsewhere) for pair in merged(group)]
    drafts = sorted((Draft(post, made_of) for post, made_of in posts), key=order_of)
    known_by = {key_of(copy.post.sources[0]): copy.identities for copy in copies}
    claims = places.claimed([draft.copies for draft in drafts], known_by)
    busy = {place.written.file for place in claims if place}
    live = {*elsewhere, *known_by}
    placed = []
    for draft, place in zip(drafts, claims, strict=True):
        absorbed = _absorbed(draft, content, places, busy, live)
        busy |= {other.written.file for other in absorbed}
        placed.append(replace(draft, place=place, absorbed=absorbed))
    return [replace(draft, barred_by=_bars(draft, content, places)) for draft in placed]


def _groups(copies: Sequence[Copy], content: Path, places: Places, elsewhere: Collection[Key]) -> Iterable[list[Post]]:
    """Copies that may be one post, together with what other sources of that post left in the content folder.

    Copies of a text that was edited by hand are a group of their own.
    """
    families = _Families()
    for place in places.all:
        families.join(place.written.file, place.identities)
    for copy in copies:
        families.join(copy.identities[0], copy.identities)
    groups: defaultdict[str, list[Post]] = defaultdict(list)
    for copy in copies:
        home = places.home(copy.post, copy.identities)
        edited = home is not None and edited_files(content, home.written)
        groups[f"edited {home.written.file}" if home and edited else families.of(copy.identities[0])].append(copy.post)
    for place in places.all:
        if (family := families.of(place.written.file)) in groups:
            groups[family] += standing(content, place, elsewhere)
    return groups.values()


class _Families:
    """Names that belong together because a chain of shared names leads from one to the other."""

    def __init__(self) -> None:
        self._towards: dict[str, str] = {}

    def of(self, name: str) -> str:
        """The name that stands for all that belong with `name`."""
        while (nearer := self._towards.get(name, name)) != name:
            self._towards[name] = name = self._towards.get(nearer, nearer)
        return name

    def join(self, name: str, others: Iterable[str]) -> None:
        """Note that `others` belong with `name`."""
        for other in others:
            self._towards[self.of(other)] = self.of(name)


def standing(content: Path, place: Place, keys: Collection[Key]) -> list[Post]:
    """The post at `place` as a copy made of those of its records that are in `keys`; none if it was edited by hand."""
    if not any(key in keys for key in place.keys) or edited_files(content, place.written):
        return []
    try:
        post = read_file(content, place.written.file)
    except BrokenContent:
        return []
    sources = tuple(source for source in post.sources if key_of(source) in keys)
    return [replace(post, id=place.id, sources=sources)] if sources else []


def _absorbed(
    draft: Draft, content: Path, places: Places, busy: Collection[str], live: Collection[Key]
) -> tuple[Place, ...]:
    """Places that nobody needs any more, because all copies that stood there are part of this post."""
    keys = {key_of(source) for copy in draft.copies for source in copy.sources}
    return tuple(
        place
        for place in dict.fromkeys(places.own(draft.copies))
        if place.written.file not in busy
        and all(key in keys for key in place.keys if key in live)
        and not edited_files(content, place.written)
    )


def _bars(draft: Draft, content: Path, places: Places) -> tuple[str, ...]:
    """Files edited by hand, where the post is and where it should be; none if it need not move."""
    if not draft.post.permalink_known or draft.holds_its_address:
        return ()
    there = places.at(draft.post.permalink)
    return tuple(path for each in (draft.place, there) if each for path in edited_files(content, each.written))


def order_of(draft: Draft) -> tuple[Any, ...]:
    """Original addresses first, then by day: the earlier of two posts with one title has the plain slug."""
    post = draft.post
    first = min(map(source_order, post.sources))
    return not post.permalink_known, post.day is None, str(post.day or ""), post.title or "", first
