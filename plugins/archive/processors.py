"""Share work among the processors of this machine.

The rule: the number of processes changes no byte. What is done with an item depends on that item alone, and its result
is a file, or a value that the caller puts in order. Processes are forked, because what they work on is too large to
send. Only Linux forks safely; elsewhere the work is done here.
"""

from __future__ import annotations

import multiprocessing
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from multiprocessing.connection import Connection
from typing import Generic, TypeVar

from archive.errors import ArchiveError

_MOST = 4
"""Processes; each needs memory of its own for what it changes."""
_T = TypeVar("_T")
_R = TypeVar("_R")


def processors() -> int:
    """Return how many processes can work at the same time."""
    return min(_MOST, len(os.sched_getaffinity(0))) if sys.platform == "linux" else 1


def share(items: Sequence[_T], work: Callable[[Iterable[_T]], _R], least: int) -> list[_R]:
    """Return what `work` makes of `items`, as one result or, if each gets at least `least` items, one of each process.

    This process works on the first item and every n-th after it. Results of the others are pickled, and what else they
    change in memory is lost. Raises ArchiveError if one of them fails; its traceback is on standard error.
    """
    count = min(processors(), len(items) // least)
    if count < 2:
        return [work(items)]
    others = [_Other(items[first::count], work) for first in range(1, count)]
    try:
        return [work(items[::count]), *(other.result() for other in others)]
    finally:
        for other in others:
            other.end()


class _Other(Generic[_T, _R]):
    """A process that works on a part of the items."""

    def __init__(self, items: Sequence[_T], work: Callable[[Iterable[_T]], _R]) -> None:
        context = multiprocessing.get_context("fork")
        self._receiver, sender = context.Pipe(duplex=False)
        self._process = context.Process(target=_send, args=(sender, os.getpid(), items, work), daemon=True)
        self._process.start()
        sender.close()

    def result(self) -> _R:
        try:
            result: _R = self._receiver.recv()
        except EOFError:
            raise ArchiveError("a process that shared the work ended early; run the command again") from None
        return result

    def end(self) -> None:
        """End the process if it is still working, because this one has failed."""
        self._receiver.close()
        self._process.terminate()
        self._process.join()


def _send(sender: Connection, parent: int, items: Sequence[_T], work: Callable[[Iterable[_T]], _R]) -> None:
    sender.send(work(_while_running(parent, items)))


def _while_running(parent: int, items: Sequence[_T]) -> Iterator[_T]:
    """Yield `items` until the process `parent` has ended, as it does if somebody kills it."""
    for item in items:
        if os.getppid() != parent:
            sys.exit(1)
        yield item
