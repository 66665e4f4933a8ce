"""The HTML of a text in which a block stands twice: shown once, with a sentence in the place of its copy."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from archive.duplicates.find import RepeatedBlock
from archive.duplicates.repeats import Repeat
from archive.markup.render import to_html


@dataclass(frozen=True)
class CollapsedView:
    """Words that stand twice in the sources and are shown once."""

    words: int
    lines: int
    said: str
    """A sentence that says so."""


def collapsed_blocks(repeats: Iterable[RepeatedBlock]) -> dict[str, list[RepeatedBlock]]:
    """Of `repeats` those whose copy is not shown, by the ref of their text, in the order they stand there."""
    found: defaultdict[str, list[RepeatedBlock]] = defaultdict(list)
    for each in repeats:
        if each.collapsed:
            found[each.ref].append(each)
    return dict(found)


def describe_collapsed(repeats: Iterable[RepeatedBlock]) -> tuple[CollapsedView, ...]:
    """What is said of each copy that is not shown."""
    return tuple(CollapsedView(each.repeat.words, each.repeat.lines, _said(each.repeat)) for each in repeats)


def collapsed_html(body: str, repeats: Sequence[RepeatedBlock]) -> str:
    """Safe HTML of the Markdown `body`, with a sentence in the place of each of its `repeats`."""
    lines = body.split("\n")
    pieces, start = [], 0
    for each in repeats:
        pieces += [
            to_html("\n".join(lines[start : each.repeat.start])),
            f'<p class="collapsed">{_said(each.repeat)}</p>',
        ]
        start = each.repeat.stop
    return "\n".join([*pieces, to_html("\n".join(lines[start:]))])


def _said(repeat: Repeat) -> str:
    return f"{_stands(repeat)} ({repeat.words:,} words); shown once."


def _stands(repeat: Repeat) -> str:
    if not repeat.exact:
        return "The passage above stands here a second time in the source, in the same words and other typography"
    lines = "The line above stands" if repeat.lines == 1 else f"The {repeat.lines} lines above stand"
    return f"{lines} here a second time in the source, word for word"
