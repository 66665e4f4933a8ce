"""Posts before they have an address: which copies are one post, and which place in the content folder is theirs.

The rule: a text that a person has changed by hand keeps its place. It can neither be merged into another one, nor take
one up, nor move.

Which posts are of the blog that this archive is of: a backup may hold several of its owner's.

The rule: only if the sources themselves say which of the blogs in them stands at our address are the others left out,
by name; otherwise all are taken.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from archive.blogger_ids import blog_digits, canonical
from archive.content.folder import edited_files, read_file
from archive.errors import BrokenContent
from archive.ingest.copies import CopiedComment, Copy, CopyText, Live, key_of, rank_of
from archive.ingest.merge_posts import United, source_order, united_posts
from archive.ingest.permalinks import slug_opening
from archive.ingest.places import Place, Places
from archive.markup.render import to_text
from archive.model import Post
from archive.spool import Shelf
from archive.text import normalize


@dataclass(frozen=True)
class Draft:
    """A post that is to be placed, its words on the shelf."""

    post: Post
    """Without body and comments."""
    copies: tuple[Copy, ...]
    """Best first."""
    united: int
    """Number of the `United` on the shelf."""
    opening: str
    """What a slug may be made of if it has no title."""
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


@dataclass(frozen=True)
class Drafts:
    """What the copies amount to."""

    posts: tuple[Draft, ...]
    left_out: tuple[int, ...]
    """Numbers on the shelf of what was not live, or is comments on no post: each a `United`."""
    withdrawn: tuple[tuple[Place, str], ...] = ()
    """Where a post stands that its sources say is no longer live, and why; none that was edited by hand."""


def drafts_of(
    copies: Sequence[Copy], content: Path, places: Places, elsewhere: Collection[Live], shelf: Shelf
) -> Drafts:
    """The posts, each with the place it already has. `elsewhere`: records of sources that are not imported now."""
    posts: list[Draft] = []
    left_out: list[int] = []
    not_live: list[United] = []
    for group in _groups(copies, content, places, elsewhere, shelf):
        for united in united_posts(group, shelf):
            number = shelf.put(united)
            if united.status or united.is_unplaced or united.is_teaser:
                left_out.append(number)
                not_live += [united] if united.status else []
            else:
                posts.append(_draft(united, number))
    placed = _placed(sorted(posts, key=order_of), copies, content, places, elsewhere)
    busy = {place.written.file for draft in placed for place in (draft.place, *draft.absorbed) if place}
    return Drafts(tuple(placed), tuple(left_out), tuple(_withdrawn(not_live, content, places, busy)))


def _withdrawn(
    not_live: Iterable[United], content: Path, places: Places, busy: Collection[str]
) -> Iterator[tuple[Place, str]]:
    """Where posts stand that are not live any more, and why: the first reason that is found."""
    reasons: dict[Place, str] = {}
    for united in not_live:
        certain = (places.certainly(copy) for copy in united.copies)
        for place in (*places.own(united.copies), *(place for place in certain if place)):
            reasons.setdefault(place, united.status or "")
    for place, reason in reasons.items():
        if place.written.file not in busy and not edited_files(content, place.written):
            yield place, reason


def draft_of_standing(content: Path, place: Place, shelf: Shelf) -> Iterator[Draft]:
    """The post at `place`, as it stands there; nothing if it was edited by hand."""
    for copy in standing(content, place, place.sources, shelf):
        [united] = united_posts([copy], shelf)
        yield replace(_draft(united, shelf.put(united)), place=place)


def _draft(united: United, number: int) -> Draft:
    light = replace(united.post, body="", comments=())
    return Draft(light, united.copies, number, "" if light.title else slug_opening(united.post.body))


def _placed(
    drafts: Sequence[Draft], copies: Sequence[Copy], content: Path, places: Places, elsewhere: Collection[Live]
) -> list[Draft]:
    known_by = {key_of(source): copy.identities for copy in copies for source in copy.sources if not copy.is_stub}
    claims = places.claimed([_posts(draft) for draft in drafts], known_by)
    busy = {place.written.file for place in claims if place}
    live = {*elsewhere, *known_by}
    placed = []
    for draft, place in zip(drafts, claims, strict=True):
        absorbed = _absorbed(draft, content, places, busy, live)
        busy |= {other.written.file for other in absorbed}
        placed.append(replace(draft, place=place, absorbed=absorbed))
    return [replace(draft, barred_by=_bars(draft, content, places)) for draft in placed]


def _posts(draft: Draft) -> tuple[Copy, ...]:
    """The copies of the post itself; of one that stands in the content folder, what its records are now."""
    return tuple(copy for copy in draft.copies if not copy.is_stub)


def _groups(
    copies: Sequence[Copy], content: Path, places: Places, elsewhere: Collection[Live], shelf: Shelf
) -> Iterable[list[Copy]]:
    """Copies that may be one post, together with what other sources of that post left in the content folder.

    Copies of a text that was edited by hand are a group of their own.
    """
    families = _Families()
    for place in places.all:
        families.join(place.written.file, place.identities)
    for number, copy in enumerate(copies):
        families.join(f"copy {number}", copy.identities)
    groups: defaultdict[str, list[Copy]] = defaultdict(list)
    for number, copy in enumerate(copies):
        home = (None if copy.is_stub else places.home(copy)) or places.certainly(copy)
        edited = home is not None and edited_files(content, home.written)
        groups[f"edited {home.written.file}" if home and edited else families.of(f"copy {number}")].append(copy)
    for place in places.all:
        if (family := families.of(place.written.file)) in groups:
            groups[family] += standing(content, place, elsewhere, shelf)
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


def standing(content: Path, place: Place, live: Collection[Live], shelf: Shelf) -> list[Copy]:
    """The post at `place` as a copy made of those of its sources that are in `live`; none if it was edited by hand.

    `live` holds keys of posts, or (name, sha256) of sources whose comments stand there.
    """
    if not any(each in live for each in (*place.keys, *place.sources)) or edited_files(content, place.written):
        return []
    try:
        post = read_file(content, place.written.file)
    except BrokenContent:
        return []
    kept = tuple(each for each in post.sources if key_of(each) in live or (each.name, each.sha256) in live)
    if not kept:
        return []
    post = replace(post, id=place.id, sources=kept)
    text = CopyText(replace(post, comments=()), normalize(to_text(post.body)), _standing_comments(post))
    return [_standing_copy(post, place, text, shelf)]


def _standing_comments(post: Post) -> tuple[CopiedComment, ...]:
    return tuple(
        CopiedComment(each, each.id.startswith("t"), normalize(to_text(each.body)), None, None)
        for each in post.comments
    )


def _standing_copy(post: Post, place: Place, text: CopyText, shelf: Shelf) -> Copy:
    return Copy(
        sources=post.sources,
        kind=post.kind,
        identities=tuple(sorted(place.identities)),
        certain=tuple(sorted(place.certain)),
        blogger_id=place.blogger_id,
        rank=min(rank_of(source.form) for source in post.sources),
        words=len(text.folded.split()),
        day=post.day,
        title=post.title,
        address=post.permalink if post.permalink_known else None,
        text=shelf.put(text),
    )


def _absorbed(
    draft: Draft, content: Path, places: Places, busy: Collection[str], live: Collection[Live]
) -> tuple[Place, ...]:
    """Places that nobody needs any more, because all copies that stood there are part of this post."""
    keys = {key_of(source) for copy in draft.copies for source in copy.sources}
    return tuple(
        place
        for place in dict.fromkeys(places.own(_posts(draft)))
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


ANOTHER = "a post of another blog"


def of_one_blog(copies: Sequence[Copy], address: str | None) -> list[Copy]:
    """`copies`, those of other blogs than the one at `address` marked as not to be shown."""
    here = canonical(f"{address.rstrip('/')}/p/any.html") if address else None
    ours = {_blog(copy) for copy in copies if here and copy.host == here.host} - {None}
    if not ours:
        return list(copies)
    return [replace(copy, status=ANOTHER) if _blog(copy) not in (None, *ours) else copy for copy in copies]


def _blog(copy: Copy) -> str | None:
    return blog_digits(copy.blogger_id) if copy.blogger_id else None
