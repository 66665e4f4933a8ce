"""Which posts can be on the site under the addresses they ask for.

One rule: what cannot have its address is named and left out, so that no page is written over another or outside the
site, and one mistake hides one text.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from archive.model import Post

_ADDRESS = re.compile(r"(?!/pagefind/)(?:/[\w-][\w.-]*)+/(?!index\.)[\w-][\w.-]*\.html", re.ASCII)
"""A file in a folder, as Blogger has it. Lists are each the `index.html` of a folder or stand at the root, and the
search index has a folder to itself, so none of them can be in the way."""


@dataclass(frozen=True)
class Refused:
    """Something that a content file asks for and cannot have."""

    file: str
    """Path below the content folder."""
    why: str
    """One plain line that begins with the file and says what to do."""


def settle(posts: Mapping[str, Post]) -> tuple[dict[str, Post], list[Refused]]:
    """Of `posts`, by their files, those that can be on the site, with the earlier addresses they can have.

    An address, and an id, is the first file's that asks for it; an earlier address gives way to a present one.
    """
    owners: dict[str, str] = {}
    placed: dict[str, Post] = {}
    refused: list[Refused] = []
    for file, post in sorted(posts.items()):
        if why := _id_fault(post, owners) or _address_fault(post.permalink, owners):
            refused.append(Refused(file, f"{file}: {why}"))
        else:
            owners |= {post.id: file, post.permalink: file}
            placed[file] = post
    for file, post in placed.items():
        kept, lost = _aliases(file, post, owners)
        placed[file] = replace(post, aliases=kept)
        refused += lost
    return placed, refused


def _aliases(file: str, post: Post, owners: dict[str, str]) -> tuple[tuple[str, ...], list[Refused]]:
    kept, lost = [], []
    for alias in dict.fromkeys(post.aliases):
        if why := _address_fault(alias, owners):
            lost.append(Refused(file, f"{file}: {why} (under Aliases)"))
        else:
            owners[alias] = file
            kept.append(alias)
    return tuple(kept), lost


def _id_fault(post: Post, owners: Mapping[str, str]) -> str | None:
    return f"its Id, {post.id}, is that of {owners[post.id]}; remove that line" if post.id in owners else None


def _address_fault(address: str, owners: Mapping[str, str]) -> str | None:
    if address in owners:
        return f"{address} is the address of {owners[address]}; choose another"
    if not _ADDRESS.fullmatch(address):
        return (
            f"{address} cannot be an address; it has to be like /2017/06/a-name.html, of letters a-z, digits, - and _"
        )
    return None
