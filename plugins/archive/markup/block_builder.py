"""Build Markdown blocks from nested HTML: lists in lists, tables in tables.

The rule: wrongly nested elements keep their words and their order. An item without a list gets one, and text that is in
a list but in no item joins the item before it. An item keeps the label that a browser shows. Markdown has no list of
terms: it is a list whose items begin with the term in strong type.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from archive.markup.blocks import (
    GAP,
    Block,
    Heading,
    Line,
    ListBlock,
    Paragraph,
    Quote,
    Run,
    Separator,
    ThematicBreak,
    lines,
    tidy_line,
)
from archive.markup.html_styles import SHIFTS, Numbering


@dataclass(frozen=True)
class ListItem:
    """A list item whose list is not complete yet."""

    blocks: tuple[Block, ...]
    number: int | None = None
    """The number that the item states itself."""


@dataclass(frozen=True)
class TableCell:
    """A cell whose row is not complete yet."""

    blocks: tuple[Block, ...]
    is_heading: bool = False
    columns: int = 1
    rows: int = 1


@dataclass(frozen=True)
class TableRow:
    """A row whose table is not complete yet."""

    cells: tuple[TableCell, ...]


@dataclass(frozen=True)
class Definition:
    """A term of a list of terms (`<dl>`) or, if not `is_term`, the description of the terms before it."""

    blocks: tuple[Block, ...]
    is_term: bool = False


@dataclass(frozen=True)
class WordItem:
    """A paragraph that Word shows as a list item, without a bullet or number that Markdown can say itself."""

    blocks: tuple[Block, ...]
    level: int
    number: int | None = None


Part = Block | ListItem | TableCell | TableRow | Definition | WordItem

_BULLETS, _NUMBERS = Numbering(""), Numbering("decimal")


@dataclass(frozen=True)
class BuiltBlocks:
    """Blocks, and the words in them that are not in the HTML: list labels, and headings of several columns."""

    blocks: tuple[Block, ...]
    added: tuple[str, ...] = ()


def to_blocks(parts: Iterable[Part]) -> tuple[Block, ...]:
    """Turn `parts` into blocks; stray items, cells and rows become blocks too."""
    blocks: list[Block] = []
    for kind, group in groupby(parts, key=type):
        if kind is ListItem:
            blocks += build_list(group).blocks
        elif kind is WordItem:
            blocks += _word_list([part for part in group if isinstance(part, WordItem)])
        else:
            blocks += (block for part in group for block in part_blocks(part))
    return tuple(blocks)


def build_list(parts: Iterable[Part], numbers: Numbering = _BULLETS) -> BuiltBlocks:
    """Return the list of the items in `parts`, or several if its numbers leap; nothing if they are empty.

    Markdown has neither letters nor descending numbers, so these labels become words of the item. Each item starts with
    a paragraph because Python-Markdown requires it: a quote at the start is unwrapped, a list at the start is replaced
    by its items, and other blocks become paragraphs. Thematic breaks are dropped.
    """
    items = _items(parts)
    counted = [(number, tuple(item.blocks)) for number, item in _counted(items, numbers) if item.blocks]
    if not numbers.style:
        return BuiltBlocks((ListBlock(tuple(blocks for _, blocks in counted)),) if counted else ())
    if numbers.style != "decimal" or numbers.reverse or any(number < 0 for number, _ in counted):
        return _labelled(counted, numbers)
    runs = groupby(enumerate(counted), key=lambda each: each[1][0] - each[0])
    return BuiltBlocks(tuple(_numbered([each for _, each in run]) for _, run in runs))


def _word_list(items: Sequence[WordItem]) -> Iterator[Block]:
    """Yield the lists of paragraphs that Word shows as items. Deeper levels are inside the item before them."""
    top = min(item.level for item in items)
    entries: list[list[WordItem]] = []
    for item in items:
        if not entries or item.level == top:
            entries.append([])
        entries[-1].append(item)
    for is_bullet, group in groupby(map(_word_entry, entries), key=lambda entry: entry.number is None):
        yield from build_list(group, _BULLETS if is_bullet else _NUMBERS).blocks


def _word_entry(entry: Sequence[WordItem]) -> ListItem:
    first, *deeper = entry
    return ListItem((*first.blocks, *(_word_list(deeper) if deeper else ())), first.number)


def build_terms(parts: Sequence[Part]) -> tuple[Block, ...]:
    """Return a list of the terms in `parts`, each in strong type with its description below; plain blocks if there
    are no terms or no descriptions, as when `<dl>` only indents."""
    kinds = {part.is_term for part in parts if isinstance(part, Definition) and part.blocks}
    if kinds != {True, False}:
        return to_blocks(parts)
    entries: list[list[Part]] = [[]]
    for part in parts:
        if _is_term(part) and not all(map(_is_term, entries[-1])):
            entries.append([])
        entries[-1].append(part)
    before = [] if _is_term(entries[0][0]) else entries.pop(0)
    items = tuple(ListItem(_entry_blocks(entry)) for entry in entries)
    return (*to_blocks(before), *build_list(items).blocks)


def _is_term(part: Part) -> bool:
    return isinstance(part, Definition) and part.is_term


def _entry_blocks(entry: Sequence[Part]) -> tuple[Block, ...]:
    """Return the blocks of one or more terms and their description. The first paragraphs become one."""
    terms = [block for part in entry if _is_term(part) for block in part_blocks(part)]
    said = [block for part in entry if not _is_term(part) for block in part_blocks(part)]
    strong = tuple(strong_line(line) for line in lines(terms))
    if said and isinstance(said[0], Paragraph):
        return (Paragraph((*strong, *said[0].lines)), *said[1:])
    return (Paragraph(strong), *said) if strong else tuple(said)


def strong_line(line: Line) -> Line:
    """Return `line` in strong type. Code stays code, and raised figures stay as they are."""
    return tidy_line(run if run.mark == "`" or SHIFTS & {*run.tags} else run._replace(mark="**") for run in line)


def _numbered(counted: Sequence[tuple[int, tuple[Block, ...]]]) -> ListBlock:
    return ListBlock(tuple(blocks for _, blocks in counted), counted[0][0])


def _labelled(counted: Sequence[tuple[int, tuple[Block, ...]]], numbers: Numbering) -> BuiltBlocks:
    labels = tuple(numbers.label(number) for number, _ in counted)
    items = tuple(_with_label(label, blocks) for label, (_, blocks) in zip(labels, counted, strict=True))
    return BuiltBlocks((ListBlock(items),) if items else (), labels)


def _with_label(label: str, blocks: tuple[Block, ...]) -> tuple[Block, ...]:
    first = blocks[0]
    if not isinstance(first, Paragraph):
        return (Paragraph(((Run(label),),)), *blocks)
    return (Paragraph((tidy_line([Run(f"{label} "), *first.lines[0]]), *first.lines[1:])), *blocks[1:])


@dataclass
class _Item:
    number: int | None = None
    blocks: list[Block] = field(default_factory=list)


def _items(parts: Iterable[Part]) -> list[_Item]:
    items: list[_Item] = []
    for part in parts:
        if isinstance(part, ListItem):
            items.append(_Item(part.number))
        pending = [*reversed(part_blocks(part))]
        while pending:
            block = pending.pop()
            is_first = not (items and items[-1].blocks)
            if is_first and isinstance(block, Quote):
                pending += reversed(block.blocks)
            elif is_first and isinstance(block, ListBlock):
                items = [*items[:-1], *(_Item(blocks=[*item]) for item in block.items)]
            elif not isinstance(block, ThematicBreak | Separator):
                items = items or [_Item()]
                items[-1].blocks.append(_as_paragraph(block) if is_first or not _may_follow(block) else block)
    return items


def _may_follow(block: Block) -> bool:
    return not isinstance(block, Heading)


def _as_paragraph(block: Block) -> Paragraph:
    return block if isinstance(block, Paragraph) else Paragraph(tuple(lines([block])))


def _counted(items: Sequence[_Item], numbers: Numbering) -> Iterator[tuple[int, _Item]]:
    """Yield each item with its number, counted as browsers count."""
    step = -1 if numbers.reverse else 1
    following = numbers.start if numbers.start is not None else len(items) if numbers.reverse else 1
    for item in items:
        number = following if item.number is None else item.number
        yield number, item
        following = number + step


def part_blocks(part: Part) -> tuple[Block, ...]:
    """Return the blocks of one part."""
    if isinstance(part, ListItem | TableCell | Definition):
        return part.blocks
    if isinstance(part, WordItem):
        return tuple(_word_list([part]))
    return tuple(rows_as_lines([part])) if isinstance(part, TableRow) else (part,)


def rows_as_lines(rows: Iterable[TableRow]) -> Iterator[Block]:
    """Turn rows of several one-line cells into the lines of a paragraph, and the cells of other rows into blocks."""
    for are_lines, group in groupby(rows, key=_is_of_short_cells):
        if are_lines:
            yield Paragraph(tuple(_row_line(row) for row in group))
        else:
            yield from (block for row in group for cell in row.cells for block in cell.blocks)


def _row_line(row: TableRow) -> Line:
    """Return the cells of a row on one line, with wide gaps between their words."""
    cells = [join_lines(cell.blocks) for cell in row.cells if cell.blocks]
    gap = Run(GAP if all(any(run.text for run in cell) for cell in cells) else " ")
    return tuple(run for number, cell in enumerate(cells) for run in ((gap, *cell) if number else cell))


def _is_of_short_cells(row: TableRow) -> bool:
    filled = [cell for cell in row.cells if cell.blocks]
    return len(filled) > 1 and all(
        len(cell.blocks) == 1 and isinstance(cell.blocks[0], Paragraph) and len(cell.blocks[0].lines) == 1
        for cell in filled
    )


def join_lines(blocks: Iterable[Block]) -> Line:
    """Return the text of `blocks` on one line."""
    return tidy_line(run for line in lines(blocks) for run in (*line, Run(" ")))
