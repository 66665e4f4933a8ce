"""Tell preformatted text, whose columns have a meaning, from prose in the same mark-up.

The rule: lines are shown as they were typed only if that is certain. Prose in `<pre>`, which would not wrap on a phone,
becomes a paragraph, and so do lines with images. Columns with links or struck words in them, which a fence cannot hold,
become lines of code with no-break spaces between; `render` shows them as preformatted text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import groupby

from archive.markup.blocks import Line, Run

_TAB = 8
_PROSE_LINE = 120
"""Characters; longer lines are prose unless they have columns."""
_GAP = re.compile(r"(?<=[^\s.!?:;,\"”’)]) {2,}(?=\S)|(?<=\S) {3,}(?=\S)")
_ALIGNED = re.compile(r"^ |  ")
_PARTED = re.compile(r"\S(?:[ \xa0]{2,}|\t)[ \xa0\t]*\S")
_BACKTICKS = re.compile("`+")
_CELL = re.compile(r"\S+(?: \S+)*")
_FEWEST_ROWS = 3
_FIGURE = re.compile(r"[£$€(+-]?\d[\d,.:/%)-]*")


def typed_lines(lines: Iterable[Iterable[Run]]) -> list[str]:
    """Return the text of each line, with tabs and no-break spaces as spaces."""
    return [typed_line("".join(run.text for run in line)) for line in lines]


def preformatted_lines(lines: Sequence[Sequence[Run]]) -> tuple[str, ...]:
    """Return `lines` as typed, without blank ones around them; empty if they are prose or hold more than text."""
    if not _is_plain(lines):
        return ()
    rows = typed_lines(lines)
    filled = [at for at, row in enumerate(rows) if row]
    kept = tuple(rows[filled[0] : filled[-1] + 1]) if filled else ()
    is_prose = any(len(row) > _PROSE_LINE for row in kept) and not any(_GAP.search(row) for row in kept)
    return () if is_prose else kept


def typed_rows(lines: Sequence[Sequence[Run]]) -> tuple[tuple[Line, ...], ...]:
    """Return columns that hold more than text, as typed, parted where lines are blank; empty if they are not columns,
    or if a "`" or an image is in them."""
    if any(run.image or "`" in run.text for line in lines for run in line):
        return ()
    rows = [_typed_runs(line) for line in lines]
    texts = ["".join(run.text for run in row) for row in rows]
    if not any(_ALIGNED.search(text) for text in texts):
        return ()
    parted = groupby(zip(texts, rows, strict=True), key=lambda row: bool(row[0]))
    return tuple(tuple(row for _, row in group) for is_filled, group in parted if is_filled)


def _typed_runs(line: Iterable[Run]) -> Line:
    """Return `line` with tabs and no-break spaces as spaces, and with one run for each link or group of tags."""
    made: list[Run] = []
    column = 0
    for run in line:
        text = (" " * (column % _TAB) + run.text.replace("\xa0", " ")).expandtabs(_TAB)[column % _TAB :]
        column += len(text)
        plain = Run(text, "`", run.link, None, run.tags, run.targets)
        if made and made[-1].looks_like(plain) and not run.targets:
            made[-1] = made[-1]._replace(text=made[-1].text + text)
        else:
            made.append(plain)
    while made and not made[-1].text.rstrip():
        made.pop()
    return (*made[:-1], made[-1]._replace(text=made[-1].text.rstrip())) if made else ()


def fenced(rows: Sequence[str]) -> str:
    """Return Markdown that shows `rows` as they are."""
    longest = max((len(run) for row in rows for run in _BACKTICKS.findall(row)), default=0)
    fence = "`" * max(3, longest + 1)
    return "\n".join([fence, *rows, fence])


def _is_plain(lines: Iterable[Iterable[Run]]) -> bool:
    """Return True if preformatted text can hold all that `lines` say."""
    return not any(run.image or run.link or run.tags or run.targets for line in lines for run in line)


def aligned_code(lines: Sequence[Sequence[Run]]) -> tuple[str, ...]:
    """Return lines of code that no-break spaces align, as typed; empty if they are not such lines.

    Pages without `<pre>` write columns like this. Ordinary white space counts as one space there.
    """
    filled = (run for line in lines for run in line if run.text.strip())
    first = next(filled, None)
    if not first or first.mark != "`" or any(run.mark != "`" for run in filled) or not _is_plain(lines):
        return ()
    texts = [re.sub(r"[ \t\n]+", " ", "".join(run.text for run in line)) for line in lines]
    rows = tuple(typed_line(text.removeprefix(" ")) for text in texts)
    is_aligned = any("\xa0" in text and _ALIGNED.search(row) for text, row in zip(texts, rows, strict=True))
    return rows if is_aligned else ()


def columns(lines: Sequence[Sequence[Run]]) -> tuple[str, ...]:
    """Return lines, as typed, that are all certainly rows of an aligned table; empty if they are not."""
    rows = preformatted_lines(lines) if len(lines) >= _FEWEST_ROWS else ()
    return rows if rows and len(columnar_lines(rows)) == len(rows) else ()


def columnar_lines(lines: Sequence[str]) -> set[int]:
    """Return the places of the lines of plain text that are certainly rows of an aligned table."""
    found: set[int] = set()
    for is_row, group in groupby(range(len(lines)), key=lambda at: bool(_PARTED.search(lines[at]))):
        run = list(group)
        if is_row and _is_columnar([lines[at] for at in run]):
            found.update(run)
    return found


def _is_columnar(lines: Sequence[str]) -> bool:
    """Return True if `lines` of plain text are certainly the rows of a table whose columns are aligned.

    Each of three or more lines has cells parted by two or more spaces or a tab, and in each column the cells of all
    lines start, or all end, at the same place. One column at least holds figures.
    """
    rows = [_cells(line) for line in lines]
    if len(rows) < _FEWEST_ROWS or len({len(row) for row in rows}) != 1 or len(rows[0]) < 2:
        return False
    columns = list(zip(*rows, strict=True))
    return all(_is_aligned(column) for column in columns) and any(_has_figures(column) for column in columns)


def typed_line(text: str) -> str:
    """Return a line with tabs and no-break spaces as spaces."""
    return text.replace("\xa0", " ").expandtabs(_TAB).rstrip()


def _cells(line: str) -> list[tuple[int, int, str]]:
    return [(found.start(), found.end(), found.group()) for found in _CELL.finditer(typed_line(line))]


def _is_aligned(column: Sequence[tuple[int, int, str]]) -> bool:
    return len({start for start, _, _ in column}) == 1 or len({end for _, end, _ in column}) == 1


def _has_figures(column: Sequence[tuple[int, int, str]]) -> bool:
    return all(_FIGURE.fullmatch(text) for _, _, text in column[1:])
