"""Recognise plain text that is a table: values between separators, or columns of values.

The rule: a text is never a table. So nearly all lines must have the same cells, and a separator counts only as people
don't write it: a comma without a space after it, spaces that don't follow the end of a sentence.
"""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Sequence

from archive.markup.preformatted import columnar_lines

TABLE = "a table"
_SHARE = 0.9
"""At least this share of the rows must have the usual number of cells."""
_LONG_CELL = 10
"""Words. A column of such cells is text that begins with a number or a bullet."""
_LONGEST_FIELD = 2**17
_MARKER = re.compile(r"\W{1,3}|\(?(?:\d{1,3}|[a-z]|[ivx]{1,5})[.):]?", re.IGNORECASE)
"""A list label, which people separate from the item with a tab or spaces."""
_COLUMN_GAP = re.compile(r"(?<=[^\s.?!:;,…”\"'])(?: {2,}| ?\t\s*)(?=\S)")
_THOUSANDS = re.compile(r"(?<![\w,.])[£$€(]{0,2}\d{1,3}(?:,\d{3})+(?![\w,])")
_QUOTED_CELL = re.compile(r"""(?:(?<=[,;|:])|^)"[^"]*"(?=[,;|:]|$)""")
_VALUE = re.compile(r"[\W\d_]*\d[\W\d_]*[a-zA-Z%]{0,4}|\S*[/@:=\\]\S*|[-drwxst]{10}\S?|-+|[A-Z0-9_]{2,}", re.ASCII)
"""A cell that is not made of words: a number, date, address, path, permissions or code."""


def is_table(lines: Sequence[str]) -> bool:
    """Return True if the lines, none of them blank, are a table."""
    if len(lines) < 2:
        return _is_single_row(lines)
    if any(_is_separated(lines, each) for each in (",", ";", "\t", "|", ":")) or _is_aligned(lines):
        return True
    is_wide = all(len(_COLUMN_GAP.split(line.strip())) > 2 for line in lines)  # a label and its item are two
    return is_wide and len(columnar_lines(lines)) == len(lines)


def _is_single_row(lines: Sequence[str]) -> bool:
    """Return True for a header without rows, such as "id,when,hours"."""
    return bool(lines) and bool(re.fullmatch(r"\S+,\S+,\S+", lines[0])) and "://" not in lines[0]


def _is_separated(lines: Sequence[str], separator: str) -> bool:
    """Return True if all rows have the same number of cells between separators."""
    rows = _rows(lines, separator)
    if not rows:
        return False
    cells, count = Counter(map(len, rows)).most_common(1)[0]
    regular = [row for row in rows if len(row) == cells]
    if cells < (4 if separator == ":" else 2) or len(regular) < 2 or count < _SHARE * len(rows):
        return False
    if separator == "\t":
        return not _is_list(regular) and (cells > 2 or _has_values(regular))
    if separator == "|":
        return len(rows) > 2
    return _is_tight(lines, separator) or (separator != ":" and len(rows) > 2 and _has_values(regular))


def _rows(lines: Sequence[str], separator: str) -> list[list[str]]:
    if not any(separator in line for line in lines[:2]):
        return []
    csv.field_size_limit(_LONGEST_FIELD)
    prepared = (_without_thousands(line.strip()).rstrip(separator) for line in lines)
    try:
        return [row for row in csv.reader(prepared, delimiter=separator) if row]
    except csv.Error:
        return []


def _is_tight(lines: Sequence[str], separator: str) -> bool:
    """Return True if separators have no space after them, as programs write them. People write one."""
    bare = [_QUOTED_CELL.sub('""', _without_thousands(line.strip())).rstrip(separator) for line in lines]
    every = sum(line.count(separator) for line in bare)
    return every > 0 and sum(line.count(f"{separator} ") for line in bare) <= every * (1 - _SHARE)


def _without_thousands(line: str) -> str:
    """Remove the commas from numbers such as "£27,121": they separate no cells."""
    return _THOUSANDS.sub(lambda found: found.group().replace(",", ""), line)


def _has_values(rows: Sequence[Sequence[str]]) -> bool:
    """Return True if a column below the first row has only values and no words."""
    columns = list(zip(*rows[1:], strict=True))
    return any(all(_VALUE.fullmatch(cell.strip()) for cell in column) for column in columns)


def _is_list(rows: Sequence[Sequence[str]]) -> bool:
    """Return True if the rows are the items of a list, or sentences behind a label."""
    words = sum(len(cell.split()) for row in rows for cell in row)
    if all(row[0].rstrip().endswith(":") for row in rows):
        return True
    return all(_MARKER.fullmatch(row[0].strip()) for row in rows) or words > _LONG_CELL * sum(map(len, rows))


def _is_aligned(lines: Sequence[str]) -> bool:
    """Return True if most lines have at least three cells, with gaps between them, and a third of the cells are values.

    A gap is a tab, or at least two spaces that don't follow the end of a sentence.
    """
    rows = [_COLUMN_GAP.split(line.strip()) for line in lines if not line.lstrip().startswith("#")]
    wide = [row for row in rows if len(row) > 2]
    if len(wide) < 3 or len(wide) < 0.8 * len(rows):
        return False
    cells = [cell for row in wide for cell in row]
    return 3 * sum(1 for cell in cells if _VALUE.fullmatch(cell)) >= len(cells)
