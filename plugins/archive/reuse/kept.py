"""An index as plain arrays, to be kept with `numpy.save`, and read back, memory-mapped or not. No pickles."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

import numpy as np
from numpy.typing import NDArray

from archive.text_reuse.index import Index
from archive.text_reuse.model import Text
from archive.text_reuse.tokens import Tokens

_OF_TOKENS = ("keys", "marks", "word_at", "ends")
_OF_INDEX = ("ordered", "threads", "shared")


def arrays(index: Index) -> dict[str, NDArray[Any]]:
    """The index under the names that `from_arrays` knows."""
    headings = json.dumps([heading_values(text) for text in index.headings]).encode()
    kept: dict[str, NDArray[Any]] = {name: getattr(index.tokens, name) for name in _OF_TOKENS}
    kept |= {name: getattr(index, name) for name in _OF_INDEX}
    return kept | {"headings": np.frombuffer(headings, dtype=np.uint8)}


def from_arrays(kept: Mapping[str, NDArray[Any]]) -> Index:
    """The index that `arrays` made them of."""
    headings = tuple(heading_of(values) for values in json.loads(bytes(kept["headings"])))
    return Index(headings, Tokens(*(kept[name] for name in _OF_TOKENS)), *(kept[name] for name in _OF_INDEX))


def heading_values(text: Text) -> list[str | bool | None]:
    """All of a text but its words, for JSON."""
    day, instant = (value.isoformat() if value else None for value in (text.day, text.instant))
    return [text.ref, day, instant, text.kind, text.parent, text.carries]


def heading_of(values: list[Any]) -> Text:
    """What `heading_values` were made of. Raises ValueError if they were not."""
    ref, day, instant, kind, parent, carries = values
    return Text(
        ref or "", (), date.fromisoformat(day) if day else None, datetime.fromisoformat(instant) if instant else None,
        kind or "", parent, (), bool(carries),
    )  # fmt: skip
