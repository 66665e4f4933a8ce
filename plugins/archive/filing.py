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

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from archive.content_folder import Change, Ours, is_free, planned
from archive.drafts import Draft, drafts_of, order_of, standing
from archive.errors import BrokenContent
from archive.identity import other_id
from archive.model import Post
from archive.permalinks import predicted_permalink
from archive.places import Key, Place, Places
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


def filed(
    copies: Sequence[Copy], content: Path, places: Places, elsewhere: Collection[Key], ours: Ours
) -> list[Placement]:
    """What is to become of the posts that `copies` amount to, each in its place; nothing is written yet.

    `places` is where posts stand now, `elsewhere` the records of sources that are not imported this time. A post
    that has to make way for another one's true address is among the answers.
    """
    drafts = _with_true_addresses(drafts_of(copies, content, places, elsewhere))
    drafts += _displaced(drafts, content, places)
    return _placed(sorted(drafts, key=order_of), content, places, ours)


def _with_true_addresses(drafts: Sequence[Draft]) -> list[Draft]:
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


def _displaced(drafts: Sequence[Draft], content: Path, places: Places) -> list[Draft]:
    """Posts, not imported now, that one of the true addresses of `drafts` leads to so far."""
    true = _true_addresses(drafts)
    busy = {place.written.file for draft in drafts for place in (draft.place, *draft.absorbed) if place}
    return [
        Draft(post, (post,), place)
        for place in places.all
        if place.written.file not in busy and not true.isdisjoint(place.addresses)
        for post in standing(content, place, place.keys)
    ]


def _true_addresses(drafts: Iterable[Draft]) -> set[str]:
    return {address for draft in drafts if (address := draft.true_address)}


def _placed(drafts: Sequence[Draft], content: Path, places: Places, ours: Ours) -> list[Placement]:
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


def _named(draft: Draft, ids: Collection[str]) -> Post:
    """The post under the id it has, or one that no other has."""
    name = draft.place.id if draft.place else draft.post.id
    while not draft.place and name in ids:
        name = other_id(name, draft.post.body)
    return replace(draft.post, id=name)


def _addressed(post: Post, draft: Draft, content: Path, true: Collection[str], taken: Collection[str]) -> Post:
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


def _placement(post: Post, draft: Draft, content: Path, ours: Ours) -> Placement:
    before = draft.place.written if draft.place else None
    if draft.barred_by:
        return Placement(post, draft.copies, Change("conflict", before, draft.barred_by), draft.place)
    try:
        change = planned(content, post, before, [place.written for place in draft.absorbed], ours)
    except BrokenContent as error:
        return Placement(post, draft.copies, Change("failed", before), draft.place, draft.absorbed, str(error))
    return Placement(post, draft.copies, change, draft.place, draft.absorbed)
