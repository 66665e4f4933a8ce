"""Keep the posts of this archive's blog, and group the copies that may be one post.

A backup may hold several blogs of one owner. The others are left out only if the sources themselves show which blog is
at our address; otherwise all are kept. A page or text is of another blog if its own address is there.

Copies belong to one group if a chain of shared keys links them; `same_post.py` then decides which of them are one post.
Copies of a post that was edited by hand are a group of their own, because that post can neither be merged into another
one nor take one in.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from archive.address_evidence import Owner, host_of, owner_of
from archive.blogger_ids import blog_digits
from archive.ingest.copies import Copy
from archive.ingest.places import Place, Places

ANOTHER_BLOG = "a post of another blog"


@dataclass(frozen=True)
class CopyGroup:
    """Copies that may be one post."""

    copies: list[Copy] = field(default_factory=list)
    places: list[Place] = field(default_factory=list)
    """Places of posts in `content/` that may be the same post."""


def keep_this_blog(copies: Sequence[Copy], address: str | None) -> list[Copy]:
    """Mark the copies of other blogs than the one at `address` as not live."""
    here = host_of(address)
    ours = {_blog(copy) for copy in copies if here and copy.host == here} - {None}
    return [replace(copy, status=ANOTHER_BLOG) if _is_of_another(copy, ours, address) else copy for copy in copies]


def _is_of_another(copy: Copy, ours: set[str | None], address: str | None) -> bool:
    """Return True if Blogger's id of the blog or the host of the text says that it is of another blog."""
    blog = _blog(copy)
    if blog and ours:
        return blog not in ours
    return copy.is_page_or_text and owner_of(copy.host, address) is Owner.ANOTHER_BLOG


def _blog(copy: Copy) -> str | None:
    return blog_digits(copy.blogger_id) if copy.blogger_id else None


def group_copies(copies: Sequence[Copy], places: Places) -> list[CopyGroup]:
    """Group `copies`, each group with the places of posts in `content/` that share a key with it."""
    links = _Links()
    for place in places.all:
        links.join(place.written.file, (*place.match_keys, *place.likeness_keys))
    for number, copy in enumerate(copies):
        links.join(f"copy {number}", (*copy.match_keys, *copy.likeness_keys))
    groups: defaultdict[str, CopyGroup] = defaultdict(CopyGroup)
    for number, copy in enumerate(copies):
        home = (None if copy.is_stub else places.find_home(copy)) or places.find_by_strong_key(copy)
        is_edited = home is not None and home.edited_files
        name = f"edited {home.written.file}" if home and is_edited else links.root(f"copy {number}")
        groups[name].copies.append(copy)
    for place in places.all:
        if (root := links.root(place.written.file)) in groups:
            groups[root].places.append(place)
    return list(groups.values())


class _Links:
    """Names linked by chains of shared names (a union-find forest)."""

    def __init__(self) -> None:
        self._parents: dict[str, str] = {}

    def root(self, name: str) -> str:
        """Return the name that represents all those linked with `name`."""
        while (parent := self._parents.get(name, name)) != name:
            self._parents[name] = name = self._parents.get(parent, parent)
        return name

    def join(self, name: str, others: Iterable[str]) -> None:
        """Link `others` with `name`."""
        for other in others:
            self._parents[self.root(other)] = self.root(name)
