"""Where posts are in `content/`, according to the ledger, and how a post finds its own place again.

A post is looked for by its own record in its source, then in an earlier version of that source, then in any source. No
two posts get the same place.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from archive.blogger_ids import comment_feed_id, normalize_tag_uri, post_digits
from archive.content.folder import Written
from archive.content.ledger import LedgerEntry, written_of
from archive.ingest.copies import Copy, RecordKey, entry_key, record_key
from archive.ingest.identity import likeness_keys, match_keys, predicted_paths, slug_key


@dataclass(frozen=True)
class Place:
    """The place of one post."""

    id: str
    permalink: str
    permalink_known: bool
    """True if the permalink is the original address."""
    aliases: tuple[str, ...]
    written: Written
    match_keys: frozenset[str] = frozenset()
    """Keys by which another copy of the post can be recognised."""
    likeness_keys: frozenset[str] = frozenset()
    """Keys of copies that are to be compared with it; see `identity.py`."""
    strong_keys: frozenset[str] = frozenset()
    """Those keys that make it the same post whatever its text is."""
    keys: frozenset[RecordKey] = frozenset()
    """The records it was made of."""
    sources: frozenset[tuple[str, str]] = frozenset()
    """(name, sha256) of every source of the post or of a comment on it."""
    comment_feed_ids: Mapping[str, str] = field(default_factory=dict, hash=False, compare=False)
    """The ids in feeds of the comments published there, by comment id."""
    edited_files: tuple[str, ...] = ()
    """Its files that a person has edited since they were written."""

    @property
    def blogger_id(self) -> str | None:
        """Blogger's tag URI of the post, if one of its sources had it."""
        return next((each for each in sorted(self.strong_keys) if post_digits(each)), None)

    @property
    def addresses(self) -> tuple[str, ...]:
        """All addresses that lead to it."""
        return self.permalink, *self.aliases


class Places:
    """The places in a ledger, indexed."""

    def __init__(self, entries: Sequence[LedgerEntry], edited_files: Callable[[Written], tuple[str, ...]]) -> None:
        by_file: defaultdict[str, list[LedgerEntry]] = defaultdict(list)
        sources: defaultdict[str, set[tuple[str, str]]] = defaultdict(set)
        for entry in entries:
            if entry.file and entry_key(entry):
                by_file[entry.file].append(entry)
            if entry.file and entry.sha256:
                sources[entry.ref.partition("#")[0] + ".md"].add((entry.source, entry.sha256))
        comments = _published_comments(entries)
        found = (_place(by_file[file], comments[file], sources[file], edited_files) for file in sorted(by_file))
        self.all = tuple(place for place in found if place)
        self._by_source: defaultdict[tuple[str, int], list[Place]] = defaultdict(list)
        self._by_name: defaultdict[tuple[str, str], list[Place]] = defaultdict(list)
        self._by_key: defaultdict[str, list[Place]] = defaultdict(list)
        self._by_permalink = {place.permalink: place for place in self.all}
        for place in self.all:
            for name, sha256, line in sorted(place.keys):
                self._by_source[sha256, line].append(place)
                for key in place.match_keys:
                    self._by_name[name, key].append(place)
            for key in place.match_keys:
                self._by_key[key].append(place)

    def at(self, permalink: str) -> Place | None:
        """Return the place with that permalink."""
        return self._by_permalink.get(permalink)

    def find_by_source(self, copies: Sequence[Copy]) -> list[Place]:
        """Return the places that the records of these copies already have."""
        sources = [source for copy in copies for source in copy.sources]
        return [place for source in sources for place in self._by_source[source.sha256, source.lines[0]]]

    def find_home(self, copy: Copy) -> Place | None:
        """Return the place of this record, or else of the same post in an earlier version of its source."""
        source = copy.sources[0]
        earlier = (place for key in copy.match_keys for place in self._by_name[source.name, key])
        return next(iter((*self._by_source[source.sha256, source.lines[0]], *earlier)), None)

    def find_by_strong_key(self, copy: Copy) -> Place | None:
        """Return the place of the post that `copy` is certainly a copy of."""
        found = (place for key in copy.strong_keys for place in self._by_key[key] if key in place.strong_keys)
        return next(found, None)

    def assign(
        self, posts: Sequence[tuple[Copy, ...]], keys_of: Mapping[RecordKey, Collection[str]]
    ) -> list[Place | None]:
        """Return the place of each post, given as its copies; None if it has none yet.

        `keys_of` has the match keys of each record that was read now.
        """

        def names_and_keys(copies: Sequence[Copy]) -> list[tuple[str, str]]:
            sources = [source for copy in copies for source in copy.sources]
            return [(source.name, key) for source in sources for key in keys_of.get(record_key(source), ())]

        searches: tuple[Callable[[Sequence[Copy]], Iterable[Place]], ...] = (
            self.find_by_source,
            lambda copies: (place for pair in names_and_keys(copies) for place in self._by_name[pair]),
            lambda copies: (place for _, key in names_and_keys(copies) for place in self._by_key[key]),
        )
        assigned: list[Place | None] = [None] * len(posts)
        taken: set[str] = set()
        for search in searches:
            for at, copies in enumerate(posts):
                if assigned[at] is None:
                    free = (place for place in search(copies) if place.written.file not in taken)
                    assigned[at] = place = next(free, None)
                    taken |= {place.written.file} if place else set()
        return assigned


def _published_comments(entries: Iterable[LedgerEntry]) -> defaultdict[str, dict[str, str | None]]:
    """Return the feed id of each comment, as far as the ledger has one, by comment id and the file of its post."""
    comments: defaultdict[str, dict[str, str | None]] = defaultdict(dict)
    for entry in entries:
        if entry.kind == "comment" and entry.outcome == "published":
            ref, _, comment_id = entry.ref.partition("#c")
            comments[f"{ref}.md"][comment_id] = entry.feed_id
    return comments


def _place(
    entries: Sequence[LedgerEntry],
    comments: Mapping[str, str | None],
    sources: Iterable[tuple[str, str]],
    edited_files: Callable[[Written], tuple[str, ...]],
) -> Place | None:
    """Return the place of the post with these entries; None if none of them says what was written there."""
    holder = next((entry for entry in entries if entry.permalink and entry.id and written_of(entry)), None)
    written = written_of(holder) if holder else None
    if not holder or not written:
        return None
    address = holder.permalink if holder.original else None
    strong_keys = {key for entry in entries for key in (*(entry.known_as or ()), *_tag(entry.id))}
    strong_keys |= set(match_keys(holder.kind, None, None, address))
    other_keys = {key for entry in entries for key in (*_match_keys(entry, address), entry.id) if key}
    return Place(
        id=holder.id or "",
        permalink=holder.permalink or "",
        permalink_known=bool(holder.original),
        aliases=holder.aliases or (),
        written=written,
        match_keys=frozenset(other_keys | strong_keys),
        likeness_keys=frozenset(key for entry in entries for key in _likeness_keys(entry, address)),
        strong_keys=frozenset(strong_keys),
        keys=frozenset(key for entry in entries if (key := entry_key(entry))),
        sources=frozenset(sources),
        comment_feed_ids={
            each: feed_id or comment_feed_id(holder.id or "", each) for each, feed_id in comments.items()
        },
        edited_files=edited_files(written),
    )


def _tag(post_id: str | None) -> tuple[str, ...]:
    return (normalize_tag_uri(post_id),) if post_id and post_digits(post_id) else ()


def _match_keys(entry: LedgerEntry, address: str | None) -> tuple[str, ...]:
    day = date.fromisoformat(entry.date[:10]) if entry.date else None
    slug = slug_key(day, entry.title, address) if entry.kind == "post" else ()
    return (*match_keys(entry.kind, day, entry.title, address), *slug)


def _likeness_keys(entry: LedgerEntry, address: str | None) -> tuple[str, ...]:
    day = date.fromisoformat(entry.date[:10]) if entry.date else None
    addresses = (address,) if address else predicted_paths(entry.kind, day, entry.title)
    return likeness_keys(addresses, entry.opening)
