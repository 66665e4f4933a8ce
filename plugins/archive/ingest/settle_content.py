"""Settle unplaced passages in the posts of one import, and in posts that only the content folder has."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from pathlib import Path

from archive.content.folder import post_files, read_file
from archive.content.ledger import LedgerEntry
from archive.content.post_file import comments_name
from archive.decisions.decisions import Decisions
from archive.decisions.names import page_of
from archive.errors import BrokenContent
from archive.ingest.candidates import Candidates
from archive.ingest.outcomes import ledger_entries_after_import
from archive.ingest.places import Place, Places
from archive.ingest.placing import PlacedPassage, text_has
from archive.ingest.plan import ImportPlan
from archive.ingest.settle import Settlement, settle_passages, settled_entries
from archive.model import Post

_WRITTEN = ("new", "clean", "stale")
"""States of a file that is, after the import, as its sources have it."""


def places_to_settle(
    found: Candidates, places: Places, decisions: Decisions, placed: Collection[str]
) -> Iterator[Place]:
    """Yield the places of posts, not imported now, that get a passage or may lose one.

    `decisions` are about passages; `placed` are the files that have one.
    """
    pages = _pages(decisions)
    used = {place.written.file for candidate in found.posts for place in candidate.places}
    used |= {each.place.written.file for each in found.withdrawn}
    for place in places.all if pages or placed else ():
        file = place.written.file
        is_named = not pages.isdisjoint((file.removesuffix(".md"), *place.addresses))
        if file not in used and (is_named or file in placed):
            yield place


def settle_in_content(
    content: Path, places: Places, decisions: Decisions, passages: Iterable[LedgerEntry], posts: Mapping[str, Post]
) -> Settlement:
    """Settle the `passages` in the planned `posts`, by ref, and in those that only the folder `content` has."""
    if not decisions.entries:
        return Settlement()
    return settle_passages({**_other_posts(content, places, decisions, posts), **posts}, decisions, passages)


def entries_with_settled(kept: Iterable[LedgerEntry], plan: ImportPlan, content: Path) -> list[LedgerEntry]:
    """Return the ledger entries as they are once the plan is carried out, with the passages that keepers settled."""
    states = (
        {}
        if not plan.settlement.decisions
        else {
            file: state
            for planned in plan.posts
            if not planned.problem
            for file, state in planned.change.states.items()
        }
    )

    def holds(passage: PlacedPassage) -> bool:
        file = f"{passage.post_ref}.md"
        if states.get(file if passage.ref == passage.post_ref else comments_name(file)) in _WRITTEN:
            return True
        post = _written_post(content, file)
        return post is not None and text_has(post, passage)

    return settled_entries(ledger_entries_after_import(kept, plan), plan.settlement, holds)


def _pages(decisions: Decisions) -> set[str]:
    return {page_of(name) for decision in decisions.entries for name in decision.texts}


def _other_posts(content: Path, places: Places, decisions: Decisions, posts: Mapping[str, Post]) -> dict[str, Post]:
    """Return the posts that decisions name and that are not in the plan, for example because a person wrote them."""
    by_address = {address: place.written.file for place in places.all for address in place.addresses}
    there = set(post_files(content))
    files = {by_address.get(page, f"{page}.md") for page in _pages(decisions)} & there
    found = {file.removesuffix(".md"): _written_post(content, file) for file in sorted(files)}
    return {ref: post for ref, post in found.items() if post and ref not in posts}


def _written_post(content: Path, file: str) -> Post | None:
    """Return the post in a file of `content`; None if it cannot be read."""
    try:
        return read_file(content, file)
    except BrokenContent:
        return None
