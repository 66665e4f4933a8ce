"""The blocks that a post or comment prints twice in a row, and whether the second copy is hidden.

A long block is shown once, unless a keeper wants both copies; a sentence takes the place of the copy. Labels, headings
and table rows stay as they are. The sentence is HTML made here and not in a template, because it is in the middle of
the text's own HTML.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from archive.decisions.decisions import FILE_NAME, Decisions, keeps_both_copies
from archive.duplicates.repeats import REPEAT_WORDS, Repeat, find_repeats
from archive.markup.render import to_html, to_text
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


def find_repeated_blocks(ref: str, body: str) -> Iterator[RepeatedBlock]:
    """Yield the blocks that `body`, the Markdown of the text `ref`, prints twice, before any decision."""
    lines = body.split("\n")
    for repeat in find_repeats(lines):
        start, stop = (_words_before(lines, at) for at in (repeat.start, repeat.stop))
        copy = tuple(to_text(body).split()[start:stop])
        yield RepeatedBlock(ref, repeat, (start, stop), repeat.words >= REPEAT_WORDS, copy)


def as_decided(found: RepeatedBlock, decisions: Decisions) -> RepeatedBlock:
    """Return the block, with both copies shown if a keeper wants them."""
    keeps_both = found.collapsed and keeps_both_copies(decisions, found.ref, found.copy)
    return replace(found, collapsed=False) if keeps_both else found


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
