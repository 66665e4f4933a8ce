"""Join the lines of `format=flowed` text (RFC 3676)."""

from __future__ import annotations

from collections.abc import Iterator


def join_flowed_lines(text: str, delete_space: bool) -> str:
    """Join the lines that `format=flowed` folded, except quoted and blank lines and the line above a signature.

    If `delete_space` is true (`DelSp=yes`), the space that marks a fold isn't part of the text.
    """
    return "\n".join(_joined_lines(text.split("\n"), delete_space))


def _joined_lines(lines: list[str], delete_space: bool) -> Iterator[str]:
    waiting: list[str] = []
    for line in lines:
        if not line or line == "-- " or line.startswith(">"):
            yield from filter(None, ["".join(waiting)])
            waiting = []
            yield line
            continue
        line = line.removeprefix(" ")
        if line.endswith(" "):
            waiting.append(line[:-1] if delete_space else line)
        else:
            yield "".join([*waiting, line])
            waiting = []
    yield from filter(None, ["".join(waiting)])
