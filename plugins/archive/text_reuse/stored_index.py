"""Turn an index into bytes and back, without pickling.

The rule: the large arrays that the sorted shingles belong to stay the same until an index is compacted, so that they
are written once and mapped from files afterwards; everything that changes with one text is small.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

import msgspec
import numpy as np
from numpy.typing import NDArray

from archive.text_reuse.index import Index
from archive.text_reuse.model import ComparableText
from archive.text_reuse.scoring import COLUMNS
from archive.text_reuse.shingles import ShingleTable
from archive.text_reuse.tokens import Tokens

Number = TypeVar("Number", bound=np.generic)
_TOKENS = ("keys", "flags", "word_at")
SETTLED = (*_TOKENS, "ordered")
"""The names of the large buffers."""
_LATER = "later-"
"""Begins the names of the tokens that were added since the shingles were sorted."""


def to_buffers(index: Index) -> dict[str, memoryview]:
    """Return the index as plain bytes by name, without copying its arrays."""
    settled = index.shingles.settled
    parts = {name: getattr(index.tokens, name) for name in _TOKENS}
    arrays = {
        **{name: array[:settled] for name, array in parts.items()},
        **{f"{_LATER}{name}": array[settled:] for name, array in parts.items()},
        "ends": index.tokens.ends,
        "live": index.live,
        "ordered": index.shingles.ordered,
        "added": index.shingles.added,
        "threads": index.threads,
        "scored": index.scored,
    }
    headings = memoryview(msgspec.msgpack.encode(index.headings))
    return {"headings": headings, **{name: _bytes_of(array) for name, array in arrays.items()}}


def from_buffers(buffers: Mapping[str, memoryview]) -> Index:
    """Return the index that `to_buffers` was given. Its large arrays are views of the buffers."""
    keys = _joined(buffers, "keys", np.uint64)
    ordered, added = (_array(buffers[name], np.uint64) for name in ("ordered", "added"))
    return Index(
        msgspec.msgpack.decode(buffers["headings"], type=tuple[ComparableText, ...]),
        _array(buffers["live"], np.bool_),
        Tokens(
            keys,
            _joined(buffers, "flags", np.uint16),
            _joined(buffers, "word_at", np.int32),
            _array(buffers["ends"], np.int64),
        ),
        ShingleTable(ordered, added, len(buffers["keys"]) // keys.itemsize),
        _array(buffers["threads"], np.uint8),
        _array(buffers["scored"], np.int64).reshape(-1, COLUMNS),
    )


def _bytes_of(array: NDArray[np.generic]) -> memoryview:
    return np.ascontiguousarray(array).reshape(-1).view(np.uint8).data


def _array(buffer: memoryview, of: type[Number]) -> NDArray[Number]:
    return np.asarray(buffer, dtype=np.uint8).view(of)


def _joined(buffers: Mapping[str, memoryview], name: str, of: type[Number]) -> NDArray[Number]:
    """Return the settled tokens and the later ones as one array, copied only if there are later ones."""
    settled, later = _array(buffers[name], of), _array(buffers[f"{_LATER}{name}"], of)
    return np.concatenate((settled, later)) if len(later) else settled
