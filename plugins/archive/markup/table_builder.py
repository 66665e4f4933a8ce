"""Decide whether an HTML table holds data or only arranges the page, and build its Markdown.

The rule: a figure stays under its heading. A cell over several columns or rows is written once, in its first place, and
the others are empty; only a heading over several columns is repeated, as Markdown has one row of headings. The heading
of a row is in strong type. A table that arranges the page becomes its blocks, and rows of short cells become lines.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, takewhile

from archive.markup.block_builder import (
    BuiltBlocks,
    Part,
    TableCell,
    TableRow,
    join_lines,
    rows_as_lines,
    strong_line,
    to_blocks,
)
from archive.markup.blocks import Block, Cell, Line, ListBlock, Paragraph, Run, Table, lines, tidy_line
from archive.markup.html_styles import styles
from archive.markup.html_tree import Element

_WIDEST = 60
"""Columns; wider tables become lines."""
_LONGEST_CELL, _MOST_LINES = 40, 8
"""Words and lines of the cells of an undeclared table; longer ones arrange the page, unless they are one paragraph."""
_LONGEST_DATA_CELL = 200
_MARKED = ("border", "frame", "rules", "summary")


def build_row(parts: Iterable[Part]) -> TableRow:
    """Return a table row; content outside its cells gets a cell of its own."""
    return TableRow(tuple(part if isinstance(part, TableCell) else TableCell(to_blocks([part])) for part in parts))


def build_table(parts: Sequence[Part], is_data: bool = False, is_layout: bool = False) -> BuiltBlocks:
    """Return a table if its shape allows it; otherwise its rows as lines or, for long cells, blocks.

    `is_data` and `is_layout` are what the page says about the table.
    """
    grid = _grid([part for part in parts if isinstance(part, TableRow)])
    if not is_layout and _is_table(grid, is_data):
        before = to_blocks(part for part in parts if not isinstance(part, TableRow))
        table = _table(grid)
        return BuiltBlocks((*before, *table.blocks), table.added)
    blocks: list[Block] = []
    for are_rows, group in groupby(parts, key=lambda part: isinstance(part, TableRow)):
        some = list(group)
        blocks += rows_as_lines(part for part in some if isinstance(part, TableRow)) if are_rows else to_blocks(some)
    return BuiltBlocks(tuple(blocks))


def is_declared_data(tag: Element) -> bool:
    """Return True if the table is marked as one: it has borders, a caption, a summary or headings."""
    if any((tag.get(name) or "0").strip() not in ("0", "none", "") for name in _MARKED):
        return True
    return "border" in styles(tag) or tag.contains(["caption", "thead", "th"])


def is_declared_layout(tag: Element) -> bool:
    """Return True if the page says that the table only arranges it."""
    return (tag.get("role") or "").strip().lower() in ("presentation", "none")


@dataclass(frozen=True)
class _GridCell:
    """One place of a table: the start of a cell, or a place that a cell above or to the left extends to."""

    cell: TableCell
    is_start: bool = True

    @property
    def blocks(self) -> tuple[Block, ...]:
        return self.cell.blocks if self.is_start else ()


_NOTHING = _GridCell(TableCell(()))
_Grid = list[list[_GridCell]]


def _grid(rows: Sequence[TableRow]) -> _Grid:
    """Return the filled rows with one cell for each column; no rows if the table is too wide."""
    grid: _Grid = []
    reaching: dict[int, tuple[int, _GridCell]] = {}
    for row in rows:
        made: list[_GridCell] = []
        for cell in row.cells:
            _reach_down(made, reaching)
            extended = _GridCell(cell, is_start=False)
            if cell.rows > 1:
                reaching |= {len(made) + at: (cell.rows - 1, extended) for at in range(cell.columns)}
            made += [_GridCell(cell), *[extended] * (cell.columns - 1)]
            if len(made) > _WIDEST:
                return []
        _reach_down(made, reaching)
        grid.append(made)
    filled = [row for row in grid if any(place.blocks for place in row)]
    width = max((at + 1 for row in filled for at, place in enumerate(row) if place.blocks), default=0)
    return [(row + [_NOTHING] * width)[:width] for row in filled]


def _reach_down(made: list[_GridCell], reaching: dict[int, tuple[int, _GridCell]]) -> None:
    """Add the places that cells of earlier rows extend to."""
    while len(made) in reaching:
        rows, extended = reaching.pop(len(made))
        if rows > 1:
            reaching[len(made)] = (rows - 1, extended)
        made.append(extended)


def _is_table(grid: _Grid, is_data: bool) -> bool:
    if len(grid) < 2 or len(grid[0]) < 2:
        return False
    cells = [place.cell for row in grid for place in row if place.blocks]
    with_columns = sum(sum(bool(place.blocks) for place in row) > 1 for row in grid)
    return with_columns * 2 >= (1 if is_data else len(grid)) and all(_is_plain(cell, is_data) for cell in cells)


def _is_plain(cell: TableCell, is_data: bool) -> bool:
    if len(cell.blocks) == 1 and isinstance(cell.blocks[0], Paragraph):
        return True
    if not all(isinstance(block, Paragraph | ListBlock) for block in cell.blocks):
        return False
    found = list(lines(cell.blocks))
    words = sum(len(run.text.split()) for line in found for run in line)
    if any(run.image for line in found for run in line):
        return False
    return words <= (_LONGEST_DATA_CELL if is_data else _LONGEST_CELL) and (is_data or len(found) <= _MOST_LINES)


def _table(grid: _Grid) -> BuiltBlocks:
    titles = list(takewhile(_is_title, grid[:-2]))
    before = tuple(Paragraph(tuple(lines(row[0].blocks))) for row in titles)
    added: list[str] = []
    heading, body = _headings(grid[len(titles) :], added)
    rows = [heading, *([_body_cell(place, added) for place in row] for row in body)]
    return BuiltBlocks((*before, Table(tuple(map(tuple, rows)))), tuple(added))


def _body_cell(place: _GridCell, added: list[str]) -> Cell:
    """Return the lines of a cell below the headings of columns, in strong type if it is the heading of its row."""
    found = _cell_lines(place.blocks, added)
    return tuple(map(strong_line, found)) if place.cell.is_heading else found


def _is_title(row: Sequence[_GridCell]) -> bool:
    """Return True for a heading over all columns."""
    return row[0].cell.is_heading and len(row) > 1 and all(place.cell is row[0].cell for place in row)


def _headings(grid: _Grid, added: list[str]) -> tuple[list[Cell], _Grid]:
    """Return the row of headings and the other rows. Several rows of headings are joined, column by column; a heading
    over all columns below the first row begins a section."""
    above = list(takewhile(_is_heading_row, grid[:-1]))
    count = len(above[:1]) + len(list(takewhile(lambda row: not _is_title(row), above[1:])))
    if count < 2:
        first = grid[0] if count else [_NOTHING] * len(grid[0])
        return [_cell_lines(place.blocks, added) for place in first], grid[count:]
    seen: set[int] = set()
    columns = zip(*grid[:count], strict=True)
    return [_joined(column, seen, added) for column in columns], grid[count:]


def _is_heading_row(row: Sequence[_GridCell]) -> bool:
    return all(place.cell.is_heading for place in row if place.cell.blocks) and any(place.blocks for place in row)


def _joined(column: Sequence[_GridCell], seen: set[int], added: list[str]) -> Cell:
    """Return the headings above a column as one cell; words that an earlier column has already are `added`."""
    found: list[Line] = []
    for cell in {id(place.cell): place.cell for place in column}.values():
        found += _cell_lines(cell.blocks, added)
        if id(cell) in seen:
            added += (word for line in lines(cell.blocks) for run in line for word in run.text.split())
        seen.add(id(cell))
    return (tidy_line(run for line in found for run in (*line, Run(" "))),) if found else ()


def _cell_lines(blocks: Iterable[Block], added: list[str]) -> Cell:
    """Return the lines of a cell. Numbers of list items, which a cell cannot hold as mark-up, are `added` words."""
    return tuple(line for block in blocks for line in _block_lines(block, added))


def _block_lines(block: Block, added: list[str]) -> Iterator[Line]:
    if not isinstance(block, ListBlock) or block.start is None:
        yield from lines([block])
        return
    for number, item in enumerate(block.items, block.start):
        added.append(f"{number}.")
        yield tidy_line([Run(f"{number}. "), *join_lines(item)])
