"""Unplaced passages, with what stands before and after each in its source.

The rule: the neighbours are only proposals; nothing is placed until a keeper says so.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from archive.content.ledger import LedgerEntry, in_order
from archive.content.word_counts import is_unplaced
from archive.model import KINDS

_ANCHOR = re.compile(r"\bc(\d{5,}|t[0-9a-f]{12})\b")
"""A comment's anchor in the description of a place, such as "before comment c1234567890"."""

_BESIDE_POST = {
    "above the post": 0,
    "between the title and the text of the post": 1,
    "between the post and its footer": 1,
}
"""How many texts of a saved page with one post are before such a place; the passages of a page are numbered last."""


@dataclass(frozen=True)
class UnplacedWords:
    """A passage that nobody has settled."""

    name: str
    """What decisions call it."""
    text: str
    words: int
    where: str
    """Where it is in its source."""
    sources: tuple[str, ...]
    """Names of all files that have it; the first is described."""
    before: str | None = None
    """Ref of the post or comment before it in its source, as far as that is known."""
    after: str | None = None
    """The same for the one after it."""

    @property
    def near(self) -> tuple[str, ...]:
        """The posts and comments that it most likely is a part of, the likeliest first."""
        refs = (self.before, self.after, (self.before or self.after or "").partition("#")[0])
        return tuple(dict.fromkeys(ref for ref in refs if ref))


def unplaced_words(entries: Iterable[LedgerEntry], settled: Collection[str]) -> list[UnplacedWords]:
    """Return the unplaced passages that are not `settled`, each once, the longest first."""
    by_source: defaultdict[str, list[LedgerEntry]] = defaultdict(list)
    by_name: defaultdict[str, list[LedgerEntry]] = defaultdict(list)
    for entry in in_order(entries):
        if is_unplaced(entry) and entry.id not in settled:
            by_name[entry.id or ""].append(entry)
        elif entry.kind in (*KINDS, "comment") and entry.file:
            by_source[entry.source].append(entry)
    found = [_words(name, places, by_source) for name, places in by_name.items()]
    return sorted(found, key=lambda each: (-each.words, each.sources, each.name))


def _words(name: str, places: Sequence[LedgerEntry], by_source: Mapping[str, Sequence[LedgerEntry]]) -> UnplacedWords:
    first = places[0]
    before, after = _neighbours(first, by_source.get(first.source, ()))
    sources = tuple(dict.fromkeys(entry.source for entry in places))
    return UnplacedWords(name, first.text or "", first.words_in, first.reason or "", sources, before, after)


def _neighbours(passage: LedgerEntry, texts: Sequence[LedgerEntry]) -> tuple[str | None, str | None]:
    """Return the refs of the texts before and after the passage."""
    refs = [text.ref for text in texts]
    at = _position(passage, texts)
    if at is None:
        return None, None
    return refs[at - 1] if 0 < at <= len(refs) else None, refs[at] if at < len(refs) else None


def _position(passage: LedgerEntry, texts: Sequence[LedgerEntry]) -> int | None:
    """Return how many of the texts in its source are before the passage; None if that is not known."""
    where = passage.reason or ""
    if anchor := _ANCHOR.search(where):
        named = (at for at, text in enumerate(texts) if text.ref.endswith(f"#{anchor.group()}"))
        if (at := next(named, None)) is not None:
            return at if f"before comment {anchor.group()}" in where else at + 1
    if where in _BESIDE_POST:
        is_certain = sum(text.kind in KINDS for text in texts) == 1
        return _BESIDE_POST[where] if is_certain else None
    start = passage.lines or (0, 0)
    return sum((text.lines or (0, 0)) <= start for text in texts)
