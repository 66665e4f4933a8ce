"""Render a text without the copies of its repeated blocks; a sentence takes the place of each copy."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from archive.duplicates.repeated_blocks import RepeatedBlock
from archive.duplicates.repeats import Repeat
from archive.markup.render import to_html


@dataclass(frozen=True)
class CollapsedView:
    """The copy of a block that the page does not show."""

    words: int
    lines: int


def collapsed_blocks(repeats: Iterable[RepeatedBlock]) -> dict[str, list[RepeatedBlock]]:
    """Return the blocks whose copy is hidden, in order, by the ref of their text."""
    found: defaultdict[str, list[RepeatedBlock]] = defaultdict(list)
    for each in repeats:
        if each.collapsed:
            found[each.ref].append(each)
    return dict(found)


def collapsed_views(repeats: Iterable[RepeatedBlock]) -> tuple[CollapsedView, ...]:
    """Return what the page says about each hidden copy."""
    return tuple(CollapsedView(each.repeat.words, each.repeat.lines) for each in repeats)


def collapsed_html(body: str, repeats: Sequence[RepeatedBlock]) -> str:
    """Return safe HTML of the Markdown `body` with a sentence in place of each of its `repeats`."""
    lines = body.split("\n")
    pieces, start = [], 0
    for each in repeats:
        pieces += [
            to_html("\n".join(lines[start : each.repeat.start])),
            f'<p class="collapsed">{_sentence(each.repeat)}</p>',
        ]
        start = each.repeat.stop
    return "\n".join([*pieces, to_html("\n".join(lines[start:]))])


def _sentence(repeat: Repeat) -> str:
    if not repeat.exact:
        passage, how, shown = "passage", "apart from typography", "It is"
    elif repeat.lines == 1:
        passage, how, shown = "line", "word for word", "It is"
    else:
        passage, how, shown = f"{repeat.lines} lines", "word for word", "They are"
    return f"The source repeats the {passage} above here, {how} ({repeat.words:,} words). {shown} shown once."
