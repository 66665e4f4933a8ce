"""Drawings of what there is of each time, with their tables: a year by months, or all years by quarters.

The rule: a drawing shows nothing that its table does not say. In a gap the drawing has no base line, the table an
empty cell.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

from archive.pages.timeline import Cells, Month, Tally
from archive.text import MONTHS

_STEP = 10
"""Units across for one month or quarter; the page stretches them."""
_HEIGHT = 40
"""Units of the highest bar: a drawing of months has two of them, one of quarters one and `_TICK`."""
_TICK = 4


@dataclass(frozen=True)
class RowView:
    """A year in a table."""

    year: int
    url: str
    cells: Cells
    """Of its months or quarters."""
    total: int


@dataclass(frozen=True)
class MonthsView:
    """A year by months: bars of texts above the line, of comments below it."""

    texts: RowView
    comments: RowView
    said: str
    """What the drawing shows, in words."""
    base: str
    """This and the next two are each the data of an SVG path in a box of 120 by 80."""
    up: str
    down: str


@dataclass(frozen=True)
class QuartersView:
    """All years by quarters: bars on a line with a tick where each year begins."""

    name: str
    url: str
    """Of a page about it; empty if there is none."""
    total: int
    most: int
    """In the quarter that has most."""
    said: str
    """What the drawing shows, in words."""
    axis: str
    """This and the next two are each the data of an SVG path in a box of `width` by 44."""
    base: str
    bars: str
    width: int
    rows: tuple[RowView, ...]


def months(counts: Tally) -> Iterator[MonthsView]:
    """The years that have texts, the first one first, all to one scale."""
    most_texts, most_comments = (max(each.values(), default=0) for each in (counts.texts, counts.comments))
    for year in counts.years:
        texts = _row(year, counts.by_month(year, counts.texts))
        comments = _row(year, counts.by_month(year, counts.comments))
        if texts.total:
            yield MonthsView(
                texts,
                comments,
                said=_said_of_year(texts, comments),
                base=_base(texts.cells),
                up=_bars(texts.cells, most_texts, "-"),
                down=_bars(comments.cells, most_comments, ""),
            )


def quarters(name: str, url: str, of: Mapping[Month, int], counts: Tally, highest: int = 0) -> QuartersView:
    """`of` each month so many, by quarters, for the years of `counts`, which says what is a gap. The highest bar
    stands for `highest`, or for the most that there are if that is 0."""
    rows = [_row(year, counts.by_quarter(year, of)) for year in counts.years]
    cells = tuple(chain.from_iterable(row.cells for row in rows))
    return QuartersView(
        name=name,
        url=url,
        total=sum(row.total for row in rows),
        most=most(of, counts),
        said=_said_of_all(name, rows),
        axis="".join(f"M{place * _STEP} {_HEIGHT}v{_TICK}" for place in range(0, len(cells) + 1, 4)),
        base=_base(cells),
        bars=_bars(cells, highest or most(of, counts), "-"),
        width=_STEP * len(cells),
        rows=tuple(row for row in rows if any(cell is not None for cell in row.cells)),
    )


def most(of: Mapping[Month, int], counts: Tally) -> int:
    """How many there are in the quarter that has most."""
    cells = chain.from_iterable(counts.by_quarter(year, of) for year in counts.years)
    return max(filter(None, cells), default=0)


def _row(year: int, cells: Cells) -> RowView:
    return RowView(year, f"/{year:04}/", cells, sum(filter(None, cells)))


def _base(cells: Cells) -> str:
    """The base line, broken in gaps."""
    return "".join(f"M{_STEP * start} {_HEIGHT}h{_STEP * (stop - start)}" for start, stop in _known(cells))


def _known(cells: Cells) -> Iterable[tuple[int, int]]:
    """From where to where there is no gap."""
    gaps = [True, *(cell is None for cell in cells), True]
    turns = [place for place in range(len(cells) + 1) if gaps[place] != gaps[place + 1]]
    return zip(turns[::2], turns[1::2], strict=True)


def _bars(cells: Cells, highest: int, sign: str) -> str:
    """A stroke from the base line for each count, up with the sign "-"; even the least is seen."""
    return "".join(
        f"M{_STEP * place + _STEP // 2} {_HEIGHT}v{sign}{max(1, round(_HEIGHT * cell / highest))}"
        for place, cell in enumerate(cells)
        if cell
    )


def _said_of_year(texts: RowView, comments: RowView) -> str:
    gaps = texts.cells.count(None)
    gap = f" Of {gaps} {'month' if gaps == 1 else 'months'} there is no text." if gaps else ""
    return f"{_said_of('text', texts)}; {_said_of('comment', comments)}.{gap}"


def _said_of(what: str, row: RowView) -> str:
    """ "120 texts, at most 31 a month, in March"."""
    highest = max(filter(None, row.cells), default=0)
    when = f", at most {highest:,} a month, in {MONTHS[row.cells.index(highest)]}" if highest else ""
    return f"{row.total:,} {what}{'' if row.total == 1 else 's'}{when}"


def _said_of_all(name: str, rows: Sequence[RowView]) -> str:
    """ "Prisons, 2010 to 2024: 120 in all, most of them, 31, in 2014"."""
    if not rows:
        return f"{name}: none"
    best = max(rows, key=lambda row: row.total)
    when = f", most of them in {best.year}: {best.total:,}" if best.total else ""
    return f"{name}, {rows[0].year} to {rows[-1].year}: {sum(row.total for row in rows):,} in all{when}"
