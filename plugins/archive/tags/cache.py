"""What each text mentions, kept beside the content folder, so that one edited post costs the reading of one.

The rule: it only ever saves time. It belongs to this machine and may be deleted at any moment; what is damaged, or was
kept by another program or for another vocabulary, is not used. Finding all in 12 million words takes 16 s
(tests/benchmarks/tags_at_scale.py); a build with what was kept is 14 s faster.
"""

from __future__ import annotations

import hashlib
import json
import unicodedata
from collections.abc import Sequence
from contextlib import suppress
from datetime import date
from functools import cache
from pathlib import Path

from archive.atomic import write_whole
from archive.errors import ArchiveError
from archive.tags.mentions import Mention, mentions
from archive.tags.vocabulary import Vocabulary

_PROGRAM = ("tags/mentions.py", "tags/vocabulary.py", "text.py")
_BROKEN = (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError)
"""What comes of reading a file that was damaged, or written by somebody else."""

_Places = list[tuple[str, bool, int, int]]
"""Of each mention the id of the term, whether it is in the title, and its offsets."""


class KeptMentions:
    """What was found beside one content folder, for one vocabulary."""

    def __init__(self, content: Path, vocabulary: Vocabulary) -> None:
        folder = content.absolute()
        self._path = folder.with_name(f".{folder.name}.mentions.json")
        self._vocabulary = vocabulary
        self._stamp = _stamp(vocabulary)
        self._kept = self._read()
        self._now: dict[str, _Places] = {}

    def mentions(self, title: str, text: str, day: date | None) -> Sequence[Mention]:
        """What `archive.tags.mentions.mentions` finds."""
        digest = _digest(f"{title}\0{day}\0{text}")
        places = self._kept.get(digest)
        if places is not None:
            self._now[digest] = places
            return [self._mention(place, title, text) for place in places]
        found = mentions(title, text, day, self._vocabulary)
        self._now[digest] = [(each.term.id, each.in_title, each.start, each.stop) for each in found]
        return found

    def keep(self) -> None:
        """Keep what was asked for since, and nothing else."""
        if self._now.keys() != self._kept.keys():
            said = json.dumps({"stamp": self._stamp, "found": self._now}, separators=(",", ":"))
            with suppress(ArchiveError):  # it will be found again
                write_whole(self._path, said.encode("ascii"))

    def _read(self) -> dict[str, _Places]:
        try:
            kept = json.loads(self._path.read_bytes())
            return kept["found"] if kept["stamp"] == self._stamp and _is_whole(kept["found"], self._vocabulary) else {}
        except _BROKEN:
            return {}

    def _mention(self, place: tuple[str, bool, int, int], title: str, text: str) -> Mention:
        term_id, in_title, start, stop = place
        return Mention(
            self._vocabulary.by_id[term_id], (title if in_title else text)[start:stop], in_title, start, stop
        )


def _is_whole(found: dict[str, _Places], vocabulary: Vocabulary) -> bool:
    """True if it has the shape of what is kept here; raises one of _BROKEN if it is far from it."""
    places = (place for its in found.values() for place in its)
    return all(term_id in vocabulary.by_id and 0 <= start < stop for term_id, _, start, stop in places)


def _digest(text: str) -> str:
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


def _stamp(vocabulary: Vocabulary) -> str:
    """A digest of all that says what is found: the vocabulary, this program, Python's letters."""
    return _digest(f"{_program()} {vocabulary.terms!r}")


@cache
def _program() -> str:
    here = Path(__file__).parents[1]
    files = "".join(_digest((here / name).read_text(encoding="utf-8")) for name in _PROGRAM)
    return files + unicodedata.unidata_version
