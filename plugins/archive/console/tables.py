"""Tables of numbers, and the columns that say what became of the words of a file."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rich.table import Table

from archive.console.wording import figures
from archive.content.word_counts import WordCounts

WORD_COLUMNS = ("Words in", "Published", "Furniture", "Left out", "Unplaced")


def number_table(first: str, headings: Iterable[str], rows: Iterable[Sequence[str]]) -> Table:
    """Make a table whose first column holds words and all others numbers."""
    table = Table(box=None, pad_edge=False)
    table.add_column(first, overflow="fold")
    for heading in headings:
        table.add_column(heading, justify="right")
    for row in rows:
        table.add_row(*row)
    return table


def word_cells(counts: WordCounts) -> list[str]:
    """Return the cells of WORD_COLUMNS; the share that is published is rounded down, so that 100 % means all."""
    share = f"{counts.published:,} ({100 * counts.published // counts.words_in} %)" if counts.words_in else "0"
    return [f"{counts.words_in:,}", share, *figures(counts.furniture, counts.left_out, counts.unplaced)]
