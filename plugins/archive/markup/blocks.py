"""Blocks of text as Markdown has them: what foreign HTML is read into and `foreign_html.writing` writes.

The rule: a line is tidy (`tidy_line`), and no block is empty.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

_SPACES = re.compile(r"\s+")


@dataclass(frozen=True)
class Image:
    """An image that is shown."""

    address: str
    description: str = ""


@dataclass(frozen=True)
class Run:
    """Text, or an image, within a line."""

    text: str = ""
    mark: str = ""
    """"**" (strong), "*" (emphasis) or nothing."""
    link: str | None = None
    image: Image | None = None


Line = tuple[Run, ...]


@dataclass(frozen=True)
class Paragraph:
    """One or more lines; all have words or an image."""

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
    """What someone else says."""

    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class ListBlock:
    """A list. `start` is the number of its first item; None for bullets."""

    items: tuple[tuple[Block, ...], ...]
    start: int | None = None


@dataclass(frozen=True)
class Table:
    """Rows of as many cells each. Without a heading its first row is empty."""

    rows: tuple[tuple[Line, ...], ...]


Block = Paragraph | Heading | ThematicBreak | Quote | ListBlock | Table


def tidy_line(runs: Iterable[Run]) -> Line:
    """`runs` as one line: single spaces, none at the ends, nothing empty, neighbours of one kind joined."""
    kept: list[Run] = []
    space = True  # as if one came before, so that none leads
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
    """`blocks`, adjacent quotes and lists made one, as every Markdown engine would have it.

    A numbered list that does not go on where the one before it ended cannot follow it: it becomes lines.
    """
    kept: list[Block] = []
    for block in blocks:
        last = kept[-1] if kept else None
        if isinstance(block, Quote) and isinstance(last, Quote):
            kept[-1] = Quote(last.blocks + block.blocks)
        elif isinstance(block, ListBlock) and isinstance(last, ListBlock) and _goes_on(last, block):
            kept[-1] = ListBlock(last.items + block.items, last.start)
        elif isinstance(block, ListBlock) and isinstance(last, ListBlock) and _are_numbered(last, block):
            kept += [Paragraph(tuple(lines([block])))]
        else:
            kept.append(block)
    return kept


def lines(blocks: Iterable[Block]) -> Iterator[Line]:
    """The lines of `blocks` and of all that stands in them."""
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


def _goes_on(first: ListBlock, second: ListBlock) -> bool:
    if first.start is None or second.start is None:
        return first.start is second.start
    return second.start == first.start + len(first.items)
