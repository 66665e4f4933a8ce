"""From copies of posts to changes of the content folder: what is one post, where it stands, what is written.

The rule: a post that has a place keeps its address and its id; only the true original address moves it, or another
post whose true address it stands at, and the old address then leads to the new one. A file that a person has renamed
stays where the person put it. A post that a source says was taken down is taken away, unless a person has edited it.

What depends on order, and what does not. The order of the files in one import never matters. Nor does it matter
whether files come at once or one by one, but for this: an address or id that was published is never taken away
again. So where two posts would be given one address, or one made id, the first to be *imported* keeps it; within one
import that is the one with the earlier day; and a post that had a made id keeps it when Blogger's arrives. And words
that a source once gave stay for as long as another source of the same post is not imported again together with it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from archive.content.folder import Change, Ours, barred, is_free, planned
from archive.content.post_file import file_of
from archive.errors import BrokenContent
from archive.ingest.copies import Copy, Live
from archive.ingest.group import Draft, draft_of_standing, drafts_of, order_of
from archive.ingest.identity import other_id
from archive.ingest.images import Album
from archive.ingest.merge_posts import United
from archive.ingest.permalinks import predicted_permalink
from archive.ingest.places import Place, Places
from archive.model import Post
from archive.spool import Shelf


@dataclass(frozen=True)
class Placement:
    """A post, the copies it was made of, and what is to be done so that it stands in its place."""

    post: Post
    """Without body and comments."""
    copies: tuple[Copy, ...]
    """Best first."""
    united: int
    """Number of the `United` on the shelf."""
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
        if self.before and self.change.states.get(written.file) in ("edited", "conflict", "deleted"):
            return replace(self.before, written=written)
        if self.before and self.change.outcome == "conflict" and written == self.before.written:
            return self.before
        post = self.post
        return Place(post.id, post.permalink, post.permalink_known, post.aliases, written)


@dataclass(frozen=True)
class Filed:
    """What is to become of everything that was read."""

    placements: tuple[Placement, ...]
    left_out: tuple[int, ...]
    """Numbers on the shelf of what was not live, or is comments on no post: each a `United`."""
    withdrawn: tuple[tuple[Place, str], ...] = ()
    """Where posts stand that are no longer live, and why: their files are taken away."""


def filed(
    copies: Sequence[Copy],
    content: Path,
    places: Places,
    elsewhere: Collection[Live],
    ours: Ours,
    images: Album,
    shelf: Shelf,
) -> Filed:
    """What is to become of the posts that `copies` amount to, each in its place; nothing is written yet.

    `places` is where posts stand now, `elsewhere` the records of sources that are not imported this time. A post
    that has to make way for another one's true address is among the answers.
    """
    found = drafts_of(copies, content, places, elsewhere, shelf)
    drafts = _with_true_addresses(found.posts)
    drafts += _displaced(drafts, found.withdrawn, content, places, shelf)
    placed = _placed(sorted(drafts, key=order_of), content, places, ours, images, shelf)
    return Filed(tuple(placed), found.left_out, found.withdrawn)


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


def _displaced(
    drafts: Sequence[Draft], withdrawn: Iterable[tuple[Place, str]], content: Path, places: Places, shelf: Shelf
) -> list[Draft]:
    """Posts, not imported now, that one of the true addresses of `drafts` leads to so far."""
    true = _true_addresses(drafts)
    busy = {place.written.file for draft in drafts for place in (draft.place, *draft.absorbed) if place}
    busy |= {place.written.file for place, _ in withdrawn}
    return [
        draft
        for place in places.all
        if place.written.file not in busy and not true.isdisjoint(place.addresses)
        for draft in draft_of_standing(content, place, shelf)
    ]


def _true_addresses(drafts: Iterable[Draft]) -> set[str]:
    return {address for draft in drafts if (address := draft.true_address)}


def _placed(
    drafts: Sequence[Draft], content: Path, places: Places, ours: Ours, images: Album, shelf: Shelf
) -> Iterator[Placement]:
    true = _true_addresses(drafts)
    taken = {*true, *(address for place in places.all for address in place.addresses)}
    ids = {place.id for place in places.all}
    for draft in drafts:
        post = _addressed(_named(draft, ids, shelf), draft, content, true, taken)
        taken.add(post.permalink)
        ids.add(post.id)
        yield _placement(post, draft, content, ours, images, shelf)


def _named(draft: Draft, ids: Collection[str], shelf: Shelf) -> Post:
    """The post under the id it has, or one that no other has."""
    name = draft.place.id if draft.place else draft.post.id
    while not draft.place and name in ids:
        united: United = shelf.get(draft.united)
        name = other_id(name, united.post.body)
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
            post, draft.opening, lambda address: address in taken or not is_free(content, address, post.id)
        )
    earlier = [place for place in (draft.place, *draft.absorbed) if place]
    aliases = [*post.aliases, *(alias for place in earlier for alias in (*place.aliases, place.permalink))]
    kept = tuple(alias for alias in dict.fromkeys(aliases) if alias != permalink and alias not in true)
    return replace(post, permalink=permalink, aliases=kept)


def _placement(post: Post, draft: Draft, content: Path, ours: Ours, images: Album, shelf: Shelf) -> Placement:
    before = draft.place.written if draft.place else None
    united: United = shelf.get(draft.united)
    known = {image.address: image for image in (*united.post.images, *images.of(united.post.body))}
    post = replace(post, images=tuple(known.values()))
    whole = replace(post, body=united.post.body, comments=united.post.comments)
    try:
        if draft.barred_by:
            change = barred(whole, before, draft.barred_by, shelf)
        else:
            file = _file(post, draft.place)
            change = planned(content, whole, file, before, [each.written for each in draft.absorbed], ours, shelf)
    except BrokenContent as error:
        change = Change("failed", before)
        return Placement(post, draft.copies, draft.united, change, draft.place, draft.absorbed, str(error))
    absorbed = () if draft.barred_by else draft.absorbed
    return Placement(post, draft.copies, draft.united, change, draft.place, absorbed)


def _file(post: Post, place: Place | None) -> str:
    """Where the post's file lies: as its address says, or where a person has put it."""
    if place and place.written.file != file_of(place.permalink):
        return place.written.file
    return file_of(post.permalink)
