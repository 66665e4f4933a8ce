"""Keep the mentions found in each text between builds, so that one edited post costs the search of one.

Finding the mentions in 12 million words takes 16 s; a build with this cache is 14 s faster
(tests/benchmarks/tags_at_scale.py, November 2026). The whole archive is one entry of `archive.cache`. A changed
vocabulary or program empties it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import msgspec

from archive.cache import Cache
from archive.tags.mentions import Mention, find_mentions
from archive.tags.vocabulary import Vocabulary

_KEY = "archive"
_Place = tuple[str, bool, int, int]
"""A mention: the id of its term, whether it is in the title, and its offsets."""
_Stored = dict[str, list[_Place]]
"""The mentions of each text, by the hash of the text."""


class MentionCache:
    """The mentions found in one content folder with one vocabulary."""

    def __init__(self, content: Path, vocabulary: Vocabulary) -> None:
        self._cache = Cache(content, "mentions", repr(vocabulary.terms))
        self._vocabulary = vocabulary
        self._stored = self._load()
        self._used: _Stored = {}

    def find(self, title: str, text: str, day: date | None) -> Sequence[Mention]:
        """Return what `archive.tags.mentions.find_mentions` finds."""
        key = _hash(f"{title}\0{day}\0{text}")
        places = self._stored.get(key)
        if places is not None:
            self._used[key] = places
            return [self._mention(place, title, text) for place in places]
        found = find_mentions(title, text, day, self._vocabulary)
        self._used[key] = [(each.term.id, each.in_title, each.start, each.stop) for each in found]
        return found

    def save(self) -> None:
        """Store the mentions that were asked for, and drop all others."""
        if self._used.keys() != self._stored.keys():
            self._cache.put(_KEY, msgspec.msgpack.encode(self._used))

    def _load(self) -> _Stored:
        stored = self._cache.get(_KEY)
        return msgspec.msgpack.decode(stored, type=_Stored) if stored else {}

    def _mention(self, place: _Place, title: str, text: str) -> Mention:
        term_id, in_title, start, stop = place
        wording = (title if in_title else text)[start:stop]
        return Mention(self._vocabulary.by_id[term_id], wording, in_title, start, stop)


def _hash(text: str) -> str:
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()
