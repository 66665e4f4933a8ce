"""What HTML has within each other, lists in lists and tables in tables, as blocks of Markdown.

The rule: what is wrongly nested keeps its words and its order. An item without a list gets one; text in a list without
an item belongs to the item before; only a table that is one (rows of equally many cells, each one paragraph) stays one.
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
    """One item, waiting for its list."""

    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class TableCell:
    """One cell, waiting for its row."""

    blocks: tuple[Block, ...]
    is_heading: bool = False
    is_wide: bool = False


@dataclass(frozen=True)
class TableRow:
    """One row, waiting for its table."""

    cells: tuple[TableCell, ...]


Part = Block | ListItem | TableCell | TableRow


def to_blocks(parts: Iterable[Part]) -> tuple[Block, ...]:
    """`parts` as blocks, none waiting any more."""
    blocks: list[Block] = []
    for is_items, group in groupby(parts, key=lambda part: isinstance(part, ListItem)):
        if is_items:
            blocks += build_list(group)
        else:
            blocks += (block for part in group for block in _blocks(part))
    return tuple(blocks)


def build_list(parts: Iterable[Part], start: int | None = None) -> list[Block]:
    """The list whose items are `parts`, or nothing.

    An item begins with a paragraph, for Python-Markdown's sake: a quote before it loses its mark, a list in its place
    gives its items. Headings in an item are paragraphs, thematic breaks go.
    """
    items: list[list[Block]] = []
    for part in parts:
        if isinstance(part, ListItem):
            items.append([])
        waiting = [*reversed(_blocks(part))]
        while waiting:
            block = waiting.pop()
            begins = not (items and items[-1])
            if begins and isinstance(block, Quote):
                waiting += reversed(block.blocks)
            elif begins and isinstance(block, ListBlock):
                items = [*filter(None, items), *map(list, block.items)]
            elif not isinstance(block, ThematicBreak):
                items = items or [[]]
                items[-1].append(Paragraph(tuple(lines([block]))) if isinstance(block, Heading | Table) else block)
    kept = tuple(tuple(item) for item in items if item)
    return [ListBlock(kept, start)] if kept else []


def build_row(parts: Iterable[Part]) -> TableRow:
    """A table row; what stands outside its cells is in one of its own."""
    return TableRow(tuple(part if isinstance(part, TableCell) else TableCell(to_blocks([part])) for part in parts))


def build_table(parts: Sequence[Part], may_stay: bool = True) -> tuple[Block, ...]:
    """A table if it is one and `may_stay`; else its rows as lines, or as blocks where a cell has more than a line."""
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
    """Rows of several short cells become the lines of a paragraph; the cells of others are blocks."""
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
    """All that `blocks` say, on one line."""
    return tidy_line(run for line in lines(blocks) for run in (*line, Run(" ")))
