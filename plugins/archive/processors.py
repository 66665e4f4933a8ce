"""Share work among the processors of this machine.

The rule: only work whose results are files is shared, and each file is made of its own items alone, so that the number
of processes changes no byte. Processes are forked, because what they work on is too large to send. Only Linux forks
safely; elsewhere the work is done here.
"""

from __future__ import annotations

import multiprocessing
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TypeVar

from archive.errors import ArchiveError

_MOST = 4
"""Processes; each needs memory of its own for what it changes."""
_T = TypeVar("_T")


def processors() -> int:
    """Return how many processes can work at the same time."""
    return min(_MOST, len(os.sched_getaffinity(0))) if sys.platform == "linux" else 1


def share(items: Sequence[_T], work: Callable[[Iterable[_T]], None], least: int) -> None:
    """Call `work` with all `items`, in several processes if each gets at least `least` of them.

    Only this process keeps in memory what `work` has changed, for the first item and every n-th after it. Raises
    ArchiveError if another process fails; its traceback is on standard error.
    """
    count = min(processors(), len(items) // least)
    if count < 2:
        work(items)
        return
    fork = multiprocessing.get_context("fork").Process
    parts = (items[first::count] for first in range(1, count))
    others = [fork(target=_work_for, args=(os.getpid(), part, work), daemon=True) for part in parts]
    for other in others:
        other.start()
    try:
        work(items[::count])
    except BaseException:
        for other in others:
            other.terminate()
        raise
    finally:
        for other in others:
            other.join()
    if any(other.exitcode for other in others):
        raise ArchiveError("a process that shared the work ended early; run the command again")


def _work_for(parent: int, items: Sequence[_T], work: Callable[[Iterable[_T]], None]) -> None:
    work(_while_running(parent, items))


def _while_running(parent: int, items: Sequence[_T]) -> Iterator[_T]:
    """Yield `items` until the process `parent` has ended, as it does if somebody kills it."""
    for item in items:
        if os.getppid() != parent:
            sys.exit(1)
        yield item
