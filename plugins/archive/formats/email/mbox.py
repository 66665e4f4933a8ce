"""Split a mailbox (mbox) into its messages while reading it.

The rules: only one message is in memory at a time. A line starts a message if it is "From " with a time and a year, at
the start or after a blank line, or with an address and a complete date anywhere (two mailboxes joined). Programs quote
such lines in a text as `>From ` (mboxo and mboxrd), so one ">" is removed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO

MAX_MESSAGE = 2**26
"""Bytes, attachments included. Mail servers refuse messages from about 25 MB on."""

_LINE_LIMIT = 2**16
FROM_LINE = re.compile(rb"From (?! *:).*\d:\d\d.*(?:19|20)\d\d")
"""The line that starts a message."""
_COMPLETE_FROM_LINE = re.compile(
    rb"From \S+ +(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)"
    rb" +(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) +\d+ +\d+:\d\d.*\d{4}"
)
_QUOTED = re.compile(rb"^>(>*From )", re.MULTILINE)


def split_mbox(mailbox: BinaryIO) -> Iterator[bytes]:
    """Yield each message from its "From " line on, with quoting undone.

    A message longer than MAX_MESSAGE is cut off one byte after it, so that its length shows that it is too long.
    """
    kept: list[bytes] = []
    size = 0
    for line, begins in _lines(mailbox):
        if begins and size:
            yield _unquote(kept)
            kept, size = [], 0
        if size <= MAX_MESSAGE:
            kept.append(line[: MAX_MESSAGE + 1 - size])
        size += len(line)
    if size:
        yield _unquote(kept)


def _lines(mailbox: BinaryIO) -> Iterator[tuple[bytes, bool]]:
    """Yield the lines, very long ones in pieces, and whether each starts a message."""
    below_blank = at_start = True
    while line := mailbox.readline(_LINE_LIMIT):
        yield line, at_start and bool((FROM_LINE if below_blank else _COMPLETE_FROM_LINE).match(line))
        below_blank = at_start and not line.strip()
        at_start = line.endswith(b"\n")


def _unquote(lines: list[bytes]) -> bytes:
    return _QUOTED.sub(rb"\1", b"".join(lines))
