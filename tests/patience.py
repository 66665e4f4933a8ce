"""A guard against hangs.

Hostile inputs have a size that takes about a second in linear time and minutes in quadratic time, so that neither the
speed of the machine nor its load matters.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def no_hang(seconds: float = 10) -> Iterator[None]:
    """Fail if the block takes more than `seconds` of CPU time."""
    begun = time.process_time()
    yield
    taken = time.process_time() - begun
    assert taken < seconds, f"took {taken:.1f} seconds of CPU time, more than {seconds}"
