"""Keep the posts of this archive's blog, and group the copies that may be one post.

A backup may hold several blogs of one owner. The others are left out only if the sources themselves show which blog is
at our address; otherwise all are kept. A text is left out if a person says that it comes from another blog; a saved
page on another blog, if any other source can be of this archive. If none can, the setting is wrong and not the pages,
so they are kept and the keeper is told.

Copies belong to one group if a chain of shared keys links them; `same_post.py` then decides which of them are one post.
Copies of a post that was edited by hand are a group of their own, because that post can neither be merged into another
one nor take one in.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
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
    pages_too = any(_belongs_here(copy, address) for copy in copies)

    def is_of_another(copy: Copy) -> bool:
        blog = _blog(copy)
        if blog and ours:
            return blog not in ours
        return _is_elsewhere(copy, address) and (pages_too or copy.is_plain_text)

    return [replace(copy, status=ANOTHER_BLOG) if is_of_another(copy) else copy for copy in copies]


def notes_on_blogs(copies: Sequence[Copy], address: str | None) -> Iterator[str]:
    """Yield a line about the pages and texts whose own addresses are on other blogs than the one at `address`."""
    others = [copy for copy in copies if _is_elsewhere(copy, address) and not copy.is_stub]
    if not others:
        return
    count, hosts = len(others), ", ".join(sorted({copy.host or "" for copy in others}))
    posts = "1 post is" if count == 1 else f"{count:,} posts are"
    if any(_belongs_here(copy, address) for copy in copies):
        done = "left out; if that is the blog of this archive, set BLOG_ADDRESS in pelicanconf.py"
    else:
        done = "saved pages are imported all the same; set BLOG_ADDRESS in pelicanconf.py to the address of your blog"
    yield f"{posts} of {hosts}, not of {host_of(address)}: {done}"


def _is_elsewhere(copy: Copy, address: str | None) -> bool:
    return copy.is_page_or_text and owner_of(copy.host, address) is Owner.ANOTHER_BLOG


def _belongs_here(copy: Copy, address: str | None) -> bool:
    """Return True if a text's address is the blog's or Napo's, and for a mailout or plain text without an address."""
    if not copy.host:
        return copy.is_plain_text or copy.post.kind == "mailout"
    return owner_of(copy.host, address) in (Owner.THIS_BLOG, Owner.NAPO)


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
