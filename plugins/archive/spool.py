"""A place on disk for texts that are not needed now, so that an import of any size fits in memory.

One rule: what is put here is a value; what comes back is its equal. The file is nameless and goes with the process.
"""

from __future__ import annotations

import pickle
import shutil
import tempfile
from dataclasses import dataclass, field
from typing import Any, BinaryIO, Self, cast


def _nameless() -> BinaryIO:
    return cast(BinaryIO, tempfile.TemporaryFile())


@dataclass(frozen=True)
class Shelf:
    """Values by the number they were given."""

    _file: BinaryIO = field(default_factory=_nameless)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self._file.close()

    def put(self, value: object) -> int:
        """Keep `value`; gives back its number."""
        at = self.end
        pickle.dump(value, self._file, pickle.HIGHEST_PROTOCOL)
        return at

    def get(self, number: int) -> Any:
        """The value that was given `number`."""
        self._file.seek(number)
        return pickle.load(self._file)

    @property
    def end(self) -> int:
        """The number that the next value will be given."""
        return self._file.seek(0, 2)

    def copy_since(self, number: int, file: BinaryIO) -> None:
        """Write to `file` all that was put here from `number` on, as `append` takes it."""
        self._file.seek(number)
        shutil.copyfileobj(self._file, file)

    def append(self, values: BinaryIO) -> int:
        """Put here what `copy_since` once wrote; gives back the number of the first of those values."""
        at = self.end
        shutil.copyfileobj(values, self._file)
        return at
