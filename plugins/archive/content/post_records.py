"""Find the ledger's entries of a post, by its file or, if a person has renamed that since the import, by its id."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from archive.content.folder import Written
from archive.content.ledger import LedgerEntry, written_of
from archive.content.post_file import comments_name
from archive.model import Post


class PostRecords:
    """The entries of a ledger by the files that they were written to."""

    def __init__(self, entries: Iterable[LedgerEntry]) -> None:
        self._by_file: defaultdict[str, list[LedgerEntry]] = defaultdict(list)
        self._file_of: dict[str, str] = {}
        for entry in entries:
            if entry.file:
                self._by_file[entry.file].append(entry)
                if entry.id and entry.written:
                    self._file_of[entry.id] = entry.file

    def of(self, file: str, post: Post) -> list[LedgerEntry]:
        """Return the entries of `post`, which is in `file`, and of its comments."""
        name = file if file in self._by_file else self._file_of.get(post.id, file)
        return [*self._by_file.get(name, ()), *self._by_file.get(comments_name(name), ())]


def last_written(records: Sequence[LedgerEntry]) -> Written | None:
    """Return what import last wrote for the post with these entries; None for a page that was written by hand."""
    return next((written for record in records if (written := written_of(record))), None)
