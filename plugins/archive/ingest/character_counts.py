"""Note in the ledger entries of a document how many of their characters were changed or removed."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace

from archive.content.ledger import LedgerEntry
from archive.content.reasons import SOMEWHERE
from archive.formats.records import ChangedCharacters
from archive.ingest.copies import Copy


def with_character_counts(copies: Sequence[Copy], changed: Iterable[ChangedCharacters]) -> list[Copy]:
    """Return the copies of one document with the counts of `changed` in their entries and those of their comments.

    What may be anywhere in the document is noted for each of its posts.
    """
    counts = _CountsByLine(changed)
    return [_with_counts(copy, counts) for copy in copies] if counts.all else list(copies)


class _CountsByLine:
    def __init__(self, changed: Iterable[ChangedCharacters]) -> None:
        self.all = list(changed)
        self.anywhere: Counter[str] = Counter()
        self._lines: defaultdict[str, list[int]] = defaultdict(list)
        """By kind, the line of each such character, in order."""
        for each in sorted(self.all, key=lambda each: each.lines or (0, 0)):
            if each.lines:
                self._lines[each.kind] += [each.lines[0]] * each.count
            else:
                self.anywhere[each.kind + SOMEWHERE] += each.count

    def between(self, first: int, last: int) -> dict[str, int]:
        """Return the counts of the lines from `first` to `last`."""
        found = {kind: bisect_right(lines, last) - bisect_left(lines, first) for kind, lines in self._lines.items()}
        return {kind: count for kind, count in found.items() if count}


def _with_counts(copy: Copy, counts: _CountsByLine) -> Copy:
    comments = tuple(replace(each, entry=_counted(each.entry, counts, {})) for each in copy.comments)
    return replace(copy, entry=_counted(copy.entry, counts, counts.anywhere), comments=comments)


def _counted(entry: LedgerEntry | None, counts: _CountsByLine, anywhere: dict[str, int]) -> LedgerEntry | None:
    if not entry or not entry.lines:
        return entry
    found = {**counts.between(*entry.lines), **anywhere}
    return replace(entry, characters=dict(sorted(found.items()))) if found else entry
