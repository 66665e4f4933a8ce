"""The blocks that a post or comment prints twice in a row, and whether the second copy is hidden.

A long block is shown once, unless a keeper wants both copies. Labels, headings and table rows stay as they are.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from archive.decisions.decisions import FILE_NAME, Decisions, keeps_both_copies
from archive.duplicates.repeats import REPEAT_WORDS, Repeat, find_repeats
from archive.markup.render import to_text
from archive.text_reuse import Span


@dataclass(frozen=True)
class RepeatedBlock:
    """A block of a text that is immediately followed by its copy."""

    ref: str
    repeat: Repeat
    span: Span
    """The words of the copy."""
    collapsed: bool
    """True if the copy is hidden."""
    copy: tuple[str, ...] = ()
    """The words themselves."""


def find_repeated_blocks(ref: str, body: str, decisions: Decisions) -> Iterator[RepeatedBlock]:
    """Yield the blocks that `body`, the Markdown of the text `ref`, prints twice."""
    lines = body.split("\n")
    for repeat in find_repeats(lines):
        start, stop = (_words_before(lines, at) for at in (repeat.start, repeat.stop))
        copy = tuple(to_text(body).split()[start:stop])
        collapsed = repeat.words >= REPEAT_WORDS and not keeps_both_copies(decisions, ref, copy)
        yield RepeatedBlock(ref, repeat, (start, stop), collapsed, copy)


def unused_no_repeats(decisions: Decisions, repeats: Iterable[RepeatedBlock]) -> Iterator[str]:
    """Yield a line for each "no-repeat" decision that fits none of `repeats`."""
    for entry in decisions.entries:
        if entry.verdict == "no-repeat":
            alone = Decisions((entry,))
            if not any(keeps_both_copies(alone, each.ref, each.copy) for each in repeats):
                problem = f"{entry.texts[0]} no longer repeats a block that begins like this; delete the decision"
                yield f"{FILE_NAME}: {entry.label}: {problem}"


def _words_before(lines: Sequence[str], at: int) -> int:
    return len(to_text("\n".join(lines[:at])).split())
