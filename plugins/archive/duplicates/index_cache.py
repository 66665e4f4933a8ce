"""The index of an archive's words, kept beside the content folder, so that one new post does not cost a new index.

The rule: it only ever saves time. It belongs to this machine and may be deleted at any moment; what is damaged, half
written or by another program is not used, and what is found with it is what an index built anew would find.

In the folder `.content.reuse` there are the arrays of an index, which are mapped, not read, and `kept.json`, which has
the digests of their texts. Texts added since lie beside them with their words, in `later.json`, until there are so
many of them that all arrays are written again.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import unicodedata
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from archive.atomic import write_whole
from archive.errors import ArchiveError
from archive.text_reuse import ComparableText, Index, arrays, from_arrays
from archive.text_reuse.index import heading_of, heading_values, refuse_twins

LATER_WORDS = 50_000
"""Words of later texts, which are indexed each time: 0.1 s. To write all arrays takes 0.5 s and 300 MB."""
MOST_CHANGED = 0.5
"""Of all texts. If more are new, the index is built anew, for which all are read; without the reading, which costs more
than all else, it pays up to three quarters (a fifth: 15 s against 22 s; a half: 17 s; 2026-11-22)."""
_PROGRAM = ("text_reuse/*.py", "text.py", "markup/render.py")
_LIBRARIES = ("markdown-it-py", "numpy", "rapidfuzz")
_BROKEN = (OSError, ValueError, KeyError, TypeError, AttributeError, EOFError, RecursionError)
"""What comes of reading files that were damaged, or written by somebody else."""


@dataclass(frozen=True)
class LazyText:
    """A text that is read only if it must be."""

    ref: str
    digest: str
    """Of all that the text holds."""
    read: Callable[[], ComparableText]


@dataclass(frozen=True)
class _Base:
    """The index that was kept, and the digests of its texts by ref."""

    index: Index
    digests: Mapping[str, str]


Later = dict[str, tuple[str, ComparableText]]
"""By ref the digest of a text and the text."""


class IndexCache:
    """The index beside one content folder."""

    def __init__(self, content: Path) -> None:
        folder = content.absolute()
        self._folder = folder.with_name(f".{folder.name}.reuse")

    def index(self, texts: Sequence[LazyText]) -> Index:
        """An index of `texts`, and of nothing else. Only those are read that were not there before.

        Raises ValueError, naming the ref, if two texts have the same, and what their `read` raises.
        """
        refuse_twins(text.ref for text in texts)
        base = self._base()
        new = [text for text in texts if not base or base.digests.get(text.ref) != text.digest]
        if not base or len(new) > MOST_CHANGED * len(texts):
            return self._kept(Index.of(text.read() for text in texts), texts)
        return self._grown(base, texts, new)

    def _grown(self, base: _Base, texts: Sequence[LazyText], new: Sequence[LazyText]) -> Index:
        """`base` with `new`, and without what is not among `texts`."""
        later = self._later()
        digests = {text.ref: text.digest for text in texts}
        gone = {ref for ref, digest in base.digests.items() if digests.get(ref) != digest}
        index = base.index.without(gone) if gone else base.index
        few: list[ComparableText] = []
        read = _noting(few, (_text(text, later) for text in new))
        index = index.extended(read) if new else index
        if gone or len(few) < len(new):
            return self._kept(index, texts)
        now = {text.ref: (unread.digest, text) for text, unread in zip(few, new, strict=True)}
        if now.keys() != later.keys() or any(now[ref][0] != digest for ref, (digest, _) in later.items()):
            self._keep_later(now)
        return index

    def _base(self) -> _Base | None:
        """What was kept; None if there is nothing of use."""
        try:
            kept = json.loads((self._folder / "kept.json").read_bytes())
            if kept["stamp"] != _program():
                return None
            index = from_arrays({name: _mapped(self._folder / name, sum_) for name, sum_ in kept["sums"].items()})
            refs = (text.ref for text in index.headings)
            return _Base(index, dict(zip(refs, kept["digests"], strict=True)))
        except _BROKEN:
            return None

    def _later(self) -> Later:
        """The texts added since; none, if they cannot be read."""
        try:
            sum_, _, texts = (self._folder / "later.json").read_bytes().partition(b"\n")
            return dict(map(_later_text, json.loads(texts))) if sum_ == _sum_of(texts) else {}
        except _BROKEN:
            return {}

    def _kept(self, index: Index, texts: Iterable[LazyText]) -> Index:
        """Keep `index` in place of what was kept, whole."""
        digests = {text.ref: text.digest for text in texts}
        beside = self._folder.with_name(f"{self._folder.name}.new")
        with suppress(OSError):  # it will be built again
            shutil.rmtree(beside, ignore_errors=True)
            beside.mkdir()
            sums = {name: _saved(beside / name, values) for name, values in arrays(index).items()}
            kept = {"stamp": _program(), "sums": sums, "digests": [digests[text.ref] for text in index.headings]}
            (beside / "kept.json").write_text(json.dumps(kept), "ascii")
            shutil.rmtree(self._folder, ignore_errors=True)
            beside.rename(self._folder)
        return index

    def _keep_later(self, later: Later) -> None:
        texts = [[digest, heading_values(text), text.words, text.breaks] for digest, text in later.values()]
        said = json.dumps(texts).encode("ascii")
        with suppress(ArchiveError):  # they will be read again
            write_whole(self._folder / "later.json", _sum_of(said) + b"\n" + said)


def _text(unread: LazyText, later: Later) -> ComparableText:
    digest, text = later.get(unread.ref, ("", None))
    return text if text and digest == unread.digest else unread.read()


def _noting(few: list[ComparableText], texts: Iterable[ComparableText]) -> Iterator[ComparableText]:
    """`texts`, the first LATER_WORDS words of which are kept in `few`."""
    words = 0
    for text in texts:
        words += len(text.words)
        if words <= LATER_WORDS:
            few.append(text)
        yield text


def _later_text(values: tuple[str, list[str | None], list[str], list[int]]) -> tuple[str, tuple[str, ComparableText]]:
    digest, heading, words, breaks = values
    text = replace(heading_of(heading), words=tuple(words), breaks=tuple(breaks))
    return text.ref, (digest, text)


def _saved(path: Path, values: NDArray[Any]) -> int:
    """Write an array, and give the sum of the file."""
    with path.open("wb") as file:
        np.save(file, values, allow_pickle=False)
    return _sum_of_file(path)


def _mapped(path: Path, sum_: int) -> NDArray[Any]:
    """The array in a file. Raises ValueError if it is not the one that was saved."""
    if _sum_of_file(path) != sum_:
        raise ValueError(f"{path}: is damaged; delete it")
    return np.asarray(np.load(path, mmap_mode="r", allow_pickle=False))


def _sum_of_file(path: Path) -> int:
    return zlib.crc32(np.memmap(path, np.uint8, "r").data)


def _sum_of(data: bytes) -> bytes:
    return hashlib.blake2b(data, digest_size=16).hexdigest().encode()


@cache
def _program() -> str:
    """A digest of all that says what an index holds: of this program, of the libraries, of Python's letters."""
    here = Path(__file__).parents[1]
    digest = hashlib.sha256(unicodedata.unidata_version.encode())
    digest.update("".join(f"{name} {version(name)}\n" for name in _LIBRARIES).encode())
    for path in sorted(path for pattern in _PROGRAM for path in here.glob(pattern)):
        digest.update(f"{path.name} {hashlib.sha256(path.read_bytes()).hexdigest()}\n".encode())
    return digest.hexdigest()
