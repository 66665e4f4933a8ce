"""Find the ledger's entries of a post, by its file or, if a person has renamed that since the import, by its id."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from hashlib import blake2b
from pathlib import Path

import msgspec

from archive.content.folder import Written
from archive.content.ledger import NAME, LedgerEntry, entry_of_line, read_ledger, written_of
from archive.content.post_file import comments_name


class _Place(msgspec.Struct):
    """Of a line of the ledger, what says which post it is about."""

    file: str | None = None
    id: str | None = None
    written: str | None = None


class PostRecords:
    """The entries of a ledger by the files that they were written to.

    Lines are only sorted at first; each is read in full when its post is asked for.
    """

    def __init__(self, lines: Iterable[bytes]) -> None:
        """`lines` are those of a ledger. Raises msgspec.DecodeError if one cannot be read."""
        place_of = msgspec.json.Decoder(_Place).decode
        self._by_file: defaultdict[str, list[tuple[int, bytes]]] = defaultdict(list)
        self._file_of: dict[str, str] = {}
        for number, line in enumerate(lines, 1):
            place = place_of(line) if line.strip() else _Place()
            if place.file:
                self._by_file[place.file].append((number, line))
                if place.id and place.written:
                    self._file_of[place.id] = place.file

    def of(self, file: str, post_id: str) -> list[LedgerEntry]:
        """Return the entries of the post with this id, which is in `file`, and of its comments.

        Raises BrokenSettings if one of them is damaged.
        """
        return [entry_of_line(line.decode(), f"{NAME} line {number}") for number, line in self._lines(file, post_id)]

    def digest(self, file: str, post_id: str) -> str:
        """Return a digest of these entries."""
        return blake2b(b"\n".join(line for _, line in self._lines(file, post_id)), digest_size=16).hexdigest()

    def _lines(self, file: str, post_id: str) -> list[tuple[int, bytes]]:
        name = file if file in self._by_file else self._file_of.get(post_id, file)
        return [*self._by_file.get(name, ()), *self._by_file.get(comments_name(name), ())]


def post_records(content: Path) -> PostRecords:
    """Return the entries of the ledger in `content`. Raises BrokenSettings if it cannot be read."""
    try:
        ledger = (content / NAME).read_bytes()
        ledger.decode("utf-8")
        return PostRecords(ledger.split(b"\n"))
    except FileNotFoundError:
        return PostRecords(())
    except (OSError, msgspec.DecodeError, UnicodeDecodeError):
        read_ledger(content)  # says what is wrong with it
        raise


def last_written(records: Sequence[LedgerEntry]) -> Written | None:
    """Return what import last wrote for the post with these entries; None for a page that was written by hand."""
    return next((written for record in records if (written := written_of(record))), None)
