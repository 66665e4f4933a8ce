"""Work out the charts on pages: where bars, marks and base lines are, and a summary of each chart in words.

The theme draws them (`_charts.html`) and stretches them to the width of the page. The rule: a chart shows nothing that
the table or list beside it does not say. Charts of one kind have one scale or the same years, so that they can be
compared. A month or quarter from which the archive has nothing is a gap: no base line, and an empty cell in the table.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import chain
from typing import NamedTuple

from archive.pages.quotations.relations import NamedText
from archive.pages.timeline import Cells, Month, MonthCounts
from archive.text import MONTHS

STEP = 10
"""Width of a month or quarter, in units of the drawing."""
HEIGHT = 40
"""Height of the highest bar in charts by month and by quarter."""
WIDTH, YEAR_HEIGHT = 1000, 100
"""Width of a chart of years, from the first to the last, and height of its highest bar."""
_BAR_SHARE = 0.8
"""Share of a year's width that its bar takes."""
_LEAST_SEEN = 3
"""Units that can be seen in a chart of years."""
_LEAST_MARKS = 3
"""Fewer marks are not worth a chart."""
_MID_MONTH = 15


class Bar(NamedTuple):
    """A bar on the base line."""

    x: int
    """Its middle or, in a chart of years, its left side."""
    height: int


class BaseLine(NamedTuple):
    """A stretch of the base line, between gaps."""

    x: int
    length: int


@dataclass(frozen=True)
class YearRow:
    """A year in the table of a chart."""

    year: int
    url: str
    cells: Cells
    """One for each month or quarter."""
    total: int


@dataclass(frozen=True)
class MonthsChart:
    """One year by month: posts above the base line, comments below it."""

    texts: YearRow
    comments: YearRow
    summary: str
    base: tuple[BaseLine, ...]
    text_bars: tuple[Bar, ...]
    comment_bars: tuple[Bar, ...]


@dataclass(frozen=True)
class QuartersChart:
    """All years by quarter, with a tick where each year begins."""

    name: str
    url: str
    """Page about it; empty if there is none."""
    total: int
    most: int
    """Number in the busiest quarter."""
    summary: str
    width: int
    ticks: Sequence[int]
    base: tuple[BaseLine, ...]
    bars: tuple[Bar, ...]
    rows: tuple[YearRow, ...]


@dataclass(frozen=True)
class YearsChart:
    """A bar for each year that has any."""

    first_year: int
    last_year: int
    summary: str
    bar_width: int
    bars: tuple[Bar, ...]


@dataclass(frozen=True)
class QuotationsChart:
    """When a text was written and when it was quoted: marks along the years of the archive."""

    first_year: int
    last_year: int
    summary: str
    ticks: tuple[int, ...]
    """Where each year begins, and the end of the last."""
    text_at: tuple[int, ...]
    """Where the text itself is; empty if it has no date."""
    quoted_at: tuple[int, ...]
    undated: int
    """Number of quotations without a date, which have no mark."""


def months_charts(counts: MonthCounts) -> Iterator[MonthsChart]:
    """Yield a chart for each year that has texts, all with the same scale."""
    most_texts, most_comments = (max(each.values(), default=0) for each in (counts.texts, counts.comments))
    for year in counts.years:
        texts = _row(year, counts.by_month(year, counts.texts))
        comments = _row(year, counts.by_month(year, counts.comments))
        if texts.total:
            yield MonthsChart(
                texts,
                comments,
                summary=_summary_of_year(texts, comments),
                base=_base(texts.cells),
                text_bars=_bars(texts.cells, most_texts),
                comment_bars=_bars(comments.cells, most_comments),
            )


def quarters_chart(
    name: str, url: str, of: Mapping[Month, int], counts: MonthCounts, highest: int = 0
) -> QuartersChart:
    """Return the chart of `of`, numbers by month, for the years of `counts`, which also says where the gaps are. The
    highest bar is `highest`, or the busiest quarter if that is 0."""
    rows = [_row(year, counts.by_quarter(year, of)) for year in counts.years]
    cells = tuple(chain.from_iterable(row.cells for row in rows))
    return QuartersChart(
        name=name,
        url=url,
        total=sum(row.total for row in rows),
        most=busiest_quarter(of, counts),
        summary=_summary_of_years(name, rows),
        width=STEP * len(cells),
        ticks=[place * STEP for place in range(0, len(cells) + 1, 4)],
        base=_base(cells),
        bars=_bars(cells, highest or busiest_quarter(of, counts)),
        rows=tuple(row for row in rows if any(cell is not None for cell in row.cells)),
    )


def busiest_quarter(of: Mapping[Month, int], counts: MonthCounts) -> int:
    """Return the number in the quarter that has most."""
    cells = chain.from_iterable(counts.by_quarter(year, of) for year in counts.years)
    return max(filter(None, cells), default=0)


def years_chart(counts: Mapping[int, int], years: tuple[int, int]) -> YearsChart | None:
    """Return the chart of `counts`, texts by year, from the first to the last of `years`.

    None if fewer than two years have texts: there is nothing to compare.
    """
    if len(counts) < 2:
        return None
    first, last = years
    width, most = WIDTH / (last - first + 1), max(counts.values())
    bars = (
        Bar(round((year - first) * width), max(_LEAST_SEEN, round(counts[year] / most * YEAR_HEIGHT)))
        for year in sorted(counts)
    )
    each = ", ".join(f"{counts[year]:,} in {year}" for year in sorted(counts))
    summary = f"Items by year, {first} to {last}: {each}."
    return YearsChart(first, last, summary, max(_LEAST_SEEN, round(_BAR_SHARE * width)), tuple(bars))


def quotations_chart(text: NamedText, quoting: Sequence[NamedText], years: tuple[int, int]) -> QuotationsChart | None:
    """Return the chart of who quotes `text`; None if there is too little to show.

    `years` are the first and the last year of the archive, and include all dates.
    """
    dated = [each for each in quoting if each.month]
    if len(dated) + bool(text.month) < _LEAST_MARKS:
        return None
    return QuotationsChart(
        *years,
        summary=_summary_of_quotations(text, dated, years),
        ticks=(*(_at(date(year, 1, 1), years) for year in range(years[0], years[1] + 1)), WIDTH),
        text_at=_marks([text], years),
        quoted_at=_marks(dated, years),
        undated=len(quoting) - len(dated),
    )


def _row(year: int, cells: Cells) -> YearRow:
    return YearRow(year, f"/{year:04}/", cells, sum(filter(None, cells)))


def _base(cells: Cells) -> tuple[BaseLine, ...]:
    gaps = [True, *(cell is None for cell in cells), True]
    turns = [place for place in range(len(cells) + 1) if gaps[place] != gaps[place + 1]]
    known = zip(turns[::2], turns[1::2], strict=True)
    return tuple(BaseLine(STEP * start, STEP * (stop - start)) for start, stop in known)


def _bars(cells: Cells, highest: int) -> tuple[Bar, ...]:
    """Return a bar for each number that is not 0; the lowest one can still be seen."""
    return tuple(
        Bar(STEP * place + STEP // 2, max(1, round(HEIGHT * cell / highest)))
        for place, cell in enumerate(cells)
        if cell
    )


def _marks(texts: Iterable[NamedText], years: tuple[int, int]) -> tuple[int, ...]:
    return tuple(sorted({_at(day, years) for text in texts if (day := _day(text))}))


def _day(text: NamedText) -> date | None:
    """Return its day, or the middle of its month."""
    return text.day or (date(*text.month, _MID_MONTH) if text.month else None)


def _at(day: date, years: tuple[int, int]) -> int:
    start, stop = date(years[0], 1, 1), date(years[1], 12, 31)
    return round(WIDTH * (day - start).days / (stop - start).days)


def _summary_of_year(texts: YearRow, comments: YearRow) -> str:
    gaps = texts.cells.count(None)
    gap = f" Nothing from {gaps} {'month' if gaps == 1 else 'months'}." if gaps else ""
    return f"{_total_and_most('item', texts)}; {_total_and_most('comment', comments)}.{gap}"


def _total_and_most(what: str, row: YearRow) -> str:
    """Return, for example, "120 items (busiest month: March, 31)"."""
    highest = max(filter(None, row.cells), default=0)
    when = f" (busiest month: {MONTHS[row.cells.index(highest)]}, {highest:,})" if highest else ""
    return f"{row.total:,} {what}{'' if row.total == 1 else 's'}{when}"


def _summary_of_years(name: str, rows: Sequence[YearRow]) -> str:
    """Return, for example, "Prisons, 2010 to 2024: 120 in total (busiest year: 2014, 31)"."""
    if not rows:
        return f"{name}: none"
    best = max(rows, key=lambda row: row.total)
    when = f" (busiest year: {best.year}, {best.total:,})" if best.total else ""
    return f"{name}, {rows[0].year} to {rows[-1].year}: {sum(row.total for row in rows):,} in total{when}"


def _summary_of_quotations(text: NamedText, dated: Sequence[NamedText], years: tuple[int, int]) -> str:
    written = f"written {'on' if text.day else 'in'} {text.date_text}" if text.month else "without a date"
    counts = Counter(each.year for each in dated if each.year)
    quoted = ", ".join(f"{year}{f' ({count:,} times)' if count > 1 else ''}" for year, count in sorted(counts.items()))
    return f"{years[0]} to {years[1]}: {written}, quoted in {quoted}."
