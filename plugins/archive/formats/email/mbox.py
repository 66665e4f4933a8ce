"""A box of mails (mbox), cut into messages while it is read.

The rule: one message is in memory at a time, and a line begins a message only if it could: "From ", with a time and a
year, at the beginning or below a blank line; or, where two boxes were joined, with a whole date anywhere. Text that
looks like one was quoted by the program that wrote the box (`>From `, in both mboxo and mboxrd); one such mark goes
again.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO

LARGEST_MESSAGE = 2**26
"""Bytes, attachments included. Mail servers refuse messages from about 25 MB on."""

_LONGEST_READ = 2**16
BEGINS = re.compile(rb"From (?! *:).*\d:\d\d.*(?:19|20)\d\d")
"""The line that begins a message."""
_SURELY_BEGINS = re.compile(
    rb"From \S+ +(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)"
    rb" +(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) +\d+ +\d+:\d\d.*\d{4}"
)
_QUOTED = re.compile(rb"^>(>*From )", re.MULTILINE)


def messages(box: BinaryIO) -> Iterator[bytes]:
    """The messages of the open `box`, each from its "From " line on, quoting undone; cut off after LARGEST_MESSAGE
    bytes (one more byte is given, so that this shows)."""
    kept: list[bytes] = []
    size = 0
    for line, begins in _lines(box):
        if begins and size:
            yield _unquoted(kept)
            kept, size = [], 0
        if size <= LARGEST_MESSAGE:
            kept.append(line[: LARGEST_MESSAGE + 1 - size])
        size += len(line)
    if size:
        yield _unquoted(kept)


def _lines(box: BinaryIO) -> Iterator[tuple[bytes, bool]]:
    """The lines, very long ones in pieces, and whether a message begins with them."""
    below_blank = at_start = True
    while line := box.readline(_LONGEST_READ):
        yield line, at_start and bool((BEGINS if below_blank else _SURELY_BEGINS).match(line))
        below_blank = at_start and not line.strip()
        at_start = line.endswith(b"\n")


def _unquoted(lines: list[bytes]) -> bytes:
    return _QUOTED.sub(rb"\1", b"".join(lines))
