"""The screen: progress while a command works, lines of output, and problems on standard error."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sized
from io import TextIOWrapper
from typing import TypeVar

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

_COLUMNS = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
_UNWRAPPED = 10_000
"""Columns when the output is a pipe or a file, so that each row stays on one line."""

for _stream in (sys.stdout, sys.stderr):
    if isinstance(_stream, TextIOWrapper):
        _stream.reconfigure(errors="backslashreplace")  # a terminal without dashes must not stop an import

out = Console(highlight=False, width=None if sys.stdout.isatty() else _UNWRAPPED)
err = Console(stderr=True, highlight=False)
_T = TypeVar("_T")
_shown: list[Progress] = []
"""The progress display, if one is on the screen: nested work adds a line to it."""


def following(things: Iterable[_T], doing: str) -> Iterator[_T]:
    """Yield `things`, with a progress bar if the output is a terminal."""
    total = len(things) if isinstance(things, Sized) else None
    if _shown or not err.is_terminal:
        yield from _shown[-1].track(things, total=total, description=escape(doing)) if _shown else things
        return
    with Progress(*_COLUMNS, console=err, transient=True) as progress:
        _shown.append(progress)
        try:
            yield from progress.track(things, total=total, description=escape(doing))
        finally:
            _shown.pop()


def say(lines: Iterable[str]) -> None:
    """Print lines unchanged, tabs included, on standard output."""
    for line in lines:
        out.file.write(f"{line}\n")


def ask(question: str) -> str:
    """Return what the person at the keyboard answers; nothing if there is no keyboard."""
    try:
        return input(f"{question} ")
    except EOFError:
        return ""


def complain(lines: Iterable[str]) -> None:
    """Print problems, one plain line each, on standard error."""
    for line in lines:
        err.print(escape(line), soft_wrap=True)
