"""Keep the index of all words between builds, so that a new post doesn't mean indexing everything again.

The cached index finds exactly what a new one would find; only the posts that changed are read, each with its comments.
With 4,500 posts and 74,000 comments (4.9 million words), a changed post takes 0.3 s of CPU time, most of it to verify
100 MB; a new index takes 19 s (2026-12-01).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import reduce
from itertools import chain, compress
from pathlib import Path

import msgspec

from archive.cache import Cache
from archive.duplicates.texts import LazyThread
from archive.memo import digest
from archive.processors import share
from archive.text_reuse import SETTLED, ComparableText, Index, from_buffers, to_buffers
from archive.text_reuse.index import TokenisedTexts, refuse_twins, tokenised

MOST_CHANGED = 0.5
"""If a larger share of the texts is new, everything is indexed again. Apart from reading the texts, which costs more
than all else, extending pays off up to three quarters (a fifth: 15 s against 22 s; a half: 17 s; 2026-11-22)."""
MOST_SCATTERED = 0.1
"""If a larger share of the words was added or removed since the shingles were sorted, they are sorted again."""
_LEAST = 200
"""Posts that are worth a process."""
_CURRENT = "current"
"""The entry that names the others, and has the digest of each post in the index."""


class IndexCache:
    """The cached index of one content folder."""

    def __init__(self, content: Path) -> None:
        self._cache = Cache(content, "text-reuse")

    def index(self, threads: Sequence[LazyThread]) -> Index:
        """Return an index of exactly these posts with their comments, reading only what is new or has changed.

        Raises ValueError if two posts have the same ref, and whatever their `read` raises.
        """
        refuse_twins(thread.ref for thread in threads)
        known = self._load()
        changed = known.updated(threads)
        if changed is not known:
            self._store(changed, known)
        return changed.index

    def _load(self) -> _Indexed:
        """Return the cached index; an empty one if nothing usable is cached."""
        current = self._cache.get(_CURRENT)
        stored = _decoded(current) if current is not None else None
        large = {name: self._cache.get(f"{stored.generation}-{name}") for name in SETTLED} if stored else {}
        found = {name: buffer for name, buffer in large.items() if buffer is not None}
        if not stored or len(found) < len(SETTLED):
            return _NOTHING
        small = {name: memoryview(buffer) for name, buffer in stored.small.items()}
        return _Indexed(from_buffers({**small, **found}), stored.threads, stored.generation)

    def _store(self, changed: _Indexed, known: _Indexed) -> None:
        """Store an index beside the old one, then let `_CURRENT` name it: a crash leaves one of the two whole."""
        buffers = to_buffers(changed.index)
        generation = known.generation
        if not known.generation or changed.index.shingles.ordered is not known.index.shingles.ordered:
            generation = digest(*(ref.encode() + of for ref, of, _ in changed.threads)).hex()
            for name in SETTLED:
                self._cache.put(f"{generation}-{name}", buffers[name])
        small = {name: bytes(buffer) for name, buffer in buffers.items() if name not in SETTLED}
        self._cache.put(_CURRENT, msgspec.msgpack.encode(_Stored(generation, changed.threads, small)))
        self._cache.keep_only({_CURRENT, *(f"{generation}-{name}" for name in SETTLED)})


_Thread = tuple[str, bytes, int]
"""The ref of a post, its digest (b"" if it was removed), and how many texts it has with its comments."""


class _Stored(msgspec.Struct):
    """What the entry `_CURRENT` holds."""

    generation: str
    """Begins the keys of the entries with the large buffers."""
    threads: tuple[_Thread, ...]
    small: dict[str, bytes]
    """The other buffers."""


@dataclass(frozen=True)
class _Indexed:
    """An index, and the posts in it in the order of their texts."""

    index: Index
    threads: tuple[_Thread, ...]
    generation: str = ""

    def updated(self, threads: Sequence[LazyThread]) -> _Indexed:
        """Return an index of exactly these `threads`; itself if nothing has changed."""
        wanted = {thread.ref: thread.digest for thread in threads}
        kept = {ref for ref, of, _ in self.threads if wanted.get(ref) == of}
        new = [thread for thread in threads if thread.ref not in kept]
        if len(new) > MOST_CHANGED * len(threads):
            return _NOTHING._changed((), threads)
        gone = {ref for ref, of, _ in self.threads if of and ref not in kept}
        changed = self._changed(gone, new) if gone or new else self
        return changed._compacted() if changed.index.scattered > MOST_SCATTERED else changed

    def _changed(self, refs: Collection[str], threads: Sequence[LazyThread]) -> _Indexed:
        """Return this index without the posts `refs` and their comments, and with `threads` added."""
        leaving = [bool(of) and ref in refs for ref, of, size in self.threads for _ in range(size)]
        texts = {text.ref for text in compress(self.index.headings, leaving)}
        added, read = _read(threads)
        index = self.index.changed(texts, read)
        known = ((ref, b"" if ref in refs else of, size) for ref, of, size in self.threads)
        return replace(self, index=index, threads=(*known, *added))

    def _compacted(self) -> _Indexed:
        return _Indexed(self.index.compacted(), tuple(each for each in self.threads if each[1]))


_NOTHING = _Indexed(Index.of(()), ())


def _read(threads: Sequence[LazyThread]) -> tuple[list[_Thread], TokenisedTexts]:
    """Read the texts of `threads` on all processors. Their order in an index makes no difference."""
    parts = share(threads, _read_part, _LEAST)
    noted = list(chain.from_iterable(noted for noted, _ in parts))
    return noted, reduce(TokenisedTexts.followed_by, (read for _, read in parts))


def _read_part(threads: Iterable[LazyThread]) -> tuple[list[_Thread], TokenisedTexts]:
    noted: list[_Thread] = []
    return noted, tokenised(_noting_threads(threads, noted))


def _noting_threads(threads: Iterable[LazyThread], noted: list[_Thread]) -> Iterator[ComparableText]:
    for thread in threads:
        texts = list(thread.read())
        noted.append((thread.ref, thread.digest, len(texts)))
        yield from texts


def _decoded(stored: memoryview) -> _Stored | None:
    try:
        return msgspec.msgpack.decode(stored, type=_Stored)
    except msgspec.MsgspecError:
        return None
