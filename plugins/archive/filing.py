"""From copies of posts to changes of the content folder: what is one post, where it stands, what is written.

The rule: a post that has a place keeps its address and its id; only the true original address moves it, or another
post whose true address it stands at, and the old address then leads to the new one.

What depends on order, and what does not. The order of the files in one import never matters. Nor does it matter
whether files come at once or one by one, but for this: an address that was published is never taken away again. So
where two posts would be given one address, or one made id, the first to be *imported* keeps it; within one import that
is the one with the earlier day. And words that a source once gave stay for as long as another source of the same
post is not imported again together with it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from archive.content_folder import Change, Ours, edited_files, is_free, planned, read_file
from archive.errors import BrokenContent
from archive.identity import other_id
from archive.merging import merged, source_order
from archive.model import Post
from archive.permalinks import predicted_permalink
from archive.places import Key, Place, Places, key_of
from archive.source_reading import Copy


@dataclass(frozen=True)
class Placement:
    """A post, the copies it was made of, and what is to be done so that it stands in its place."""

    post: Post
    copies: tuple[Post, ...]
    """Best first."""
    change: Change
    before: Place | None
    """Where it stood."""
    absorbed: tuple[Place, ...] = ()
    """Places of copies that stood apart before and are now part of it."""
    problem: str | None = None
    """Why it could not be written."""

    @property
    def place(self) -> Place | None:
        """Where it stands when the change is done; None if nowhere."""
        written = self.change.written
        if self.problem or written is None:
            return self.before
        if self.before and written.file in self.change.conflicts:
            return replace(self.before, written=written)
        if self.before and self.change.outcome == "conflict" and written == self.before.written:
            return self.before
        post = self.post
        return Place(post.id, post.permalink, post.permalink_known, post.aliases, written)


@dataclass(frozen=True)
class _Draft:
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


def filed(
    copies: Sequence[Copy], content: Path, places: Places, elsewhere: Collection[Key], ours: Ours
) -> list[Placement]:
    """What is to become of the posts that `copies` amount to, each in its place; nothing is written yet.

    `places` is where posts stand now, `elsewhere` the records of sources that are not imported this time. A post
    that has to make way for another one's true address is among the answers.
    """
    drafts = _with_true_addresses(_drafts(copies, content, places, elsewhere))
    drafts += _displaced(drafts, content, places)
    return _placed(sorted(drafts, key=_order), content, places, ours)


def _drafts(copies: Sequence[Copy], content: Path, places: Places, elsewhere: Collection[Key]) -> list[_Draft]:
    """The posts, each with the place it already has."""
    posts = [pair for group in _groups(copies, content, places, elsewhere) for pair in merged(group)]
    drafts = sorted((_Draft(post, made_of) for post, made_of in posts), key=_order)
    known_by = {key_of(copy.post.sources[0]): copy.identities for copy in copies}
    claims = places.claimed([draft.copies for draft in drafts], known_by)
    busy = {place.written.file for place in claims if place}
    live = {*elsewhere, *known_by}
    placed = []
    for whole, place in zip(drafts, claims, strict=True):
        draft, *edited = _apart_from_edited(replace(whole, place=place), content, places, busy)
        absorbed = _absorbed(draft, content, places, busy, live)
        busy |= {other.written.file for other in absorbed}
        placed += [replace(draft, absorbed=absorbed), *edited]
    return [replace(draft, barred_by=_bars(draft, content, places)) for draft in placed]


def _apart_from_edited(draft: _Draft, content: Path, places: Places, busy: set[str]) -> list[_Draft]:
    """The draft, and apart from it those of its copies that stand at another place and were edited by hand there."""
    drafts = [draft]
    for place in dict.fromkeys(places.own(draft.copies)):
        if place.written.file not in busy and edited_files(content, place.written):
            theirs = tuple(copy for copy in drafts[0].copies if place in places.own([copy]))
            others = tuple(copy for copy in drafts[0].copies if copy not in theirs)
            drafts[0] = replace(drafts[0], post=merged(others)[0][0], copies=others)
            drafts.append(_Draft(merged(theirs)[0][0], theirs, place))
            busy.add(place.written.file)
    return drafts


def _groups(copies: Sequence[Copy], content: Path, places: Places, elsewhere: Collection[Key]) -> Iterable[list[Post]]:
    """Copies that may be one post, together with what other sources of that post left in the content folder."""
    families = _Families()
    for place in places.all:
        families.join(place.written.file, place.identities)
    for copy in copies:
        families.join(copy.identities[0], copy.identities)
    groups: defaultdict[str, list[Post]] = defaultdict(list)
    for copy in copies:
        groups[families.of(copy.identities[0])].append(copy.post)
    for place in places.all:
        if (family := families.of(place.written.file)) in groups:
            groups[family] += _standing(content, place, elsewhere)
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


def _standing(content: Path, place: Place, keys: Collection[Key]) -> list[Post]:
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
    draft: _Draft, content: Path, places: Places, busy: Collection[str], live: Collection[Key]
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


def _bars(draft: _Draft, content: Path, places: Places) -> tuple[str, ...]:
    """Files edited by hand, where the post is and where it should be; none if it need not move."""
    if not draft.post.permalink_known or draft.holds_its_address:
        return ()
    there = places.at(draft.post.permalink)
    return tuple(path for each in (draft.place, there) if each for path in edited_files(content, each.written))


def _with_true_addresses(drafts: Sequence[_Draft]) -> list[_Draft]:
    """The drafts; of several texts with one original address only one has it: that which stands there, or the first."""
    holders: dict[str, int] = {}
    for at in sorted(range(len(drafts)), key=lambda at: not drafts[at].holds_its_address):
        if address := drafts[at].true_address:
            holders.setdefault(address, at)
    return [
        draft
        if draft.barred_by or holders.get(draft.post.permalink) == at
        else replace(draft, post=replace(draft.post, permalink="", permalink_known=False))
        for at, draft in enumerate(drafts)
    ]


def _displaced(drafts: Sequence[_Draft], content: Path, places: Places) -> list[_Draft]:
    """Posts, not imported now, that one of the true addresses of `drafts` leads to so far."""
    true = _true_addresses(drafts)
    busy = {place.written.file for draft in drafts for place in (draft.place, *draft.absorbed) if place}
    return [
        _Draft(post, (post,), place)
        for place in places.all
        if place.written.file not in busy and not true.isdisjoint(place.addresses)
        for post in _standing(content, place, place.keys)
    ]


def _true_addresses(drafts: Iterable[_Draft]) -> set[str]:
    return {address for draft in drafts if (address := draft.true_address)}


def _placed(drafts: Sequence[_Draft], content: Path, places: Places, ours: Ours) -> list[Placement]:
    true = _true_addresses(drafts)
    taken = {*true, *(address for place in places.all for address in place.addresses)}
    ids = {place.id for place in places.all}
    placements = []
    for draft in drafts:
        post = _addressed(_named(draft, ids), draft, content, true, taken)
        taken.add(post.permalink)
        ids.add(post.id)
        placements.append(_placement(post, draft, content, ours))
    return placements


def _named(draft: _Draft, ids: Collection[str]) -> Post:
    """The post under the id it has, or one that no other has."""
    name = draft.place.id if draft.place else draft.post.id
    while not draft.place and name in ids:
        name = other_id(name, draft.post.body)
    return replace(draft.post, id=name)


def _addressed(post: Post, draft: _Draft, content: Path, true: Collection[str], taken: Collection[str]) -> Post:
    """The post at its permalink: the original one, else the one it already has, else a prediction."""
    old = draft.place.permalink if draft.place else None
    if post.permalink_known:
        permalink = post.permalink
    elif old and old not in true:
        permalink = old
    else:
        permalink = predicted_permalink(
            post, lambda address: address in taken or not is_free(content, address, post.id)
        )
    earlier = [place for place in (draft.place, *draft.absorbed) if place]
    aliases = [*post.aliases, *(alias for place in earlier for alias in (*place.aliases, place.permalink))]
    kept = tuple(alias for alias in dict.fromkeys(aliases) if alias != permalink and alias not in true)
    return replace(post, permalink=permalink, aliases=kept)


def _placement(post: Post, draft: _Draft, content: Path, ours: Ours) -> Placement:
    before = draft.place.written if draft.place else None
    if draft.barred_by:
        return Placement(post, draft.copies, Change("conflict", before, draft.barred_by), draft.place)
    try:
        change = planned(content, post, before, [place.written for place in draft.absorbed], ours)
    except BrokenContent as error:
        return Placement(post, draft.copies, Change("failed", before), draft.place, draft.absorbed, str(error))
    return Placement(post, draft.copies, change, draft.place, draft.absorbed)


def _order(draft: _Draft) -> tuple[Any, ...]:
    """Original addresses first, then by day: the earlier of two posts with one title has the plain slug."""
    post = draft.post
    first = min(map(source_order, post.sources))
    return not post.permalink_known, post.day is None, str(post.day or ""), post.title or "", first
