"""Plan what an import writes: the id and permalink of each post, and the changes of its files.

A post that has a place keeps its address and its id. It moves only to its original address, or out of the way of a post
whose original address it has; its old address then redirects. A file that a person has renamed stays where it is. A
post that a source says was taken down is removed, unless a person has edited it.

The order of the files in one import never matters. Nor does it matter whether files are imported together or one by
one, with two exceptions. An address or id that was published is never taken away: where two posts would get one
address, or one made id, the first to be imported keeps it (within one import, the one with the earlier day), and a post
that had a made id keeps it when Blogger's becomes known. And words that a source once gave stay until all the other
sources of the same post are imported together with it.

A post keeps its Blogger address, `/2017/06/slug.html`. If that is unknown, the permalink is predicted by Blogger's
rules (`slugs.py`), and the original one replaces it when a source has it. Mailouts and pages of Napo's site have
addresses of this site's own, `/mailouts/2021/slug.html`. Without a day they go into a folder called `undated`.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import groupby
from operator import itemgetter
from pathlib import Path

from archive import slugs
from archive.blogger_ids import comment_feed_id
from archive.content.addresses import is_valid_permalink
from archive.content.folder import Change, OurHashes, is_free, plan_blocked_move, plan_change
from archive.content.post_file import file_of
from archive.errors import BrokenContent
from archive.ingest.candidates import Candidates, PostCandidate, Withdrawal, candidate_order
from archive.ingest.identity import distinct_id
from archive.ingest.images import Album
from archive.ingest.merge_posts import MergedPost
from archive.ingest.places import Place, Places
from archive.ingest.settle import Settlement
from archive.markup.render import to_text
from archive.model import Comment, Post
from archive.text import excerpt

_EXCERPT_LENGTH = 30
"""Words of an untitled post that its slug may be made from. Blogger uses fewer, and the slug rule shortens them."""


def predict_permalink(post: Post, is_taken: Callable[[str], bool]) -> str:
    """Return a permalink for `post` that is not taken."""

    def not_free(address: str) -> bool:
        return not is_valid_permalink(address) or is_taken(address)

    folder = _folder(post)
    start = "" if post.title else excerpt(to_text(post.body), _EXCERPT_LENGTH)
    slug = slugs.predict(post.title or "", post.day, start)
    return f"{folder}/{slugs.make_unique(slug, post.day, lambda other: not_free(f'{folder}/{other}.html'))}.html"


def _folder(post: Post) -> str:
    if post.kind == "post":
        return f"/{post.day.year:04}/{post.day.month:02}" if post.day else "/undated"
    return f"/mailouts/{post.day.year:04}" if post.day else "/mailouts/undated"


@dataclass(frozen=True)
class PlannedPost:
    """A post, and what has to be done to write it."""

    post: Post
    """With its final id and permalink."""
    merged: MergedPost
    """What it was made of."""
    change: Change
    before: Place | None
    """Its place so far."""
    absorbed: tuple[Place, ...] = ()
    """Places of copies that were separate posts before and are now part of this one."""
    problem: str | None = None
    """Why it could not be written."""

    @cached_property
    def feed_ids(self) -> Mapping[str, str]:
        """The ids in feeds of those comments that had another one when they were published, by comment id."""
        return {comment.id: comment.feed_id for comment in self.post.comments if comment.feed_id}

    @property
    def place(self) -> Place | None:
        """Its place once the change is carried out; None if it has none."""
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
class ImportPlan:
    """What becomes of everything that was read."""

    posts: tuple[PlannedPost, ...]
    left_out: tuple[MergedPost, ...]
    """Posts that cannot be published."""
    withdrawn: tuple[Withdrawal, ...] = ()
    settlement: Settlement = field(default_factory=Settlement)
    """What keepers decided about unplaced passages."""

    @property
    def problems(self) -> tuple[str, ...]:
        """Why posts could not be written."""
        return tuple(planned.problem for planned in self.posts if planned.problem)

    @property
    def doubts(self) -> Mapping[str, tuple[str, ...]]:
        """Remarks about posts that may be copies of others, by source."""
        merged = (*(planned.merged for planned in self.posts), *self.left_out)
        found = sorted((each.copies[0].sources[0].name, doubt) for each in merged if (doubt := each.doubt))
        return {name: tuple(doubt for _, doubt in group) for name, group in groupby(found, key=itemgetter(0))}

    @property
    def used_images(self) -> frozenset[str]:
        """The files of the images that posts show."""
        return frozenset(image.file for planned in self.posts for image in planned.post.images)


def plan_changes(
    found: Candidates,
    content: Path,
    places: Places,
    ours: OurHashes,
    images: Album,
    settle: Callable[[Mapping[str, Post]], Settlement],
) -> ImportPlan:
    """Decide how each candidate is written. Nothing is written yet. `ours` tells this archive's files from edited ones.

    The candidates include the posts that have to make way for one with an original address. `settle` places passages
    in the posts, given by ref.
    """
    candidates = sorted(found.posts, key=candidate_order)
    originals = {address for candidate in candidates if (address := candidate.original_address)}
    taken = {*originals, *(address for place in places.all for address in place.addresses)}
    posts = []
    for candidate, post in _with_ids(candidates, places):
        post = _with_permalink(post, candidate, content, originals, taken)
        taken.add(post.permalink)
        posts.append((candidate, _with_images(_with_feed_ids(post, candidate), images)))
    refs = [_file(post, candidate.place).removesuffix(".md") for candidate, post in posts]
    settlement = settle({ref: post for ref, (_, post) in zip(refs, posts, strict=True)})
    planned = tuple(
        _plan_post(settlement.posts.get(ref, post), candidate, content, ours)
        for ref, (candidate, post) in zip(refs, posts, strict=True)
    )
    return ImportPlan(planned, found.left_out, found.withdrawn, settlement)


def _with_ids(candidates: Sequence[PostCandidate], places: Places) -> Iterator[tuple[PostCandidate, Post]]:
    """Yield each candidate's post with the id that it has, or with one that no other post has."""
    ids = {place.id for place in places.all}
    for candidate in candidates:
        post = candidate.merged.post
        new_id = candidate.place.id if candidate.place else post.id
        while not candidate.place and new_id in ids:
            new_id = distinct_id(new_id, post.body)
        ids.add(new_id)
        yield candidate, replace(post, id=new_id)


def _with_permalink(
    post: Post, candidate: PostCandidate, content: Path, originals: Collection[str], taken: Collection[str]
) -> Post:
    """Give the post its original permalink, or else the one that it already has, or else a predicted one."""
    old = candidate.place.permalink if candidate.place else None
    if candidate.has_original_address:
        permalink = post.permalink
    elif old and old not in originals:
        permalink = old
    else:
        permalink = predict_permalink(post, lambda address: address in taken or not is_free(content, address, post.id))
    former = [address for place in candidate.places for address in (*place.aliases, place.permalink)]
    aliases = dict.fromkeys((*post.aliases, *former))
    kept = tuple(alias for alias in aliases if alias != permalink and alias not in originals)
    return replace(post, permalink=permalink, permalink_known=candidate.has_original_address, aliases=kept)


def _with_feed_ids(post: Post, candidate: PostCandidate) -> Post:
    """Let each comment keep the id that it has in feeds, so that subscribers do not get it again."""
    known: dict[str, str] = {}
    for place in reversed(candidate.places):
        known |= place.comment_feed_ids
    return replace(post, comments=tuple(_with_feed_id(each, post, known) for each in post.comments))


def _with_feed_id(comment: Comment, post: Post, known: Mapping[str, str]) -> Comment:
    """Give the comment the id that it was published under, unless that follows from its id and its post's."""
    names = (comment.id, *comment.aliases)
    published = next((known[each] for each in names if each in known), comment.feed_id)
    feed_id = None if published == comment_feed_id(post.id, comment.id) else published
    return comment if feed_id == comment.feed_id else replace(comment, feed_id=feed_id)


def _with_images(post: Post, images: Album) -> Post:
    known = {image.address: image for image in (*post.images, *images.of(post.body))}
    return replace(post, images=tuple(known.values()))


def _plan_post(post: Post, candidate: PostCandidate, content: Path, ours: OurHashes) -> PlannedPost:
    place, merged = candidate.place, candidate.merged
    before = place.written if place else None
    try:
        if candidate.blocked_by:
            return PlannedPost(post, merged, plan_blocked_move(post, before, candidate.blocked_by), place)
        absorbed = [each.written for each in candidate.absorbed]
        change = plan_change(content, post, _file(post, place), before, absorbed, ours)
        return PlannedPost(post, merged, change, place, candidate.absorbed)
    except BrokenContent as error:
        return PlannedPost(post, merged, Change("failed", before), place, candidate.absorbed, str(error))


def _file(post: Post, place: Place | None) -> str:
    """Return the path of the post's file: the one of its permalink, or the one that a person has given it."""
    if place and place.written.file != file_of(place.permalink):
        return place.written.file
    return file_of(post.permalink)
