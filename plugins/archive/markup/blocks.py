"""The blocks of a Markdown document: `html_reader` builds them from HTML and `writer` writes them as Markdown.

The rule: no block is empty, and each line has passed through `tidy_line`. Only preformatted and typed lines keep their
spaces.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

GAP = "\u2003"
"""An em space parts the cells of a table row that is written as a line."""
_SPACES = re.compile(rf"[^\S{GAP} ][^\S{GAP}]*| [^\S{GAP}]+")
"""White space other than a single space, which need not be replaced."""


@dataclass(frozen=True)
class Image:
    """An image with its address and its description (`alt`)."""

    address: str
    description: str = ""


class Run(NamedTuple):
    """A run of text with one look, or an image, within a line. A tuple, because there are so many."""

    text: str = ""
    mark: str = ""
    """"**" (strong), "*" (emphasis), "`" (code) or empty."""
    link: str | None = None
    image: Image | None = None
    tags: tuple[str, ...] = ()
    """HTML tags around it, the outermost first, in the order of `html_styles.TAG_ORDER`."""
    targets: tuple[str, ...] = ()
    """Names of the places before it that links within the text lead to."""

    def looks_like(self, other: Run) -> bool:
        """Return True if the text of both can be one run."""
        return (self.mark, self.link, self.tags) == (other.mark, other.link, other.tags)


Line = tuple[Run, ...]


@dataclass(frozen=True)
class Paragraph:
    """One or more lines; each has words or an image."""

    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Preformatted:
    """Lines as they were typed, with their spaces; neither the first nor the last is blank."""

    rows: tuple[str, ...]


@dataclass(frozen=True)
class TypedLines:
    """Lines as they were typed, with links or struck words in them. None is blank, and they have passed through
    `typed_rows` and not `tidy_line`."""

    rows: tuple[Line, ...]


@dataclass(frozen=True)
class Heading:
    """A heading of level 2 to 6."""

    level: int
    line: Line


@dataclass(frozen=True)
class ThematicBreak:
    """A thematic break."""


@dataclass(frozen=True)
class Separator:
    """Keeps two quotes or two numbered lists apart, which Markdown would merge. Readers do not see it."""


@dataclass(frozen=True)
class Quote:
    """A block quote."""

    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class ListBlock:
    """A list. `start` is the number of its first item; None for bullets."""

    items: tuple[tuple[Block, ...], ...]
    start: int | None = None


Cell = tuple[Line, ...]


@dataclass(frozen=True)
class Table:
    """Rows with the same number of cells. In a table without headings the cells of the first row are empty."""

    rows: tuple[tuple[Cell, ...], ...]


Block = Paragraph | Preformatted | TypedLines | Heading | ThematicBreak | Separator | Quote | ListBlock | Table


def tidy_line(runs: Iterable[Run]) -> Line:
    """Join `runs` to one line: collapse white space, trim both ends, drop empty runs and merge runs that look alike."""
    kept: list[Run] = []
    space = True  # so that a space at the start is dropped
    for run in runs:
        text = _SPACES.sub(" ", run.text)
        text = text[1:] if space and text.startswith(" ") else text
        if text or run.image:
            space = text.endswith(" ")
            made = run
            if text != run.text or text == " ":
                made = Run(text, "" if text == " " else run.mark, run.link, run.image, run.tags, run.targets)
            if kept and not made.image and not made.targets and kept[-1].image is None and kept[-1].looks_like(made):
                last = kept.pop()
                made = Run(last.text + text, last.mark, last.link, None, last.tags, last.targets)
            kept.append(made)
    if kept and space:
        last = kept.pop()
        kept += [last._replace(text=last.text[:-1])] if last.text != " " else []
    return tuple(kept)


def part_adjacent(blocks: Iterable[Block]) -> list[Block]:
    """Put a separator between adjacent quotes, and between adjacent numbered lists unless the second one continues the
    first. Adjacent lists with bullets, and lists that continue, become one list."""
    kept: list[Block] = []
    for block in blocks:
        last = kept[-1] if kept else None
        if isinstance(block, ListBlock) and isinstance(last, ListBlock):
            if _continues(last, block):
                kept[-1] = ListBlock(last.items + block.items, last.start)
                continue
            kept += [Separator()] if None not in (last.start, block.start) else []
        elif isinstance(block, Quote) and isinstance(last, Quote):
            kept.append(Separator())
        kept.append(block)
    return kept


def lines(blocks: Iterable[Block]) -> Iterator[Line]:
    """Yield the lines of `blocks` and of all blocks nested in them."""
    for block in blocks:
        if isinstance(block, Paragraph):
            yield from block.lines
        elif isinstance(block, Preformatted):
            yield from (line for row in block.rows if (line := tidy_line([Run(row)])))
        elif isinstance(block, TypedLines):
            yield from map(tidy_line, block.rows)
        elif isinstance(block, Heading):
            yield block.line
        elif isinstance(block, Quote):
            yield from lines(block.blocks)
        elif isinstance(block, ListBlock):
            yield from lines(inner for item in block.items for inner in item)
        elif isinstance(block, Table):
            yield from (line for row in block.rows for cell in row for line in cell)


def _continues(first: ListBlock, second: ListBlock) -> bool:
    if first.start is None or second.start is None:
        return first.start is second.start
    return second.start == first.start + len(first.items)
