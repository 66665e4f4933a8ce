"""A guard against hangs. Hostile input of this size costs a second where the time grows with its length, and minutes
where it grows with the square; how fast the machine is, and what else it does, must not matter.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def no_hang(seconds: float = 10) -> Iterator[None]:
    """Fail if what is done inside takes more than so many seconds of the processor."""
    begun = time.process_time()
    yield
    taken = time.process_time() - begun
    assert taken < seconds, f"took {taken:.1f} seconds of the processor, and {seconds} is far more than it should"
