"""The blocks of a Markdown document: `html_reader` builds them from HTML and `writer` writes them as Markdown.

The rule: no block is empty, and each line has passed through `tidy_line`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

_SPACES = re.compile(r"\s+")


@dataclass(frozen=True)
class Image:
    """An image with its address and its description (`alt`)."""

    address: str
    description: str = ""


@dataclass(frozen=True)
class Run:
    """A run of text with one look, or an image, within a line."""

    text: str = ""
    mark: str = ""
    """"**" (strong), "*" (emphasis) or empty."""
    link: str | None = None
    image: Image | None = None


Line = tuple[Run, ...]


@dataclass(frozen=True)
class Paragraph:
    """One or more lines; each has words or an image."""

    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Heading:
    """A heading of level 2 to 6."""

    level: int
    line: Line


@dataclass(frozen=True)
class ThematicBreak:
    """A thematic break."""


@dataclass(frozen=True)
class Quote:
    """A block quote."""

    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class ListBlock:
    """A list. `start` is the number of its first item; None for bullets."""

    items: tuple[tuple[Block, ...], ...]
    start: int | None = None


@dataclass(frozen=True)
class Table:
    """Rows with the same number of cells. In a table without headings the cells of the first row are empty."""

    rows: tuple[tuple[Line, ...], ...]


Block = Paragraph | Heading | ThematicBreak | Quote | ListBlock | Table


def tidy_line(runs: Iterable[Run]) -> Line:
    """Join `runs` to one line: collapse white space, trim both ends, drop empty runs and merge runs that look alike."""
    kept: list[Run] = []
    space = True  # so that a space at the start is dropped
    for run in runs:
        text = _SPACES.sub(" ", run.text)
        text = text[1:] if space and text.startswith(" ") else text
        if text or run.image:
            space = text.endswith(" ")
            mark = "" if text == " " else run.mark
            if kept and not run.image and kept[-1].image is None and (kept[-1].mark, kept[-1].link) == (mark, run.link):
                text = kept.pop().text + text
            kept.append(Run(text, mark, run.link, run.image))
    if kept and space:
        last = kept.pop()
        kept += [replace(last, text=last.text[:-1])] if last.text != " " else []
    return tuple(kept)


def merge_adjacent(blocks: Iterable[Block]) -> list[Block]:
    """Merge adjacent quotes and adjacent lists, as every Markdown engine would.

    A numbered list right after another one must continue its numbers; otherwise it becomes a paragraph of lines.
    """
    kept: list[Block] = []
    for block in blocks:
        last = kept[-1] if kept else None
        if isinstance(block, Quote) and isinstance(last, Quote):
            kept[-1] = Quote(last.blocks + block.blocks)
        elif isinstance(block, ListBlock) and isinstance(last, ListBlock) and _continues(last, block):
            kept[-1] = ListBlock(last.items + block.items, last.start)
        elif isinstance(block, ListBlock) and isinstance(last, ListBlock) and _are_numbered(last, block):
            kept += [Paragraph(tuple(lines([block])))]
        else:
            kept.append(block)
    return kept


def lines(blocks: Iterable[Block]) -> Iterator[Line]:
    """Yield the lines of `blocks` and of all blocks nested in them."""
    for block in blocks:
        if isinstance(block, Paragraph):
            yield from block.lines
        elif isinstance(block, Heading):
            yield block.line
        elif isinstance(block, Quote):
            yield from lines(block.blocks)
        elif isinstance(block, ListBlock):
            yield from lines(inner for item in block.items for inner in item)
        elif isinstance(block, Table):
            yield from (cell for row in block.rows for cell in row if cell)


def _are_numbered(*listings: ListBlock) -> bool:
    return all(listing.start is not None for listing in listings)


def _continues(first: ListBlock, second: ListBlock) -> bool:
    if first.start is None or second.start is None:
        return first.start is second.start
    return second.start == first.start + len(first.items)
