"""Decide which posts get the permalinks and ids that their files ask for.

A post that cannot have its permalink is reported and left out, so that no page overwrites another one or lands outside
the site, and one mistake hides only one post.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from archive.model import Post

_PERMALINK = re.compile(r"(?!/search-index/)(?:/[\w-][\w.-]*)+/(?!index\.)[\w-][\w.-]*\.html", re.ASCII)
"""A file in a folder, as on Blogger. Lists are at the root or are the `index.html` of a folder, and the search index
has its own folder, so no post can be in their way."""


_LONGEST_NAME = 200
"""Most characters of a part of a permalink. File systems allow 255 bytes, and the comments file needs some more."""


@dataclass(frozen=True)
class FileProblem:
    """Something in a content file that a person has to correct."""

    file: str
    """Path in `content/`."""
    message: str
    """One line that names the file and says what to do."""


def assign_addresses(posts: Mapping[str, Post]) -> tuple[dict[str, Post], list[FileProblem]]:
    """Return the posts that can be published, by file, with the aliases that they can have; and what is wrong.

    The first file that asks for a permalink or id gets it. An alias gives way to a permalink.
    """
    owners: dict[str, str] = {}
    accepted: dict[str, Post] = {}
    problems: list[FileProblem] = []
    for file, post in sorted(posts.items()):
        if problem := _clash(file, post, owners) or _invalid(file, post.permalink):
            problems.append(FileProblem(file, f"{problem} ({file} is left out until then)"))
        else:
            owners |= {post.id: file, post.permalink: file}
            accepted[file] = post
    for file, post in accepted.items():
        aliases, alias_problems = _aliases(file, post, owners)
        accepted[file] = replace(post, aliases=aliases)
        problems += alias_problems
    return accepted, problems


def _aliases(file: str, post: Post, owners: dict[str, str]) -> tuple[tuple[str, ...], list[FileProblem]]:
    accepted, problems = [], []
    for alias in dict.fromkeys(post.aliases):
        if alias in owners:
            message = f"{file}: the alias {alias} already leads to {owners[alias]}; remove it from Aliases"
            problems.append(FileProblem(file, message))
        elif problem := _invalid(file, alias):
            problems.append(FileProblem(file, f"{problem} (under Aliases)"))
        else:
            owners[alias] = file
            accepted.append(alias)
    return tuple(accepted), problems


def _clash(file: str, post: Post, owners: Mapping[str, str]) -> str | None:
    """Return a line that names both files if another one has the post's id or permalink; either may be wrong."""
    if post.id in owners:
        return f"{owners[post.id]} and {file} have the same Id; correct the one you edited, or remove its Id line"
    if post.permalink in owners:
        both = f"{owners[post.permalink]} and {file}"
        return f"{both} have the same address, {post.permalink}; correct Permalink in the one you edited"
    return None


def is_valid_permalink(address: str) -> bool:
    """Return True if a page of this site can have the address."""
    return bool(_PERMALINK.fullmatch(address)) and max(map(len, address.split("/"))) <= _LONGEST_NAME


def _invalid(file: str, address: str) -> str | None:
    if is_valid_permalink(address):
        return None
    return f"{file}: {address} is not a valid permalink; write it like /2017/06/a-name.html, with a-z, digits, - and _"
