"""A guard against hangs.

Hostile inputs have a size that takes some tenths of a second in linear time and half a minute in quadratic time, so
that neither the speed of the machine nor its load matters. With --thorough they are four times as large.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

from thoroughness import THOROUGH


def many(text: str, times: int) -> str:
    """Repeat `text` so many times, or a quarter of that without --thorough."""
    return text * (times if THOROUGH else times // 4)


@contextmanager
def no_hang(seconds: float = 10) -> Iterator[None]:
    """Fail if the block takes more than `seconds` of CPU time, or half of that without --thorough."""
    most = seconds if THOROUGH else seconds / 2
    begun = time.process_time()
    yield
    taken = time.process_time() - begun
    assert taken < most, f"took {taken:.1f} seconds of CPU time, more than {most}"
