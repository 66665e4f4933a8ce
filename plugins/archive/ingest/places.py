"""Where posts stand in the content folder, as the ledger has it, and how a post finds its own place again.

The rule: a post's own record in its source comes first, then the same post in an earlier version of that source, then
the same post from any source. No two posts get one place.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from archive.blogger_ids import post_digits, post_tag
from archive.content.folder import Written
from archive.content.ledger import LedgerEntry, written_of
from archive.ingest.copies import Copy, Key, key_of
from archive.ingest.identity import identities, slug_identity
from archive.model import KINDS


def key_of_record(record: LedgerEntry) -> Key | None:
    """The record of a post; None for any other."""
    if record.kind not in KINDS or not record.sha256 or not record.lines:
        return None
    return record.source, record.sha256, record.lines[0]


@dataclass(frozen=True)
class Place:
    """Where a post stands."""

    id: str
    permalink: str
    original: bool
    """True where the permalink is the original address."""
    aliases: tuple[str, ...]
    written: Written
    identities: frozenset[str] = frozenset()
    """The ids that the post there can be known by."""
    certain: frozenset[str] = frozenset()
    """Those of them that make it the same post whatever it says."""
    keys: frozenset[Key] = frozenset()
    """The records it was made of."""
    sources: frozenset[tuple[str, str]] = frozenset()
    """(name, sha256) of every source of it or of a comment on it."""

    @property
    def blogger_id(self) -> str | None:
        """Blogger's tag URI of the post, if a source of it had that."""
        return next((each for each in sorted(self.certain) if post_digits(each)), None)

    @property
    def addresses(self) -> tuple[str, ...]:
        """All addresses that lead to it."""
        return self.permalink, *self.aliases


class Places:
    """The places of a ledger, and the ways to find one."""

    def __init__(self, records: Sequence[LedgerEntry]) -> None:
        by_file: defaultdict[str, list[LedgerEntry]] = defaultdict(list)
        sources: defaultdict[str, set[tuple[str, str]]] = defaultdict(set)
        for record in records:
            if record.file and key_of_record(record):
                by_file[record.file].append(record)
            if record.file and record.sha256:
                sources[record.ref.partition("#")[0] + ".md"].add((record.source, record.sha256))
        found = (_place(by_file[file], sources[file]) for file in sorted(by_file))
        self.all = tuple(place for place in found if place)
        self._at = {place.permalink: place for place in self.all}
        self._of_source: defaultdict[tuple[str, int], list[Place]] = defaultdict(list)
        self._of_name: defaultdict[tuple[str, str], list[Place]] = defaultdict(list)
        self._of_identity: defaultdict[str, list[Place]] = defaultdict(list)
        for place in self.all:
            for name, sha256, line in sorted(place.keys):
                self._of_source[sha256, line].append(place)
                for identity in place.identities:
                    self._of_name[name, identity].append(place)
            for identity in place.identities:
                self._of_identity[identity].append(place)

    def at(self, permalink: str) -> Place | None:
        """The place with that permalink."""
        return self._at.get(permalink)

    def own(self, copies: Sequence[Copy]) -> list[Place]:
        """Where the records of these copies already stand."""
        sources = [source for copy in copies for source in copy.sources]
        return [place for source in sources for place in self._of_source[source.sha256, source.lines[0]]]

    def home(self, copy: Copy) -> Place | None:
        """Where this record stands, or else the same post from an earlier version of its source."""
        source = copy.sources[0]
        named = (place for each in copy.identities for place in self._of_name[source.name, each])
        return next(iter((*self._of_source[source.sha256, source.lines[0]], *named)), None)

    def certainly(self, copy: Copy) -> Place | None:
        """Where the post stands that the copy certainly is one of."""
        return next(
            (place for each in copy.certain for place in self._of_identity[each] if each in place.certain), None
        )

    def claimed(self, posts: Sequence[tuple[Copy, ...]], known_by: Mapping[Key, Collection[str]]) -> list[Place | None]:
        """For each post, given as its copies, the place it already has. `known_by`: the ids of each new record."""

        def ids(copies: Sequence[Copy]) -> list[tuple[str, str]]:
            sources = [source for copy in copies for source in copy.sources]
            return [(source.name, each) for source in sources for each in known_by.get(key_of(source), ())]

        ways: tuple[Callable[[Sequence[Copy]], Iterable[Place]], ...] = (
            self.own,
            lambda copies: (place for pair in ids(copies) for place in self._of_name[pair]),
            lambda copies: (place for _, each in ids(copies) for place in self._of_identity[each]),
        )
        claims: list[Place | None] = [None] * len(posts)
        taken: set[str] = set()
        for way in ways:
            for at, copies in enumerate(posts):
                if claims[at] is None:
                    free = (place for place in way(copies) if place.written.file not in taken)
                    claims[at] = place = next(free, None)
                    taken |= {place.written.file} if place else set()
        return claims


def _place(records: Sequence[LedgerEntry], sources: Iterable[tuple[str, str]]) -> Place | None:
    """The place of the post whose records these are; None if none of them says what was written there."""
    holder = next((record for record in records if record.permalink and record.id and written_of(record)), None)
    written = written_of(holder) if holder else None
    if not holder or not written:
        return None
    address = holder.permalink if holder.original else None
    certain = {each for record in records for each in (*(record.known_as or ()), *_tag(record.id))}
    certain |= set(identities(holder.kind, None, None, address))
    known_by = {each for record in records for each in (*_identities(record, address), record.id) if each}
    return Place(
        holder.id or "",
        holder.permalink or "",
        bool(holder.original),
        holder.aliases or (),
        written,
        frozenset(known_by | certain),
        frozenset(certain),
        frozenset(key for record in records if (key := key_of_record(record))),
        frozenset(sources),
    )


def _tag(post_id: str | None) -> tuple[str, ...]:
    return (post_tag(post_id),) if post_id and post_digits(post_id) else ()


def _identities(record: LedgerEntry, address: str | None) -> tuple[str, ...]:
    day = date.fromisoformat(record.date[:10]) if record.date else None
    slug = slug_identity(day, record.title, address) if record.kind == "post" else ()
    return (*identities(record.kind, day, record.title, address), *slug)
