"""Build Markdown blocks from nested HTML: lists in lists, tables in tables.

The rule: wrongly nested elements keep their words and their order. An item without a list gets one, and text that is in
a list but in no item joins the item before it. A table stays a table only if all rows have the same number of cells and
no cell holds more than one paragraph.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from archive.markup.blocks import (
    Block,
    Heading,
    Line,
    ListBlock,
    Paragraph,
    Quote,
    Run,
    Table,
    ThematicBreak,
    lines,
    tidy_line,
)


@dataclass(frozen=True)
class ListItem:
    """A list item whose list is not complete yet."""

    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class TableCell:
    """A cell whose row is not complete yet."""

    blocks: tuple[Block, ...]
    is_heading: bool = False
    is_wide: bool = False


@dataclass(frozen=True)
class TableRow:
    """A row whose table is not complete yet."""

    cells: tuple[TableCell, ...]


Part = Block | ListItem | TableCell | TableRow


def to_blocks(parts: Iterable[Part]) -> tuple[Block, ...]:
    """Turn `parts` into blocks; stray items, cells and rows become blocks too."""
    blocks: list[Block] = []
    for is_items, group in groupby(parts, key=lambda part: isinstance(part, ListItem)):
        if is_items:
            blocks += build_list(group)
        else:
            blocks += (block for part in group for block in _blocks(part))
    return tuple(blocks)


def build_list(parts: Iterable[Part], start: int | None = None) -> list[Block]:
    """Return a list of the items in `parts`, or no block if they are empty.

    Each item starts with a paragraph because Python-Markdown requires it: a quote at the start is unwrapped, and a
    list at the start is replaced by its items. Headings and tables in an item become paragraphs; thematic breaks are
    dropped.
    """
    items: list[list[Block]] = []
    for part in parts:
        if isinstance(part, ListItem):
            items.append([])
        pending = [*reversed(_blocks(part))]
        while pending:
            block = pending.pop()
            is_first = not (items and items[-1])
            if is_first and isinstance(block, Quote):
                pending += reversed(block.blocks)
            elif is_first and isinstance(block, ListBlock):
                items = [*filter(None, items), *map(list, block.items)]
            elif not isinstance(block, ThematicBreak):
                items = items or [[]]
                items[-1].append(Paragraph(tuple(lines([block]))) if isinstance(block, Heading | Table) else block)
    kept = tuple(tuple(item) for item in items if item)
    return [ListBlock(kept, start)] if kept else []


def build_row(parts: Iterable[Part]) -> TableRow:
    """Return a table row; content outside its cells gets a cell of its own."""
    return TableRow(tuple(part if isinstance(part, TableCell) else TableCell(to_blocks([part])) for part in parts))


def build_table(parts: Sequence[Part], may_stay: bool = True) -> tuple[Block, ...]:
    """Return a table if `may_stay` and its shape allow it; otherwise its rows as lines or, for long cells, blocks."""
    rows = _rows(parts)
    if may_stay and _is_table(rows):
        return (*to_blocks(part for part in parts if not isinstance(part, TableRow)), _table(rows))
    blocks: list[Block] = []
    for are_rows, group in groupby(parts, key=lambda part: isinstance(part, TableRow)):
        some = list(group)
        blocks += _rows_as_lines(_rows(some)) if are_rows else to_blocks(some)
    return tuple(blocks)


def _blocks(part: Part) -> tuple[Block, ...]:
    if isinstance(part, ListItem | TableCell):
        return part.blocks
    return tuple(_rows_as_lines([part])) if isinstance(part, TableRow) else (part,)


def _rows(parts: Iterable[Part]) -> list[TableRow]:
    return [part for part in parts if isinstance(part, TableRow) and any(cell.blocks for cell in part.cells)]


def _is_table(rows: Sequence[TableRow]) -> bool:
    widths = {len(row.cells) for row in rows}
    cells = [cell for row in rows for cell in row.cells]
    return len(rows) > 1 and len(widths) == 1 and widths != {1} and all(map(_is_line, cells))


def _is_line(cell: TableCell) -> bool:
    return not cell.is_wide and len(cell.blocks) < 2 and all(isinstance(block, Paragraph) for block in cell.blocks)


def _table(rows: Sequence[TableRow]) -> Table:
    written = [tuple(join_lines(cell.blocks) for cell in row.cells) for row in rows]
    if not all(cell.is_heading for cell in rows[0].cells):
        written.insert(0, ((),) * len(rows[0].cells))
    return Table(tuple(written))


def _rows_as_lines(rows: Iterable[TableRow]) -> Iterator[Block]:
    """Turn rows of several one-line cells into the lines of a paragraph, and the cells of other rows into blocks."""
    for are_lines, group in groupby(rows, key=_is_of_short_cells):
        if are_lines:
            yield Paragraph(tuple(join_lines(block for cell in row.cells for block in cell.blocks) for row in group))
        else:
            yield from (block for row in group for cell in row.cells for block in cell.blocks)


def _is_of_short_cells(row: TableRow) -> bool:
    filled = [cell for cell in row.cells if cell.blocks]
    return len(filled) > 1 and all(
        len(cell.blocks) == 1 and isinstance(cell.blocks[0], Paragraph) and len(cell.blocks[0].lines) == 1
        for cell in filled
    )


def join_lines(blocks: Iterable[Block]) -> Line:
    """Return the text of `blocks` on one line."""
    return tidy_line(run for line in lines(blocks) for run in (*line, Run(" ")))
