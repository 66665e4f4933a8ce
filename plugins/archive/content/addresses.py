"""Decide which posts get the permalinks and ids that their files ask for.

A post that cannot have its permalink is reported and left out, so that no page overwrites another one or lands outside
the site, and one mistake hides only one post.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from archive.model import Post

_PERMALINK = re.compile(r"(?!/pagefind/)(?:/[\w-][\w.-]*)+/(?!index\.)[\w-][\w.-]*\.html", re.ASCII)
"""A file in a folder, as on Blogger. Lists are at the root or are the `index.html` of a folder, and the search index
has its own folder, so no post can be in their way."""


@dataclass(frozen=True)
class FileProblem:
    """Something in a content file that a person has to correct."""

    file: str
    """Path in `content/`."""
    message: str
    """One line that begins with the file and says what to do."""


def assign_addresses(posts: Mapping[str, Post]) -> tuple[dict[str, Post], list[FileProblem]]:
    """Return the posts that can be published, by file, with the aliases that they can have; and what is wrong.

    The first file that asks for a permalink or id gets it. An alias gives way to a permalink.
    """
    owners: dict[str, str] = {}
    accepted: dict[str, Post] = {}
    problems: list[FileProblem] = []
    for file, post in sorted(posts.items()):
        if problem := _id_problem(post, owners) or _address_problem(post.permalink, owners):
            problems.append(FileProblem(file, f"{file}: {problem}"))
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
        if problem := _address_problem(alias, owners):
            problems.append(FileProblem(file, f"{file}: {problem} (under Aliases)"))
        else:
            owners[alias] = file
            accepted.append(alias)
    return tuple(accepted), problems


def _id_problem(post: Post, owners: Mapping[str, str]) -> str | None:
    return f"{owners[post.id]} has the same Id, {post.id}; remove that line" if post.id in owners else None


def _address_problem(address: str, owners: Mapping[str, str]) -> str | None:
    if address in owners:
        return f"{address} is already used by {owners[address]}; choose another"
    if not _PERMALINK.fullmatch(address):
        return f"{address} is not a valid permalink; write it like /2017/06/a-name.html, with a-z, digits, - and _"
    return None
